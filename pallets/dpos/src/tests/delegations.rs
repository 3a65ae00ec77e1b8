// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What delegators do.

use crate::{mock::*, Error, Event, Exits, StakingParameters, Unbonding};
use cybermiles_primitives::Balance;
use frame_support::{
	assert_noop, assert_ok,
	traits::fungible::{Inspect, Mutate},
};
use sp_runtime::DispatchError;

fn parts_with(delegator: u8, to: &[u8]) {
	for to in to {
		let call = Dpos::redelegate(signed(delegator), account(1), account(*to), Some(UNIT));
		assert_ok!(call);
	}
}

#[test]
fn a_delegation_is_staked_in_the_pool() {
	four(|| {
		let before = free(50);
		delegate(50, 1, 300, true);
		let (delegator, candidate, amount) = (account(50), account(1), 300 * UNIT);
		assert_last(Event::Delegated { delegator, candidate, amount });
		assert_eq!(free(50), before - amount);
		assert_eq!(held(&pool(1)), amount);
		assert_eq!((worth(50, 1), entry(1).stake()), (amount, 1_300 * UNIT));

		delegate(50, 1, 200, true);
		delegate(51, 1, 100, false);
		assert_eq!((worth(50, 1), worth(51, 1)), (500 * UNIT, 100 * UNIT));
		assert_eq!(entry(1).pool.delegators, 2);
	});
}

#[test]
fn a_delegation_that_a_candidate_does_not_take_is_refused() {
	four(|| {
		let delegate = |from, to, units: Balance| {
			Dpos::delegate(signed(from), account(to), units * UNIT, true)
		};
		assert_noop!(delegate(50, 9, 10), Error::<Test>::NotFound);
		assert_noop!(delegate(1, 1, 10), Error::<Test>::SelfDelegation);
		assert_noop!(delegate(50, 1, 9_001), Error::<Test>::AboveMaximum);
		assert_noop!(delegate(50, 1, 1_000_000), Error::<Test>::InsufficientFunds);
		assert_noop!(delegate(50, 1, 0), Error::<Test>::BelowMinimum);
		let few = Dpos::delegate(signed(50), account(1), UNIT - 1, true);
		assert_noop!(few, Error::<Test>::BelowMinimum);
		assert_ok!(Dpos::retire(signed(1)));
		assert_noop!(delegate(50, 1, 10), Error::<Test>::Retired);
		offend(&[2], 5);
		assert_noop!(delegate(50, 2, 10), Error::<Test>::Slashed);
		let more = StakingParameters { min_self_stake: 1_001 * UNIT, ..rules(3, 1) };
		assert_ok!(Dpos::set_parameters(RuntimeOrigin::root(), more));
		assert_noop!(delegate(50, 3, 10), Error::<Test>::Slashed);
		// Candidates delegate to others as anyone does.
		assert_ok!(Dpos::set_parameters(RuntimeOrigin::root(), rules(3, 1)));
		assert_ok!(delegate(1, 4, 10));
	});
}

#[test]
fn who_delegates_already_may_add_as_little_as_it_likes() {
	four(|| {
		delegate(50, 1, 1, true);
		assert_ok!(Dpos::delegate(signed(50), account(1), 1, true));
		assert_eq!(worth(50, 1), UNIT + 1);
	});
}

#[test]
fn the_rewards_of_a_delegation_are_compounded_or_paid_as_it_was_chosen_last() {
	four(|| {
		delegate(50, 1, 300, true);
		delegate(50, 1, 100, false);
		assert_eq!(entry(1).pool.compounding.fund, Default::default());
		assert_eq!(entry(1).pool.paying.fund.stake, 400 * UNIT);
		assert_ok!(Dpos::set_compounding(signed(50), account(1), true));
		let (delegator, candidate) = (account(50), account(1));
		assert_last(Event::CompoundingSet { delegator, candidate, compounding: true });
		assert_eq!(entry(1).pool.compounding.fund.stake, 400 * UNIT);
		let nothing = Dpos::set_compounding(signed(51), account(1), true);
		assert_noop!(nothing, Error::<Test>::NoDelegation);
	});
}

#[test]
fn stake_taken_back_is_paid_out_by_itself_after_the_bonding_duration() {
	four(|| {
		delegate(50, 1, 300, true);
		let before = free(50);
		assert_ok!(Dpos::undelegate(signed(50), account(1), Some(100 * UNIT)));
		let (delegator, candidate, amount) = (account(50), account(1), 100 * UNIT);
		assert_last(Event::Undelegated {
			delegator: delegator.clone(),
			candidate: candidate.clone(),
			amount,
			era: 3,
			to: None,
			automatic: true,
		});
		assert_eq!((worth(50, 1), leaving(50, 1)), (200 * UNIT, amount));
		assert_eq!(held(&pool(1)), 300 * UNIT);
		EraIncome::set(0);
		// Era 3 is planned in the block in which session 8 begins; the next has room.
		run_to_session(8);
		assert_eq!(free(50), before);
		next_block();
		assert_eq!(events(), [Event::Withdrawn { delegator, candidate, amount }]);
		assert_eq!(free(50), before + amount);
		assert_eq!((leaving(50, 1), Unbonding::<Test>::iter().count()), (0, 0));
	});
}

