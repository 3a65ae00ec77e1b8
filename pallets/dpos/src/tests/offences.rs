// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What becomes of who contradicts itself, and of its delegators.

use crate::{mock::*, Error, Event, Fund, Pallet, Standing, Unbonding, Winners};
use frame_support::{assert_noop, assert_ok};
use sp_staking::{EraIndex, OnStakingUpdate};
use std::collections::BTreeMap;

/// Four candidates in era 1, on the first of which two accounts have staked 1,000 and 500 units; nobody is rewarded.
fn with_delegators(test: impl FnOnce()) {
	four(|| {
		EraIncome::set(0);
		delegate(50, 1, 1_000, true);
		delegate(51, 1, 500, false);
		run_to_era(1);
		test()
	});
}

#[test]
fn a_candidate_and_its_pool_are_slashed_together() {
	with_delegators(|| {
		let reporter = free(99);
		offend(&[1], 10);
		assert_eq!(entry(1).self_stake, 900 * UNIT);
		assert_eq!((worth(50, 1), worth(51, 1)), (900 * UNIT, 450 * UNIT));
		assert_eq!((held(&account(1)), held(&pool(1))), (900 * UNIT, 1_350 * UNIT));
		let slashed = |own, left| Event::Slashed { candidate: account(1), own, left };
		assert!(events().contains(&slashed(true, 900 * UNIT)));
		assert!(events().contains(&slashed(false, 1_350 * UNIT)));
		// Half of a tenth for the reporter, the rest as the runtime says.
		assert_eq!(free(99) - reporter, 12_500);
		assert_eq!(Slashed::get(), 237_500);
	});
}

#[test]
fn what_a_slash_cannot_divide_is_borne_by_those_who_do_not_compound() {
	with_delegators(|| {
		change_entry(1, |entry| entry.standing = Standing::Ranked);
		Pallet::<Test>::on_slash(&pool(1), 1_000_000, &BTreeMap::new(), 500_000);
		assert_eq!((worth(50, 1), worth(51, 1)), (666_667, 333_333));
		Pallet::<Test>::on_slash(&pool(1), 1, &BTreeMap::new(), 999_999);
		assert_eq!((worth(50, 1), worth(51, 1)), (0, 1));
		Pallet::<Test>::on_slash(&pool(1), 0, &BTreeMap::new(), 1);
		assert_eq!((worth(50, 1), worth(51, 1)), (0, 0));
		// As it is with pallet-staking.
		change_entry(1, |entry| {
			entry.pool.compounding.fund.stake = 1_000 * UNIT;
			entry.pool.paying.fund.stake = 500 * UNIT;
		});
	});
}

#[test]
fn shares_are_cheaper_after_a_slash() {
	with_delegators(|| {
		assert_ok!(Dpos::bond(signed(1), 1_000 * UNIT));
		offend(&[1], 50);
		run_to_era(4);
		assert_ok!(Dpos::return_from_jail(signed(1)));
		delegate(52, 1, 100, true);
		assert_eq!((worth(50, 1), worth(52, 1)), (500 * UNIT, 100 * UNIT));
		let fund = entry(1).pool.compounding.fund;
		assert_eq!(fund, Fund { shares: 1_200 * UNIT, stake: 600 * UNIT });
	});
}

#[test]
fn what_is_leaving_takes_its_part() {
	with_delegators(|| {
		assert_ok!(Dpos::undelegate(signed(50), account(1), Some(500 * UNIT)));
		assert_ok!(Dpos::redelegate(signed(51), account(1), account(2), Some(100 * UNIT)));
		run_to_era(2);
		// Of this era only, when 900 units stood behind the candidate in its pool: an offence of now touches no
		// stake that left before.
		offend(&[1], 10);
		assert_eq!((leaving(50, 1), leaving(51, 1)), (500 * UNIT, 100 * UNIT));
		assert_eq!((worth(50, 1), worth(51, 1)), (450 * UNIT, 360 * UNIT));
	});
	with_delegators(|| {
		assert_ok!(Dpos::undelegate(signed(50), account(1), Some(500 * UNIT)));
		assert_ok!(Dpos::redelegate(signed(51), account(1), account(2), Some(100 * UNIT)));
		let era_one = Session::current_index();
		run_to_era(2);
		offend_in(era_one, &[1], 10);
		assert_eq!((leaving(50, 1), leaving(51, 1)), (450 * UNIT, 90 * UNIT));
		assert_eq!((worth(50, 1), worth(51, 1)), (450 * UNIT, 360 * UNIT));
		let before = free(50);
		run_to_era(4);
		assert_eq!((free(50), worth(51, 2)), (before + 450 * UNIT, 90 * UNIT));
	});
}

#[test]
fn what_was_withdrawn_is_not_slashed_any_more() {
	with_delegators(|| {
		assert_ok!(Dpos::undelegate(signed(50), account(1), Some(500 * UNIT)));
		let era_one = Session::current_index();
		// Free in the last session before era 4.
		run_to_session(11);
		next_block();
		assert_eq!(leaving(50, 1), 0);
		offend_in(era_one, &[1], 10);
		// What era 1 was elected with is slashed, of what is left.
		assert_eq!(held(&pool(1)), 850 * UNIT);
		assert_eq!((worth(50, 1), worth(51, 1)), (425 * UNIT, 425 * UNIT));
	});
}

