// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The measured weights of `pallet_agenda`: `scripts/benchmark-weights pallet_agenda`, 2026-11-21, 10 steps of
//! 5 runs on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::all, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `pallet_agenda`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_agenda::WeightInfo for WeightInfo<T> {
	/// Storage: `Agenda::Cursor` (r:1 w:1)
	/// Proof: `Agenda::Cursor` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn on_poll_base() -> Weight {
		// At least 17_045_000 ps.
		Weight::from_parts(18_687_000, 3593)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Agenda::Lengths` (r:1 w:1)
	/// Proof: `Agenda::Lengths` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn next_bucket() -> Weight {
		// At least 4_286_000 ps.
		Weight::from_parts(4_707_000, 3481)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Agenda::Items` (r:1 w:0)
	/// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	fn hole() -> Weight {
		// At least 3_535_000 ps.
		Weight::from_parts(4_026_000, 3620)
			.saturating_add(T::DbWeight::get().reads(1))
	}
	/// Storage: `Agenda::Items` (r:1 w:1)
	/// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn item() -> Weight {
		// At least 46_780_000 ps.
		Weight::from_parts(53_070_000, 3658)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Calendar::Day` (r:1 w:0)
	/// Proof: `Calendar::Day` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Agenda::Lengths` (r:1 w:1)
	/// Proof: `Agenda::Lengths` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `GasPrice::CurrentTariff` (r:1 w:0)
	/// Proof: `GasPrice::CurrentTariff` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Agenda::Cursor` (r:1 w:0)
	/// Proof: `Agenda::Cursor` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Agenda::Items` (r:0 w:1)
	/// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	fn schedule() -> Weight {
		// At least 51_126_000 ps.
		Weight::from_parts(56_975_000, 3658)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Agenda::Items` (r:1 w:1)
	/// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		// At least 37_636_000 ps.
		Weight::from_parts(41_091_000, 3658)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
