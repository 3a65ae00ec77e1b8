// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The cost of the steps. The measured values are in the runtime: `runtime/src/weights/`.

use frame_support::weights::Weight;

/// The weight of each step in its worst case.
pub trait WeightInfo {
	/// What the agenda costs in a block in which nothing is due: the cursor, and passing on the prices of the block.
	fn on_poll_base() -> Weight;
	/// Opening the items of a block, and closing them.
	fn next_bucket() -> Weight;
	/// Looking at a place. All that an item costs that was cancelled.
	fn hole() -> Weight;
	/// Doing an item that has a payer, beside looking at its place and doing its task.
	fn item() -> Weight;
	/// Scheduling an item that has a payer. Part of the weight of the call that schedules.
	fn schedule() -> Weight;
	/// Cancelling an item that has a payer. Part of the weight of the call that cancels.
	fn cancel() -> Weight;
}

/// No weight at all, for tests that do not look at it.
impl WeightInfo for () {
	fn on_poll_base() -> Weight {
		Weight::zero()
	}
	fn next_bucket() -> Weight {
		Weight::zero()
	}
	fn hole() -> Weight {
		Weight::zero()
	}
	fn item() -> Weight {
		Weight::zero()
	}
	fn schedule() -> Weight {
		Weight::zero()
	}
	fn cancel() -> Weight {
		Weight::zero()
	}
}
