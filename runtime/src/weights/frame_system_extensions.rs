// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The measured weights of `frame_system_extensions`: `scripts/benchmark-weights frame_system_extensions`, 2026-11-20, 20 steps of
//! 10 runs on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::all, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `frame_system_extensions`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> frame_system::ExtensionsWeightInfo for WeightInfo<T> {
	fn check_genesis() -> Weight {
		// At least 1_372_000 ps.
		Weight::from_parts(1_512_000, 0)
	}
	fn check_mortality_mortal_transaction() -> Weight {
		// At least 2_924_000 ps.
		Weight::from_parts(3_155_000, 0)
	}
	fn check_mortality_immortal_transaction() -> Weight {
		// At least 2_885_000 ps.
		Weight::from_parts(3_155_000, 0)
	}
	fn check_non_zero_sender() -> Weight {
		// At least 450_000 ps.
		Weight::from_parts(531_000, 0)
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn check_nonce() -> Weight {
		// At least 6_009_000 ps.
		Weight::from_parts(6_400_000, 3593)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn check_spec_version() -> Weight {
		// At least 320_000 ps.
		Weight::from_parts(390_000, 0)
	}
	fn check_tx_version() -> Weight {
		// At least 330_000 ps.
		Weight::from_parts(390_000, 0)
	}
	fn check_weight() -> Weight {
		// At least 2_644_000 ps.
		Weight::from_parts(2_884_000, 0)
	}
	fn weight_reclaim() -> Weight {
		// At least 1_552_000 ps.
		Weight::from_parts(1_722_000, 0)
	}
}
