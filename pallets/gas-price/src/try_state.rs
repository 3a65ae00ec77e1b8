// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The invariants, numbered as in the README.

use crate::{Config, CurrentTariff, FrozenSince, NextPrice, Observations, Pallet, Tariff};
use frame_support::{ensure, traits::SortedMembers};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Check every invariant against the current state.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let tariff = CurrentTariff::<T>::get();
		let price = tariff.micro_usd_per_million_gas;
		ensure!(Self::is_rate(tariff.rate), "invariant 1: the rate is within its limits");
		ensure!(
			Self::is_price(price) && NextPrice::<T>::get().is_none_or(Self::is_price),
			"invariant 2: the price, and the next, are within their limits"
		);
		ensure!(
			tariff == Tariff::new(tariff.rate, price) && tariff.cmt_of(1) > 0,
			"invariant 3: the price in CMT is the price in US dollars at the rate, and never zero"
		);

		let now = frame_system::Pallet::<T>::block_number();
		let observations = Observations::<T>::get();
		ensure!(
			observations.iter().all(|known| Self::is_rate(known.rate) && known.at <= now),
			"invariant 4: every observation is of a rate that can be, from a block that was"
		);
		ensure!(
			observations
				.iter()
				.zip(observations.iter().skip(1))
				.all(|(first, second)| first.member < second.member),
			"invariant 5: the observations are in order, one of a member"
		);
		ensure!(
			observations.iter().all(|known| T::Members::contains(&known.member)),
			"invariant 6: who is no member is not heard"
		);
		ensure!(
			FrozenSince::<T>::get().is_none_or(|block| block <= now),
			"invariant 7: the rate froze in a block that was"
		);
		Ok(())
	}
}
