// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Event};
use cybermiles_primitives::CMT;
use cybermiles_traits::ExchangeRate;

#[test]
fn the_rate_freezes_when_no_majority_is_fresh() {
	committee_of(5).execute_with(|| {
		all_submit(1..=3, micro_usd(200_000));
		pass(FRESHNESS);
		let (frozen_at, moved) = (rate(), events().len());
		assert!(frozen_at > FIRST_RATE);
		assert_eq!(GasPrice::frozen_since(), None);

		next_block();
		assert_eq!(GasPrice::frozen_since(), Some(FRESHNESS + 2));
		assert_eq!(events()[moved..], [Event::RateFrozen { rate: frozen_at }]);

		// It stays what it is, and is said once.
		pass(1_000);
		assert_eq!(rate(), frozen_at);
		assert_eq!(GasPrice::frozen_since(), Some(FRESHNESS + 2));
		assert_eq!(events().len(), moved + 1);
		assert!(GasPrice::tariff().cmt_of(1) > 0);
	});
}

#[test]
fn exactly_half_of_the_members_are_no_majority() {
	committee_of(4).execute_with(|| {
		all_submit(1..=2, micro_usd(200_000));
		next_block();
		assert_eq!(events().last(), Some(&Event::RateFrozen { rate: FIRST_RATE }));
		assert_eq!(rate(), FIRST_RATE);
	});
}

#[test]
fn without_a_committee_the_rate_is_frozen() {
	committee_of(0).execute_with(|| {
		pass(2);
		assert_eq!(events(), [Event::RateFrozen { rate: FIRST_RATE }]);
		assert_eq!(GasPrice::frozen_since(), Some(2));
	});
}

#[test]
fn the_rate_resumes_when_a_majority_is_fresh_again() {
	committee_of(5).execute_with(|| {
		next_block();
		all_submit(1..=2, micro_usd(200_000));
		next_block();
		assert_eq!(GasPrice::frozen_since(), Some(2));
		all_submit([5], micro_usd(200_000));
		next_block();
		assert_eq!(GasPrice::frozen_since(), None);
		assert_eq!(rate(), micro_usd(100_100));
		assert_eq!(events().last(), Some(&Event::RateResumed { rate: micro_usd(100_100) }));
		next_block();
		assert_eq!(events().last(), Some(&Event::RateResumed { rate: micro_usd(100_100) }));
	});
}

#[test]
fn who_trades_by_the_rate_waits_while_it_is_frozen() {
	committee_of(1).execute_with(|| {
		let worth = <GasPrice as ExchangeRate<u128>>::from_micro_usd;
		submit(1, FIRST_RATE).unwrap();
		next_block();
		assert_eq!(worth(1_000_000), Some(10 * CMT));
		pass(FRESHNESS);
		assert_eq!(worth(1_000_000), None);
		submit(1, FIRST_RATE).unwrap();
		next_block();
		assert_eq!(worth(1_000_000), Some(10 * CMT));
	});
}

#[test]
fn fees_are_charged_at_the_frozen_rate() {
	committee_of(3).execute_with(|| {
		let before = GasPrice::tariff();
		pass(10_000);
		assert_eq!(GasPrice::tariff(), before);
	});
}
