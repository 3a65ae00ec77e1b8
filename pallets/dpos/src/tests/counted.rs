// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How much of a stake counts.

use crate::counted::level;
use cybermiles_primitives::Balance;
use proptest::prelude::*;
use sp_runtime::Perbill;

const SHARE: Perbill = Perbill::from_percent(12);

fn counted(stakes: &[Balance]) -> Vec<Balance> {
	let level = level(stakes, SHARE);
	stakes.iter().map(|stake| (*stake).min(level)).collect()
}

#[test]
fn equal_stakes_count_in_full() {
	assert_eq!(counted(&[500; 19]), [500; 19]);
	assert_eq!(counted(&[500; 4]), [500; 4]);
}

#[test]
fn a_stake_above_its_share_of_what_counts_does_not_count() {
	// Nine times 100 are 88 % of what counts; the tenth counts for 12 %.
	let mut stakes = vec![100_000; 9];
	stakes.push(1_000_000_000);
	assert_eq!(counted(&stakes).last(), Some(&(900_000 * 12 / 88)));
}

#[test]
fn of_too_few_all_count_as_the_least() {
	assert_eq!(counted(&[1_000, 2_000, 3_000, 4_000]), [1_000; 4]);
	assert_eq!(counted(&[7]), [7]);
	assert_eq!(counted(&[]), []);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	/// Of ten or more, none counts for more than its share, so that no one alone, and no two, can block finality, which
	/// takes a third.
	#[test]
	fn no_one_of_ten_can_block(
		stakes in proptest::collection::vec(
			prop_oneof![1..1_000_000u128, 1..1_000_000_000_000_000_000_000_000_000u128],
			10..100,
		),
	) {
		let counted = counted(&stakes);
		let total: u128 = counted.iter().sum();
		for (counted, stake) in counted.iter().zip(&stakes) {
			prop_assert!(counted <= stake);
			// A unit, as levels are rounded down.
			prop_assert!(*counted <= SHARE * total + 1);
			if total > 100 {
				prop_assert!(counted * 3 <= total);
			}
		}
	}

	/// More than the level can be given to none of those that are capped: the level is the greatest.
	#[test]
	fn as_much_counts_as_may(
		stakes in proptest::collection::vec(1_000..1_000_000_000_000u128, 10..40),
	) {
		let level = level(&stakes, SHARE);
		let total = |level: u128| stakes.iter().map(|stake| (*stake).min(level)).sum::<u128>();
		if stakes.iter().any(|stake| *stake > level) {
			let more = level + level / 100 + 2;
			prop_assert!(SHARE * total(more) < more);
		}
	}

	/// Who has more does not count for less.
	#[test]
	fn the_order_is_kept(
		mut stakes in proptest::collection::vec(1..1_000_000u128, 1..40),
	) {
		stakes.sort_unstable();
		let counted = counted(&stakes);
		prop_assert!(counted.windows(2).all(|pair| pair[0] <= pair[1]));
	}
}
