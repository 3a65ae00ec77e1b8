// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! One node's part in finality: what it does about what happens.

use crate::{
	context::{Address, BlockHeight, Candidate, Members, Tendermint},
	convert,
	evidence::Known,
	guard::LastSigned,
	journal::{self, Entry},
	keys::Keys,
	message::{Message, Polka, RoundCertificate, RoundReason, SignedStatement, Unread},
	node::{Node, Timer},
};
use codec::Encode;
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{
	Equivocation, Height, Justification, JustificationError, Round, SetError, SignatureError,
	Statement, ValidatorIndex, ValidatorSet, Weight,
};
use malachite::{process, Input, LocallyProposedValue, Params, State};
use malachite_types::{self as mc, LinearTimeouts, ValueOrigin, ValuePayload, VoteExtensionPolicy};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
	time::Duration,
};

pub(crate) const LOG_TARGET: &str = "finality";

/// How many rounds ahead of this node's a statement may be; farther ones come with a certificate of their round.
pub const FUTURE_ROUNDS: Round = malachite::MAX_FUTURE_ROUND_LOOKAHEAD;

/// A peer, by a number that the host gave it.
pub type Peer = u64;

/// A timer, by a number that is never used again.
pub type TimerId = u64;

/// What all nodes of a network share, and how patient they are.
#[derive(Clone, Debug)]
pub struct Config {
	/// The hash of the genesis block, which names the chain in every signature.
	pub genesis: Hash,
	/// How long each step waits.
	pub timeouts: LinearTimeouts,
	/// How often a node says where it is as long as nothing becomes final.
	pub status_interval: Duration,
	/// The operator is sure that the keys of this node never signed anything. Without this, a node that has no record of
	/// what it signed is silent until a block is final that was made since it started.
	pub never_signed: bool,
}

/// What is asked of the chain.
pub trait Chain {
	/// Number and parent of a block that is imported, and so valid.
	fn header(&self, block: &Hash) -> Option<(Height, Hash)>;

	/// The child of a block that this node would build on.
	fn best_child(&self, block: &Hash) -> Option<Hash>;

	/// All children of a block that are imported.
	fn children(&self, block: &Hash) -> Vec<Hash>;

	/// Whether a block was made since this node started, so that its height was open to nobody before.
	fn is_recent(&self, block: &Hash) -> bool;

	/// Whether peers are known to be ahead, so that the next heights are decided already.
	fn is_syncing(&self) -> bool;
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Event {
	/// The node is ready.
	Started,
	/// A block was imported.
	Imported(Hash),
	/// A block is final, by this engine's decision or by what others sent.
	Finalized {
		/// Its number.
		height: Height,
		/// Its hash.
		block: Hash,
		/// The set in its state, which decides the next height.
		set: ValidatorSet,
	},
	/// A peer was connected.
	Connected(Peer),
	/// A peer was lost.
	Disconnected(Peer),
	/// A peer sent bytes.
	Received(Peer, Vec<u8>),
	/// A timer is over.
	Timer(TimerId),
}

/// What is to be done, in this order. What must be on disk comes before what depends on it: if one of these fails, none
/// of the later ones may be done, and the node must stop. Events to which an action leads are told when all is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
	/// Replace the record of what was signed last, and wait until it is on disk.
	SaveLastSigned(LastSigned),
	/// Append to the journal of a height.
	Append(Height, Entry),
	/// Wait until the journal is on disk.
	SyncJournal,
	/// Delete the journals of the heights below.
	DropJournals(Height),
	/// Send to all peers.
	Broadcast(Message),
	/// Send to all peers but the one from which it came.
	Relay(Message, Peer),
	/// Send to one peer.
	Send(Peer, Message),
	/// Send a peer the justification of a height, if it is stored.
	SendCommit(Peer, Height),
	/// Ask a peer that has it for a block that is not imported.
	Request(Hash, Height, Peer),
	/// Make a block final. [`Event::Finalized`] is to follow.
	Finalize(Justification),
	/// Report a validator that contradicted itself.
	Report(Equivocation),
	/// A peer did what no honest one does.
	Punish(Peer, Fault),
	/// Give [`Event::Timer`] after this time.
	Schedule(TimerId, Duration),
}

/// What no honest peer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
	/// Bytes that are no message.
	Malformed,
	/// A message that cannot be: of another set, by a stranger, by who does not propose.
	Impossible,
	/// A signature or certificate that does not hold.
	BadSignature,
}

/// One node's part in finality.
pub struct Engine<K> {
	/// Malachite's state for the height, once it has begun and as long as it is undecided.
	running: Option<State<Tendermint>>,
	node: Node<K>,
}

