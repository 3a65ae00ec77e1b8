// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The measured weights of `pallet_multisig`: `scripts/benchmark-weights pallet_multisig`, 2026-11-20, 20 steps of
//! 10 runs on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::all, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `pallet_multisig`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_multisig::WeightInfo for WeightInfo<T> {
	/// `z` is from 0 to 10000.
	fn as_multi_threshold_1(z: u32, ) -> Weight {
		// At least 29_123_000 ps.
		Weight::from_parts(32_839_036, 0)
			// ± 19
			.saturating_add(Weight::from_parts(6_047, 0).saturating_mul(z.into()))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Proof: `Multisig::Multisigs` (`max_values`: None, `max_size`: Some(3346), added: 5821, mode: `MaxEncodedLen`)
	/// `s` is from 2 to 100.
	/// `z` is from 0 to 10000.
	fn as_multi_create(s: u32, z: u32, ) -> Weight {
		// At least 43_685_000 ps.
		Weight::from_parts(23_464_524, 6811)
			// ± 556
			.saturating_add(Weight::from_parts(231_995, 0).saturating_mul(s.into()))
			// ± 5
			.saturating_add(Weight::from_parts(6_006, 0).saturating_mul(z.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Proof: `Multisig::Multisigs` (`max_values`: None, `max_size`: Some(3346), added: 5821, mode: `MaxEncodedLen`)
	/// `s` is from 3 to 100.
	/// `z` is from 0 to 10000.
	fn as_multi_approve(s: u32, z: u32, ) -> Weight {
		// At least 33_680_000 ps.
		Weight::from_parts(13_028_664, 6811)
			// ± 396
			.saturating_add(Weight::from_parts(227_879, 0).saturating_mul(s.into()))
			// ± 3
			.saturating_add(Weight::from_parts(6_034, 0).saturating_mul(z.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Proof: `Multisig::Multisigs` (`max_values`: None, `max_size`: Some(3346), added: 5821, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// `s` is from 2 to 100.
	/// `z` is from 0 to 10000.
	fn as_multi_complete(s: u32, z: u32, ) -> Weight {
		// At least 49_583_000 ps.
		Weight::from_parts(22_572_701, 6811)
			// ± 2_694
			.saturating_add(Weight::from_parts(294_913, 0).saturating_mul(s.into()))
			// ± 26
			.saturating_add(Weight::from_parts(6_401, 0).saturating_mul(z.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Proof: `Multisig::Multisigs` (`max_values`: None, `max_size`: Some(3346), added: 5821, mode: `MaxEncodedLen`)
	/// `s` is from 2 to 100.
	fn approve_as_multi_create(s: u32, ) -> Weight {
		// At least 20_390_000 ps.
		Weight::from_parts(20_984_739, 6811)
			// ± 246
			.saturating_add(Weight::from_parts(221_522, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Proof: `Multisig::Multisigs` (`max_values`: None, `max_size`: Some(3346), added: 5821, mode: `MaxEncodedLen`)
	/// `s` is from 2 to 100.
	fn approve_as_multi_approve(s: u32, ) -> Weight {
		// At least 10_586_000 ps.
		Weight::from_parts(11_094_220, 6811)
			// ± 162
			.saturating_add(Weight::from_parts(218_365, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Proof: `Multisig::Multisigs` (`max_values`: None, `max_size`: Some(3346), added: 5821, mode: `MaxEncodedLen`)
	/// `s` is from 2 to 100.
	fn cancel_as_multi(s: u32, ) -> Weight {
		// At least 20_200_000 ps.
		Weight::from_parts(20_798_160, 6811)
			// ± 273
			.saturating_add(Weight::from_parts(224_336, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Proof: `Multisig::Multisigs` (`max_values`: None, `max_size`: Some(3346), added: 5821, mode: `MaxEncodedLen`)
	/// `s` is from 2 to 100.
	fn poke_deposit(s: u32, ) -> Weight {
		// At least 19_219_000 ps.
		Weight::from_parts(19_826_005, 6811)
			// ± 309
			.saturating_add(Weight::from_parts(223_973, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
