// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Every reason to refuse an act, seen both by the transaction pool and by a block.

use crate::{mock::*, Call, Error, Limits, Sponsorships, TermsOf};
use frame_support::{
	assert_noop, assert_ok,
	traits::{LockableCurrency, WithdrawReasons},
};
use sp_runtime::{traits::Dispatchable, transaction_validity::InvalidTransaction};

/// Neither the pool nor a block lets this act in, for the same reason.
fn assert_kept_out(act: Call<Test>, error: &Error<Test>) {
	let refusal = InvalidTransaction::Custom(refused_code(error));
	assert_eq!(validate(&act), refusal.into());
	assert_noop!(include(act), refusal);
}

/// Nor does the call itself do anything.
fn assert_refused(act: Call<Test>, error: Error<Test>) {
	assert_kept_out(act.clone(), &error);
	assert_noop!(RuntimeCall::Sponsorship(act).dispatch(RuntimeOrigin::none()), error);
}

fn buyer() -> Signer {
	Signer::new(1)
}

/// Terms with other limits.
fn limited(change: impl FnOnce(&mut Limits<Balance>)) -> TermsOf<Test> {
	let mut terms = terms();
	change(&mut terms.limits);
	terms
}

#[test]
fn who_sponsors_nothing_pays_for_nothing() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		assert_refused(Draft::with(&buyer(), rival(), order()).signed(), Error::NotFound);
	});
}

#[test]
fn a_call_that_is_not_listed_is_not_paid() {
	test().execute_with(|| {
		let call = RuntimeCall::from(frame_system::Call::remark { remark: vec![] });
		sponsor_with(terms(), 10_000);
		assert_refused(Draft::new(&buyer(), call).signed(), Error::OutOfScope);
	});
}

#[test]
fn an_empty_scope_pauses_a_sponsorship() {
	test().execute_with(|| {
		sponsor_with(TermsOf::<Test> { scope: Default::default(), ..terms() }, 10_000);
		assert_refused(Draft::new(&buyer(), order()).signed(), Error::OutOfScope);
	});
}

#[test]
fn an_operational_call_is_not_paid_even_if_it_is_listed() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		change_terms(|terms| terms.scope[0] = index_of(&urgent()));
		assert_refused(Draft::new(&buyer(), urgent()).signed(), Error::NotSponsorable);
	});
}

#[test]
fn a_message_expires_after_its_last_block() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let [first, second] = [0, 1].map(|nonce| Draft::new(&buyer(), order()).nonce(nonce));
		System::set_block_number(11);
		assert_ok!(include(first.signed()));
		System::set_block_number(12);
		assert_refused(second.signed(), Error::Expired);
	});
}

#[test]
fn a_message_that_is_valid_for_too_long_is_not_valid_yet() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let draft = Draft::new(&buyer(), order()).valid_until(1 + MAX_LONGEVITY + 1);
		assert_refused(draft.signed(), Error::TooFarAhead);

		System::set_block_number(2);
		assert_ok!(include(draft.signed()));
	});
}

#[test]
fn a_nonce_that_was_used_is_refused() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		assert_ok!(act(&buyer(), order()));
		assert_refused(Draft::new(&buyer(), order()).nonce(0).signed(), Error::WrongNonce);
	});
}

#[test]
fn a_nonce_that_has_no_next_one_is_refused() {
	test().execute_with(|| {
		sponsor_with(limited(|limits| limits.acts_per_user = u32::MAX), 10_000);
		let draft = Draft::new(&buyer(), order()).nonce(u32::MAX);
		assert_refused(draft.signed(), Error::WrongNonce);
	});
}

#[test]
fn a_user_acts_as_often_as_allowed_in_a_period() {
	test().execute_with(|| {
		sponsor_with(limited(|limits| limits.acts_per_user = 2), 100_000);
		assert_ok!(act(&buyer(), order()));
		System::set_block_number(PERIOD - 1);
		assert_ok!(act(&buyer(), order()));
		assert_refused(Draft::new(&buyer(), order()).signed(), Error::TooManyActs);
		assert_eq!(Sponsorship::allowance(sponsor(), buyer().account()).unwrap().acts, 0);
		// Others may.
		assert_ok!(act(&Signer::new(2), order()));

		System::set_block_number(PERIOD);
		assert_ok!(act(&buyer(), order()));
		assert_eq!(Sponsorship::allowance(sponsor(), buyer().account()).unwrap().acts, 1);
	});
}

