// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The frame that the rest runs in: blocks, time, and ways to send more than one call or to act for another.

use crate::{
	constants::{
		block,
		currency::deposit,
		time::{DAY, SLOT_DURATION},
	},
	migrations, weights, AccountId, Aura, Balances, Block, Dpos, MultiBlockMigrations,
	OriginCaller, PalletInfo, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, RuntimeTask,
	System, VERSION,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybermiles_primitives::{Balance, BlockNumber, Hash, Hashing, Moment, Nonce};
use cybermiles_traits::OnDue;
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, ConstU64, Contains, InstanceFilter},
	weights::{constants::ParityDbWeight, Weight},
};
use frame_system::limits::{BlockLength, BlockWeights};
use pallet_agenda::ItemOf;
use pallet_calendar::Days;
use pallet_cmt::ToPot;
use pallet_gas_price::WeightFee;
use scale_info::TypeInfo;
use sp_runtime::{traits::AccountIdLookup, DispatchResult, Perbill};
use sp_version::RuntimeVersion;

parameter_types! {
	pub const Version: RuntimeVersion = VERSION;
	pub RuntimeBlockWeights: BlockWeights =
		BlockWeights::with_sensible_defaults(block::MAX_WEIGHT, block::NORMAL_RATIO);
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(block::MAX_LENGTH)
		.modify_max_length_for_class(frame_support::dispatch::DispatchClass::Normal, |length| {
			*length = block::NORMAL_RATIO * *length
		})
		.build();
	/// About two hours: a signed transaction may name a block of that age as the start of its life.
	pub const BlockHashCount: BlockNumber = 4_096;
	/// The generic prefix of Substrate: addresses look the same in every wallet.
	pub const SS58Prefix: u8 = 42;
}

/// The calls that this network takes from its users. Root may make any.
///
/// Refused are those of Sudo where nobody holds its key, those of pallet-staking, which is the ledger of Dpos, and to
/// purge session keys: a validator without keys would leave its place empty.
pub struct BaseCallFilter;

impl Contains<RuntimeCall> for BaseCallFilter {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::Sudo(_) => pallet_sudo::Key::<Runtime>::exists(),
			RuntimeCall::Session(pallet_session::Call::purge_keys {}) => false,
			RuntimeCall::Staking(_) => false,
			_ => true,
		}
	}
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type BaseCallFilter = BaseCallFilter;
	type Block = Block;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type AccountId = AccountId;
	type Nonce = Nonce;
	type Hash = Hash;
	type Hashing = Hashing;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type BlockHashCount = BlockHashCount;
	type DbWeight = ParityDbWeight;
	type Version = Version;
	type AccountData = pallet_balances::AccountData<Balance>;
	type SystemWeightInfo = weights::frame_system::WeightInfo<Runtime>;
	type ExtensionsWeightInfo = weights::frame_system_extensions::WeightInfo<Runtime>;
	type SS58Prefix = SS58Prefix;
	type MaxConsumers = ConstU32<16>;
	type SingleBlockMigrations = migrations::SingleBlock;
	type MultiBlockMigrator = MultiBlockMigrations;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = Moment;
	type OnTimestampSet = Aura;
	type MinimumPeriod = ConstU64<{ SLOT_DURATION / 2 }>;
	type WeightInfo = weights::pallet_timestamp::WeightInfo<Runtime>;
}

impl pallet_calendar::Config for Runtime {
	type DefaultDay = ConstU32<DAY>;
}

/// What is due later, of all pallets.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Due {
	/// A withdrawal of delegated stake.
	Dpos(pallet_dpos::Due<AccountId>),
}

impl From<pallet_dpos::Due<AccountId>> for Due {
	fn from(due: pallet_dpos::Due<AccountId>) -> Self {
		Due::Dpos(due)
	}
}

/// Hands what is due back to its pallet.
pub struct DueHandler;

impl OnDue<Due> for DueHandler {
	fn weight(due: &Due) -> Weight {
		match due {
			Due::Dpos(due) => Dpos::weight(due),
		}
	}

	fn on_due(due: Due) -> DispatchResult {
		match due {
			Due::Dpos(due) => Dpos::on_due(due),
		}
	}
}

parameter_types! {
	/// A quarter of a block.
	pub AgendaBudget: Weight = Perbill::from_percent(25) * block::MAX_WEIGHT;
	pub AgendaDeposit: Balance = deposit(1, ItemOf::<Runtime>::max_encoded_len() as u32);
}

impl pallet_agenda::Config for Runtime {
	type Task = Due;
	type Handler = DueHandler;
	type Currency = Balances;
	type WeightToFee = WeightFee<Runtime>;
	type OnFee = ToPot<Runtime>;
	type Deposit = AgendaDeposit;
	type Budget = AgendaBudget;
	// Ten years.
	type Horizon = Days<Runtime, 3_650>;
	type WeightInfo = weights::pallet_agenda::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkTask = SomeTask;
}

