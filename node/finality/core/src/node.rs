// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What a node knows and does besides the rules of Tendermint: whom it believes, what it signs, what it keeps.

use crate::{
	context::{Signature, Tendermint},
	convert,
	engine::{Action, Chain, Config, Fault, Peer, TimerId, LOG_TARGET},
	evidence::{Known, Memory},
	guard::{Guard, LastSigned, Permission, Position},
	journal::Entry,
	keys::Keys,
	message::{Message, Polka, RoundCertificate, RoundReason, SignedStatement, MAX_STATUS_BLOCKS},
};
use codec::Encode;
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{
	signed_weight, BftSignature, Height, Justification, JustificationError, Proposers, Round,
	SetError, Statement, ValidatorIndex, ValidatorSet, Weight,
};
use malachite::{Effect, LivenessMsg, Resumable, Resume, SignedConsensusMsg};
use malachite_types::{self as mc, CertificateError, SignedMessage, Timeout};
use sp_crypto_hashing::blake2_256;
use std::{
	cmp::Ordering,
	collections::{BTreeMap, BTreeSet, VecDeque},
	sync::Arc,
	time::Duration,
};

/// No certificate is taken of a later round: none is ever reached, and the round after the last cannot be counted.
const MAX_ROUND: Round = 1 << 24;

/// For each peer and validator, how many statements of the next height are kept until this one is final.
const EARLY_STATEMENTS: usize = 4;

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
	Step(Timeout),
	Status,
}

/// Everything but Malachite's state, so that its effects can be handled while it runs.
pub struct Node<K> {
	pub config: Config,
	pub keys: K,
	pub guard: Guard,
	pub memory: Memory,
	/// The last block that is final.
	pub finalized: (Height, Hash),
	/// Decides the height after it.
	pub set: Arc<ValidatorSet>,
	pub proposers: Arc<Proposers>,
	/// This node's place in the set.
	pub place: Option<ValidatorIndex>,
	/// The journals from before a crash that were not replayed yet.
	pub journals: BTreeMap<Height, Vec<Entry>>,
	pub height: PerHeight,
	/// Messages of the next height, by peer.
	pub early: BTreeMap<Peer, Early>,
	/// This node cannot know what it signed, and says nothing until a block is final that was made since it started.
	pub silent: bool,
	pub timers: BTreeMap<TimerId, Timer>,
	pub next_timer: TimerId,
	/// Whether a block became final since the last status.
	pub progress: bool,
	/// To whom something was sent since the last status.
	pub served: BTreeSet<Peer>,
	pub actions: Vec<Action>,
	/// Whether something was appended to the journal that is not on disk.
	pub unsynced: bool,
	/// Whether there is more in it than this node's last statement, which is on disk as what was signed last.
	pub unsynced_input: bool,
}

/// What a peer said of the next height.
#[derive(Default)]
pub struct Early {
	pub statements: VecDeque<SignedStatement>,
	pub commit: Option<Justification>,
}

/// What is forgotten when the height is final.
#[derive(Default)]
pub struct PerHeight {
	pub round: Round,
	/// This node signed what it does not remember the reasons of: it says nothing until the height is final.
	pub abstains: bool,
	/// It came again to what it had signed last.
	pub recalled: bool,
	/// The entries of the journal that is being replayed; they are not written again.
	pub replayed: BTreeSet<Vec<u8>>,
	/// The round in which this node is to propose and has nothing to propose yet.
	pub to_propose: Option<Round>,
	/// What it had chosen to propose before it crashed.
	pub chosen: Option<(Round, Hash)>,
	/// The decision, until the block is final.
	pub decision: Option<Justification>,
	/// Blocks that were proposed, or had a polka, before they were imported: in which round, and by whom.
	pub awaited: BTreeMap<Hash, (Round, ValidatorIndex)>,
	/// The polkas after which the verdict was given again.
	pub certified: BTreeSet<(Round, Hash)>,
	/// The polkas that were sent or relayed.
	pub polkas: BTreeMap<(Round, Hash), Polka>,
	/// The certificates of rounds that were sent or relayed.
	pub rounds: BTreeSet<(Round, RoundReason)>,
	/// The last certificate of a round, for peers that are behind.
	pub round_certificate: Option<RoundCertificate>,
	/// The hashes of signatures that were checked.
	pub checked: BTreeSet<[u8; 32]>,
}

