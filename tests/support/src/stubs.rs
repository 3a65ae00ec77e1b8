// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A stub of each trait through which pallets meet, for the mocks of the pallets that need it.

use codec::Encode;
use cybermiles_traits::ValidatorWeights;
use std::{cell::RefCell, collections::BTreeMap};

thread_local! {
	static STAKES: RefCell<BTreeMap<Vec<u8>, u128>> = const { RefCell::new(BTreeMap::new()) };
}

/// Weights as the test sets them, and 1 for whom it sets none.
pub struct StubWeights;

impl StubWeights {
	/// What stands behind a validator from now on.
	pub fn set(validator: &impl Encode, stake: u128) {
		STAKES.with_borrow_mut(|stakes| stakes.insert(validator.encode(), stake));
	}
}

impl<Validator: Encode> ValidatorWeights<Validator> for StubWeights {
	fn weight(validator: &Validator) -> u128 {
		STAKES.with_borrow(|stakes| stakes.get(&validator.encode()).copied().unwrap_or(1))
	}
}
