// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The parameters by which money is shared out.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Perbill;

/// The most that may be issued in a year, as a part of the base.
pub const MAX_ISSUANCE: Perbill = Perbill::from_percent(20);
/// The most that the network may take of a settlement.
pub const MAX_SETTLEMENT_FEE: Perbill = Perbill::from_percent(10);

/// How money is shared out. Parts are in billionths.
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
pub struct ShareParameters {
	/// The part of a transaction's fee that its block's author gets; the rest goes to the pot.
	pub author_share: Perbill,
	/// What is issued in a year, as a part of the base; at most [`MAX_ISSUANCE`].
	pub issuance: Perbill,
	/// The part of the issuance that the treasury gets; the rest goes to the pot.
	pub treasury_share: Perbill,
	/// What the network takes of a settlement; at most [`MAX_SETTLEMENT_FEE`].
	pub settlement_fee: Perbill,
}

impl ShareParameters {
	pub(crate) fn are_allowed(&self) -> bool {
		self.issuance <= MAX_ISSUANCE && self.settlement_fee <= MAX_SETTLEMENT_FEE
	}
}

impl Default for ShareParameters {
	fn default() -> Self {
		Self {
			author_share: Perbill::from_percent(20),
			issuance: Perbill::from_percent(8),
			treasury_share: Perbill::from_percent(10),
			settlement_fee: Perbill::from_rational(1u32, 1_000),
		}
	}
}
