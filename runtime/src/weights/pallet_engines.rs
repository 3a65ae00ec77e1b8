// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The measured weights of `pallet_engines`: `scripts/benchmark-weights pallet_engines`, 2026-11-21, 20 steps of
//! 10 runs on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::all, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `pallet_engines`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_engines::WeightInfo for WeightInfo<T> {
	/// Storage: `Engines::Versions` (r:1 w:1)
	/// Proof: `Engines::Versions` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Engines::VersionCounts` (r:1 w:1)
	/// Proof: `Engines::VersionCounts` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Engines::CounterForVersionCounts` (r:1 w:1)
	/// Proof: `Engines::CounterForVersionCounts` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn register() -> Weight {
		// At least 11_958_000 ps.
		Weight::from_parts(13_119_000, 3563)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Engines::Versions` (r:1 w:1)
	/// Proof: `Engines::Versions` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	fn set_accepting() -> Weight {
		// At least 9_795_000 ps.
		Weight::from_parts(10_465_000, 3563)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