impl<K: Keys> Engine<K> {
	/// A node that goes on after this block, with what it kept on disk: the last signature and the journals. There is more
	/// than the journal of the next height if the database lost blocks that were final.
	///
	/// Refuses a set by which nothing could be decided safely.
	pub fn new(
		config: Config,
		keys: K,
		finalized: (Height, Hash),
		set: ValidatorSet,
		last_signed: Option<LastSigned>,
		journals: BTreeMap<Height, Vec<Entry>>,
	) -> Result<Self, SetError> {
		let node = Node::new(config, keys, finalized, set, last_signed, journals)?;
		Ok(Self { running: None, node })
	}

	/// The height that is being decided and the round it is in.
	pub fn position(&self) -> (Height, Round) {
		(self.node.next_height(), self.node.height.round)
	}

	/// The set that decides it.
	pub fn validator_set(&self) -> &ValidatorSet {
		&self.node.set
	}

	/// This node's place in the set.
	pub fn place(&self) -> Option<ValidatorIndex> {
		self.node.place
	}

	/// Who proposes in a round of the height.
	pub fn proposer(&self, round: Round) -> ValidatorIndex {
		self.node.proposers.of_round(round)
	}

	/// The statements that were heard at a height, of the last ones.
	pub fn statements(&self, height: Height) -> impl Iterator<Item = &SignedStatement> {
		self.node.memory.since(height, 0)
	}

	/// The set of a height, of the last ones.
	pub fn set_of(&self, height: Height) -> Option<Arc<ValidatorSet>> {
		self.node.memory.who_speaks(height).map(|(set, _)| set)
	}

	/// Do what an event asks for.
	pub fn handle(&mut self, event: Event, chain: &impl Chain) -> Vec<Action> {
		match event {
			Event::Started => {
				self.node.schedule(Timer::Status, self.node.config.status_interval);
				if self.can_start(chain) {
					self.start(chain);
				}
			},
			Event::Imported(block) => self.on_imported(block, chain),
			Event::Finalized { height, block, set } => self.on_finalized(height, block, set, chain),
			Event::Connected(peer) => {
				let status = self.node.status(chain);
				self.node.actions.push(Action::Send(peer, status));
			},
			Event::Disconnected(peer) => {
				self.node.early.remove(&peer);
			},
			Event::Received(peer, bytes) => match Message::from_bytes(&bytes) {
				Ok(message) => self.on_message(peer, message, chain),
				// From a node of another release.
				Err(Unread::OtherVersion) => {},
				Err(Unread::Malformed) => {
					self.node.actions.push(Action::Punish(peer, Fault::Malformed))
				},
			},
			Event::Timer(id) => match self.node.timers.remove(&id) {
				Some(Timer::Step(timeout)) => self.feed(Input::TimeoutElapsed(timeout), chain),
				Some(Timer::Status) => {
					self.node.on_status_timer(chain);
					// The start may have been put off, while peers claimed to be ahead.
					if self.running.is_none() && self.can_start(chain) {
						self.start(chain);
						self.settle(chain);
					}
				},
				None => {},
			},
		}
		core::mem::take(&mut self.node.actions)
	}

	fn on_imported(&mut self, block: Hash, chain: &impl Chain) {
		let node = &mut self.node;
		if let Some(decision) = node.height.decision.as_ref() {
			if decision.block == block {
				node.actions.push(Action::Finalize(decision.clone()));
			}
			return;
		}
		if let Some((round, proposer)) = self.node.height.awaited.remove(&block) {
			self.judge(block, round, proposer, chain);
		}
		if chain.header(&block).is_some_and(|(_, parent)| parent == self.node.finalized.1) {
			self.start(chain);
			self.settle(chain);
		}
	}

	fn on_finalized(&mut self, height: Height, block: Hash, set: ValidatorSet, chain: &impl Chain) {
		if height <= self.node.finalized.0 {
			return;
		}
		self.running = None;
		self.node.judge_silence(&block, chain);
		if let Err(error) = self.node.begin_height((height, block), set) {
			// A runtime that names such a set cannot be voted out of it; the operators' table of hard forks can help.
			log::error!(
				target: LOG_TARGET,
				"Nothing can be decided after block {height}: in the set that it names, {error}"
			);
			return;
		}
		if self.can_start(chain) {
			self.start(chain);
		}
		for (peer, early) in core::mem::take(&mut self.node.early) {
			let commit = early.commit.into_iter().map(Message::Commit);
			for message in commit.chain(early.statements.into_iter().map(Message::Statement)) {
				self.on_message(peer, message, chain);
				let punished =
					|action: &Action| matches!(action, Action::Punish(who, _) if *who == peer);
				if self.node.actions.iter().any(punished) {
					break;
				}
			}
		}
	}

