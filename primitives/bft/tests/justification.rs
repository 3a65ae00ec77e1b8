// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Which certificates make a block final.

mod common;

use codec::Encode;
use common::*;
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{JustificationError::*, SignatureError::*, *};
use proptest::prelude::*;

fn verdict(justification: &Justification, weights: &[Weight]) -> Result<(), JustificationError> {
	justification.verify(&GENESIS, &set_of(weights), HEIGHT, &BLOCK)
}

#[test]
fn a_justification_has_a_signature_of_each_of_the_quorum_and_little_else() {
	// (validators of equal weight, bytes)
	for (validators, bytes) in [(1, 112), (4, 244), (7, 376), (19, 904), (100, 4_469)] {
		let set = set_of(&vec![1; validators]);
		let quorum: Vec<_> = (0..set.quorum() as u8).collect();
		let justification = justification(&quorum);
		assert_eq!(justification.verify(&GENESIS, &set, HEIGHT, &BLOCK), Ok(()));
		assert_eq!(justification.encode().len(), bytes, "{validators}");
	}
}

#[test]
fn more_than_two_thirds_of_the_weight_decide() {
	// (weights, signers, enough)
	let cases: [(&[Weight], &[u8], bool); 11] = [
		(&[1], &[0], true),
		(&[1], &[], false),
		(&[1, 1, 1], &[0, 1], false),
		(&[1, 1, 1], &[0, 1, 2], true),
		(&[1, 1, 1, 1], &[0, 3], false),
		(&[1, 1, 1, 1], &[0, 2, 3], true),
		(&[2, 1], &[0], false),
		(&[5, 2], &[0], true),
		(&[1, 1, 100], &[0, 1], false),
		(&[MAX_TOTAL_WEIGHT - 1, 1], &[0], true),
		(&[MAX_TOTAL_WEIGHT / 3, MAX_TOTAL_WEIGHT / 3, MAX_TOTAL_WEIGHT / 3], &[1, 2], false),
	];
	for (weights, signers, enough) in cases {
		let expected = if enough { Ok(()) } else { Err(NoQuorum) };
		assert_eq!(verdict(&justification(signers), weights), expected, "{weights:?} {signers:?}");
	}
}

#[test]
fn a_signer_counts_once() {
	let twice = justification(&[0, 1, 1]);
	assert_eq!(verdict(&twice, &[1; 4]), Err(Signatures(Unordered)));
}

#[test]
fn signers_are_in_ascending_order() {
	assert_eq!(verdict(&justification(&[1, 0, 2]), &[1; 4]), Err(Signatures(Unordered)));
}

#[test]
fn a_stranger_does_not_count() {
	assert_eq!(verdict(&justification(&[1, 2, 3, 4]), &[1; 4]), Err(Signatures(UnknownSigner)));
}

#[test]
fn one_wrong_signature_spoils_all() {
	let mut forged = justification(&[0, 1, 2, 3]);
	forged.signatures[2].1 = forged.signatures[1].1.clone();
	assert_eq!(verdict(&forged, &[1; 4]), Err(Signatures(BadSignature)));
}

#[test]
fn prevotes_and_votes_for_nothing_do_not_decide() {
	for statement in [Statement::Prevote(Some(BLOCK)), Statement::Precommit(None)] {
		let mut other = justification(&[0, 1, 2]);
		for (signer, signature) in &mut other.signatures {
			*signature = sign(*signer as u8, 0, statement);
		}
		assert_eq!(verdict(&other, &[1; 4]), Err(Signatures(BadSignature)));
	}
}

#[test]
fn it_is_for_one_set_height_round_and_block() {
	let (good, set) = (justification(&[0, 1, 2]), set_of(&[1; 4]));
	assert_eq!(good.verify(&GENESIS, &set, HEIGHT, &BLOCK), Ok(()));
	assert_eq!(good.verify(&GENESIS, &set, HEIGHT + 1, &BLOCK), Err(WrongHeight));
	assert_eq!(good.verify(&GENESIS, &set, HEIGHT, &Hash::zero()), Err(WrongBlock));
	let later = ValidatorSet { id: SET + 1, ..set.clone() };
	assert_eq!(good.verify(&GENESIS, &later, HEIGHT, &BLOCK), Err(WrongSet));

	// Changing what it says does not move its signatures.
	let moved = [
		Justification { set: SET + 1, ..good.clone() },
		Justification { height: HEIGHT + 1, ..good.clone() },
		Justification { round: 1, ..good.clone() },
		Justification { block: Hash::zero(), ..good.clone() },
	];
	for moved in moved {
		let set = ValidatorSet { id: moved.set, ..set.clone() };
		assert_eq!(
			moved.verify(&GENESIS, &set, moved.height, &moved.block),
			Err(Signatures(BadSignature))
		);
	}
}

#[test]
fn only_the_known_version_is_read() {
	let mut bytes = justification(&[0]).encode();
	assert!(Justification::from_bytes(&bytes).is_ok());
	bytes[0] += 1;
	assert_eq!(Justification::from_bytes(&bytes), Err(UnknownVersion));
	assert_eq!(Justification::from_bytes(&[]), Err(Malformed));

	let built = Justification { version: 2, ..justification(&[0, 1, 2]) };
	assert_eq!(verdict(&built, &[1; 4]), Err(UnknownVersion));
}

#[test]
fn every_truncation_and_every_addition_is_malformed() {
	let bytes = justification(&[0, 1, 2]).encode();
	for length in 1..bytes.len() {
		assert_eq!(Justification::from_bytes(&bytes[..length]), Err(Malformed), "{length}");
	}
	assert_eq!(Justification::from_bytes(&[&*bytes, &[0]].concat()), Err(Malformed));
}

proptest! {
	/// The verdict is that of the definition, on integers that cannot overflow.
	#[test]
	fn the_verdict_is_the_definitions(
		members in proptest::collection::vec((1..1_000u64, any::<bool>()), 1..12),
	) {
		let weights: Vec<_> = members.iter().map(|(weight, _)| *weight).collect();
		let signers: Vec<_> =
			(0..).zip(&members).filter(|(_, (_, signs))| *signs).map(|(index, _)| index).collect();
		let signed: u64 = signers.iter().map(|signer| weights[usize::from(*signer)]).sum();
		let enough = signed as f64 / weights.iter().sum::<u64>() as f64 > 2.0 / 3.0 + 1e-9;
		prop_assert_eq!(verdict(&justification(&signers), &weights).is_ok(), enough);
	}

	/// No bit of a valid justification can be changed.
	#[test]
	fn it_is_not_malleable(byte in 0..(1 + 12 + 32 + 1 + 3 * 66usize), bit in 0..8u8) {
		let mut bytes = justification(&[0, 1, 2]).encode();
		bytes[byte] ^= 1 << bit;
		let read = Justification::from_bytes(&bytes);
		prop_assert!(read.is_err() || verdict(&read.unwrap(), &[1; 4]).is_err());
	}

	/// Any bytes are read or refused, and what is read is written alike.
	#[test]
	fn reading_never_panics(mut bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
		if let Some(version) = bytes.first_mut() {
			*version = Justification::VERSION;
		}
		if let Ok(read) = Justification::from_bytes(&bytes) {
			prop_assert_eq!(read.encode(), bytes);
		}
	}
}
