// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A runtime with the pot and balances, whose fees are given to it as transactions would.

use crate::{self as pallet_cmt, Fees, ShareParameters, ToPot};
use cybermiles_primitives::Balance;
use cybermiles_test_support::ExtBuilder;
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		tokens::{Fortitude, Precision, Preservation},
		ConstU128, ConstU32, OnUnbalanced,
	},
	PalletId,
};
use frame_system::EnsureRoot;
use sp_runtime::Perbill;

pub type AccountId = u64;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Cmt: pallet_cmt,
	}
);

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const BASE: Balance = 1_000_000_007;
pub const USER: AccountId = 1;
pub const AUTHOR: AccountId = 2;
pub const POOR_AUTHOR: AccountId = 3;
pub const TREASURY: AccountId = 4;

parameter_types! {
	pub const CmtPalletId: PalletId = PalletId(*b"cm/rwpot");
	pub const Treasury: AccountId = TREASURY;
	pub static BlockAuthor: Option<AccountId> = Some(AUTHOR);
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlockU32<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type DustRemoval = ToPot<Test>;
}

impl pallet_cmt::Config for Test {
	type Currency = Balances;
	type PalletId = CmtPalletId;
	type Treasury = Treasury;
	type Author = BlockAuthor;
	type IssuanceBase = ConstU128<BASE>;
	type ErasPerYear = ConstU32<365>;
	type ParameterOrigin = EnsureRoot<AccountId>;
	type WeightInfo = ();
}

/// The externalities of a test.
pub type Ext = ExtBuilder<Test, AllPalletsWithSystem>;

/// A chain whose user, author and treasury have money, and whose pot has the existential deposit.
pub fn founded() -> Ext {
	founded_with(ShareParameters::default())
}

/// The same with other parameters.
pub fn founded_with(parameters: ShareParameters) -> Ext {
	BlockAuthor::set(Some(AUTHOR));
	Ext::new(RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: vec![
				(USER, 1_000_000),
				(AUTHOR, EXISTENTIAL_DEPOSIT),
				(TREASURY, EXISTENTIAL_DEPOSIT),
				(Cmt::pot_account(), EXISTENTIAL_DEPOSIT),
			],
			..Default::default()
		},
		cmt: pallet_cmt::GenesisConfig { parameters, ..Default::default() },
		..Default::default()
	})
}

/// Take money from the user.
pub fn taken(amount: Balance) -> Credit<AccountId, Balances> {
	Balances::withdraw(&USER, amount, Precision::Exact, Preservation::Preserve, Fortitude::Polite)
		.unwrap()
}

/// Charge the user a transaction's fee and tip.
pub fn charge(fee: Balance, tip: Balance) {
	Fees::<Test>::on_unbalanceds([taken(fee), taken(tip)].into_iter());
}

/// Parameters that share fees in this way, in percent.
pub fn author_gets(percent: u32) -> ShareParameters {
	ShareParameters { author_share: Perbill::from_percent(percent), ..Default::default() }
}
