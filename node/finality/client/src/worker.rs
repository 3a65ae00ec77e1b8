// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Runs the engine of a node: tells it what happens, and does what it answers.

use crate::{
	chain::{Chain, Client, Notice},
	gossip::{Links, Protocol},
	keys::NodeKeys,
	metrics::{Metrics, Watch},
	round_state::{Question, RoundState},
	store::{Kept, Store, StoreError},
	LOG_TARGET,
};
use codec::Encode;
use cybermiles_finality_core::{
	Action, Chain as CoreChain, Config, Engine, Event, Message, Peer, Timeouts, TimerId,
};
use cybermiles_primitives::{Hash, OpaqueBlock as Block};
use cybermiles_primitives_bft::{
	BftApi, Equivocation, Height, Justification, SetError, Statement, ValidatorIndex, KEY_TYPE,
};
use futures::StreamExt;
use sc_client_api::Backend;
use sc_consensus::JustificationSyncLink;
use sc_consensus_aura::standalone::find_pre_digest;
use sc_network::{service::traits::NetworkService, NetworkBlock, NetworkSyncForkRequest};
use sc_network_sync::SyncingService;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sc_utils::mpsc::TracingUnboundedReceiver;
use sp_api::ApiExt;
use sp_consensus::SyncOracle;
use sp_consensus_aura::{sr25519::AuthoritySignature, AuraApi};
use sp_core::crypto::ByteArray;
use sp_keystore::KeystorePtr;
use sp_timestamp::Timestamp;
use std::{
	cmp::Reverse,
	collections::{BTreeMap, BTreeSet, BinaryHeap},
	fmt,
	path::PathBuf,
	sync::Arc,
	time::{Duration, Instant},
};
use substrate_prometheus_endpoint::Registry;
use tokio::sync::mpsc;

/// How long each step of a round waits, more in each later round.
///
/// The author of a block has it first; the others have executed it at most 0.6 s later, when only they may propose it. A
/// proposer that is down costs a second, half a slot.
const TIMEOUTS: Timeouts = Timeouts {
	propose: Duration::from_millis(1_000),
	propose_delta: Duration::from_millis(500),
	prevote: Duration::from_millis(300),
	prevote_delta: Duration::from_millis(200),
	precommit: Duration::from_millis(300),
	precommit_delta: Duration::from_millis(200),
	rebroadcast: Duration::from_millis(5_000),
	max_timeout: Duration::from_millis(10_000),
};
/// How often a node says where it is as long as nothing becomes final.
const STATUS_INTERVAL: Duration = Duration::from_millis(2_500);
/// For how long a block that was asked for is not asked for again: a peer takes the third time for an attack.
const ASK_AGAIN: Duration = Duration::from_secs(35);
/// How often an operator is told that nothing becomes final.
const STALL_INTERVAL: Duration = Duration::from_secs(10);

/// What a worker is made of.
pub struct Parts<BE, C> {
	/// The chain.
	pub chain: Arc<Chain<BE, C>>,
	/// What the chain tells.
	pub notices: TracingUnboundedReceiver<Notice>,
	/// What people ask.
	pub questions: mpsc::Receiver<Question>,
	/// The folder for the files, and the keys, of a validator.
	pub validator: Option<(PathBuf, KeystorePtr)>,
	/// The operator is sure that the keys never signed anything.
	pub never_signed: bool,
	/// The place in the network.
	pub protocol: Protocol,
	/// The network.
	pub network: Arc<dyn NetworkService>,
	/// The sync of blocks.
	pub sync: Arc<SyncingService<Block>>,
	/// Where reports of equivocations go.
	pub pool: OffchainTransactionPoolFactory<Block>,
	/// Where measures are told.
	pub registry: Option<Registry>,
}

/// Why a worker cannot go on.
#[derive(Debug)]
pub enum Failure {
	/// A file.
	Store(StoreError),
	/// The database or the runtime.
	Client(sp_blockchain::Error),
	/// The validator set of the last final block.
	Set(Height, SetError),
}

impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Store(error) => error.fmt(f),
			Self::Client(error) => write!(f, "The database cannot be read or written: {error}"),
			Self::Set(number, error) => write!(
				f,
				"Nothing can be decided after block {number}: in the validator set that it names, {error}. See \"hard \
				 forks\" in the book."
			),
		}
	}
}

impl std::error::Error for Failure {}

impl From<StoreError> for Failure {
	fn from(error: StoreError) -> Self {
		Self::Store(error)
	}
}

impl From<sp_blockchain::Error> for Failure {
	fn from(error: sp_blockchain::Error) -> Self {
		Self::Client(error)
	}
}

/// The chain as the engine asks for it.
struct View<BE, C> {
	chain: Arc<Chain<BE, C>>,
	sync: Arc<SyncingService<Block>>,
	/// When the node started.
	started: Timestamp,
}

impl<BE: Backend<Block>, C: Client<BE>> View<BE, C> {
	/// The least that can be said of when a block was made: a slot before its own, as clocks differ.
	fn made_at(&self, block: &Hash) -> sp_blockchain::Result<Timestamp> {
		let client = self.chain.client();
		let header = client.expect_header(*block)?;
		let slot = find_pre_digest::<Block, AuthoritySignature>(&header)
			.map_err(|error| sp_blockchain::Error::Backend(error.to_string()))?;
		let duration = client.runtime_api().slot_duration(*block)?;
		Ok(slot.saturating_sub(1u64).timestamp(duration).unwrap_or_default())
	}
}

impl<BE: Backend<Block>, C: Client<BE>> CoreChain for View<BE, C> {
	fn header(&self, block: &Hash) -> Option<(Height, Hash)> {
		let header = self.chain.client().header(*block).ok()??;
		Some((header.number, header.parent_hash))
	}

	fn best_child(&self, block: &Hash) -> Option<Hash> {
		let best = self.chain.client().info().best_hash;
		match self.header(&best) {
			Some((_, parent)) if parent == *block => Some(best),
			_ => self.children(block).first().copied(),
		}
	}

	fn children(&self, block: &Hash) -> Vec<Hash> {
		self.chain.children(*block).unwrap_or_default()
	}

	fn is_recent(&self, block: &Hash) -> bool {
		self.made_at(block).is_ok_and(|made| made > self.started)
	}

	fn is_syncing(&self) -> bool {
		self.sync.is_major_syncing()
	}
}

/// Runs the engine.
pub struct Worker<BE, C> {
	engine: Engine<NodeKeys>,
	view: View<BE, C>,
	notices: TracingUnboundedReceiver<Notice>,
	questions: mpsc::Receiver<Question>,
	/// `None` for a node that never signs.
	store: Option<Store>,
	keystore: Option<KeystorePtr>,
	links: Links,
	timers: BinaryHeap<Reverse<(Instant, TimerId)>>,
	pool: OffchainTransactionPoolFactory<Block>,
	/// Which blocks were asked for, of whom and when.
	asked: BTreeMap<(Hash, Peer), Instant>,
	/// What was reported of the last heights.
	reported: BTreeSet<Vec<u8>>,
	watch: Watch,
	metrics: Option<Metrics>,
}

