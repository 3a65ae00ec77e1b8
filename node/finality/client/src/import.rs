// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Every block passes here on its way into the database: what is said of its finality is checked first.

use crate::{
	authors::Authors,
	chain::{Chain, Client, Notice, SetChanges},
	LOG_TARGET,
};
use codec::{Decode, Encode};
use cybermiles_primitives::{BlockNumber, Hash, Header, OpaqueBlock as Block};
use cybermiles_primitives_bft::{BftApi, ConsensusLog, ValidatorSet, ENGINE_ID};
use sc_client_api::Backend;
use sc_consensus::{
	BlockCheckParams, BlockImport, BlockImportParams, ImportResult, JustificationImport,
	StateAction, Verifier,
};
use sc_consensus_aura::standalone::find_pre_digest;
use sp_blockchain::BlockStatus;
use sp_consensus::{BlockOrigin, Error};
use sp_consensus_aura::sr25519::AuthoritySignature;
use sp_runtime::{Justification as AnyJustification, Justifications};
use std::sync::Arc;

/// How many blocks of one author's slot are kept: two prove that it equivocates, a third adds nothing.
const BLOCKS_OF_A_SLOT: usize = 2;
/// How many blocks of one number are imported. The database has room for 32; what is decided must always find some.
const SIBLINGS: usize = 24;

/// The set that decides the next block of history that warp sync left out.
const GAP_SET: &[u8] = b"finality/gap-set";
/// Under which a block of the history carries its justification from the check to the import.
const PROVEN: &[u8] = b"finality/proven";

/// Imports blocks and their justifications.
pub struct FinalityImport<BE, C> {
	chain: Arc<Chain<BE, C>>,
	authors: Arc<Authors>,
}

impl<BE, C> Clone for FinalityImport<BE, C> {
	fn clone(&self) -> Self {
		Self { chain: self.chain.clone(), authors: self.authors.clone() }
	}
}

fn failed(error: sp_blockchain::Error) -> Error {
	Error::ClientImport(error.to_string())
}

impl<BE: Backend<Block>, C: Client<BE>> FinalityImport<BE, C> {
	/// The import of a chain.
	pub fn new(chain: Arc<Chain<BE, C>>) -> Self {
		Self { chain, authors: Arc::default() }
	}

	/// The block with the state to which warp sync jumps: final, as the proof said.
	async fn import_target(
		&self,
		mut block: BlockImportParams<Block>,
	) -> Result<ImportResult, Error> {
		let (hash, header) = (block.post_hash(), block.post_header());
		let Some(target) = self.chain.warp_target(&hash) else {
			log::warn!(target: LOG_TARGET, "The state of {hash:?} came without a proof of its finality");
			return Ok(ImportResult::KnownBad);
		};
		let encoded = target.encode();
		self.record(&mut block, &header, &encoded, SetChanges::New)?;
		// The history is followed from here on; after a restart the state of the genesis is gone.
		let client = self.chain.client();
		let first = client.runtime_api().validator_set(self.chain.genesis());
		let first = first.map_err(|error| failed(error.into()))?;
		block.auxiliary.push((GAP_SET.to_vec(), Some(first.encode())));
		block.justifications = Some((ENGINE_ID, encoded).into());
		block.finalized = true;
		let result = client.import_block(block).await?;
		if matches!(result, ImportResult::Imported(_)) {
			self.chain.tell_final(header.number, None);
		}
		Ok(result)
	}

	/// Check that a block of the history is final: nobody executes it, so that is all that speaks for it.
	fn prove_history(&self, block: &mut BlockImportParams<Block>) -> Result<(), String> {
		let (hash, number) = (block.post_hash(), block.header.number);
		let named = self.gap_set().map_err(|error| error.to_string())?;
		let set = self.chain.forks().in_force(named, number);
		let encoded = take_justification(block)
			.ok_or_else(|| format!("block {number} of the history came without a justification"))?;
		self.chain.check_by(&set, &encoded, number, hash).map_err(|error| {
			format!("the justification of block {number} of the history does not hold: {error}")
		})?;
		block.insert_intermediate(PROVEN, encoded);
		Ok(())
	}

	/// A block of the history that was proven.
	async fn import_history(
		&self,
		mut block: BlockImportParams<Block>,
		encoded: Vec<u8>,
	) -> Result<ImportResult, Error> {
		let header = block.post_header();
		self.record(&mut block, &header, &encoded, SetChanges::Past)?;
		block.justifications = Some((ENGINE_ID, encoded).into());
		if let Some(set) = ConsensusLog::new_set(&header) {
			block.auxiliary.push((GAP_SET.to_vec(), Some(set.encode())));
		}
		self.chain.client().import_block(block).await
	}

