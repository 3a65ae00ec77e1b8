// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{Height, Round, ValidatorIndex, ValidatorSet, Weight, DOMAIN};
use alloc::vec::Vec;
use codec::Encode;
use cybermiles_primitives::Hash;
use sp_crypto_hashing::blake2_256;

/// The order in which the validators of a set propose at a height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposers(Vec<ValidatorIndex>);

impl Proposers {
	/// Draw the order of a height. The work grows with the square of the number of validators.
	///
	/// `None` if there are no validators.
	pub fn new(genesis: &Hash, set: &ValidatorSet, height: Height) -> Option<Self> {
		if set.validators.is_empty() {
			return None;
		}
		let seed = blake2_256(&(DOMAIN, genesis, set.id, height).encode());
		let mut left: Vec<(ValidatorIndex, Weight)> =
			(0..).zip(set.validators.iter().map(|validator| validator.weight)).collect();
		let mut order = Vec::with_capacity(left.len());
		let mut draw = 0u32;
		while !left.is_empty() {
			let random = u128::from_le_bytes(first_half(blake2_256(&(seed, draw).encode())));
			draw = draw.saturating_add(1);
			let total = left.iter().fold(0u128, |sum, (_, weight)| sum + u128::from(*weight));
			// The total is below 2^64, so that the remainder's bias is below 2^-64.
			let mut point = random.checked_rem(total).unwrap_or(0);
			let position = left
				.iter()
				.position(|(_, weight)| match point.checked_sub(u128::from(*weight)) {
					Some(rest) => {
						point = rest;
						false
					},
					None => true,
				})
				.unwrap_or(0);
			order.push(left.remove(position).0);
		}
		Some(Self(order))
	}

	/// Who proposes in a round.
	pub fn of_round(&self, round: Round) -> ValidatorIndex {
		// There is at least one.
		let position = (round as usize).checked_rem(self.0.len()).unwrap_or(0);
		self.0.get(position).copied().unwrap_or(0)
	}
}

fn first_half(hash: [u8; 32]) -> [u8; 16] {
	let mut half = [0; 16];
	half.copy_from_slice(&hash[..16]);
	half
}
