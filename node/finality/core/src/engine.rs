// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! One node's part in finality: what it does about what happens.

mod height;
mod peers;

use crate::{
	context::Tendermint,
	guard::LastSigned,
	journal::Entry,
	keys::Keys,
	message::{Message, SignedStatement, Unread},
	node::{Node, Timer},
};
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{
	Equivocation, Height, Justification, Round, SetError, ValidatorIndex, ValidatorSet,
};
use malachite::{Input, State};
use malachite_types::LinearTimeouts;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

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
}
