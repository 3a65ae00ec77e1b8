// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The chain as finality sees it: which set decides a height, and which blocks are final.

use crate::{hard_forks::HardForks, LOG_TARGET};
use codec::{Decode, Encode};
use cybermiles_primitives::{Hash, Header, OpaqueBlock as Block};
use cybermiles_primitives_bft::{
	BftApi, ConsensusLog, Equivocation, Height, Justification, JustificationError, ValidatorSet,
	ENGINE_ID,
};
use parking_lot::{Condvar, Mutex};
use sc_client_api::{apply_aux, AuxStore, Backend, BlockBackend, Finalizer, LockImportRun};
use sc_consensus::BlockImport;
use sc_utils::{
	mpsc::{tracing_unbounded, TracingUnboundedReceiver, TracingUnboundedSender},
	notification::{NotificationSender, NotificationStream, TracingKeyStr},
};
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_blockchain::{Backend as _, HeaderBackend};
use sp_consensus_aura::{sr25519::AuthorityId as AuraId, AuraApi};
use sp_runtime::EncodedJustification;
use std::{
	collections::BTreeSet,
	ops::RangeInclusive,
	sync::Arc,
	time::{Duration, Instant},
};

/// What finality needs of the client of the node.
pub trait Client<BE>:
	HeaderBackend<Block>
	+ BlockBackend<Block>
	+ AuxStore
	+ BlockImport<Block, Error = sp_consensus::Error>
	+ Finalizer<Block, BE>
	+ LockImportRun<Block, BE>
	+ ProvideRuntimeApi<Block, Api: ApiExt<Block> + AuraApi<Block, AuraId> + BftApi<Block>>
	+ Send
	+ Sync
	+ 'static
where
	BE: Backend<Block>,
{
}

impl<BE, C> Client<BE> for C
where
	BE: Backend<Block>,
	C: HeaderBackend<Block>
		+ BlockBackend<Block>
		+ AuxStore
		+ BlockImport<Block, Error = sp_consensus::Error>
		+ Finalizer<Block, BE>
		+ LockImportRun<Block, BE>
		+ ProvideRuntimeApi<Block, Api: ApiExt<Block> + AuraApi<Block, AuraId> + BftApi<Block>>
		+ Send
		+ Sync
		+ 'static,
{
}

/// What the worker is told of the chain.
#[derive(Debug)]
pub enum Notice {
	/// A block was imported.
	Imported(Hash),
	/// More blocks are final. The hash is of the last one, if it was not the best block before.
	Finalized(Option<Hash>),
	/// An author made two blocks in a slot.
	Equivocation(Box<Equivocation>),
}

/// The numbers of the blocks that announce a set, ascending, as they became final here.
const SET_CHANGES: &[u8] = b"finality/set-changes";
/// The same for the history that warp sync left out. It has a list of its own, as it is written at the same time.
const PAST_SET_CHANGES: &[u8] = b"finality/past-set-changes";
/// With a number behind it, the header and the justification of such a block, which outlive the pruning of blocks.
const SET_CHANGE: &[u8] = b"finality/set-change/";

/// How many blocks are wanted at once: each was proposed in a round of one height.
const WANTED: usize = 8;

/// Which list of set changes a block belongs to.
#[derive(Clone, Copy)]
pub enum SetChanges {
	/// Of blocks that become final.
	New,
	/// Of the history before the block to which warp sync jumped.
	Past,
}

fn set_change_key(number: Height) -> Vec<u8> {
	[SET_CHANGE, &number.to_be_bytes()].concat()
}

/// Names the stream of justifications in traces.
#[derive(Clone)]
pub struct JustificationsKey;

impl TracingKeyStr for JustificationsKey {
	const TRACING_KEY: &'static str = "mpsc_finality_justifications";
}

/// The justifications of blocks as they become final, encoded.
pub type JustificationStream = NotificationStream<EncodedJustification, JustificationsKey>;

/// The chain as finality sees it, shared by all parts of the gadget.
pub struct Chain<BE, C> {
	client: Arc<C>,
	backend: Arc<BE>,
	genesis: Hash,
	forks: HardForks,
	/// Held from reading which block is final to making the next one final.
	finalizing: Mutex<()>,
	/// The number of the last final block, for those who wait for it.
	last_final: Mutex<Height>,
	final_moved: Condvar,
	notices: TracingUnboundedSender<Notice>,
	justifications: NotificationSender<EncodedJustification>,
	/// Blocks that a validator proposed and that were asked for, whatever else there is of their number.
	wanted: Mutex<BTreeSet<Hash>>,
	/// The block to which warp sync jumps, as its proof says.
	warp_target: Mutex<Option<Justification>>,
}

