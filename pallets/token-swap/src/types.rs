// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Value types of the swap.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::traits::AtLeast32BitUnsigned;

/// An Ethereum address: the last 20 bytes of the Keccak-256 hash of a public key.
pub type EthereumAddress = sp_core::H160;

/// An Ethereum signature: r (32 bytes), s (32 bytes), v (1 byte: 27 or 28, or 0 or 1).
pub type EthereumSignature = [u8; 65];

/// What one Ethereum address is entitled to.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Entitlement<AccountId, Balance, BlockNumber> {
	/// The amount in the smallest unit of the token; at least the existential deposit.
	pub amount: Balance,
	/// What stays locked after payment, and until when.
	pub vesting: Option<Schedule<Balance, BlockNumber>>,
	/// The account that was paid; none as long as the entitlement is unclaimed.
	pub paid_to: Option<AccountId>,
}

/// A schedule by which a part of a payment becomes free, block by block.
///
/// A plain lock until block `n` is the schedule with `starting_block` n − 1 and `per_block` equal to `locked`.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Schedule<Balance, BlockNumber> {
	/// The part that is locked at first; from 1 to the whole amount.
	pub locked: Balance,
	/// What becomes free in each block after `starting_block`; at least 1.
	pub per_block: Balance,
	/// The block after which the first part becomes free.
	pub starting_block: BlockNumber,
}

impl<Balance: AtLeast32BitUnsigned, BlockNumber> Schedule<Balance, BlockNumber> {
	/// Whether the schedule locks a part of `amount` and ends.
	pub(crate) fn fits(&self, amount: &Balance) -> bool {
		!self.locked.is_zero() && self.locked <= *amount && !self.per_block.is_zero()
	}
}

/// One line of the snapshot that the genesis state starts from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisEntitlement<Balance, BlockNumber> {
	/// The holder.
	pub address: EthereumAddress,
	/// The amount held.
	pub amount: Balance,
	/// What stays locked after payment; nothing if absent.
	#[serde(default = "Option::default")]
	pub vesting: Option<Schedule<Balance, BlockNumber>>,
}
