// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The measured weights of `pallet_gas_price`: `scripts/benchmark-weights pallet_gas_price`, 2026-11-21, 20 steps of
//! 10 runs on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::all, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The weights of `pallet_gas_price`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_gas_price::WeightInfo for WeightInfo<T> {
	/// Storage: `OracleCommittee::Members` (r:1 w:0)
	/// Proof: `OracleCommittee::Members` (`max_values`: Some(1), `max_size`: Some(673), added: 1168, mode: `MaxEncodedLen`)
	/// Storage: `GasPrice::CurrentTariff` (r:1 w:0)
	/// Proof: `GasPrice::CurrentTariff` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
	/// Storage: `GasPrice::Observations` (r:1 w:1)
	/// Proof: `GasPrice::Observations` (`max_values`: Some(1), `max_size`: Some(1093), added: 1588, mode: `MaxEncodedLen`)
	fn submit() -> Weight {
		// At least 11_447_000 ps.
		Weight::from_parts(12_329_000, 2578)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `GasPrice::NextPrice` (r:0 w:1)
	/// Proof: `GasPrice::NextPrice` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn set_price() -> Weight {
		// At least 3_035_000 ps.
		Weight::from_parts(3_315_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `GasPrice::CurrentTariff` (r:1 w:1)
	/// Proof: `GasPrice::CurrentTariff` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
	/// Storage: `OracleCommittee::Members` (r:1 w:0)
	/// Proof: `OracleCommittee::Members` (`max_values`: Some(1), `max_size`: Some(673), added: 1168, mode: `MaxEncodedLen`)
	/// Storage: `GasPrice::Observations` (r:1 w:0)
	/// Proof: `GasPrice::Observations` (`max_values`: Some(1), `max_size`: Some(1093), added: 1588, mode: `MaxEncodedLen`)
	/// Storage: `GasPrice::NextPrice` (r:1 w:1)
	/// Proof: `GasPrice::NextPrice` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `GasPrice::FrozenSince` (r:1 w:1)
	/// Proof: `GasPrice::FrozenSince` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// `o` is from 0 to 21.
	fn on_initialize(o: u32, ) -> Weight {
		// At least 9_824_000 ps.
		Weight::from_parts(11_567_020, 2578)
			// ± 335
			.saturating_add(Weight::from_parts(74_525, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
