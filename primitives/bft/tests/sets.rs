// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Which sets can decide, what a vote weighs, and who proposes.

mod common;

use common::*;
use cybermiles_primitives_bft::{SetError::*, *};
use proptest::prelude::*;

#[test]
fn a_set_by_which_nothing_could_be_decided_is_refused() {
	assert_eq!(set_of(&[1, 2, 3]).ensure_sound(), Ok(()));
	assert_eq!(set_of(&[MAX_TOTAL_WEIGHT]).ensure_sound(), Ok(()));
	assert_eq!(set_of(&[]).ensure_sound(), Err(Empty));
	assert_eq!(set_of(&[1, 0]).ensure_sound(), Err(NoWeight));
	assert_eq!(set_of(&[MAX_TOTAL_WEIGHT, 1]).ensure_sound(), Err(TooMuchWeight));
	assert_eq!(set_of(&[Weight::MAX, Weight::MAX]).ensure_sound(), Err(TooMuchWeight));

	let mut twins = set_of(&[1, 1]);
	twins.validators[1].id = twins.validators[0].id.clone();
	assert_eq!(twins.ensure_sound(), Err(DuplicateKey));

	let mut crowd = set_of(&[1]);
	crowd.validators = vec![crowd.validators[0].clone(); 65_536];
	assert_eq!(crowd.ensure_sound(), Err(TooManyValidators));
}

#[test]
fn a_validator_is_found_by_its_place_and_by_its_key() {
	let set = set_of(&[5, 6]);
	assert_eq!(set.get(1).map(|validator| validator.weight), Some(6));
	assert_eq!(set.get(2), None);
	assert_eq!(set.index_of(&set.validators[1].id), Some(1));
	assert_eq!(set.index_of(&set_of(&[1, 1, 1]).validators[2].id), None);
}

#[test]
fn a_quorum_is_more_than_two_thirds_and_an_honest_vote_is_in_more_than_one() {
	let set = set_of(&[1; 9]);
	assert!(!set.is_quorum(6) && set.is_quorum(7));
	assert!(!set.has_honest(3) && set.has_honest(4));
}

#[test]
fn the_quorum_is_the_least_weight_that_is_one() {
	for weight in (1..100).chain([MAX_TOTAL_WEIGHT - 1, MAX_TOTAL_WEIGHT]) {
		let set = set_of(&[weight]);
		assert!(set.is_quorum(set.quorum()) && !set.is_quorum(set.quorum() - 1), "{weight}");
	}
}

#[test]
fn stakes_that_fit_are_the_weights() {
	assert!(scaled_weights(&[]).is_empty());
	assert_eq!(scaled_weights(&[0, 1, 5]), [1, 1, 5]);
	assert_eq!(scaled_weights(&[MAX_TOTAL_WEIGHT.into()]), [MAX_TOTAL_WEIGHT]);
}

#[test]
fn nobody_proposes_in_an_empty_set() {
	assert_eq!(Proposers::new(&GENESIS, &set_of(&[]), 1), None);
}

#[test]
fn who_has_more_weight_proposes_more_often() {
	let set = set_of(&[10, 30, 60]);
	let mut firsts = [0; 3];
	for height in 0..10_000 {
		let proposer = Proposers::new(&GENESIS, &set, height).unwrap().of_round(0);
		firsts[usize::from(proposer)] += 1;
	}
	// The draw is the same in every run; five standard deviations are below 250.
	for (drawn, expected) in firsts.into_iter().zip([1_000i32, 3_000, 6_000]) {
		assert!((drawn - expected).abs() < 250, "{firsts:?}");
	}
}

proptest! {
	/// Every validator proposes in one of any n rounds in a row that begin at a multiple of n.
	#[test]
	fn everyone_has_a_turn(
		weights in proptest::collection::vec(1..MAX_TOTAL_WEIGHT / 20, 1..20),
		height: Height,
		cycle in 0..1_000u32,
	) {
		let proposers = Proposers::new(&GENESIS, &set_of(&weights), height).unwrap();
		let n = weights.len() as u32;
		let mut turns: Vec<_> = (0..n).map(|r| proposers.of_round(cycle * n + r)).collect();
		turns.sort_unstable();
		prop_assert_eq!(turns, (0..n as u16).collect::<Vec<_>>());
	}

	/// Whatever the stakes: a sound set, in which a larger stake never weighs less, and nobody's part moves noticeably.
	#[test]
	fn weights_follow_stakes(
		stakes in proptest::collection::vec(
			prop_oneof![any::<u128>(), 0..1_000u128, any::<u64>().prop_map(u128::from)],
			1..50,
		),
	) {
		let weights = scaled_weights(&stakes);
		prop_assert_eq!(set_of(&weights).ensure_sound(), Ok(()));
		let total = stakes.iter().map(|stake| (*stake).max(1) as f64).sum::<f64>();
		let total_weight = weights.iter().sum::<u64>() as f64;
		for (i, stake) in stakes.iter().enumerate() {
			let (part, stake_part) = (weights[i] as f64 / total_weight, (*stake).max(1) as f64 / total);
			prop_assert!((part - stake_part).abs() < 1e-12, "{} {}", part, stake_part);
			for (j, other) in stakes.iter().enumerate() {
				prop_assert!(stake < other || weights[i] >= weights[j]);
			}
		}
	}
}
