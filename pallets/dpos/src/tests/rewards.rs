// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who is paid when an era ends.

use crate::{mock::*, Event, Seats, StakingParameters};
use cybermiles_primitives::Balance;
use frame_support::assert_ok;
use sp_runtime::Perbill;

/// What each of these accounts has got while something happened.
fn gains(accounts: &[u8], happens: impl FnOnce()) -> Vec<Balance> {
	let before: Vec<Balance> = accounts.iter().map(|account| free(*account)).collect();
	happens();
	accounts.iter().zip(before).map(|(account, before)| free(*account) - before).collect()
}

#[test]
fn validators_share_nine_tenths_and_backups_the_rest() {
	four(|| {
		let gains = gains(&[1, 2, 3, 4], || run_to_era(1));
		assert_eq!(gains, [300 * UNIT, 300 * UNIT, 300 * UNIT, 100 * UNIT]);
		let (available, paid) = (1_000 * UNIT, 1_000 * UNIT);
		assert!(events().contains(&Event::EraPaid { era: 0, available, paid }));
		assert!(events().contains(&Event::CandidateRewarded {
			candidate: account(4),
			to_candidate: 100 * UNIT,
			to_delegators: 0,
		}));
	});
}

#[test]
fn each_is_paid_by_its_counted_stake() {
	let stake = |number: u8| (1_000 + 10 * u128::from(number)) * UNIT;
	let candidates = (1..=12).map(|number| candidate(number, stake(number))).collect();
	founded(rules(10, 2), candidates, || {
		// None has more than 12 % of all, so all of it counts: the last declared have most.
		let active: Vec<u8> = (3..=12).rev().collect();
		let total: u128 = active.iter().map(|number| stake(*number)).sum();
		let fair = |number: u8, part: u128, total: u128| part * stake(number) / total;
		let of_active = gains(&active, || run_to_era(1));
		let expected: Vec<_> =
			active.iter().map(|number| fair(*number, 900 * UNIT, total)).collect();
		assert_eq!(of_active, expected);
		let of_backups = gains(&[1, 2], || run_to_era(2));
		let total = stake(1) + stake(2);
		// With the remainders of the first era.
		let pot = 1_000 * UNIT + 10;
		for (number, got) in [1, 2].into_iter().zip(of_backups) {
			assert!(got >= fair(number, 100 * UNIT, total) && got <= fair(number, pot / 10, total));
		}
	});
}

#[test]
fn each_is_paid_for_the_sessions_that_it_served() {
	let candidates = (1..=8).map(|number| candidate(number, 1_000 * UNIT)).collect();
	founded(rules(7, 1), candidates, || {
		run_to_era(1);
		run_to_session(4);
		// Disabled at once, in the second of three sessions, and replaced after the third.
		offend(&[2], 0);
		let gains = gains(&[1, 2, 8], || {
			while pallet_staking::ActiveEra::<Test>::get().unwrap().index < 2 {
				let slot = *pallet_aura::CurrentSlot::<Test>::get() + 1;
				block_after(u64::from(slot % 7 == 1));
			}
		});
		// Six served three sessions and one served one.
		assert_eq!(gains[0], 900 * UNIT * 3 / 19);
		assert_eq!(gains[1], 900 * UNIT / 19);
		assert_eq!(gains[2], 100 * UNIT);
	});
}

#[test]
fn who_has_no_keys_is_not_paid_for_its_seat() {
	let mut candidates: Vec<_> = (1..=3).map(|number| candidate(number, 1_000 * UNIT)).collect();
	candidates.insert(0, candidate(30, 1_000 * UNIT));
	founded(rules(3, 1), candidates, || {
		// Of the first session of a chain all are validators.
		run_to_era(1);
		assert_eq!(Seats::<Test>::get(3).0[0].validator, account(30));
		let gains = gains(&[30, 1, 2, 3], || run_to_era(2));
		assert_eq!(gains, [0, 450 * UNIT, 450 * UNIT, 100 * UNIT]);
	});
}

#[test]
fn a_candidate_gets_its_part_and_its_commission_and_delegators_the_rest() {
	four(|| {
		delegate(50, 1, 1_000, true);
		delegate(51, 1, 1_500, false);
		delegate(52, 1, 500, false);
		// 300 units for 4,000 that are staked, of which the candidate keeps a tenth of 225.
		let gains = gains(&[1, 50, 51, 52], || run_to_era(1));
		assert_eq!(gains, [97_500, 0, 0, 0]);
		assert!(events().contains(&Event::CandidateRewarded {
			candidate: account(1),
			to_candidate: 97_500,
			to_delegators: 202_500,
		}));
		assert_eq!((worth(50, 1), claimable(50, 1)), (1_067_500, 0));
		assert_eq!((worth(51, 1), claimable(51, 1)), (1_500_000, 101_250));
		assert_eq!((worth(52, 1), claimable(52, 1)), (500_000, 33_750));
		assert_eq!(held(&pool(1)), 3_067_500);
	});
}

#[test]
fn who_delegates_later_has_no_part_in_what_was_paid_before() {
	four(|| {
		delegate(50, 1, 1_000, false);
		delegate(51, 1, 1_000, true);
		run_to_era(1);
		let before = (claimable(50, 1), worth(51, 1));
		delegate(52, 1, 1_000, false);
		delegate(53, 1, 1_000, true);
		assert_eq!((claimable(52, 1), worth(53, 1)), (0, 999_999));
		assert_ok!(Dpos::set_compounding(signed(50), account(1), true));
		assert_eq!((claimable(50, 1), worth(51, 1)), before);
	});
}

