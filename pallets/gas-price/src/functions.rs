// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What the calls, the hook and the genesis do.

use crate::{
	gas_of_time, median, step, Config, CurrentTariff, Error, Event, FrozenSince, Gas, NextPrice,
	Observation, Observations, Pallet, Quote, Rate, Tariff,
};
use frame_support::{
	dispatch::{DispatchInfo, Pays},
	ensure,
	traits::{Get, SortedMembers},
	weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, Saturating};

impl<T: Config> Pallet<T> {
	pub(crate) fn ensure_member(account: &T::AccountId) -> Result<(), Error<T>> {
		ensure!(T::Members::contains(account), Error::<T>::NotAuthorized);
		Ok(())
	}

	/// Refuse a rate that cannot be, or that is absurdly far from the present one.
	pub(crate) fn ensure_plausible(rate: Rate) -> Result<(), Error<T>> {
		ensure!(!rate.is_zero(), Error::<T>::ZeroRate);
		ensure!(Self::is_rate(rate), Error::<T>::RateOutOfBounds);
		let (rate, present) = (rate.into_inner(), CurrentTariff::<T>::get().rate.into_inner());
		let jump = T::MaxJump::get().into();
		ensure!(
			rate <= present.saturating_mul(jump) && present <= rate.saturating_mul(jump),
			Error::<T>::AbsurdJump
		);
		Ok(())
	}

	pub(crate) fn ensure_price(micro_usd_per_million_gas: u64) -> Result<(), Error<T>> {
		ensure!(Self::is_price(micro_usd_per_million_gas), Error::<T>::PriceOutOfBounds);
		Ok(())
	}

	pub(crate) fn is_rate(rate: Rate) -> bool {
		T::MinRate::get() <= rate && rate <= T::MaxRate::get()
	}

	pub(crate) fn is_price(micro_usd_per_million_gas: u64) -> bool {
		micro_usd_per_million_gas > 0 && micro_usd_per_million_gas <= T::MaxPrice::get()
	}

	/// Whether an observation of block `at` counts in block `now`.
	fn is_fresh(at: BlockNumberFor<T>, now: BlockNumberFor<T>) -> bool {
		now.saturating_sub(at) <= T::Freshness::get()
	}

	/// Record what a member says; free if it is the first time in this block.
	pub(crate) fn do_submit(member: &T::AccountId, rate: Rate) -> Result<Pays, Error<T>> {
		let at = frame_system::Pallet::<T>::block_number();
		let observation = Observation { member: member.clone(), rate, at };
		Observations::<T>::try_mutate(|observations| {
			if let Some(known) = observations.iter_mut().find(|known| known.member == *member) {
				let pays = if known.at == at { Pays::Yes } else { Pays::No };
				*known = observation;
				return Ok(pays);
			}
			let place = observations.partition_point(|known| known.member < *member);
			observations.try_insert(place, observation).map_err(|_| Error::<T>::TooManyMembers)?;
			Ok(Pays::No)
		})
	}

	/// Begin a block: move the rate, let a new price come into force, and say whether the rate is frozen.
	///
	/// Returns how many observations there are.
	pub(crate) fn do_begin(now: BlockNumberFor<T>) -> u32 {
		let before = CurrentTariff::<T>::get();
		let members = T::Members::count();
		let observations = Observations::<T>::get();
		let fresh = || {
			observations
				.iter()
				.filter(|observation| Self::is_fresh(observation.at, now))
				.map(|observation| observation.rate)
		};

		// Without a majority this is the present rate: most say "as it is".
		let goal = median(before.rate, fresh(), members);
		let rate = step(before.rate, goal, T::MaxStep::get());
		let price = NextPrice::<T>::take().unwrap_or(before.micro_usd_per_million_gas);
		let tariff = Tariff::new(rate, price);
		if tariff != before {
			CurrentTariff::<T>::put(tariff);
		}

		let freezes = fresh().count().saturating_mul(2) <= members;
		match (FrozenSince::<T>::exists(), freezes) {
			(false, true) => {
				FrozenSince::<T>::put(now);
				Self::deposit_event(Event::RateFrozen { rate });
			},
			(true, false) => {
				FrozenSince::<T>::kill();
				Self::deposit_event(Event::RateResumed { rate });
			},
			(true, true) | (false, false) => (),
		}
		observations.len() as u32
	}

	/// The gas for this many bytes of a transaction.
	pub(crate) fn gas_of_length(bytes: u64) -> Gas {
		bytes.saturating_mul(T::GasPerByte::get())
	}

	/// What pallet-transaction-payment charges in this block for this call in a transaction of this many bytes: for the
	/// base weight of its class, for its weight and for its length, each rounded up; nothing if it pays no fee.
	///
	/// The fee multiplier is taken to be 1, as the runtime has it, and both fee adapters to be those of this pallet.
	pub fn quote_of(call: &DispatchInfo, length: u32) -> Quote {
		if call.pays_fee == Pays::No {
			return Quote::default();
		}
		let limits = T::BlockWeights::get();
		// No weight is charged above that of a block.
		let gas_of_weight = |weight: Weight| gas_of_time(weight.min(limits.max_block).ref_time());
		let parts = [
			gas_of_weight(limits.get(call.class).base_extrinsic),
			gas_of_weight(call.total_weight()),
			Self::gas_of_length(length.into()),
		];

		let tariff = CurrentTariff::<T>::get();
		parts.into_iter().fold(Quote::default(), |sum, gas| Quote {
			gas: sum.gas.saturating_add(gas),
			cmt: sum.cmt.saturating_add(tariff.cmt_of(gas)),
			pico_usd: sum.pico_usd.saturating_add(tariff.pico_usd_of(gas)),
		})
	}

	/// Set what gas costs at first.
	///
	/// # Panics
	///
	/// If rate or price is out of bounds: at genesis, where no chain can start from it, never in a block.
	pub(crate) fn do_found(rate: Rate, price: u64) {
		assert!(
			Self::is_rate(rate),
			"gasPrice.rate: a CMT must be worth from {} to {} units of 10^-18 US dollars, not {}",
			T::MinRate::get().into_inner(),
			T::MaxRate::get().into_inner(),
			rate.into_inner(),
		);
		assert!(
			Self::is_price(price),
			"gasPrice.price: 1,000,000 gas must cost from 1 to {} micro-dollars, not {price}",
			T::MaxPrice::get(),
		);
		CurrentTariff::<T>::put(Tariff::new(rate, price));
	}
}
