// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A holder of the ERC-20 becomes a holder of CMT.

use cybermiles_journeys::{account, held_by_all, on, signed, signed_with, Chain};
use cybermiles_primitives::{CMT, GENESIS_SUPPLY};
use cybermiles_runtime::{Balances, RuntimeCall, TokenSwap, UncheckedExtrinsic};
use sp_core::{ecdsa, hex2array, Pair, H160};
use sp_io::hashing::keccak_256;
use sp_keyring::Sr25519Keyring::{self, BobStash, CharlieStash, Eve};
use sp_runtime::{transaction_validity::InvalidTransaction, ApplyExtrinsicResult, TokenError};

/// The first two accounts of Ethereum's development tools, which the development preset entitles.
const HOLDERS: [([u8; 20], [u8; 32]); 2] = [
	(
		hex2array!("f39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
		hex2array!("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
	),
	(
		hex2array!("70997970c51812dc3a010c7d01b50e0d17dc79c8"),
		hex2array!("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
	),
];

fn claim(chain: &mut Chain, holder: usize, to: Sr25519Keyring) -> ApplyExtrinsicResult {
	let (address, key) = HOLDERS[holder];
	let text = TokenSwap::message(account(to));
	let hash = keccak_256(format!("\x19Ethereum Signed Message:\n{}{text}", text.len()).as_bytes());
	let call = RuntimeCall::TokenSwap(pallet_token_swap::Call::claim {
		claimant: H160(address),
		account: account(to),
		signature: ecdsa::Pair::from_seed(&key).sign_prehashed(&hash).0,
	});
	let transaction = UncheckedExtrinsic::new_bare(call);
	chain.block(vec![transaction]).remove(0)
}

fn transfer(to: Sr25519Keyring, value: u128) -> RuntimeCall {
	pallet_balances::Call::transfer_allow_death { dest: account(to).into(), value }.into()
}

#[test]
fn a_holder_without_an_account_swaps_for_nothing_and_can_pay_at_once() {
	on("development", |chain| {
		assert_eq!(claim(chain, 0, BobStash), Ok(Ok(())));
		assert_eq!(Balances::free_balance(account(BobStash)), 1_000 * CMT);

		assert_eq!(chain.block(vec![signed(BobStash, transfer(Eve, 999 * CMT))]), [Ok(Ok(()))]);
		assert_eq!(held_by_all(), GENESIS_SUPPLY);
	});
}

#[test]
fn no_block_takes_a_claim_twice() {
	on("development", |chain| {
		assert_eq!(claim(chain, 0, BobStash), Ok(Ok(())));
		// The index of AlreadyClaimed.
		assert_eq!(claim(chain, 0, CharlieStash), Err(InvalidTransaction::Custom(1).into()));
		assert_eq!(Balances::free_balance(account(CharlieStash)), 0);
	});
}

#[test]
fn what_vests_leaves_the_account_only_when_it_is_free() {
	on("development", |chain| {
		assert_eq!(claim(chain, 1, BobStash), Ok(Ok(())));
		// 400 of 500 CMT are locked, and one becomes free in each block after block 30.
		let refused = chain.block(vec![signed(BobStash, transfer(Eve, 101 * CMT))]);
		assert_eq!(refused, [Ok(Err(TokenError::Frozen.into()))]);

		chain.run_to(50);
		let vest = pallet_vesting::Call::vest {};
		assert_eq!(chain.block(vec![signed(BobStash, vest)]), [Ok(Ok(()))]);
		assert_eq!(chain.block(vec![signed(BobStash, transfer(Eve, 110 * CMT))]), [Ok(Ok(()))]);
	});
}

#[test]
fn what_is_locked_pays_no_fee() {
	on("development", |chain| {
		assert_eq!(claim(chain, 1, BobStash), Ok(Ok(())));
		assert_eq!(chain.block(vec![signed(BobStash, transfer(Eve, 99 * CMT))]), [Ok(Ok(()))]);

		// What is left is locked, but for less than a CMT.
		let too_dear = signed_with(BobStash, 1, CMT, transfer(Eve, CMT));
		assert_eq!(chain.block(vec![too_dear]), [Err(InvalidTransaction::Payment.into())]);
	});
}