	fn on_message(&mut self, peer: Peer, message: Message, chain: &impl Chain) {
		let next = self.node.next_height();
		let height = match &message {
			Message::Statement(signed) => signed.height,
			Message::Polka(polka) => polka.height,
			Message::Round(certificate) => certificate.height,
			Message::Commit(justification) => justification.height,
			Message::Status { finalized, round, blocks } => {
				self.node.request(peer, *finalized, blocks);
				return self.on_status(peer, *finalized, *round);
			},
		};
		if height == next.saturating_add(1) {
			return self.node.keep_early(peer, message);
		}
		if height > next {
			// The sync of blocks brings this node there.
			return;
		}
		match message {
			Message::Statement(signed) => self.on_statement(peer, signed, chain),
			_ if height < next => {},
			Message::Polka(polka) => self.on_polka(peer, polka, chain),
			Message::Round(certificate) => self.on_round(peer, certificate, chain),
			Message::Commit(justification) => self.on_commit(peer, justification, chain),
			Message::Status { .. } => {},
		}
	}

	/// Send a peer that is stuck what it may lack, once between two statuses of our own.
	fn on_status(&mut self, peer: Peer, finalized: Height, round: Round) {
		let node = &mut self.node;
		if finalized > node.finalized.0 || !node.served.insert(peer) {
			return;
		}
		if finalized < node.finalized.0 {
			node.actions.push(Action::SendCommit(peer, finalized.saturating_add(1)));
			return;
		}
		if let Some(decision) = &node.height.decision {
			node.actions.push(Action::Send(peer, Message::Commit(decision.clone())));
			return;
		}
		// Two rounds are enough to go on, with what proves that others were lost, and the polkas of what is proposed again.
		let since = round.max(node.height.round.saturating_sub(1));
		let statements: Vec<_> = node.memory.since(node.next_height(), since).cloned().collect();
		let again = |round: &Round, block: &Hash| {
			statements.iter().any(|signed| {
				let repeated = Statement::Proposal { block: *block, polka_round: Some(*round) };
				signed.statement == repeated
			})
		};
		let set = node.set.id;
		let own = self.running.iter().flat_map(|state| state.driver.polka_certificates());
		let own = own.map(|polka| convert::polka_of(set, polka.clone()));
		let polkas: BTreeMap<_, _> = own
			.map(|polka| ((polka.round, polka.block), polka))
			.chain(node.height.polkas.clone())
			.filter(|((round, block), _)| *round >= since || again(round, block))
			.collect();
		let certificate = node.height.round_certificate.iter().cloned().map(Message::Round);
		let messages: Vec<_> = certificate
			.chain(polkas.into_values().map(Message::Polka))
			.chain(statements.into_iter().map(Message::Statement))
			.collect();
		node.actions.extend(messages.into_iter().map(|message| Action::Send(peer, message)));
	}

	fn on_statement(&mut self, peer: Peer, signed: SignedStatement, chain: &impl Chain) {
		let node = &mut self.node;
		let of_next = signed.height == node.next_height();
		if node.memory.knows(&signed) == Known::Nothing {
			return;
		}
		// Rounds that were never reached prove nothing that is worth the memory.
		if signed.round > node.height.round.saturating_add(FUTURE_ROUNDS) {
			return;
		}
		if let Err(fault) = node.check_statement(&signed) {
			node.actions.push(Action::Punish(peer, fault));
			return;
		}
		if of_next && node.place == Some(signed.signer) && node.adopt(&signed) {
			// Nobody here knows why it was said.
			self.abstain();
		}
		let node = &mut self.node;
		node.note(&signed);
		node.actions.push(Action::Relay(Message::Statement(signed.clone()), peer));
		if of_next {
			self.take(signed, chain);
		}
	}

	/// Say nothing more at this height.
	fn abstain(&mut self) {
		self.node.height.abstains = true;
		if let Some(state) = self.running.as_mut() {
			state.params.enabled = false;
		}
	}

	/// Whether a statement shows that the height has begun: not because one validator says so before there is a block.
	fn has_begun(&self, signed: &SignedStatement, chain: &impl Chain) -> bool {
		if let Statement::Proposal { block, .. } = signed.statement {
			if chain.header(&block).is_some() {
				return true;
			}
		}
		let set = &self.node.set;
		let signers: BTreeSet<_> =
			self.node.memory.since(signed.height, 0).map(|signed| signed.signer).collect();
		let weight = signers
			.into_iter()
			.filter_map(|signer| set.get(signer))
			.fold(0, |sum: Weight, validator| sum.saturating_add(validator.weight));
		set.has_honest(weight)
	}

