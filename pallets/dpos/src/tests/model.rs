// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Whatever delegators do, it comes to what a model says that keeps an exact account of each of them and knows of no
//! shares. What an account delegates is a fraction there; rewards and slashes are divided by a loop over delegators.
//!
//! Of pallet-staking the model takes what its ledgers lost in a slash, and of an era what a candidate was paid in all.
//!
//! The pallet rounds where the model does not. An act rounds the price of a fund at most twice, by less than a unit and
//! less than a share, always against who acts: the difference stays with the others in the fund, and grows with the
//! fund. So after n acts on a candidate's pool nobody is more than a few units times n, times what the fund has grown
//! since, away from the model: below it by its own acts, above it by those of others. No act lets anyone else lose.

use crate::{
	mock::*, Candidates, Delegations, Event, Exits, PoolAccounts, Profiles, Standing, Unbonding,
};
use cybermiles_primitives::Balance;
use cybermiles_test_support::ensure_invariants;
use frame_support::{assert_ok, traits::fungible::Inspect};
use proptest::prelude::*;
use sp_core::U512;
use sp_runtime::{DispatchError, DispatchResult};
use std::collections::BTreeMap;

const DELEGATORS: std::ops::Range<u8> = 50..55;
const CANDIDATES: std::ops::RangeInclusive<u8> = 1..=3;
/// How far, in units, one act may take anyone's stake from the model.
const UNITS_PER_ACT: Balance = 4;

/// An amount, to the 2^128th part of a unit.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
struct Exact(U512);

impl Exact {
	fn of(amount: Balance) -> Self {
		Self(U512::from(amount) << 128)
	}

	fn units(self) -> Balance {
		(self.0 >> 128).as_u128()
	}

	fn plus(self, other: Self) -> Self {
		Self(self.0 + other.0)
	}

	fn minus(self, other: Self) -> Self {
		Self(self.0.saturating_sub(other.0))
	}

	/// This part of it: `part` of `whole`.
	fn times(self, part: Self, whole: Self) -> Self {
		Self((self.0 * part.0).checked_div(whole.0).unwrap_or_default())
	}

	fn sum(amounts: impl Iterator<Item = Self>) -> Self {
		amounts.fold(Self::default(), Self::plus)
	}
}

#[derive(Clone, Debug, Default)]
struct Stake {
	amount: Exact,
	unclaimed: Exact,
	compounding: bool,
}

#[derive(Clone, Debug)]
struct Leaving {
	delegator: u8,
	candidate: u8,
	era: u32,
	to: Option<u8>,
	amount: Exact,
	compounding: bool,
}

/// What everyone has.
#[derive(Default)]
struct Model {
	stakes: BTreeMap<(u8, u8), Stake>,
	leaving: Vec<Leaving>,
	/// How far, in units, anyone's stake on a candidate may be from this.
	bounds: BTreeMap<u8, Balance>,
}

fn number(account: &AccountId) -> u8 {
	AsRef::<[u8]>::as_ref(account)[0]
}

/// What pallet-staking has of a pool: active, and unbonding by era.
fn ledger(candidate: u8) -> (Balance, BTreeMap<u32, Balance>) {
	let ledger = pallet_staking::Ledger::<Test>::get(pool(candidate));
	ledger.map_or_else(Default::default, |ledger| {
		let chunks = ledger.unlocking.iter().map(|chunk| (chunk.era, chunk.value)).collect();
		(ledger.active, chunks)
	})
}

fn planned_era() -> u32 {
	pallet_staking::CurrentEra::<Test>::get().unwrap()
}

impl Model {
	/// So many acts were rounded.
	fn round(&mut self, candidate: u8, acts: Balance) {
		*self.bounds.entry(candidate).or_default() += acts * UNITS_PER_ACT;
	}

	fn stake(&mut self, delegator: u8, candidate: u8) -> &mut Stake {
		self.stakes.entry((delegator, candidate)).or_default()
	}

	fn delegate(&mut self, delegator: u8, candidate: u8, amount: Exact, compounding: bool) {
		let stake = self.stake(delegator, candidate);
		stake.amount = stake.amount.plus(amount);
		stake.compounding = compounding;
	}

