// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The agenda as other pallets see it.

use crate::{Config, Error, Event, Item, Pallet, TicketOf};
use cybermiles_traits::{Agenda, OnDue};
use frame_support::ensure;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config, Task: Into<T::Task>> Agenda<T::AccountId, Task, BlockNumberFor<T>> for Pallet<T> {
	fn schedule(
		due: BlockNumberFor<T>,
		task: Task,
		payer: Option<&T::AccountId>,
	) -> Result<TicketOf<T>, DispatchError> {
		let now = frame_system::Pallet::<T>::block_number();
		let task = task.into();
		let ticket = Self::ensure_place(now, due)?;
		let weight = T::Handler::weight(&task);
		ensure!(Self::fits(weight), Error::<T>::TooHeavy);
		let prepaid = payer.map(|payer| Self::do_prepay(payer, weight)).transpose()?;
		Self::do_schedule(now, ticket, Item { prepaid: prepaid.clone(), task });
		Self::deposit_event(Event::Scheduled { ticket, prepaid });
		Ok(ticket)
	}

	fn cancel(ticket: TicketOf<T>) -> DispatchResult {
		Self::do_cancel(ticket)?;
		Self::deposit_event(Event::Cancelled { ticket });
		Ok(())
	}
}
