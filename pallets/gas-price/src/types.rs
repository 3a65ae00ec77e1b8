// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What is counted, and the arithmetic of prices. Divisions are rounded up: work is never sold below its price.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybermiles_primitives::{mul_div, Balance, CMT};
use scale_info::TypeInfo;
use sp_runtime::{FixedPointNumber, FixedU128, Perbill};

/// A quantity of work.
pub type Gas = u64;

/// How many US dollars a CMT is worth: a fixed-point number with 18 digits after the point.
///
/// The digits are for CMT that is worth little: where it is worth a thousandth of a dollar, a step of 0.1 % is still a
/// million million of the smallest unit.
pub type Rate = FixedU128;

/// How long a gas executes, in picoseconds of reference time.
pub const PICOSECONDS_PER_GAS: u64 = 10_000;

/// Prices are of so much gas: a transfer takes some 10,000s.
pub const GAS_PER_PRICE: Gas = 1_000_000;

/// A micro-dollar at a rate of one smallest unit, in the smallest unit of CMT.
const CMT_PER_MICRO_USD: u128 = CMT * (Rate::DIV / 1_000_000);

/// What gas costs.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Tariff {
	/// What a CMT is worth.
	pub rate: Rate,
	/// The price of 1,000,000 gas in micro-dollars.
	pub micro_usd_per_million_gas: u64,
	/// The same in the smallest unit of CMT, at this rate, rounded up. Kept so that a fee takes one read.
	pub cmt_per_million_gas: Balance,
}

impl Tariff {
	/// The tariff of this rate and this price, in micro-dollars per 1,000,000 gas.
	pub fn new(rate: Rate, micro_usd_per_million_gas: u64) -> Self {
		// The limits of rate and price keep it within 128 bits, which `integrity_test` checks.
		let cmt_per_million_gas =
			cmt_worth(micro_usd_per_million_gas.into(), rate).unwrap_or(Balance::MAX);
		Self { rate, micro_usd_per_million_gas, cmt_per_million_gas }
	}

	/// What this much gas costs, in the smallest unit of CMT, rounded up.
	pub fn cmt_of(&self, gas: Gas) -> Balance {
		// More than there can ever be: who is asked for it cannot pay.
		mul_div_up(gas.into(), self.cmt_per_million_gas, GAS_PER_PRICE.into())
			.unwrap_or(Balance::MAX)
	}

	/// What this much gas costs, in millionths of a micro-dollar. Exact.
	pub fn pico_usd_of(&self, gas: Gas) -> u128 {
		u128::from(gas).saturating_mul(self.micro_usd_per_million_gas.into())
	}
}

/// What a member of the committee said last.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Observation<AccountId, BlockNumber> {
	/// Who said so.
	pub member: AccountId,
	/// What a CMT is worth.
	pub rate: Rate,
	/// The block in which it was said.
	pub at: BlockNumber,
}

/// What a transaction costs at the present tariff, without a tip.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, PartialEq, TypeInfo,
)]
pub struct Quote {
	/// The gas it takes.
	pub gas: Gas,
	/// What is charged for it, in the smallest unit of CMT.
	pub cmt: Balance,
	/// The price of the gas in millionths of a micro-dollar (10⁻¹² US dollars), in which it is exact.
	pub pico_usd: u128,
}

/// The gas for executing this many picoseconds.
pub(crate) fn gas_of_time(picoseconds: u64) -> Gas {
	picoseconds.div_ceil(PICOSECONDS_PER_GAS)
}

/// The CMT, in its smallest unit and rounded up, that this many micro-dollars are worth; none if it exceeds 128 bits or
/// CMT is worth nothing.
pub(crate) fn cmt_worth(micro_usd: u128, rate: Rate) -> Option<Balance> {
	mul_div_up(micro_usd, CMT_PER_MICRO_USD, rate.into_inner())
}

/// What the committee holds a CMT to be worth: the median of what its members say, where those of whom nothing fresh is
/// known say "as it is".
///
/// Of an even number there are two medians; the present rate breaks the tie. So the rate rises only if more than half
/// of all members say that it is too low, up to what one of them says, and falls only if more than half say that it is
/// too high. Less than half of them, silent or lying, cannot move it beyond what the others say.
pub(crate) fn median(present: Rate, fresh: impl Iterator<Item = Rate>, members: usize) -> Rate {
	let mut votes: Vec<Rate> = fresh.collect();
	votes.resize(members | 1, present);
	votes.sort_unstable();
	votes.get(members / 2).copied().unwrap_or(present)
}

/// The rate after a step from `present` towards `goal`: at most `max_step` of it, but at least one unit, never beyond.
pub(crate) fn step(present: Rate, goal: Rate, max_step: Perbill) -> Rate {
	let (from, to) = (present.into_inner(), goal.into_inner());
	let most = max_step.mul_floor(from).max(1);
	Rate::from_inner(to.max(from.saturating_sub(most)).min(from.saturating_add(most)))
}

/// `a × b ÷ c`, rounded up; none if `c` is zero or the result exceeds 128 bits.
fn mul_div_up(a: u128, b: u128, c: u128) -> Option<u128> {
	let floor = mul_div(a, b, c)?;
	// What remains is less than `c`, so that 128 bits of the products tell whether it is zero.
	let exact = floor.wrapping_mul(c) == a.wrapping_mul(b);
	floor.checked_add(u128::from(!exact))
}
