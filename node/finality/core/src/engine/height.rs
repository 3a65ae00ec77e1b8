// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! One height from its beginning, or from its journal, to its decision, by the rules of the library.

use super::{Action, Chain, Engine, LOG_TARGET};
use crate::{
	context::{Address, BlockHeight, Candidate, Members, Tendermint},
	convert,
	journal::{self, Entry},
	keys::Keys,
	message::Message,
	node::Timer,
};
use codec::Encode;
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{Justification, Round, Statement, ValidatorIndex};
use malachite::{process, Input, LocallyProposedValue, Params, State};
use malachite_types::{self as mc, ValueOrigin, ValuePayload, VoteExtensionPolicy};
use std::collections::BTreeSet;

impl<K: Keys> Engine<K> {
	/// Follow a decision.
	pub(super) fn decide(&mut self, justification: Justification, chain: &impl Chain) {
		self.running = None;
		let node = &mut self.node;
		node.timers.retain(|_, timer| *timer == Timer::Status);
		if node.place.is_some() {
			// The database may lose the block, and then the peer that sent the decision may be gone.
			node.append(justification.height, Entry::Decision(justification.clone()));
			node.sync_journal();
		}
		if chain.header(&justification.block).is_some() {
			node.actions.push(Action::Finalize(justification.clone()));
		}
		node.height.decision = Some(justification);
	}

	/// Whether there is something to decide, or was before a crash.
	pub(super) fn can_start(&self, chain: &impl Chain) -> bool {
		self.node.has_journal() || chain.best_child(&self.node.finalized.1).is_some()
	}

	/// Begin the height, if this node is a validator and has not begun it.
	pub(super) fn start(&mut self, chain: &impl Chain) {
		let node = &mut self.node;
		if self.running.is_some() || node.height.decision.is_some() || chain.is_syncing() {
			return;
		}
		let Some(place) = node.place else { return };
		let members = Members::of(&node.set);
		let ctx = Tendermint { proposers: node.proposers.clone() };
		let params = Params {
			address: Address(place),
			threshold_params: Default::default(),
			// The block comes by itself, and its verdict from the import.
			value_payload: ValuePayload::ProposalAndParts,
			enabled: !node.silent,
		};
		if node.silent {
			log::warn!(
				target: LOG_TARGET,
				"This node says nothing until block {} is final: nobody knows what its key signed before it started",
				node.next_height()
			);
			node.height.abstains = true;
		}
		let height = BlockHeight(node.next_height());
		// This state lives for one height, so that nothing waits in its queue of later ones.
		let state = State::new(ctx.clone(), height, members.clone(), params, 1, 1);
		self.running = Some(state);

		let journal = self.node.journals.remove(&height.0).unwrap_or_default();
		let journal = journal::of_set(self.node.set.id, journal);
		let restart = !journal.is_empty();
		let must_recall = self.node.must_recall(restart);
		let heard: Vec<_> = self.node.memory.since(height.0, 0).cloned().collect();
		let start =
			Input::StartHeight(height, members, restart, None, VoteExtensionPolicy::Disabled);
		if restart {
			self.replay(start, journal, place, &ctx, chain);
		} else {
			self.feed(start, chain);
		}
		if must_recall && !self.node.height.recalled && self.running.is_some() {
			log::warn!(
				target: LOG_TARGET,
				"This node says nothing until block {height} is final: it signed for it, and its journal does not say why"
			);
			self.abstain();
		}
		for signed in heard {
			self.take(signed, chain);
		}
	}