impl<BE: Backend<Block> + 'static, C: Client<BE>> Worker<BE, C> {
	/// A worker that goes on where the files and the database end.
	pub fn new(parts: Parts<BE, C>) -> Result<Self, Failure> {
		let Parts {
			chain,
			notices,
			questions,
			validator,
			never_signed,
			protocol,
			network,
			sync,
			pool,
			registry,
		} = parts;
		let (store, kept, keystore) = match validator {
			Some((folder, keystore)) => {
				let (store, kept) = Store::open(&folder)?;
				(Some(store), kept, Some(keystore))
			},
			None => (None, Kept::default(), None),
		};
		let (number, block, set) = chain.tip()?;
		let config = Config {
			genesis: chain.genesis(),
			timeouts: TIMEOUTS,
			status_interval: STATUS_INTERVAL,
			never_signed,
		};
		let keys = NodeKeys::new(keystore.clone());
		let engine =
			Engine::new(config, keys, (number, block), set, kept.last_signed, kept.journals)
				.map_err(|error| Failure::Set(number, error))?;
		let metrics = registry.and_then(|registry| {
			Metrics::register(&registry)
				.inspect_err(|error| {
					log::warn!(target: LOG_TARGET, "Finality is not measured: {error}");
				})
				.ok()
		});
		Ok(Self {
			engine,
			notices,
			questions,
			store,
			keystore,
			links: Links::new(protocol, network, &*sync),
			view: View { chain, sync, started: Timestamp::current() },
			timers: BinaryHeap::new(),
			pool,
			asked: BTreeMap::new(),
			reported: BTreeSet::new(),
			watch: Watch::default(),
			metrics,
		})
	}

	/// Run until the node stops, or something fails that must stop it.
	pub async fn run(mut self) {
		match self.work().await {
			Ok(()) => log::debug!(target: LOG_TARGET, "The network is shut down"),
			Err(failure) => log::error!(target: LOG_TARGET, "Finality stops. {failure}"),
		}
	}

	async fn work(&mut self) -> Result<(), Failure> {
		let (height, _) = self.engine.position();
		match self.engine.place() {
			Some(place) => log::info!(
				target: LOG_TARGET,
				"Voting from height {height} on, as number {place} of {} validators",
				self.engine.validator_set().validators.len()
			),
			None => log::info!(target: LOG_TARGET, "Following the votes from height {height} on"),
		}
		self.tell(Event::Started)?;
		// The import may have made more final before this was asked.
		self.on_finalized(None)?;
		let start = tokio::time::Instant::now() + STALL_INTERVAL;
		let mut stall = tokio::time::interval_at(start, STALL_INTERVAL);
		let mut stalled_at = height;
		loop {
			let next_timer = self.timers.peek().map(|Reverse((time, _))| *time);
			tokio::select! {
				// What happens to the chain comes before what peers say of it.
				biased;
				Some(notice) = self.notices.next() => self.on_notice(notice)?,
				() = until(next_timer) => self.on_time()?,
				Some(question) = self.questions.recv() => {
					if let Some(state) = RoundState::of(&self.engine) {
						let _ = question.send(state);
					}
				},
				_ = stall.tick() => {
					let (height, _) = self.engine.position();
					if height == stalled_at && self.view.best_child(&self.view.chain.finalized().1).is_some() {
						self.tell_stall();
					}
					stalled_at = height;
				},
				event = self.links.next() => match event {
					Some(event) => self.tell(event)?,
					None => return Ok(()),
				},
			}
			if let Some(metrics) = &self.metrics {
				let (height, round) = self.engine.position();
				metrics.at(height, round, self.links.count());
			}
		}
	}

	fn on_time(&mut self) -> Result<(), Failure> {
		let now = Instant::now();
		while let Some(Reverse((time, id))) = self.timers.peek().copied() {
			if time > now {
				break;
			}
			self.timers.pop();
			self.tell(Event::Timer(id))?;
		}
		Ok(())
	}

	fn on_notice(&mut self, notice: Notice) -> Result<(), Failure> {
		match notice {
			Notice::Imported(block) => {
				let (_, last) = self.view.chain.finalized();
				if self.view.header(&block).is_some_and(|(_, parent)| parent == last) {
					self.watch.imported();
				}
				self.request_missing();
				self.tell(Event::Imported(block))
			},
			Notice::Finalized(new_best) => self.on_finalized(new_best),
			Notice::Equivocation(equivocation) => {
				self.report(*equivocation);
				Ok(())
			},
		}
	}

	/// More is final. Of several blocks, only the last one counts.
	fn on_finalized(&mut self, new_best: Option<Hash>) -> Result<(), Failure> {
		let info = self.view.chain.client().info();
		if new_best == Some(info.best_hash) {
			// Sync learns of the best block by imports, and this one was imported before.
			self.view.sync.new_best_block_imported(info.best_hash, info.best_number);
		}
		let (height, _) = self.engine.position();
		if info.finalized_number < height {
			return Ok(());
		}
		let (number, block, set) = self.view.chain.tip()?;
		set.ensure_sound().map_err(|error| Failure::Set(number, error))?;
		self.watch.decided(self.metrics.as_ref().filter(|_| number == height));
		if number == height {
			self.tell_attendance(height);
		}
		self.view.chain.want_nothing();
		self.asked.clear();
		self.tell(Event::Finalized { height: number, block, set })?;
		self.request_missing();
		Ok(())
	}

	/// Who makes a block had the one before as final. If this node has not, it asks those who know.
	fn request_missing(&self) {
		let (number, block) = self.view.chain.finalized();
		for child in self.view.children(&block) {
			if !self.view.children(&child).is_empty() {
				self.view.sync.request_justification(&child, number.saturating_add(1));
			}
		}
	}

	/// Measure who took part in the decision before the last one: the precommits of the last may still be on their way.
	fn tell_attendance(&self, height: Height) {
		let Some(metrics) = &self.metrics else { return };
		let past = height.saturating_sub(1);
		let Some(set) = self.engine.set_of(past) else { return };
		let mut heard = BTreeSet::<ValidatorIndex>::new();
		let mut precommitted = BTreeSet::<ValidatorIndex>::new();
		for signed in self.engine.statements(past) {
			heard.insert(signed.signer);
			if matches!(signed.statement, Statement::Precommit(Some(_))) {
				precommitted.insert(signed.signer);
			}
		}
		if heard.is_empty() {
			// The height was over before it began here.
			return;
		}
		let weight = |index: &ValidatorIndex| set.get(*index).map_or(0, |found| found.weight);
		let online = heard.iter().map(weight).sum::<u64>();
		let missing = set.validators.len().saturating_sub(precommitted.len());
		metrics.attendance(missing, online as f64 / set.total_weight().max(1) as f64);
	}

	fn tell_stall(&self) {
		let Some(state) = RoundState::of(&self.engine) else { return };
		let silent: Vec<_> = state.silent.iter().map(ToString::to_string).collect();
		log::warn!(
			target: LOG_TARGET,
			"Block {} is not final yet; round {}. {} of {} validators are not heard of{}{}",
			state.height,
			state.round,
			silent.len(),
			self.engine.validator_set().validators.len(),
			if silent.is_empty() { "" } else { ": " },
			silent.join(", ")
		);
	}

	/// Tell the engine what happened, and do what it answers.
	fn tell(&mut self, event: Event) -> Result<(), Failure> {
		for action in self.engine.handle(event, &self.view) {
			self.perform(action)?;
		}
		Ok(())
	}

	fn perform(&mut self, action: Action) -> Result<(), Failure> {
		match action {
			Action::SaveLastSigned(last) => {
				if let Some(store) = &self.store {
					store.save_last_signed(&last)?;
				}
			},
			Action::Append(height, entry) => {
				if let Some(store) = &mut self.store {
					store.append(height, &entry)?;
				}
			},
			Action::SyncJournal => {
				if let Some(store) = &mut self.store {
					store.sync_journals()?;
				}
			},
			Action::DropJournals(below) => {
				if let Some(store) = &mut self.store {
					store.drop_journals(below)?;
				}
			},
			Action::Broadcast(message) => self.send_all(&message, None),
			Action::Relay(message, from) => self.send_all(&message, Some(from)),
			Action::Send(peer, message) => self.links.send(peer, &message),
			Action::SendCommit(peer, height) => self.send_commit(peer, height)?,
			Action::Request(block, height, peer) => self.ask(block, height, peer),
			Action::Finalize(justification) => {
				self.view.chain.finalize(justification.block, justification.encode())?;
				// What came with the blocks after it may have waited for this.
				self.view.chain.advance()?;
			},
			Action::Report(equivocation) => self.report(equivocation),
			Action::Punish(peer, fault) => self.links.punish(peer, fault),
			Action::Schedule(id, after) => self.timers.push(Reverse((Instant::now() + after, id))),
		}
		Ok(())
	}

	fn send_all(&mut self, message: &Message, from: Option<Peer>) {
		if let Message::Statement(signed) = message {
			if signed.height == self.engine.position().0 {
				self.watch.said(signed);
			}
		}
		self.links.send_all(message, from);
	}

	fn send_commit(&mut self, peer: Peer, height: Height) -> Result<(), Failure> {
		let Some(block) = self.view.chain.client().hash(height)? else { return Ok(()) };
		let Some(encoded) = self.view.chain.justification(block)? else { return Ok(()) };
		if let Ok(justification) = Justification::from_bytes(&encoded) {
			self.links.send(peer, &Message::Commit(justification));
		}
		Ok(())
	}

	fn ask(&mut self, block: Hash, height: Height, peer: Peer) {
		let now = Instant::now();
		let recent = |asked: &Instant| now.duration_since(*asked) < ASK_AGAIN;
		if self.asked.get(&(block, peer)).is_some_and(recent) {
			return;
		}
		let Some(address) = self.links.peer(peer) else { return };
		self.asked.insert((block, peer), now);
		self.view.chain.want(block);
		log::debug!(target: LOG_TARGET, "Asking {address} for block {height} ({block:?})");
		self.view.sync.set_sync_fork_request(vec![address], block, height);
	}

	/// Report a validator that contradicted itself.
	fn report(&mut self, equivocation: Equivocation) {
		let (offender, own) = match &equivocation {
			Equivocation::Statements(proof) => {
				(proof.offender.to_string(), self.is_own(proof.offender.as_slice(), KEY_TYPE))
			},
			Equivocation::Blocks(proof) => {
				let key_type = sp_core::crypto::key_types::AURA;
				(proof.offender.to_string(), self.is_own(proof.offender.as_slice(), key_type))
			},
		};
		if self.reported.len() > 1_000 {
			self.reported.clear();
		}
		let encoded = equivocation.encode();
		if self.reported.contains(&encoded) {
			return;
		}
		if let Some(metrics) = &self.metrics {
			metrics.equivocation();
		}
		if own {
			log::error!(
				target: LOG_TARGET,
				"This validator's key {offender} signed twice: another node has it too. Stop one of the two now."
			);
			return;
		}
		log::warn!(target: LOG_TARGET, "Validator {offender} contradicted itself; it is reported");
		let client = self.view.chain.client();
		let best = client.info().best_hash;
		let mut api = client.runtime_api();
		api.register_extension(self.pool.offchain_transaction_pool(best));
		match api.report_equivocation(best, equivocation) {
			Ok(Some(())) => {
				self.reported.insert(encoded);
			},
			Ok(None) => log::debug!(target: LOG_TARGET, "The report is not accepted"),
			Err(error) => log::warn!(target: LOG_TARGET, "The report fails: {error}"),
		}
	}

	fn is_own(&self, key: &[u8], key_type: sp_core::crypto::KeyTypeId) -> bool {
		self.keystore
			.as_ref()
			.is_some_and(|keystore| keystore.has_keys(&[(key.to_vec(), key_type)]))
	}
}

async fn until(time: Option<Instant>) {
	match time {
		Some(time) => tokio::time::sleep_until(time.into()).await,
		None => std::future::pending().await,
	}
}
