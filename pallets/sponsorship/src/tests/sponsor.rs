// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What a sponsor does with its sponsorship.

use crate::{mock::*, Call, Error, Event, HoldReason, SponsorshipOf, Sponsorships, TermsOf};
use codec::MaxEncodedLen;
use frame_support::{
	assert_noop, assert_ok,
	traits::fungible::{Inspect, InspectHold},
};
use sp_runtime::{traits::BadOrigin, TokenError};

fn origin() -> RuntimeOrigin {
	RuntimeOrigin::signed(sponsor())
}

fn on_hold(reason: HoldReason) -> Balance {
	Balances::balance_on_hold(&reason.into(), &sponsor())
}

fn free() -> Balance {
	Balances::balance(&sponsor())
}

fn terms_with_own_call() -> TermsOf<Test> {
	let mut terms = terms();
	let close = index_of(&Call::close {}.into());
	terms.scope.try_insert(1, close).unwrap_or_else(|_| terms.scope[1] = close);
	terms
}

#[test]
fn open_enters_a_sponsorship_with_an_empty_budget() {
	test().execute_with(|| {
		assert_ok!(Sponsorship::open(origin(), terms()));

		let sponsorship = Sponsorships::<Test>::get(sponsor()).unwrap();
		assert_eq!(sponsorship.terms, terms());
		assert_eq!((sponsorship.budget, sponsorship.deposits, sponsorship.users), (0, 0, 0));
		System::assert_last_event(Event::Opened { sponsor: sponsor() }.into());
	});
}

#[test]
fn open_takes_a_deposit_for_the_entry() {
	test().execute_with(|| {
		assert_ok!(Sponsorship::open(origin(), terms()));

		let size = SponsorshipOf::<Test>::max_encoded_len() as Balance;
		assert_eq!(on_hold(HoldReason::Deposit), DepositBase::get() + size);
		assert_eq!(on_hold(HoldReason::Budget), 0);
	});
}