/// For how many heights after it a journal is kept: the database may lose that many blocks in a power cut.
pub const KEPT_JOURNALS: Height = 64;

impl<K: Keys> Node<K> {
	/// See [`crate::Engine::new`].
	pub fn new(
		config: Config,
		keys: K,
		finalized: (Height, Hash),
		set: ValidatorSet,
		last_signed: Option<LastSigned>,
		journals: BTreeMap<Height, Vec<Entry>>,
	) -> Result<Self, SetError> {
		let proposers = draw(&config, finalized.0, &set)?;
		let mut node = Self {
			// Where all begin, all have no record.
			silent: finalized.0 > 0 && last_signed.is_none() && !config.never_signed,
			config,
			keys,
			guard: Guard::new(last_signed),
			memory: Memory::default(),
			finalized,
			set: Arc::new(set),
			proposers,
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
			unsynced_input: false,
		};
		node.enter_height();
		if node.config.never_signed {
			node.begin_record();
		}
		Ok(node)
	}

	pub fn next_height(&self) -> Height {
		self.finalized.0.saturating_add(1)
	}

	pub fn has_journal(&self) -> bool {
		self.journals.get(&self.next_height()).is_some_and(|journal| !journal.is_empty())
	}

	/// Break the silence, or begin it, when this block is final.
	pub fn judge_silence(&mut self, block: &Hash, chain: &impl Chain) {
		// A chain that began with this node would have given it a record at its first height.
		let unknown = self.finalized.0 == 0 && self.guard.last().is_none();
		self.silent |= unknown && !self.config.never_signed;
		// Whatever the key signed before was at or below the height of that block.
		self.silent = self.silent && !chain.is_recent(block);
	}

	/// Begin a record, if there is none: what is signed from here on is in it.
	fn begin_record(&mut self) {
		if self.guard.last().is_none() && !self.silent {
			let last = self.guard.begin_above(self.finalized.0, self.set.id);
			self.actions.push(Action::SaveLastSigned(last));
		}
	}

	/// Go on to the height after this block.
	pub fn begin_height(
		&mut self,
		finalized: (Height, Hash),
		set: ValidatorSet,
	) -> Result<(), SetError> {
		self.finalized = finalized;
		self.journals.retain(|height, _| *height > finalized.0);
		self.progress = true;
		self.height = PerHeight::default();
		self.place = None;
		self.proposers = draw(&self.config, finalized.0, &set).inspect_err(|_| {
			// The old set has no say in this height.
			self.set = Arc::new(ValidatorSet { id: set.id, validators: Vec::new() });
		})?;
		if *self.set != set {
			self.set = Arc::new(set);
		}
		self.actions.push(Action::DropJournals(finalized.0.saturating_sub(KEPT_JOURNALS)));
		self.begin_record();
		self.enter_height();
		Ok(())
	}

	fn enter_height(&mut self) {
		self.timers.retain(|_, timer| *timer == Timer::Status);
		self.place = self.keys.place(&self.set);
		self.memory.begin(self.next_height(), self.set.clone(), self.proposers.clone());
	}

	pub fn status(&self, chain: &impl Chain) -> Message {
		let mut blocks = chain.children(&self.finalized.1);
		blocks.truncate(MAX_STATUS_BLOCKS);
		Message::Status { finalized: self.finalized.0, round: self.height.round, blocks }
	}