impl<BE: Backend<Block>, C: Client<BE>> Chain<BE, C> {
	/// The chain in the database, what is told to the worker, and the stream of justifications.
	pub fn new(
		client: Arc<C>,
		backend: Arc<BE>,
		forks: HardForks,
	) -> (Arc<Self>, TracingUnboundedReceiver<Notice>, JustificationStream) {
		let (notices, notified) = tracing_unbounded("mpsc_finality_notices", 100_000);
		let (justifications, stream) = JustificationStream::channel();
		let info = client.info();
		let chain = Self {
			client,
			backend,
			genesis: info.genesis_hash,
			forks,
			finalizing: Mutex::new(()),
			last_final: Mutex::new(info.finalized_number),
			final_moved: Condvar::new(),
			notices,
			justifications,
			wanted: Mutex::default(),
			warp_target: Mutex::new(None),
		};
		(Arc::new(chain), notified, stream)
	}

	/// The node's client.
	pub fn client(&self) -> &Arc<C> {
		&self.client
	}

	/// The hash of the genesis block.
	pub fn genesis(&self) -> Hash {
		self.genesis
	}

	/// The table of hard forks.
	pub fn forks(&self) -> &HardForks {
		&self.forks
	}

	/// Number and hash of the last final block.
	pub fn finalized(&self) -> (Height, Hash) {
		let info = self.client.info();
		(info.finalized_number, info.finalized_hash)
	}

	/// The last final block, by number and hash, and the set that decides the next.
	pub fn tip(&self) -> sp_blockchain::Result<(Height, Hash, ValidatorSet)> {
		loop {
			let (number, block) = self.finalized();
			match self.set_after(number, block) {
				Ok(set) => return Ok((number, block, set)),
				// The import makes more final meanwhile, and the state that was asked for may be gone.
				Err(_) if self.finalized().0 > number => {},
				Err(error) => return Err(error),
			}
		}
	}

	/// The set that decides the children of a block.
	pub fn set_after(&self, number: Height, block: Hash) -> sp_blockchain::Result<ValidatorSet> {
		let named = self.client.runtime_api().validator_set(block)?;
		Ok(self.forks.in_force(named, number.saturating_add(1)))
	}

	/// The gap in the history of a node that jumped to a later block, as the numbers that are not there.
	pub fn gap(&self) -> Option<RangeInclusive<Height>> {
		self.client.info().block_gap.map(|gap| gap.start..=gap.end)
	}

	/// The imported children of a block.
	pub fn children(&self, block: Hash) -> sp_blockchain::Result<Vec<Hash>> {
		self.backend.blockchain().children(block)
	}

	/// The stored justification of a block, encoded.
	pub fn justification(
		&self,
		block: Hash,
	) -> sp_blockchain::Result<Option<EncodedJustification>> {
		let all = self.client.justifications(block)?;
		Ok(all.and_then(|all| all.into_justification(ENGINE_ID)))
	}

	/// Whether a justification, as it came from a peer, makes a block final whose parent is imported.
	pub fn check(
		&self,
		encoded: &[u8],
		height: Height,
		block: Hash,
		parent: Hash,
	) -> sp_blockchain::Result<Result<(), JustificationError>> {
		let set = self.set_after(height.saturating_sub(1), parent)?;
		Ok(self.check_by(&set, encoded, height, block))
	}

	/// Whether a justification, as it came from a peer, makes a block final by the decision of a set.
	pub fn check_by(
		&self,
		set: &ValidatorSet,
		encoded: &[u8],
		height: Height,
		block: Hash,
	) -> Result<(), JustificationError> {
		if !self.forks.permit(height, &block) {
			return Err(JustificationError::WrongBlock);
		}
		Justification::from_bytes(encoded)?.verify(&self.genesis, set, height, &block)
	}

	/// Make a block final whose justification was checked, if it is a child of the last final block; whether it was.
	///
	/// Blocks become final one by one, so that each has its justification.
	pub fn finalize(
		&self,
		block: Hash,
		encoded: EncodedJustification,
	) -> sp_blockchain::Result<bool> {
		let _finalizing = self.finalizing.lock();
		let before = self.client.info();
		let Some(header) = self.client.header(block)? else { return Ok(false) };
		if header.parent_hash != before.finalized_hash {
			let next = before.finalized_number.saturating_add(1);
			if header.number == next
				|| header.number < next && self.client.hash(header.number)? != Some(block)
			{
				log::error!(
					target: LOG_TARGET,
					"Block {} ({block:?}) was decided against the blocks that are final here. More than a third of the \
					 validators broke the rules; tell the other operators.",
					header.number,
				);
			}
			return Ok(false);
		}
		if !self.forks.permit(header.number, &block) {
			log::error!(
				target: LOG_TARGET,
				"Block {} ({block:?}) was decided against the table of hard forks", header.number
			);
			return Ok(false);
		}
		let records = self.records(&header, &encoded, SetChanges::New)?;
		let justification = (ENGINE_ID, encoded.clone());
		self.client.lock_import_and_run(|operation| {
			self.client.apply_finality(operation, block, Some(justification), true)?;
			let records: Vec<_> =
				records.iter().map(|(key, value)| (&key[..], &value[..])).collect();
			apply_aux(operation, &records, &[])
		})?;
		let moved_best = before.best_hash != block && self.client.info().best_hash == block;
		self.tell_final(header.number, moved_best.then_some(block));
		let _ = self.justifications.notify(|| Ok::<_, ()>(encoded));
		Ok(true)
	}