#[test]
fn what_would_be_above_the_maximum_is_paid_out() {
	four(|| {
		delegate(50, 1, 500, true);
		delegate(51, 1, 500, false);
		assert_ok!(Dpos::set_max_stake(signed(1), 2_010 * UNIT));
		// 75 units for each half less a tenth.
		run_to_era(1);
		assert_eq!((worth(50, 1), claimable(50, 1)), (510 * UNIT, 57_500));
		assert_eq!(claimable(51, 1), 67_500);
		assert_eq!(entry(1).room(), 0);
		assert_ok!(Dpos::claim(signed(50), account(50), account(1)));
		run_to_era(2);
		assert_eq!(worth(50, 1), 510 * UNIT);
	});
}

#[test]
fn a_candidate_that_compounds_stakes_its_rewards_up_to_its_maximum() {
	four(|| {
		assert_ok!(Dpos::set_candidate_compounding(signed(1), true));
		let gains_first = gains(&[1], || run_to_era(1));
		assert_eq!((gains_first, entry(1).self_stake), (vec![0], 1_300 * UNIT));
		assert_eq!(held(&account(1)), 1_300 * UNIT);
		assert_ok!(Dpos::set_max_stake(signed(1), 1_350 * UNIT));
		let second = gains(&[1], || run_to_era(2));
		assert_eq!((second, entry(1).self_stake), (vec![250 * UNIT], 1_350 * UNIT));
	});
}

#[test]
fn who_has_retired_is_paid_out_even_if_it_compounded() {
	four(|| {
		delegate(50, 1, 1_000, false);
		assert_ok!(Dpos::set_candidate_compounding(signed(1), true));
		assert_ok!(Dpos::retire(signed(1)));
		// Without a stake of its own it gets its commission.
		let gains = gains(&[1], || run_to_era(1));
		assert_eq!((gains, claimable(50, 1)), (vec![30 * UNIT], 270 * UNIT));
		assert_eq!(entry(1).self_stake, 0);
	});
}

#[test]
fn who_cannot_bond_so_little_again_is_paid_out_and_its_delegators_too() {
	four(|| {
		delegate(50, 1, 1_000, false);
		run_to_era(1);
		assert_ok!(Dpos::set_candidate_compounding(signed(1), true));
		offend(&[1], 100);
		assert_ok!(Dpos::claim(signed(50), account(50), account(1)));
		EraIncome::set(0);
		run_to_era(2);
		assert_eq!(entry(1).self_stake, 0);
	});
}

#[test]
fn with_no_stake_nothing_is_paid_and_it_stays_in_the_pot() {
	four(|| {
		for number in 1..=4 {
			assert_ok!(Dpos::retire(signed(number)));
		}
		let paid = Event::EraPaid { era: 0, available: 1_000 * UNIT, paid: 0 };
		// Nobody can be elected, so the era goes on until somebody can be.
		run_to_session(4);
		assert_eq!(pallet_staking::ActiveEra::<Test>::get().unwrap().index, 0);
		assert_eq!(Session::validators().len(), 3);
		let profile = profile("new");
		assert_ok!(Dpos::declare(
			signed(5),
			100 * UNIT,
			1_000 * UNIT,
			Perbill::from_percent(1),
			profile
		));
		run_to_era(1);
		assert!(events().contains(&paid));
		assert_eq!(Pot::available(), 1_000 * UNIT);
	});
}

#[test]
fn what_cannot_be_divided_stays_in_the_pot_for_the_next_era() {
	four(|| {
		EraIncome::set(1_000_007);
		run_to_era(1);
		// 900,006 are 3 × 300,002; the unit that 10 % round off stays.
		assert_eq!(Pot::available(), 1);
		let paid = Event::EraPaid { era: 0, available: 1_000_007, paid: 1_000_006 };
		assert!(events().contains(&paid));
		run_to_era(2);
		let (available, paid) = (1_000_008, 1_000_008 - Pot::available());
		assert!(events().contains(&Event::EraPaid { era: 1, available, paid }));
	});
}

#[test]
fn without_backups_their_part_stays_in_the_pot() {
	founded(rules(3, 0), (1..=3).map(|number| candidate(number, 1_000 * UNIT)).collect(), || {
		let first = gains(&[1], || run_to_era(1));
		assert_eq!((first, Pot::available()), (vec![300 * UNIT], 100 * UNIT));
		let second = gains(&[1], || run_to_era(2));
		assert_eq!((second, Pot::available()), (vec![330 * UNIT], 110 * UNIT));
	});
}

#[test]
fn the_parts_of_validators_and_backups_are_a_rule() {
	four(|| {
		let active_reward = Perbill::from_percent(60);
		let parameters = StakingParameters { active_reward, ..rules(3, 1) };
		assert_ok!(Dpos::set_parameters(RuntimeOrigin::root(), parameters));
		let gains = gains(&[1, 4], || run_to_era(1));
		assert_eq!(gains, [200 * UNIT, 400 * UNIT]);
	});
}

#[test]
fn an_era_is_paid_from_the_pot_and_nowhere_else() {
	four(|| {
		delegate(50, 1, 777, true);
		delegate(51, 2, 333, false);
		let issuance = || pallet_balances::TotalIssuance::<Test>::get();
		let before = issuance();
		run_to_era(3);
		assert_eq!(issuance(), before + 3 * EraIncome::get());
	});
}
