// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What candidates do.

use crate::{mock::*, Candidates, Error, Event, Order, PoolAccounts, Profiles, Standing};
use cybermiles_primitives::Balance;
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation,
		LockableCurrency, WithdrawReasons,
	},
};
use sp_runtime::{DispatchError, DispatchResult, Perbill};

const TENTH: Perbill = Perbill::from_percent(10);

fn declare(number: u8, self_units: Balance, max_units: Balance, commission: u32) -> DispatchResult {
	let commission = Perbill::from_percent(commission);
	let profile = profile("the new one");
	Dpos::declare(signed(number), self_units * UNIT, max_units * UNIT, commission, profile)
}

#[test]
fn a_declaration_bonds_the_stake_and_opens_the_pool() {
	four(|| {
		let before = free(5);
		assert_ok!(declare(5, 200, 2_000, 10));
		assert_last(Event::CandidateDeclared {
			candidate: account(5),
			self_stake: 200 * UNIT,
			max_stake: 2_000 * UNIT,
			commission: TENTH,
		});
		assert_eq!(free(5), before - 200 * UNIT - EXISTENTIAL_DEPOSIT);
		assert_eq!(held(&account(5)), 200 * UNIT);
		assert_eq!(Balances::balance(&pool(5)), EXISTENTIAL_DEPOSIT);
		assert_eq!(PoolAccounts::<Test>::get(pool(5)), Some(account(5)));
		assert_eq!(Profiles::<Test>::get(account(5)), profile("the new one"));
		assert_eq!(Order::<Test>::get().last(), Some(&account(5)));
		assert_eq!(entry(5).room(), 1_800 * UNIT);
	});
}

