// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How items are scheduled, cancelled and done.

use crate::{
	Backlog, BalanceOf, Config, Cursor, Error, Event, HoldReason, Item, ItemOf, Items, Lengths,
	Pallet, Prepaid, PrepaidOf, TicketOf, WeightInfo,
};
use cybermiles_traits::{OnDue, Ticket};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		fungible::{BalancedHold, Credit, InspectHold, MutateHold},
		tokens::Precision,
		DefensiveResult, Get, Imbalance, OnUnbalanced,
	},
	weights::{Weight, WeightMeter, WeightToFee},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::{One, Saturating},
	DispatchError, DispatchResult,
};

type ReasonOf<T> =
	<<T as Config>::Currency as InspectHold<<T as frame_system::Config>::AccountId>>::Reason;

pub(crate) type CreditOf<T> =
	Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

fn reason<T: Config>() -> ReasonOf<T> {
	HoldReason::Item.into()
}

/// What an item costs beside its task.
fn overhead<T: Config>() -> Weight {
	T::WeightInfo::hole().saturating_add(T::WeightInfo::item())
}

/// Scheduling.
impl<T: Config> Pallet<T> {
	/// Whether a task of this weight can be done by the agenda in a block where it does nothing else.
	pub(crate) fn fits(task: Weight) -> bool {
		T::WeightInfo::on_poll_base()
			.saturating_add(T::WeightInfo::next_bucket())
			.saturating_add(overhead::<T>())
			.saturating_add(task)
			.all_lte(T::Budget::get())
	}

	/// What doing a task of this weight costs now.
	pub(crate) fn price_of(task: Weight) -> BalanceOf<T> {
		T::WeightToFee::weight_to_fee(&overhead::<T>().saturating_add(task))
	}

	/// The next free place in block `due`, if anything may be scheduled for it now.
	pub(crate) fn ensure_place(
		now: BlockNumberFor<T>,
		due: BlockNumberFor<T>,
	) -> Result<TicketOf<T>, DispatchError> {
		ensure!(due > now, Error::<T>::TooEarly);
		ensure!(due <= now.saturating_add(T::Horizon::get()), Error::<T>::TooFar);
		let index = Lengths::<T>::get(due);
		ensure!(index < u32::MAX, Error::<T>::TooManyItems);
		Ok(Ticket { due, index })
	}

	/// Hold what an item of this weight costs.
	pub(crate) fn do_prepay(
		payer: &T::AccountId,
		weight: Weight,
	) -> Result<PrepaidOf<T>, DispatchError> {
		let (price, deposit) = (Self::price_of(weight), T::Deposit::get());
		T::Currency::hold(&reason::<T>(), payer, price.saturating_add(deposit))
			.map_err(|_| Error::<T>::InsufficientFunds)?;
		Ok(Prepaid { payer: payer.clone(), price, deposit })
	}

	/// Record an item at a place that is free.
	pub(crate) fn do_schedule(now: BlockNumberFor<T>, ticket: TicketOf<T>, item: ItemOf<T>) {
		Items::<T>::insert(ticket.due, ticket.index, item);
		Lengths::<T>::insert(ticket.due, ticket.index.saturating_add(1));
		// From the first item on no block is left out.
		if !Cursor::<T>::exists() {
			Cursor::<T>::put(Ticket { due: now.saturating_add(One::one()), index: 0 });
		}
	}

	/// Forget an item and give its payer everything back.
	pub(crate) fn do_cancel(ticket: TicketOf<T>) -> DispatchResult {
		let item = Items::<T>::get(ticket.due, ticket.index).ok_or(Error::<T>::NotFound)?;
		if let Some(Prepaid { payer, price, deposit }) = item.prepaid {
			Self::give_back(&payer, price.saturating_add(deposit))?;
		}
		Items::<T>::remove(ticket.due, ticket.index);
		Ok(())
	}

	/// Give the payer back what is held for an item, or what is left of it if others took from the hold.
	fn give_back(payer: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		T::Currency::release(&reason::<T>(), payer, amount, Precision::BestEffort).map(drop)
	}

