// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The invariants, numbered as in the README.

use crate::{BalanceOf, Config, Entitlements, Pallet, Unclaimed};
use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::{traits::Zero, Saturating, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Check every invariant against the current state.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut unclaimed = BalanceOf::<T>::zero();
		for entitlement in Entitlements::<T>::iter_values() {
			ensure!(
				entitlement.amount >= T::Currency::minimum_balance(),
				"invariant 1: every amount can open an account"
			);
			if let Some(vesting) = entitlement.vesting {
				ensure!(
					vesting.fits(&entitlement.amount),
					"invariant 2: a schedule locks a part of its amount and ends"
				);
			}
			if entitlement.paid_to.is_none() {
				unclaimed.saturating_accrue(entitlement.amount);
			}
		}
		ensure!(
			Unclaimed::<T>::get() == unclaimed,
			"invariant 3: Unclaimed is the sum of the unclaimed amounts"
		);
		ensure!(
			T::Currency::balance(&Self::pot_account()) >= unclaimed,
			"invariant 4: the pot covers what is unclaimed"
		);
		Ok(())
	}
}
