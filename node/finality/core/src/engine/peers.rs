// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What peers say: whether it is believed, and what is sent back.

use super::{Action, Chain, Engine, Fault, Peer, FUTURE_ROUNDS};
use crate::{
	convert,
	evidence::Known,
	keys::Keys,
	message::{Message, Polka, RoundCertificate, RoundReason, SignedStatement},
};
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{
	Height, Justification, JustificationError, Round, SignatureError, Statement, Weight,
};
use malachite::Input;
use std::collections::{BTreeMap, BTreeSet};

impl<K: Keys> Engine<K> {
	pub(super) fn on_message(&mut self, peer: Peer, message: Message, chain: &impl Chain) {
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
	pub(super) fn abstain(&mut self) {
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
	pub(super) fn take(&mut self, signed: SignedStatement, chain: &impl Chain) {
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
}
