// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Money: the token, what work costs, and how holders of the ERC-20 get theirs.

use super::{
	finality::Author,
	governance::{origins::OracleAdmin, RootOrParameterAdmin, TreasuryAccount},
};
use crate::{
	constants::currency::{deposit, DEPOSIT_PER_BYTE, DEPOSIT_PER_ITEM, EXISTENTIAL_DEPOSIT},
	genesis_presets::POT,
	weights, AccountId, Balances, GasPrice, OracleCommittee, Runtime, RuntimeEvent,
	RuntimeFreezeReason, RuntimeHoldReason, System, TransactionPayment, Vesting,
};
use cybermiles_primitives::{Balance, BlockNumber, Signature, GENESIS_SUPPLY, MILLI_CMT};
use frame_support::{
	dispatch::DispatchInfo,
	parameter_types,
	traits::{
		fungible::HoldConsideration, ConstU128, ConstU32, ConstU64, ConstU8, EitherOf,
		LinearStoragePrice, WithdrawReasons,
	},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_calendar::Days;
use pallet_cmt::{Fees, ToPot};
use pallet_gas_price::{LengthFee, Rate, WeightFee};
use pallet_sponsorship::TransactionFee;
use pallet_transaction_payment::{ConstFeeMultiplier, FungibleAdapter, Multiplier};
use sp_runtime::{
	traits::{ConvertInto, One},
	Perbill,
};

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type Balance = Balance;
	type DustRemoval = ToPot<Runtime>;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<0>;
	type MaxFreezes = frame_support::traits::VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
	type WeightInfo = weights::pallet_balances::WeightInfo<Runtime>;
}

parameter_types! {
	pub FeeMultiplier: Multiplier = Multiplier::one();
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, Fees<Runtime>>;
	type WeightToFee = WeightFee<Runtime>;
	type LengthToFee = LengthFee<Runtime>;
	// The price of work does not follow the load.
	type FeeMultiplierUpdate = ConstFeeMultiplier<FeeMultiplier>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightInfo = weights::pallet_transaction_payment::WeightInfo<Runtime>;
}

parameter_types! {
	pub const PotPalletId: PalletId = POT;
}

/// Fees are shared, an era is a day, and 365 of them are a year.
impl pallet_cmt::Config for Runtime {
	type Currency = Balances;
	type PalletId = PotPalletId;
	type Treasury = TreasuryAccount;
	type Author = Author;
	type IssuanceBase = ConstU128<GENESIS_SUPPLY>;
	type ErasPerYear = ConstU32<365>;
	type ParameterOrigin = RootOrParameterAdmin;
	type WeightInfo = weights::pallet_cmt::WeightInfo<Runtime>;
}

parameter_types! {
	pub const LeastRate: Rate = Rate::from_rational(1, 1_000_000);
	pub const GreatestRate: Rate = Rate::from_u32(1_000_000);
	/// A tenth of a dollar.
	pub const FirstRate: Rate = Rate::from_rational(1, 10);
	/// A step of a thousandth in each block: ten times as much or as little within 77 minutes.
	pub const RateStep: Perbill = Perbill::from_parts(1_000_000);
}

impl pallet_gas_price::Config for Runtime {
	type Members = OracleCommittee;
	type GovernanceOrigin = RootOrParameterAdmin;
	// As much as half a microsecond of execution.
	type GasPerByte = ConstU64<50>;
	type MinRate = LeastRate;
	type MaxRate = GreatestRate;
	type MaxJump = ConstU32<10>;
	type MaxStep = RateStep;
	type MaxPrice = ConstU64<100_000_000>;
	type DefaultRate = FirstRate;
	// A second of execution, 100,000,000 gas, is 0.2 dollars.
	type DefaultPrice = ConstU64<2_000>;
	type Freshness = ConstU32<100>;
	type MaxMembers = MaxOracles;
	type WeightInfo = weights::pallet_gas_price::WeightInfo<Runtime>;
}

/// The most members of the oracle committee.
pub type MaxOracles = ConstU32<21>;
/// The members of the oracle committee.
pub type OracleInstance = pallet_membership::Instance1;
/// Root, or a referendum on the track of oracles.
type RootOrOracleAdmin = EitherOf<EnsureRoot<AccountId>, OracleAdmin>;

impl pallet_membership::Config<OracleInstance> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type AddOrigin = RootOrOracleAdmin;
	type RemoveOrigin = RootOrOracleAdmin;
	type SwapOrigin = RootOrOracleAdmin;
	type ResetOrigin = RootOrOracleAdmin;
	type PrimeOrigin = RootOrOracleAdmin;
	type MembershipInitialized = GasPrice;
	type MembershipChanged = GasPrice;
	type MaxMembers = MaxOracles;
	type WeightInfo = pallet_membership::weights::SubstrateWeight<Runtime>;
}

/// Charges what is sponsored as if the user had signed and paid for it.
pub struct FeeOfTransactions;

impl TransactionFee<Balance> for FeeOfTransactions {
	fn of(length: u32, weight: Weight) -> Balance {
		let info = DispatchInfo { call_weight: weight, ..Default::default() };
		TransactionPayment::compute_fee(length, &info, 0)
	}
}

parameter_types! {
	pub const SponsorshipHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Sponsorship(pallet_sponsorship::HoldReason::Deposit);
	pub const SponsorshipBaseDeposit: Balance = DEPOSIT_PER_ITEM;
	pub const SponsorshipByteDeposit: Balance = DEPOSIT_PER_BYTE;
	/// A user's record: two accounts and a few numbers.
	pub const SponsoredUserDeposit: Balance = deposit(1, 128);
}

impl pallet_sponsorship::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		SponsorshipHoldReason,
		LinearStoragePrice<SponsorshipBaseDeposit, SponsorshipByteDeposit, Balance>,
	>;
	type UserDeposit = SponsoredUserDeposit;
	type Signature = Signature;
	type Fee = FeeOfTransactions;
	type OnFee = Fees<Runtime>;
	type Period = Days<Runtime, 1>;
	type MaxLongevity = Days<Runtime, 1>;
	type MaxScope = ConstU32<32>;
	type MaxForget = ConstU32<100>;
	type WeightInfo = weights::pallet_sponsorship::WeightInfo<Runtime>;
}

parameter_types! {
	/// What vests neither leaves the account nor pays fees, as long as it is locked.
	pub UnvestedFundsAllowedWithdrawReasons: WithdrawReasons = WithdrawReasons::empty();
}

impl pallet_vesting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type BlockNumberToBalance = ConvertInto;
	type MinVestedTransfer = ConstU128<{ 100 * MILLI_CMT }>;
	type WeightInfo = weights::pallet_vesting::WeightInfo<Runtime>;
	type UnvestedFundsAllowedWithdrawReasons = UnvestedFundsAllowedWithdrawReasons;
	type BlockNumberProvider = System;
	const MAX_VESTING_SCHEDULES: u32 = 28;
}

parameter_types! {
	pub const TokenSwapPalletId: PalletId = PalletId(*b"cm/tswap");
	/// Two minutes.
	pub const TokenSwapLongevity: BlockNumber = 60;
}

impl pallet_token_swap::Config for Runtime {
	type Currency = Balances;
	type Vesting = Vesting;
	type PalletId = TokenSwapPalletId;
	type Longevity = TokenSwapLongevity;
	type WeightInfo = weights::pallet_token_swap::WeightInfo<Runtime>;
}
