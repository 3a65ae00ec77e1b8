// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What an era issues.

use crate::{mock::*, Event, Pallet, ShareParameters};
use cybermiles_primitives::Balance;
use cybermiles_traits::RewardPot;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	tokens::Preservation,
};
use sp_runtime::Perbill;

/// 8 % of the base, by 365, rounded down twice; then a tenth of it, rounded down.
const ISSUED: Balance = BASE * 8 / 100 / 365;
const TO_TREASURY: Balance = ISSUED / 10;

#[test]
fn an_era_issues_its_part_of_a_year_into_the_pot_and_to_the_treasury() {
	founded().execute_with(|| {
		let before = Balances::total_issuance();
		assert_eq!(Pallet::<Test>::era_issuance(), (ISSUED - TO_TREASURY, TO_TREASURY));
		assert_eq!(Pallet::<Test>::forecast(), ISSUED - TO_TREASURY);
		assert_eq!(Pallet::<Test>::close_era(), ISSUED - TO_TREASURY);
		assert_eq!(Balances::balance(&TREASURY), EXISTENTIAL_DEPOSIT + TO_TREASURY);
		assert_eq!(Balances::total_issuance(), before + ISSUED);
		System::assert_last_event(
			Event::EraClosed {
				issued: ISSUED - TO_TREASURY,
				to_treasury: TO_TREASURY,
				available: ISSUED - TO_TREASURY,
			}
			.into(),
		);
	});
}

#[test]
fn a_year_issues_no_more_than_its_rate() {
	founded().execute_with(|| {
		let before = Balances::total_issuance();
		for _ in 0..365 {
			Pallet::<Test>::close_era();
		}
		let issued = Balances::total_issuance() - before;
		assert_eq!(issued, 365 * ISSUED);
		assert!(issued <= BASE * 8 / 100 && BASE * 8 / 100 - issued < 365);
	});
}

#[test]
fn what_is_not_paid_stays_for_the_next_era() {
	founded().execute_with(|| {
		charge(1_000, 0);
		let first = Pallet::<Test>::close_era();
		assert_eq!(first, 800 + ISSUED - TO_TREASURY);
		let pot = <Pallet<Test> as RewardPot<_, _>>::account();
		Balances::transfer(&pot, &USER, first - 5, Preservation::Preserve).unwrap();
		assert_eq!(Pallet::<Test>::close_era(), 5 + ISSUED - TO_TREASURY);
	});
}

#[test]
fn without_issuance_the_pot_has_the_fees_only() {
	let parameters = ShareParameters { issuance: Perbill::zero(), ..Default::default() };
	founded_with(parameters).execute_with(|| {
		let before = Balances::total_issuance();
		charge(1_000, 0);
		assert_eq!(Pallet::<Test>::close_era(), 800);
		assert_eq!(Balances::total_issuance(), before);
	});
}

#[test]
fn the_real_base_is_divided_to_the_unit() {
	// 8 % of 1,000,000,000 CMT by 365, as a calculator of any size says: 219,178.082191780821917808 CMT.
	let yearly = Perbill::from_percent(8).mul_floor(cybermiles_primitives::GENESIS_SUPPLY);
	assert_eq!(yearly / 365, 219_178_082_191_780_821_917_808);
}
