// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A stub of each trait through which pallets meet, for the mocks of the pallets that need it.

use codec::{Codec, Encode};
use core::marker::PhantomData;
use cybermiles_traits::{Agenda, EngineRegistry, EngineVersion, Ticket, ValidatorWeights};
use frame_support::storage::unhashed;
use sp_runtime::{DispatchError, DispatchResult};
use std::{cell::RefCell, collections::BTreeMap};

thread_local! {
	static STAKES: RefCell<BTreeMap<Vec<u8>, u128>> = const { RefCell::new(BTreeMap::new()) };
}

/// Weights as the test sets them, and 1 for whom it sets none.
pub struct StubWeights;

impl StubWeights {
	/// What stands behind a validator from now on.
	pub fn set(validator: &impl Encode, stake: u128) {
		STAKES.with_borrow_mut(|stakes| stakes.insert(validator.encode(), stake));
	}
}

impl<Validator: Encode> ValidatorWeights<Validator> for StubWeights {
	fn weight(validator: &Validator) -> u128 {
		STAKES.with_borrow(|stakes| stakes.get(&validator.encode()).copied().unwrap_or(1))
	}
}

/// An agenda whose items a test does by hand, in the order in which they are due: see [`StubAgenda::take_due`].
///
/// It lives in the state of the test, so that a call that fails schedules nothing. It asks nobody for money.
pub struct StubAgenda<AccountId, Task, Moment>(PhantomData<(AccountId, Task, Moment)>);

/// A ticket, what is to be done, and who pays for it.
type Scheduled<AccountId, Task, Moment> = (Ticket<Moment>, Task, Option<AccountId>);

const AGENDA_ITEMS: &[u8] = b":stub_agenda:items";
const AGENDA_LENGTH: &[u8] = b":stub_agenda:length";
const AGENDA_REFUSAL: &[u8] = b":stub_agenda:refusal";

impl<AccountId: Codec, Task: Codec, Moment: Codec + Copy + Ord>
	StubAgenda<AccountId, Task, Moment>
{
	/// What is scheduled, in order, with who pays for it.
	pub fn scheduled() -> Vec<Scheduled<AccountId, Task, Moment>> {
		unhashed::get_or_default(AGENDA_ITEMS)
	}

	/// Forget the tasks that are due in block `now` or before, and return them in order.
	pub fn take_due(now: Moment) -> Vec<Task> {
		let (due, later): (Vec<_>, Vec<_>) =
			Self::scheduled().into_iter().partition(|(ticket, ..)| ticket.due <= now);
		unhashed::put(AGENDA_ITEMS, &later);
		due.into_iter().map(|(_, task, _)| task).collect()
	}

	/// Refuse to schedule anything from now on, with this error; with none, take everything again.
	pub fn refuse(error: Option<DispatchError>) {
		unhashed::put(AGENDA_REFUSAL, &error);
	}
}

impl<AccountId: Clone + Codec, Task: Codec, Moment: Codec + Copy + Ord>
	Agenda<AccountId, Task, Moment> for StubAgenda<AccountId, Task, Moment>
{
	fn schedule(
		due: Moment,
		task: Task,
		payer: Option<&AccountId>,
	) -> Result<Ticket<Moment>, DispatchError> {
		if let Some(error) = unhashed::get_or_default(AGENDA_REFUSAL) {
			return Err(error);
		}
		let index: u32 = unhashed::get_or_default(AGENDA_LENGTH);
		unhashed::put(AGENDA_LENGTH, &(index + 1));
		let ticket = Ticket { due, index };
		let mut items = Self::scheduled();
		items.push((ticket, task, payer.cloned()));
		items.sort_by_key(|(ticket, ..)| *ticket);
		unhashed::put(AGENDA_ITEMS, &items);
		Ok(ticket)
	}

	fn cancel(ticket: Ticket<Moment>) -> DispatchResult {
		let mut items = Self::scheduled();
		let place = items.iter().position(|(item, ..)| *item == ticket);
		items.remove(place.ok_or(DispatchError::Other("no such item"))?);
		unhashed::put(AGENDA_ITEMS, &items);
		Ok(())
	}
}

/// A registry whose engines, whatever their names, take deployments on every version that the test has not closed.
///
/// It lives in the state of the test.
pub struct StubEngines;

const CLOSED_ENGINES: &[u8] = b":stub_engines:closed";

impl StubEngines {
	/// Whether this version of the engine takes new deployments from now on.
	pub fn set_accepting(engine: &[u8], version: EngineVersion, accepting: bool) {
		let mut closed = Self::closed();
		closed.retain(|entry| *entry != (engine.to_vec(), version));
		if !accepting {
			closed.push((engine.to_vec(), version));
		}
		unhashed::put(CLOSED_ENGINES, &closed);
	}

	fn closed() -> Vec<(Vec<u8>, EngineVersion)> {
		unhashed::get_or_default(CLOSED_ENGINES)
	}
}

impl EngineRegistry for StubEngines {
	fn accepts(engine: &[u8], version: EngineVersion) -> bool {
		!Self::closed().contains(&(engine.to_vec(), version))
	}
}
