// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The state transition function of CyberMiles.
//!
//! Composition only: pallets hold the business, [`configs`] joins them by domain, [`apis`] is what a node may ask.

#![cfg_attr(not(feature = "std"), no_std)]
// FRAME's macros generate public items that have no docs of their own.
#![allow(missing_docs)]
#![recursion_limit = "256"]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod constants;
pub mod economy_api;
pub mod genesis_presets;
pub mod migrations;
pub mod weights;

use alloc::{borrow::Cow, vec::Vec};
use cybermiles_primitives::{AccountId, Address, Header, Signature};
use frame_system::offchain::{CreateBare, CreateTransactionBase};
use sp_runtime::{generic, impl_opaque_keys};
use sp_version::RuntimeVersion;

/// The version of this runtime.
///
/// `spec_version` goes up with every change of behaviour, `transaction_version` when a transaction that was signed
/// for the previous version must not be valid any more.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("cybermiles"),
	impl_name: Cow::Borrowed("cybermiles"),
	authoring_version: 1,
	spec_version: 1,
	impl_version: 0,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

impl_opaque_keys! {
	/// The keys by which a validator takes part in a session.
	///
	/// Sessions begin for them in this order, and Bft records the keys that Aura has by then.
	pub struct SessionKeys {
		/// Signs the blocks that the validator authors.
		pub aura: Aura,
		/// Signs the votes that finalise blocks.
		pub bft: Bft,
	}
}

/// What every transaction is checked for and charged by, in this order.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// A transaction.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a signer signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

// How a pallet of this runtime submits a transaction that nobody signs.
impl<C> CreateTransactionBase<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> CreateBare<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

/// Executes blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

/// The pallets. Their indices are part of every encoded transaction and never change (`tests/pins.rs`); each domain
/// has ten.
#[frame_support::runtime]
mod runtime {
	/// The runtime.
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeError,
		RuntimeEvent,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeLockId,
		RuntimeOrigin,
		RuntimeSlashReason,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	// System
	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Calendar = pallet_calendar;
	#[runtime::pallet_index(3)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(4)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(5)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(6)]
	pub type MultiBlockMigrations = pallet_migrations;
	#[runtime::pallet_index(7)]
	pub type Agenda = pallet_agenda;

	// Economy. The genesis declares candidates in Dpos before Session, of the next domain, has them elected, and gas has
	// its price before any call is dispatched.
	#[runtime::pallet_index(10)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(11)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(12)]
	pub type Vesting = pallet_vesting;
	#[runtime::pallet_index(13)]
	pub type TokenSwap = pallet_token_swap;
	#[runtime::pallet_index(14)]
	pub type Cmt = pallet_cmt;
	#[runtime::pallet_index(15)]
	pub type GasPrice = pallet_gas_price;
	#[runtime::pallet_index(16)]
	pub type Dpos = pallet_dpos;
	#[runtime::pallet_index(17)]
	pub type Staking = pallet_staking;
	#[runtime::pallet_index(18)]
	pub type Sponsorship = pallet_sponsorship;
	#[runtime::pallet_index(19)]
	pub type OracleCommittee = pallet_membership<Instance1>;

	// Consensus. Authorship notes the author of a block before Session may replace the validators.
	#[runtime::pallet_index(20)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(21)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(22)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(23)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(24)]
	pub type Bft = pallet_bft;
	#[runtime::pallet_index(25)]
	pub type Offences = pallet_offences;

	// Governance
	#[runtime::pallet_index(30)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(31)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(32)]
	pub type Sudo = pallet_sudo;
	#[runtime::pallet_index(33)]
	pub type Origins = configs::governance::origins::pallet_origins;
	#[runtime::pallet_index(34)]
	pub type Referenda = pallet_referenda;
	#[runtime::pallet_index(35)]
	pub type ConvictionVoting = pallet_conviction_voting;
	#[runtime::pallet_index(36)]
	pub type Whitelist = pallet_whitelist;
	#[runtime::pallet_index(37)]
	pub type TechnologyCommittee = pallet_collective<Instance1>;
	#[runtime::pallet_index(38)]
	pub type Elections = pallet_elections_phragmen;
	#[runtime::pallet_index(39)]
	pub type Treasury = pallet_treasury;

	// Middleware
	#[runtime::pallet_index(70)]
	pub type Engines = pallet_engines;
}