	fn undelegate(
		&mut self,
		delegator: u8,
		candidate: u8,
		amount: Option<Balance>,
		to: Option<u8>,
	) {
		let stake = self.stake(delegator, candidate);
		let amount = amount.map_or(stake.amount, Exact::of);
		stake.amount = stake.amount.minus(amount);
		let compounding = stake.compounding;
		if !Delegations::<Test>::contains_key(account(delegator), account(candidate)) {
			self.stakes.remove(&(delegator, candidate));
		}
		let era = planned_era() + 3;
		let exits = Exits::<Test>::get(account(delegator), account(candidate));
		if !exits.iter().any(|exit| exit.era == era) {
			// It was slashed to nothing, so nothing leaves.
			return self.assert_near(candidate, 0, amount);
		}
		self.leaving.push(Leaving { delegator, candidate, era, to, amount, compounding });
	}

	/// A candidate and its delegators were paid for an era.
	fn reward(&mut self, candidate: u8, reward: Balance) {
		let entry = entry(candidate);
		let own = Exact::of(entry.self_stake);
		let mut of_pool: Vec<&mut Stake> = self
			.stakes
			.iter_mut()
			.filter(|((_, other), _)| *other == candidate)
			.map(|(_, stake)| stake)
			.collect();
		let delegated = Exact::sum(of_pool.iter().map(|stake| stake.amount));
		let total = own.plus(delegated);
		let room = Exact::of(entry.max_stake).minus(total);
		let kept = Exact::of(Balance::from(1_000_000_000 - entry.commission.deconstruct()));
		let rewards: Vec<Exact> = of_pool
			.iter()
			.map(|stake| Exact::of(reward).times(stake.amount, total))
			.map(|gross| gross.times(kept, Exact::of(1_000_000_000)))
			.collect();
		let compounded = Exact::sum(
			of_pool.iter().zip(&rewards).filter(|(stake, _)| stake.compounding).map(|(_, it)| *it),
		);
		let staked = compounded.min(room);
		for (stake, reward) in of_pool.iter_mut().zip(rewards) {
			let added =
				if stake.compounding { staked.times(reward, compounded) } else { Exact::default() };
			stake.amount = stake.amount.plus(added);
			stake.unclaimed = stake.unclaimed.plus(reward.minus(added));
		}
		// Differences grow as the stakes do.
		let all = delegated.plus(Exact::of(reward));
		let bound = Exact::of(self.bounds.get(&candidate).copied().unwrap_or_default());
		self.bounds.insert(candidate, bound.times(all, delegated).units());
		self.round(candidate, 2);
	}

	/// A pool's ledger was this and is now something less.
	fn slash(&mut self, candidate: u8, before: (Balance, BTreeMap<u32, Balance>)) {
		let after = ledger(candidate);
		for (_, stake) in self.stakes.iter_mut().filter(|((_, other), _)| *other == candidate) {
			stake.amount = stake.amount.times(Exact::of(after.0), Exact::of(before.0));
		}
		for leaving in self.leaving.iter_mut().filter(|leaving| leaving.candidate == candidate) {
			if let Some(before) = before.1.get(&leaving.era) {
				let after = after.1.get(&leaving.era).copied().unwrap_or_default();
				leaving.amount = leaving.amount.times(Exact::of(after), Exact::of(*before));
			}
		}
		self.round(candidate, 1);
	}

	/// Take out the exit of the chain that is free, fits and comes to this amount: what was taken out of a delegation in an
	/// era, to the same end. Which of several is first is left to the chain.
	fn free(&mut self, amount: Balance, fits: impl Fn(&Leaving) -> bool) -> Leaving {
		let planned = planned_era();
		let key = |it: &Leaving| (it.candidate, it.era, it.compounding);
		let mut sums = BTreeMap::<_, Exact>::new();
		for it in self.leaving.iter().filter(|it| it.era <= planned && fits(it)) {
			let sum = sums.entry(key(it)).or_default();
			*sum = sum.plus(it.amount);
		}
		let (exit, exact) = sums
			.into_iter()
			.min_by_key(|(_, sum)| sum.units().abs_diff(amount))
			.expect("somebody has left");
		let left = self.leaving.iter().find(|it| fits(it) && key(it) == exit).cloned();
		self.leaving.retain(|it| !fits(it) || key(it) != exit);
		self.assert_near(exit.0, amount, exact);
		self.round(exit.0, 1);
		Leaving { amount: exact, ..left.expect("it was summed up") }
	}