#[test]
fn an_account_opens_one_sponsorship_at_a_time() {
	test().execute_with(|| {
		assert_ok!(Sponsorship::open(origin(), terms()));
		assert_noop!(Sponsorship::open(origin(), terms()), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn who_cannot_pay_the_deposit_opens_nothing() {
	test().execute_with(|| {
		let poor = RuntimeOrigin::signed(Signer::new(1).account());
		assert_noop!(Sponsorship::open(poor, terms()), TokenError::FundsUnavailable);
	});
}

#[test]
fn no_scope_may_list_a_call_of_this_pallet() {
	test().execute_with(|| {
		let own = terms_with_own_call();
		assert_noop!(Sponsorship::open(origin(), own.clone()), Error::<Test>::NotSponsorable);

		assert_ok!(Sponsorship::open(origin(), terms()));
		assert_noop!(Sponsorship::change(origin(), own), Error::<Test>::NotSponsorable);
	});
}

#[test]
fn fund_puts_the_amount_on_hold() {
	test().execute_with(|| {
		assert_ok!(Sponsorship::open(origin(), terms()));
		let before = free();
		assert_ok!(Sponsorship::fund(origin(), 500));
		assert_ok!(Sponsorship::fund(origin(), 200));

		assert_eq!(free(), before - 700);
		assert_eq!(on_hold(HoldReason::Budget), 700);
		assert_eq!(Sponsorships::<Test>::get(sponsor()).unwrap().budget, 700);
		System::assert_last_event(Event::Funded { sponsor: sponsor(), amount: 200 }.into());
	});
}

#[test]
fn a_sponsor_cannot_fund_with_what_it_does_not_have() {
	test().execute_with(|| {
		assert_ok!(Sponsorship::open(origin(), terms()));
		assert_noop!(Sponsorship::fund(origin(), ENDOWMENT + 1), TokenError::FundsUnavailable);
	});
}

#[test]
fn change_replaces_the_terms_and_keeps_the_budget() {
	test().execute_with(|| {
		sponsor_with(terms(), 500);
		let mut other = terms();
		other.limits.acts_per_user = 3;
		other.approver = Some(rival());
		assert_ok!(Sponsorship::change(origin(), other.clone()));

		let sponsorship = Sponsorships::<Test>::get(sponsor()).unwrap();
		assert_eq!(sponsorship.terms, other);
		assert_eq!(sponsorship.budget, 500);
		System::assert_last_event(Event::Changed { sponsor: sponsor() }.into());
	});
}

#[test]
fn change_forgives_nothing_that_was_used() {
	test().execute_with(|| {
		sponsor_with(terms(), 100_000);
		assert_ok!(act(&Signer::new(1), order()));
		let usage = Sponsorships::<Test>::get(sponsor()).unwrap().usage;
		change_terms(|terms| terms.limits.acts_per_block = 1);

		assert_eq!(Sponsorships::<Test>::get(sponsor()).unwrap().usage, usage);
		assert!(act(&Signer::new(1), order()).is_err());
	});
}

#[test]
fn withdraw_frees_a_part_of_the_budget() {
	test().execute_with(|| {
		sponsor_with(terms(), 500);
		let before = free();
		assert_ok!(Sponsorship::withdraw(origin(), 200));

		assert_eq!(free(), before + 200);
		assert_eq!(on_hold(HoldReason::Budget), 300);
		assert_eq!(Sponsorships::<Test>::get(sponsor()).unwrap().budget, 300);
		System::assert_last_event(Event::Withdrawn { sponsor: sponsor(), amount: 200 }.into());
	});
}

#[test]
fn more_than_the_budget_cannot_be_withdrawn() {
	test().execute_with(|| {
		sponsor_with(terms(), 500);
		assert_noop!(Sponsorship::withdraw(origin(), 501), Error::<Test>::InsufficientFunds);
	});
}

#[test]
fn the_deposits_of_users_cannot_be_withdrawn() {
	test().execute_with(|| {
		sponsor_with(terms(), 100_000);
		assert_ok!(act(&Signer::new(1), order()));
		let budget = Sponsorships::<Test>::get(sponsor()).unwrap().budget;

		assert_noop!(Sponsorship::withdraw(origin(), budget + 1), Error::<Test>::InsufficientFunds);
		assert_ok!(Sponsorship::withdraw(origin(), budget));
		assert_eq!(on_hold(HoldReason::Budget), USER_DEPOSIT);
	});
}

#[test]
fn close_returns_everything() {
	test().execute_with(|| {
		sponsor_with(terms(), 500);
		assert_ok!(Sponsorship::close(origin()));

		assert_eq!(free(), ENDOWMENT);
		assert_eq!(Sponsorships::<Test>::get(sponsor()), None);
		System::assert_last_event(Event::Closed { sponsor: sponsor(), returned: 500 }.into());
	});
}

#[test]
fn a_sponsorship_with_records_cannot_be_closed() {
	test().execute_with(|| {
		sponsor_with(terms(), 100_000);
		assert_ok!(act(&Signer::new(1), order()));
		assert_noop!(Sponsorship::close(origin()), Error::<Test>::UsersRemain);

		System::set_block_number(PERIOD);
		let users = vec![Signer::new(1).account()].try_into().unwrap();
		assert_ok!(Sponsorship::forget(origin(), sponsor(), users));
		assert_ok!(Sponsorship::close(origin()));
	});
}

#[test]
fn who_has_no_sponsorship_has_nothing_to_manage() {
	test().execute_with(|| {
		assert_noop!(Sponsorship::fund(origin(), 500), Error::<Test>::NotFound);
		assert_noop!(Sponsorship::change(origin(), terms()), Error::<Test>::NotFound);
		assert_noop!(Sponsorship::withdraw(origin(), 0), Error::<Test>::NotFound);
		assert_noop!(Sponsorship::close(origin()), Error::<Test>::NotFound);
		let users = vec![Signer::new(1).account()].try_into().unwrap();
		assert_noop!(Sponsorship::forget(origin(), sponsor(), users), Error::<Test>::NotFound);
	});
}

#[test]
fn only_accounts_manage_sponsorships() {
	test().execute_with(|| {
		let none = RuntimeOrigin::none;
		assert_noop!(Sponsorship::open(none(), terms()), BadOrigin);
		assert_noop!(Sponsorship::fund(none(), 500), BadOrigin);
		assert_noop!(Sponsorship::change(none(), terms()), BadOrigin);
		assert_noop!(Sponsorship::withdraw(none(), 500), BadOrigin);
		assert_noop!(Sponsorship::close(none()), BadOrigin);
		let users = vec![Signer::new(1).account()].try_into().unwrap();
		assert_noop!(Sponsorship::forget(none(), sponsor(), users), BadOrigin);
	});
}
