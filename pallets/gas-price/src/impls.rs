// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What this pallet is to others: the price of weight and of bytes, the exchange rate, and a listener to its committee.

use crate::{cmt_worth, gas_of_time, Config, CurrentTariff, FrozenSince, Observations, Pallet};
use core::marker::PhantomData;
use cybermiles_primitives::Balance;
use cybermiles_traits::ExchangeRate;
use frame_support::{
	traits::{ChangeMembers, Get, InitializeMembers},
	weights::{Weight, WeightToFee},
};

/// The fee for executing a weight: the `WeightToFee` of pallet-transaction-payment. One read.
pub struct WeightFee<T>(PhantomData<T>);

impl<T: Config> WeightToFee for WeightFee<T> {
	type Balance = Balance;

	fn weight_to_fee(weight: &Weight) -> Balance {
		CurrentTariff::<T>::get().cmt_of(gas_of_time(weight.ref_time()))
	}
}

/// The fee for a length, given as reference time: the `LengthToFee` of pallet-transaction-payment. One read.
pub struct LengthFee<T>(PhantomData<T>);

impl<T: Config> WeightToFee for LengthFee<T> {
	type Balance = Balance;

	fn weight_to_fee(length: &Weight) -> Balance {
		CurrentTariff::<T>::get().cmt_of(Pallet::<T>::gas_of_length(length.ref_time()))
	}
}

impl<T: Config> ExchangeRate<Balance> for Pallet<T> {
	fn from_micro_usd(amount: u128) -> Option<Balance> {
		if FrozenSince::<T>::exists() {
			return None;
		}
		// What exceeds 128 bits nobody has.
		Some(cmt_worth(amount, CurrentTariff::<T>::get().rate).unwrap_or(Balance::MAX))
	}
}

/// What a member said goes when the member does.
impl<T: Config> ChangeMembers<T::AccountId> for Pallet<T> {
	fn change_members_sorted(
		_incoming: &[T::AccountId],
		_outgoing: &[T::AccountId],
		sorted_new: &[T::AccountId],
	) {
		Observations::<T>::mutate(|observations| {
			observations.retain(|known| sorted_new.binary_search(&known.member).is_ok())
		});
	}
}

/// The first members have said nothing yet.
impl<T: Config> InitializeMembers<T::AccountId> for Pallet<T> {
	/// # Panics
	///
	/// If there are more than can be heard: at genesis, never in a block.
	fn initialize_members(members: &[T::AccountId]) {
		let most = T::MaxMembers::get();
		assert!(
			members.len() <= most as usize,
			"the oracle committee has {} members; at most {most} can be heard",
			members.len(),
		);
	}
}
