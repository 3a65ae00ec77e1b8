// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Why no message acts twice.

use crate::{mock::*, Call, Error};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::transaction_validity::InvalidTransaction;

fn assert_refused(act: &Call<Test>, error: Error<Test>) {
	let refusal = InvalidTransaction::Custom(refused_code(&error));
	assert_eq!(validate(act), refusal.into());
	assert_noop!(include(act.clone()), refusal);
}

fn forget(signer: &Signer) {
	let users = vec![signer.account()].try_into().unwrap();
	assert_ok!(Sponsorship::forget(RuntimeOrigin::signed(rival()), sponsor(), users));
}

#[test]
fn a_message_acts_once() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let message = Draft::new(&Signer::new(1), order()).signed();
		assert_ok!(include(message.clone()));
		assert_refused(&message, Error::WrongNonce);
	});
}

#[test]
fn another_signature_of_the_same_message_does_not_act_again() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let draft = Draft::new(&Signer::new(1), order());
		let (first, second) = (draft.signed(), draft.signed());
		assert_ne!(first, second);
		assert_ok!(include(first));
		assert_refused(&second, Error::WrongNonce);
	});
}

#[test]
fn a_message_for_one_sponsor_does_not_act_with_another() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		assert_ok!(Sponsorship::open(RuntimeOrigin::signed(rival()), terms()));
		assert_ok!(Sponsorship::fund(RuntimeOrigin::signed(rival()), 10_000));
		let draft = Draft::new(&Signer::new(1), order());
		assert_ok!(include(draft.signed()));

		let mut elsewhere = draft.clone();
		elsewhere.request.sponsor = rival();
		assert_refused(&elsewhere.signed_as(&draft.text()), Error::WrongSigner);
	});
}

#[test]
fn a_message_for_one_chain_does_not_act_on_another() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let message = Draft::new(&Signer::new(1), order()).signed();
		frame_system::BlockHash::<Test>::insert(0, sp_core::H256::repeat_byte(0x46));
		assert_refused(&message, Error::WrongSigner);
	});
}

#[test]
fn a_message_does_not_act_again_when_its_user_was_forgotten() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		sponsor_with(terms(), 10_000);
		// The last block of a period and the longest validity: of all messages, this one is valid for the longest.
		System::set_block_number(PERIOD - 1);
		let last = PERIOD - 1 + MAX_LONGEVITY;
		let message = Draft::new(&buyer, order()).valid_until(last).signed();
		assert_ok!(include(message.clone()));

		// As long as it is valid the user is on record.
		System::set_block_number(last);
		let users = vec![buyer.account()].try_into().unwrap();
		assert_noop!(
			Sponsorship::forget(RuntimeOrigin::signed(rival()), sponsor(), users),
			Error::<Test>::NothingToForget
		);
		assert_refused(&message, Error::WrongNonce);

		System::set_block_number(last + 1);
		forget(&buyer);
		assert_refused(&message, Error::Expired);
	});
}

/// Of two messages with one nonce the second is void, even when nonces start again from 0.
#[test]
fn a_message_whose_nonce_another_used_never_acts() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		sponsor_with(terms(), 10_000);
		System::set_block_number(PERIOD - 1);
		let last = PERIOD - 1 + MAX_LONGEVITY;
		let void = Draft::new(&buyer, sold_out()).valid_until(last).signed();
		assert_ok!(validate(&void));
		assert_ok!(include(Draft::new(&buyer, order()).valid_until(PERIOD - 1).signed()));
		assert_refused(&void, Error::WrongNonce);

		System::set_block_number(last + 1);
		forget(&buyer);
		assert_refused(&void, Error::Expired);
	});
}

#[test]
fn a_message_does_not_act_again_when_the_sponsorship_was_opened_again() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		let origin = || RuntimeOrigin::signed(sponsor());
		sponsor_with(terms(), 10_000);
		let message = Draft::new(&buyer, order()).valid_until(1 + MAX_LONGEVITY).signed();
		assert_ok!(include(message.clone()));

		// It cannot be closed while the message is valid.
		System::set_block_number(1 + MAX_LONGEVITY);
		assert_noop!(Sponsorship::close(origin()), Error::<Test>::UsersRemain);

		System::set_block_number(PERIOD);
		forget(&buyer);
		assert_ok!(Sponsorship::close(origin()));
		assert_refused(&message, Error::NotFound);
		sponsor_with(terms(), 10_000);
		assert_refused(&message, Error::Expired);
	});
}

/// A failed call is a used message too: nobody can make it succeed later.
#[test]
fn a_message_whose_call_failed_does_not_act_again() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let message = Draft::new(&Signer::new(1), sold_out()).signed();
		assert_ok!(include(message.clone()));
		assert_refused(&message, Error::WrongNonce);
	});
}
