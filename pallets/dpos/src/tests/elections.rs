// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who is elected, and how much of its stake counts.

use crate::{mock::*, Candidates, Event, Seats, StakingParameters, Standing, Winners};
use cybermiles_traits::ValidatorWeights;
use frame_support::assert_ok;
use sp_runtime::Perbill;

fn validators() -> Vec<AccountId> {
	Session::validators()
}

fn accounts(numbers: &[u8]) -> Vec<AccountId> {
	numbers.iter().map(|number| account(*number)).collect()
}

#[test]
fn the_genesis_elects_the_first_candidates() {
	four(|| {
		assert_eq!(validators(), accounts(&[1, 2, 3]));
		let (active, standby) = Seats::<Test>::get(0);
		assert_eq!(active.len(), 3);
		assert_eq!(standby[0].validator, account(4));
	});
}

#[test]
fn who_has_more_stake_validates_from_the_next_era_on() {
	four(|| {
		assert_ok!(Dpos::delegate(signed(50), account(4), 500 * UNIT, true));
		run_to_session(2);
		assert_eq!(validators(), accounts(&[1, 2, 3]));
		run_to_era(1);
		// Three in all: all count as the least, and the order is that of what counts, then of the declaration.
		assert_eq!(Winners::<Test>::get().len(), 4);
		assert_eq!(validators(), accounts(&[1, 2, 3]));
	});
}

#[test]
fn of_many_the_best_validate_and_the_next_stand_by() {
	let candidates = (1..=8).map(|number| candidate(number, (1_000 + u128::from(number)) * UNIT));
	founded(rules(3, 2), candidates.collect(), || {
		// Eight are too few for a cap, and all count as the least: the first declared.
		assert_eq!(validators(), accounts(&[1, 2, 3]));
	});
}

#[test]
fn the_stake_that_counts_is_the_weight_of_the_vote() {
	four(|| {
		assert_eq!(<Dpos as ValidatorWeights<_>>::weight(&account(1)), 1_000 * UNIT);
		assert_eq!(<Dpos as ValidatorWeights<_>>::weight(&account(4)), 0);
	});
}

#[test]
fn an_offender_loses_authoring_at_once_and_its_seat_two_sessions_later() {
	let candidates = (1..=8).map(|number| candidate(number, 1_000 * UNIT)).collect();
	founded(rules(7, 1), candidates, || {
		run_to_era(1);
		offend(&[2], 5);
		assert_eq!(Session::disabled_validators(), [1]);
		assert!(matches!(
			Candidates::<Test>::get(account(2)).unwrap().standing,
			Standing::Jailed(4)
		));
		assert!(events().contains(&Event::Jailed { candidate: account(2), until: 4 }));
		assert!(validators().contains(&account(2)));
		let session = Session::current_index();
		// The disabled author's slots stay empty.
		while Session::current_index() < session + 2 {
			let slot = *pallet_aura::CurrentSlot::<Test>::get() + 1;
			block_after(u64::from(slot % 7 == 1));
		}
		assert_eq!(validators(), accounts(&[1, 3, 4, 5, 6, 7, 8]));
		assert_eq!(Session::disabled_validators(), [0u32; 0]);
	});
}

/// Ten candidates with 1,000 units each, of which the first has ten times that from delegators.
fn ten(test: impl FnOnce()) {
	founded(rules(5, 2), (1..=10).map(|number| candidate(number, 1_000 * UNIT)).collect(), || {
		delegate(50, 1, 9_000, true);
		test()
	});
}

#[test]
fn of_ten_or_more_what_one_has_above_its_share_does_not_count() {
	ten(|| {
		let ranking = Dpos::ranking();
		// Nine times 1,000 are 88 % of what counts.
		assert_eq!((ranking[0].candidate.clone(), ranking[0].stake), (account(1), 10_000 * UNIT));
		assert_eq!(ranking[0].counted, 9_000 * UNIT * 12 / 88);
		assert!(ranking[1..].iter().all(|other| other.counted == 1_000 * UNIT));
	});
}

#[test]
fn of_those_that_count_alike_the_earlier_declared_is_elected() {
	ten(|| {
		// As little above the others as the tenth: both are at the level, and the first was declared before.
		delegate(51, 10, 9_000, true);
		let ranking: Vec<_> = Dpos::ranking().into_iter().map(|it| it.candidate).collect();
		assert_eq!(ranking[..3], accounts(&[1, 10, 2]));
		run_to_era(1);
		assert_eq!(validators(), accounts(&[1, 10, 2, 3, 4]));
	});
}

#[test]
fn who_backs_less_than_a_tenth_of_its_maximum_after_a_slash_leaves_the_rank() {
	four(|| {
		run_to_era(1);
		offend(&[1, 2], 1);
		run_to_era(4);
		for number in [1, 2] {
			change_entry(number, |entry| entry.standing = Standing::Ranked);
		}
		let ranked = |number: u8| Dpos::ranking().iter().any(|it| it.candidate == account(number));
		assert!(!ranked(1) && !ranked(2));
		assert_ok!(Dpos::bond(signed(1), 10 * UNIT));
		assert_ok!(Dpos::set_max_stake(signed(2), 9_900 * UNIT));
		assert!(ranked(1) && ranked(2));
	});
}

#[test]
fn rules_that_change_are_those_of_the_next_election() {
	ten(|| {
		let parameters = StakingParameters { counted_share: Perbill::one(), ..rules(2, 1) };
		assert_ok!(Dpos::set_parameters(RuntimeOrigin::root(), parameters));
		run_to_era(1);
		assert_eq!(validators(), accounts(&[1, 2]));
		assert_eq!(Winners::<Test>::get().len(), 3);
		assert_eq!(<Dpos as ValidatorWeights<_>>::weight(&account(1)), 10_000 * UNIT);

		let parameters = StakingParameters { min_self_stake: 1_001 * UNIT, ..rules(2, 1) };
		assert_ok!(Dpos::set_parameters(RuntimeOrigin::root(), parameters));
		assert_ok!(Dpos::bond(signed(7), UNIT));
		run_to_era(2);
		assert_eq!(validators(), accounts(&[7]));
	});
}

#[test]
fn where_nobody_can_be_elected_the_validators_stay() {
	four(|| {
		let parameters = StakingParameters { min_self_stake: 5_000 * UNIT, ..rules(3, 1) };
		assert_ok!(Dpos::set_parameters(RuntimeOrigin::root(), parameters));
		run_to_session(7);
		assert_eq!(validators(), accounts(&[1, 2, 3]));
		assert_ok!(Dpos::bond(signed(4), 4_000 * UNIT));
		// Each session tries again.
		run_to_session(9);
		assert_eq!(validators(), accounts(&[4]));
	});
}
