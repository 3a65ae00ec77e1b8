// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What holds whatever anyone does; and that `try_state` notices when it does not.

use crate::{mock::*, Call, HoldReason, Limits, Pallet, Sponsorships, TermsOf, Users};
use cybermiles_test_support::ensure_invariants;
use frame_support::{
	assert_ok,
	traits::fungible::{Inspect, InspectHold},
};
use proptest::{prelude::*, sample::Index};
use sp_runtime::TryRuntimeError;

const USERS: u8 = 3;

/// What a user wants.
#[derive(Clone, Copy, Debug)]
enum Wish {
	Order,
	SoldOut,
	Quick(u64),
}

impl Wish {
	fn call(&self) -> RuntimeCall {
		match self {
			Self::Order => order(),
			Self::SoldOut => sold_out(),
			Self::Quick(weight) => quick(*weight),
		}
	}

	/// Length of the call, the most that it weighs, and what it weighs.
	fn size(&self) -> (Balance, Balance, Balance) {
		match self {
			Self::Order => (3, 1_000, 1_000),
			Self::SoldOut => (2, 1_000, 1_000),
			Self::Quick(weight) => (10, 10_000, (*weight).into()),
		}
	}

	/// The most that an act costs, and what it costs.
	fn fees(&self) -> (Balance, Balance) {
		let (length, most, weight) = self.size();
		let rest = 66 + 72 + 8 + length + 1_000 + length;
		(rest + most, rest + weight)
	}
}

/// Something that a sponsor, a user or anyone may do.
#[derive(Clone, Debug)]
enum Action {
	Open {
		sponsor: usize,
		limits: Limits<Balance>,
	},
	Change {
		sponsor: usize,
		limits: Limits<Balance>,
	},
	Fund {
		sponsor: usize,
		amount: Balance,
	},
	Withdraw {
		sponsor: usize,
		amount: Balance,
	},
	Close {
		sponsor: usize,
	},
	/// An act with the next nonce or one that far from it, valid for some blocks.
	Act {
		sponsor: usize,
		user: u8,
		wish: Wish,
		nonce: i64,
		valid_for: BlockNumber,
	},
	/// Submit a message again that has acted.
	Replay {
		message: Index,
	},
	Forget {
		sponsor: usize,
		user: u8,
	},
	Wait {
		blocks: BlockNumber,
	},
}

fn limits() -> impl Strategy<Value = Limits<Balance>> {
	let fee_per_act = prop_oneof![5 => Just(100_000), 1 => Just(2_152)];
	let spend_per_period = prop_oneof![4 => Just(1_000_000), 1 => Just(20_000)];
	let acts_per_user = prop_oneof![6 => Just(100), 3 => Just(2), 1 => Just(0)];
	let acts_per_block = prop_oneof![6 => Just(100), 3 => Just(2), 1 => Just(0)];
	(fee_per_act, spend_per_period, acts_per_user, acts_per_block).prop_map(
		|(fee_per_act, spend_per_period, acts_per_user, acts_per_block)| Limits {
			fee_per_act,
			spend_per_period,
			acts_per_user,
			acts_per_block,
		},
	)
}

fn action() -> impl Strategy<Value = Action> {
	let sponsor = || 0..2usize;
	let amount = || 0..50_000 as Balance;
	let wish =
		prop_oneof![Just(Wish::Order), Just(Wish::SoldOut), (0..=10_000u64).prop_map(Wish::Quick)];
	let nonce = prop_oneof![8 => Just(0), 1 => Just(-1), 1 => Just(1)];
	let act = (sponsor(), 0..USERS, wish, nonce, 0..MAX_LONGEVITY + 3).prop_map(
		|(sponsor, user, wish, nonce, valid_for)| Action::Act {
			sponsor,
			user,
			wish,
			nonce,
			valid_for,
		},
	);
	let open = (sponsor(), limits()).prop_map(|(sponsor, limits)| Action::Open { sponsor, limits });
	let change =
		(sponsor(), limits()).prop_map(|(sponsor, limits)| Action::Change { sponsor, limits });
	let fund = (sponsor(), amount()).prop_map(|(sponsor, amount)| Action::Fund { sponsor, amount });
	let withdraw =
		(sponsor(), amount()).prop_map(|(sponsor, amount)| Action::Withdraw { sponsor, amount });
	let forget = (sponsor(), 0..USERS).prop_map(|(sponsor, user)| Action::Forget { sponsor, user });
	prop_oneof![
		2 => open,
		1 => change,
		4 => fund,
		1 => withdraw,
		1 => sponsor().prop_map(|sponsor| Action::Close { sponsor }),
		12 => act,
		2 => any::<Index>().prop_map(|message| Action::Replay { message }),
		5 => forget,
		4 => (1..90 as BlockNumber).prop_map(|blocks| Action::Wait { blocks }),
	]
}

/// An act that took place.
#[derive(Clone)]
struct Past {
	user: u8,
	block: BlockNumber,
	fee: Balance,
	forgotten: bool,
}

