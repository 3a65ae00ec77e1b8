// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! `try_state` notices when an invariant is broken.

use crate::{
	mock::*, Candidates, Delegation, Delegations, Exits, Order, Pallet, Parameters, PoolAccounts,
	Unbonding,
};
use frame_support::{
	assert_ok,
	traits::{fungible::Mutate, tokens::Preservation},
};
use sp_runtime::{DispatchError, TransactionOutcome, TryRuntimeError};
use sp_staking::StakingInterface;

/// Break the state, see that `try_state` says so, and undo the damage.
fn assert_noticed(damage: impl FnOnce(), invariant: &str) {
	four(|| {
		delegate(50, 1, 1_000, true);
		delegate(51, 1, 1_000, false);
		run_to_era(1);
		assert_ok!(Dpos::undelegate(signed(50), account(1), Some(100 * UNIT)));
		let outcome = frame_support::storage::with_transaction(|| {
			damage();
			let outcome = Pallet::<Test>::do_try_state();
			TransactionOutcome::Rollback(Ok::<_, DispatchError>(outcome))
		});
		match outcome.unwrap() {
			Err(TryRuntimeError::Other(reason)) => {
				assert!(reason.starts_with(invariant), "{reason}")
			},
			other => panic!("{invariant} went unnoticed: {other:?}"),
		}
	});
}

fn change_delegation(delegator: u8, change: impl FnOnce(&mut Delegation)) {
	Delegations::<Test>::mutate(account(delegator), account(1), |it| change(it.as_mut().unwrap()));
}

#[test]
fn rules_that_make_no_sense_are_noticed() {
	assert_noticed(|| Parameters::<Test>::mutate(|rules| rules.active = 0), "invariant 1");
}

#[test]
fn a_delegation_to_nobody_is_noticed() {
	let delegation = || Delegations::<Test>::get(account(50), account(1)).unwrap();
	assert_noticed(
		|| Delegations::<Test>::insert(account(50), account(9), delegation()),
		"invariant 2",
	);
	let exits = || Exits::<Test>::get(account(50), account(1));
	assert_noticed(|| Exits::<Test>::insert(account(50), account(9), exits()), "invariant 2");
	assert_noticed(|| Candidates::<Test>::remove(account(1)), "invariant 2");
}

#[test]
fn shares_of_nobody_are_noticed() {
	assert_noticed(|| change_delegation(50, |it| it.shares += 1), "invariant 3");
	assert_noticed(|| change_entry(1, |it| it.pool.paying.fund.shares -= 1), "invariant 3");
	assert_noticed(|| change_entry(1, |it| it.pool.delegators += 1), "invariant 3");
}

#[test]
fn exits_of_nobody_are_noticed() {
	assert_noticed(|| change_entry(1, |it| it.pool.exits += 1), "invariant 4");
	assert_noticed(|| Exits::<Test>::remove(account(50), account(1)), "invariant 4");
	assert_noticed(
		|| Unbonding::<Test>::mutate(account(1), 4, |fund| fund.shares -= 1),
		"invariant 4",
	);
}

#[test]
fn rewards_that_nobody_has_paid_in_are_noticed() {
	assert_noticed(|| change_delegation(51, |it| it.unclaimed += 1_000), "invariant 5");
	assert_noticed(|| change_entry(1, |it| it.pool.unclaimed = 0), "invariant 5");
}

#[test]
fn stakes_that_pallet_staking_does_not_have_are_noticed() {
	assert_noticed(|| change_entry(1, |it| it.self_stake += 1), "invariant 6");
	assert_noticed(|| change_entry(1, |it| it.pool.paying.fund.stake -= 1), "invariant 6");
	assert_noticed(|| PoolAccounts::<Test>::remove(pool(1)), "invariant 6");
}

#[test]
fn a_candidate_that_is_out_of_order_is_noticed() {
	assert_noticed(|| Order::<Test>::mutate(|it| it.truncate(3)), "invariant 7");
	assert_noticed(|| change_entry(2, |it| it.standing = crate::Standing::Retired), "invariant 7");
	let twice = || Order::<Test>::mutate(|it| it.try_push(account(1)).unwrap());
	assert_noticed(twice, "invariant 7");
	let nobody = || Order::<Test>::mutate(|it| it.try_push(account(9)).unwrap());
	assert_noticed(nobody, "invariant 7");
}

#[test]
fn a_pool_that_is_short_is_noticed() {
	let take = || {
		Balances::transfer(&pool(1), &account(9), 1_000, Preservation::Preserve).unwrap();
	};
	assert_noticed(take, "invariant 8");
}

#[test]
fn stake_without_shares_is_noticed() {
	let damage = || {
		change_entry(2, |it| it.pool.compounding.fund.stake = 100 * UNIT);
		Balances::mint_into(&pool(2), 200 * UNIT).unwrap();
		<Staking as StakingInterface>::bond(&pool(2), 100 * UNIT, &account(99)).unwrap();
	};
	assert_noticed(damage, "invariant 9");
}
