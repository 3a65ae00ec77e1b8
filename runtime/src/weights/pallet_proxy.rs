// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The measured weights of `pallet_proxy`: `scripts/benchmark-weights pallet_proxy`, 2026-11-20, 20 steps of
//! 10 runs on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::all, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `pallet_proxy`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_proxy::WeightInfo for WeightInfo<T> {
	/// Storage: `Proxy::Proxies` (r:1 w:0)
	/// Proof: `Proxy::Proxies` (`max_values`: None, `max_size`: Some(1241), added: 3716, mode: `MaxEncodedLen`)
	/// `p` is from 1 to 31.
	fn proxy(p: u32, ) -> Weight {
		// At least 7_922_000 ps.
		Weight::from_parts(8_544_920, 4706)
			// ± 122
			.saturating_add(Weight::from_parts(11_260, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:0)
	/// Proof: `Proxy::Proxies` (`max_values`: None, `max_size`: Some(1241), added: 3716, mode: `MaxEncodedLen`)
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Proof: `Proxy::Announcements` (`max_values`: None, `max_size`: Some(2233), added: 4708, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// `a` is from 0 to 31.
	/// `p` is from 1 to 31.
	fn proxy_announced(a: u32, p: u32, ) -> Weight {
		// At least 23_065_000 ps.
		Weight::from_parts(24_955_597, 5698)
			// ± 899
			.saturating_add(Weight::from_parts(142_270, 0).saturating_mul(a.into()))
			// ± 930
			.saturating_add(Weight::from_parts(7_343, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Proof: `Proxy::Announcements` (`max_values`: None, `max_size`: Some(2233), added: 4708, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// `a` is from 0 to 31.
	/// `p` is from 1 to 31.
	fn remove_announcement(a: u32, _p: u32, ) -> Weight {
		// At least 16_074_000 ps.
		Weight::from_parts(17_773_130, 5698)
			// ± 602
			.saturating_add(Weight::from_parts(148_306, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Proof: `Proxy::Announcements` (`max_values`: None, `max_size`: Some(2233), added: 4708, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// `a` is from 0 to 31.
	/// `p` is from 1 to 31.
	fn reject_announcement(a: u32, p: u32, ) -> Weight {
		// At least 16_955_000 ps.
		Weight::from_parts(18_993_873, 5698)
			// ± 6_052
			.saturating_add(Weight::from_parts(190_690, 0).saturating_mul(a.into()))
			// ± 6_257
			.saturating_add(Weight::from_parts(10_430, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:0)
	/// Proof: `Proxy::Proxies` (`max_values`: None, `max_size`: Some(1241), added: 3716, mode: `MaxEncodedLen`)
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Proof: `Proxy::Announcements` (`max_values`: None, `max_size`: Some(2233), added: 4708, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// `a` is from 0 to 31.
	/// `p` is from 1 to 31.
	fn announce(a: u32, p: u32, ) -> Weight {
		// At least 21_972_000 ps.
		Weight::from_parts(24_113_048, 5698)
			// ± 6_550
			.saturating_add(Weight::from_parts(188_758, 0).saturating_mul(a.into()))
			// ± 6_773
			.saturating_add(Weight::from_parts(41_362, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Proof: `Proxy::Proxies` (`max_values`: None, `max_size`: Some(1241), added: 3716, mode: `MaxEncodedLen`)
	/// `p` is from 1 to 31.
	fn add_proxy(p: u32, ) -> Weight {
		// At least 16_825_000 ps.
		Weight::from_parts(17_892_700, 4706)
			// ± 1_046
			.saturating_add(Weight::from_parts(46_635, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Proof: `Proxy::Proxies` (`max_values`: None, `max_size`: Some(1241), added: 3716, mode: `MaxEncodedLen`)
	/// `p` is from 1 to 31.
	fn remove_proxy(p: u32, ) -> Weight {
		// At least 16_605_000 ps.
		Weight::from_parts(17_737_528, 4706)
			// ± 584
			.saturating_add(Weight::from_parts(36_459, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Proof: `Proxy::Proxies` (`max_values`: None, `max_size`: Some(1241), added: 3716, mode: `MaxEncodedLen`)
	/// `p` is from 1 to 31.
	fn remove_proxies(p: u32, ) -> Weight {
		// At least 16_345_000 ps.
		Weight::from_parts(16_107_642, 4706)
			// ± 493
			.saturating_add(Weight::from_parts(1_381_479, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Proof: `Proxy::Proxies` (`max_values`: None, `max_size`: Some(1241), added: 3716, mode: `MaxEncodedLen`)
	/// `p` is from 1 to 31.
	fn create_pure(p: u32, ) -> Weight {
		// At least 19_109_000 ps.
		Weight::from_parts(20_332_046, 4706)
			// ± 332
			.saturating_add(Weight::from_parts(11_412, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Proof: `Proxy::Proxies` (`max_values`: None, `max_size`: Some(1241), added: 3716, mode: `MaxEncodedLen`)
	/// `p` is from 0 to 30.
	fn kill_pure(p: u32, ) -> Weight {
		// At least 17_276_000 ps.
		Weight::from_parts(18_413_961, 4706)
			// ± 265
			.saturating_add(Weight::from_parts(15_173, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Proof: `Proxy::Proxies` (`max_values`: None, `max_size`: Some(1241), added: 3716, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Proof: `Proxy::Announcements` (`max_values`: None, `max_size`: Some(2233), added: 4708, mode: `MaxEncodedLen`)
	fn poke_deposit() -> Weight {
		// At least 30_435_000 ps.
		Weight::from_parts(33_179_000, 5698)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
