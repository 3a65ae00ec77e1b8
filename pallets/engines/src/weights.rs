// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The cost of the calls. The measured values are in the runtime: `runtime/src/weights/`.

use frame_support::weights::Weight;

/// The weight of each call in its worst case.
pub trait WeightInfo {
	/// Register the first version of an engine.
	fn register() -> Weight;
	/// Close a version, or open it again.
	fn set_accepting() -> Weight;
}

/// No weight at all, for tests that do not look at it.
impl WeightInfo for () {
	fn register() -> Weight {
		Weight::zero()
	}

	fn set_accepting() -> Weight {
		Weight::zero()
	}
}
