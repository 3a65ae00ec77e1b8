// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The worst case of each step.

use super::*;
use crate::functions::CreditOf;
use cybermiles_traits::{Agenda, Ticket};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Balanced, Inspect, InspectHold},
		tokens::Precision,
		Get, Imbalance, OnUnbalanced,
	},
	weights::WeightMeter,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, DispatchError, Saturating};

#[benchmarks]
mod benchmarks {
	use super::*;

	/// A block to come: a benchmark is prepared in block 0 and run in block 1.
	fn next_block<T: Config>() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number().saturating_add(2u32.into())
	}

	/// An account that can pay for anything.
	fn rich<T: Config>() -> Result<T::AccountId, BenchmarkError> {
		let payer = account("payer", 0, 0);
		let price = Pallet::<T>::price_of(T::Budget::get());
		let amount =
			T::Currency::minimum_balance().saturating_add(price).saturating_add(T::Deposit::get());
		drop(T::Currency::deposit(&payer, amount, Precision::Exact)?);
		Ok(payer)
	}

	fn held<T: Config>(payer: &T::AccountId) -> BalanceOf<T> {
		T::Currency::balance_on_hold(&HoldReason::Item.into(), payer)
	}

	/// Schedule the longest task and return who pays for it as well.
	fn scheduled<T: Config>() -> Result<(TicketOf<T>, T::AccountId), BenchmarkError> {
		let (payer, task) = (rich::<T>()?, T::BenchmarkTask::get());
		let ticket =
			<Pallet<T> as Agenda<_, T::Task, _>>::schedule(next_block::<T>(), task, Some(&payer))?;
		Ok((ticket, payer))
	}

	/// Nothing is due, but there are prices to be passed on.
	#[benchmark]
	fn on_poll_base() -> Result<(), BenchmarkError> {
		let next = Ticket { due: next_block::<T>(), index: 0 };
		Cursor::<T>::put(next);
		let fees = T::Currency::issue(T::Currency::minimum_balance());
		let now = frame_system::Pallet::<T>::block_number();

		#[block]
		{
			Pallet::<T>::do_what_is_due(now, &mut WeightMeter::new());
			T::OnFee::on_unbalanced(fees);
		}

		assert_eq!(Cursor::<T>::get(), Some(next));
		Ok(())
	}

	/// A block whose places were all looked at.
	#[benchmark]
	fn next_bucket() -> Result<(), BenchmarkError> {
		let due = next_block::<T>();
		let (mut cursor, mut fees) = (Ticket { due, index: 1 }, CreditOf::<T>::zero());
		Lengths::<T>::insert(due, 1);

		#[block]
		{
			let _ = Pallet::<T>::do_bucket(&mut cursor, &mut fees, &mut WeightMeter::new());
		}

		assert!(cursor.due > due);
		assert!(!Lengths::<T>::contains_key(due));
		Ok(())
	}

	/// The place of an item that was cancelled.
	#[benchmark]
	fn hole() -> Result<(), BenchmarkError> {
		let (ticket, _) = scheduled::<T>()?;
		<Pallet<T> as Agenda<_, T::Task, _>>::cancel(ticket)?;
		let (mut fees, mut meter) = (CreditOf::<T>::zero(), WeightMeter::new());

		#[block]
		{
			let _ = Pallet::<T>::do_place(ticket, &mut fees, &mut meter);
		}

		assert_eq!(meter.consumed(), T::WeightInfo::hole());
		Ok(())
	}

	/// The longest item, with a payer, whose task fails at once.
	#[benchmark]
	fn item() -> Result<(), BenchmarkError> {
		let (ticket, payer) = scheduled::<T>()?;
		let mut fees = CreditOf::<T>::zero();

		#[block]
		{
			if let Some(found) = Items::<T>::get(ticket.due, ticket.index) {
				let fail = |_| Err(DispatchError::Unavailable);
				Pallet::<T>::do_item(ticket, found, &mut fees, fail);
			}
		}

		assert!(!Items::<T>::contains_key(ticket.due, ticket.index));
		assert!(held::<T>(&payer).is_zero());
		Ok(())
	}

	/// The longest item, with a payer. That it is the first of all happens once: the cursor is there.
	#[benchmark]
	fn schedule() -> Result<(), BenchmarkError> {
		let (due, payer, task) = (next_block::<T>(), rich::<T>()?, T::BenchmarkTask::get());
		Cursor::<T>::put(Ticket { due, index: 0 });

		#[block]
		{
			<Pallet<T> as Agenda<_, T::Task, _>>::schedule(due, task, Some(&payer))?;
		}

		assert!(Items::<T>::contains_key(due, 0));
		Ok(())
	}

	/// The longest item, with a payer.
	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		let (ticket, payer) = scheduled::<T>()?;

		#[block]
		{
			<Pallet<T> as Agenda<_, T::Task, _>>::cancel(ticket)?;
		}

		assert!(!Items::<T>::contains_key(ticket.due, ticket.index));
		assert!(held::<T>(&payer).is_zero());
		Ok(())
	}
}
