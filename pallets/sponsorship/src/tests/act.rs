// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What an act does.

use crate::{mock::*, Call, Error, Event, HoldReason, Sponsorships, Users};
use codec::Encode;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::GetDispatchInfo,
	traits::fungible::{Inspect, InspectHold, Mutate},
	weights::Weight,
};
use sp_runtime::{
	generic::UncheckedExtrinsic, traits::BadOrigin, DispatchError, DispatchResult, MultiSignature,
};

/// The fee of an order: 149 bytes, 1,003 for an act with a call of 3 bytes, 1,000 for the call.
const ORDER_FEE: Balance = 149 + 1_003 + 1_000;

fn orders(signer: &Signer) -> u32 {
	shop::Orders::<Test>::get(signer.account())
}

fn budget() -> Balance {
	Sponsorships::<Test>::get(sponsor()).unwrap().budget
}

fn collected() -> Balance {
	Balances::balance(&pot()) - ENDOWMENT
}

fn assert_acted(signer: &Signer, fee: Balance, result: DispatchResult) {
	let (sponsor, user) = (sponsor(), signer.account());
	System::assert_last_event(Event::Acted { sponsor, user, fee, result }.into());
}

#[test]
fn a_user_without_any_cmt_acts_and_the_sponsor_pays() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		assert!(!System::account_exists(&buyer.account()));
		sponsor_with(terms(), 10_000);

		let draft = Draft::new(&buyer, order());
		let text = Sponsorship::message(draft.request.clone(), order());
		assert_ok!(include(draft.signed_as(&text)));

		assert_eq!(orders(&buyer), 1);
		assert_acted(&buyer, ORDER_FEE, Ok(()));
		assert_eq!(collected(), ORDER_FEE);
		assert_eq!(budget(), 10_000 - ORDER_FEE - USER_DEPOSIT);
		assert!(!System::account_exists(&buyer.account()));
		assert_eq!(Balances::total_balance(&buyer.account()), 0);
	});
}

#[test]
fn a_user_acts_again_with_the_next_nonce() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		sponsor_with(terms(), 10_000);
		for nonce in 0..3 {
			let allowance = Sponsorship::allowance(sponsor(), buyer.account()).unwrap();
			assert_eq!((allowance.nonce, allowance.acts), (nonce, 1_000 - nonce));
			assert_eq!(allowance.valid_until, 1 + MAX_LONGEVITY);
			assert_ok!(act(&buyer, order()));
		}
		assert_eq!(orders(&buyer), 3);
	});
}

#[test]
fn without_a_sponsorship_there_is_no_allowance() {
	test().execute_with(|| {
		assert_eq!(Sponsorship::allowance(sponsor(), Signer::new(1).account()), None);
	});
}

#[test]
fn the_first_act_of_a_user_takes_a_deposit_from_the_budget() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		assert_ok!(act(&Signer::new(1), order()));
		assert_ok!(act(&Signer::new(1), order()));
		assert_ok!(act(&Signer::new(2), order()));

		let sponsorship = Sponsorships::<Test>::get(sponsor()).unwrap();
		assert_eq!((sponsorship.users, sponsorship.deposits), (2, 2 * USER_DEPOSIT));
		assert_eq!(sponsorship.budget, 10_000 - 3 * ORDER_FEE - 2 * USER_DEPOSIT);
		let record = Users::<Test>::get(sponsor(), Signer::new(1).account()).unwrap();
		assert_eq!((record.nonce, record.acts, record.deposit), (2, 2, USER_DEPOSIT));
	});
}

#[test]
fn what_is_paid_left_the_hold_of_the_sponsor() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let (issuance, free) = (Balances::total_issuance(), Balances::balance(&sponsor()));
		assert_ok!(act(&Signer::new(1), order()));

		let hold = Balances::balance_on_hold(&HoldReason::Budget.into(), &sponsor());
		assert_eq!(hold, 10_000 - ORDER_FEE);
		assert_eq!(Balances::balance(&sponsor()), free);
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

