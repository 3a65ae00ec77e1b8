// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How money is shared out.

use crate::{mock::*, Error, Event, Pallet, ShareParameters, MAX_ISSUANCE, MAX_SETTLEMENT_FEE};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill};

#[test]
fn governance_sets_the_parameters() {
	founded().execute_with(|| {
		let parameters = ShareParameters {
			author_share: Perbill::from_percent(50),
			issuance: MAX_ISSUANCE,
			treasury_share: Perbill::one(),
			settlement_fee: MAX_SETTLEMENT_FEE,
		};
		assert_ok!(Cmt::set_parameters(RuntimeOrigin::root(), parameters));
		System::assert_last_event(Event::ParametersSet { parameters }.into());
		assert_eq!(Pallet::<Test>::parameters(), parameters);
		charge(1_000, 0);
		assert_eq!(Pallet::<Test>::available(), 500);
	});
}

#[test]
fn nobody_else_sets_the_parameters() {
	founded().execute_with(|| {
		assert_noop!(
			Cmt::set_parameters(RuntimeOrigin::signed(USER), ShareParameters::default()),
			DispatchError::BadOrigin
		);
	});
}

fn above(most: Perbill) -> Perbill {
	Perbill::from_parts(most.deconstruct() + 1)
}

#[test]
fn more_than_a_fifth_a_year_is_refused() {
	founded().execute_with(|| {
		let issuance = above(MAX_ISSUANCE);
		assert_noop!(
			Cmt::set_parameters(
				RuntimeOrigin::root(),
				ShareParameters { issuance, ..Default::default() }
			),
			Error::<Test>::ExcessiveIssuance
		);
	});
}

#[test]
fn more_than_a_tenth_of_a_settlement_is_refused() {
	founded().execute_with(|| {
		let settlement_fee = above(MAX_SETTLEMENT_FEE);
		assert_noop!(
			Cmt::set_parameters(
				RuntimeOrigin::root(),
				ShareParameters { settlement_fee, ..Default::default() }
			),
			Error::<Test>::ExcessiveSettlementFee
		);
	});
}

#[test]
#[should_panic(expected = "cmt.parameters: at most 20% issuance a year and 10% settlement fee")]
fn a_genesis_beyond_the_bounds_is_refused() {
	let issuance = above(MAX_ISSUANCE);
	founded_with(ShareParameters { issuance, ..Default::default() }).execute_with(|| {});
}
