// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How much of a stake counts.
//!
//! No validator's vote may weigh more than a share of all votes, however much is staked on it. As the stake that does
//! not count is not in the total either, the greatest stake that counts is a fixed point: the level `L` with
//! `L = share × Σ min(stake, L)`.

use alloc::vec::Vec;
use cybermiles_primitives::{mul_div, Balance};
use sp_runtime::{PerThing, Perbill};

/// The greatest stake that counts, where none may count for more than `share` of all that counts together.
///
/// Where there are too few stakes for that, such as eight and a share of 12 %, all count as much as the least.
pub fn level(stakes: &[Balance], share: Perbill) -> Balance {
	let mut descending: Vec<Balance> = stakes.to_vec();
	descending.sort_unstable_by(|one, other| other.cmp(one));
	let parts = u128::from(share.deconstruct());
	let whole = u128::from(Perbill::ACCURACY);

	// With the `capped` greatest at the level: L = share × (rest + capped × L), so L = share × rest ÷ (1 − capped × share).
	let mut rest: Balance = descending.iter().fold(0, |sum, stake| sum.saturating_add(*stake));
	for (capped, stake) in descending.iter().enumerate() {
		let Some(left) = whole.checked_sub(parts.saturating_mul(capped as u128)).filter(|l| *l > 0)
		else {
			break;
		};
		let level = mul_div(rest, parts, left).unwrap_or(Balance::MAX);
		if *stake <= level {
			return if capped == 0 { *stake } else { level };
		}
		rest = rest.saturating_sub(*stake);
	}
	descending.last().copied().unwrap_or_default()
}
