// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What a user signs, and how.

use crate::mock::*;
use frame_support::{assert_noop, assert_ok};
use sp_core::{ecdsa, ed25519, Pair};
use sp_runtime::transaction_validity::InvalidTransaction;

#[test]
fn the_text_says_what_is_signed() {
	test().execute_with(|| {
		let draft = Draft::new(&Signer::new(1), order()).nonce(3).valid_until(17);
		let text = "Do this for me and let the sponsor pay the fee.\n\
			Call: Shop.order\n\
			Call hash: 0xe5f701eb97199355cf4b00a54d49d94fef77825869c1c2fb98108c1b30a28096\n\
			User: 5CfCr47V5Dte6bwxNBE8K9oNnQd9fiay6aDEEkgYtFv7w4Fq\n\
			Sponsor: 5EMepC39b7E2zfM9g6CkPp8KCAxGTh7D4w4T2tFjmjpd4tPw\n\
			Nonce: 3\n\
			Valid until block: 17\n\
			Transaction version: 0\n\
			Chain: 0x4545454545454545454545454545454545454545454545454545454545454545";
		assert_eq!(draft.text(), text);
	});
}

/// Wallets sign the payload of a transaction as it is only up to this length.
#[test]
fn the_text_is_too_long_to_be_a_transaction() {
	test().execute_with(|| {
		assert!(Draft::new(&Signer::new(1), order()).text().len() > 256);
	});
}

#[test]
fn every_kind_of_key_signs_plain_and_wrapped() {
	let signers = [
		Signer::new(1),
		Signer::Ed25519(ed25519::Pair::from_seed(&[2; 32])),
		Signer::Ecdsa(ecdsa::Pair::from_seed(&[3; 32])),
	];
	test().execute_with(|| {
		sponsor_with(terms(), 100_000);
		for signer in signers {
			let plain = Draft::new(&signer, order());
			assert_ok!(include(plain.signed()));
			let draft = Draft::new(&signer, order());
			let wrapped = draft.signed_as(&format!("<Bytes>{}</Bytes>", draft.text()));
			assert_ok!(include(wrapped));
		}
	});
}

#[test]
fn an_approver_signs_plain_or_wrapped_whatever_the_user_does() {
	test().execute_with(|| {
		let server = Signer::new(200);
		sponsor_with(terms(), 100_000);
		change_terms(|terms| terms.approver = Some(server.account()));
		for (users, approvers) in [(false, true), (true, false), (true, true)] {
			let draft = Draft::new(&Signer::new(1), order());
			let text = |wrapped| match wrapped {
				true => format!("<Bytes>{}</Bytes>", draft.text()),
				false => draft.text(),
			};
			let mut act = draft.signed_as(&text(users));
			if let crate::Call::act { approval, .. } = &mut act {
				*approval = Some(server.sign(&text(approvers)));
			}
			assert_ok!(include(act));
		}
	});
}

#[test]
fn text_that_is_half_wrapped_was_not_signed_by_a_wallet() {
	test().execute_with(|| {
		sponsor_with(terms(), 100_000);
		let draft = Draft::new(&Signer::new(1), order());
		let text = draft.text();
		for other in [format!("<Bytes>{text}"), format!("{text}</Bytes>"), format!("{text}\n")] {
			let code = refused_code(&crate::Error::WrongSigner);
			assert_noop!(include(draft.signed_as(&other)), InvalidTransaction::Custom(code));
		}
	});
}

/// Every part of the request and the call is under the signature.
#[test]
fn a_signature_fits_nothing_but_its_text() {
	test().execute_with(|| {
		sponsor_with(terms(), 100_000);
		let draft = Draft::new(&Signer::new(1), order());
		let texts = [
			Draft { call: banned(), ..draft.clone() }.text(),
			Draft { call: quick(0), ..draft.clone() }.text(),
			draft.clone().nonce(1).text(),
			draft.clone().valid_until(12).text(),
			Draft::with(&draft.signer, rival(), order()).text(),
			Draft::new(&Signer::new(2), order()).text(),
			draft.text().replace("Chain: 0x45", "Chain: 0x46"),
			draft.text().replace("version: 0", "version: 1"),
			draft.text().replace("Shop.order", "Shop.order_urgently"),
		];
		for text in texts {
			assert_ne!(text, draft.text());
			let code = refused_code(&crate::Error::WrongSigner);
			assert_noop!(include(draft.signed_as(&text)), InvalidTransaction::Custom(code));
		}
	});
}
