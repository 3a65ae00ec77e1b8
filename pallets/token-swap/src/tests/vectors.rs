// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Signatures made by an independent Ethereum library: see `tests/e2e/tools/swap-vectors.mjs`.

use crate::{ethereum, mock::*, EthereumAddress, EthereumSignature};
use frame_support::{assert_ok, traits::fungible::Inspect};
use serde::Deserialize;
use sp_core::{bytes::from_hex, H256};

#[derive(Deserialize)]
struct Vectors {
	claims: Vec<Claim>,
	texts: Vec<Text>,
}

/// A claim's text signed for one account on one chain.
#[derive(Deserialize)]
struct Claim {
	account: H256,
	genesis: H256,
	#[serde(flatten)]
	text: Text,
}

/// Any text signed as a personal message.
#[derive(Deserialize)]
struct Text {
	address: EthereumAddress,
	message: String,
	hash: H256,
	signature: String,
}

impl Text {
	fn signature(&self) -> EthereumSignature {
		from_hex(&self.signature).unwrap().try_into().unwrap()
	}
}

fn vectors() -> Vectors {
	let vectors: Vectors = serde_json::from_str(include_str!("vectors.json")).unwrap();
	assert_eq!((vectors.claims.len(), vectors.texts.len()), (12, 8));
	vectors
}

#[test]
fn the_hash_of_a_personal_message_is_that_of_other_implementations() {
	for text in vectors().texts {
		let hash = ethereum::personal_message_hash(text.message.as_bytes());
		assert_eq!(H256(hash), text.hash, "{:?}", text.message);
	}
}

#[test]
fn the_signer_of_a_personal_message_is_recovered() {
	for text in vectors().texts {
		let signer = ethereum::recover(&text.signature(), text.message.as_bytes());
		assert_eq!(signer, Some(text.address), "{:?}", text.message);
	}
}

#[test]
fn a_claim_signed_elsewhere_is_paid() {
	for claim in vectors().claims {
		let address = claim.text.address;
		founded_on(vec![plain(address, 500)]).execute_with(|| {
			frame_system::BlockHash::<Test>::insert(0, claim.genesis);
			let account = AccountId::new(claim.account.0);

			assert_eq!(TokenSwap::message(account.clone()), claim.text.message);
			assert_ok!(TokenSwap::claim(
				RuntimeOrigin::none(),
				address,
				account.clone(),
				claim.text.signature()
			));
			assert_eq!(Balances::balance(&account), 500);
		});
	}
}
