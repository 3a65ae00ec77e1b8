// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The measured weights of `pallet_cmt`: `scripts/benchmark-weights pallet_cmt`, 2026-11-21, 20 steps of
//! 10 runs on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::all, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `pallet_cmt`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_cmt::WeightInfo for WeightInfo<T> {
	/// Storage: `Cmt::Parameters` (r:0 w:1)
	/// Proof: `Cmt::Parameters` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		// At least 3_215_000 ps.
		Weight::from_parts(3_506_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