#[test]
fn a_limit_of_no_acts_per_block_pauses_a_sponsorship() {
	test().execute_with(|| {
		sponsor_with(limited(|limits| limits.acts_per_block = 0), 10_000);
		let act = Draft::new(&buyer(), order()).signed();
		let code = refused_code(&Error::TooManyInBlock);
		assert_eq!(validate(&act), InvalidTransaction::Custom(code).into());
		assert_noop!(
			RuntimeCall::Sponsorship(act).dispatch(RuntimeOrigin::none()),
			Error::<Test>::TooManyInBlock
		);
	});
}

#[test]
fn a_fee_above_that_of_one_act_is_not_paid() {
	test().execute_with(|| {
		let fee = Sponsorship::fee(order(), false);
		sponsor_with(limited(|limits| limits.fee_per_act = fee - 1), 10_000);
		assert_refused(Draft::new(&buyer(), order()).signed(), Error::TooExpensive);

		change_terms(|terms| terms.limits.fee_per_act = fee);
		assert_ok!(act(&buyer(), order()));
	});
}

#[test]
fn what_may_be_spent_in_a_period_is_not_exceeded() {
	test().execute_with(|| {
		let fee = Sponsorship::fee(order(), false);
		sponsor_with(limited(|limits| limits.spend_per_period = 2 * fee), 100_000);
		assert_ok!(act(&buyer(), order()));
		System::set_block_number(PERIOD - 1);
		assert_ok!(act(&Signer::new(2), order()));
		assert_refused(Draft::new(&Signer::new(3), order()).signed(), Error::TooMuchSpent);

		System::set_block_number(PERIOD);
		assert_ok!(act(&Signer::new(3), order()));
	});
}

#[test]
fn a_budget_that_does_not_cover_fee_and_deposit_pays_nothing() {
	test().execute_with(|| {
		let fee = Sponsorship::fee(order(), false);
		sponsor_with(terms(), fee + USER_DEPOSIT - 1);
		assert_refused(Draft::new(&buyer(), order()).signed(), Error::InsufficientFunds);

		assert_ok!(Sponsorship::fund(RuntimeOrigin::signed(sponsor()), 1));
		assert_ok!(act(&buyer(), order()));
		assert_eq!(Sponsorships::<Test>::get(sponsor()).unwrap().budget, 0);
		assert_refused(Draft::new(&buyer(), order()).signed(), Error::InsufficientFunds);
	});
}

#[test]
fn what_is_locked_pays_no_fees() {
	test().execute_with(|| {
		let fee = Sponsorship::fee(order(), false);
		sponsor_with(terms(), 10_000);
		let lock =
			|amount| Balances::set_lock(*b"vesting ", &sponsor(), amount, WithdrawReasons::all());
		lock(ENDOWMENT - fee + 1);
		assert_refused(Draft::new(&buyer(), order()).signed(), Error::InsufficientFunds);

		lock(ENDOWMENT - fee);
		assert_ok!(act(&buyer(), order()));
	});
}

#[test]
fn a_signature_of_another_key_is_refused() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let mut draft = Draft::new(&buyer(), order());
		draft.signer = Signer::new(2);
		assert_kept_out(draft.signed(), &Error::WrongSigner);
	});
}

#[test]
fn an_act_that_must_be_approved_is_refused_without_approval() {
	test().execute_with(|| {
		let server = Signer::new(200);
		sponsor_with(terms(), 10_000);
		change_terms(|terms| terms.approver = Some(server.account()));
		let draft = Draft::new(&buyer(), order());
		assert_refused(draft.signed(), Error::NotApproved);
		assert_kept_out(draft.clone().approved_by(&Signer::new(3)).signed(), &Error::NotApproved);
		// The user's own signature is none.
		assert_kept_out(draft.clone().approved_by(&buyer()).signed(), &Error::NotApproved);

		assert_ok!(include(draft.approved_by(&server).signed()));
	});
}

#[test]
fn an_approval_of_another_users_act_is_none() {
	test().execute_with(|| {
		let server = Signer::new(200);
		sponsor_with(terms(), 10_000);
		change_terms(|terms| terms.approver = Some(server.account()));
		let others = Draft::new(&Signer::new(2), order());
		let mut act = Draft::new(&buyer(), order()).signed();
		if let Call::act { approval, .. } = &mut act {
			*approval = Some(server.sign(&others.text()));
		}
		assert_kept_out(act, &Error::NotApproved);
	});
}

/// It would only make the transaction longer, at the sponsor's cost.
#[test]
fn an_approval_that_nobody_asked_for_is_refused() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let draft = Draft::new(&buyer(), order()).approved_by(&Signer::new(200));
		assert_refused(draft.signed(), Error::NotApproved);
	});
}