#[test]
fn an_act_costs_what_was_quoted() {
	test().execute_with(|| {
		sponsor_with(terms(), 100_000);
		let note = vec![7; 1_000];
		let call = RuntimeCall::from(shop::Call::order { note });
		let quote = Sponsorship::fee(call.clone(), false);
		assert_ok!(act(&Signer::new(1), call));

		assert_acted(&Signer::new(1), quote, Ok(()));
		assert_eq!(collected(), quote);
	});
}

#[test]
fn an_approval_is_a_part_of_the_price() {
	test().execute_with(|| {
		let server = Signer::new(200);
		sponsor_with(terms(), 10_000);
		change_terms(|terms| terms.approver = Some(server.account()));
		let quote = Sponsorship::fee(order(), true);
		assert_eq!(quote, ORDER_FEE + 66 + 500);

		let draft = Draft::new(&Signer::new(1), order()).approved_by(&server);
		assert_ok!(include(draft.signed()));
		assert_acted(&Signer::new(1), quote, Ok(()));
	});
}

#[test]
fn the_length_that_is_paid_for_is_that_of_the_transaction() {
	test().execute_with(|| {
		for (length, approver) in [(0, None), (100, Some(Signer::new(200))), (100_000, None)] {
			let call = RuntimeCall::from(shop::Call::order { note: vec![7; length] });
			let mut draft = Draft::new(&Signer::new(1), call.clone());
			draft.approver = approver;
			let approved = draft.approver.is_some();
			let act = RuntimeCall::from(draft.signed());

			let weight = act.get_dispatch_info().call_weight.ref_time();
			let charged = Sponsorship::fee(call, approved) - Balance::from(weight);
			let transaction = UncheckedExtrinsic::<AccountId, _, MultiSignature, ()>::new_bare(act);
			let spare = charged - transaction.encoded_size() as Balance;
			// A byte for each signature that is shorter than the longest, and up to three for the length in front.
			assert!(spare <= 5, "{spare}");
		}
	});
}

#[test]
fn weight_that_was_not_used_is_not_paid() {
	test().execute_with(|| {
		sponsor_with(terms(), 100_000);
		let quote = Sponsorship::fee(quick(0), false);
		assert_ok!(act(&Signer::new(1), quick(400)));

		let fee = quote - 9_600;
		assert_acted(&Signer::new(1), fee, Ok(()));
		assert_eq!(collected(), fee);
		assert_eq!(budget(), 100_000 - fee - USER_DEPOSIT);
		assert_eq!(Sponsorships::<Test>::get(sponsor()).unwrap().usage.spent, fee);
	});
}

#[test]
fn a_call_that_says_it_weighed_more_than_it_may_costs_what_was_quoted() {
	test().execute_with(|| {
		sponsor_with(terms(), 100_000);
		let quote = Sponsorship::fee(quick(0), false);
		assert_ok!(act(&Signer::new(1), quick(1_000_000)));
		assert_acted(&Signer::new(1), quote, Ok(()));
	});
}

#[test]
fn the_block_gets_back_the_weight_that_was_not_used() {
	test().execute_with(|| {
		sponsor_with(terms(), 100_000);
		let Call::act { request, call, signature, approval } =
			Draft::new(&Signer::new(1), quick(400)).signed()
		else {
			unreachable!()
		};
		let length = call.encoded_size() as u64;
		let post =
			Sponsorship::act(RuntimeOrigin::none(), request, call, signature, approval).unwrap();
		assert_eq!(post.actual_weight, Some(Weight::from_parts(1_000 + length + 400, 0)));
	});
}

#[test]
fn a_call_that_fails_is_undone_and_paid_for() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		sponsor_with(terms(), 10_000);
		let quote = Sponsorship::fee(sold_out(), false);
		assert_ok!(act(&buyer, sold_out()));

		assert_eq!(orders(&buyer), 0);
		assert_acted(&buyer, quote, Err(DispatchError::Unavailable));
		assert_eq!(collected(), quote);
		assert_eq!(Users::<Test>::get(sponsor(), buyer.account()).unwrap().nonce, 1);
	});
}