	/// Ask a peer for what it has and this node waits for.
	pub fn request(&mut self, peer: Peer, finalized: Height, blocks: &[Hash]) {
		let height = self.next_height();
		let decided = self.height.decision.as_ref().map(|decision| decision.block);
		let ahead = decided.filter(|_| finalized >= height);
		let awaited = |block: &&Hash| {
			finalized == self.finalized.0
				&& (self.height.awaited.contains_key(*block) || decided == Some(**block))
		};
		let wanted = blocks.iter().take(MAX_STATUS_BLOCKS).filter(awaited).copied().chain(ahead);
		self.actions.extend(wanted.map(|block| Action::Request(block, height, peer)));
	}

	pub fn on_status_timer(&mut self, chain: &impl Chain) {
		self.served.clear();
		if !self.progress {
			self.actions.push(Action::Broadcast(self.status(chain)));
		}
		self.progress = false;
		self.schedule(Timer::Status, self.config.status_interval);
	}

	/// Keep a message of the next height, whose set is not known yet.
	pub fn keep_early(&mut self, peer: Peer, message: Message) {
		let room = EARLY_STATEMENTS * (self.set.validators.len() + 1);
		let early = self.early.entry(peer).or_default();
		match message {
			Message::Statement(signed) => {
				if early.statements.len() >= room {
					early.statements.pop_front();
				}
				early.statements.push_back(signed);
			},
			Message::Commit(justification) => early.commit = Some(justification),
			// Whoever has certificates sends them again to who is stuck.
			Message::Polka(_) | Message::Round(_) | Message::Status { .. } => {},
		}
	}

	pub fn keep_round(&mut self, certificate: RoundCertificate) {
		let proves = |it: &RoundCertificate| (it.round, it.reason == RoundReason::Ended);
		let later = |kept: &RoundCertificate| proves(&certificate) > proves(kept);
		if self.height.round_certificate.as_ref().is_none_or(later) {
			self.height.round_certificate = Some(certificate);
		}
	}

	pub fn schedule(&mut self, timer: Timer, after: Duration) {
		// A step that is scheduled again waits anew.
		self.timers.retain(|_, other| *other != timer);
		let id = self.next_timer;
		self.next_timer += 1;
		self.timers.insert(id, timer);
		self.actions.push(Action::Schedule(id, after));
	}

	/// Remember a statement, and report the signer if it contradicts itself.
	pub fn note(&mut self, signed: &SignedStatement) {
		if let Some(equivocation) = self.memory.note(signed) {
			self.actions.push(Action::Report(equivocation));
		}
	}