#[test]
fn stake_is_withdrawn_by_hand_where_it_is_not_by_itself() {
	four(|| {
		EraIncome::set(0);
		delegate(50, 1, 300, true);
		TestAgenda::refuse(Some(DispatchError::Exhausted));
		assert_ok!(Dpos::undelegate(signed(50), account(1), Some(100 * UNIT)));
		assert!(matches!(events().last(), Some(Event::Undelegated { automatic: false, .. })));
		let withdraw = || Dpos::withdraw(signed(77), account(50), account(1));
		assert_noop!(withdraw(), Error::<Test>::NotFree);
		run_to_session(7);
		assert_noop!(withdraw(), Error::<Test>::NotFree);
		// What is taken back later is free later.
		assert_ok!(Dpos::undelegate(signed(50), account(1), Some(50 * UNIT)));
		run_to_session(8);
		let before = free(50);
		assert_ok!(withdraw());
		assert_eq!(free(50), before + 100 * UNIT);
		assert_eq!(leaving(50, 1), 50 * UNIT);
		assert_noop!(withdraw(), Error::<Test>::NotFree);
		run_to_era(6);
		assert_ok!(withdraw());
		assert_noop!(withdraw(), Error::<Test>::NoDelegation);
		assert_eq!(entry(1).pool.exits, 0);
	});
}

#[test]
fn a_task_that_comes_after_the_withdrawal_by_hand_changes_nothing() {
	four(|| {
		EraIncome::set(0);
		delegate(50, 1, 300, true);
		assert_ok!(Dpos::undelegate(signed(50), account(1), None));
		run_to_session(8);
		assert_ok!(Dpos::withdraw(signed(50), account(50), account(1)));
		let before = free(50);
		next_block();
		assert_eq!((events(), free(50)), (vec![], before));
	});
}

#[test]
fn who_takes_all_back_gets_its_rewards_at_once_and_is_forgotten() {
	four(|| {
		delegate(50, 1, 1_000, false);
		run_to_era(1);
		let (rewards, before) = (claimable(50, 1), free(50));
		assert!(rewards > 0);
		assert_ok!(Dpos::undelegate(signed(50), account(1), None));
		let (delegator, candidate) = (account(50), account(1));
		let claimed = Event::RewardClaimed { delegator, candidate, amount: rewards };
		assert!(events().contains(&claimed));
		assert_eq!(free(50), before + rewards);
		assert_eq!((worth(50, 1), entry(1).pool.delegators), (0, 0));
		assert_eq!(entry(1).pool.stake(), 0);
	});
}

#[test]
fn nobody_takes_back_more_than_it_has_or_leaves_too_little() {
	four(|| {
		delegate(50, 1, 300, true);
		delegate(51, 1, 300, true);
		let undelegate = |amount| Dpos::undelegate(signed(50), account(1), Some(amount));
		assert_noop!(undelegate(300 * UNIT + 1), Error::<Test>::ExceedsDelegation);
		assert_noop!(undelegate(601 * UNIT), Error::<Test>::ExceedsDelegation);
		assert_noop!(undelegate(0), Error::<Test>::BelowMinimum);
		assert_noop!(undelegate(299 * UNIT + 1), Error::<Test>::BelowMinimum);
		assert_ok!(undelegate(299 * UNIT));
		assert_ok!(undelegate(UNIT));
		assert_noop!(undelegate(UNIT), Error::<Test>::NoDelegation);
		let nothing = Dpos::claim(signed(50), account(50), account(1));
		assert_noop!(nothing, Error::<Test>::NoDelegation);
	});
}

#[test]
fn what_leaves_in_one_era_is_one_exit_for_each_target() {
	four(|| {
		delegate(50, 1, 300, true);
		parts_with(50, &[2, 3, 2, 3]);
		assert_eq!(Exits::<Test>::get(account(50), account(1)).len(), 2);
		parts_with(50, &[4]);
		assert_ok!(Dpos::undelegate(signed(50), account(1), Some(UNIT)));
		assert_ok!(Dpos::set_compounding(signed(50), account(1), false));
		let more = Dpos::undelegate(signed(50), account(1), Some(UNIT));
		assert_noop!(more, Error::<Test>::TooManyExits);
		assert_eq!((entry(1).pool.exits, leaving(50, 1)), (4, 6 * UNIT));
		// One task for all of them.
		assert_eq!(TestAgenda::scheduled().len(), 1);

		EraIncome::set(0);
		let before = free(50);
		run_to_era(3);
		assert_eq!([worth(50, 2), worth(50, 3), worth(50, 4)], [2 * UNIT, 2 * UNIT, UNIT]);
		assert_eq!(free(50), before + UNIT);
	});
}

