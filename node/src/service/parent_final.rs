// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! When the parent became final: what an author says in a block before which slots were empty, so that the runtime does
//! not blame those who could not know it in their slots.

use super::FullClient;
use cybermiles_primitives::{Hash, Moment, PARENT_FINAL_INHERENT};
use futures::StreamExt;
use parking_lot::Mutex;
use sc_client_api::BlockchainEvents;
use sc_service::TaskManager;
use sp_consensus_aura::SlotDuration;
use sp_inherents::{InherentData, InherentDataProvider, InherentIdentifier};
use sp_timestamp::Timestamp;
use std::sync::Arc;

/// The final block and when this node saw it become final.
#[derive(Clone, Default)]
pub(super) struct FinalSince(Arc<Mutex<Option<(Hash, Moment)>>>);

impl FinalSince {
	/// Follow the final block as long as the node runs. Of the block that is final now it is not known since when.
	pub fn follow(client: &FullClient, task_manager: &TaskManager) -> Self {
		let since = Self::default();
		let (mut final_blocks, last) = (client.finality_notification_stream(), since.0.clone());
		task_manager.spawn_handle().spawn("final-since", Some("block-authoring"), async move {
			while let Some(block) = final_blocks.next().await {
				*last.lock() = Some((block.hash, *Timestamp::current()));
			}
		});
		since
	}

	/// What to say in a block on this parent.
	pub fn of(&self, parent: Hash, slot_duration: SlotDuration) -> ParentFinal {
		let last = *self.0.lock();
		ParentFinal(
			last.filter(|(hash, _)| *hash == parent)
				.and_then(|(_, since)| since.checked_div(slot_duration.as_millis())),
		)
	}
}

/// The slot in which the parent became final, if the node saw it.
pub(super) struct ParentFinal(Option<u64>);

#[async_trait::async_trait]
impl InherentDataProvider for ParentFinal {
	async fn provide_inherent_data(
		&self,
		data: &mut InherentData,
	) -> Result<(), sp_inherents::Error> {
		match &self.0 {
			Some(slot) => data.put_data(PARENT_FINAL_INHERENT, slot),
			None => Ok(()),
		}
	}

	async fn try_handle_error(
		&self,
		_: &InherentIdentifier,
		_: &[u8],
	) -> Option<Result<(), sp_inherents::Error>> {
		None
	}
}