/// A sponsorship as its history: all that the pallet counts is counted here each time anew.
struct Model {
	limits: Limits<Balance>,
	/// What came in and went out by the sponsor's hand.
	funded: Balance,
	acts: Vec<Past>,
}

impl Model {
	fn remembered(&self, user: u8) -> impl Iterator<Item = &Past> {
		self.acts.iter().filter(move |act| act.user == user && !act.forgotten)
	}

	fn users(&self) -> Vec<u8> {
		(0..USERS).filter(|user| self.remembered(*user).next().is_some()).collect()
	}

	fn budget(&self) -> Balance {
		let fees: Balance = self.acts.iter().map(|act| act.fee).sum();
		self.funded - fees - self.users().len() as Balance * USER_DEPOSIT
	}

	/// Whether an act of this fee is covered in block `now`, if nonce and validity are right.
	fn covers(&self, user: u8, fee: Balance, now: BlockNumber) -> bool {
		let this_period = |act: &&Past| act.block / PERIOD == now / PERIOD;
		let in_block = self.acts.iter().filter(|act| act.block == now).count() as u32;
		let of_user = self.remembered(user).filter(this_period).count() as u32;
		let spent: Balance = self.acts.iter().filter(this_period).map(|act| act.fee).sum();
		let deposit = if self.users().contains(&user) { 0 } else { USER_DEPOSIT };
		in_block < self.limits.acts_per_block
			&& of_user < self.limits.acts_per_user
			&& fee <= self.limits.fee_per_act
			&& spent + fee <= self.limits.spend_per_period
			&& fee + deposit <= self.budget()
	}

