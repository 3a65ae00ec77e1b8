// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The measured weights of `pallet_sponsorship`: `scripts/benchmark-weights pallet_sponsorship`, 2026-11-21, 10 steps of
//! 5 runs on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::all, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `pallet_sponsorship`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_sponsorship::WeightInfo for WeightInfo<T> {
	/// Storage: `Sponsorship::Sponsorships` (r:1 w:1)
	/// Proof: `Sponsorship::Sponsorships` (`max_values`: None, `max_size`: Some(266), added: 2741, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn open() -> Weight {
		// At least 43_826_000 ps.
		Weight::from_parts(47_311_000, 3731)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Sponsorship::Sponsorships` (r:1 w:1)
	/// Proof: `Sponsorship::Sponsorships` (`max_values`: None, `max_size`: Some(266), added: 2741, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn fund() -> Weight {
		// At least 45_177_000 ps.
		Weight::from_parts(48_492_000, 3731)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Sponsorship::Sponsorships` (r:1 w:1)
	/// Proof: `Sponsorship::Sponsorships` (`max_values`: None, `max_size`: Some(266), added: 2741, mode: `MaxEncodedLen`)
	fn change() -> Weight {
		// At least 8_863_000 ps.
		Weight::from_parts(9_775_000, 3731)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Sponsorship::Sponsorships` (r:1 w:1)
	/// Proof: `Sponsorship::Sponsorships` (`max_values`: None, `max_size`: Some(266), added: 2741, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn withdraw() -> Weight {
		// At least 39_048_000 ps.
		Weight::from_parts(41_772_000, 3731)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Sponsorship::Sponsorships` (r:1 w:1)
	/// Proof: `Sponsorship::Sponsorships` (`max_values`: None, `max_size`: Some(266), added: 2741, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn close() -> Weight {
		// At least 63_145_000 ps.
		Weight::from_parts(66_920_000, 3731)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Calendar::Day` (r:1 w:0)
	/// Proof: `Calendar::Day` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Sponsorship::Sponsorships` (r:1 w:1)
	/// Proof: `Sponsorship::Sponsorships` (`max_values`: None, `max_size`: Some(266), added: 2741, mode: `MaxEncodedLen`)
	/// Storage: `GasPrice::CurrentTariff` (r:1 w:0)
	/// Proof: `GasPrice::CurrentTariff` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
	/// Storage: `Sponsorship::Users` (r:1 w:1)
	/// Proof: `Sponsorship::Users` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Cmt::Parameters` (r:1 w:0)
	/// Proof: `Cmt::Parameters` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// `b` is from 4 to 65536.
	/// `a` is from 0 to 1.
	fn act(b: u32, a: u32, ) -> Weight {
		// At least 241_560_000 ps.
		Weight::from_parts(173_614_172, 6196)
			// ± 11
			.saturating_add(Weight::from_parts(2_463, 0).saturating_mul(b.into()))
			// ± 515_360
			.saturating_add(Weight::from_parts(73_310_357, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `Sponsorship::Sponsorships` (r:1 w:1)
	/// Proof: `Sponsorship::Sponsorships` (`max_values`: None, `max_size`: Some(266), added: 2741, mode: `MaxEncodedLen`)
	/// Storage: `Sponsorship::Users` (r:100 w:100)
	/// Proof: `Sponsorship::Users` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// `u` is from 1 to 100.
	fn forget(u: u32, ) -> Weight {
		// At least 15_292_000 ps.
		Weight::from_parts(4_294_610, 3731)
			// ± 6_205
			.saturating_add(Weight::from_parts(7_510_064, 0).saturating_mul(u.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(u.into())))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(u.into())))
			.saturating_add(Weight::from_parts(0, 2603).saturating_mul(u.into()))
	}
}