	/// Come to the same point as before a crash, by the journal of the height.
	fn replay(
		&mut self,
		start: Input<Tendermint>,
		journal: Vec<Entry>,
		place: ValidatorIndex,
		ctx: &Tendermint,
		chain: &impl Chain,
	) {
		let height = self.node.next_height();
		log::info!(
			target: LOG_TARGET,
			"Going on at height {height} with the {} entries of its journal",
			journal.len()
		);
		let last = self.node.guard.last().map(|last| last.signature.clone());
		let mut decision = None;
		let mut judged = BTreeSet::new();
		let inputs: Vec<_> =
			journal.iter().filter_map(|entry| entry.clone().into_input(height, ctx)).collect();
		self.node.height.replayed = journal.iter().map(Encode::encode).collect();
		if let Some(state) = self.running.as_mut() {
			state.index_wal_entries(&inputs);
		}
		self.run(start);
		for entry in journal {
			match &entry {
				Entry::Statement(signed) => {
					self.node.note(signed);
					if signed.signer == place {
						self.node.adopt(signed);
						self.node.height.recalled |= last.as_ref() == Some(&signed.signature);
					}
				},
				Entry::Verdict { round, proposer, block, .. } => {
					judged.insert(*block);
					if *proposer == place {
						self.node.height.chosen = Some((*round, *block));
					}
				},
				Entry::Decision(justification) => {
					let holds = self.node.check_commit(justification).is_ok();
					decision = holds.then(|| justification.clone());
				},
				Entry::Polka(_) | Entry::Timeout { .. } => {},
			}
			if let Some(input) = entry.into_input(height, ctx) {
				self.run(input);
			}
		}
		if let Some(state) = self.running.as_mut() {
			state.reset_entries_index();
		}
		self.settle(chain);
		if let Some(decision) = decision.filter(|_| self.running.is_some()) {
			self.decide(decision, chain);
		}
		self.node.height.replayed.clear();

		// Proposals whose block was not there before the crash.
		let unjudged: Vec<_> = self
			.node
			.memory
			.since(height, 0)
			.filter_map(|signed| match signed.statement {
				Statement::Proposal { block, .. } => Some((block, signed.round, signed.signer)),
				_ => None,
			})
			.filter(|(block, ..)| !judged.contains(block))
			.collect();
		for (block, round, proposer) in unjudged {
			self.judge(block, round, proposer, chain);
		}
		if self.running.is_none() {
			return;
		}

		// The library sends its votes again, and not its proposals.
		let round = self.node.height.round;
		let proposals: Vec<_> = self
			.node
			.memory
			.since(height, round)
			.filter(|signed| signed.signer == place && signed.round == round)
			.filter(|signed| matches!(signed.statement, Statement::Proposal { .. }))
			.cloned()
			.collect();
		for proposal in proposals {
			self.node.height.to_propose = None;
			self.node.say(Message::Statement(proposal));
		}
	}

	/// Give Malachite an input, and what follows from it.
	pub(super) fn feed(&mut self, input: Input<Tendermint>, chain: &impl Chain) {
		self.run(input);
		self.settle(chain);
	}

	/// Do what the last input led to.
	pub(super) fn settle(&mut self, chain: &impl Chain) {
		self.propose(chain);
		// Decided just now; what was decided before is on its way.
		if self.running.is_some() {
			if let Some(decision) = self.node.height.decision.take() {
				self.decide(decision, chain);
			}
		}
	}

	/// Propose, if it is this node's turn and there is a block.
	fn propose(&mut self, chain: &impl Chain) {
		let Some(round) = self.node.height.to_propose else { return };
		// Malachite would take a value also when it waits for none.
		if !self.running.as_ref().is_some_and(|state| state.driver.step_is_propose()) {
			return;
		}
		let chosen = self.node.height.chosen.filter(|(chosen_in, _)| *chosen_in == round);
		let block = match chosen {
			Some((_, block)) => block,
			None => match chain.best_child(&self.node.finalized.1) {
				Some(block) => block,
				None => return,
			},
		};
		self.node.height.to_propose = None;
		self.run(Input::Propose(LocallyProposedValue::new(
			BlockHeight(self.node.next_height()),
			mc::Round::new(round),
			Candidate(block),
		)));
	}

	/// Tell Malachite whether a block may be decided, as soon as it is known.
	pub(super) fn judge(
		&mut self,
		block: Hash,
		round: Round,
		proposer: ValidatorIndex,
		chain: &impl Chain,
	) {
		if self.running.is_none() {
			return;
		}
		let node = &mut self.node;
		let height = node.next_height();
		match chain.header(&block) {
			Some((number, parent)) => {
				let valid = number == height && parent == node.finalized.1;
				let verdict = convert::verdict(height, round, proposer, block, valid);
				self.feed(Input::ProposedValue(verdict, ValueOrigin::Consensus), chain);
			},
			None => {
				node.height.awaited.insert(block, (round, proposer));
			},
		}
	}

	/// A verdict that Malachite had no room for when the block was proposed is wanted when the block has a polka.
	pub(super) fn judge_if_polka(&mut self, block: Hash, round: Round, chain: &impl Chain) {
		let Some(state) = self.running.as_ref() else { return };
		let polka = state.polka_certificate(mc::Round::new(round), &Candidate(block)).is_some();
		if polka && self.node.height.certified.insert((round, block)) {
			let proposer = self.node.proposers.of_round(round);
			self.judge(block, round, proposer, chain);
		}
	}

	/// Run Malachite on an input.
	fn run(&mut self, input: Input<Tendermint>) {
		let Some(state) = self.running.as_mut() else { return };
		let node = &mut self.node;
		let result: Result<(), malachite::Error<Tendermint>> = process!(
			input: input,
			state: state,
			metrics: &(),
			with: effect => Ok::<_, malachite::Error<Tendermint>>(node.perform(effect))
		);
		if let Err(error) = result {
			// Silence is safe; a vote of a machine that lost its way may not be.
			log::error!(
				target: LOG_TARGET,
				"This node says nothing more at height {}: {error}",
				node.next_height()
			);
			node.height.abstains = true;
		}
		state.params.enabled = !node.height.abstains;
	}
}
