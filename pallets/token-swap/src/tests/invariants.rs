// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What holds whatever anyone does; and that `try_state` notices when it does not.

use crate::{mock::*, Entitlements, Pallet, Unclaimed};
use cybermiles_test_support::ensure_invariants;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	tokens::Preservation,
};
use proptest::prelude::*;
use sp_runtime::TryRuntimeError;
use std::collections::HashMap;

const HOLDERS: u8 = 8;

/// Something that anyone may do.
#[derive(Clone, Debug)]
enum Action {
	/// Submit `claimant`'s entitlement for `to`, signed by `signer` for `signed_for`.
	Claim { claimant: u8, signer: u8, to: u8, signed_for: u8 },
	/// Give something to the pot.
	Donate { amount: Balance },
}

fn action() -> impl Strategy<Value = Action> {
	// Half of the claims are right; in the others each part is drawn on its own.
	let right = (0..HOLDERS, 1..5u8).prop_map(|(holder, to)| Action::Claim {
		claimant: holder,
		signer: holder,
		to,
		signed_for: to,
	});
	// Holder HOLDERS is a stranger to the snapshot.
	let any = (0..=HOLDERS, 0..=HOLDERS, 1..5u8, 1..5u8).prop_map(
		|(claimant, signer, to, signed_for)| Action::Claim { claimant, signer, to, signed_for },
	);
	let donation = (1..1_000 as Balance).prop_map(|amount| Action::Donate { amount });
	prop_oneof![5 => right, 4 => any, 1 => donation]
}

/// The snapshot's amounts, each with the part that vests.
fn snapshot() -> impl Strategy<Value = Vec<(Balance, Option<Balance>)>> {
	let line = (EXISTENTIAL_DEPOSIT..100_000).prop_flat_map(|amount| {
		let locked = proptest::option::weighted(0.2, 1..=amount);
		(Just(amount), locked)
	});
	proptest::collection::vec(line, usize::from(HOLDERS))
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	/// Whatever the order of claims, right or wrong: no unit is made or lost, each holder is paid exactly once if
	/// anyone submitted a right claim, and the pot keeps exactly what is left.
	#[test]
	fn no_unit_is_made_or_lost(
		snapshot in snapshot(),
		actions in proptest::collection::vec(action(), 0..40),
	) {
		let lines = snapshot.iter().enumerate().map(|(number, (amount, locked))| {
			let address = Holder::new(number as u8).address();
			match locked {
				Some(locked) => vested(address, *amount, *locked, 1, 0),
				None => plain(address, *amount),
			}
		});
		founded_on(lines.collect()).execute_with(|| {
			let issuance = Balances::total_issuance();
			// The model: who was paid, and how much each account and the pot hold.
			let mut paid = HashMap::<u8, u8>::new();
			let mut balances = HashMap::<u8, Balance>::new();
			let mut schedules = HashMap::<u8, u32>::new();
			let mut pot: Balance = snapshot.iter().map(|(amount, _)| amount).sum();

			for action in actions {
				match action {
					Action::Claim { claimant, signer, to, signed_for } => {
						let line = snapshot.get(usize::from(claimant));
						let vests = line.is_some_and(|(_, locked)| locked.is_some());
						let full = schedules.get(&to).copied().unwrap_or(0) == 3;
						let expected = line.is_some()
							&& !paid.contains_key(&claimant)
							&& claimant == signer
							&& to == signed_for
							&& !(vests && full);

						let outcome = TokenSwap::claim(
							RuntimeOrigin::none(),
							Holder::new(claimant).address(),
							account(to),
							Holder::new(signer).sign_for(&account(signed_for)),
						);
						prop_assert_eq!(outcome.is_ok(), expected, "{:?}", outcome);
						if expected {
							paid.insert(claimant, to);
							*balances.entry(to).or_default() += snapshot[usize::from(claimant)].0;
							pot -= snapshot[usize::from(claimant)].0;
							// What is too little for an account is swept up.
							if pot < EXISTENTIAL_DEPOSIT {
								pot = 0;
							}
							*schedules.entry(to).or_default() += u32::from(vests);
						}
					},
					Action::Donate { amount } => {
						let give = Balances::transfer(
							&account(0), &TokenSwap::pot(), amount, Preservation::Preserve,
						);
						let possible = pot > 0 || amount >= EXISTENTIAL_DEPOSIT;
						prop_assert_eq!(give.is_ok(), possible, "{:?}", give);
						pot += if possible { amount } else { 0 };
					},
				}
				prop_assert_eq!(Balances::total_issuance(), issuance);
				ensure_invariants::<Test, AllPalletsWithSystem>();
			}

			let unclaimed: Balance = (0..HOLDERS)
				.filter(|holder| !paid.contains_key(holder))
				.map(|holder| snapshot[usize::from(holder)].0)
				.sum();
			prop_assert_eq!(Unclaimed::<Test>::get(), unclaimed);
			prop_assert_eq!(Balances::balance(&TokenSwap::pot()), pot);
			for (number, balance) in balances {
				prop_assert_eq!(Balances::balance(&account(number)), balance);
			}
			Ok(())
		})?;
	}
}

/// Break the state, see that `try_state` says so, and undo the damage.
fn assert_noticed(damage: impl FnOnce(), invariant: &str) {
	let holder = Holder::new(1);
	founded_on(vec![vested(holder.address(), 500, 400, 1, 10)]).execute_with(|| {
		let outcome = frame_support::storage::with_transaction(|| {
			damage();
			let outcome = Pallet::<Test>::do_try_state();
			sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(outcome))
		});
		match outcome.unwrap() {
			Err(TryRuntimeError::Other(reason)) => {
				assert!(reason.starts_with(invariant), "{reason}")
			},
			other => panic!("{invariant} went unnoticed: {other:?}"),
		}
	});
}

fn change(change: impl FnOnce(&mut crate::EntitlementOf<Test>)) {
	Entitlements::<Test>::mutate(Holder::new(1).address(), |entry| change(entry.as_mut().unwrap()));
}

#[test]
fn an_amount_that_can_open_no_account_is_noticed() {
	assert_noticed(|| change(|entry| entry.amount = EXISTENTIAL_DEPOSIT - 1), "invariant 1");
}

#[test]
fn a_schedule_above_the_amount_is_noticed() {
	assert_noticed(|| change(|entry| entry.vesting.as_mut().unwrap().locked = 501), "invariant 2");
}

#[test]
fn a_schedule_without_end_is_noticed() {
	assert_noticed(|| change(|entry| entry.vesting.as_mut().unwrap().per_block = 0), "invariant 2");
}

#[test]
fn a_sum_that_differs_is_noticed() {
	assert_noticed(|| Unclaimed::<Test>::put(499), "invariant 3");
}

#[test]
fn a_pot_that_is_short_is_noticed() {
	let take = || {
		let pot = TokenSwap::pot();
		Balances::transfer(&pot, &account(9), 100, Preservation::Expendable).unwrap();
	};
	assert_noticed(take, "invariant 4");
}
