// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Value types of the agenda.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybermiles_traits::Ticket;
use scale_info::TypeInfo;

/// Something that is to be done.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Item<Task, Prepaid> {
	/// What is held for it, and whose that is; none where the network bears the cost.
	pub prepaid: Option<Prepaid>,
	/// What is to be done.
	pub task: Task,
}

/// What an account paid in advance for an item. It is on hold in the account.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Prepaid<AccountId, Balance> {
	/// Who paid.
	pub payer: AccountId,
	/// For the execution: taken when the item is done, whether that succeeds or not.
	pub price: Balance,
	/// For the storage: given back with the item.
	pub deposit: Balance,
}

/// How far the agenda has got.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct Backlog<BlockNumber> {
	/// The place that is looked at next.
	pub next: Ticket<BlockNumber>,
	/// How many places from there on are of items that are due; those of cancelled items count.
	pub places: u32,
}
