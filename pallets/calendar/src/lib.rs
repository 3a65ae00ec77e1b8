// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

pub use pallet::*;
pub use periods::{DayFraction, Days};

mod periods;
#[cfg(test)]
mod tests;

#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::Zero;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The length of a day where the genesis names none: what a day has at the chain's slot duration.
		#[pallet::constant]
		type DefaultDay: Get<BlockNumberFor<Self>>;
	}

	/// How many blocks a day has; at least 1. Written at genesis only.
	#[pallet::storage]
	pub type Day<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery, T::DefaultDay>;

	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// How many blocks a day has on this network; at least 1.
		pub day: BlockNumberFor<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self { day: T::DefaultDay::get() }
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(!self.day.is_zero(), "calendar.day must be at least 1 block");
			Day::<T>::put(self.day);
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// How many blocks a day has on this network.
		pub fn day() -> BlockNumberFor<T> {
			Day::<T>::get()
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(any(test, feature = "try-runtime"))]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			ensure!(!Day::<T>::get().is_zero(), "invariant 1: a day has at least one block");
			Ok(())
		}
	}
}