	pub fn check_statement(&mut self, signed: &SignedStatement) -> Result<(), Fault> {
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

	pub fn check_polka(&mut self, polka: &Polka) -> Result<(), Fault> {
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
		// Whose signatures these are comes first; each is checked only if it was not before.
		let weight = signed_weight(&set, &message, &polka.signatures, |_, _, _| true)
			.map_err(|_| Fault::Impossible)?;
		if !set.is_quorum(weight) {
			return Err(Fault::Impossible);
		}
		polka.signatures.iter().try_for_each(|(signer, signature)| {
			self.check_signature(&set, *signer, &message, signature)
		})
	}

	pub fn check_round(&mut self, certificate: &RoundCertificate) -> Result<(), Fault> {
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

	pub fn check_commit(&self, justification: &Justification) -> Result<(), JustificationError> {
		justification.verify_with(
			&self.config.genesis,
			&self.set,
			self.next_height(),
			&justification.block,
			|id, message, signature| self.keys.verify(id, message, signature),
		)
	}

	/// Check a signature once.
	pub fn check_signature(
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

	/// This node's key signed this, here before a crash or elsewhere: sign nothing that contradicts it. Whether it was
	/// news.
	pub fn adopt(&mut self, signed: &SignedStatement) -> bool {
		let SignedStatement { set, height, round, statement, signature, .. } = signed;
		let position = Position { height: *height, set: *set, round: *round };
		let message = statement.message(&self.config.genesis, *set, *height, *round);
		let news = self.guard.permits(position, statement, &message) == Permission::Sign;
		if news {
			let last = self.guard.note(position, statement, &message, signature.clone());
			self.actions.push(Action::SaveLastSigned(last));
		}
		news
	}

	/// Whether what was signed last is of this height or a later one, so that its reasons must come from the journal.
	///
	/// They are locks: a validator that forgets that it precommitted a block may help to decide another.
	pub fn must_recall(&self, has_journal: bool) -> bool {
		let now = (self.next_height(), self.set.id);
		self.guard.last().is_some_and(|last| match (last.height, last.set).cmp(&now) {
			Ordering::Less => false,
			Ordering::Equal => true,
			Ordering::Greater => !has_journal,
		})
	}

	/// Look for contradictions among the votes of a certificate that was checked. The others do not count as heard: the
	/// library may have no use for the certificate, and wants them one by one.
	pub fn compare_votes(
		&mut self,
		height: Height,
		round: Round,
		votes: impl Iterator<Item = (ValidatorIndex, Statement, BftSignature)>,
	) {
		let set = self.set.id;
		for (signer, statement, signature) in votes {
			let signed = SignedStatement { set, height, round, signer, statement, signature };
			if self.memory.knows(&signed) == Known::Contradicts {
				self.note(&signed);
			}
		}
	}

	pub fn remember_checked(
		&mut self,
		signer: ValidatorIndex,
		message: &[u8],
		signature: &BftSignature,
	) {
		self.height.checked.insert(check_id(signer, message, signature));
	}

	/// Sign a statement, or give a signature that does not hold, so that Malachite drops it.
	pub fn sign(&mut self, round: Round, statement: &Statement) -> Signature {
		const NONE: Signature = Signature([0; 64]);
		let (height, set) = (self.next_height(), self.set.clone());
		let Some(validator) = self.place.and_then(|place| set.get(place)) else { return NONE };
		if self.height.abstains {
			return NONE;
		}
		let message = statement.message(&self.config.genesis, set.id, height, round);
		let position = Position { height, set: set.id, round };
		let signature = match self.guard.permits(position, statement, &message) {
			Permission::Reuse(signature) => {
				self.height.recalled = true;
				Some(signature)
			},
			Permission::Sign => self.keys.sign(&validator.id, &message).inspect(|signature| {
				// What led to it comes first: a node that crashes in between comes to the same statement again.
				self.sync_journal();
				let last = self.guard.note(position, statement, &message, signature.clone());
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
	pub fn say(&mut self, message: Message) {
		if self.height.abstains {
			return;
		}
		if let Message::Statement(signed) = &message {
			self.note(signed);
		}
		if self.unsynced_input {
			self.sync_journal();
		}
		self.actions.push(Action::Broadcast(message));
	}

	/// Append to the journal, unless the entry was read from there.
	pub fn append(&mut self, height: Height, entry: Entry) {
		if self.height.replayed.contains(&entry.encode()) {
			return;
		}
		let own_last = |own: &SignedStatement| {
			self.guard.last().is_some_and(|last| last.signature == own.signature)
		};
		let signed_last = matches!(&entry, Entry::Statement(own) if own_last(own));
		self.unsynced = true;
		self.unsynced_input |= !signed_last;
		self.actions.push(Action::Append(height, entry));
	}

	/// Wait for what was appended.
	pub fn sync_journal(&mut self) {
		self.unsynced_input = false;
		if core::mem::take(&mut self.unsynced) {
			self.actions.push(Action::SyncJournal);
		}
	}

	/// What Malachite asks for while it runs.
	pub fn perform(&mut self, effect: Effect<Tendermint>) -> Resume<Tendermint> {
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
				self.height.round = convert::round_of(round);
				self.height.to_propose = None;
				self.sync_journal();
				resume.resume_with(())
			},
			Effect::PublishConsensusMsg(message, resume) => {
				self.say(Message::Statement(match message {
					SignedConsensusMsg::Vote(vote) => convert::signed_vote(set, vote),
					SignedConsensusMsg::Proposal(proposal) => {
						convert::signed_proposal(set, proposal)
					},
				}));
				resume.resume_with(())
			},
			Effect::PublishLivenessMsg(message, resume) => {
				let message = match message {
					LivenessMsg::Vote(vote) => Message::Statement(convert::signed_vote(set, vote)),
					LivenessMsg::PolkaCertificate(polka) => {
						let polka = convert::polka_of(set, polka);
						self.height.polkas.insert((polka.round, polka.block), polka.clone());
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
				self.say(Message::Statement(convert::signed_vote(set, vote)));
				resume.resume_with(())
			},
			Effect::RepublishRoundCertificate(certificate, resume) => {
				let certificate = self.own_round(certificate);
				self.say(Message::Round(certificate));
				resume.resume_with(())
			},
			Effect::GetValue(_, round, _, resume) => {
				self.height.to_propose = Some(convert::round_of(round));
				resume.resume_with(())
			},
			// Whoever hears of a block and lacks it asks for it.
			Effect::RestreamProposal(.., resume) => resume.resume_with(()),
			Effect::Decide(certificate, _, resume) => {
				let decision = convert::justification(set, certificate);
				self.sync_journal();
				self.actions.push(Action::Broadcast(Message::Commit(decision.clone())));
				self.height.decision = Some(decision);
				resume.resume_with(())
			},
			// The chain says when the block is final.
			Effect::Finalize(_, _, _, resume) => resume.resume_with(()),
			Effect::SignVote(vote, resume) => {
				let signature =
					self.sign(convert::round_of(mc::Vote::round(&vote)), &vote.statement());
				resume.resume_with(SignedMessage::new(vote, signature))
			},
			Effect::SignProposal(proposal, resume) => {
				let round = convert::round_of(mc::Proposal::round(&proposal));
				let signature = self.sign(round, &proposal.statement());
				resume.resume_with(SignedMessage::new(proposal, signature))
			},
			Effect::VerifySignature(signed, _, resume) => {
				let signed = match signed.message {
					malachite::ConsensusMsg::Vote(vote) => {
						convert::signed_vote(set, SignedMessage::new(vote, signed.signature))
					},
					malachite::ConsensusMsg::Proposal(proposal) => convert::signed_proposal(
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
				let verdict = self.check_polka(&convert::polka_of(set, certificate));
				resume.resume_with(verdict.map_err(|_| CertificateError::VerificationError(None)))
			},
			Effect::VerifyRoundCertificate(certificate, _, _, resume) => {
				let verdict = self.check_round(&convert::round_certificate(set, certificate));
				resume.resume_with(verdict.map_err(|_| CertificateError::VerificationError(None)))
			},
			Effect::WalAppend(height, input, resume) => {
				if let Some(entry) = Entry::of(set, input) {
					self.append(height.0, entry);
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
	pub fn own_round(&mut self, certificate: mc::RoundCertificate<Tendermint>) -> RoundCertificate {
		let certificate = convert::round_certificate(self.set.id, certificate);
		self.height.rounds.insert((certificate.round, certificate.reason));
		self.keep_round(certificate.clone());
		certificate
	}
}

/// Who proposes in the height after this one.
fn draw(config: &Config, height: Height, set: &ValidatorSet) -> Result<Arc<Proposers>, SetError> {
	set.ensure_sound()?;
	let order = Proposers::new(&config.genesis, set, height.saturating_add(1));
	order.map(Arc::new).ok_or(SetError::Empty)
}

/// By what a checked signature is remembered.
fn check_id(signer: ValidatorIndex, message: &[u8], signature: &BftSignature) -> [u8; 32] {
	let signature: &[u8] = signature.as_ref();
	blake2_256(&[&signer.to_le_bytes(), signature, message].concat())
}