	/// How far the agenda has got in what is due in block `now` and before.
	pub(crate) fn backlog_at(now: BlockNumberFor<T>) -> Option<Backlog<BlockNumberFor<T>>> {
		let next = Cursor::<T>::get()?;
		let (mut due, mut places) = (next.due, 0u32);
		while due <= now {
			places.saturating_accrue(Lengths::<T>::get(due));
			due.saturating_inc();
		}
		Some(Backlog { next, places: places.saturating_sub(next.index) })
	}
}

/// Doing what is due.
///
/// Each step is charged before it is taken. `None` means that the meter has no room for the next one: the cursor stays
/// before it, and the next block goes on from there.
impl<T: Config> Pallet<T> {
	/// Do what is due in block `now` and before, in order, as far as the meter allows.
	pub(crate) fn do_what_is_due(now: BlockNumberFor<T>, meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::on_poll_base()).is_err() {
			return;
		}
		let Some(mut cursor) = Cursor::<T>::get() else { return };
		let mut fees = CreditOf::<T>::zero();
		while cursor.due <= now {
			if Self::do_bucket(&mut cursor, &mut fees, meter).is_none() {
				break;
			}
		}
		// Once in a block is enough: nothing can be scheduled at a place that is already due, and an item that was done
		// is gone, so tasks that schedule and cancel never meet the cursor.
		Cursor::<T>::put(cursor);
		T::OnFee::on_unbalanced(fees);
	}

	/// Do the rest of what is due in the cursor's block, and go to the next one.
	pub(crate) fn do_bucket(
		cursor: &mut TicketOf<T>,
		fees: &mut CreditOf<T>,
		meter: &mut WeightMeter,
	) -> Option<()> {
		meter.try_consume(T::WeightInfo::next_bucket()).ok()?;
		let length = Lengths::<T>::get(cursor.due);
		while cursor.index < length {
			Self::do_place(*cursor, fees, meter)?;
			cursor.index.saturating_inc();
		}
		Lengths::<T>::remove(cursor.due);
		*cursor = Ticket { due: cursor.due.saturating_add(One::one()), index: 0 };
		Some(())
	}

	/// Do what is at this place, if it was not cancelled.
	pub(crate) fn do_place(
		ticket: TicketOf<T>,
		fees: &mut CreditOf<T>,
		meter: &mut WeightMeter,
	) -> Option<()> {
		meter.try_consume(T::WeightInfo::hole()).ok()?;
		let Some(item) = Items::<T>::get(ticket.due, ticket.index) else { return Some(()) };
		let weight = T::Handler::weight(&item.task);
		if Self::fits(weight) {
			meter.try_consume(T::WeightInfo::item().saturating_add(weight)).ok()?;
			Self::do_item(ticket, item, fees, T::Handler::on_due);
		} else {
			// It was lighter when it was scheduled. It must not keep all others waiting for ever.
			meter.try_consume(T::WeightInfo::item()).ok()?;
			Self::do_drop(ticket, item);
		}
		Some(())
	}

	/// Do an item and settle its price.
	///
	/// It is settled before the task is done, so that the task finds holds that agree with the items.
	pub(crate) fn do_item(
		ticket: TicketOf<T>,
		item: ItemOf<T>,
		fees: &mut CreditOf<T>,
		on_due: impl FnOnce(T::Task) -> DispatchResult,
	) {
		let Item { prepaid, task } = item;
		Items::<T>::remove(ticket.due, ticket.index);
		if let Some(Prepaid { payer, price, deposit }) = prepaid {
			let (fee, _missing) = T::Currency::slash(&reason::<T>(), &payer, price);
			fees.subsume(fee);
			Self::give_back(&payer, deposit).defensive_ok();
		}
		Self::deposit_event(match with_storage_layer(|| on_due(task)) {
			Ok(()) => Event::Done { ticket },
			Err(error) => Event::Failed { ticket, error },
		});
	}

	/// Give up an item that no block has room for.
	fn do_drop(ticket: TicketOf<T>, item: ItemOf<T>) {
		Items::<T>::remove(ticket.due, ticket.index);
		if let Some(Prepaid { payer, price, deposit }) = item.prepaid {
			Self::give_back(&payer, price.saturating_add(deposit)).defensive_ok();
		}
		Self::deposit_event(Event::Dropped { ticket });
	}
}
