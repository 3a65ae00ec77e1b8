// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, CurrentTariff, GenesisConfig, Rate, Tariff};
use frame_support::traits::Hooks;

#[test]
fn a_network_is_founded_at_its_rate_and_price() {
	committee_of(3).execute_with(|| {
		let tariff = GasPrice::tariff();
		assert_eq!(tariff, Tariff::new(FIRST_RATE, FIRST_PRICE));
		// A fifth of a cent, at ten cents for a CMT.
		assert_eq!(tariff.cmt_per_million_gas, 20_000_000_000_000_000);
		assert!(GasPrice::observations().is_empty());
	});
}

#[test]
fn the_limits_of_rate_and_price_can_be_founded_on() {
	for rate in [MinRate::get(), MaxRate::get()] {
		for price in [1, MAX_PRICE] {
			founded_at(rate, price, 1).execute_with(|| {
				assert_eq!(GasPrice::tariff(), Tariff::new(rate, price));
			});
		}
	}
}

#[test]
#[should_panic = "gasPrice.rate: a CMT must be worth from 1000000000000 to"]
fn a_rate_of_zero_founds_nothing() {
	founded_at(Rate::default(), FIRST_PRICE, 3);
}

#[test]
#[should_panic = "gasPrice.rate"]
fn a_rate_above_its_limit_founds_nothing() {
	founded_at(MaxRate::get() + Rate::from_inner(1), FIRST_PRICE, 3);
}

#[test]
#[should_panic = "gasPrice.price: 1,000,000 gas must cost from 1 to 100000000 micro-dollars, not 0"]
fn a_price_of_zero_founds_nothing() {
	founded_at(FIRST_RATE, 0, 3);
}

#[test]
#[should_panic = "gasPrice.price"]
fn a_price_above_its_limit_founds_nothing() {
	founded_at(FIRST_RATE, MAX_PRICE + 1, 3);
}

#[test]
#[should_panic = "the oracle committee has 8 members; at most 7 can be heard"]
fn more_members_than_can_be_heard_found_nothing() {
	committee_of(8);
}

#[test]
fn a_network_that_names_no_price_has_the_default() {
	Ext::new(RuntimeGenesisConfig::default()).execute_with(|| {
		assert_eq!(GasPrice::tariff(), Tariff::new(DefaultRate::get(), FIRST_PRICE));
	});
}

#[test]
fn gas_is_not_free_where_its_price_was_never_said() {
	committee_of(3).execute_with(|| {
		CurrentTariff::<Test>::kill();
		assert_eq!(GasPrice::tariff(), Tariff::new(DefaultRate::get(), FIRST_PRICE));
	});
}

#[test]
fn a_rate_is_text_in_json() {
	let genesis = GenesisConfig::<Test> { rate: FIRST_RATE, price: 2_000, ..Default::default() };
	let json = r#"{"rate":"100000000000000000","price":2000}"#;
	assert_eq!(serde_json::to_string(&genesis).unwrap(), json);
	let read: GenesisConfig<Test> = serde_json::from_str(json).unwrap();
	assert_eq!((read.rate, read.price), (FIRST_RATE, 2_000));
}

#[test]
fn the_constants_fit_each_other() {
	GasPrice::integrity_test();
}
