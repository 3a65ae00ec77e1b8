// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

/// How much a validator's vote counts.
pub trait ValidatorWeights<Validator> {
	/// What stands behind the validator in the session that begins, in a unit that all validators share.
	///
	/// Zero for one that has nothing at stake; its vote has the least weight there is.
	fn weight(validator: &Validator) -> u128;
}

/// One validator, one vote: as long as nobody stakes.
pub struct EqualWeights;

impl<Validator> ValidatorWeights<Validator> for EqualWeights {
	fn weight(_: &Validator) -> u128 {
		1
	}
}
