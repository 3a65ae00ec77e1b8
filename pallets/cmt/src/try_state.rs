// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The invariants, numbered as in the README.

use crate::{Config, Pallet, Parameters};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Check every invariant against the current state.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(
			Parameters::<T>::get().are_allowed(),
			"invariant 1: the parameters are within their bounds"
		);
		Ok(())
	}
}
