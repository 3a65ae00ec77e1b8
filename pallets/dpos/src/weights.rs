// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The cost of the calls. The measured values are in the runtime: `runtime/src/weights/`.

use frame_support::weights::Weight;

macro_rules! weights {
	($($(#[$doc:meta])* $name:ident,)*) => {
		/// The weight of each call in its worst case.
		pub trait WeightInfo {
			$($(#[$doc])* fn $name() -> Weight;)*
		}

		/// No weight at all, for tests that do not look at it.
		impl WeightInfo for () {
			$(fn $name() -> Weight {
				Weight::zero()
			})*
		}
	};
}

weights! {
	/// Offer to validate.
	declare,
	/// Say something else about oneself.
	set_profile,
	/// Keep more or less.
	set_commission,
	/// Take more or less stake.
	set_max_stake,
	/// Stake more.
	bond,
	/// Take own stake back.
	unbond,
	/// Compound, or not.
	set_candidate_compounding,
	/// Leave for good.
	retire,
	/// Free own stake and remove the candidate.
	withdraw_self_stake,
	/// Offer to validate again.
	return_from_jail,
	/// Delegate, with a change of class.
	delegate,
	/// Compound, or not.
	set_compounding,
	/// Take a delegation back, with its rewards.
	undelegate,
	/// As many withdrawals as may wait, each delegated anew.
	withdraw,
	/// Pay out rewards.
	claim,
	/// Set the rules.
	set_parameters,
	/// Blame the authors of empty slots.
	note_parent_final,
	/// Count empty slots.
	on_initialize,
}
