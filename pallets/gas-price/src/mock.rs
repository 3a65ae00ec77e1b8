// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A runtime that charges its transactions by this pallet, with a committee that governance changes.

use crate::{self as pallet_gas_price, Gas, LengthFee, Rate, WeightFee};
use cybermiles_primitives::{Balance, CMT};
use cybermiles_test_support::ExtBuilder;
use frame_support::{
	derive_impl,
	dispatch::{DispatchResultWithPostInfo, GetDispatchInfo, Pays},
	parameter_types,
	traits::{ConstU32, ConstU64, ConstU8, Hooks},
	weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};
use frame_system::{limits::BlockWeights, EnsureRoot};
use pallet_transaction_payment::{ChargeTransactionPayment, FungibleAdapter};
use sp_runtime::{traits::DispatchTransaction, Perbill};

pub type AccountId = u64;
pub type BlockNumber = u32;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		TransactionPayment: pallet_transaction_payment,
		Committee: pallet_membership,
		GasPrice: pallet_gas_price,
	}
);

/// A tenth of a dollar.
pub const FIRST_RATE: Rate = Rate::from_rational(1, 10);
/// A fifth of a cent for 1,000,000 gas.
pub const FIRST_PRICE: u64 = 2_000;
pub const MAX_PRICE: u64 = 100_000_000;
pub const FRESHNESS: BlockNumber = 100;
/// Someone who is in no committee of a test, and has money.
pub const STRANGER: AccountId = 100;
/// What everyone has at first.
pub const MONEY: Balance = 1_000_000_000 * CMT;

parameter_types! {
	pub const ExistentialDeposit: Balance = 1;
	pub TestBlockWeights: BlockWeights = BlockWeights::with_sensible_defaults(
		Weight::from_parts(600 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX),
		Perbill::from_percent(75),
	);
	pub const MinRate: Rate = Rate::from_rational(1, 1_000_000);
	pub const MaxRate: Rate = Rate::from_u32(1_000_000);
	pub const DefaultRate: Rate = FIRST_RATE;
	pub const MaxStep: Perbill = Perbill::from_parts(1_000_000);
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlockU32<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type BlockWeights = TestBlockWeights;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
}

impl pallet_transaction_payment::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, ()>;
	type WeightToFee = WeightFee<Test>;
	type LengthToFee = LengthFee<Test>;
	type FeeMultiplierUpdate = ();
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightInfo = ();
}

impl pallet_membership::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type AddOrigin = EnsureRoot<AccountId>;
	type RemoveOrigin = EnsureRoot<AccountId>;
	type SwapOrigin = EnsureRoot<AccountId>;
	type ResetOrigin = EnsureRoot<AccountId>;
	type PrimeOrigin = EnsureRoot<AccountId>;
	type MembershipInitialized = GasPrice;
	type MembershipChanged = GasPrice;
	// More than can be heard, so that a test can show what becomes of those.
	type MaxMembers = ConstU32<8>;
	type WeightInfo = ();
}

impl pallet_gas_price::Config for Test {
	type Members = Committee;
	type GovernanceOrigin = EnsureRoot<AccountId>;
	type GasPerByte = ConstU64<50>;
	type MinRate = MinRate;
	type MaxRate = MaxRate;
	type MaxJump = ConstU32<10>;
	type MaxStep = MaxStep;
	type MaxPrice = ConstU64<MAX_PRICE>;
	type DefaultRate = DefaultRate;
	type DefaultPrice = ConstU64<FIRST_PRICE>;
	type Freshness = ConstU32<FRESHNESS>;
	type MaxMembers = ConstU32<7>;
	type WeightInfo = ();
}

/// The externalities of a test.
pub type Ext = ExtBuilder<Test, AllPalletsWithSystem>;

/// A chain with members 1 to `members` in its committee, founded at this rate and price.
pub fn founded_at(rate: Rate, price: u64, members: AccountId) -> Ext {
	let members: Vec<AccountId> = (1..=members).collect();
	let balances = (1..=8).chain([STRANGER]).map(|account| (account, MONEY)).collect();
	Ext::new(RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		committee: pallet_membership::GenesisConfig {
			members: members.try_into().unwrap(),
			..Default::default()
		},
		gas_price: pallet_gas_price::GenesisConfig { rate, price, ..Default::default() },
		..Default::default()
	})
}

/// A chain with members 1 to `members` in its committee, and the first rate and price.
pub fn committee_of(members: AccountId) -> Ext {
	founded_at(FIRST_RATE, FIRST_PRICE, members)
}

/// So many millionths of a dollar for a CMT.
pub fn micro_usd(amount: u64) -> Rate {
	Rate::from_rational(amount.into(), 1_000_000)
}

pub fn submit(member: AccountId, rate: Rate) -> DispatchResultWithPostInfo {
	GasPrice::submit(RuntimeOrigin::signed(member), rate)
}

/// All of these members say the same.
pub fn all_submit(members: impl IntoIterator<Item = AccountId>, rate: Rate) {
	for member in members {
		assert_eq!(submit(member, rate).unwrap().pays_fee, Pays::No);
	}
}

/// Begin the next block.
pub fn next_block() {
	let block = System::block_number() + 1;
	System::set_block_number(block);
	GasPrice::on_initialize(block);
}

/// Begin this many blocks, one after the other.
pub fn pass(blocks: u32) {
	(0..blocks).for_each(|_| next_block());
}

/// Send a call as a transaction of so many bytes; returns what was charged for it.
pub fn charged(signer: AccountId, call: impl Into<RuntimeCall>, length: u32) -> Balance {
	let call = call.into();
	let info = call.get_dispatch_info();
	let before = Balances::free_balance(signer);
	let _ = ChargeTransactionPayment::<Test>::from(0)
		.dispatch_transaction(Some(signer).into(), call, &info, length as usize, 0)
		.unwrap();
	before - Balances::free_balance(signer)
}

pub fn rate() -> Rate {
	GasPrice::tariff().rate
}

/// The gas of a transfer, roughly.
pub const TRANSFER: Gas = 60_000;

/// The events of this pallet, oldest first.
pub fn events() -> Vec<crate::Event<Test>> {
	System::read_events_for_pallet::<crate::Event<Test>>()
}
