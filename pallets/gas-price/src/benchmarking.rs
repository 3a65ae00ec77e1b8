// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The worst case of each call and of the hook.

use super::*;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{EnsureOrigin, Get, Hooks, SortedMembers},
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_runtime::{traits::One, Saturating};

/// The highest rate: there is room to fall, and its step is the longest.
fn tariff<T: Config>() -> Tariff {
	Tariff::new(T::MaxRate::get(), 1)
}

/// A committee that is full, and what each member but the first `silent` says: less than the present rate.
fn committee<T: Config>(silent: u32) -> Vec<T::AccountId> {
	CurrentTariff::<T>::put(tariff::<T>());
	for index in T::Members::count() as u32..T::MaxMembers::get() {
		T::Members::add(&account("member", index, 0));
	}
	let members = T::Members::sorted_members();
	let at = frame_system::Pallet::<T>::block_number();
	let observations: Vec<_> = members
		.iter()
		.enumerate()
		.skip(silent as usize)
		.map(|(index, member)| {
			// The last first, as a sort has most to do then.
			let less = Rate::from_inner((index as u128).saturating_add(1));
			let rate = T::MaxRate::get().saturating_sub(less).max(T::MinRate::get());
			Observation { member: member.clone(), rate, at }
		})
		.collect();
	Observations::<T>::put(BoundedVec::<_, T::MaxMembers>::truncate_from(observations));
	members
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// The first member, who goes before all others, has said nothing yet.
	#[benchmark]
	fn submit() -> Result<(), BenchmarkError> {
		let member = committee::<T>(1)
			.into_iter()
			.next()
			.ok_or(BenchmarkError::Stop("the committee has a member"))?;
		let rate = T::MaxRate::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(member.clone()), rate);

		let observations = Observations::<T>::get();
		assert_eq!(observations.len() as u32, T::MaxMembers::get());
		assert_eq!(observations.first().map(|first| &first.member), Some(&member));
		Ok(())
	}

	/// A price from governance.
	#[benchmark]
	fn set_price() -> Result<(), BenchmarkError> {
		let origin =
			T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, T::MaxPrice::get());

		assert_eq!(NextPrice::<T>::get(), Some(T::MaxPrice::get()));
		Ok(())
	}

	/// The committee is full and `o` of its members are fresh; the rate resumes or freezes, and there is a new price.
	#[benchmark]
	fn on_initialize(o: Linear<0, { T::MaxMembers::get() }>) -> Result<(), BenchmarkError> {
		let silent = T::MaxMembers::get().saturating_sub(o);
		committee::<T>(silent);
		let before = frame_system::Pallet::<T>::block_number();
		let now: BlockNumberFor<T> = before + One::one();
		frame_system::Pallet::<T>::set_block_number(now);
		// With a majority it resumes, without one it freezes: either is a write and an event.
		if o > silent {
			FrozenSince::<T>::put(before);
		} else {
			FrozenSince::<T>::kill();
		}
		NextPrice::<T>::put(T::MaxPrice::get());

		#[block]
		{
			Pallet::<T>::on_initialize(now);
		}

		assert_eq!(CurrentTariff::<T>::get().micro_usd_per_million_gas, T::MaxPrice::get());
		assert_eq!(FrozenSince::<T>::exists(), o <= silent);
		Ok(())
	}
}
