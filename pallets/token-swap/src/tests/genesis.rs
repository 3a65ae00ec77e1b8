// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Entitlement, EthereumAddress, GenesisEntitlement, Schedule, Unclaimed};
use frame_support::traits::fungible::Inspect;
use sp_core::hex2array;

fn address(number: u8) -> EthereumAddress {
	EthereumAddress::repeat_byte(number)
}

#[test]
fn the_sum_of_the_snapshot_is_issued_to_the_pot() {
	founded_on(vec![plain(address(1), 500), vested(address(2), 300, 300, 1, 0)]).execute_with(
		|| {
			assert_eq!(Balances::balance(&TokenSwap::pot()), 800);
			assert_eq!(Unclaimed::<Test>::get(), 800);
			assert_eq!(Balances::total_issuance(), 1_000_800);
		},
	);
}

#[test]
fn a_snapshot_may_be_empty() {
	founded_on(vec![]).execute_with(|| {
		assert_eq!(Balances::balance(&TokenSwap::pot()), 0);
		assert_eq!(Unclaimed::<Test>::get(), 0);
		assert_eq!(TokenSwap::entitlement(address(1)), None);
	});
}

#[test]
fn every_line_of_the_snapshot_is_recorded() {
	founded_on(vec![plain(address(1), 500), vested(address(2), 300, 200, 1, 9)]).execute_with(
		|| {
			assert_eq!(
				TokenSwap::entitlement(address(1)),
				Some(Entitlement { amount: 500, vesting: None, paid_to: None })
			);
			let vesting = Some(Schedule { locked: 200, per_block: 1, starting_block: 9 });
			assert_eq!(
				TokenSwap::entitlement(address(2)),
				Some(Entitlement { amount: 300, vesting, paid_to: None })
			);
		},
	);
}

#[test]
fn a_line_reads_as_json() {
	let line = r#"{
		"address": "0x2f015c60e0be116b1f0cd534704db9c92118fb6a",
		"amount": 500,
		"vesting": { "locked": 400, "perBlock": 2, "startingBlock": 10 }
	}"#;
	let parsed: GenesisEntitlement<Balance, BlockNumber> = serde_json::from_str(line).unwrap();
	let address = sp_core::H160(hex2array!("2f015c60e0be116b1f0cd534704db9c92118fb6a"));
	assert_eq!(parsed, vested(address, 500, 400, 2, 10));
}

#[test]
fn a_line_with_a_misspelt_field_is_refused() {
	let line = r#"{ "address": "0x2f015c60e0be116b1f0cd534704db9c92118fb6a", "amount": 5, "vests": null }"#;
	assert!(serde_json::from_str::<GenesisEntitlement<Balance, BlockNumber>>(line).is_err());
}

#[test]
#[should_panic(expected = "listed twice")]
fn an_address_listed_twice_is_refused() {
	founded_on(vec![plain(address(1), 500), plain(address(1), 300)]).execute_with(|| ());
}

#[test]
#[should_panic(expected = "below the existential deposit")]
fn an_amount_that_can_open_no_account_is_refused() {
	founded_on(vec![plain(address(1), EXISTENTIAL_DEPOSIT - 1)]).execute_with(|| ());
}

#[test]
#[should_panic(expected = "must lock from 1 to its whole amount")]
fn a_schedule_above_the_amount_is_refused() {
	founded_on(vec![vested(address(1), 500, 501, 1, 0)]).execute_with(|| ());
}

#[test]
#[should_panic(expected = "must lock from 1 to its whole amount")]
fn a_schedule_of_nothing_is_refused() {
	founded_on(vec![vested(address(1), 500, 0, 1, 0)]).execute_with(|| ());
}

#[test]
#[should_panic(expected = "free at least 1 per block")]
fn a_schedule_without_end_is_refused() {
	founded_on(vec![vested(address(1), 500, 500, 0, 0)]).execute_with(|| ());
}

#[test]
#[should_panic(expected = "exceeds the balance type")]
fn a_sum_beyond_the_balance_type_is_refused() {
	founded_on(vec![plain(address(1), u128::MAX), plain(address(2), 500)]).execute_with(|| ());
}
