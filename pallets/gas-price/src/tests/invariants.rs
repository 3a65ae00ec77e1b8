// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What holds whatever anyone does; and that `try_state` notices when it does not.

use crate::{mock::*, CurrentTariff, Error, FrozenSince, NextPrice, Observations, Pallet, Rate};
use cybermiles_test_support::ensure_invariants;
use frame_support::dispatch::Pays;
use proptest::prelude::*;
use sp_runtime::{DispatchError, TryRuntimeError};
use std::collections::{BTreeMap, BTreeSet};

/// Something that a member, a stranger, governance or time does.
#[derive(Clone, Debug)]
enum Action {
	/// Submit so many thousandths of the present rate.
	Submit { member: AccountId, thousandths: u128 },
	/// Submit so many units.
	SubmitUnits { member: AccountId, units: u128 },
	/// All members submit so many thousandths of the present rate.
	Agree { thousandths: u128 },
	/// Let blocks pass.
	Pass { blocks: u32 },
	/// Take a member in, or dismiss it if it is one.
	Toggle { member: AccountId },
	/// Set the price.
	SetPrice { price: u64 },
}

fn action() -> impl Strategy<Value = Action> {
	let blocks = prop_oneof![5 => 1..4u32, 1 => 90..110u32];
	let units = prop_oneof![Just(0), 1..10u128.pow(13), Just(10u128.pow(24)), any::<u128>()];
	prop_oneof![
		8 => (1..=7u64, 500..2_000u128)
			.prop_map(|(member, thousandths)| Action::Submit { member, thousandths }),
		2 => (1..=7u64, 50..11_000u128)
			.prop_map(|(member, thousandths)| Action::Submit { member, thousandths }),
		1 => (1..=7u64, units).prop_map(|(member, units)| Action::SubmitUnits { member, units }),
		2 => (900..1_100u128).prop_map(|thousandths| Action::Agree { thousandths }),
		5 => blocks.prop_map(|blocks| Action::Pass { blocks }),
		2 => (1..=7u64).prop_map(|member| Action::Toggle { member }),
		1 => (0..=MAX_PRICE + 1).prop_map(|price| Action::SetPrice { price }),
	]
}

/// The same, said naively, in units of 10⁻¹⁸ dollars.
#[derive(Debug)]
struct Model {
	block: u32,
	rate: u128,
	price: u64,
	next_price: Option<u64>,
	members: BTreeSet<AccountId>,
	said: BTreeMap<AccountId, (u128, u32)>,
	frozen_since: Option<u32>,
}

impl Model {
	/// Whether a submission is free, or why it is refused.
	fn submit(&mut self, member: AccountId, says: u128) -> Result<Pays, Error<Test>> {
		if !self.members.contains(&member) {
			return Err(Error::NotAuthorized);
		}
		if says == 0 {
			return Err(Error::ZeroRate);
		}
		if !(10u128.pow(12)..=10u128.pow(24)).contains(&says) {
			return Err(Error::RateOutOfBounds);
		}
		if says > self.rate * 10 || says * 10 < self.rate {
			return Err(Error::AbsurdJump);
		}
		let again = self.said.get(&member).is_some_and(|(_, block)| *block == self.block);
		self.said.insert(member, (says, self.block));
		Ok(if again { Pays::Yes } else { Pays::No })
	}

	/// A block begins: the rate follows if more than half of all members are on one side of it, up to the furthest that
	/// more than half go along with.
	fn next_block(&mut self) {
		self.block += 1;
		let fresh: Vec<u128> = self
			.said
			.values()
			.filter(|(_, block)| self.block - block <= 100)
			.map(|(says, _)| *says)
			.collect();
		let most = |count: usize| 2 * count > self.members.len();
		let up = fresh.iter().filter(|goal| most(fresh.iter().filter(|says| says >= goal).count()));
		let down =
			fresh.iter().filter(|goal| most(fresh.iter().filter(|says| says <= goal).count()));
		let up = up.max().copied().unwrap_or(0);
		let down = down.min().copied().unwrap_or(u128::MAX);
		let step = self.rate / 1_000;
		if up > self.rate {
			self.rate = up.min(self.rate + step);
		} else if down < self.rate {
			self.rate = down.max(self.rate - step);
		}

		self.price = self.next_price.take().unwrap_or(self.price);
		self.frozen_since = match self.frozen_since {
			_ if most(fresh.len()) => None,
			Some(block) => Some(block),
			None => Some(self.block),
		};
	}

	fn toggle(&mut self, member: AccountId) {
		if self.members.remove(&member) {
			self.said.remove(&member);
		} else {
			self.members.insert(member);
		}
	}

	/// The price of 1,000,000 gas: a micro-dollar at a rate of a unit is 10³⁰ units of CMT.
	fn cmt_per_million_gas(&self) -> u128 {
		(u128::from(self.price) * 10u128.pow(30)).div_ceil(self.rate)
	}
}

fn assert_same(model: &Model) -> Result<(), TestCaseError> {
	let tariff = GasPrice::tariff();
	prop_assert_eq!(tariff.rate.into_inner(), model.rate);
	prop_assert_eq!(tariff.micro_usd_per_million_gas, model.price);
	prop_assert_eq!(tariff.cmt_per_million_gas, model.cmt_per_million_gas());
	prop_assert_eq!(GasPrice::frozen_since(), model.frozen_since);
	let said: BTreeMap<_, _> = GasPrice::observations()
		.into_iter()
		.map(|known| (known.member, (known.rate.into_inner(), known.at)))
		.collect();
	prop_assert_eq!(&said, &model.said);
	ensure_invariants::<Test, AllPalletsWithSystem>();
	Ok(())
}