#[test]
fn a_redelegation_is_staked_anew_after_the_bonding_duration() {
	four(|| {
		EraIncome::set(0);
		delegate(50, 1, 300, false);
		delegate(50, 3, 10, true);
		assert_ok!(Dpos::redelegate(signed(50), account(1), account(2), Some(200 * UNIT)));
		assert!(matches!(
			events().last(),
			Some(Event::Undelegated { to: Some(to), era: 3, automatic: true, .. }) if *to == account(2),
		));
		assert_ok!(Dpos::redelegate(signed(50), account(1), account(3), None));
		assert_eq!((worth(50, 1), worth(50, 2), leaving(50, 1)), (0, 0, 300 * UNIT));
		let before = free(50);
		run_to_era(3);
		assert_eq!((worth(50, 2), worth(50, 3), free(50)), (200 * UNIT, 110 * UNIT, before));
		// As it was with the former candidate, or as it is with the new one where there is a delegation.
		assert!(!position(50, 2).unwrap().compounding);
		assert!(position(50, 3).unwrap().compounding);
		assert_eq!(held(&pool(1)), 0);
	});
}

#[test]
fn a_redelegation_that_cannot_be_is_refused() {
	four(|| {
		delegate(50, 1, 300, false);
		delegate(2, 1, 300, false);
		let move_to = |who, to| Dpos::redelegate(signed(who), account(1), account(to), None);
		assert_noop!(move_to(50, 1), Error::<Test>::SameCandidate);
		assert_noop!(move_to(50, 9), Error::<Test>::NotFound);
		assert_noop!(move_to(51, 2), Error::<Test>::NoDelegation);
		assert_noop!(move_to(2, 2), Error::<Test>::SelfDelegation);
		assert_ok!(Dpos::retire(signed(3)));
		assert_noop!(move_to(50, 3), Error::<Test>::Retired);
		offend(&[4, 2], 5);
		assert_noop!(move_to(50, 2), Error::<Test>::Slashed);
	});
}

/// Redelegate from candidate 1 to 2, let this happen meanwhile, and see that the stake is paid out for this reason.
fn assert_paid_out(meanwhile: impl FnOnce(), reason: Error<Test>) {
	four(|| {
		EraIncome::set(0);
		delegate(50, 1, 300, false);
		assert_ok!(Dpos::redelegate(signed(50), account(1), account(2), None));
		meanwhile();
		let before = free(50);
		run_to_session(8);
		next_block();
		let (delegator, amount) = (account(50), 300 * UNIT);
		let to = account(2);
		assert_eq!(
			events(),
			[
				Event::RedelegationFailed {
					delegator: delegator.clone(),
					to,
					amount,
					error: DispatchError::from(reason).stripped(),
				},
				Event::Withdrawn { delegator, candidate: account(1), amount },
			],
		);
		assert_eq!((worth(50, 2), free(50)), (0, before + amount));
	});
}

#[test]
fn a_redelegation_to_who_has_no_room_is_paid_out() {
	assert_paid_out(|| delegate(51, 2, 8_701, true), Error::AboveMaximum);
}

#[test]
fn a_redelegation_to_who_has_retired_is_paid_out() {
	let retire = || {
		assert_ok!(Dpos::retire(signed(2)));
	};
	assert_paid_out(retire, Error::Retired);
}

#[test]
fn a_redelegation_to_who_is_jailed_is_paid_out() {
	assert_paid_out(|| offend(&[2], 1), Error::Slashed);
}

#[test]
fn a_redelegation_to_who_is_gone_is_paid_out() {
	let leave = || {
		offend(&[2], 100);
		assert_ok!(Dpos::retire(signed(2)));
		assert_ok!(Dpos::withdraw_self_stake(signed(77), account(2)));
	};
	assert_paid_out(leave, Error::NotFound);
}

#[test]
fn a_redelegation_of_less_than_the_least_is_paid_out() {
	let raise = || {
		let parameters = StakingParameters { min_delegation: 301 * UNIT, ..rules(3, 1) };
		assert_ok!(Dpos::set_parameters(RuntimeOrigin::root(), parameters));
	};
	assert_paid_out(raise, Error::BelowMinimum);
}

