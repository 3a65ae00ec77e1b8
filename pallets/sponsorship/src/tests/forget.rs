// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How records are forgotten.

use crate::{mock::*, Error, Event, Sponsorships, Users};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};

/// What anyone may do, here a stranger.
fn forget(signers: &[&Signer]) -> DispatchResult {
	let users: Vec<_> = signers.iter().map(|signer| signer.account()).collect();
	let stranger = RuntimeOrigin::signed(rival());
	Sponsorship::forget(stranger, sponsor(), users.try_into().unwrap())
}

fn kept_until(signer: &Signer) -> BlockNumber {
	Users::<Test>::get(sponsor(), signer.account()).unwrap().kept_until
}

#[test]
fn forgetting_a_user_gives_the_deposit_back_to_the_budget() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		sponsor_with(terms(), 10_000);
		assert_ok!(act(&buyer, order()));
		let before = Sponsorships::<Test>::get(sponsor()).unwrap();
		System::set_block_number(PERIOD);
		assert_ok!(forget(&[&buyer]));

		let after = Sponsorships::<Test>::get(sponsor()).unwrap();
		assert_eq!((after.users, after.deposits), (0, 0));
		assert_eq!(after.budget, before.budget + USER_DEPOSIT);
		assert_eq!(Users::<Test>::get(sponsor(), buyer.account()), None);
		System::assert_last_event(
			Event::Forgotten { sponsor: sponsor(), user: buyer.account() }.into(),
		);
	});
}

#[test]
fn a_record_is_kept_until_the_period_has_passed() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		sponsor_with(terms(), 10_000);
		assert_ok!(act(&buyer, order()));

		assert_eq!(kept_until(&buyer), PERIOD - 1);
		System::set_block_number(PERIOD - 1);
		assert_noop!(forget(&[&buyer]), Error::<Test>::NothingToForget);
		System::set_block_number(PERIOD);
		assert_ok!(forget(&[&buyer]));
	});
}

#[test]
fn a_record_is_kept_until_every_message_of_its_time_has_expired() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		sponsor_with(terms(), 10_000);
		System::set_block_number(PERIOD - 1);
		assert_ok!(act(&buyer, order()));

		let last = PERIOD - 1 + MAX_LONGEVITY;
		assert_eq!(kept_until(&buyer), last);
		System::set_block_number(last);
		assert_noop!(forget(&[&buyer]), Error::<Test>::NothingToForget);
		System::set_block_number(last + 1);
		assert_ok!(forget(&[&buyer]));
	});
}

#[test]
fn each_act_keeps_the_record_for_longer() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		sponsor_with(terms(), 10_000);
		assert_ok!(act(&buyer, order()));
		System::set_block_number(90);
		assert_ok!(act(&buyer, order()));

		assert_eq!(kept_until(&buyer), 90 + MAX_LONGEVITY);
	});
}

#[test]
fn users_who_are_not_done_are_passed_over() {
	test().execute_with(|| {
		let (done, busy, stranger) = (Signer::new(1), Signer::new(2), Signer::new(3));
		sponsor_with(terms(), 10_000);
		assert_ok!(act(&done, order()));
		System::set_block_number(PERIOD);
		assert_ok!(act(&busy, order()));
		assert_ok!(forget(&[&stranger, &busy, &done, &done]));

		let sponsorship = Sponsorships::<Test>::get(sponsor()).unwrap();
		assert_eq!((sponsorship.users, sponsorship.deposits), (1, USER_DEPOSIT));
		assert_eq!(Users::<Test>::get(sponsor(), done.account()), None);
		assert!(Users::<Test>::get(sponsor(), busy.account()).is_some());
	});
}

#[test]
fn where_nobody_can_be_forgotten_the_call_fails() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		assert_noop!(forget(&[]), Error::<Test>::NothingToForget);
		assert_noop!(forget(&[&Signer::new(1)]), Error::<Test>::NothingToForget);
	});
}

#[test]
fn who_was_forgotten_acts_as_if_for_the_first_time() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		sponsor_with(terms(), 10_000);
		assert_ok!(act(&buyer, order()));
		System::set_block_number(PERIOD);
		assert_ok!(forget(&[&buyer]));
		assert_eq!(Sponsorship::allowance(sponsor(), buyer.account()).unwrap().nonce, 0);
		assert_ok!(act(&buyer, order()));

		let sponsorship = Sponsorships::<Test>::get(sponsor()).unwrap();
		assert_eq!((sponsorship.users, sponsorship.deposits), (1, USER_DEPOSIT));
	});
}
