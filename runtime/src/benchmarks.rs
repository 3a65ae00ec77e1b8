// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The benchmarks that `scripts/benchmark-weights` runs: of every pallet that has calls or hooks with a weight.

use crate::{AllPalletsWithSystem, Balances, MultiBlockMigrations, Runtime};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use frame_system_benchmarking::{
	extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench,
};

frame_benchmarking::define_benchmarks!(
	[frame_system, SystemBench::<Runtime>]
	[frame_system_extensions, SystemExtensionsBench::<Runtime>]
	[pallet_timestamp, crate::Timestamp]
	[pallet_utility, crate::Utility]
	[pallet_multisig, crate::Multisig]
	[pallet_proxy, crate::Proxy]
	[pallet_migrations, MultiBlockMigrations]
	[pallet_agenda, crate::Agenda]
	[pallet_balances, Balances]
	[pallet_transaction_payment, crate::TransactionPayment]
	[pallet_vesting, crate::Vesting]
	[pallet_token_swap, crate::TokenSwap]
	[pallet_cmt, crate::Cmt]
	[pallet_gas_price, crate::GasPrice]
	[pallet_sponsorship, crate::Sponsorship]
	[pallet_dpos, crate::Dpos]
	[pallet_membership, crate::OracleCommittee]
	[pallet_bft, crate::Bft]
	[pallet_preimage, crate::Preimage]
	[pallet_scheduler, crate::Scheduler]
	[pallet_sudo, crate::Sudo]
	[pallet_referenda, crate::Referenda]
	[pallet_conviction_voting, crate::ConvictionVoting]
	[pallet_whitelist, crate::Whitelist]
	[pallet_collective, crate::TechnologyCommittee]
	[pallet_elections_phragmen, crate::Elections]
	[pallet_treasury, crate::Treasury]
	[pallet_engines, crate::Engines]
);

impl frame_system_benchmarking::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

/// The benchmarks there are and the storage that they touch.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	use frame_benchmarking::BenchmarkList;
	let mut list = Vec::<BenchmarkList>::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Run one benchmark.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	use frame_benchmarking::BenchmarkBatch;
	use frame_support::traits::TrackedStorageKey;
	let whitelist: Vec<TrackedStorageKey> = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::<BenchmarkBatch>::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}