#[test]
fn who_is_a_candidate_cannot_be_another() {
	four(|| {
		assert_noop!(declare(1, 200, 2_000, 10), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn who_has_no_keys_cannot_validate() {
	four(|| {
		assert_noop!(declare(30, 200, 2_000, 10), Error::<Test>::MissingKeys);
	});
}

#[test]
fn a_commission_is_more_than_nothing_and_less_than_all() {
	four(|| {
		assert_noop!(declare(5, 200, 2_000, 0), Error::<Test>::CommissionOutOfRange);
		assert_noop!(declare(5, 200, 2_000, 100), Error::<Test>::CommissionOutOfRange);
		let all = Perbill::one();
		assert_noop!(Dpos::set_commission(signed(1), all), Error::<Test>::CommissionOutOfRange);
	});
}

#[test]
fn the_own_stake_is_the_least_or_more_and_a_tenth_of_the_maximum_or_more() {
	four(|| {
		assert_noop!(declare(5, 99, 100, 10), Error::<Test>::InsufficientSelfStake);
		assert_noop!(declare(5, 200, 2_001, 10), Error::<Test>::InsufficientSelfStake);
		assert_noop!(declare(5, 200, 199, 10), Error::<Test>::AboveMaximum);
		assert_ok!(declare(5, 200, 200, 10));
	});
}

#[test]
fn nobody_stakes_what_it_does_not_have() {
	four(|| {
		let all = ENDOWED / UNIT;
		assert_noop!(declare(5, all, all, 10), Error::<Test>::InsufficientFunds);
		assert_noop!(declare(5, all + 1, all + 1, 10), Error::<Test>::InsufficientFunds);
		Balances::set_balance(&account(5), EXISTENTIAL_DEPOSIT);
		assert_noop!(declare(5, 200, 200, 10), Error::<Test>::InsufficientFunds);
		assert_ok!(Dpos::set_max_stake(signed(1), 10_000 * UNIT));
		let more = 8_999 * UNIT;
		Balances::set_balance(&account(1), more);
		assert_noop!(Dpos::bond(signed(1), more), Error::<Test>::InsufficientFunds);
	});
}

#[test]
fn there_is_room_for_so_many_candidates_and_no_more() {
	let candidates = (1..=12).map(|number| candidate(number, 1_000 * UNIT)).collect();
	founded(rules(3, 1), candidates, || {
		assert_noop!(declare(13, 200, 2_000, 10), Error::<Test>::TooManyCandidates);
		assert_ok!(Dpos::retire(signed(7)));
		assert_ok!(declare(13, 200, 2_000, 10));
	});
}

#[test]
fn only_candidates_are_called_so() {
	four(|| {
		let stranger = || signed(50);
		let not_found = Error::<Test>::NotFound;
		assert_noop!(Dpos::set_profile(stranger(), profile("nobody")), not_found);
		let not_found = Error::<Test>::NotFound;
		assert_noop!(Dpos::set_commission(stranger(), TENTH), not_found);
		assert_noop!(Dpos::set_max_stake(stranger(), 1), Error::<Test>::NotFound);
		assert_noop!(Dpos::bond(stranger(), 1), Error::<Test>::NotFound);
		assert_noop!(Dpos::unbond(stranger(), 1), Error::<Test>::NotFound);
		assert_noop!(Dpos::set_candidate_compounding(stranger(), true), Error::<Test>::NotFound);
		assert_noop!(Dpos::retire(stranger()), Error::<Test>::NotFound);
		assert_noop!(Dpos::return_from_jail(stranger()), Error::<Test>::NotFound);
		let nobody = Dpos::withdraw_self_stake(stranger(), account(50));
		assert_noop!(nobody, Error::<Test>::NotFound);
	});
}

#[test]
fn a_candidate_says_something_else_about_itself() {
	four(|| {
		assert_ok!(Dpos::set_profile(signed(1), profile("changed")));
		assert_eq!(Profiles::<Test>::get(account(1)), profile("changed"));
		assert_last(Event::ProfileSet { candidate: account(1) });
	});
}

#[test]
fn a_commission_changes_once_an_era_and_by_a_step() {
	four(|| {
		let change = |percent| Dpos::set_commission(signed(1), Perbill::from_percent(percent));
		assert_noop!(change(15), Error::<Test>::TooEarly);
		run_to_era(1);
		assert_noop!(change(16), Error::<Test>::ExcessiveCommissionChange);
		assert_noop!(change(4), Error::<Test>::ExcessiveCommissionChange);
		assert_ok!(change(15));
		let commission = Perbill::from_percent(15);
		assert_last(Event::CommissionSet { candidate: account(1), commission });
		assert_eq!(entry(1).commission, commission);
		// The next era is planned, but has not begun.
		run_to_session(5);
		assert_noop!(change(20), Error::<Test>::TooEarly);
		run_to_era(2);
		assert_ok!(change(20));
	});
}

#[test]
fn a_maximum_is_at_least_what_is_staked_and_at_most_what_is_backed() {
	four(|| {
		delegate(50, 1, 500, true);
		let set = |units: Balance| Dpos::set_max_stake(signed(1), units * UNIT);
		assert_noop!(set(1_499), Error::<Test>::AboveMaximum);
		assert_noop!(set(10_001), Error::<Test>::InsufficientSelfStake);
		assert_ok!(set(1_500));
		assert_last(Event::MaxStakeSet { candidate: account(1), max_stake: 1_500 * UNIT });
		assert_eq!(entry(1).room(), 0);
	});
}

#[test]
fn a_candidate_stakes_more_up_to_its_maximum() {
	four(|| {
		assert_ok!(Dpos::bond(signed(1), 500 * UNIT));
		let self_stake = 1_500 * UNIT;
		assert_last(Event::SelfStakeChanged { candidate: account(1), self_stake });
		assert_eq!(held(&account(1)), self_stake);
		assert_noop!(Dpos::bond(signed(1), 8_501 * UNIT), Error::<Test>::AboveMaximum);
	});
}

#[test]
fn own_stake_is_free_after_the_bonding_duration() {
	four(|| {
		assert_ok!(Dpos::set_max_stake(signed(1), 5_000 * UNIT));
		assert_noop!(Dpos::unbond(signed(1), 501 * UNIT), Error::<Test>::InsufficientSelfStake);
		assert_noop!(Dpos::unbond(signed(1), 1_001 * UNIT), Error::<Test>::InsufficientSelfStake);
		assert_ok!(Dpos::unbond(signed(1), 500 * UNIT));
		let self_stake = 500 * UNIT;
		assert_last(Event::SelfStakeChanged { candidate: account(1), self_stake });
		assert_eq!(held(&account(1)), 1_000 * UNIT);

		run_to_session(7);
		let withdraw = || Dpos::withdraw_self_stake(signed(77), account(1));
		assert_noop!(withdraw(), Error::<Test>::NotFree);
		run_to_session(8);
		assert_ok!(withdraw());
		assert_last(Event::SelfStakeWithdrawn { candidate: account(1) });
		assert_eq!(held(&account(1)), 500 * UNIT);
		assert_noop!(withdraw(), Error::<Test>::NotFree);
	});
}

#[test]
fn a_candidate_compounds_when_it_likes() {
	four(|| {
		assert_ok!(Dpos::set_candidate_compounding(signed(1), true));
		let candidate = account(1);
		let delegator = candidate.clone();
		assert_last(Event::CompoundingSet { delegator, candidate, compounding: true });
		assert!(entry(1).compounding);
	});
}

#[test]
fn who_retires_is_not_elected_and_unbonds_all() {
	four(|| {
		assert_ok!(Dpos::retire(signed(2)));
		assert_last(Event::CandidateRetired { candidate: account(2) });
		assert_eq!((entry(2).standing, entry(2).self_stake), (Standing::Retired, 0));
		assert!(!Order::<Test>::get().contains(&account(2)));

		assert_noop!(Dpos::retire(signed(2)), Error::<Test>::Retired);
		assert_noop!(Dpos::bond(signed(2), UNIT), Error::<Test>::Retired);
		assert_noop!(Dpos::set_max_stake(signed(2), UNIT), Error::<Test>::InsufficientSelfStake);
		assert_noop!(Dpos::unbond(signed(2), 0), Error::<Test>::InsufficientSelfStake);
		assert_noop!(declare(2, 200, 2_000, 10), Error::<Test>::AlreadyExists);

		assert!(Session::validators().contains(&account(2)));
		run_to_era(1);
		assert_eq!(Session::validators(), [account(1), account(3), account(4)]);
	});
}

#[test]
fn who_has_retired_is_removed_when_nothing_is_staked_on_it() {
	four(|| {
		let before = free(2);
		delegate(50, 2, 100, true);
		assert_ok!(Dpos::retire(signed(2)));
		run_to_session(8);
		EraIncome::set(0);
		let remove = || Dpos::withdraw_self_stake(signed(77), account(2));
		assert_ok!(remove());
		assert!(Candidates::<Test>::contains_key(account(2)));
		assert_noop!(remove(), Error::<Test>::NotFree);

		assert_ok!(Dpos::undelegate(signed(50), account(2), None));
		assert_noop!(remove(), Error::<Test>::NotFree);
		run_to_era(6);
		assert_eq!(leaving(50, 2), 0);
		let to_pot = Balances::balance(&pool(2)) - EXISTENTIAL_DEPOSIT;
		let pot = Pot::available();
		assert_ok!(remove());
		assert_last(Event::CandidateRemoved { candidate: account(2) });
		assert_eq!(Pot::available(), pot + to_pot);
		// Its rewards for the first era; after that the chain went on with it as a validator, without a stake.
		assert!(free(2) >= before + 1_000 * UNIT + EXISTENTIAL_DEPOSIT);
		assert_eq!(Balances::total_balance(&pool(2)), 0);
		assert!(!PoolAccounts::<Test>::contains_key(pool(2)));
		assert!(!Profiles::<Test>::contains_key(account(2)));
		assert!(pallet_staking::Ledger::<Test>::get(account(2)).is_none());
		assert!(pallet_staking::Ledger::<Test>::get(pool(2)).is_none());

		assert_ok!(declare(2, 200, 2_000, 10));
		delegate(50, 2, 100, true);
		assert_eq!(worth(50, 2), 100 * UNIT);
	});
}

#[test]
fn a_gift_that_is_locked_keeps_the_account_of_a_pool_and_not_the_candidate() {
	four(|| {
		let gift = 5 * UNIT;
		assert_ok!(Balances::transfer(&account(60), &pool(2), gift, Preservation::Preserve));
		<Balances as LockableCurrency<_>>::set_lock(
			*b"vesting ",
			&pool(2),
			gift,
			WithdrawReasons::all(),
		);
		assert_ok!(Dpos::retire(signed(2)));
		run_to_session(8);
		assert_ok!(Dpos::withdraw_self_stake(signed(77), account(2)));
		assert_last(Event::CandidateRemoved { candidate: account(2) });
		assert!(Balances::balance(&pool(2)) >= gift);
		assert_ok!(declare(2, 200, 2_000, 10));
	});
}

#[test]
fn who_was_slashed_to_nothing_retires_and_is_removed() {
	four(|| {
		offend(&[2], 100);
		assert_eq!(entry(2).self_stake, 0);
		assert_ok!(Dpos::retire(signed(2)));
		assert_ok!(Dpos::withdraw_self_stake(signed(77), account(2)));
		assert_last(Event::CandidateRemoved { candidate: account(2) });
		assert!(pallet_staking::Ledger::<Test>::get(account(2)).is_none());
	});
}

#[test]
fn who_is_unknown_to_staking_as_it_lost_all_retires_too() {
	four(|| {
		assert_ok!(Dpos::set_max_stake(signed(2), 5_000 * UNIT));
		assert_ok!(Dpos::unbond(signed(2), 500 * UNIT));
		run_to_era(1);
		// All that era 1 was elected with is taken; what was unbonded before stays.
		offend(&[2], 100);
		assert_eq!(entry(2).self_stake, 0);
		assert_eq!(held(&account(2)), 500 * UNIT);
		run_to_session(8);
		assert_ok!(Dpos::withdraw_self_stake(signed(77), account(2)));
		assert!(pallet_staking::Ledger::<Test>::get(account(2)).is_none());
		assert_ok!(Dpos::retire(signed(2)));
		assert_ok!(Dpos::withdraw_self_stake(signed(77), account(2)));
		assert!(!Candidates::<Test>::contains_key(account(2)));
	});
}

#[test]
fn who_is_jailed_returns_when_it_is_time_and_its_stake_suffices() {
	four(|| {
		let back = || Dpos::return_from_jail(signed(2));
		assert_noop!(back(), Error::<Test>::NotJailed);
		offend(&[2], 10);
		run_to_session(8);
		assert_noop!(back(), Error::<Test>::StillJailed);
		run_to_era(3);
		assert_noop!(back(), Error::<Test>::InsufficientSelfStake);
		assert_ok!(Dpos::set_max_stake(signed(2), 9_000 * UNIT));
		assert_ok!(back());
		assert_last(Event::CandidateReturned { candidate: account(2) });
		assert_eq!(entry(2).standing, Standing::Ranked);
		run_to_era(4);
		assert!(Session::validators().contains(&account(2)));
	});
}

#[test]
fn governance_sets_the_rules() {
	four(|| {
		let parameters = rules(2, 2);
		assert_ok!(Dpos::set_parameters(RuntimeOrigin::root(), parameters));
		assert_last(Event::ParametersSet { parameters });
		assert_noop!(Dpos::set_parameters(signed(1), parameters), DispatchError::BadOrigin);
	});
}

#[test]
fn rules_that_contradict_themselves_are_refused() {
	four(|| {
		let zero = Perbill::zero();
		for parameters in [
			rules(0, 4),
			rules(30, 3),
			rules(u32::MAX, 1),
			crate::StakingParameters { min_delegation: EXISTENTIAL_DEPOSIT - 1, ..rules(3, 1) },
			crate::StakingParameters { min_self_stake: EXISTENTIAL_DEPOSIT - 1, ..rules(3, 1) },
			crate::StakingParameters { self_stake_share: zero, ..rules(3, 1) },
			crate::StakingParameters { counted_share: zero, ..rules(3, 1) },
			crate::StakingParameters { commission_step: zero, ..rules(3, 1) },
		] {
			let call = Dpos::set_parameters(RuntimeOrigin::root(), parameters);
			assert_noop!(call, Error::<Test>::InvalidParameters);
		}
	});
}
