// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How money is divided: nothing is made, nothing is lost, and what cannot be divided is named.

use alloc::vec::Vec;
use sp_core::U256;

/// Divide `total` in proportion to `weights`.
///
/// Returns a part for each weight, `total × weight ÷ Σ weights` rounded down, and the remainder: parts and remainder
/// together are `total`, and the remainder is less than the number of weights that are not zero. If every weight is
/// zero, nobody has a claim: all parts are zero and the remainder is `total`.
pub fn split(total: u128, weights: &[u128]) -> (Vec<u128>, u128) {
	let sum = weights.iter().fold(U256::zero(), |sum, weight| sum + U256::from(*weight));
	let parts: Vec<u128> = weights
		.iter()
		.map(|weight| U256::from(total) * U256::from(*weight))
		// A part is no more than `total`, so it fits.
		.map(|product| product.checked_div(sum).unwrap_or_default().low_u128())
		.collect();
	let remainder = parts.iter().fold(total, |rest, part| rest.saturating_sub(*part));
	(parts, remainder)
}

/// `a × b ÷ c`, rounded down, computed with 256 bits; none if `c` is zero or the result exceeds 128 bits.
pub fn mul_div(a: u128, b: u128, c: u128) -> Option<u128> {
	let quotient = (U256::from(a) * U256::from(b)).checked_div(c.into())?;
	quotient.try_into().ok()
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn a_whole_is_divided_by_weight() {
		assert_eq!(split(100, &[1, 2, 1]), (vec![25, 50, 25], 0));
		assert_eq!(split(100, &[1, 1, 1]), (vec![33, 33, 33], 1));
		assert_eq!(split(2, &[1, 1, 1]), (vec![0, 0, 0], 2));
		assert_eq!(split(7, &[0, 5]), (vec![0, 7], 0));
	}

	#[test]
	fn without_a_claim_all_of_it_remains() {
		assert_eq!(split(100, &[]), (vec![], 100));
		assert_eq!(split(100, &[0, 0]), (vec![0, 0], 100));
	}

	#[test]
	fn the_greatest_numbers_are_divided() {
		let most = u128::MAX;
		assert_eq!(split(most, &[most, most, most]), (vec![most / 3; 3], 0));
		assert_eq!(split(most, &[most]), (vec![most], 0));
	}

	#[test]
	fn a_product_above_128_bits_is_divided_again() {
		assert_eq!(mul_div(u128::MAX, 3, 4), Some(u128::MAX / 4 * 3 + 2));
		assert_eq!(mul_div(u128::MAX, 2, 1), None);
		assert_eq!(mul_div(1, 1, 0), None);
	}

	proptest! {
		/// The parts and the remainder are the whole; each part is the greatest that its weight deserves; the order of
		/// the weights does not matter.
		#[test]
		fn nothing_is_made_or_lost(
			total in prop_oneof![any::<u128>(), 0..1_000u128],
			weights in proptest::collection::vec(
				prop_oneof![Just(0u128), 0..100u128, any::<u128>()], 0..12,
			),
		) {
			let (parts, remainder) = split(total, &weights);
			prop_assert_eq!(parts.iter().sum::<u128>() + remainder, total);

			let sum = weights.iter().fold(U256::zero(), |sum, weight| sum + U256::from(*weight));
			let claims = weights.iter().filter(|weight| **weight > 0).count() as u128;
			prop_assert!(remainder < claims.max(1) || claims == 0);
			for (part, weight) in parts.iter().zip(&weights) {
				// part ≤ total × weight ÷ sum < part + 1, in products.
				let fair = U256::from(total).full_mul(U256::from(*weight));
				prop_assert!(U256::from(*part).full_mul(sum) <= fair);
				prop_assert!(sum.is_zero() || U256::from(*part + 1).full_mul(sum) > fair);
			}

			let backwards: Vec<u128> = weights.iter().rev().copied().collect();
			let (mut mirrored, same) = split(total, &backwards);
			mirrored.reverse();
			prop_assert_eq!((mirrored, same), (parts, remainder));
		}
	}
}
