// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Error, Event, NextPrice, Tariff};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

fn set_price(price: u64) -> sp_runtime::DispatchResult {
	GasPrice::set_price(RuntimeOrigin::root(), price)
}

#[test]
fn a_price_comes_into_force_in_the_next_block() {
	committee_of(3).execute_with(|| {
		assert_ok!(set_price(4_000));
		assert_eq!(events(), [Event::PriceSet { micro_usd_per_million_gas: 4_000 }]);
		assert_eq!(GasPrice::tariff(), Tariff::new(FIRST_RATE, FIRST_PRICE));
		next_block();
		assert_eq!(GasPrice::tariff(), Tariff::new(FIRST_RATE, 4_000));
		assert_eq!(NextPrice::<Test>::get(), None);
		next_block();
		assert_eq!(GasPrice::tariff(), Tariff::new(FIRST_RATE, 4_000));
	});
}

#[test]
fn the_last_price_of_a_block_counts() {
	committee_of(3).execute_with(|| {
		assert_ok!(set_price(4_000));
		assert_ok!(set_price(1));
		next_block();
		assert_eq!(GasPrice::tariff(), Tariff::new(FIRST_RATE, 1));
	});
}

#[test]
fn a_price_counts_while_the_rate_is_frozen() {
	committee_of(0).execute_with(|| {
		pass(5);
		assert_ok!(set_price(MAX_PRICE));
		next_block();
		assert_eq!(GasPrice::tariff(), Tariff::new(FIRST_RATE, MAX_PRICE));
		assert_eq!(GasPrice::frozen_since(), Some(2));
	});
}

#[test]
fn a_price_outside_its_limits_is_refused() {
	committee_of(3).execute_with(|| {
		assert_noop!(set_price(0), Error::<Test>::PriceOutOfBounds);
		assert_noop!(set_price(MAX_PRICE + 1), Error::<Test>::PriceOutOfBounds);
		assert_ok!(set_price(1));
		assert_ok!(set_price(MAX_PRICE));
	});
}

#[test]
fn only_governance_sets_the_price() {
	committee_of(3).execute_with(|| {
		assert_noop!(GasPrice::set_price(RuntimeOrigin::signed(1), 4_000), BadOrigin);
		assert_noop!(GasPrice::set_price(RuntimeOrigin::none(), 4_000), BadOrigin);
	});
}