	/// Give Malachite a statement that was checked.
	fn take(&mut self, signed: SignedStatement, chain: &impl Chain) {
		if self.running.is_none() {
			// If the height begins, it begins with all that was heard, this one too.
			if self.has_begun(&signed, chain) {
				self.start(chain);
			}
			return;
		}
		let Some(input) =
			self.running.as_ref().map(|state| convert::input_of(signed.clone(), &state.ctx))
		else {
			return;
		};
		let (round, signer) = (signed.round, signed.signer);
		self.feed(input, chain);
		match signed.statement {
			Statement::Proposal { block, .. } => self.judge(block, round, signer, chain),
			Statement::Prevote(Some(block)) => self.judge_if_polka(block, round, chain),
			_ => {},
		}
	}

	fn on_polka(&mut self, peer: Peer, polka: Polka, chain: &impl Chain) {
		let known = self.node.height.polkas.contains_key(&(polka.round, polka.block));
		if known || self.node.height.decision.is_some() {
			return;
		}
		if let Err(fault) = self.node.check_polka(&polka) {
			self.node.actions.push(Action::Punish(peer, fault));
			return;
		}
		let statement = Statement::Prevote(Some(polka.block));
		let votes = polka.signatures.clone().into_iter();
		let votes = votes.map(|(signer, signature)| (signer, statement, signature));
		self.node.compare_votes(polka.height, polka.round, votes);
		self.node.height.polkas.insert((polka.round, polka.block), polka.clone());
		self.node.actions.push(Action::Relay(Message::Polka(polka.clone()), peer));
		self.start(chain);
		let (block, round) = (polka.block, polka.round);
		self.feed(Input::PolkaCertificate(convert::polka_input(polka)), chain);
		self.judge_if_polka(block, round, chain);
	}

	fn on_round(&mut self, peer: Peer, certificate: RoundCertificate, chain: &impl Chain) {
		let known = self.node.height.rounds.contains(&(certificate.round, certificate.reason));
		if known || self.node.height.decision.is_some() {
			return;
		}
		if let Err(fault) = self.node.check_round(&certificate) {
			self.node.actions.push(Action::Punish(peer, fault));
			return;
		}
		self.node.height.rounds.insert((certificate.round, certificate.reason));
		self.node.actions.push(Action::Relay(Message::Round(certificate.clone()), peer));
		self.node.keep_round(certificate.clone());
		let votes = certificate.votes.clone().into_iter();
		self.node.compare_votes(certificate.height, certificate.round, votes);
		self.start(chain);
		if self.running.is_none() {
			// A node that does not vote follows the rounds all the same, to relay what belongs to them.
			let entered = certificate.round.saturating_add(match certificate.reason {
				RoundReason::Ended => 1,
				RoundReason::Skipped => 0,
			});
			self.node.height.round = self.node.height.round.max(entered);
		}
		self.feed(Input::RoundCertificate(convert::round_input(certificate)), chain);
	}

	fn on_commit(&mut self, peer: Peer, justification: Justification, chain: &impl Chain) {
		if self.node.height.decision.is_some() {
			return;
		}
		match self.node.check_commit(&justification) {
			Ok(()) => {
				self.node.actions.push(Action::Relay(Message::Commit(justification.clone()), peer));
				let statement = Statement::Precommit(Some(justification.block));
				let votes = justification.signatures.clone().into_iter();
				let votes = votes.map(|(signer, signature)| (signer, statement, signature));
				self.node.compare_votes(justification.height, justification.round, votes);
				self.decide(justification, chain);
			},
			Err(error) => {
				let fault = match error {
					JustificationError::Signatures(SignatureError::BadSignature) => {
						Fault::BadSignature
					},
					_ => Fault::Impossible,
				};
				self.node.actions.push(Action::Punish(peer, fault));
			},
		}
	}

	/// Follow a decision.
	fn decide(&mut self, justification: Justification, chain: &impl Chain) {
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
	fn can_start(&self, chain: &impl Chain) -> bool {
		self.node.has_journal() || chain.best_child(&self.node.finalized.1).is_some()
	}

	/// Begin the height, if this node is a validator and has not begun it.
	fn start(&mut self, chain: &impl Chain) {
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
	fn feed(&mut self, input: Input<Tendermint>, chain: &impl Chain) {
		self.run(input);
		self.settle(chain);
	}

	/// Do what the last input led to.
	fn settle(&mut self, chain: &impl Chain) {
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
	fn judge(&mut self, block: Hash, round: Round, proposer: ValidatorIndex, chain: &impl Chain) {
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
	fn judge_if_polka(&mut self, block: Hash, round: Round, chain: &impl Chain) {
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
