// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Validators with keys.
#![allow(dead_code)]

use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::*;
use sp_core::Pair;

pub const GENESIS: Hash = Hash::repeat_byte(1);
pub const BLOCK: Hash = Hash::repeat_byte(2);
pub const SET: SetId = 7;
pub const HEIGHT: Height = 1_000;

pub fn key(number: u8) -> BftPair {
	BftPair::from_seed(&[number; 32])
}

/// A set of validators with these weights; validator `i` has the key `i`.
pub fn set_of(weights: &[Weight]) -> ValidatorSet {
	let validators = (0..)
		.zip(weights)
		.map(|(number, weight)| Validator { id: key(number).public(), weight: *weight })
		.collect();
	ValidatorSet { id: SET, validators }
}

pub fn sign(number: u8, round: Round, statement: Statement) -> BftSignature {
	key(number).sign(&statement.message(&GENESIS, SET, HEIGHT, round))
}

/// Precommits of the block by these validators.
pub fn justification(signers: &[u8]) -> Justification {
	Justification {
		version: Justification::VERSION,
		set: SET,
		height: HEIGHT,
		round: 0,
		block: BLOCK,
		signatures: signers
			.iter()
			.map(|signer| ((*signer).into(), sign(*signer, 0, Statement::Precommit(Some(BLOCK)))))
			.collect(),
	}
}