#[test]
fn stake_that_is_free_but_not_withdrawn_is_still_slashed_if_it_was_not_touched() {
	with_delegators(|| {
		TestAgenda::refuse(Some(sp_runtime::DispatchError::Exhausted));
		assert_ok!(Dpos::undelegate(signed(50), account(1), Some(500 * UNIT)));
		let era_one = Session::current_index();
		run_to_session(11);
		offend_in(era_one, &[1], 10);
		assert_eq!(leaving(50, 1), 450 * UNIT);
		assert_ok!(Dpos::withdraw(signed(77), account(50), account(1)));
	});
}

#[test]
fn a_chunk_that_becomes_dust_is_gone() {
	with_delegators(|| {
		let undelegate = |who, amount| Dpos::undelegate(signed(who), account(1), Some(amount));
		assert_ok!(undelegate(50, 11));
		offend(&[1], 20);
		assert_eq!((leaving(50, 1), Unbonding::<Test>::get(account(1), 4).stake), (0, 0));
		// Its shares have no price at which to issue more: nothing else leaves in this era.
		assert_noop!(undelegate(51, 100 * UNIT), Error::<Test>::Slashed);
		run_to_era(2);
		assert_ok!(undelegate(51, 100 * UNIT));
		run_to_era(5);
		assert_eq!(Unbonding::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_slash_of_all_leaves_nothing() {
	with_delegators(|| {
		offend(&[1], 100);
		assert_eq!((entry(1).stake(), worth(50, 1), worth(51, 1)), (0, 0, 0));
		assert_eq!((held(&account(1)), held(&pool(1))), (0, 0));
		assert_eq!(Slashed::get() + 125_000, 2_500 * UNIT);

		assert_ok!(Dpos::bond(signed(1), 1_000 * UNIT));
		run_to_era(4);
		assert_ok!(Dpos::return_from_jail(signed(1)));
		for delegator in [50, 51] {
			assert_ok!(Dpos::claim(signed(77), account(delegator), account(1)));
		}
		assert!(entry(1).pool.is_empty());
		delegate(52, 1, 100, true);
		assert_eq!(worth(52, 1), 100 * UNIT);
	});
}

#[test]
fn a_pool_with_nothing_in_it_is_not_slashed() {
	four(|| {
		offend(&[2], 10);
		assert_eq!((entry(2).self_stake, entry(2).pool.stake()), (900 * UNIT, 0));
	});
}

#[test]
fn several_offenders_are_slashed_each_with_its_pool() {
	with_delegators(|| {
		delegate(50, 3, 100, true);
		run_to_era(2);
		offend(&[1, 3], 10);
		assert_eq!([1, 2, 3].map(|number| entry(number).self_stake / UNIT), [900, 1_000, 900]);
		assert_eq!((worth(50, 1), worth(50, 3)), (900 * UNIT, 90 * UNIT));
		let jailed = [1, 2, 3, 4].map(|number| entry(number).standing != Standing::Ranked);
		assert_eq!(jailed, [true, false, true, false]);
	});
}

#[test]
fn of_the_offences_of_an_era_the_gravest_is_slashed() {
	with_delegators(|| {
		offend(&[1], 10);
		offend(&[1], 5);
		assert_eq!((entry(1).self_stake, worth(50, 1)), (900 * UNIT, 900 * UNIT));
		offend(&[1], 30);
		assert_eq!((entry(1).self_stake, worth(50, 1)), (700 * UNIT, 700 * UNIT));
		run_to_era(2);
		// Nobody is slashed for an era for which it was not elected.
		offend(&[1], 10);
		assert_eq!((entry(1).self_stake, worth(50, 1)), (700 * UNIT, 700 * UNIT));
	});
}

#[test]
fn an_offender_is_jailed_and_loses_its_seat() {
	with_delegators(|| {
		run_to_session(4);
		offend(&[1], 10);
		let until: EraIndex = 4;
		assert_last(Event::Jailed { candidate: account(1), until });
		assert_eq!(entry(1).standing, Standing::Jailed(until));
		assert!(Winners::<Test>::get().iter().all(|w| w.excluded == (w.validator == account(1))));
		run_to_session(6);
		assert_eq!(Session::validators(), [account(2), account(3), account(4)]);
		run_to_era(3);
		assert_eq!(Session::validators(), [account(2), account(3), account(4)]);
	});
}

#[test]
fn who_has_retired_is_slashed_and_not_jailed() {
	with_delegators(|| {
		assert_ok!(Dpos::retire(signed(1)));
		offend(&[1], 10);
		assert_eq!(entry(1).standing, Standing::Retired);
		assert_eq!(held(&account(1)), 900 * UNIT);
		assert!(!events().iter().any(|event| matches!(event, Event::Jailed { .. })));
		assert!(Winners::<Test>::get().iter().any(|winner| winner.excluded));
	});
}

#[test]
fn who_is_no_candidate_any_more_is_not_one_again_by_an_offence() {
	four(|| {
		assert_ok!(Dpos::retire(signed(2)));
		run_to_era(3);
		assert_ok!(Dpos::withdraw_self_stake(signed(77), account(2)));
		let before = events().len();
		offend(&[2], 10);
		assert_eq!(events().len(), before);
		assert!(crate::Candidates::<Test>::get(account(2)).is_none());
	});
}

#[test]
fn if_all_offend_the_chain_goes_on_with_those_that_it_has() {
	four(|| {
		run_to_era(1);
		offend(&[1, 2, 3, 4], 1);
		run_to_session(9);
		assert_eq!(Session::validators(), [account(1), account(2), account(3)]);
		assert_ok!(Dpos::bond(signed(1), 100 * UNIT));
	});
}
