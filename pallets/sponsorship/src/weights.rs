// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The cost of the calls. The measured values are in the runtime: `runtime/src/weights/`.

use frame_support::weights::Weight;

/// The weight of each call in its worst case.
pub trait WeightInfo {
	/// Entry of a new sponsorship.
	fn open() -> Weight;
	/// Addition to a budget.
	fn fund() -> Weight;
	/// Replacement of the terms.
	fn change() -> Weight;
	/// Return of a part of a budget.
	fn withdraw() -> Weight;
	/// Return of everything.
	fn close() -> Weight;
	/// Validation and dispatch of a new user's act with a call of `b` bytes that does nothing; `a` is 1 if an approver
	/// signed too, else 0.
	fn act(b: u32, a: u32) -> Weight;
	/// Removal of `u` records.
	fn forget(u: u32) -> Weight;
}

/// No weight at all, but for acts: what they cost is a part of what tests look at.
impl WeightInfo for () {
	fn open() -> Weight {
		Weight::zero()
	}

	fn fund() -> Weight {
		Weight::zero()
	}

	fn change() -> Weight {
		Weight::zero()
	}

	fn withdraw() -> Weight {
		Weight::zero()
	}

	fn close() -> Weight {
		Weight::zero()
	}

	fn act(b: u32, a: u32) -> Weight {
		Weight::from_parts(1_000 + u64::from(b) + 500 * u64::from(a), 0)
	}

	fn forget(_: u32) -> Weight {
		Weight::zero()
	}
}
