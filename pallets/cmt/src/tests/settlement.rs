// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The network's fee on settlements.

use crate::{mock::*, Pallet};
use cybermiles_traits::SettlementFee;
use frame_support::{assert_noop, traits::fungible::Inspect};
use sp_runtime::TokenError;

#[test]
fn a_thousandth_of_a_settlement_goes_to_the_pot() {
	founded().execute_with(|| {
		assert_eq!(Pallet::<Test>::of(123_999), 123);
		assert_eq!(Pallet::<Test>::collect(&USER, 123_999), Ok(123));
		assert_eq!(Balances::balance(&USER), 1_000_000 - 123);
		assert_eq!(Pallet::<Test>::available(), 123);
	});
}

#[test]
fn a_small_settlement_is_free() {
	founded().execute_with(|| {
		assert_eq!(Pallet::<Test>::collect(&USER, 999), Ok(0));
		assert_eq!(Balances::balance(&USER), 1_000_000);
	});
}

#[test]
fn who_cannot_pay_the_fee_pays_nothing() {
	founded().execute_with(|| {
		assert_noop!(Pallet::<Test>::collect(&AUTHOR, 100_000), TokenError::FundsUnavailable);
	});
}