	/// Follow what happened of itself.
	fn follow(&mut self, events: Vec<Event<Test>>) {
		let mut failed = None;
		for event in events {
			match event {
				Event::CandidateRewarded { candidate, to_candidate, to_delegators } => {
					self.reward(number(&candidate), to_candidate + to_delegators)
				},
				Event::RedelegationFailed { to, .. } => failed = Some(number(&to)),
				Event::Withdrawn { delegator, candidate, amount } => {
					// Of one that failed, its target says which.
					let exit = (number(&delegator), number(&candidate), failed.take());
					self.free(amount, |it| (it.delegator, it.candidate, it.to) == exit);
				},
				Event::Delegated { delegator, candidate, amount } => {
					let (delegator, to) = (number(&delegator), number(&candidate));
					let fits = |it: &Leaving| (it.delegator, it.to) == (delegator, Some(to));
					let left = self.free(amount, fits);
					let kept = self.stakes.get(&(delegator, to)).map(|stake| stake.compounding);
					self.delegate(delegator, to, left.amount, kept.unwrap_or(left.compounding));
					// It brings along how far it is from this.
					let brought = self.bounds.get(&left.candidate).copied().unwrap_or_default();
					*self.bounds.entry(to).or_default() += brought;
					self.round(to, 1);
				},
				_ => {},
			}
		}
	}

	#[track_caller]
	fn assert_near(&self, candidate: u8, chain: Balance, model: Exact) {
		let bound = self.bounds.get(&candidate).copied().unwrap_or_default() + UNITS_PER_ACT;
		let model = model.units();
		assert!(chain.abs_diff(model) <= bound, "{chain} is not {model}, to {bound} units");
	}

	/// The chain says the same of everyone.
	fn check(&mut self) {
		for delegator in DELEGATORS {
			for candidate in CANDIDATES {
				let stake = self.stakes.get(&(delegator, candidate)).cloned();
				let has = Delegations::<Test>::contains_key(account(delegator), account(candidate));
				assert_eq!(has, stake.is_some(), "{delegator} to {candidate}");
				let stake = stake.unwrap_or_default();
				self.assert_near(candidate, worth(delegator, candidate), stake.amount);
				self.assert_near(candidate, claimable(delegator, candidate), stake.unclaimed);
				let exact = self
					.leaving
					.iter()
					.filter(|it| (it.delegator, it.candidate) == (delegator, candidate))
					.map(|it| it.amount);
				self.assert_near(candidate, leaving(delegator, candidate), Exact::sum(exact));
			}
		}
	}
}

#[derive(Clone, Debug)]
enum Step {
	Delegate {
		delegator: u8,
		candidate: u8,
		amount: Balance,
		compounding: bool,
	},
	/// Of what is delegated so many hundredths, or all.
	Undelegate {
		delegator: u8,
		candidate: u8,
		percent: Option<u8>,
		to: Option<u8>,
	},
	SetCompounding {
		delegator: u8,
		candidate: u8,
		compounding: bool,
	},
	Claim {
		delegator: u8,
		candidate: u8,
	},
	Withdraw {
		delegator: u8,
		candidate: u8,
	},
	Offend {
		candidate: u8,
		percent: u32,
	},
	Bond {
		candidate: u8,
		amount: Balance,
	},
	Unbond {
		candidate: u8,
		amount: Balance,
	},
	Income {
		amount: Balance,
	},
	/// From now on nothing is withdrawn by itself, or all is again.
	ByHand {
		by_hand: bool,
	},
	Sessions {
		count: u32,
	},
}

