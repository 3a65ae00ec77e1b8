// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Every block passes here on its way into the database: what is said of its finality is checked first.

use crate::{
	authors::Authors,
	chain::{Chain, Client, Notice},
	LOG_TARGET,
};
use codec::{Decode, Encode};
use cybermiles_primitives::{BlockNumber, Hash, Header, OpaqueBlock as Block};
use cybermiles_primitives_bft::{
	BftApi, ConsensusLog, Height, Justification, JustificationError, ValidatorSet, ENGINE_ID,
};
use sc_client_api::Backend;
use sc_consensus::{
	BlockCheckParams, BlockImport, BlockImportParams, ImportResult, JustificationImport,
	StateAction,
};
use sc_consensus_aura::standalone::find_pre_digest;
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
		self.record(&mut block, &header, &encoded)?;
		block.justifications = Some((ENGINE_ID, encoded).into());
		block.finalized = true;
		let result = self.chain.client().import_block(block).await?;
		if matches!(result, ImportResult::Imported(_)) {
			self.chain.tell_final(header.number, None);
		}
		Ok(result)
	}

	/// A block of the history before that. Nobody executes it, so its finality is all that speaks for it.
	async fn import_history(
		&self,
		mut block: BlockImportParams<Block>,
		next: Height,
	) -> Result<ImportResult, Error> {
		let (hash, header) = (block.post_hash(), block.post_header());
		if header.number != next {
			return Ok(ImportResult::MissingState);
		}
		let named = self.gap_set().map_err(failed)?;
		let set = self.chain.forks().in_force(named, header.number);
		let encoded = take_justification(&mut block);
		let checked = encoded.ok_or(JustificationError::Malformed).and_then(|encoded| {
			let justification = Justification::from_bytes(&encoded)?;
			justification.verify(&self.chain.genesis(), &set, header.number, &hash)?;
			Ok(encoded)
		});
		let encoded = match checked {
			Ok(encoded) => encoded,
			Err(error) => {
				log::warn!(
					target: LOG_TARGET,
					"Block {} of the history is refused, as nothing proves that it is final: {error}",
					header.number
				);
				return Ok(ImportResult::KnownBad);
			},
		};
		self.record(&mut block, &header, &encoded)?;
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
	) -> Result<(), Error> {
		let records = self.chain.records(header, justification).map_err(failed)?;
		block.auxiliary.extend(records.into_iter().map(|(key, value)| (key, Some(value))));
		Ok(())
	}

	/// The set that decides the next block of the history.
	fn gap_set(&self) -> sp_blockchain::Result<ValidatorSet> {
		match self.chain.client().get_aux(GAP_SET)? {
			Some(stored) => ValidatorSet::decode(&mut &stored[..]).map_err(|_| {
				sp_blockchain::Error::Backend("the set of the history is damaged".into())
			}),
			None => Ok(self.chain.client().runtime_api().validator_set(self.chain.genesis())?),
		}
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
		if !decided && self.is_crowded(&header).map_err(failed)? {
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
		self.chain.notify(Notice::Imported(hash));
		if decided {
			self.chain.advance().map_err(failed)?;
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
		self.chain.client().check_block(block).await
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
		let gap = info.block_gap.filter(|gap| (gap.start..=gap.end).contains(&number));
		if let Some(gap) = gap {
			return self.import_history(block, gap.start).await;
		}
		let known = client.status(block.post_hash()).map_err(failed)?;
		if known == sp_blockchain::BlockStatus::InChain {
			// Executed again, as by `check-block`.
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
