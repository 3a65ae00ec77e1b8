// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The cost of the calls and of the hook. The measured values are in the runtime: `runtime/src/weights/`.

use frame_support::weights::Weight;

/// The weight of each call, and of the hook, in its worst case.
pub trait WeightInfo {
	/// The first observation of the last member that had none.
	fn submit() -> Weight;
	/// A new price.
	fn set_price() -> Weight;
	/// The beginning of a block in which the rate resumes or freezes, with a new price and this many observations.
	fn on_initialize(observations: u32) -> Weight;
}

/// No weight at all, for tests that do not look at it.
impl WeightInfo for () {
	fn submit() -> Weight {
		Weight::zero()
	}

	fn set_price() -> Weight {
		Weight::zero()
	}

	fn on_initialize(_observations: u32) -> Weight {
		Weight::zero()
	}
}
