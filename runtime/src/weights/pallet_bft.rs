// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The measured weights of `pallet_bft`: `scripts/benchmark-weights pallet_bft`, 2026-11-21, 50 steps of
//! 20 runs on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::all, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `pallet_bft`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_bft::WeightInfo for WeightInfo<T> {
	/// Storage: `Bft::Sessions` (r:2 w:0)
	/// Proof: `Bft::Sessions` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Bft::Members` (r:1 w:0)
	/// Proof: `Bft::Members` (`max_values`: None, `max_size`: Some(10514), added: 12989, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Offences::Reports` (r:100 w:1)
	/// Proof: `Offences::Reports` (`max_values`: None, `max_size`: None, mode: `Measured`)
	/// Storage: `Offences::ConcurrentReportsIndex` (r:1 w:1)
	/// Proof: `Offences::ConcurrentReportsIndex` (`max_values`: None, `max_size`: None, mode: `Measured`)
	fn report_equivocation() -> Weight {
		// At least 832_492_000 ps.
		Weight::from_parts(848_305_000, 270454)
			.saturating_add(T::DbWeight::get().reads(105))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}
