// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What the tests of every pallet share.
//!
//! A test runs inside an [`ExtBuilder`], which puts the chain at block 1, where events are recorded, and checks
//! `try_state` of every pallet of the test's runtime when the test is done.

#[doc(no_inline)]
pub use frame_support::derive_impl;

use core::marker::PhantomData;
use frame_support::traits::{TryState, TryStateSelect};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_io::TestExternalities;
use sp_runtime::{traits::One, BuildStorage, Storage};

/// Builds the state that a test starts from.
///
/// `Runtime` is the test's runtime and `Pallets` its `AllPalletsWithSystem`.
pub struct ExtBuilder<Runtime, Pallets> {
	storage: Storage,
	marker: PhantomData<(Runtime, Pallets)>,
}

impl<Runtime, Pallets> ExtBuilder<Runtime, Pallets>
where
	Runtime: frame_system::Config,
	Pallets: TryState<BlockNumberFor<Runtime>>,
{
	/// Start from this genesis.
	///
	/// # Panics
	///
	/// If the genesis is refused by one of the pallets.
	pub fn new(genesis: impl BuildStorage) -> Self {
		let storage = genesis.build_storage().expect("the genesis is accepted by every pallet");
		Self { storage, marker: PhantomData }
	}

	/// Run a test in block 1, then check the invariants of all pallets.
	///
	/// # Panics
	///
	/// If the test does, or if an invariant does not hold after it.
	pub fn execute_with<R>(self, test: impl FnOnce() -> R) -> R {
		TestExternalities::new(self.storage).execute_with(|| {
			frame_system::Pallet::<Runtime>::set_block_number(One::one());
			let result = test();
			ensure_invariants::<Runtime, Pallets>();
			result
		})
	}
}

/// Check the invariants of all pallets against the current state.
///
/// # Panics
///
/// If one does not hold.
pub fn ensure_invariants<Runtime, Pallets>()
where
	Runtime: frame_system::Config,
	Pallets: TryState<BlockNumberFor<Runtime>>,
{
	let block = frame_system::Pallet::<Runtime>::block_number();
	Pallets::try_state(block, TryStateSelect::All).expect("every invariant holds");
}
