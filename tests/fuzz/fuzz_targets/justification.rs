// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A justification holds only with valid signatures of more than two thirds, whatever the bytes are.
#![no_main]

use codec::Encode;
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{
	BftPair, Justification, Statement, Validator, ValidatorIndex, ValidatorSet,
};
use libfuzzer_sys::fuzz_target;
use sp_core::Pair;
use std::{collections::BTreeSet, sync::LazyLock};

const GENESIS: Hash = Hash::repeat_byte(1);
const BLOCK: Hash = Hash::repeat_byte(2);
const HEIGHT: u32 = 3;

static SET: LazyLock<ValidatorSet> = LazyLock::new(|| ValidatorSet {
	id: 0,
	validators: (0..4)
		.map(|number| Validator { id: key(number).public(), weight: 1 })
		.collect(),
});

fn key(number: u8) -> BftPair {
	BftPair::from_seed(&[number; 32])
}

/// Turn bytes into a justification that is nearly good: the first bytes say who signs and what is spoilt.
fn nearly_good(bytes: &[u8]) -> Vec<u8> {
	let [signers, place, value, ..] = bytes else { return bytes.to_vec() };
	let message = Statement::Precommit(Some(BLOCK)).message(&GENESIS, 0, HEIGHT, 0);
	let signatures = (0..4u8)
		.filter(|number| signers & (1 << number) != 0)
		.map(|number| (ValidatorIndex::from(number), key(number).sign(&message)))
		.collect();
	let justification = Justification {
		version: Justification::VERSION,
		set: 0,
		height: HEIGHT,
		round: 0,
		block: BLOCK,
		signatures,
	};
	let mut encoded = justification.encode();
	let place = usize::from(*place) * encoded.len() / 256;
	encoded[place] ^= value;
	encoded
}

fuzz_target!(|bytes: &[u8]| {
	for bytes in [bytes.to_vec(), nearly_good(bytes)] {
		let Ok(read) = Justification::from_bytes(&bytes) else { continue };
		assert_eq!(read.encode(), bytes);
		if read.verify(&GENESIS, &SET, HEIGHT, &BLOCK).is_ok() {
			let message = Statement::Precommit(Some(BLOCK)).message(&GENESIS, 0, HEIGHT, read.round);
			let signers: BTreeSet<_> = read
				.signatures
				.iter()
				.filter(|(signer, signature)| {
					BftPair::verify(signature, &message, &SET.validators[usize::from(*signer)].id)
				})
				.map(|(signer, _)| signer)
				.collect();
			assert!(signers.len() >= 3);
		}
	}
});
