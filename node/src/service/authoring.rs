// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Aura: who makes the block of a slot, and whether a block was made by who should.

use super::{consensus::Finality, parent_final::FinalSince, FullClient, Validator};
use cybermiles_primitives::{Hash, OpaqueBlock as Block};
use cybermiles_runtime::constants::block::MAX_LENGTH;
use sc_basic_authorship::ProposerFactory;
use sc_consensus::{BasicQueue, DefaultImportQueue};
use sc_consensus_aura::{
	build_verifier, BuildVerifierParams, CheckForEquivocation, SlotProportion, StartAuraParams,
};
use sc_service::{Error, TaskManager};
use sc_telemetry::TelemetryHandle;
use sp_consensus_aura::{
	inherents::InherentDataProvider as AuraInherent, sr25519::AuthorityPair, SlotDuration,
};
use sp_timestamp::InherentDataProvider as TimestampInherent;
use std::sync::Arc;
use substrate_prometheus_endpoint::Registry;

/// The part of a slot in which a block is built; the rest is for others to execute it and to vote on it.
const PROPOSAL_PORTION: f32 = 1.0 / 3.0;
/// The part of a slot that building a block may take at most, after slots in which no block was made.
const MAX_PROPOSAL_PORTION: f32 = 0.5;

fn inherents(slot_duration: SlotDuration) -> (AuraInherent, TimestampInherent) {
	let timestamp = TimestampInherent::from_system_time();
	let slot = AuraInherent::from_timestamp_and_slot_duration(*timestamp, slot_duration);
	(slot, timestamp)
}

/// Checks blocks of others and hands them to the finality gadget's block import.
pub(super) fn import_queue(
	client: Arc<FullClient>,
	finality: &Finality,
	task_manager: &TaskManager,
	registry: Option<&Registry>,
	telemetry: Option<TelemetryHandle>,
) -> DefaultImportQueue<Block> {
	let inherents_client = client.clone();
	let verifier = build_verifier::<AuthorityPair, _, _, Block>(BuildVerifierParams {
		client,
		create_inherent_data_providers: move |parent: Hash, _| {
			let client = inherents_client.clone();
			async move {
				let slot_duration =
					sc_consensus_aura::standalone::slot_duration_at(&*client, parent)?;
				Ok(inherents(slot_duration))
			}
		},
		// The gadget's block import does, and reports what it finds.
		check_for_equivocation: CheckForEquivocation::No,
		telemetry,
		compatibility_mode: Default::default(),
	});
	BasicQueue::new(
		finality.verifier(verifier),
		Box::new(finality.block_import()),
		Some(Box::new(finality.block_import())),
		&task_manager.spawn_essential_handle(),
		registry,
	)
}

/// Makes a block in each slot that is this validator's.
pub(super) fn start(
	validator: &Validator,
	finality: &Finality,
	task_manager: &TaskManager,
) -> Result<(), Error> {
	let mut proposer_factory = ProposerFactory::new(
		task_manager.spawn_handle(),
		validator.client.clone(),
		validator.transaction_pool.clone(),
		validator.prometheus.as_ref(),
		validator.telemetry.clone(),
	);
	proposer_factory.set_default_block_size_limit(MAX_LENGTH as usize);

	let slot_duration = sc_consensus_aura::slot_duration(&*validator.client)?;
	let final_since = FinalSince::follow(&validator.client, task_manager);
	let aura = sc_consensus_aura::start_aura::<AuthorityPair, _, _, _, _, _, _, _, _, _, _>(
		StartAuraParams {
			slot_duration,
			client: validator.client.clone(),
			select_chain: validator.select_chain.clone(),
			block_import: finality.block_import(),
			proposer_factory,
			create_inherent_data_providers: move |parent, ()| {
				let parent_final = final_since.of(parent, slot_duration);
				async move {
					let (slot, timestamp) = inherents(slot_duration);
					Ok((slot, timestamp, parent_final))
				}
			},
			force_authoring: validator.force_authoring,
			backoff_authoring_blocks: Some(finality.gate()),
			keystore: validator.keystore.clone(),
			sync_oracle: validator.sync.clone(),
			justification_sync_link: validator.sync.clone(),
			block_proposal_slot_portion: SlotProportion::new(PROPOSAL_PORTION),
			max_block_proposal_slot_portion: Some(SlotProportion::new(MAX_PROPOSAL_PORTION)),
			telemetry: validator.telemetry.clone(),
			compatibility_mode: Default::default(),
		},
	)?;

	// Essential: a validator that makes no more blocks must not look alive.
	task_manager.spawn_essential_handle().spawn_blocking("aura", Some("block-authoring"), aura);
	Ok(())
}
