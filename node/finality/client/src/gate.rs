// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A validator makes a block only on a final block.

use crate::{chain::Client, Chain, LOG_TARGET};
use cybermiles_primitives::{BlockNumber, OpaqueBlock as Block};
use sc_client_api::Backend;
use sc_consensus_slots::BackoffAuthoringBlocksStrategy;
use sp_consensus_slots::Slot;
use std::{sync::Arc, time::Duration};

/// For how long an author waits in its slot for the block before to become final. It is taken from what others have to
/// execute the new block and to vote.
const PATIENCE: Duration = Duration::from_millis(250);

/// Lets authors wait for finality.
///
/// Every node does so of its own accord: nothing is safe because of it, but it keeps competing blocks few.
pub struct Gate<BE, C>(Arc<Chain<BE, C>>);

impl<BE, C> Gate<BE, C> {
	/// The gate of a chain.
	pub fn new(chain: Arc<Chain<BE, C>>) -> Self {
		Self(chain)
	}
}

impl<BE: Backend<Block>, C: Client<BE>> BackoffAuthoringBlocksStrategy<BlockNumber>
	for Gate<BE, C>
{
	fn should_backoff(
		&self,
		head: BlockNumber,
		_head_slot: Slot,
		_finalized: BlockNumber,
		_slot: Slot,
		_logging_target: &str,
	) -> bool {
		let waited = self.0.wait_for(head, PATIENCE);
		let info = self.0.client().info();
		// If another block of its number became final meanwhile, what is built on this head is refused: a slot is lost.
		let shut = !waited || info.best_hash != info.finalized_hash;
		if shut {
			log::info!(
				target: LOG_TARGET,
				"No block is made in this slot: block {} is not final yet",
				info.finalized_number.saturating_add(1)
			);
		}
		shut
	}
}
