// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Against messages, signatures, orders and certificates made by another program: see `tests/e2e/tools/bft-vectors.mjs`.

use codec::DecodeAll;
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::*;
use serde::Deserialize;
use sp_application_crypto::RuntimeAppPublic;
use sp_core::{bytes::from_hex, ByteArray, H256};

#[derive(Deserialize)]
struct Vectors {
	genesis: H256,
	block: H256,
	validators: Vec<Member>,
	statements: Vec<Signed>,
	proposers: Vec<Order>,
	quorum: String,
	no_quorum: String,
}

#[derive(Deserialize)]
struct Member {
	id: H256,
	weight: Weight,
}

#[derive(Deserialize)]
struct Signed {
	name: String,
	statement: String,
	message: String,
	signer: usize,
	signature: String,
}

#[derive(Deserialize)]
struct Order {
	set: SetId,
	height: Height,
	order: Vec<ValidatorIndex>,
}

fn vectors() -> (Vectors, ValidatorSet) {
	let vectors: Vectors = serde_json::from_str(include_str!("vectors.json")).unwrap();
	let validators = vectors
		.validators
		.iter()
		.map(|member| Validator {
			id: BftId::from_slice(member.id.as_bytes()).unwrap(),
			weight: member.weight,
		})
		.collect();
	(vectors, ValidatorSet { id: 7, validators })
}

#[test]
fn statements_are_encoded_and_signed_alike() {
	let (vectors, set) = vectors();
	assert_eq!(vectors.statements.len(), 6);
	for signed in vectors.statements {
		let statement = Statement::decode_all(&mut &*from_hex(&signed.statement).unwrap()).unwrap();
		let message = statement.message(&vectors.genesis, 7, 1_000_000, 5);
		assert_eq!(message, from_hex(&signed.message).unwrap(), "{}", signed.name);
		let signature = BftSignature::try_from(&*from_hex(&signed.signature).unwrap()).unwrap();
		assert!(set.validators[signed.signer].id.verify(&message, &signature), "{}", signed.name);
	}
}

#[test]
fn proposers_are_drawn_alike() {
	let (vectors, mut set) = vectors();
	for expected in vectors.proposers {
		set.id = expected.set;
		let proposers = Proposers::new(&vectors.genesis, &set, expected.height).unwrap();
		let drawn: Vec<_> = (0..7).map(|round| proposers.of_round(round)).collect();
		assert_eq!(drawn, expected.order);
		assert_eq!(proposers.of_round(7), expected.order[0]);
	}
}

#[test]
fn justifications_are_read_and_judged_alike() {
	let (vectors, set) = vectors();
	let verdict = |hex: &str| {
		Justification::from_bytes(&from_hex(hex).unwrap()).unwrap().verify(
			&vectors.genesis,
			&set,
			1_000_000,
			&vectors.block,
		)
	};
	assert_eq!(verdict(&vectors.quorum), Ok(()));
	assert_eq!(verdict(&vectors.no_quorum), Err(JustificationError::NoQuorum));
}

#[test]
fn a_justification_of_another_chain_is_refused() {
	let (vectors, set) = vectors();
	let justification = Justification::from_bytes(&from_hex(&vectors.quorum).unwrap()).unwrap();
	let genesis = Hash::repeat_byte(1);
	assert_eq!(
		justification.verify(&genesis, &set, 1_000_000, &vectors.block),
		Err(JustificationError::Signatures(SignatureError::BadSignature))
	);
}
