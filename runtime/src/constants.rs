// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Numbers that more than one configuration needs.

use cybermiles_primitives::{Balance, BlockNumber, Moment, MILLI_CMT};
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight};

/// Time.
pub mod time {
	use super::*;

	/// The milliseconds of a slot; a block is made in each.
	pub const SLOT_DURATION: Moment = 2_000;
	/// How many blocks a day has on a network of people.
	pub const DAY: BlockNumber = (24 * 60 * 60 * 1_000 / SLOT_DURATION) as BlockNumber;
	/// How many blocks a day has on a development chain: it passes in a minute, and so does all that is counted in days.
	pub const DEVELOPMENT_DAY: BlockNumber = 30;
}

/// What fits in a block.
pub mod block {
	use super::*;
	use sp_runtime::Perbill;

	/// What a block may execute: 0.6 s, as it must be built, executed by the others and voted on within its slot.
	///
	/// The node gives a proposer a third of the slot. The proof size is not bounded: no relay chain asks for proofs.
	pub const MAX_WEIGHT: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_MILLIS * 600, u64::MAX);
	/// The bytes that a block may have.
	pub const MAX_LENGTH: u32 = 10 * 1024 * 1024;
	/// What transactions of users may use of a block's weight and length; the rest is kept for operational ones.
	pub const NORMAL_RATIO: Perbill = Perbill::from_percent(75);
}

/// Money.
pub mod currency {
	use super::*;

	/// What an account must hold to exist: 0.01 CMT.
	///
	/// Low, as the first thing that a shopper does is to open an account, and holders of the ERC-20 below it cannot
	/// swap; high enough that a million empty accounts lock 10,000 CMT on top of the fees that opened them.
	pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_CMT;

	/// The deposit for an item in storage, returned when it is removed.
	pub const DEPOSIT_PER_ITEM: Balance = 100 * MILLI_CMT;
	/// The deposit for a byte in storage: a gigabyte locks a million CMT.
	pub const DEPOSIT_PER_BYTE: Balance = MILLI_CMT;

	/// The deposit for `items` of together `bytes` bytes in storage.
	pub const fn deposit(items: u32, bytes: u32) -> Balance {
		items as Balance * DEPOSIT_PER_ITEM + bytes as Balance * DEPOSIT_PER_BYTE
	}
}

/// Governance.
pub mod governance {
	use super::*;
	use cybermiles_primitives::CMT;

	/// The most that a referendum on the track of small spending may spend.
	pub const SMALL_SPEND: Balance = 10_000 * CMT;
	/// The most that a referendum on the track of big spending may spend.
	pub const BIG_SPEND: Balance = 1_000_000 * CMT;
}
