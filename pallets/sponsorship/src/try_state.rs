// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The invariants, numbered as in the README.

use crate::{BalanceOf, Config, HoldReason, Pallet, Sponsorships, Users};
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::{traits::Zero, Saturating, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Check every invariant against the current state.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		for (sponsor, sponsorship) in Sponsorships::<T>::iter() {
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::Budget.into(), &sponsor)
					== sponsorship.budget.saturating_add(sponsorship.deposits),
				"invariant 1: a sponsor's hold is its budget and the deposits for its users"
			);
			let (mut users, mut deposits) = (0u32, BalanceOf::<T>::zero());
			for record in Users::<T>::iter_prefix_values(&sponsor) {
				users.saturating_inc();
				deposits.saturating_accrue(record.deposit);
			}
			ensure!(
				sponsorship.users == users && sponsorship.deposits == deposits,
				"invariant 2: a sponsorship counts its users and their deposits"
			);
			ensure!(
				Self::ensure_sponsorable(&sponsorship.terms).is_ok(),
				"invariant 3: no scope lists a call of this pallet"
			);
		}
		for (sponsor, _, record) in Users::<T>::iter() {
			ensure!(
				Sponsorships::<T>::contains_key(&sponsor),
				"invariant 4: every record belongs to a sponsorship"
			);
			ensure!(
				!record.acts.is_zero() && record.acts <= record.nonce,
				"invariant 5: a user on record has acted, and each act had a nonce of its own"
			);
		}
		Ok(())
	}
}
