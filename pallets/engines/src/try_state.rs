// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The invariants, numbered as in the README.

use crate::{is_name, Config, EngineName, Pallet, VersionCounts, Versions};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::Get};
use sp_runtime::{Saturating, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Check every invariant against the current state.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let now = frame_system::Pallet::<T>::block_number();
		let mut counts = BTreeMap::<EngineName, u32>::new();
		for (engine, _, entry) in Versions::<T>::iter() {
			ensure!(is_name(&engine), "invariant 1: every engine has a proper name");
			ensure!(entry.since <= now, "invariant 2: no version is of a block to come");
			counts.entry(engine).or_default().saturating_inc();
		}
		ensure!(
			VersionCounts::<T>::iter().collect::<BTreeMap<_, _>>() == counts,
			"invariant 3: VersionCounts has the number of versions of each engine, and nothing else"
		);
		let engines = VersionCounts::<T>::count();
		ensure!(
			usize::try_from(engines) == Ok(counts.len()),
			"invariant 4: the number of engines is counted"
		);
		ensure!(
			engines <= T::MaxEngines::get()
				&& counts.values().all(|count| *count <= T::MaxVersions::get()),
			"invariant 5: neither the engines nor the versions of one are too many"
		);
		Ok(())
	}
}