fn step() -> impl Strategy<Value = Step> {
	let pair = || (DELEGATORS, CANDIDATES);
	let amount = || prop_oneof![UNIT..10 * UNIT, 10 * UNIT..3_000 * UNIT];
	prop_oneof![
		6 => (pair(), amount(), any::<bool>()).prop_map(
			|((delegator, candidate), amount, compounding)| {
				Step::Delegate { delegator, candidate, amount, compounding }
			}
		),
		5 => (pair(), proptest::option::weighted(0.7, 1..=100u8),
			proptest::option::of(CANDIDATES)).prop_map(
			|((delegator, candidate), percent, to)| {
				Step::Undelegate { delegator, candidate, percent, to }
			}
		),
		2 => (pair(), any::<bool>()).prop_map(|((delegator, candidate), compounding)| {
			Step::SetCompounding { delegator, candidate, compounding }
		}),
		1 => pair().prop_map(|(delegator, candidate)| Step::Claim { delegator, candidate }),
		1 => pair().prop_map(|(delegator, candidate)| Step::Withdraw { delegator, candidate }),
		1 => (CANDIDATES, prop_oneof![1..=60u32, Just(100)])
			.prop_map(|(candidate, percent)| Step::Offend { candidate, percent }),
		1 => (CANDIDATES, amount())
			.prop_map(|(candidate, amount)| Step::Bond { candidate, amount }),
		1 => (CANDIDATES, amount())
			.prop_map(|(candidate, amount)| Step::Unbond { candidate, amount }),
		1 => (0..300 * UNIT).prop_map(|amount| Step::Income { amount }),
		1 => any::<bool>().prop_map(|by_hand| Step::ByHand { by_hand }),
		5 => (1..5u32).prop_map(|count| Step::Sessions { count }),
	]
}

/// All that accounts have, free and on hold.
fn all_money() -> Balance {
	frame_system::Account::<Test>::iter_values().map(|it| it.data.free + it.data.reserved).sum()
}

/// What each delegator has of each candidate: staked, to claim and leaving.
fn all_stakes() -> BTreeMap<(u8, u8), [Balance; 3]> {
	DELEGATORS
		.flat_map(|delegator| CANDIDATES.map(move |candidate| (delegator, candidate)))
		.map(|(d, c)| ((d, c), [worth(d, c), claimable(d, c), leaving(d, c)]))
		.collect()
}

/// What one of them has in all.
fn wealth(delegator: u8) -> Balance {
	let stakes = CANDIDATES
		.map(|c| worth(delegator, c) + claimable(delegator, c) + leaving(delegator, c))
		.sum::<Balance>();
	Balances::total_balance(&account(delegator)) + stakes
}

/// Do what a delegator does, and say whether it could: no one else loses by it, and it gains nothing.
fn act(delegator: u8, call: impl FnOnce() -> DispatchResult) -> bool {
	let (before, had) = (all_stakes(), wealth(delegator));
	let done = frame_support::storage::with_storage_layer(call).is_ok();
	let after = all_stakes();
	for (key, before) in before.iter().filter(|((other, _), _)| *other != delegator) {
		let after = &after[key];
		assert!(after.iter().zip(before).all(|(after, before)| after >= before), "{key:?}");
	}
	// What it has is a sum of parts that are each rounded down; they may be rounded less than before, but not made more.
	let slack = 3 * Balance::from(CANDIDATES.count() as u32);
	assert!(wealth(delegator) <= had + slack, "{had} became {}", wealth(delegator));
	done
}

fn run(model: &mut Model, blocks: u32) {
	for _ in 0..blocks {
		next_block();
		model.follow(events());
	}
}

fn follow_call(model: &mut Model, call: impl FnOnce()) {
	frame_system::Pallet::<Test>::reset_events();
	call();
	model.follow(events());
}