	/// Store with a final block what others need to jump over the blocks before it.
	fn record(
		&self,
		block: &mut BlockImportParams<Block>,
		header: &Header,
		justification: &[u8],
		which: SetChanges,
	) -> Result<(), Error> {
		let records = self.chain.records(header, justification, which).map_err(failed)?;
		block.auxiliary.extend(records.into_iter().map(|(key, value)| (key, Some(value))));
		Ok(())
	}

	/// The set that decides the next block of the history.
	fn gap_set(&self) -> sp_blockchain::Result<ValidatorSet> {
		let stored = self.chain.client().get_aux(GAP_SET)?;
		stored
			.and_then(|stored| ValidatorSet::decode(&mut &stored[..]).ok())
			.ok_or_else(|| sp_blockchain::Error::Backend("the set of the history is lost".into()))
	}

	/// A block at the tip, or on the way to it.
	async fn import_next(
		&self,
		mut block: BlockImportParams<Block>,
	) -> Result<ImportResult, Error> {
		let (hash, header) = (block.post_hash(), block.post_header());
		let origin = block.origin;
		let encoded = take_justification(&mut block);
		let verdict = encoded.as_ref().map(|encoded| {
			self.chain.check(encoded, header.number, hash, header.parent_hash).map_err(failed)
		});
		let verdict = verdict.transpose()?;
		match verdict {
			Some(Ok(())) => {
				// Stored with the block, so that a crash does not part them.
				block.justifications = encoded.map(|encoded| (ENGINE_ID, encoded).into());
			},
			Some(Err(error)) => log::warn!(
				target: LOG_TARGET,
				"The justification that came with block {} does not hold: {error}",
				header.number
			),
			None => {},
		}
		let decided = block.justifications.is_some();
		let in_any_case = decided || self.chain.wants(&hash);
		if !in_any_case && self.is_crowded(&header).map_err(failed)? {
			return Ok(ImportResult::MissingState);
		}
		if matches!(
			origin,
			BlockOrigin::NetworkBroadcast | BlockOrigin::ConsensusBroadcast | BlockOrigin::Own
		) {
			let equivocation =
				self.authors.observe(&**self.chain.client(), &header).map_err(failed)?;
			if let Some(equivocation) = equivocation {
				self.chain.notify(Notice::Equivocation(Box::new(equivocation)));
			}
		}

		let mut aux = match self.chain.client().import_block(block).await? {
			ImportResult::Imported(aux) => aux,
			other => return Ok(other),
		};
		if decided {
			self.chain.advance().map_err(failed)?;
		}
		// About a block that is final there is nothing to be said.
		if self.chain.finalized().0 < header.number {
			self.chain.notify(Notice::Imported(hash));
		}
		aux.bad_justification = matches!(verdict, Some(Err(_)));
		// At the tip the decision is yet to be made, and comes by itself.
		aux.needs_justification = !decided && origin == BlockOrigin::NetworkInitialSync;
		Ok(ImportResult::Imported(aux))
	}

	/// Whether there are so many blocks of the number that another one is not wanted.
	fn is_crowded(&self, header: &Header) -> sp_blockchain::Result<bool> {
		let siblings = self.chain.children(header.parent_hash)?;
		if siblings.len() >= SIBLINGS {
			return Ok(true);
		}
		let slot_of = |header: &Header| find_pre_digest::<Block, AuthoritySignature>(header).ok();
		let slot = slot_of(header);
		let mut of_slot = 0;
		for sibling in siblings {
			let sibling = self.chain.client().header(sibling)?;
			of_slot += usize::from(sibling.is_some_and(|sibling| slot_of(&sibling) == slot));
		}
		Ok(of_slot >= BLOCKS_OF_A_SLOT)
	}
}

/// What a peer says of a block's finality goes into the database only after it was checked.
fn take_justification(block: &mut BlockImportParams<Block>) -> Option<Vec<u8>> {
	block.justifications.take().and_then(|all: Justifications| all.into_justification(ENGINE_ID))
}

#[async_trait::async_trait]
impl<BE: Backend<Block>, C: Client<BE>> BlockImport<Block> for FinalityImport<BE, C> {
	type Error = Error;

