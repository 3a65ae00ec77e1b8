// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The worst case of each call.

use super::*;
use alloc::vec;
use frame_benchmarking::v2::*;
use frame_support::traits::{EnsureOrigin, Get};

const VERSION: EngineVersion = EngineVersion::new(u16::MAX, u16::MAX);

/// The longest name there may be.
fn longest_name() -> EngineName {
	let length = <MaxNameLength as Get<u32>>::get() as usize;
	EngineName::truncate_from(vec![b'z'; length])
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// The first version of an engine, which is counted too.
	#[benchmark]
	fn register() -> Result<(), BenchmarkError> {
		let origin =
			T::RegistrarOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let engines = VersionCounts::<T>::count();
		let specification = SpecificationHash::repeat_byte(1);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, longest_name(), VERSION, specification);
		assert!(Versions::<T>::contains_key(longest_name(), VERSION));
		assert_eq!(VersionCounts::<T>::count(), engines + 1);
		Ok(())
	}

	#[benchmark]
	fn set_accepting() -> Result<(), BenchmarkError> {
		let origin =
			T::RegistrarOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let specification = SpecificationHash::repeat_byte(1);
		Pallet::<T>::do_register(&longest_name(), VERSION, specification, true);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, longest_name(), VERSION, false);
		assert!(!Pallet::<T>::accepts(longest_name(), VERSION));
		Ok(())
	}
}
