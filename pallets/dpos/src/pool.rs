// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The arithmetic of shares. No storage, no money moved: each function says what changes.
//!
//! As in Cosmos' x/staking a delegation is a number of shares whose price is `stake ÷ shares`; as in MasterChef-like
//! reward pools what is paid out is counted per share. All divisions are exact in 256 bits and rounded in the way that
//! the function names.

use crate::{Class, Fund};
use cybermiles_primitives::{mul_div, Balance};
use sp_core::U256;

/// In what units payments per share are counted: fine enough that a share of a pool of all CMT misses less than
/// 0.000000000000001 CMT of a payment, which waits for the next one.
pub const REWARD_SCALE: u128 = 1_000_000_000_000_000_000_000_000;

impl Fund {
	/// What these shares are worth; rounded down.
	pub fn worth(&self, shares: u128) -> Balance {
		mul_div(shares, self.stake, self.shares).unwrap_or_default()
	}

	/// Whether the shares lost all that they were worth, so that no price is left at which to issue more.
	pub fn is_worthless(&self) -> bool {
		self.stake == 0 && self.shares > 0
	}

	/// Add stake and return the shares that it buys; rounded down. None if they cannot be priced or counted.
	pub fn issue(&mut self, amount: Balance) -> Option<u128> {
		let shares =
			if self.shares == 0 { amount } else { mul_div(amount, self.shares, self.stake)? };
		self.shares = self.shares.checked_add(shares)?;
		self.stake = self.stake.checked_add(amount)?;
		Some(shares)
	}

	/// Take shares away and return what they were worth; rounded down. Who has all shares gets all of the stake.
	pub fn redeem(&mut self, shares: u128) -> Balance {
		let amount = self.worth(shares);
		self.shares = self.shares.saturating_sub(shares);
		self.stake = self.stake.saturating_sub(amount);
		amount
	}

	/// The fewest shares that are worth at least this amount; none if there is not that much.
	pub fn shares_for(&self, amount: Balance) -> Option<u128> {
		if amount > self.stake {
			return None;
		}
		let product = U256::from(amount) * U256::from(self.shares);
		let (quotient, rest) =
			(product.checked_div(self.stake.into())?, product.checked_rem(self.stake.into())?);
		let shares: u128 = quotient.try_into().ok()?;
		if rest.is_zero() {
			Some(shares)
		} else {
			shares.checked_add(1)
		}
	}
}

impl Class {
	/// Count a payment among the shares; what cannot be divided is counted with the next. False if there are none.
	pub fn pay(&mut self, amount: Balance) -> bool {
		if self.fund.shares == 0 {
			return false;
		}
		let units = U256::from(amount) * U256::from(REWARD_SCALE) + U256::from(self.undivided);
		let shares = U256::from(self.fund.shares);
		let per_share = units.checked_div(shares).unwrap_or_default();
		self.undivided = units.checked_rem(shares).unwrap_or_default().low_u128();
		self.paid_per_share = self.paid_per_share.saturating_add(per_share.low_u128());
		true
	}

	/// What these shares were paid since a share had been paid `counted_to`; rounded down.
	pub fn paid_since(&self, shares: u128, counted_to: u128) -> Balance {
		let per_share = self.paid_per_share.saturating_sub(counted_to);
		mul_div(shares, per_share, REWARD_SCALE).unwrap_or_default()
	}
}
