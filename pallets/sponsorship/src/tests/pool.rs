// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What the transaction pool and an author make of acts.

use crate::{mock::*, Call, Error, Sponsorships};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::transaction_validity::InvalidTransaction;

#[test]
fn an_act_waits_for_those_before_it() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let [first, second, third] =
			[0, 1, 2].map(|nonce| Draft::new(&Signer::new(1), order()).nonce(nonce).signed());
		assert_eq!(validate(&first).unwrap().requires, Vec::<Vec<u8>>::new());
		assert_eq!(validate(&second).unwrap().requires, validate(&first).unwrap().provides);
		assert_eq!(validate(&third).unwrap().requires, validate(&second).unwrap().provides);

		let code = refused_code(&Error::WrongNonce);
		assert_noop!(include(second.clone()), InvalidTransaction::Custom(code));
		assert_ok!(include(first));
		assert_eq!(validate(&second).unwrap().requires, Vec::<Vec<u8>>::new());
		assert_ok!(include(second));
		assert_ok!(include(third));
	});
}

#[test]
fn no_more_acts_wait_than_the_user_has_left() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		change_terms(|terms| terms.limits.acts_per_user = 3);
		assert_ok!(act(&Signer::new(1), order()));
		let draft = Draft::new(&Signer::new(1), order());
		assert_ok!(validate(&draft.clone().nonce(2).signed()));
		let code = refused_code(&Error::TooManyActs);
		assert_eq!(validate(&draft.nonce(3).signed()), InvalidTransaction::Custom(code).into());
	});
}

#[test]
fn one_act_of_a_user_per_sponsor_and_nonce_waits() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		assert_ok!(Sponsorship::open(RuntimeOrigin::signed(rival()), terms()));
		assert_ok!(Sponsorship::fund(RuntimeOrigin::signed(rival()), 10_000));
		let provides = |draft: Draft| validate(&draft.signed()).unwrap().provides;

		let first = provides(Draft::new(&Signer::new(1), order()));
		assert_eq!(first.len(), 1);
		assert_eq!(first, provides(Draft::new(&Signer::new(1), sold_out())));
		assert_ne!(first, provides(Draft::new(&Signer::new(2), order())));
		assert_ne!(first, provides(Draft::with(&Signer::new(1), rival(), order())));
	});
}

#[test]
fn an_act_leaves_the_pool_when_it_expires() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let act = Draft::new(&Signer::new(1), order()).valid_until(11).signed();
		assert_eq!(validate(&act).unwrap().longevity, 11);
		System::set_block_number(11);
		assert_eq!(validate(&act).unwrap().longevity, 1);
	});
}

#[test]
fn acts_let_those_who_pay_go_first() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		assert_eq!(validate(&Draft::new(&Signer::new(1), order()).signed()).unwrap().priority, 0);
	});
}

#[test]
fn an_act_that_is_too_many_for_a_block_waits_for_the_next() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		change_terms(|terms| terms.limits.acts_per_block = 2);
		assert_ok!(act(&Signer::new(1), order()));
		assert_ok!(act(&Signer::new(2), order()));

		let waiting = Draft::new(&Signer::new(3), order()).signed();
		assert_ok!(validate(&waiting));
		assert_noop!(include(waiting.clone()), InvalidTransaction::ExhaustsResources);
		assert!(InvalidTransaction::ExhaustsResources.exhausted_resources());

		System::set_block_number(2);
		assert_ok!(include(waiting));
		assert_eq!(Sponsorships::<Test>::get(sponsor()).unwrap().usage.acts, 1);
	});
}

#[test]
fn the_limit_of_one_sponsor_does_not_bind_another() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		change_terms(|terms| terms.limits.acts_per_block = 1);
		assert_ok!(Sponsorship::open(RuntimeOrigin::signed(rival()), terms()));
		assert_ok!(Sponsorship::fund(RuntimeOrigin::signed(rival()), 10_000));
		assert_ok!(act(&Signer::new(1), order()));
		assert_ok!(include(Draft::with(&Signer::new(1), rival(), order()).signed()));
	});
}

#[test]
fn no_other_call_is_taken_without_a_signature() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let close = Call::<Test>::close {};
		assert_eq!(validate(&close), InvalidTransaction::Call.into());
		assert_noop!(include(close), InvalidTransaction::Call);
	});
}
