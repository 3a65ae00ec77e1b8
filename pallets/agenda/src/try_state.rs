// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The invariants, numbered as in the README.

use crate::{BalanceOf, Config, Cursor, HoldReason, Items, Lengths, Pallet};
use alloc::collections::BTreeMap;
use cybermiles_traits::Ticket;
use frame_support::{ensure, traits::fungible::InspectHold};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::{One, Zero},
	Saturating, TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Check every invariant against the current state.
	pub fn do_try_state(now: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
		let cursor = Cursor::<T>::get();
		ensure!(
			cursor.is_none_or(|cursor| cursor.due <= now.saturating_add(One::one())),
			"invariant 1: no block is looked at before it begins"
		);
		for (due, length) in Lengths::<T>::iter() {
			ensure!(
				cursor.is_some_and(|cursor| cursor.due <= due) && !length.is_zero(),
				"invariant 2: places were handed out in blocks to come only"
			);
		}
		let mut held = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for (due, index, item) in Items::<T>::iter() {
			ensure!(
				cursor.is_some_and(|cursor| cursor <= Ticket { due, index }),
				"invariant 3: nothing before the cursor is left to do"
			);
			ensure!(
				index < Lengths::<T>::get(due),
				"invariant 4: every item is at a place that its block has handed out"
			);
			if let Some(prepaid) = item.prepaid {
				let sum = held.entry(prepaid.payer).or_default();
				sum.saturating_accrue(prepaid.price.saturating_add(prepaid.deposit));
			}
		}
		for account in frame_system::Account::<T>::iter_keys() {
			held.entry(account).or_default();
		}
		for (account, sum) in held {
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::Item.into(), &account) == sum,
				"invariant 5: what an account has on hold is what its items cost"
			);
		}
		Ok(())
	}
}
