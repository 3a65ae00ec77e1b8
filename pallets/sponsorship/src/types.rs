// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Value types of sponsorships, and what the pallet asks of the runtime's fees.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_runtime::traits::Zero;

/// What the network asks for a transaction.
pub trait TransactionFee<Balance> {
	/// The fee of an ordinary signed transaction of `length` bytes whose call costs `weight`, without a tip.
	fn of(length: u32, weight: Weight) -> Balance;
}

/// Names a call by the two bytes that its encoding starts with; wallets find both in the metadata.
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
pub struct CallIndex {
	/// The index of the pallet in the runtime.
	pub pallet: u8,
	/// The index of the call in the pallet.
	pub call: u8,
}

impl CallIndex {
	/// The index of an encoded call.
	pub(crate) fn of(encoded: &[u8]) -> Option<Self> {
		match encoded {
			[pallet, call, ..] => Some(Self { pallet: *pallet, call: *call }),
			_ => None,
		}
	}
}

/// What bounds the loss of a sponsor whose users, or who pretend to be users, mean no good.
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
pub struct Limits<Balance> {
	/// The highest fee of one act, in the smallest unit of the token.
	pub fee_per_act: Balance,
	/// The highest sum of the fees of one period, in the smallest unit of the token.
	pub spend_per_period: Balance,
	/// How many acts one user may do in a period.
	pub acts_per_user: u32,
	/// How many acts a block may contain; none pauses the sponsorship.
	pub acts_per_block: u32,
}

/// What a sponsor pays for.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Terms<AccountId, Balance, Scope> {
	/// The calls that are paid for; none pauses the sponsorship.
	pub scope: Scope,
	/// How much of them is paid for.
	pub limits: Limits<Balance>,
	/// Who must sign each act too, if anyone: a server of the sponsor that knows the users.
	pub approver: Option<AccountId>,
}

/// How much of its limits a sponsorship has used. What was used in another block or period counts no more.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Usage<Balance, BlockNumber> {
	/// The block of the last act.
	pub block: BlockNumber,
	/// How many acts that block has.
	pub acts: u32,
	/// The period of the last act.
	pub period: BlockNumber,
	/// The sum of the fees in that period.
	pub spent: Balance,
}

impl<Balance: Zero, BlockNumber: PartialEq> Usage<Balance, BlockNumber> {
	/// What of it counts in `block`, which lies in `period`.
	pub(crate) fn at(self, block: BlockNumber, period: BlockNumber) -> Self {
		Self {
			acts: if self.block == block { self.acts } else { 0 },
			spent: if self.period == period { self.spent } else { Zero::zero() },
			block,
			period,
		}
	}
}

/// A budget from which fees of users are paid, and on which terms.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Sponsorship<Terms, Balance, BlockNumber, Ticket> {
	/// What is paid for.
	pub terms: Terms,
	/// What is left for fees and for the deposits of new users, in the smallest unit of the token.
	pub budget: Balance,
	/// The deposits of the users who have a record.
	pub deposits: Balance,
	/// How many users have a record.
	pub users: u32,
	/// How much of the limits is used.
	pub usage: Usage<Balance, BlockNumber>,
	/// The sponsor's deposit for this entry.
	pub ticket: Ticket,
}

/// What is remembered of a user, so that no message acts twice and nobody acts more often than allowed.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct UserRecord<Balance, BlockNumber> {
	/// The nonce of the user's next act with this sponsor.
	pub nonce: u32,
	/// The period of the last act.
	pub period: BlockNumber,
	/// How many acts the user did in that period.
	pub acts: u32,
	/// The last block in which the record may not be forgotten.
	pub kept_until: BlockNumber,
	/// What the sponsor's budget keeps for the record.
	pub deposit: Balance,
}

impl<Balance, BlockNumber: PartialEq> UserRecord<Balance, BlockNumber> {
	/// What of it counts in `period`.
	pub(crate) fn at(self, period: BlockNumber) -> Self {
		let acts = if self.period == period { self.acts } else { 0 };
		Self { acts, period, ..self }
	}
}

/// Which act of which user with which sponsor a message is for, and for how long.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Request<AccountId, BlockNumber> {
	/// Who pays.
	pub sponsor: AccountId,
	/// Who acts.
	pub user: AccountId,
	/// How many acts the user did with this sponsor before.
	pub nonce: u32,
	/// The last block in which the act may be done.
	pub valid_until: BlockNumber,
}

/// What a user may do with a sponsor now.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct Allowance<BlockNumber> {
	/// The nonce of the next act.
	pub nonce: u32,
	/// How many acts the user has left in this period.
	pub acts: u32,
	/// The latest block that a message may be valid until.
	pub valid_until: BlockNumber,
}
