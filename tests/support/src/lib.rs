// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What the tests of every pallet share.
//!
//! A test runs inside an [`ExtBuilder`], which puts the chain at block 1, where events are recorded, and checks
//! `try_state` of every pallet of the test's runtime when the test is done.

mod pool;
pub mod stubs;

pub use pool::submitted;

#[doc(no_inline)]
pub use frame_support::derive_impl;

use core::marker::PhantomData;
use frame_support::traits::{TryState, TryStateSelect};
use frame_system::pallet_prelude::BlockNumberFor;
use serde::{de::DeserializeOwned, Serialize};
use serde_json::Value;
use sp_core::offchain::TransactionPoolExt;
use sp_io::TestExternalities;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
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
		// Which invariant is broken is only in the log.
		sp_tracing::try_init_simple();
		let storage = genesis.build_storage().expect("the genesis is accepted by every pallet");
		Self { storage, marker: PhantomData }
	}

	/// Run a test in block 1, with an empty keystore and an empty transaction pool, then check the invariants of all pallets.
	///
	/// # Panics
	///
	/// If the test does, or if an invariant does not hold after it.
	pub fn execute_with<R>(self, test: impl FnOnce() -> R) -> R {
		let mut externalities = TestExternalities::new(self.storage);
		externalities.register_extension(KeystoreExt::new(MemoryKeystore::new()));
		externalities.register_extension(TransactionPoolExt::new(pool::StubPool::empty()));
		externalities.execute_with(|| {
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

/// The genesis that a preset describes: the preset's JSON over the default genesis, as a node builds it.
///
/// # Panics
///
/// If the preset is no JSON, or no genesis of this runtime.
pub fn genesis_from_preset<Genesis: Default + DeserializeOwned + Serialize>(
	preset: &[u8],
) -> Genesis {
	let mut genesis = serde_json::to_value(Genesis::default()).expect("a genesis is JSON");
	merge(&mut genesis, serde_json::from_slice(preset).expect("a preset is JSON"));
	serde_json::from_value(genesis).expect("a preset fits the genesis")
}

fn merge(base: &mut Value, patch: Value) {
	match (base, patch) {
		(Value::Object(base), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(Value::Null), value);
			}
		},
		(base, patch) => *base = patch,
	}
}
