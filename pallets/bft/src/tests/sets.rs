// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How the set follows the sessions.

use crate::{mock::*, CurrentSet, Members, Sessions};
use cybermiles_primitives_bft::{ConsensusLog, ValidatorSet, MAX_TOTAL_WEIGHT};
use cybermiles_test_support::{stubs::StubWeights, ExtBuilder};
use frame_support::traits::OneSessionHandler;

/// The set that the digest announces.
fn announced() -> Vec<ValidatorSet> {
	let header = cybermiles_primitives::Header { digest: System::digest(), ..sealed(1, 1, 1, 0) };
	ConsensusLog::new_set(&header).into_iter().collect()
}

fn weights() -> Vec<u64> {
	Bft::validator_set().validators.iter().map(|validator| validator.weight).collect()
}

#[test]
fn the_genesis_has_a_set_and_announces_none() {
	founded(|| {
		let set = Bft::validator_set();
		assert_eq!(set.id, 0);
		assert_eq!(set.validators.len(), 4);
		assert_eq!(set.validators[1].id, sp_core::Pair::public(&voter_pair(2)));
		assert_eq!(weights(), [1; 4]);
		assert_eq!(announced(), []);
		assert_eq!(Sessions::<Test>::get(0).unwrap().first_height, 1);
	});
}

#[test]
fn a_genesis_without_validators_has_no_set() {
	ExtBuilder::<Test, AllPalletsWithSystem>::new(RuntimeGenesisConfig::default()).execute_with(
		|| {
			Bft::on_genesis_session(core::iter::empty::<(&AccountId, _)>());
			assert_eq!(Bft::validator_set().validators, []);
			assert_eq!(Sessions::<Test>::iter().count(), 0);
		},
	);
}

#[test]
fn a_session_with_other_validators_has_another_set_which_is_announced() {
	founded(|| {
		next_session(&[1, 2, 5]);
		let set = Bft::validator_set();
		assert_eq!((set.id, set.validators.len()), (1, 3));
		assert_eq!(announced(), [set]);
		let session = Sessions::<Test>::get(1).unwrap();
		// The block in which the session begins is decided and authored by the set before.
		assert_eq!((session.set, session.first_height), (1, 12));
	});
}

#[test]
fn a_session_with_the_same_validators_keeps_the_set() {
	founded(|| {
		next_session(&[1, 2, 3, 4]);
		assert_eq!(CurrentSet::<Test>::get(), 0);
		assert_eq!(announced(), []);
		assert_eq!(Sessions::<Test>::get(1).unwrap().set, 0);
		next_session(&[1, 2, 3]);
		next_session(&[1, 2, 3]);
		assert_eq!(Sessions::<Test>::get(3).unwrap().set, 2);
	});
}

#[test]
fn another_weight_another_order_or_another_author_key_is_another_set() {
	founded(|| {
		StubWeights::set(&2u64, 10);
		next_session(&[1, 2, 3, 4]);
		assert_eq!((CurrentSet::<Test>::get(), weights()), (1, vec![1, 10, 1, 1]));
		next_session(&[2, 1, 3, 4]);
		assert_eq!((CurrentSet::<Test>::get(), weights()), (2, vec![10, 1, 1, 1]));

		Session::set(3);
		System::set_block_number(100);
		Authors::set((5..=8).map(author_key).collect());
		let keys =
			[2, 1, 3, 4].map(|account| (account, sp_core::Pair::public(&voter_pair(account))));
		let all = || keys.iter().map(|(account, key)| (account, key.clone()));
		Bft::on_new_session(true, all(), all());
		assert_eq!(CurrentSet::<Test>::get(), 3);
		assert_eq!(Bft::members_of(3).unwrap()[0].author, Some(author_key(5)));
	});
}

#[test]
fn stakes_beyond_what_can_be_added_up_are_scaled() {
	founded(|| {
		for (validator, stake) in [(1u64, u128::MAX), (2, u128::MAX / 2), (3, 1)] {
			StubWeights::set(&validator, stake);
		}
		next_session(&[1, 2, 3]);
		let weights = weights();
		assert!(weights.iter().sum::<u64>() <= MAX_TOTAL_WEIGHT);
		assert!(weights[0] > 2 * weights[1] - 4 && weights[2] == 1, "{weights:?}");
	});
}

#[test]
fn a_session_without_validators_keeps_the_set() {
	founded(|| {
		next_session(&[]);
		assert_eq!(Bft::validator_set().validators.len(), 4);
		assert_eq!(announced(), []);
	});
}

#[test]
fn two_validators_with_one_key_keep_the_set() {
	founded(|| {
		next_session(&[1, 2, 2]);
		assert_eq!(CurrentSet::<Test>::get(), 0);
	});
}

#[test]
fn validators_beyond_the_greatest_number_are_left_out() {
	founded(|| {
		next_session(&[1, 2, 3, 4, 5, 6, 7]);
		assert_eq!(Bft::validator_set().validators.len(), 5);
	});
}

#[test]
fn sessions_and_sets_of_long_ago_are_forgotten() {
	founded(|| {
		next_session(&[1, 2, 3]);
		next_session(&[1, 2, 3]);
		for _ in 0..3 {
			next_session(&[1, 2]);
		}
		// Four sessions are on record: 2 to 5; the set of session 2 began with session 1.
		assert_eq!(Sessions::<Test>::iter_keys().count(), 4);
		assert!(!Members::<Test>::contains_key(0));
		assert!(Members::<Test>::contains_key(1));
		assert_eq!(Bft::members_of(1), None);
		assert_eq!(Bft::members_of(2).unwrap().len(), 3);
		next_session(&[1, 2]);
		assert!(!Members::<Test>::contains_key(1));
		assert_eq!(Bft::members_of(6).unwrap().len(), 2);
	});
}
