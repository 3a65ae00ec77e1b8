// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What a chain may start from.

use crate::{mock::*, Order, Parameters, Profiles, StakingParameters};
use sp_runtime::Perbill;

fn refused(parameters: StakingParameters, numbers: impl IntoIterator<Item = u8>) {
	let candidates = numbers.into_iter().map(|number| candidate(number, 1_000 * UNIT)).collect();
	founded(parameters, candidates, || unreachable!("the genesis is refused"));
}

#[test]
fn a_genesis_declares_its_candidates_in_order() {
	four(|| {
		assert_eq!(Parameters::<Test>::get(), rules(3, 1));
		assert_eq!(Order::<Test>::get(), [1, 2, 3, 4].map(account).to_vec());
		assert_eq!(Profiles::<Test>::get(account(3)), profile("candidate 3"));
		assert_eq!(entry(3).commission, Perbill::from_percent(10));
		assert_eq!(held(&account(3)), 1_000 * UNIT);
	});
}

#[test]
fn a_genesis_without_candidates_validates_with_the_keys_that_it_has() {
	founded(rules(3, 1), vec![], || {
		assert_eq!(Session::validators().len(), 20);
		run_to_session(4);
		assert_eq!(Session::validators().len(), 20);
	});
}

#[test]
#[should_panic(expected = "dpos.parameters")]
fn rules_that_contradict_themselves_are_refused() {
	refused(rules(0, 1), 1..=4);
}

#[test]
#[should_panic(expected = "AlreadyExists")]
fn a_candidate_that_stands_twice_is_refused() {
	refused(rules(3, 1), [1, 2, 1]);
}

#[test]
#[should_panic(expected = "TooManyCandidates")]
fn too_many_candidates_are_refused() {
	refused(rules(3, 1), 1..=13);
}

#[test]
#[should_panic(expected = "InsufficientSelfStake")]
fn a_candidate_that_stakes_too_little_is_refused() {
	let few = vec![candidate(1, 99 * UNIT)];
	founded(rules(3, 1), few, || unreachable!("the genesis is refused"));
}

#[test]
#[should_panic(expected = "InsufficientFunds")]
fn a_candidate_that_cannot_pay_its_stake_is_refused() {
	let poor = vec![candidate(200, 1_000 * UNIT)];
	founded(rules(3, 1), poor, || unreachable!("the genesis is refused"));
}

#[test]
#[should_panic(expected = "at most 128 bytes")]
fn a_name_that_is_too_long_is_refused() {
	let mut long = candidate(1, 1_000 * UNIT);
	long.name = "a".repeat(129);
	founded(rules(3, 1), vec![long], || unreachable!("the genesis is refused"));
}
