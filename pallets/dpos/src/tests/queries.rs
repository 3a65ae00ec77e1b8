// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What people ask.

use crate::{mock::*, Place, Position};
use frame_support::assert_ok;
use sp_runtime::{FixedU128, Perbill};

#[test]
fn the_ranking_says_who_would_be_elected_now() {
	four(|| {
		delegate(50, 2, 500, true);
		assert_ok!(Dpos::retire(signed(1)));
		offend(&[3], 1);
		let ranking = Dpos::ranking();
		assert_eq!(ranking.len(), 2);
		let first = &ranking[0];
		assert_eq!(first.candidate, account(2));
		// Of two all count as the least.
		assert_eq!((first.stake, first.counted), (1_500 * UNIT, 1_000 * UNIT));
		assert_eq!((first.self_stake, first.room), (1_000 * UNIT, 8_500 * UNIT));
		assert_eq!((first.delegators, first.commission), (1, Perbill::from_percent(10)));
		assert_eq!(ranking[1].candidate, account(4));
	});
}

#[test]
fn places_are_those_of_the_rules() {
	let candidates = (1..=6).map(|number| candidate(number, 1_000 * UNIT)).collect();
	founded(rules(3, 2), candidates, || {
		let places: Vec<Place> = Dpos::ranking().into_iter().map(|ranked| ranked.place).collect();
		use Place::*;
		assert_eq!(places, [Active, Active, Active, Standby, Standby, None]);
	});
}

#[test]
fn the_yield_is_what_a_delegation_gets_in_an_era_times_the_eras_of_a_year() {
	four(|| {
		delegate(50, 1, 1_000, false);
		let ranking = Dpos::ranking();
		// 300 units for 2,000, less a tenth, 365 times.
		assert_eq!(ranking[0].yearly_yield, FixedU128::from_rational(270 * 365, 2_000));
		assert_eq!(ranking[3].yearly_yield, FixedU128::from_rational(90 * 365, 1_000));
		run_to_era(1);
		assert_eq!(claimable(50, 1), 135 * UNIT);
	});
}

#[test]
fn a_position_says_what_is_delegated_earned_and_leaving() {
	four(|| {
		delegate(50, 1, 1_000, false);
		delegate(50, 2, 100, true);
		run_to_era(1);
		assert_ok!(Dpos::undelegate(signed(50), account(1), Some(300 * UNIT)));
		assert_ok!(Dpos::redelegate(signed(50), account(2), account(3), None));
		let mut positions = Dpos::positions(account(50));
		positions.sort_by_key(|position| position.candidate.clone());
		let moved = positions[1].leaving[0].0;
		assert!(moved > 100 * UNIT);
		assert_eq!(
			positions,
			[
				Position {
					candidate: account(1),
					stake: 700 * UNIT,
					unclaimed: 135 * UNIT,
					compounding: false,
					leaving: vec![(300 * UNIT, 4, None)],
				},
				Position {
					candidate: account(2),
					stake: 0,
					unclaimed: 0,
					compounding: false,
					leaving: vec![(moved, 4, Some(account(3)))],
				},
			],
		);
		assert_eq!(Dpos::positions(account(51)), []);
	});
}