	fn can_be_forgotten(&self, user: u8, now: BlockNumber) -> bool {
		self.remembered(user)
			.last()
			.is_some_and(|act| now > act.block + MAX_LONGEVITY && now / PERIOD > act.block / PERIOD)
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	/// Whatever anyone does: an act takes place exactly if it is covered, no message acts twice, no unit is made or
	/// lost, and each budget is what was put into it less what was paid from it.
	#[test]
	fn budgets_pay_for_what_was_done_and_for_nothing_else(
		actions in proptest::collection::vec(action(), 0..80),
	) {
		test().execute_with(|| {
			let accounts = [sponsor(), rival()];
			let origin = |sponsor: usize| RuntimeOrigin::signed(accounts[sponsor].clone());
			let terms_of = |limits| TermsOf::<Test> { limits, ..terms() };
			let issuance = Balances::total_issuance();
			let mut now: BlockNumber = 1;
			// One of them has a sponsorship to begin with.
			sponsor_with(terms(), 50_000);
			let limits = terms().limits;
			let mut models = [Some(Model { limits, funded: 50_000, acts: vec![] }), None];
			let mut done: Vec<Call<Test>> = Vec::new();
			let mut paid: Balance = 0;
			let mut orders = [0u32; USERS as usize];

			for action in actions {
				match action {
					Action::Open { sponsor, limits } => {
						let outcome = Sponsorship::open(origin(sponsor), terms_of(limits));
						prop_assert_eq!(outcome.is_ok(), models[sponsor].is_none());
						models[sponsor].get_or_insert(Model { limits, funded: 0, acts: vec![] });
					},
					Action::Change { sponsor, limits } => {
						let outcome = Sponsorship::change(origin(sponsor), terms_of(limits));
						prop_assert_eq!(outcome.is_ok(), models[sponsor].is_some());
						if let Some(model) = &mut models[sponsor] {
							model.limits = limits;
						}
					},
					Action::Fund { sponsor, amount } => {
						let outcome = Sponsorship::fund(origin(sponsor), amount);
						prop_assert_eq!(outcome.is_ok(), models[sponsor].is_some());
						if let Some(model) = &mut models[sponsor] {
							model.funded += amount;
						}
					},
					Action::Withdraw { sponsor, amount } => {
						let expected =
							models[sponsor].as_ref().is_some_and(|model| amount <= model.budget());
						let outcome = Sponsorship::withdraw(origin(sponsor), amount);
						prop_assert_eq!(outcome.is_ok(), expected);
						if let (true, Some(model)) = (expected, &mut models[sponsor]) {
							model.funded -= amount;
						}
					},
					Action::Close { sponsor } => {
						let expected =
							models[sponsor].as_ref().is_some_and(|model| model.users().is_empty());
						prop_assert_eq!(Sponsorship::close(origin(sponsor)).is_ok(), expected);
						if expected {
							models[sponsor] = None;
						}
					},
					Action::Act { sponsor, user, wish, nonce, valid_for } => {
						let next =
							models[sponsor].as_ref().map_or(0, |m| m.remembered(user).count());
						let number = (next as i64 + nonce).max(0);
						let signer = Signer::new(user);
						let act = Draft::with(&signer, accounts[sponsor].clone(), wish.call())
							.nonce(number as u32)
							.valid_until(now + valid_for)
							.signed();
						let (most, fee) = wish.fees();
						let expected = number == next as i64
							&& valid_for <= MAX_LONGEVITY
							&& models[sponsor].as_ref().is_some_and(|m| m.covers(user, most, now));
						let outcome = include(act.clone());
						prop_assert_eq!(outcome.is_ok(), expected, "{:?}", outcome);
						if let (true, Some(model)) = (expected, &mut models[sponsor]) {
							model.acts.push(Past { user, block: now, fee, forgotten: false });
							paid += fee;
							orders[usize::from(user)] += u32::from(!matches!(wish, Wish::SoldOut));
							done.push(act);
						}
					},
					Action::Replay { message } => {
						if !done.is_empty() {
							let act = message.get(&done);
							prop_assert!(validate(act).is_err());
							prop_assert!(include(act.clone()).is_err());
						}
					},
					Action::Forget { sponsor, user } => {
						let expected = models[sponsor]
							.as_ref()
							.is_some_and(|model| model.can_be_forgotten(user, now));
						let users = vec![Signer::new(user).account()].try_into().unwrap();
						let payer = accounts[sponsor].clone();
						let outcome = Sponsorship::forget(origin(1 - sponsor), payer, users);
						prop_assert_eq!(outcome.is_ok(), expected);
						if let (true, Some(model)) = (expected, &mut models[sponsor]) {
							let acts = model.acts.iter_mut().filter(|act| act.user == user);
							acts.for_each(|act| act.forgotten = true);
						}
					},
					Action::Wait { blocks } => {
						now += blocks;
						System::set_block_number(now);
					},
				}

				prop_assert_eq!(Balances::total_issuance(), issuance);
				prop_assert_eq!(Balances::balance(&pot()), ENDOWMENT + paid);
				ensure_invariants::<Test, AllPalletsWithSystem>();
			}

			for act in done {
				prop_assert!(include(act).is_err());
			}
			for (account, model) in accounts.iter().zip(models) {
				let on_hold = |reason: HoldReason| {
					Balances::balance_on_hold(&reason.into(), account)
				};
				let Some(model) = model else {
					prop_assert_eq!(Sponsorships::<Test>::get(account), None);
					prop_assert_eq!(on_hold(HoldReason::Budget), 0);
					prop_assert_eq!(on_hold(HoldReason::Deposit), 0);
					continue;
				};
				let sponsorship = Sponsorships::<Test>::get(account).unwrap();
				prop_assert_eq!(sponsorship.budget, model.budget());
				prop_assert_eq!(sponsorship.users as usize, model.users().len());
				let deposits = model.users().len() as Balance * USER_DEPOSIT;
				prop_assert_eq!(on_hold(HoldReason::Budget), model.budget() + deposits);
			}
			for (user, orders) in orders.into_iter().enumerate() {
				let account = Signer::new(user as u8).account();
				prop_assert_eq!(shop::Orders::<Test>::get(&account), orders);
				prop_assert!(!System::account_exists(&account));
			}
			Ok(())
		})?;
	}
}

/// Break the state, see that `try_state` says so, and undo the damage.
fn assert_noticed(damage: impl FnOnce(), invariant: &str) {
	test().execute_with(|| {
		sponsor_with(terms(), 10_000);
		assert_ok!(act(&Signer::new(1), order()));
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

fn change(change: impl FnOnce(&mut crate::SponsorshipOf<Test>)) {
	Sponsorships::<Test>::mutate_extant(sponsor(), change);
}

fn change_record(change: impl FnOnce(&mut crate::UserRecordOf<Test>)) {
	Users::<Test>::mutate(sponsor(), Signer::new(1).account(), |record| {
		change(record.as_mut().unwrap())
	});
}

#[test]
fn a_budget_that_is_not_on_hold_is_noticed() {
	assert_noticed(|| change(|entry| entry.budget += 1), "invariant 1");
}

#[test]
fn a_hold_that_is_in_no_budget_is_noticed() {
	assert_noticed(|| change(|entry| entry.budget -= 1), "invariant 1");
}

#[test]
fn a_user_who_is_not_counted_is_noticed() {
	assert_noticed(|| change(|entry| entry.users = 0), "invariant 2");
}

#[test]
fn a_deposit_that_is_not_counted_is_noticed() {
	assert_noticed(|| change_record(|record| record.deposit += 1), "invariant 2");
}

#[test]
fn a_scope_with_a_call_of_this_pallet_is_noticed() {
	let close = index_of(&Call::close {}.into());
	assert_noticed(|| change(|entry| entry.terms.scope[0] = close), "invariant 3");
}

#[test]
fn a_record_without_a_sponsorship_is_noticed() {
	assert_noticed(|| Sponsorships::<Test>::remove(sponsor()), "invariant 4");
}

#[test]
fn a_record_of_a_user_who_never_acted_is_noticed() {
	assert_noticed(|| change_record(|record| record.acts = 0), "invariant 5");
}

#[test]
fn acts_that_used_no_nonce_are_noticed() {
	assert_noticed(|| change_record(|record| record.acts = 2), "invariant 5");
}