#[cfg(feature = "runtime-benchmarks")]
parameter_types! {
	pub SomeTask: Due = Due::Dpos(pallet_dpos::Due::Withdraw {
		delegator: AccountId::new([1; 32]),
		candidate: AccountId::new([2; 32]),
	});
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = weights::pallet_utility::WeightInfo<Runtime>;
}

parameter_types! {
	/// A pending call: its key, its state and the depositor.
	pub const MultisigDepositBase: Balance = deposit(1, 88);
	/// An approval: one account.
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<100>;
	type WeightInfo = weights::pallet_multisig::WeightInfo<Runtime>;
	type BlockNumberProvider = System;
}

/// What a proxy may do for the account that named it.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	Any,
	/// What moves no money and acts for no third account: no transfer, no vested transfer, no call as root or through
	/// another proxy or multisig.
	NonTransfer,
	/// Only to reject announcements of other proxies.
	CancelProxy,
	/// Only what concerns the session keys of a validator.
	SessionKeys,
	/// Only to stake and to delegate, and the session keys of a validator.
	Staking,
	/// Only to vote, to propose, and to work in the committees.
	Governance,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			ProxyType::Any => true,
			ProxyType::NonTransfer => matches!(
				call,
				RuntimeCall::System(_)
					| RuntimeCall::Timestamp(_)
					| RuntimeCall::Utility(_)
					| RuntimeCall::Multisig(pallet_multisig::Call::cancel_as_multi { .. })
					| RuntimeCall::Proxy(
						pallet_proxy::Call::announce { .. }
							| pallet_proxy::Call::reject_announcement { .. }
							| pallet_proxy::Call::remove_announcement { .. }
					) | RuntimeCall::Session(_)
					| RuntimeCall::Bft(_)
					| RuntimeCall::Preimage(_)
					| RuntimeCall::Scheduler(_)
					| RuntimeCall::Vesting(
						pallet_vesting::Call::vest { .. } | pallet_vesting::Call::vest_other { .. }
					)
			),
			ProxyType::CancelProxy => {
				matches!(call, RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. }))
			},
			ProxyType::SessionKeys => matches!(call, RuntimeCall::Session(_)),
			ProxyType::Staking => {
				matches!(call, RuntimeCall::Dpos(_) | RuntimeCall::Session(_))
			},
			ProxyType::Governance => matches!(
				call,
				RuntimeCall::Preimage(_)
					| RuntimeCall::Referenda(_)
					| RuntimeCall::ConvictionVoting(_)
					| RuntimeCall::Whitelist(_)
					| RuntimeCall::TechnologyCommittee(_)
					| RuntimeCall::Elections(_)
					| RuntimeCall::GasPrice(_)
			),
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(mine, theirs) if mine == theirs => true,
			(ProxyType::Any, _) => true,
			(_, ProxyType::Any) => false,
			(ProxyType::NonTransfer, ProxyType::CancelProxy | ProxyType::SessionKeys) => true,
			(ProxyType::Staking, ProxyType::SessionKeys) => true,
			_ => false,
		}
	}
}

parameter_types! {
	/// The list of an account's proxies: its key and the deposit.
	pub const ProxyDepositBase: Balance = deposit(1, 8);
	/// A proxy: account, type and delay.
	pub const ProxyDepositFactor: Balance = deposit(0, 37);
	/// The list of a proxy's announcements: its key and the deposit.
	pub const AnnouncementDepositBase: Balance = deposit(1, 8);
	/// An announcement: account, call hash and height.
	pub const AnnouncementDepositFactor: Balance = deposit(0, 68);
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type MaxProxies = ConstU32<32>;
	type MaxPending = ConstU32<32>;
	type CallHasher = Hashing;
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type WeightInfo = weights::pallet_proxy::WeightInfo<Runtime>;
	type BlockNumberProvider = System;
}

parameter_types! {
	/// Half of a block, so that inherents and operational transactions go on during a migration.
	pub MigrationsMaxServiceWeight: Weight = Perbill::from_percent(50) * block::MAX_WEIGHT;
}

impl pallet_migrations::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Migrations = migrations::MultiBlock;
	type CursorMaxLen = ConstU32<65_536>;
	type IdentifierMaxLen = ConstU32<256>;
	type MigrationStatusHandler = ();
	// A half-migrated state must not be worked on: only a fixed runtime may go on from it.
	type FailedMigrationHandler = frame_support::migrations::FreezeChainOnFailedMigration;
	type MaxServiceWeight = MigrationsMaxServiceWeight;
	type WeightInfo = weights::pallet_migrations::WeightInfo<Runtime>;
}