#[test]
fn rewards_are_paid_out_to_the_delegator_whoever_asks() {
	four(|| {
		delegate(50, 1, 1_000, false);
		let claim = || Dpos::claim(signed(77), account(50), account(1));
		assert_noop!(claim(), Error::<Test>::NothingToClaim);
		run_to_era(1);
		let (amount, before) = (claimable(50, 1), free(50));
		assert_ok!(claim());
		let (delegator, candidate) = (account(50), account(1));
		assert_last(Event::RewardClaimed { delegator, candidate, amount });
		assert_eq!((free(50), claimable(50, 1)), (before + amount, 0));
		assert_noop!(claim(), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn chunks_that_pallet_staking_withdraws_by_itself_are_paid_as_ever() {
	four(|| {
		EraIncome::set(0);
		TestAgenda::refuse(Some(DispatchError::Exhausted));
		let delegators = 40..=75;
		for delegator in delegators.clone() {
			delegate(delegator, 1, 100, true);
		}
		// One chunk an era, until pallet-staking has no room for another and withdraws the first 29 or so by itself.
		for (era, delegator) in delegators.clone().enumerate() {
			run_to_era(era as u32);
			assert_ok!(Dpos::undelegate(signed(delegator), account(1), None));
		}
		assert!(held(&pool(1)) < 36 * 100 * UNIT);
		assert!(Balances::balance(&pool(1)) > 29 * 100 * UNIT);
		run_to_era(39);
		for delegator in delegators {
			let before = free(delegator);
			assert_ok!(Dpos::withdraw(signed(77), account(delegator), account(1)));
			assert_eq!(free(delegator), before + 100 * UNIT);
		}
		assert_eq!(Balances::total_balance(&pool(1)), EXISTENTIAL_DEPOSIT);
		// Unknown to pallet-staking by now, the pool is bonded anew.
		delegate(50, 1, 100, true);
	});
}

#[test]
fn what_is_less_than_the_existential_deposit_leaves_with_the_others() {
	let few = StakingParameters { min_delegation: 500, ..rules(3, 1) };
	founded(few, (1..=4).map(|number| candidate(number, 1_000 * UNIT)).collect(), || {
		EraIncome::set(0);
		delegate(50, 1, 1_000, false);
		assert_ok!(Dpos::delegate(signed(51), account(1), 500, true));
		run_to_era(1);
		offend(&[1], 99);
		assert_eq!((worth(50, 1), worth(51, 1)), (10 * UNIT, 5));
		assert_ok!(Dpos::undelegate(signed(50), account(1), None));
		assert_eq!((worth(51, 1), leaving(50, 1)), (0, 10 * UNIT + 5));

		// What is worth nothing would keep others from delegating; anyone ends it.
		assert_ok!(Dpos::bond(signed(1), 1_000 * UNIT));
		run_to_era(4);
		assert_ok!(Dpos::return_from_jail(signed(1)));
		let more = || Dpos::delegate(signed(52), account(1), 5 * UNIT, true);
		assert_noop!(more(), Error::<Test>::Slashed);
		assert_ok!(Dpos::claim(signed(77), account(51), account(1)));
		assert_eq!(position(51, 1), None);
		assert_ok!(more());
		assert_eq!(worth(52, 1), 5 * UNIT);
	});
}

#[test]
fn who_lost_all_takes_nothing_back_and_waits_for_nothing() {
	four(|| {
		EraIncome::set(0);
		delegate(50, 1, 100, true);
		run_to_era(1);
		offend(&[1], 100);
		assert_eq!((worth(50, 1), position(50, 1).is_some()), (0, true));
		assert_ok!(Dpos::undelegate(signed(50), account(1), None));
		assert!(matches!(events().last(), Some(Event::Undelegated { amount: 0, .. })));
		assert_eq!(position(50, 1), None);
	});
}

#[test]
fn delegators_are_not_made_poorer_by_those_who_come_and_go() {
	four(|| {
		delegate(50, 1, 333, true);
		run_to_era(1);
		offend(&[2], 5);
		let before = worth(50, 1);
		for delegator in 51..60 {
			assert_ok!(Dpos::delegate(signed(delegator), account(1), 1_000_007, true));
			assert!(worth(delegator, 1) <= 1_000_007);
			assert!(worth(50, 1) >= before);
			assert_ok!(Dpos::set_compounding(signed(delegator), account(1), false));
			assert_ok!(Dpos::undelegate(signed(delegator), account(1), None));
			assert!(worth(50, 1) >= before);
		}
		assert!(worth(50, 1) <= before + 30);
	});
}

#[test]
fn the_existential_deposit_of_a_delegator_stays_free() {
	four(|| {
		Balances::set_balance(&account(50), 100 * UNIT);
		let delegate = |amount| Dpos::delegate(signed(50), account(1), amount, true);
		assert_noop!(delegate(100 * UNIT), Error::<Test>::InsufficientFunds);
		assert_ok!(delegate(100 * UNIT - EXISTENTIAL_DEPOSIT));
		assert_eq!(Balances::balance(&account(50)), EXISTENTIAL_DEPOSIT);
	});
}
