// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What a transfer costs in dollars during a day in which CMT becomes worth ten times more, or a tenth.

use crate::{mock::*, Rate};
use frame_support::{
	dispatch::DispatchClass,
	traits::Hooks,
	weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight},
};

const DAY: BlockNumber = 43_200;
/// How often a member submits.
const PERIOD: BlockNumber = 10;
/// How far prices may be off, in millionths.
const TOLERANCE: u128 = 10_000;

/// What is wrong with the members that are not honest.
#[derive(Clone, Copy, Debug)]
enum Fault {
	/// Says nothing.
	Silent,
	/// Says what was true 99 blocks ago.
	Lagging,
	/// Says the highest that is taken.
	High,
	/// Says the lowest that is taken.
	Low,
	/// Says anything that is taken.
	Random,
	/// One does this, another that.
	Mixed,
}

const FAULTS: [Fault; 6] =
	[Fault::Silent, Fault::Lagging, Fault::High, Fault::Low, Fault::Random, Fault::Mixed];

/// What a CMT is worth in each block.
type Truth = Vec<Rate>;

fn geometric(from: f64, to: f64) -> Truth {
	path(|part| from * (to / from).powf(part))
}

fn linear(from: f64, to: f64) -> Truth {
	path(|part| from + (to - from) * part)
}

fn path(dollars: impl Fn(f64) -> f64) -> Truth {
	(0..=DAY)
		.map(|block| Rate::from_inner((dollars(f64::from(block) / f64::from(DAY)) * 1e18) as u128))
		.collect()
}

/// A number that looks random; the same in every run.
fn noise(block: BlockNumber, member: AccountId) -> u128 {
	let seed = u64::from(block).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (member << 40);
	let mixed = (seed ^ (seed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
	u128::from(mixed ^ (mixed >> 32))
}

/// What a member says in a block.
fn says(
	fault: Option<Fault>,
	member: AccountId,
	block: BlockNumber,
	truth: &Truth,
) -> Option<Rate> {
	let now = truth[block as usize].into_inner();
	let present = rate().into_inner();
	let says = match fault {
		// Markets differ by up to a thousandth.
		None => now - now / 2_000 + now / 1_000 * (noise(block, member) % 1_000) / 1_000,
		Some(Fault::Silent) => return None,
		Some(Fault::Lagging) => truth[block.saturating_sub(99) as usize].into_inner(),
		Some(Fault::High) => present * 10,
		Some(Fault::Low) => present.div_ceil(10),
		Some(Fault::Random) => {
			let low = present.div_ceil(10);
			low + (present * 10 - low) / 1_000 * (noise(block, member) % 1_000)
		},
		Some(Fault::Mixed) => return says(Some(FAULTS[member as usize % 5]), member, block, truth),
	};
	Some(Rate::from_inner(says))
}

/// How far, in millionths, the price of a transfer is off during the day, at most.
fn deviation(members: AccountId, fault: Fault, truth: &Truth) -> u128 {
	let faulty = (members - 1) / 2;
	founded_at(truth[0], FIRST_PRICE, members).execute_with(|| {
		let weight = Weight::from_parts(400 * WEIGHT_REF_TIME_PER_MICROS, 0);
		let mut worst = 0;
		for block in 1..=DAY {
			System::set_block_number(block);
			System::reset_events();
			GasPrice::on_initialize(block);

			let quote = GasPrice::quote(DispatchClass::Normal, weight, 145);
			let paid =
				quote.cmt * (truth[block as usize].into_inner() / 1_000_000) / 10u128.pow(18);
			worst = worst.max(paid.abs_diff(quote.pico_usd) * 1_000_000 / quote.pico_usd);

			for member in 1..=members {
				let fault = (member <= faulty).then_some(fault);
				if (block + member as BlockNumber * 3).is_multiple_of(PERIOD) {
					if let Some(rate) = says(fault, member, block, truth) {
						submit(member, rate).unwrap();
					}
				}
			}
		}
		assert_eq!(GasPrice::frozen_since(), None);
		worst
	})
}

/// The price stays within 1 % of what it should be, in every block, whatever the minority does.
fn assert_stable(name: &str, truth: Truth) {
	let committees = FAULTS.map(|fault| (7, fault)).into_iter();
	for (members, fault) in committees.chain([(5, Fault::Mixed), (6, Fault::Mixed)]) {
		let worst = deviation(members, fault, &truth);
		println!("{name}, {members} members, minority {fault:?}: off by {worst} millionths");
		assert!(worst < TOLERANCE, "{name}, {members} members, {fault:?}: {worst} millionths");
	}
}

#[test]
fn a_transfer_costs_the_same_while_cmt_grows_tenfold() {
	assert_stable("growth", geometric(0.1, 1.0));
}

#[test]
fn a_transfer_costs_the_same_while_cmt_falls_to_a_tenth() {
	assert_stable("decay", geometric(0.1, 0.01));
}

#[test]
fn a_transfer_costs_the_same_while_cmt_grows_tenfold_by_equal_steps() {
	assert_stable("equal steps up", linear(0.1, 1.0));
}

#[test]
fn a_transfer_costs_the_same_while_cmt_falls_to_a_tenth_by_equal_steps() {
	assert_stable("equal steps down", linear(0.1, 0.01));
}
