// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Entitlement, Entitlements, Event, Schedule, Unclaimed};
use frame_support::{assert_noop, assert_ok, traits::fungible::Inspect};
use sp_runtime::{traits::BadOrigin, TokenError};

#[test]
fn claim_pays_the_whole_entitlement_to_the_account_named() {
	let holder = Holder::new(1);
	founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
		assert_ok!(claim(&holder, &account(7)));

		assert_eq!(Balances::balance(&account(7)), 500);
		assert_eq!(Balances::balance(&TokenSwap::pot()), 0);
		assert_eq!(Unclaimed::<Test>::get(), 0);
		System::assert_last_event(
			Event::Claimed { claimant: holder.address(), account: account(7), amount: 500 }.into(),
		);
	});
}

#[test]
fn claim_records_whom_it_paid() {
	let holder = Holder::new(1);
	founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
		assert_ok!(claim(&holder, &account(7)));

		let expected = Entitlement { amount: 500, vesting: None, paid_to: Some(account(7)) };
		assert_eq!(TokenSwap::entitlement(holder.address()), Some(expected));
	});
}

#[test]
fn claim_leaves_other_entitlements_alone() {
	let (first, second) = (Holder::new(1), Holder::new(2));
	founded_on(vec![plain(first.address(), 500), plain(second.address(), 300)]).execute_with(
		|| {
			assert_ok!(claim(&first, &account(7)));

			assert_eq!(Entitlements::<Test>::get(second.address()).unwrap().paid_to, None);
			assert_eq!(Balances::balance(&TokenSwap::pot()), 300);
			assert_eq!(Unclaimed::<Test>::get(), 300);
		},
	);
}

#[test]
fn several_holders_may_be_paid_to_one_account() {
	let (first, second) = (Holder::new(1), Holder::new(2));
	founded_on(vec![plain(first.address(), 500), plain(second.address(), 300)]).execute_with(
		|| {
			for holder in [first, second] {
				assert_ok!(claim(&holder, &account(7)));
			}
			assert_eq!(Balances::balance(&account(7)), 800);
		},
	);
}

#[test]
fn an_account_is_paid_through_both_forms_of_the_recovery_byte() {
	for offset in [0, 27] {
		let holder = Holder::new(1);
		founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
			let mut signature = holder.sign_for(&account(7));
			signature[64] = signature[64] - 27 + offset;
			assert_ok!(TokenSwap::claim(
				RuntimeOrigin::none(),
				holder.address(),
				account(7),
				signature
			));
		});
	}
}

#[test]
fn what_vests_arrives_locked_and_becomes_free_block_by_block() {
	let holder = Holder::new(1);
	founded_on(vec![vested(holder.address(), 500, 400, 100, 10)]).execute_with(|| {
		assert_ok!(claim(&holder, &account(7)));

		assert_eq!(Balances::balance(&account(7)), 500);
		assert_eq!(Balances::usable_balance(account(7)), 100);
		assert_noop!(
			Balances::transfer_allow_death(RuntimeOrigin::signed(account(7)), account(8), 101),
			TokenError::Frozen
		);

		System::set_block_number(12);
		assert_ok!(Vesting::vest(RuntimeOrigin::signed(account(7))));
		assert_eq!(Balances::usable_balance(account(7)), 300);

		System::set_block_number(14);
		assert_ok!(Vesting::vest(RuntimeOrigin::signed(account(7))));
		assert_eq!(Balances::usable_balance(account(7)), 500);
	});
}

#[test]
fn a_lock_is_a_schedule_that_frees_all_in_one_block() {
	let holder = Holder::new(1);
	founded_on(vec![vested(holder.address(), 500, 500, 500, 20)]).execute_with(|| {
		assert_ok!(claim(&holder, &account(7)));

		System::set_block_number(20);
		assert_ok!(Vesting::vest(RuntimeOrigin::signed(account(7))));
		assert_eq!(Balances::usable_balance(account(7)), 0);

		System::set_block_number(21);
		assert_ok!(Vesting::vest(RuntimeOrigin::signed(account(7))));
		assert_eq!(Balances::usable_balance(account(7)), 500);
	});
}

#[test]
fn a_claimed_schedule_stays_on_record() {
	let holder = Holder::new(1);
	founded_on(vec![vested(holder.address(), 500, 400, 100, 10)]).execute_with(|| {
		assert_ok!(claim(&holder, &account(7)));
		let schedule = Schedule { locked: 400, per_block: 100, starting_block: 10 };
		assert_eq!(TokenSwap::entitlement(holder.address()).unwrap().vesting, Some(schedule));
	});
}

#[test]
fn claim_takes_no_signed_origin() {
	let holder = Holder::new(1);
	founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
		let signature = holder.sign_for(&account(7));
		assert_noop!(
			TokenSwap::claim(
				RuntimeOrigin::signed(account(7)),
				holder.address(),
				account(7),
				signature
			),
			BadOrigin
		);
	});
}
