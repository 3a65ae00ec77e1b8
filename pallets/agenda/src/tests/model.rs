// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Whatever is scheduled, cancelled and done, the agenda does what a naive one would that keeps everything in one list
//! and looks through all of it for each step.

use crate::{mock::*, Error, Items};
use cybermiles_test_support::ensure_invariants;
use cybermiles_traits::{Agenda as _, Ticket};
use frame_support::traits::fungible::Inspect;
use proptest::prelude::*;
use sp_runtime::DispatchError;
use std::collections::BTreeMap;

const BUDGET: u64 = 1_000;

/// An item that was scheduled at some time.
struct Entry {
	ticket: Ticket<BlockNumber>,
	task: Task,
	/// Who pays, and the price.
	payer: Option<(AccountId, Balance)>,
	/// Whether it is neither done nor cancelled nor dropped.
	waits: bool,
}

struct Model {
	now: BlockNumber,
	factor: u64,
	entries: Vec<Entry>,
	/// The place that is looked at next, once anything was scheduled.
	next: Option<Ticket<BlockNumber>>,
	free: BTreeMap<AccountId, Balance>,
	log: Vec<(BlockNumber, u32)>,
}

impl Model {
	fn new() -> Self {
		let free = [ALICE, POOR, POT].map(|account| (account, Balances::balance(&account)));
		Self { now: 1, factor: 1, entries: vec![], next: None, free: free.into(), log: vec![] }
	}

	fn fits(&self, weight: u64) -> bool {
		BASE + BUCKET + HOLE + ITEM + weight <= BUDGET
	}

	fn at(&self, ticket: Ticket<BlockNumber>) -> Option<usize> {
		self.entries.iter().position(|entry| entry.ticket == ticket)
	}

	fn held(&self, account: AccountId) -> Balance {
		let waiting = self.entries.iter().filter(|entry| entry.waits);
		waiting
			.filter_map(|entry| entry.payer)
			.filter(|(payer, _)| *payer == account)
			.map(|(_, price)| price + DEPOSIT)
			.sum()
	}

	fn schedule(
		&mut self,
		due: BlockNumber,
		task: Task,
		payer: Option<AccountId>,
	) -> Result<Ticket<BlockNumber>, Error<Test>> {
		if due <= self.now {
			return Err(Error::TooEarly);
		}
		if due > self.now + HORIZON {
			return Err(Error::TooFar);
		}
		let weight = task.weight * self.factor;
		if !self.fits(weight) {
			return Err(Error::TooHeavy);
		}
		let price = Balance::from(HOLE + ITEM + weight);
		if let Some(payer) = payer {
			let free = self.free.get_mut(&payer).unwrap();
			if *free < EXISTENTIAL_DEPOSIT + price + DEPOSIT {
				return Err(Error::InsufficientFunds);
			}
			*free -= price + DEPOSIT;
		}
		let index = self.entries.iter().filter(|entry| entry.ticket.due == due).count() as u32;
		let ticket = Ticket { due, index };
		self.next.get_or_insert(Ticket { due: self.now + 1, index: 0 });
		let payer = payer.map(|payer| (payer, price));
		self.entries.push(Entry { ticket, task, payer, waits: true });
		Ok(ticket)
	}

	fn cancel(&mut self, ticket: Ticket<BlockNumber>) -> Result<(), Error<Test>> {
		let place = self.at(ticket).filter(|place| self.entries[*place].waits);
		let entry = &mut self.entries[place.ok_or(Error::NotFound)?];
		entry.waits = false;
		if let Some((payer, price)) = entry.payer {
			*self.free.get_mut(&payer).unwrap() += price + DEPOSIT;
		}
		Ok(())
	}

	/// Do what is due within this weight, and return what was spent.
	fn poll(&mut self, limit: u64) -> u64 {
		let limit = limit.min(BUDGET);
		let mut left = limit;
		let mut spend = |cost: u64| {
			let fits = cost <= left;
			left -= if fits { cost } else { 0 };
			fits
		};
		if spend(BASE) {
			'all: while let Some(start) = self.next.filter(|next| next.due <= self.now) {
				if !spend(BUCKET) {
					break;
				}
				let mut next = start;
				while let Some(place) = self.at(next) {
					if !spend(HOLE) {
						break 'all;
					}
					if self.entries[place].waits {
						let weight = self.entries[place].task.weight * self.factor;
						let fits = self.fits(weight);
						if !spend(if fits { ITEM + weight } else { ITEM }) {
							break 'all;
						}
						if fits {
							self.settle(place);
						} else {
							self.cancel(next).ok().unwrap();
						}
					}
					next.index += 1;
					self.next = Some(next);
				}
				self.next = Some(Ticket { due: next.due + 1, index: 0 });
			}
		}
		limit - left
	}

	fn settle(&mut self, place: usize) {
		let entry = &mut self.entries[place];
		entry.waits = false;
		let task = entry.task.clone();
		if let Some((payer, price)) = entry.payer {
			*self.free.get_mut(&payer).unwrap() += DEPOSIT;
			*self.free.get_mut(&POT).unwrap() += price;
		}
		let done = match task.deed {
			Deed::Nothing => true,
			Deed::Fail => false,
			Deed::Schedule(name, ahead, payer) => {
				self.schedule(self.now + ahead, plain(name), payer).is_ok()
			},
			Deed::Cancel(ticket) => self.cancel(ticket).is_ok(),
			Deed::Check => unreachable!("no step schedules it"),
		};
		if done {
			self.log.push((self.now, task.name));
		}
	}
}