#[test]
fn a_call_that_the_chain_does_not_take_is_not_taken_from_a_sponsored_user() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		sponsor_with(terms(), 10_000);
		assert_ok!(act(&buyer, banned()));

		assert_eq!(orders(&buyer), 0);
		let error = frame_system::Error::<Test>::CallFiltered;
		assert_acted(&buyer, Sponsorship::fee(banned(), false), Err(error.into()));
	});
}

#[test]
fn an_act_within_an_act_fails() {
	test().execute_with(|| {
		let (outer, inner) = (Signer::new(1), Signer::new(2));
		sponsor_with(terms(), 10_000);
		let nested = order_by(Draft::new(&inner, order()).signed().into());
		assert_ok!(act(&outer, nested.clone()));

		assert_eq!(orders(&inner), 0);
		assert_eq!(Users::<Test>::get(sponsor(), inner.account()), None);
		assert_acted(&outer, Sponsorship::fee(nested, false), Err(BadOrigin.into()));
	});
}

/// A sponsor that acts as its own user, with 10,000 in its budget.
fn self_sponsored() -> Signer {
	let signer = Signer::new(7);
	assert_ok!(Balances::mint_into(&signer.account(), ENDOWMENT));
	let origin = RuntimeOrigin::signed(signer.account());
	assert_ok!(Sponsorship::open(origin.clone(), terms()));
	assert_ok!(Sponsorship::fund(origin, 10_000));
	signer
}

#[test]
fn a_sponsor_cannot_withdraw_the_fee_of_the_act_in_which_it_withdraws() {
	test().execute_with(|| {
		let signer = self_sponsored();
		// The rest of the budget, as it is in the middle of the act.
		let withdrawal = |amount| order_by(Call::withdraw { amount }.into());
		let fee = Sponsorship::fee(withdrawal(8_000), false);
		let rest = 10_000 - USER_DEPOSIT - fee;
		let fee = Sponsorship::fee(withdrawal(rest), false);
		let rest = 10_000 - USER_DEPOSIT - fee;

		let draft = Draft::with(&signer, signer.account(), withdrawal(rest));
		assert_ok!(include(draft.signed()));

		assert_eq!(collected(), fee);
		assert_eq!(Sponsorships::<Test>::get(signer.account()).unwrap().budget, 0);
	});
}

#[test]
fn a_sponsor_cannot_close_in_the_middle_of_an_act() {
	test().execute_with(|| {
		let signer = self_sponsored();
		let draft = Draft::with(&signer, signer.account(), order_by(Call::close {}.into()));
		assert_ok!(include(draft.signed()));

		let (sponsor, user, fee) = (signer.account(), signer.account(), collected());
		let result = Err(Error::<Test>::UsersRemain.into());
		System::assert_last_event(Event::Acted { sponsor, user, fee, result }.into());
	});
}

#[test]
fn an_act_takes_no_signed_origin() {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		let Call::act { request, call, signature, approval } =
			Draft::new(&Signer::new(1), order()).signed()
		else {
			unreachable!()
		};
		let origin = RuntimeOrigin::signed(Signer::new(1).account());
		assert_noop!(Sponsorship::act(origin, request, call, signature, approval), BadOrigin);
	});
}

#[test]
fn users_of_one_sponsor_are_strangers_to_another() {
	test().execute_with(|| {
		let buyer = Signer::new(1);
		sponsor_with(terms(), 10_000);
		assert_ok!(Sponsorship::open(RuntimeOrigin::signed(rival()), terms()));
		assert_ok!(Sponsorship::fund(RuntimeOrigin::signed(rival()), 10_000));
		assert_ok!(act(&buyer, order()));
		assert_ok!(include(Draft::with(&buyer, rival(), order()).signed()));

		for payer in [sponsor(), rival()] {
			assert_eq!(Users::<Test>::get(payer.clone(), buyer.account()).unwrap().nonce, 1);
			let budget = Sponsorships::<Test>::get(payer).unwrap().budget;
			assert_eq!(budget, 10_000 - ORDER_FEE - USER_DEPOSIT);
		}
	});
}