	async fn check_block(&self, block: BlockCheckParams<Block>) -> Result<ImportResult, Error> {
		let (client, info) = (self.chain.client(), self.chain.client().info());
		let is_history = self.chain.gap().is_some_and(|gap| gap.contains(&block.number));
		let unknown = client.status(block.hash).map_err(failed)? == BlockStatus::Unknown;
		if unknown && !is_history && !block.allow_missing_parent {
			// A block beside the final ones, or a child of one, is no fault of the peer.
			let beside = |number, hash| -> Result<bool, Error> {
				let known = number <= info.finalized_number;
				Ok(known && client.hash(number).map_err(failed)? != Some(hash))
			};
			let parent = client.number(block.parent_hash).map_err(failed)?;
			let dead = match parent {
				Some(parent) => beside(parent, block.parent_hash)?,
				None => false,
			};
			if dead || beside(block.number, block.hash)? {
				return Ok(ImportResult::MissingState);
			}
		}
		client.check_block(block).await
	}

	async fn import_block(
		&self,
		mut block: BlockImportParams<Block>,
	) -> Result<ImportResult, Error> {
		if block.origin == BlockOrigin::WarpSync {
			// The headers of the proof come again with the history, and are checked then.
			return Ok(ImportResult::AlreadyInChain);
		}
		if block.with_state() {
			return self.import_target(block).await;
		}
		let client = self.chain.client();
		let info = client.info();
		let number = block.header.number;
		if let Ok(encoded) = block.remove_intermediate::<Vec<u8>>(PROVEN) {
			return self.import_history(block, encoded).await;
		}
		if client.status(block.post_hash()).map_err(failed)? == BlockStatus::InChain {
			// Imported again. What there is of its finality stays.
			block.justifications = None;
			return client.import_block(block).await;
		}
		if number <= info.finalized_number {
			// Another block of its number is final. That is no fault of the peer.
			return Ok(ImportResult::MissingState);
		}
		if matches!(block.state_action, StateAction::Skip) {
			return Err(Error::Other("a block is imported without its execution".into()));
		}
		self.import_next(block).await
	}
}

#[async_trait::async_trait]
impl<BE: Backend<Block>, C: Client<BE>> JustificationImport<Block> for FinalityImport<BE, C> {
	type Error = Error;

	async fn on_start(&mut self) -> Vec<(Hash, BlockNumber)> {
		// A crash may have come between the import of a block and its finality.
		if let Err(error) = self.chain.advance() {
			log::error!(target: LOG_TARGET, "The stored justifications cannot be followed: {error}");
		}
		Vec::new()
	}

	async fn import_justification(
		&mut self,
		hash: Hash,
		number: BlockNumber,
		(engine, encoded): AnyJustification,
	) -> Result<(), Error> {
		let (last, _) = self.chain.finalized();
		let header = self.chain.client().header(hash).map_err(failed)?;
		// Any other error than this one is the peer's fault.
		let Some(header) = header.filter(|_| number == last.saturating_add(1)) else {
			return Err(Error::OutdatedJustification);
		};
		let checked = match engine == ENGINE_ID {
			true => self.chain.check(&encoded, number, hash, header.parent_hash),
			false => return Err(Error::InvalidJustification),
		};
		match checked {
			Ok(Ok(())) => {},
			Ok(Err(error)) => {
				log::warn!(target: LOG_TARGET, "A justification of block {number} does not hold: {error}");
				return Err(Error::InvalidJustification);
			},
			Err(error) => {
				log::warn!(target: LOG_TARGET, "Block {number} cannot be judged: {error}");
				return Err(Error::OutdatedJustification);
			},
		}
		self.chain.finalize(hash, encoded).map_err(failed)?;
		self.chain.advance().map_err(failed)
	}
}

/// Checks blocks of the history for their finality, after another verifier has checked what there is to it.
///
/// Here and not in the import, as sync takes its answer for what it is: it turns to another peer and begins anew.
pub struct FinalityVerifier<V, BE, C> {
	other: V,
	import: FinalityImport<BE, C>,
}

impl<V, BE, C> FinalityVerifier<V, BE, C> {
	/// Check after another verifier.
	pub fn new(other: V, import: FinalityImport<BE, C>) -> Self {
		Self { other, import }
	}
}

#[async_trait::async_trait]
impl<V: Verifier<Block>, BE: Backend<Block>, C: Client<BE>> Verifier<Block>
	for FinalityVerifier<V, BE, C>
{
	async fn verify(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<BlockImportParams<Block>, String> {
		let mut block = self.other.verify(block).await?;
		let gap = self.import.chain.gap();
		if gap.is_some_and(|gap| gap.contains(&block.header.number)) && !block.with_state() {
			self.import.prove_history(&mut block)?;
		}
		Ok(block)
	}
}
