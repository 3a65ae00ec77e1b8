// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybermiles_primitives_bft::{BftId, Height, SetId, Weight};
use scale_info::TypeInfo;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_runtime::Perbill;
use sp_staking::{
	offence::{Kind, Offence},
	SessionIndex,
};

/// A validator of a set.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Member<AccountId> {
	/// Whom it is.
	pub account: AccountId,
	/// Signs its votes and proposals.
	pub voter: BftId,
	/// Signs its blocks.
	pub author: Option<AuraId>,
	/// How much its vote counts.
	pub weight: Weight,
}

/// A session on record.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Session {
	/// The set that it has.
	pub set: SetId,
	/// The first height that its validators author and decide.
	pub first_height: Height,
}

/// An equivocation that was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquivocationOffence<Offender> {
	/// At which height: offences at one height count together. Of two blocks, the lower.
	pub height: Height,
	/// In which session.
	pub session: SessionIndex,
	/// How many validators that session had.
	pub validators: u32,
	/// Who did it.
	pub offender: Offender,
}

impl<Offender: Clone> Offence<Offender> for EquivocationOffence<Offender> {
	const ID: Kind = *b"bft:equivocation";
	type Slot = Height;

	fn offenders(&self) -> Vec<Offender> {
		vec![self.offender.clone()]
	}

	fn session_index(&self) -> SessionIndex {
		self.session
	}

	fn validator_set_count(&self) -> u32 {
		self.validators
	}

	fn slot(&self) -> Height {
		self.height
	}

	/// `min((3k / n)², 1)` for `k` offenders of `n`, at least 1 %: little for one of many, all when a third conspires.
	///
	/// Source: Web3 Foundation, *Slashing mechanisms*, level 3 of equivocations.
	fn slash_fraction(&self, offenders: u32) -> Perbill {
		let conspiracy = Perbill::from_rational(offenders.saturating_mul(3), self.validators);
		conspiracy.square().max(Perbill::from_percent(1))
	}
}
