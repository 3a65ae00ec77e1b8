// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What proves that a validator signed two things of which an honest one signs only one.

mod common;

use common::*;
use cybermiles_primitives::{Hash, Header};
use cybermiles_primitives_bft::*;
use proptest::prelude::*;
use sp_consensus_aura::{digests::CompatibleDigestItem, sr25519::AuthorityPair};
use sp_consensus_slots::Slot;
use sp_core::Pair;
use sp_runtime::{traits::Header as _, Digest, DigestItem};

const OTHER: Hash = Hash::repeat_byte(3);

fn proof(first: Statement, second: Statement) -> StatementEquivocation {
	StatementEquivocation {
		offender: key(0).public(),
		set: SET,
		height: HEIGHT,
		round: 4,
		first: (first, sign(0, 4, first)),
		second: (second, sign(0, 4, second)),
	}
}

fn is_valid(proof: StatementEquivocation) -> bool {
	Equivocation::Statements(proof).is_valid(&GENESIS)
}

#[test]
fn two_statements_of_a_kind_are_an_equivocation() {
	use Statement::*;
	let pairs = [
		(Prevote(Some(BLOCK)), Prevote(Some(OTHER))),
		(Prevote(Some(BLOCK)), Prevote(None)),
		(Precommit(None), Precommit(Some(BLOCK))),
		(
			Proposal { block: BLOCK, polka_round: None },
			Proposal { block: OTHER, polka_round: None },
		),
		(
			Proposal { block: BLOCK, polka_round: None },
			Proposal { block: BLOCK, polka_round: Some(1) },
		),
	];
	for (first, second) in pairs {
		assert!(is_valid(proof(first, second)), "{first:?} {second:?}");
		assert!(is_valid(proof(second, first)), "{first:?} {second:?}");
	}
}

#[test]
fn what_an_honest_validator_says_is_none() {
	use Statement::*;
	let honest = [
		(Prevote(Some(BLOCK)), Prevote(Some(BLOCK))),
		(Prevote(Some(BLOCK)), Precommit(None)),
		(Prevote(Some(BLOCK)), Precommit(Some(OTHER))),
		(Proposal { block: BLOCK, polka_round: None }, Prevote(Some(OTHER))),
	];
	for (first, second) in honest {
		assert!(!is_valid(proof(first, second)), "{first:?} {second:?}");
	}
}

#[test]
fn statements_of_different_places_are_none() {
	let good = proof(Statement::Prevote(None), Statement::Prevote(Some(BLOCK)));
	assert!(is_valid(good.clone()));
	// Both signatures are for this set, height and round, and by this key.
	assert!(!is_valid(StatementEquivocation { set: SET + 1, ..good.clone() }));
	assert!(!is_valid(StatementEquivocation { height: HEIGHT + 1, ..good.clone() }));
	assert!(!is_valid(StatementEquivocation { round: 5, ..good.clone() }));
	assert!(!is_valid(StatementEquivocation { offender: key(1).public(), ..good.clone() }));

	let mut of_another_round = good.clone();
	of_another_round.second.1 = sign(0, 5, good.second.0);
	assert!(!is_valid(of_another_round));
	assert!(!Equivocation::Statements(good).is_valid(&OTHER), "of another chain");
}

fn author(number: u8) -> AuthorityPair {
	AuthorityPair::from_seed(&[number; 32])
}

/// A header of a slot, sealed by an author.
fn sealed(by: u8, slot: Slot, extrinsics_root: Hash) -> Header {
	let digest = Digest { logs: vec![aura_slot(slot)] };
	let mut header = Header::new(9, extrinsics_root, Hash::zero(), Hash::zero(), digest);
	let signature = author(by).sign(header.hash().as_bytes());
	header.digest_mut().push(CompatibleDigestItem::aura_seal(signature));
	header
}

fn aura_slot(slot: Slot) -> DigestItem {
	CompatibleDigestItem::<sp_consensus_aura::sr25519::AuthoritySignature>::aura_pre_digest(slot)
}

fn two_blocks() -> AuthorEquivocation {
	AuthorEquivocation {
		offender: author(0).public(),
		slot: 5.into(),
		first: sealed(0, 5.into(), BLOCK),
		second: sealed(0, 5.into(), OTHER),
	}
}

fn blocks_are_valid(proof: AuthorEquivocation) -> bool {
	Equivocation::Blocks(Box::new(proof)).is_valid(&GENESIS)
}

#[test]
fn two_blocks_of_a_slot_are_an_equivocation() {
	assert!(blocks_are_valid(two_blocks()));
}

#[test]
fn other_pairs_of_blocks_are_none() {
	let good = two_blocks();
	let refused = [
		("the same block", AuthorEquivocation { second: good.first.clone(), ..good.clone() }),
		("other slot", AuthorEquivocation { slot: 6.into(), ..good.clone() }),
		("two slots", AuthorEquivocation { second: sealed(0, 6.into(), OTHER), ..good.clone() }),
		("two authors", AuthorEquivocation { second: sealed(1, 5.into(), OTHER), ..good.clone() }),
		("framed", AuthorEquivocation { offender: author(1).public(), ..good.clone() }),
	];
	for (why, proof) in refused {
		assert!(!blocks_are_valid(proof), "{why}");
	}

	let mut unsealed = good.clone();
	unsealed.second.digest_mut().pop();
	assert!(!blocks_are_valid(unsealed));
	let mut bare = good;
	bare.second.digest = Default::default();
	assert!(!blocks_are_valid(bare));
}

#[test]
fn a_header_announces_the_set_that_comes() {
	let mut header = sealed(0, 5.into(), BLOCK);
	assert_eq!(ConsensusLog::new_set(&header), None);
	let set = set_of(&[1, 2]);
	let log = codec::Encode::encode(&ConsensusLog::NewSet(set.clone()));
	header.digest_mut().logs.insert(1, DigestItem::Consensus(ENGINE_ID, log));
	assert_eq!(ConsensusLog::new_set(&header), Some(set));
}

proptest! {
	/// Any bytes are read or refused.
	#[test]
	fn reading_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
		if let Ok(read) = <Equivocation as codec::DecodeAll>::decode_all(&mut &*bytes) {
			prop_assert!(!read.is_valid(&GENESIS));
		}
	}
}
