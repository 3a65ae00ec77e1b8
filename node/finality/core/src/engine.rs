// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! One node's part in finality: what it does about what happens.

use crate::{
	context::{
		round_of, vote_statement, vote_value, BlockHeight, Candidate, Members, Place, Signature,
		Tendermint,
	},
	evidence::{Known, Memory},
	guard::{Guard, LastSigned, Permission},
	journal::{self, Entry},
	keys::Keys,
	message::{Message, Polka, RoundCertificate, RoundReason, SignedStatement},
};
use codec::Encode;
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{
	signed_weight, BftSignature, Equivocation, Height, Justification, JustificationError,
	Proposers, Round, SetError, Statement, ValidatorIndex, ValidatorSet, Weight,
};
use malachite::{
	process, Effect, Input, LivenessMsg, LocallyProposedValue, Params, Resumable, Resume,
	SignedConsensusMsg, State,
};
use malachite_types::{
	self as mc, CertificateError, CommitCertificate, LinearTimeouts, RoundCertificateType,
	RoundSignature, SignedMessage, Timeout, ValueOrigin, ValuePayload, VoteExtensionPolicy,
	VoteType,
};
use sp_crypto_hashing::blake2_256;
use std::{
	collections::{BTreeMap, BTreeSet, VecDeque},
	sync::Arc,
	time::Duration,
};

const LOG_TARGET: &str = "finality";

/// How many rounds ahead of this node's a statement may be; farther ones come with a certificate of their round.
pub const FUTURE_ROUNDS: Round = malachite::MAX_FUTURE_ROUND_LOOKAHEAD;

/// No certificate is taken of a later round: none is ever reached, and the round after the last cannot be counted.
const MAX_ROUND: Round = 1 << 24;

/// For each validator, how many messages of the next height are kept until this one is final.
const EARLY_MESSAGES: usize = 4;

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
}

/// What is asked of the chain.
pub trait Chain {
	/// Number and parent of a block that is imported, and so valid.
	fn header(&self, block: &Hash) -> Option<(Height, Hash)>;

	/// The child of a block that this node would build on.
	fn best_child(&self, block: &Hash) -> Option<Hash>;
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
/// of the later ones may be done, and the node must stop.
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
	/// Ask peers for a block that is not imported.
	Request(Hash, Height),
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

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Timer {
	Step(Timeout),
	Status,
}

/// One node's part in finality.
pub struct Engine<K> {
	/// Malachite's state for the height, once it has begun and as long as it is undecided.
	running: Option<State<Tendermint>>,
	node: Node<K>,
}

/// Everything but Malachite's state, so that its effects can be handled while it runs.
struct Node<K> {
	config: Config,
	keys: K,
	guard: Guard,
	memory: Memory,
	/// The last block that is final.
	finalized: (Height, Hash),
	/// Decides the height after it.
	set: Arc<ValidatorSet>,
	proposers: Arc<Proposers>,
	/// This node's place in the set.
	place: Option<ValidatorIndex>,
	/// The journals from before a crash that were not replayed yet.
	journals: BTreeMap<Height, Vec<Entry>>,
	height: PerHeight,
	/// Messages of the next height, by peer.
	early: BTreeMap<Peer, VecDeque<Message>>,
	timers: BTreeMap<TimerId, Timer>,
	next_timer: TimerId,
	/// Whether a block became final since the last status.
	progress: bool,
	/// To whom something was sent since the last status.
	served: BTreeSet<Peer>,
	actions: Vec<Action>,
	/// Whether something was appended to the journal that is not on disk.
	unsynced: bool,
}

/// What is forgotten when the height is final.
#[derive(Default)]
struct PerHeight {
	round: Round,
	/// What this node would have signed, it signed otherwise before: it says nothing until the height is final.
	abstains: bool,
	/// The entries of the journal that is being replayed; they are not written again.
	replayed: BTreeSet<Vec<u8>>,
	/// The round in which this node is to propose and has nothing to propose yet.
	to_propose: Option<Round>,
	/// What it had chosen to propose before it crashed.
	chosen: Option<(Round, Hash)>,
	/// The decision, until the block is final.
	decision: Option<Justification>,
	/// Blocks that were proposed, or had a polka, before they were imported: in which round, and by whom.
	awaited: BTreeMap<Hash, (Round, ValidatorIndex)>,
	/// The polkas after which the verdict was given again.
	certified: BTreeSet<(Round, Hash)>,
	/// The polkas that were sent or relayed.
	polkas: BTreeSet<(Round, Hash)>,
	/// The certificates of rounds that were sent or relayed.
	rounds: BTreeSet<(Round, RoundReason)>,
	/// The last certificate of a round, for peers that are behind.
	round_certificate: Option<RoundCertificate>,
	/// The hashes of signatures that were checked.
	checked: BTreeSet<[u8; 32]>,
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
		set.ensure_sound()?;
		let height = finalized.0.saturating_add(1);
		let proposers = Proposers::new(&config.genesis, &set, height).ok_or(SetError::Empty)?;
		let mut node = Node {
			config,
			keys,
			guard: Guard::new(last_signed),
			memory: Memory::default(),
			finalized,
			set: Arc::new(set),
			proposers: Arc::new(proposers),
			place: None,
			journals,
			height: PerHeight::default(),
			early: BTreeMap::new(),
			timers: BTreeMap::new(),
			next_timer: 0,
			progress: true,
			served: BTreeSet::new(),
			actions: Vec::new(),
			unsynced: false,
		};
		node.begin_height();
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