	/// Make blocks final as far as their justifications are stored with them.
	pub fn advance(&self) -> sp_blockchain::Result<()> {
		'next: loop {
			for child in self.children(self.client.info().finalized_hash)? {
				if let Some(encoded) = self.justification(child)? {
					if self.finalize(child, encoded)? {
						continue 'next;
					}
				}
			}
			return Ok(());
		}
	}

	/// Tell the worker and those who wait that more is final.
	pub fn tell_final(&self, number: Height, new_best: Option<Hash>) {
		*self.last_final.lock() = number;
		self.final_moved.notify_all();
		self.notify(Notice::Finalized(new_best));
	}

	/// Tell the worker. A node that runs none, as one that only imports a file of blocks, needs not know.
	pub fn notify(&self, notice: Notice) {
		let _ = self.notices.unbounded_send(notice);
	}

	/// Wait until a block number is final; whether it is. Blocks the thread.
	pub fn wait_for(&self, number: Height, patience: Duration) -> bool {
		let deadline = Instant::now() + patience;
		let mut last = self.last_final.lock();
		while *last < number {
			if self.final_moved.wait_until(&mut last, deadline).timed_out() {
				return *last >= number;
			}
		}
		true
	}

	/// What is to be stored with a final block, by which others can jump over the blocks before it: something only if it
	/// announces a set.
	pub fn records(
		&self,
		header: &Header,
		justification: &[u8],
		which: SetChanges,
	) -> sp_blockchain::Result<Vec<(Vec<u8>, Vec<u8>)>> {
		if ConsensusLog::new_set(header).is_none() {
			return Ok(Vec::new());
		}
		let list = match which {
			SetChanges::New => SET_CHANGES,
			SetChanges::Past => PAST_SET_CHANGES,
		};
		let mut changes = self.list(list)?;
		if let Err(place) = changes.binary_search(&header.number) {
			changes.insert(place, header.number);
		}
		Ok(vec![
			(list.to_vec(), changes.encode()),
			(set_change_key(header.number), (header, justification).encode()),
		])
	}

	/// The header and the encoded justification of a final block that announces a set.
	pub fn set_change(
		&self,
		number: Height,
	) -> sp_blockchain::Result<Option<(Header, EncodedJustification)>> {
		let Some(stored) = self.client.get_aux(&set_change_key(number))? else { return Ok(None) };
		Decode::decode(&mut &stored[..]).map(Some).map_err(|_| {
			sp_blockchain::Error::Backend("a record of a set change is damaged".into())
		})
	}

	/// The numbers of the final blocks that announce a set, ascending.
	pub fn set_changes(&self) -> sp_blockchain::Result<Vec<Height>> {
		let mut changes = self.list(PAST_SET_CHANGES)?;
		changes.extend(self.list(SET_CHANGES)?);
		Ok(changes)
	}

	fn list(&self, key: &[u8]) -> sp_blockchain::Result<Vec<Height>> {
		let Some(stored) = self.client.get_aux(key)? else { return Ok(Vec::new()) };
		Vec::decode(&mut &stored[..])
			.map_err(|_| sp_blockchain::Error::Backend("the list of set changes is damaged".into()))
	}

	/// Let a block in, also if there are many of its number.
	pub fn want(&self, block: Hash) {
		let mut wanted = self.wanted.lock();
		if wanted.len() < WANTED {
			wanted.insert(block);
		}
	}

	/// Whether a block is to be let in.
	pub fn wants(&self, block: &Hash) -> bool {
		self.wanted.lock().contains(block)
	}

	/// Another block became final, and nothing of its number is wanted any more.
	pub fn want_nothing(&self) {
		self.wanted.lock().clear();
	}

	/// Remember to which block warp sync jumps.
	pub fn set_warp_target(&self, justification: Justification) {
		*self.warp_target.lock() = Some(justification);
	}

	/// The justification of that block.
	pub fn warp_target(&self, block: &Hash) -> Option<Justification> {
		self.warp_target.lock().clone().filter(|target| target.block == *block)
	}
}
