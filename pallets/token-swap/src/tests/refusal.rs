// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Every reason to refuse a claim, seen both by the transaction pool and by a block.

use crate::{mock::*, Call, Error, EthereumAddress, EthereumSignature, Pallet};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, pallet_prelude::*};
use sp_runtime::traits::Dispatchable;

#[allow(deprecated)]
fn validate(call: &Call<Test>) -> TransactionValidity {
	use sp_runtime::traits::ValidateUnsigned;
	Pallet::<Test>::validate_unsigned(TransactionSource::External, call)
}

/// Both the pool and a block refuse this claim, for the same reason.
fn assert_refused(
	claimant: EthereumAddress,
	account: AccountId,
	signature: EthereumSignature,
	error: Error<Test>,
) {
	let code = error.encode()[0];
	let call = Call::claim { claimant, account, signature };
	assert_eq!(validate(&call), InvalidTransaction::Custom(code).into());
	assert_noop!(RuntimeCall::TokenSwap(call).dispatch(RuntimeOrigin::none()), error);
}

#[test]
fn an_address_outside_the_snapshot_has_nothing_to_claim() {
	let (holder, stranger) = (Holder::new(1), Holder::new(2));
	founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
		let signature = stranger.sign_for(&account(7));
		assert_refused(stranger.address(), account(7), signature, Error::NotFound);
	});
}

#[test]
fn an_entitlement_is_paid_once() {
	let holder = Holder::new(1);
	founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
		assert_ok!(claim(&holder, &account(7)));

		let again = holder.sign_for(&account(7));
		assert_refused(holder.address(), account(7), again, Error::AlreadyClaimed);
		let elsewhere = holder.sign_for(&account(8));
		assert_refused(holder.address(), account(8), elsewhere, Error::AlreadyClaimed);
	});
}

#[test]
fn bytes_that_are_no_signature_are_refused() {
	let holder = Holder::new(1);
	founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
		assert_refused(holder.address(), account(7), [0; 65], Error::MalformedSignature);
		assert_refused(holder.address(), account(7), [0xff; 65], Error::MalformedSignature);

		let mut bad_recovery_byte = holder.sign_for(&account(7));
		bad_recovery_byte[64] = 4;
		assert_refused(holder.address(), account(7), bad_recovery_byte, Error::MalformedSignature);
	});
}

#[test]
fn a_signature_of_another_key_is_refused() {
	let (holder, thief) = (Holder::new(1), Holder::new(2));
	founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
		let signature = thief.sign_for(&account(7));
		assert_refused(holder.address(), account(7), signature, Error::WrongSigner);
	});
}

#[test]
fn a_signature_for_another_account_is_refused() {
	let holder = Holder::new(1);
	founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
		let signature = holder.sign_for(&account(7));
		assert_refused(holder.address(), account(8), signature, Error::WrongSigner);
	});
}

#[test]
fn a_signature_for_another_chain_is_refused() {
	let holder = Holder::new(1);
	founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
		let here = TokenSwap::message(account(7));
		let elsewhere = here.replace("Chain: 0x45", "Chain: 0x46");
		assert_ne!(here, elsewhere);
		let signature = holder.sign(&elsewhere);
		assert_refused(holder.address(), account(7), signature, Error::WrongSigner);
	});
}

#[test]
fn a_signature_without_the_prefix_of_personal_messages_is_refused() {
	let holder = Holder::new(1);
	founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
		let signature = holder.sign_raw(&TokenSwap::message(account(7)));
		assert_refused(holder.address(), account(7), signature, Error::WrongSigner);
	});
}

#[test]
fn an_account_whose_schedules_are_full_cannot_take_another() {
	let holders: Vec<_> = (0..4).map(Holder::new).collect();
	let snapshot = holders.iter().map(|h| vested(h.address(), 500, 400, 1, 10)).collect();
	founded_on(snapshot).execute_with(|| {
		for holder in &holders[..3] {
			assert_ok!(claim(holder, &account(7)));
		}
		let last = &holders[3];
		let signature = last.sign_for(&account(7));
		assert_refused(last.address(), account(7), signature, Error::TooManySchedules);

		assert_ok!(claim(last, &account(8)));
	});
}

#[test]
fn the_pool_keeps_one_claim_of_an_address() {
	let holder = Holder::new(1);
	founded_on(vec![plain(holder.address(), 500)]).execute_with(|| {
		let claim_to = |number| Call::claim {
			claimant: holder.address(),
			account: account(number),
			signature: holder.sign_for(&account(number)),
		};
		let first = validate(&claim_to(7)).unwrap();
		let second = validate(&claim_to(8)).unwrap();
		assert_eq!(first.provides, second.provides);
		assert_eq!(first.provides.len(), 1);
		assert_eq!(first.longevity, 64);
	});
}
