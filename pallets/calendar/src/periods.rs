// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Periods that derive from the day, for the configuration of other pallets.

use crate::{Config, Day};
use core::marker::PhantomData;
use frame_support::traits::Get;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::{CheckedDiv, One},
	Saturating,
};

/// `N` days, in blocks. Costs one storage read.
pub struct Days<T, const N: u32>(PhantomData<T>);

impl<T: Config, const N: u32> Get<BlockNumberFor<T>> for Days<T, N> {
	fn get() -> BlockNumberFor<T> {
		Day::<T>::get().saturating_mul(N.into())
	}
}

/// The `N`th part of a day, in blocks, rounded down but at least one block. Costs one storage read.
pub struct DayFraction<T, const N: u32>(PhantomData<T>);

impl<T: Config, const N: u32> Get<BlockNumberFor<T>> for DayFraction<T, N> {
	fn get() -> BlockNumberFor<T> {
		let part = Day::<T>::get().checked_div(&N.into()).unwrap_or_default();
		part.max(One::one())
	}
}
