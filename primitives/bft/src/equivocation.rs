// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{BftId, BftSignature, Height, Round, SetId, Statement, StatementKind};
use alloc::boxed::Box;
use codec::{Decode, DecodeWithMemTracking, Encode};
use cybermiles_primitives::{Hash, Header};
use scale_info::TypeInfo;
use sp_application_crypto::RuntimeAppPublic;
use sp_consensus_aura::{
	digests::CompatibleDigestItem,
	sr25519::{AuthorityId as AuraId, AuthoritySignature as AuraSignature},
};
use sp_consensus_slots::Slot;
use sp_runtime::traits::Header as _;

/// Proof that a validator signed two things of which an honest one signs only one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Equivocation {
	/// Two votes or two proposals of a round.
	#[codec(index = 0)]
	Statements(StatementEquivocation),
	/// Two blocks of a slot.
	#[codec(index = 1)]
	Blocks(Box<AuthorEquivocation>),
}

/// Two different statements of one kind by one validator at one height and round.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct StatementEquivocation {
	/// Who signed both.
	pub offender: BftId,
	/// The set in which it was.
	pub set: SetId,
	/// At which height.
	pub height: Height,
	/// In which round.
	pub round: Round,
	/// One statement and its signature.
	pub first: (Statement, BftSignature),
	/// The other statement and its signature.
	pub second: (Statement, BftSignature),
}

/// Two different blocks of one slot by one author.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct AuthorEquivocation {
	/// Who sealed both.
	pub offender: AuraId,
	/// In which slot.
	pub slot: Slot,
	/// One block's header with its seal.
	pub first: Header,
	/// The other block's header with its seal.
	pub second: Header,
}

impl Equivocation {
	/// Whether it proves what it says: both are different, of the same place, and signed by the offender.
	pub fn is_valid(&self, genesis: &Hash) -> bool {
		match self {
			Self::Statements(proof) => proof.is_valid(genesis),
			Self::Blocks(proof) => proof.is_valid(),
		}
	}
}

impl StatementEquivocation {
	/// What kind of statement was made twice.
	pub fn kind(&self) -> StatementKind {
		self.first.0.kind()
	}

	fn is_valid(&self, genesis: &Hash) -> bool {
		let (first, second) = (&self.first.0, &self.second.0);
		let signed = |(statement, signature): &(Statement, BftSignature)| {
			let message = statement.message(genesis, self.set, self.height, self.round);
			self.offender.verify(&message, signature)
		};
		first.kind() == second.kind()
			&& first != second
			&& signed(&self.first)
			&& signed(&self.second)
	}
}

impl AuthorEquivocation {
	fn is_valid(&self) -> bool {
		let of_slot = |header: &Header| {
			let as_slot = CompatibleDigestItem::<AuraSignature>::as_aura_pre_digest;
			header.digest().logs().iter().find_map(as_slot) == Some(self.slot)
		};
		let sealed = |header: &Header| {
			let mut unsealed = header.clone();
			let Some(seal) = unsealed.digest_mut().pop() else { return false };
			let Some(signature) = CompatibleDigestItem::<AuraSignature>::as_aura_seal(&seal) else {
				return false;
			};
			self.offender.verify(&unsealed.hash().as_bytes(), &signature)
		};
		self.first.hash() != self.second.hash()
			&& [&self.first, &self.second]
				.into_iter()
				.all(|header| of_slot(header) && sealed(header))
	}
}