fn take(model: &mut Model, step: Step) {
	match step {
		Step::Delegate { delegator, candidate, amount, compounding } => {
			let call =
				|| Dpos::delegate(signed(delegator), account(candidate), amount, compounding);
			if act(delegator, call) {
				model.delegate(delegator, candidate, Exact::of(amount), compounding);
				model.round(candidate, 1);
			}
		},
		Step::Undelegate { delegator, candidate, percent, to } => {
			let amount = percent.map(|it| worth(delegator, candidate) * Balance::from(it) / 100);
			let from = account(candidate);
			let done = act(delegator, || match to {
				Some(to) => Dpos::redelegate(signed(delegator), from, account(to), amount),
				None => Dpos::undelegate(signed(delegator), from, amount),
			});
			if done {
				model.undelegate(delegator, candidate, amount, to);
				model.round(candidate, 2);
			}
		},
		Step::SetCompounding { delegator, candidate, compounding } => {
			let call = || Dpos::set_compounding(signed(delegator), account(candidate), compounding);
			if act(delegator, call) {
				model.stake(delegator, candidate).compounding = compounding;
				model.round(candidate, 1);
			}
		},
		Step::Claim { delegator, candidate } => {
			let call = || Dpos::claim(signed(99), account(delegator), account(candidate));
			if act(delegator, call) {
				model.stake(delegator, candidate).unclaimed = Exact::default();
				if !Delegations::<Test>::contains_key(account(delegator), account(candidate)) {
					model.stakes.remove(&(delegator, candidate));
				}
				model.round(candidate, 1);
			}
		},
		Step::Withdraw { delegator, candidate } => follow_call(model, || {
			let (delegator, candidate) = (account(delegator), account(candidate));
			let call = || Dpos::withdraw(signed(99), delegator, candidate);
			let _ = frame_support::storage::with_storage_layer(call);
		}),
		Step::Offend { candidate, percent } => {
			let before = ledger(candidate);
			offend(&[candidate], percent);
			model.slash(candidate, before);
		},
		Step::Bond { candidate, amount } => {
			let call = || Dpos::bond(signed(candidate), amount);
			let _ = frame_support::storage::with_storage_layer(call);
		},
		Step::Unbond { candidate, amount } => {
			let call = || Dpos::unbond(signed(candidate), amount);
			let _ = frame_support::storage::with_storage_layer(call);
		},
		Step::Income { amount } => EraIncome::set(amount),
		Step::ByHand { by_hand } => {
			TestAgenda::refuse(by_hand.then_some(DispatchError::Exhausted));
		},
		Step::Sessions { count } => run(model, count * SessionLength::get()),
	}
}

/// Everyone leaves; nothing is left of anyone.
fn leave(model: &mut Model) {
	TestAgenda::refuse(None);
	for delegator in DELEGATORS {
		for candidate in CANDIDATES {
			let leave = || Step::Undelegate { delegator, candidate, percent: None, to: None };
			take(model, leave());
			// As many exits wait as may, or what left in this era has lost all.
			if model.stakes.contains_key(&(delegator, candidate)) {
				run(model, 4 * 3 * SessionLength::get());
				take(model, Step::Withdraw { delegator, candidate });
				take(model, leave());
			}
			model.check();
		}
	}
	for candidate in CANDIDATES {
		assert_ok!(Dpos::retire(signed(candidate)));
	}
	run(model, 5 * 3 * SessionLength::get());
	for delegator in DELEGATORS {
		for candidate in CANDIDATES {
			take(model, Step::Withdraw { delegator, candidate });
		}
	}
	model.check();
	assert!(model.stakes.is_empty() && model.leaving.is_empty());
	for candidate in CANDIDATES {
		assert_eq!(entry(candidate).standing, Standing::Retired);
		assert_ok!(Dpos::withdraw_self_stake(signed(99), account(candidate)));
		assert_eq!(Balances::total_balance(&pool(candidate)), 0);
		assert_eq!(held(&account(candidate)), 0);
		assert!(pallet_staking::Ledger::<Test>::get(pool(candidate)).is_none());
		assert!(pallet_staking::Ledger::<Test>::get(account(candidate)).is_none());
	}
	// Of the fourth, without which nobody could be elected.
	assert_eq!(Candidates::<Test>::iter().count(), 1);
	assert_eq!(PoolAccounts::<Test>::iter().count(), 1);
	assert_eq!(Profiles::<Test>::iter().count(), 1);
	assert_eq!(Delegations::<Test>::iter().count(), 0);
	assert_eq!(Exits::<Test>::iter().count(), 0);
	assert_eq!(Unbonding::<Test>::iter().count(), 0);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn everyone_has_what_an_exact_account_says(steps in proptest::collection::vec(step(), 10..40)) {
		four(|| {
			EraIncome::set(100 * UNIT);
			let mut model = Model::default();
			for step in steps {
				take(&mut model, step);
				model.check();
				ensure_invariants::<Test, AllPalletsWithSystem>();
				assert_eq!(all_money(), pallet_balances::TotalIssuance::<Test>::get());
			}
			leave(&mut model);
			assert_eq!(all_money(), pallet_balances::TotalIssuance::<Test>::get());
		});
	}
}
