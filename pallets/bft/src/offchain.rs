// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What a node does with an equivocation that it saw. Nothing here is for code that runs in a block.

use crate::{functions::height_of, Call, Config, Pallet, Sessions};
use alloc::boxed::Box;
use cybermiles_primitives_bft::{Equivocation, Height};
use frame_support::traits::Get;
use frame_system::offchain::SubmitTransaction;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
	/// Report an equivocation unsigned, to the transaction pool of this node.
	///
	/// `None` if its session is not on record, or if the pool refuses the report.
	pub fn submit_report(equivocation: Equivocation) -> Option<()> {
		let session = Self::session_of(height_of(&equivocation))?;
		let call = Call::report_equivocation { equivocation: Box::new(equivocation), session };
		let transaction = T::create_bare(call.into());
		SubmitTransaction::<T, Call<T>>::submit_transaction(transaction).ok()
	}

	/// The session of a height, if it is on record; that of the next height is the current one.
	///
	/// Reads the sessions one by one, back from the current.
	pub fn session_of(height: Height) -> Option<SessionIndex> {
		let current = T::CurrentSession::get();
		let forgotten = current.checked_sub(T::SessionsOnRecord::get());
		let oldest = forgotten.map_or(0, |session| session.saturating_add(1));
		(oldest..=current).rev().find(|session| {
			Sessions::<T>::get(session).is_some_and(|record| record.first_height <= height)
		})
	}
}
