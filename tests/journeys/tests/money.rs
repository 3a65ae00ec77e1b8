// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What a transaction costs, who gets it, and that no unit is lost on the way.

use codec::Encode;
use cybermiles_journeys::{account, held_by_all, on, signed, signed_with};
use cybermiles_primitives::{Balance, CMT, GENESIS_SUPPLY};
use cybermiles_runtime::{
	constants::currency::EXISTENTIAL_DEPOSIT, Balances, Runtime, RuntimeCall, RuntimeEvent, System,
	TransactionPayment,
};
use proptest::prelude::*;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, BobStash, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{transaction_validity::InvalidTransaction, TokenError};

fn transfer(to: Sr25519Keyring, value: Balance) -> RuntimeCall {
	pallet_balances::Call::transfer_allow_death { dest: account(to).into(), value }.into()
}

fn balance(of: Sr25519Keyring) -> Balance {
	Balances::free_balance(account(of))
}

/// The fee and the tip that the last block charged.
fn charged() -> (Balance, Balance) {
	System::events()
		.into_iter()
		.find_map(|record| match record.event {
			RuntimeEvent::TransactionPayment(
				pallet_transaction_payment::Event::TransactionFeePaid { actual_fee, tip, .. },
			) => Some((actual_fee, tip)),
			_ => None,
		})
		.expect("the block has a transaction that paid a fee")
}

/// What the pot may pay out.
fn pot() -> Balance {
	pallet_cmt::Pallet::<Runtime>::available()
}

#[test]
fn a_transfer_moves_the_amount_and_its_fee_is_shared_by_the_author_and_the_pot() {
	on("development", |chain| {
		let (before, pot_before) = ([Alice, Bob, Charlie].map(balance), pot());
		let results = chain.block(vec![signed(Bob, transfer(Charlie, 12 * CMT))]);
		assert_eq!(results, [Ok(Ok(()))]);

		let (fee, _) = charged();
		assert!(fee > 0);
		assert_eq!(balance(Bob), before[1] - 12 * CMT - fee);
		assert_eq!(balance(Charlie), before[2] + 12 * CMT);
		// Alice is the only validator; a fifth is hers, rounded down.
		assert_eq!(balance(Alice), before[0] + fee / 5);
		assert_eq!(pot(), pot_before + fee - fee / 5);
	});
}

#[test]
fn a_tip_goes_to_the_author_alone() {
	on("development", |chain| {
		let (before, pot_before) = (balance(Alice), pot());
		chain.block(vec![signed_with(Bob, 0, 5 * CMT, transfer(Charlie, CMT))]);
		let (fee_and_tip, tip) = charged();
		assert_eq!(tip, 5 * CMT);
		let fee = fee_and_tip - tip;
		assert_eq!(balance(Alice), before + tip + fee / 5);
		assert_eq!(pot(), pot_before + fee - fee / 5);
	});
}

#[test]
fn a_fee_that_the_author_cannot_take_goes_to_the_pot() {
	on("development", |chain| {
		// The author has nothing, and the fee is below the existential deposit.
		frame_system::Account::<Runtime>::mutate(account(Alice), |alice| {
			let lost = core::mem::take(&mut alice.data.free);
			pallet_balances::TotalIssuance::<Runtime>::mutate(|issuance| *issuance -= lost);
		});
		let (held, before) = (held_by_all(), pot());

		chain.block(vec![signed(Bob, transfer(Charlie, CMT))]);
		assert_eq!(pot(), before + charged().0);
		assert_eq!(held_by_all(), held);
	});
}

#[test]
fn the_fee_is_what_was_quoted() {
	on("development", |chain| {
		let transaction = signed(Bob, transfer(Charlie, CMT));
		let length = transaction.encoded_size() as u32;
		let quote = TransactionPayment::query_info(transaction.clone(), length).partial_fee;
		chain.block(vec![transaction]);
		assert_eq!(charged().0, quote);
	});
}

