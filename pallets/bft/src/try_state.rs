// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The invariants, numbered as in the README.

use crate::{functions::set_of, Config, CurrentSet, Members, Pallet, Sessions};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Check every invariant against the current state.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let sessions: BTreeMap<_, _> = Sessions::<T>::iter().collect();
		let Some((last, record)) = sessions.last_key_value() else { return Ok(()) };
		ensure!(
			*last == T::CurrentSession::get() && record.set == CurrentSet::<T>::get(),
			"invariant 1: the current set is that of the last session"
		);
		for (session, record) in &sessions {
			ensure!(
				record.set <= *session && Members::<T>::contains_key(record.set),
				"invariant 2: every session on record has its set on record"
			);
		}
		for ((session, record), (next_session, next)) in
			sessions.iter().zip(sessions.iter().skip(1))
		{
			ensure!(
				session + 1 == *next_session && record.first_height < next.first_height,
				"invariant 3: sessions follow each other"
			);
		}
		let used: BTreeSet<_> = sessions.values().map(|record| record.set).collect();
		let kept: BTreeSet<_> = Members::<T>::iter_keys().collect();
		ensure!(
			used == kept && sessions.len() <= T::SessionsOnRecord::get() as usize,
			"invariant 4: no set without a session, and no session of long ago"
		);
		for (id, members) in Members::<T>::iter() {
			ensure!(
				set_of(id, &members).ensure_sound().is_ok(),
				"invariant 5: every set can decide safely"
			);
		}
		Ok(())
	}
}
