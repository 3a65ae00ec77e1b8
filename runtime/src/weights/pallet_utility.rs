// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The measured weights of `pallet_utility`: `scripts/benchmark-weights pallet_utility`, 2026-11-20, 20 steps of
//! 10 runs on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::all, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `pallet_utility`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_utility::WeightInfo for WeightInfo<T> {
	/// `c` is from 0 to 1000.
	fn batch(c: u32, ) -> Weight {
		// At least 3_044_000 ps.
		Weight::from_parts(4_329_005, 0)
			// ± 709
			.saturating_add(Weight::from_parts(2_215_652, 0).saturating_mul(c.into()))
	}
	fn as_derivative() -> Weight {
		// At least 2_844_000 ps.
		Weight::from_parts(3_155_000, 0)
	}
	/// `c` is from 0 to 1000.
	fn batch_all(c: u32, ) -> Weight {
		// At least 2_925_000 ps.
		Weight::from_parts(4_194_809, 0)
			// ± 762
			.saturating_add(Weight::from_parts(2_365_131, 0).saturating_mul(c.into()))
	}
	fn dispatch_as() -> Weight {
		// At least 4_076_000 ps.
		Weight::from_parts(4_457_000, 0)
	}
	/// `c` is from 0 to 1000.
	fn force_batch(c: u32, ) -> Weight {
		// At least 3_004_000 ps.
		Weight::from_parts(5_530_014, 0)
			// ± 1_089
			.saturating_add(Weight::from_parts(2_233_946, 0).saturating_mul(c.into()))
	}
	fn dispatch_as_fallible() -> Weight {
		// At least 4_136_000 ps.
		Weight::from_parts(4_567_000, 0)
	}
	fn if_else() -> Weight {
		// At least 4_957_000 ps.
		Weight::from_parts(5_448_000, 0)
	}
}