#[test]
fn a_transfer_costs_about_a_thousandth_of_a_cmt() {
	on("development", |chain| {
		chain.block(vec![signed(Bob, transfer(Charlie, CMT))]);
		let (fee, _) = charged();
		assert!((CMT / 10_000..CMT / 100).contains(&fee), "{fee}");
	});
}

#[test]
fn a_transfer_that_fails_costs_its_fee_and_nothing_else() {
	on("development", |chain| {
		let before = balance(Bob);
		let results = chain.block(vec![signed(Bob, transfer(Charlie, GENESIS_SUPPLY))]);
		assert_eq!(results, [Ok(Err(TokenError::FundsUnavailable.into()))]);
		assert_eq!(balance(Bob), before - charged().0);
	});
}

#[test]
fn an_account_cannot_be_opened_with_less_than_the_existential_deposit() {
	on("development", |chain| {
		let results = chain.block(vec![signed(Bob, transfer(BobStash, EXISTENTIAL_DEPOSIT - 1))]);
		assert_eq!(results, [Ok(Err(TokenError::BelowMinimum.into()))]);
		let results = chain.block(vec![signed(Bob, transfer(BobStash, EXISTENTIAL_DEPOSIT))]);
		assert_eq!(results, [Ok(Ok(()))]);
	});
}

#[test]
fn who_has_nothing_cannot_send() {
	on("development", |chain| {
		let results = chain.block(vec![signed(BobStash, transfer(Bob, CMT))]);
		assert_eq!(results, [Err(InvalidTransaction::Payment.into())]);
	});
}

#[test]
fn the_dust_of_a_closed_account_goes_to_the_pot() {
	on("development", |chain| {
		chain.block(vec![signed(Bob, transfer(BobStash, CMT))]);
		// It sends so much that less than the existential deposit stays.
		let call = transfer(Bob, CMT - CMT / 500);
		let before = pot();
		assert_eq!(chain.block(vec![signed(BobStash, call)]), [Ok(Ok(()))]);
		assert_eq!(balance(BobStash), 0);
		// The fee is less than the dust; it was paid from what would have been dust.
		let (fee, _) = charged();
		assert_eq!(pot(), before + (fee - fee / 5) + (CMT / 500 - fee));
		assert_eq!(held_by_all(), GENESIS_SUPPLY);
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(16))]

	/// Whatever is sent, with whatever tip, and whether it succeeds: all accounts together hold the supply, and that is
	/// the issuance.
	#[test]
	fn no_unit_is_made_or_lost(
		blocks in proptest::collection::vec(
			proptest::collection::vec((0..6usize, 0..7usize, 0..20_000_000 * CMT, 0..CMT), 0..6),
			1..8,
		),
	) {
		const KEYS: [Sr25519Keyring; 7] = [Alice, Bob, Charlie, Dave, Eve, Ferdie, BobStash];
		on("development", |chain| {
			for transfers in blocks {
				if !chain.takes_transactions() {
					chain.block(vec![]);
				}
				let mut nonces = KEYS.map(|key| System::account_nonce(account(key)));
				let transactions = transfers
					.into_iter()
					.map(|(from, to, value, tip)| {
						let nonce = nonces[from];
						nonces[from] += 1;
						signed_with(KEYS[from], nonce, tip, transfer(KEYS[to], value))
					})
					.collect();
				for (position, result) in chain.block(transactions).into_iter().enumerate() {
					// Who sent all there was cannot pay for the next, and those after it come too early.
					let poor = [InvalidTransaction::Payment, InvalidTransaction::Future];
					let refused = poor.map(|reason| Err(reason.into()));
					assert!(result.is_ok() || refused.contains(&result), "{position}: {result:?}");
				}
				assert_eq!(held_by_all(), GENESIS_SUPPLY);
				assert_eq!(Balances::total_issuance(), GENESIS_SUPPLY);
			}
		});
	}
}