fn try_submit(model: &mut Model, member: AccountId, says: u128) -> Result<(), TestCaseError> {
	let outcome = submit(member, Rate::from_inner(says));
	let outcome = outcome.map(|info| info.pays_fee).map_err(|error| error.error);
	prop_assert_eq!(outcome, model.submit(member, says).map_err(DispatchError::from));
	Ok(())
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	/// Whatever is done, in whatever order: the chain and the model agree on every outcome and on the state.
	#[test]
	fn the_rate_is_what_the_model_says(
		members in 0..=7u64,
		power in 12..24u32,
		actions in proptest::collection::vec(action(), 0..60),
	) {
		let rate = 10u128.pow(power);
		founded_at(Rate::from_inner(rate), FIRST_PRICE, members).execute_with(|| {
			let mut model = Model {
				block: 1,
				rate,
				price: FIRST_PRICE,
				next_price: None,
				members: (1..=members).collect(),
				said: BTreeMap::new(),
				frozen_since: None,
			};
			for action in actions {
				match action {
					Action::Submit { member, thousandths } => {
						let says = model.rate / 1_000 * thousandths;
						try_submit(&mut model, member, says)?;
					},
					Action::SubmitUnits { member, units } => try_submit(&mut model, member, units)?,
					Action::Agree { thousandths } => {
						let says = model.rate / 1_000 * thousandths;
						for member in model.members.clone() {
							try_submit(&mut model, member, says)?;
						}
					},
					Action::Pass { blocks } => {
						for _ in 0..blocks {
							next_block();
							model.next_block();
							prop_assert_eq!(GasPrice::tariff().rate.into_inner(), model.rate);
						}
					},
					Action::Toggle { member } => {
						let change = if model.members.contains(&member) {
							Committee::remove_member(RuntimeOrigin::root(), member)
						} else {
							Committee::add_member(RuntimeOrigin::root(), member)
						};
						prop_assert!(change.is_ok());
						model.toggle(member);
					},
					Action::SetPrice { price } => {
						let outcome = GasPrice::set_price(RuntimeOrigin::root(), price);
						let possible = (1..=MAX_PRICE).contains(&price);
						prop_assert_eq!(outcome.is_ok(), possible);
						if possible {
							model.next_price = Some(price);
						}
					},
				}
				assert_same(&model)?;
			}
			Ok(())
		})?;
	}
}

/// Break the state, see that `try_state` says so, and undo the damage.
fn assert_noticed(damage: impl FnOnce(), invariant: &str) {
	committee_of(3).execute_with(|| {
		all_submit(1..=3, FIRST_RATE);
		let outcome = frame_support::storage::with_transaction(|| {
			damage();
			let outcome = Pallet::<Test>::do_try_state();
			sp_runtime::TransactionOutcome::Rollback(Ok::<_, DispatchError>(outcome))
		});
		match outcome.unwrap() {
			Err(TryRuntimeError::Other(reason)) => {
				assert!(reason.starts_with(invariant), "{reason}")
			},
			other => panic!("{invariant} went unnoticed: {other:?}"),
		}
	});
}

fn change_tariff(change: impl FnOnce(&mut crate::Tariff)) {
	CurrentTariff::<Test>::mutate(change);
}

fn change_first(change: impl FnOnce(&mut crate::ObservationOf<Test>)) {
	Observations::<Test>::mutate(|observations| change(observations.iter_mut().next().unwrap()));
}

#[test]
fn a_rate_outside_its_limits_is_noticed() {
	let above = MaxRate::get() + Rate::from_inner(1);
	assert_noticed(|| change_tariff(|tariff| tariff.rate = above), "invariant 1");
}

#[test]
fn a_price_of_zero_is_noticed() {
	assert_noticed(|| change_tariff(|tariff| tariff.micro_usd_per_million_gas = 0), "invariant 2");
}

#[test]
fn a_next_price_outside_its_limits_is_noticed() {
	assert_noticed(|| NextPrice::<Test>::put(MAX_PRICE + 1), "invariant 2");
}

#[test]
fn a_price_in_cmt_that_differs_is_noticed() {
	assert_noticed(|| change_tariff(|tariff| tariff.cmt_per_million_gas += 1), "invariant 3");
	assert_noticed(|| change_tariff(|tariff| tariff.cmt_per_million_gas = 0), "invariant 3");
}

#[test]
fn an_observation_that_cannot_be_is_noticed() {
	assert_noticed(|| change_first(|known| known.rate = Rate::from_inner(0)), "invariant 4");
	assert_noticed(|| change_first(|known| known.at = 2), "invariant 4");
}

#[test]
fn observations_out_of_order_are_noticed() {
	let swap = || Observations::<Test>::mutate(|observations| observations.as_mut().swap(0, 1));
	assert_noticed(swap, "invariant 5");
	assert_noticed(|| change_first(|known| known.member = 2), "invariant 5");
}

#[test]
fn an_observation_of_a_stranger_is_noticed() {
	assert_noticed(|| change_first(|known| known.member = 0), "invariant 6");
}

#[test]
fn a_freeze_yet_to_come_is_noticed() {
	assert_noticed(|| FrozenSince::<Test>::put(2), "invariant 7");
}