#[derive(Clone, Debug)]
enum Step {
	/// Schedule a task of this weight so many blocks ahead.
	Schedule(BlockNumber, u64, Intent, Option<AccountId>),
	/// Cancel what was scheduled as one of so many.
	Cancel(prop::sample::Index),
	/// Go on so many blocks, the last of which has this weight left.
	Blocks(BlockNumber, u64),
	/// From now on tasks weigh this many times as much.
	Upgrade(u64),
}

/// What a task will do.
#[derive(Clone, Debug)]
enum Intent {
	Nothing,
	Fail,
	Schedule(BlockNumber, Option<AccountId>),
	Cancel(prop::sample::Index),
}

fn payers() -> impl Strategy<Value = Option<AccountId>> {
	prop_oneof![2 => Just(None), 3 => Just(Some(ALICE)), 1 => Just(Some(POOR))]
}

fn intents() -> impl Strategy<Value = Intent> {
	prop_oneof![
		4 => Just(Intent::Nothing),
		2 => Just(Intent::Fail),
		2 => (0u32..4, payers()).prop_map(|(ahead, payer)| Intent::Schedule(ahead, payer)),
		2 => any::<prop::sample::Index>().prop_map(Intent::Cancel),
	]
}

fn steps() -> impl Strategy<Value = Step> {
	let ahead = prop_oneof![20 => 0u32..6, 1 => HORIZON - 1..HORIZON + 3];
	let task_weight = prop_oneof![4 => 0u64..10, 3 => 50u64..500, 1 => 800u64..900];
	let limit = prop_oneof![3 => Just(4 * BUDGET), 2 => 0..BUDGET];
	prop_oneof![
		12 => (ahead, task_weight, intents(), payers())
			.prop_map(|(ahead, weight, intent, payer)| Step::Schedule(ahead, weight, intent, payer)),
		3 => any::<prop::sample::Index>().prop_map(Step::Cancel),
		6 => (1u32..4, limit).prop_map(|(blocks, limit)| Step::Blocks(blocks, limit)),
		1 => (1u64..4).prop_map(Step::Upgrade),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn the_agenda_does_what_a_naive_one_does(steps in prop::collection::vec(steps(), 1..80)) {
		founded().execute_with(|| {
			let mut model = Model::new();
			for (name, step) in (0..).zip(steps) {
				// One that was scheduled, or the first that could be.
				let one = |index: prop::sample::Index, model: &Model| match model.entries.len() {
					0 => Ticket { due: 2, index: 0 },
					length => model.entries[index.index(length)].ticket,
				};
				match step {
					Step::Schedule(ahead, weight, intent, payer) => {
						let deed = match intent {
							Intent::Nothing => Deed::Nothing,
							Intent::Fail => Deed::Fail,
							Intent::Schedule(ahead, payer) => Deed::Schedule(1_000 + name, ahead, payer),
							Intent::Cancel(index) => Deed::Cancel(one(index, &model)),
						};
						let (due, task) = (model.now + ahead, Task { name, weight, deed });
						prop_assert_eq!(
							Agenda::schedule(due, task.clone(), payer.as_ref()),
							model.schedule(due, task, payer).map_err(DispatchError::from)
						);
					},
					Step::Cancel(index) => {
						let ticket = one(index, &model);
						let expected = model.cancel(ticket).map_err(DispatchError::from);
						prop_assert_eq!(cancel(ticket), expected);
					},
					Step::Blocks(blocks, limit) => {
						model.now += blocks;
						go_to(model.now);
						prop_assert_eq!(poll_within(weight(limit)), weight(model.poll(limit)));
						ensure_invariants::<Test, AllPalletsWithSystem>();
					},
					Step::Upgrade(factor) => {
						model.factor = factor;
						TaskWeightFactor::set(factor);
					},
				}
				prop_assert_eq!(Log::get(), model.log.clone());
				for (account, free) in &model.free {
					prop_assert_eq!(Balances::balance(account), *free);
					prop_assert_eq!(held(*account), model.held(*account));
				}
				let waiting = model.entries.iter().filter(|entry| entry.waits);
				prop_assert!(waiting.clone().all(|entry| Agenda::item(entry.ticket).is_some()));
				prop_assert_eq!(Items::<Test>::iter_keys().count(), waiting.count());
			}
			Ok(())
		})?;
	}
}
