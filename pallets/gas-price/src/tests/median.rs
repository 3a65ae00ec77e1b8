// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How the rate moves.

use crate::{
	mock::*,
	types::{median, step},
	Rate,
};
use proptest::prelude::*;
use sp_runtime::Perbill;

fn median_of(present: u64, fresh: &[u64], members: usize) -> u64 {
	let goal = median(micro_usd(present), fresh.iter().map(|rate| micro_usd(*rate)), members);
	(1..1_000).find(|rate| micro_usd(*rate) == goal).unwrap()
}

#[test]
fn of_an_odd_number_the_middle_counts() {
	assert_eq!(median_of(100, &[130, 110, 120], 3), 120);
	assert_eq!(median_of(125, &[130, 110, 120], 3), 120);
	assert_eq!(median_of(100, &[900, 1, 120, 121, 119], 5), 120);
}

#[test]
fn of_an_even_number_the_middle_nearest_to_the_present_rate_counts() {
	assert_eq!(median_of(100, &[110, 120, 130, 140], 4), 120);
	assert_eq!(median_of(125, &[110, 120, 130, 140], 4), 125);
	assert_eq!(median_of(200, &[110, 120, 130, 140], 4), 130);
}

#[test]
fn who_is_silent_says_as_it_is() {
	assert_eq!(median_of(100, &[110, 120, 130], 5), 110);
	assert_eq!(median_of(120, &[110, 125, 130], 5), 120);
	assert_eq!(median_of(200, &[110, 120, 130], 5), 130);
}

#[test]
fn without_a_majority_it_is_the_present_rate() {
	assert_eq!(median_of(100, &[110, 120], 5), 100);
	assert_eq!(median_of(100, &[110, 120], 4), 100);
	assert_eq!(median_of(100, &[], 3), 100);
	assert_eq!(median_of(100, &[], 0), 100);
}

#[test]
fn a_step_is_at_most_a_part_of_the_rate_and_never_too_far() {
	let move_to = |to: u128, part: u32| {
		let goal = Rate::from_inner(to);
		step(Rate::from_inner(10_000), goal, Perbill::from_parts(part)).into_inner()
	};
	assert_eq!(move_to(20_000, 1_000_000), 10_010);
	assert_eq!(move_to(1, 1_000_000), 9_990);
	assert_eq!(move_to(10_004, 1_000_000), 10_004);
	assert_eq!(move_to(9_996, 1_000_000), 9_996);
	assert_eq!(move_to(10_000, 1_000_000), 10_000);
	// A part that is no whole unit is rounded down, but for the first.
	assert_eq!(move_to(20_000, 1_099_999), 10_010);
	assert_eq!(move_to(20_000, 0), 10_001);
	assert_eq!(move_to(1, 0), 9_999);
}

#[test]
fn the_rate_arrives_at_what_all_say() {
	committee_of(5).execute_with(|| {
		let mut last = rate();
		while rate() != micro_usd(150_000) {
			all_submit(1..=5, micro_usd(150_000));
			next_block();
			assert!(last < rate() && rate() <= micro_usd(150_000));
			// A step of a thousandth of 0.15 dollars is the greatest.
			assert!(rate() <= last + micro_usd(150));
			last = rate();
		}
		// 1.001 ^ 406 is 1.5.
		assert_eq!(System::block_number(), 1 + 406);
	});
}

#[test]
fn the_lowest_rate_can_rise_and_the_highest_fall() {
	founded_at(MinRate::get(), 1, 1).execute_with(|| {
		submit(1, MinRate::get() + Rate::from_inner(1)).unwrap();
		next_block();
		assert_eq!(rate(), MinRate::get() + Rate::from_inner(1));
	});
	founded_at(MaxRate::get(), MAX_PRICE, 1).execute_with(|| {
		submit(1, MaxRate::get() - Rate::from_inner(1)).unwrap();
		next_block();
		assert_eq!(rate(), MaxRate::get() - Rate::from_inner(1));
	});
}

/// What so many members say: less than half of them lie, and each may be silent.
fn votes() -> impl Strategy<Value = (usize, Vec<u64>, Vec<u64>)> {
	(2..12usize).prop_flat_map(|members| {
		let most = (members - 1) / 2;
		let honest = proptest::collection::vec(900..1_100u64, 1..=members - most);
		let lies = proptest::collection::vec(1..10_000u64, 0..=most);
		(Just(members), honest, lies)
	})
}

proptest! {
	/// Less than half of the members, whatever they say, cannot move the rate away from what the others say, nor beyond
	/// it; even if of the others all but one are silent.
	#[test]
	fn a_minority_cannot_move_the_rate_beyond_what_the_others_say(
		present in 800..1_200u64,
		(members, honest, lies) in votes(),
	) {
		let fresh = honest.iter().chain(&lies).map(|rate| micro_usd(*rate));
		let goal = median(micro_usd(present), fresh, members);
		let low = *honest.iter().min().unwrap();
		let high = *honest.iter().max().unwrap();
		prop_assert!(goal >= micro_usd(low.min(present)));
		prop_assert!(goal <= micro_usd(high.max(present)));
	}

	/// If less than half of the members lie or are silent, the rate goes to what the others say.
	#[test]
	fn a_minority_cannot_keep_the_rate_from_what_the_others_say(
		present in 800..1_200u64,
		honest in proptest::collection::vec(900..1_100u64, 1..8),
		lies in proptest::collection::vec(proptest::option::of(1..10_000u64), 0..7),
	) {
		let lies = &lies[..lies.len().min(honest.len() - 1)];
		let members = honest.len() + lies.len();
		let fresh = honest.iter().chain(lies.iter().flatten()).map(|rate| micro_usd(*rate));
		let goal = median(micro_usd(present), fresh, members);
		prop_assert!(goal >= micro_usd(*honest.iter().min().unwrap()));
		prop_assert!(goal <= micro_usd(*honest.iter().max().unwrap()));
	}

	/// One member of a committee of two or more cannot move the rate alone, in a block or in many.
	#[test]
	fn one_member_alone_moves_nothing(members in 2..=7u64, says in 10_000..1_000_000u64) {
		committee_of(members).execute_with(|| {
			for _ in 0..20 {
				all_submit(1..members, FIRST_RATE);
				submit(members, micro_usd(says)).unwrap();
				next_block();
				prop_assert_eq!(rate(), FIRST_RATE);
			}
			Ok(())
		})?;
	}
}