	/// The statements that were heard at the height.
	pub fn statements(&self) -> impl Iterator<Item = &SignedStatement> {
		self.node.memory.since(self.node.next_height(), 0)
	}

	/// Do what an event asks for.
	pub fn handle(&mut self, event: Event, chain: &impl Chain) -> Vec<Action> {
		match event {
			Event::Started => {
				self.node.schedule(Timer::Status, self.node.config.status_interval);
				if self.node.has_journal() || chain.best_child(&self.node.finalized.1).is_some() {
					self.start(chain);
				}
			},
			Event::Imported(block) => self.on_imported(block, chain),
			Event::Finalized { height, block, set } => self.on_finalized(height, block, set, chain),
			Event::Connected(peer) => {
				let status = self.node.status();
				self.node.actions.push(Action::Send(peer, status));
			},
			Event::Disconnected(peer) => {
				self.node.early.remove(&peer);
				self.node.served.remove(&peer);
			},
			Event::Received(peer, bytes) => match Message::from_bytes(&bytes) {
				Some(message) => self.on_message(peer, message, chain),
				None => self.node.actions.push(Action::Punish(peer, Fault::Malformed)),
			},
			Event::Timer(id) => match self.node.timers.remove(&id) {
				Some(Timer::Step(timeout)) => self.feed(Input::TimeoutElapsed(timeout), chain),
				Some(Timer::Status) => self.node.on_status_timer(),
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
			self.propose(chain);
		}
	}

	fn on_finalized(&mut self, height: Height, block: Hash, set: ValidatorSet, chain: &impl Chain) {
		if height <= self.node.finalized.0 {
			return;
		}
		let Some(proposers) =
			Proposers::new(&self.node.config.genesis, &set, height.saturating_add(1))
				.filter(|_| set.ensure_sound().is_ok())
		else {
			// A runtime that gives such a set cannot be voted out of it; the operators' table of hard forks can.
			log::error!(target: LOG_TARGET, "The validator set after block {height} is unsound; nothing more can be decided");
			return;
		};
		self.running = None;
		let node = &mut self.node;
		node.finalized = (height, block);
		if *node.set != set {
			node.set = Arc::new(set);
		}
		node.proposers = Arc::new(proposers);
		node.journals.retain(|past, _| *past > height);
		node.progress = true;
		node.begin_height();
		node.actions.push(Action::DropJournals(height.saturating_sub(KEPT_JOURNALS)));

		if self.node.has_journal() || chain.best_child(&block).is_some() {
			self.start(chain);
		}
		for (peer, messages) in core::mem::take(&mut self.node.early) {
			for message in messages {
				self.on_message(peer, message, chain);
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
			Message::Status { finalized, round } => {
				return self.node.on_status(peer, *finalized, *round)
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
		if of_next && node.place == Some(signed.signer) {
			node.adopt(&signed);
		}
		node.note(&signed);
		node.actions.push(Action::Relay(Message::Statement(signed.clone()), peer));
		if of_next {
			self.take(signed, chain);
		}
	}

	/// Give Malachite a statement that was checked.
	fn take(&mut self, signed: SignedStatement, chain: &impl Chain) {
		self.start(chain);
		let Some(input) =
			self.running.as_ref().map(|state| journal::input_of(signed.clone(), &state.ctx))
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
		if self.node.height.polkas.contains(&(polka.round, polka.block)) {
			return;
		}
		if let Err(fault) = self.node.check_polka(&polka) {
			self.node.actions.push(Action::Punish(peer, fault));
			return;
		}
		self.node.height.polkas.insert((polka.round, polka.block));
		self.node.actions.push(Action::Relay(Message::Polka(polka.clone()), peer));
		self.start(chain);
		let (block, round) = (polka.block, polka.round);
		self.feed(Input::PolkaCertificate(journal::polka_input(polka)), chain);
		self.judge_if_polka(block, round, chain);
	}

	fn on_round(&mut self, peer: Peer, certificate: RoundCertificate, chain: &impl Chain) {
		if self.node.height.rounds.contains(&(certificate.round, certificate.reason)) {
			return;
		}
		if let Err(fault) = self.node.check_round(&certificate) {
			self.node.actions.push(Action::Punish(peer, fault));
			return;
		}
		self.node.height.rounds.insert((certificate.round, certificate.reason));
		self.node.actions.push(Action::Relay(Message::Round(certificate.clone()), peer));
		self.node.keep_round(certificate.clone());
		self.start(chain);
		self.feed(Input::RoundCertificate(round_input(certificate)), chain);
	}

	fn on_commit(&mut self, peer: Peer, justification: Justification, chain: &impl Chain) {
		if self.node.height.decision.is_some() {
			return;
		}
		match self.node.check_commit(&justification) {
			Ok(()) => {
				self.node.actions.push(Action::Relay(Message::Commit(justification.clone()), peer));
				self.decide(justification, chain);
			},
			Err(_) => self.node.actions.push(Action::Punish(peer, Fault::BadSignature)),
		}
	}

	/// Follow a decision.
	fn decide(&mut self, justification: Justification, chain: &impl Chain) {
		self.running = None;
		let node = &mut self.node;
		node.timers.retain(|_, timer| *timer == Timer::Status);
		node.actions.push(match chain.header(&justification.block) {
			Some(_) => Action::Finalize(justification.clone()),
			None => Action::Request(justification.block, justification.height),
		});
		node.height.decision = Some(justification);
	}

	/// Begin the height, if this node is a validator and has not begun it.
	fn start(&mut self, chain: &impl Chain) {
		let node = &mut self.node;
		if self.running.is_some() || node.height.decision.is_some() {
			return;
		}
		let Some(place) = node.place else { return };
		let members = Members::of(&node.set);
		let ctx = Tendermint { proposers: node.proposers.clone() };
		let params = Params {
			address: Place(place),
			threshold_params: Default::default(),
			// The block comes by itself, and its verdict from the import.
			value_payload: ValuePayload::ProposalAndParts,
			enabled: true,
		};
		let height = BlockHeight(node.next_height());
		// This state lives for one height, so that nothing waits in its queue of later ones.
		let state = State::new(ctx.clone(), height, members.clone(), params, 1, 1);
		self.running = Some(state);

		let journal = self.node.journals.remove(&height.0).unwrap_or_default();
		let restart = !journal.is_empty();
		let start =
			Input::StartHeight(height, members, restart, None, VoteExtensionPolicy::Disabled);
		if restart {
			self.replay(start, journal, place, &ctx);
			self.settle(chain);
		} else {
			self.feed(start, chain);
		}
	}

	/// Come to the same point as before a crash, by the journal of the height.
	fn replay(
		&mut self,
		start: Input<Tendermint>,
		journal: Vec<Entry>,
		place: ValidatorIndex,
		ctx: &Tendermint,
	) {
		let height = self.node.next_height();
		log::info!(
			target: LOG_TARGET,
			"Going on at height {height} with the {} entries of its journal",
			journal.len()
		);
		let inputs: Vec<_> =
			journal.iter().map(|entry| entry.clone().into_input(height, ctx)).collect();
		self.node.height.replayed = journal.iter().map(Encode::encode).collect();
		if let Some(state) = self.running.as_mut() {
			state.index_wal_entries(&inputs);
		}
		self.run(start);
		for (entry, input) in journal.into_iter().zip(inputs) {
			match entry {
				Entry::Statement(signed) => {
					self.node.note(&signed);
					if signed.signer == place {
						self.node.adopt(&signed);
					}
				},
				Entry::Verdict { round, proposer, block, .. } if proposer == place => {
					self.node.height.chosen = Some((round, block))
				},
				_ => {},
			}
			self.run(input);
		}
		if let Some(state) = self.running.as_mut() {
			state.reset_entries_index();
		}
		self.node.height.replayed.clear();

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
		if let Some(decision) = self.node.height.decision.take() {
			self.decide(decision, chain);
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
				let verdict = journal::verdict(height, round, proposer, block, valid);
				self.feed(Input::ProposedValue(verdict, ValueOrigin::Consensus), chain);
			},
			None => {
				if node.height.awaited.insert(block, (round, proposer)).is_none() {
					node.actions.push(Action::Request(block, height));
				}
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

/// For how many heights after it a journal is kept: the database may lose that many blocks in a power cut.
const KEPT_JOURNALS: Height = 64;

impl<K: Keys> Node<K> {
	fn next_height(&self) -> Height {
		self.finalized.0.saturating_add(1)
	}

	fn has_journal(&self) -> bool {
		self.journals.get(&self.next_height()).is_some_and(|journal| !journal.is_empty())
	}

	fn begin_height(&mut self) {
		self.height = PerHeight::default();
		self.timers.retain(|_, timer| *timer == Timer::Status);
		self.place = self.keys.place(&self.set);
		self.memory.begin(self.next_height(), self.set.clone(), self.proposers.clone());
	}

	fn status(&self) -> Message {
		Message::Status { finalized: self.finalized.0, round: self.height.round }
	}

	fn on_status_timer(&mut self) {
		self.served.clear();
		if !self.progress {
			self.actions.push(Action::Broadcast(self.status()));
			// What was asked for and did not come is asked for again.
			let height = self.next_height();
			let undecided = self.height.awaited.keys();
			let decided = self.height.decision.as_ref().map(|decision| &decision.block);
			let wanted = undecided.chain(decided).map(|block| Action::Request(*block, height));
			self.actions.extend(wanted.collect::<Vec<_>>());
		}
		self.progress = false;
		self.schedule(Timer::Status, self.config.status_interval);
	}

	/// Send a peer that is stuck what it may lack, once between two statuses of our own.
	fn on_status(&mut self, peer: Peer, finalized: Height, round: Round) {
		if finalized > self.finalized.0 || !self.served.insert(peer) {
			return;
		}
		if finalized < self.finalized.0 {
			self.actions.push(Action::SendCommit(peer, finalized.saturating_add(1)));
			return;
		}
		if let Some(decision) = &self.height.decision {
			self.actions.push(Action::Send(peer, Message::Commit(decision.clone())));
			return;
		}
		let certificate = self.height.round_certificate.iter().cloned().map(Message::Round);
		let statements = self.memory.since(self.next_height(), round).cloned();
		let messages: Vec<_> = certificate.chain(statements.map(Message::Statement)).collect();
		self.actions.extend(messages.into_iter().map(|message| Action::Send(peer, message)));
	}

	/// Keep a message of the next height, whose set is not known yet.
	fn keep_early(&mut self, peer: Peer, message: Message) {
		let room = EARLY_MESSAGES * self.set.validators.len() + EARLY_MESSAGES;
		let messages = self.early.entry(peer).or_default();
		if messages.len() >= room {
			messages.pop_front();
		}
		messages.push_back(message);
	}

	fn keep_round(&mut self, certificate: RoundCertificate) {
		let later = |kept: &RoundCertificate| certificate.round > kept.round;
		if self.height.round_certificate.as_ref().is_none_or(later) {
			self.height.round_certificate = Some(certificate);
		}
	}

	fn schedule(&mut self, timer: Timer, after: Duration) {
		// A step that is scheduled again waits anew.
		self.timers.retain(|_, other| *other != timer);
		let id = self.next_timer;
		self.next_timer += 1;
		self.timers.insert(id, timer);
		self.actions.push(Action::Schedule(id, after));
	}

	/// Remember a statement, and report the signer if it contradicts itself.
	fn note(&mut self, signed: &SignedStatement) {
		if let Some(equivocation) = self.memory.note(signed) {
			self.actions.push(Action::Report(equivocation));
		}
	}

	fn check_statement(&mut self, signed: &SignedStatement) -> Result<(), Fault> {
		let (set, proposers) = self.memory.who_speaks(signed.height).ok_or(Fault::Impossible)?;
		if signed.set != set.id {
			return Err(Fault::Impossible);
		}
		if let Statement::Proposal { polka_round, .. } = signed.statement {
			if proposers.of_round(signed.round) != signed.signer
				|| polka_round.is_some_and(|polka_round| polka_round >= signed.round)
			{
				return Err(Fault::Impossible);
			}
		}
		let message =
			signed.statement.message(&self.config.genesis, set.id, signed.height, signed.round);
		self.check_signature(&set, signed.signer, &message, &signed.signature)
	}

	fn check_polka(&mut self, polka: &Polka) -> Result<(), Fault> {
		let set = self.set.clone();
		if polka.set != set.id || polka.round > MAX_ROUND {
			return Err(Fault::Impossible);
		}
		let message = Statement::Prevote(Some(polka.block)).message(
			&self.config.genesis,
			set.id,
			polka.height,
			polka.round,
		);
		let weight = signed_weight(&set, &message, &polka.signatures, |id, message, signature| {
			self.keys.verify(id, message, signature)
		})
		.map_err(|_| Fault::BadSignature)?;
		if !set.is_quorum(weight) {
			return Err(Fault::Impossible);
		}
		for (signer, signature) in &polka.signatures {
			self.remember_checked(*signer, &message, signature);
		}
		Ok(())
	}

	fn check_round(&mut self, certificate: &RoundCertificate) -> Result<(), Fault> {
		let set = self.set.clone();
		let votes = &certificate.votes;
		let ascending = votes.windows(2).all(|pair| pair[0].0 < pair[1].0);
		let of_kind = votes.iter().all(|(_, statement, _)| match certificate.reason {
			RoundReason::Ended => matches!(statement, Statement::Precommit(_)),
			RoundReason::Skipped => !matches!(statement, Statement::Proposal { .. }),
		});
		if certificate.set != set.id || certificate.round > MAX_ROUND || !ascending || !of_kind {
			return Err(Fault::Impossible);
		}
		let weight = votes
			.iter()
			.map(|(signer, ..)| set.get(*signer).map(|validator| validator.weight))
			.sum::<Option<Weight>>()
			.ok_or(Fault::Impossible)?;
		let enough = match certificate.reason {
			RoundReason::Ended => set.is_quorum(weight),
			RoundReason::Skipped => set.has_honest(weight),
		};
		if !enough {
			return Err(Fault::Impossible);
		}
		for (signer, statement, signature) in votes {
			let message = statement.message(
				&self.config.genesis,
				set.id,
				certificate.height,
				certificate.round,
			);
			self.check_signature(&set, *signer, &message, signature)?;
		}
		Ok(())
	}

	fn check_commit(&self, justification: &Justification) -> Result<(), JustificationError> {
		justification.verify_with(
			&self.config.genesis,
			&self.set,
			self.next_height(),
			&justification.block,
			|id, message, signature| self.keys.verify(id, message, signature),
		)
	}

	/// Check a signature once.
	fn check_signature(
		&mut self,
		set: &ValidatorSet,
		signer: ValidatorIndex,
		message: &[u8],
		signature: &BftSignature,
	) -> Result<(), Fault> {
		let validator = set.get(signer).ok_or(Fault::Impossible)?;
		if self.height.checked.contains(&check_id(signer, message, signature)) {
			return Ok(());
		}
		if !self.keys.verify(&validator.id, message, signature) {
			return Err(Fault::BadSignature);
		}
		self.remember_checked(signer, message, signature);
		Ok(())
	}

	/// This node's key signed this, here before a crash or elsewhere: sign nothing that contradicts it.
	fn adopt(&mut self, signed: &SignedStatement) {
		let SignedStatement { set, height, round, statement, .. } = signed;
		let message = statement.message(&self.config.genesis, *set, *height, *round);
		if self.guard.permits(*height, *round, statement, &message) == Permission::Sign {
			let last =
				self.guard.note(*height, *round, statement, &message, signed.signature.clone());
			self.actions.push(Action::SaveLastSigned(last));
		}
	}

	fn remember_checked(
		&mut self,
		signer: ValidatorIndex,
		message: &[u8],
		signature: &BftSignature,
	) {
		self.height.checked.insert(check_id(signer, message, signature));
	}

	/// Sign a statement, or give a signature that does not hold, so that Malachite drops it.
	fn sign(&mut self, round: Round, statement: &Statement) -> Signature {
		const NONE: Signature = Signature([0; 64]);
		let (height, set) = (self.next_height(), self.set.clone());
		let Some(validator) = self.place.and_then(|place| set.get(place)) else { return NONE };
		if self.height.abstains {
			return NONE;
		}
		let message = statement.message(&self.config.genesis, set.id, height, round);
		let signature = match self.guard.permits(height, round, statement, &message) {
			Permission::Reuse(signature) => Some(signature),
			Permission::Sign => self.keys.sign(&validator.id, &message).inspect(|signature| {
				let last = self.guard.note(height, round, statement, &message, signature.clone());
				self.actions.push(Action::SaveLastSigned(last));
			}),
			Permission::Refuse => None,
		};
		signature.map_or_else(
			|| {
				log::warn!(
					target: LOG_TARGET,
					"This node abstains until block {height} is final: it signed before what it cannot sign again, \
					 or its key is gone"
				);
				self.height.abstains = true;
				NONE
			},
			Signature::from,
		)
	}

	/// Say something, after everything that led to it is on disk.
	fn say(&mut self, message: Message) {
		if self.height.abstains {
			return;
		}
		if let Message::Statement(signed) = &message {
			self.note(signed);
		}
		self.sync_journal();
		self.actions.push(Action::Broadcast(message));
	}

	fn sync_journal(&mut self) {
		if core::mem::take(&mut self.unsynced) {
			self.actions.push(Action::SyncJournal);
		}
	}

	/// What Malachite asks for while it runs.
	fn perform(&mut self, effect: Effect<Tendermint>) -> Resume<Tendermint> {
		let set = self.set.id;
		match effect {
			Effect::CancelAllTimeouts(resume) => {
				self.timers.retain(|_, timer| *timer == Timer::Status);
				resume.resume_with(())
			},
			Effect::CancelTimeout(timeout, resume) => {
				self.timers.retain(|_, timer| *timer != Timer::Step(timeout));
				resume.resume_with(())
			},
			Effect::ScheduleTimeout(timeout, resume) => {
				let after = self.config.timeouts.duration_for(timeout);
				self.schedule(Timer::Step(timeout), after);
				resume.resume_with(())
			},
			Effect::StartRound(_, round, _, _, resume) => {
				self.height.round = round_of(round);
				self.height.to_propose = None;
				self.sync_journal();
				resume.resume_with(())
			},
			Effect::PublishConsensusMsg(message, resume) => {
				self.say(Message::Statement(match message {
					SignedConsensusMsg::Vote(vote) => journal::signed_vote(set, vote),
					SignedConsensusMsg::Proposal(proposal) => {
						journal::signed_proposal(set, proposal)
					},
				}));
				resume.resume_with(())
			},
			Effect::PublishLivenessMsg(message, resume) => {
				let message = match message {
					LivenessMsg::Vote(vote) => Message::Statement(journal::signed_vote(set, vote)),
					LivenessMsg::PolkaCertificate(polka) => {
						let polka = journal::polka_of(set, polka);
						self.height.polkas.insert((polka.round, polka.block));
						Message::Polka(polka)
					},
					LivenessMsg::SkipRoundCertificate(certificate) => {
						Message::Round(self.own_round(certificate))
					},
				};
				self.say(message);
				resume.resume_with(())
			},
			Effect::RepublishVote(vote, resume) => {
				self.say(Message::Statement(journal::signed_vote(set, vote)));
				resume.resume_with(())
			},
			Effect::RepublishRoundCertificate(certificate, resume) => {
				let certificate = self.own_round(certificate);
				self.say(Message::Round(certificate));
				resume.resume_with(())
			},
			Effect::GetValue(_, round, _, resume) => {
				self.height.to_propose = Some(round_of(round));
				resume.resume_with(())
			},
			// Whoever hears of a block and lacks it asks for it.
			Effect::RestreamProposal(.., resume) => resume.resume_with(()),
			Effect::Decide(certificate, _, resume) => {
				let decision = justification(set, certificate);
				self.sync_journal();
				self.actions.push(Action::Broadcast(Message::Commit(decision.clone())));
				self.height.decision = Some(decision);
				resume.resume_with(())
			},
			// The chain says when the block is final.
			Effect::Finalize(_, _, _, resume) => resume.resume_with(()),
			Effect::SignVote(vote, resume) => {
				let signature = self.sign(round_of(mc::Vote::round(&vote)), &vote.statement());
				resume.resume_with(SignedMessage::new(vote, signature))
			},
			Effect::SignProposal(proposal, resume) => {
				let round = round_of(mc::Proposal::round(&proposal));
				let signature = self.sign(round, &proposal.statement());
				resume.resume_with(SignedMessage::new(proposal, signature))
			},
			Effect::VerifySignature(signed, _, resume) => {
				let signed = match signed.message {
					malachite::ConsensusMsg::Vote(vote) => {
						journal::signed_vote(set, SignedMessage::new(vote, signed.signature))
					},
					malachite::ConsensusMsg::Proposal(proposal) => journal::signed_proposal(
						set,
						SignedMessage::new(proposal, signed.signature),
					),
				};
				resume.resume_with(self.check_statement(&signed).is_ok())
			},
			// The certificates that Malachite makes are of votes that were checked one by one, and those of others are
			// checked before it sees them.
			Effect::VerifyCommitCertificate(_, _, _, resume) => resume.resume_with(Ok(())),
			Effect::VerifyPolkaCertificate(certificate, _, _, resume) => {
				let verdict = self.check_polka(&journal::polka_of(set, certificate));
				resume.resume_with(verdict.map_err(|_| CertificateError::VerificationError(None)))
			},
			Effect::VerifyRoundCertificate(certificate, _, _, resume) => {
				let verdict = self.check_round(&round_certificate(set, certificate));
				resume.resume_with(verdict.map_err(|_| CertificateError::VerificationError(None)))
			},
			Effect::WalAppend(height, input, resume) => {
				let entry = Entry::of(set, input);
				if let Some(entry) =
					entry.filter(|entry| !self.height.replayed.contains(&entry.encode()))
				{
					self.unsynced = true;
					self.actions.push(Action::Append(height.0, entry));
				}
				resume.resume_with(())
			},
			// Vote extensions are off, and decisions of others come with their justification, not through Malachite.
			Effect::ExtendVote(.., resume) => resume.resume_with(None),
			Effect::VerifyVoteExtension(.., resume) => {
				resume.resume_with(Err(malachite::VoteExtensionError::InvalidVoteExtension))
			},
			Effect::VerifyExtendedCommitCertificate(.., resume) => {
				resume.resume_with(Err(CertificateError::VerificationError(None)))
			},
			Effect::CertVerifiedSyncValue(.., resume) => resume.resume_with(()),
			Effect::CertRejectedSyncValue(.., resume) => resume.resume_with(()),
		}
	}

	/// A round certificate that this node made: it is kept for those who are behind, and not relayed again.
	fn own_round(&mut self, certificate: mc::RoundCertificate<Tendermint>) -> RoundCertificate {
		let certificate = round_certificate(self.set.id, certificate);
		self.height.rounds.insert((certificate.round, certificate.reason));
		self.keep_round(certificate.clone());
		certificate
	}
}

/// By what a checked signature is remembered.
fn check_id(signer: ValidatorIndex, message: &[u8], signature: &BftSignature) -> [u8; 32] {
	let signature: &[u8] = signature.as_ref();
	blake2_256(&[&signer.to_le_bytes(), signature, message].concat())
}

fn justification(set: u32, certificate: CommitCertificate<Tendermint>) -> Justification {
	let mut signatures: Vec<_> = certificate
		.commit_signatures
		.into_iter()
		.map(|signed| (signed.address.0, signed.signature.into()))
		.collect();
	signatures.sort_by_key(|(signer, _)| *signer);
	Justification {
		version: Justification::VERSION,
		set,
		height: certificate.height.0,
		round: round_of(certificate.round),
		block: certificate.value_id.0,
		signatures,
	}
}

fn round_certificate(set: u32, certificate: mc::RoundCertificate<Tendermint>) -> RoundCertificate {
	let mut votes: Vec<_> = certificate
		.round_signatures
		.into_iter()
		.map(|signed| {
			let statement = vote_statement(signed.vote_type, signed.value_id);
			(signed.address.0, statement, BftSignature::from(signed.signature))
		})
		.collect();
	votes.sort_by_key(|(signer, ..)| *signer);
	RoundCertificate {
		set,
		height: certificate.height.0,
		round: round_of(certificate.round),
		reason: match certificate.cert_type {
			RoundCertificateType::Precommit => RoundReason::Ended,
			RoundCertificateType::Skip => RoundReason::Skipped,
		},
		votes,
	}
}

fn round_input(certificate: RoundCertificate) -> mc::RoundCertificate<Tendermint> {
	let signatures = certificate.votes.into_iter().filter_map(|(signer, statement, signature)| {
		let (kind, block) = match statement {
			Statement::Prevote(block) => (VoteType::Prevote, block),
			Statement::Precommit(block) => (VoteType::Precommit, block),
			Statement::Proposal { .. } => return None,
		};
		let value = vote_value(block);
		Some(RoundSignature::new(kind, value, Place(signer), signature.into()))
	});
	mc::RoundCertificate {
		height: BlockHeight(certificate.height),
		round: mc::Round::new(certificate.round),
		cert_type: match certificate.reason {
			RoundReason::Ended => RoundCertificateType::Precommit,
			RoundReason::Skipped => RoundCertificateType::Skip,
		},
		round_signatures: signatures.collect(),
	}
}
