// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What becomes of what members said when governance changes them.

use crate::{mock::*, Error, Event};
use cybermiles_primitives::CMT;
use frame_support::{assert_noop, assert_ok, traits::ChangeMembers};

fn heard() -> Vec<AccountId> {
	GasPrice::observations().iter().map(|known| known.member).collect()
}

#[test]
fn who_is_replaced_is_not_heard_any_more_and_who_comes_is() {
	committee_of(3).execute_with(|| {
		all_submit(1..=3, FIRST_RATE);
		assert_ok!(Committee::swap_member(RuntimeOrigin::root(), 2, 7));
		assert_eq!(heard(), [1, 3]);
		assert_noop!(submit(2, FIRST_RATE), Error::<Test>::NotAuthorized);
		all_submit([7], FIRST_RATE);
		assert_eq!(heard(), [1, 3, 7]);
	});
}

#[test]
fn who_is_removed_is_not_heard_any_more() {
	committee_of(3).execute_with(|| {
		all_submit(1..=3, FIRST_RATE);
		assert_ok!(Committee::remove_member(RuntimeOrigin::root(), 1));
		assert_eq!(heard(), [2, 3]);
		assert_ok!(Committee::add_member(RuntimeOrigin::root(), 1));
		assert_eq!(heard(), [2, 3]);
	});
}

#[test]
fn a_new_committee_keeps_what_its_old_members_said() {
	committee_of(3).execute_with(|| {
		all_submit(1..=3, FIRST_RATE);
		assert_ok!(Committee::reset_members(RuntimeOrigin::root(), vec![8, 3, 5]));
		assert_eq!(heard(), [3]);
	});
}

#[test]
fn a_member_that_changes_its_key_speaks_anew() {
	committee_of(3).execute_with(|| {
		all_submit(1..=3, FIRST_RATE);
		assert_ok!(Committee::change_key(RuntimeOrigin::signed(3), 4));
		assert_eq!(heard(), [1, 2]);
	});
}

#[test]
fn a_change_that_need_not_be_sorted_is_understood() {
	committee_of(3).execute_with(|| {
		all_submit(1..=3, FIRST_RATE);
		<GasPrice as ChangeMembers<AccountId>>::change_members(&[], &[2], vec![3, 1]);
		assert_eq!(heard(), [1, 3]);
	});
}

#[test]
fn a_majority_is_one_of_the_present_members() {
	committee_of(3).execute_with(|| {
		all_submit(1..=2, FIRST_RATE);
		next_block();
		assert_eq!(GasPrice::frozen_since(), None);
		assert_ok!(Committee::add_member(RuntimeOrigin::root(), 4));
		next_block();
		assert_eq!(GasPrice::frozen_since(), Some(3));
		assert_ok!(Committee::remove_member(RuntimeOrigin::root(), 3));
		next_block();
		assert_eq!(GasPrice::frozen_since(), None);
	});
}

#[test]
fn more_members_than_can_be_heard_are_not_heard() {
	committee_of(7).execute_with(|| {
		assert_ok!(Committee::add_member(RuntimeOrigin::root(), 8));
		all_submit(1..=7, FIRST_RATE);
		assert_noop!(submit(8, FIRST_RATE), Error::<Test>::TooManyMembers);
		assert_ok!(Committee::remove_member(RuntimeOrigin::root(), 1));
		all_submit([8], FIRST_RATE);
	});
}

/// The story of the README.
#[test]
fn a_price_outlives_a_lie_a_silence_and_a_new_member() {
	committee_of(5).execute_with(|| {
		// In micro-dollars, if CMT is worth this many of them.
		let transfer = |rate: u128| GasPrice::tariff().cmt_of(TRANSFER) * rate / CMT;
		// 60,000 gas cost 120 micro-dollars: 0.0012 CMT, at 0.1 dollars.
		assert_eq!(GasPrice::tariff().cmt_of(TRANSFER), 1_200_000_000_000_000);
		assert_eq!(transfer(100_000), 120);

		// CMT is worth 2 % more. Four say so; the fifth says ten times more, and is not followed.
		for _ in 0..20 {
			all_submit(1..=4, micro_usd(102_000));
			all_submit([5], micro_usd(1_000_000));
			next_block();
		}
		assert_eq!(rate(), micro_usd(102_000));
		assert_eq!(transfer(102_000), 120);

		// Three fall silent: 100 blocks after the last word the rate freezes, and the price stays.
		for _ in 1..FRESHNESS {
			all_submit([1, 5], micro_usd(110_000));
			next_block();
		}
		assert_eq!(GasPrice::frozen_since(), None);
		assert_eq!(rate(), micro_usd(102_000));
		next_block();
		assert_eq!(events().last(), Some(&Event::RateFrozen { rate: micro_usd(102_000) }));

		// Governance replaces the silent; the new members speak, and the rate moves again.
		assert_ok!(Committee::reset_members(RuntimeOrigin::root(), vec![1, 5, 6, 7, 8]));
		all_submit(6..=8, micro_usd(110_000));
		next_block();
		assert_eq!(events().last(), Some(&Event::RateResumed { rate: micro_usd(102_102) }));
		while rate() < micro_usd(110_000) {
			all_submit(5..=8, micro_usd(110_000));
			next_block();
		}
		assert_eq!(GasPrice::tariff().cmt_of(TRANSFER), 1_090_909_090_909_091);
		assert_eq!(transfer(110_000), 120);
	});
}
