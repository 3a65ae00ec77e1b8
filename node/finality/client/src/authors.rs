// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Whether an author made two blocks in one slot.

use cybermiles_primitives::{Header, OpaqueBlock as Block};
use cybermiles_primitives_bft::{AuthorEquivocation, Equivocation};
use parking_lot::Mutex;
use sc_client_api::AuxStore;
use sc_consensus_aura::standalone::{fetch_authorities, find_pre_digest, slot_author};
use sc_consensus_slots::check_equivocation;
use sp_api::ProvideRuntimeApi;
use sp_consensus_aura::{
	sr25519::{AuthorityId, AuthorityPair, AuthoritySignature},
	AuraApi,
};
use sp_consensus_slots::Slot;
use sp_timestamp::Timestamp;

/// Compares the blocks of each slot. The headers of the last thousand slots are remembered in the database.
#[derive(Default)]
pub struct Authors {
	/// Blocks are imported from the queue and from authoring at once.
	comparing: Mutex<()>,
}

impl Authors {
	/// Take note of a header with its seal, which was checked; proof, if its author made another block in its slot.
	pub fn observe<C>(
		&self,
		client: &C,
		header: &Header,
	) -> Result<Option<Equivocation>, sp_blockchain::Error>
	where
		C: AuxStore + ProvideRuntimeApi<Block, Api: AuraApi<Block, AuthorityId>>,
	{
		let Ok(slot) = find_pre_digest::<Block, AuthoritySignature>(header) else {
			return Ok(None);
		};
		let parent = header.parent_hash;
		let authorities = fetch_authorities::<AuthorityId, Block, _>(client, parent)
			.map_err(sp_blockchain::Error::Consensus)?;
		let Some(author) = slot_author::<AuthorityPair>(slot, &authorities) else {
			return Ok(None);
		};
		let duration = client.runtime_api().slot_duration(parent)?;
		let now = Slot::from_timestamp(Timestamp::current(), duration);

		let _comparing = self.comparing.lock();
		let proof = check_equivocation(client, now, slot, header, author)?;
		Ok(proof.map(|proof| {
			Equivocation::Blocks(Box::new(AuthorEquivocation {
				offender: proof.offender,
				slot: proof.slot,
				first: proof.first_header,
				second: proof.second_header,
			}))
		}))
	}
}
