// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{
	signed_weight, BftId, BftSignature, Height, Round, SetId, SignatureError, Signatures,
	Statement, ValidatorSet,
};
use codec::{Decode, DecodeAll, Encode};
use cybermiles_primitives::Hash;
use scale_info::TypeInfo;
use sp_application_crypto::RuntimeAppPublic;

/// A quorum of precommits for one block, which makes it final.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Justification {
	/// The format; [`Justification::VERSION`].
	pub version: u8,
	/// The set that decided.
	pub set: SetId,
	/// The number of the block.
	pub height: Height,
	/// The round in which it was decided.
	pub round: Round,
	/// The block.
	pub block: Hash,
	/// The signatures of [`Statement::Precommit`] for it.
	pub signatures: Signatures,
}

/// Why a justification does not make a block final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JustificationError {
	/// The bytes are no justification.
	Malformed,
	/// The bytes are a justification in a format of another version.
	UnknownVersion,
	/// It was made by another set.
	WrongSet,
	/// It is for a block at another height.
	WrongHeight,
	/// It is for another block.
	WrongBlock,
	/// Its signatures do not hold.
	Signatures(SignatureError),
	/// Those who signed weigh two thirds or less.
	NoQuorum,
}

impl core::fmt::Display for JustificationError {
	fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
		match self {
			Self::Malformed => f.write_str("it is malformed"),
			Self::UnknownVersion => f.write_str("its version is unknown"),
			Self::WrongSet => f.write_str("it is by another validator set"),
			Self::WrongHeight => f.write_str("it is for another height"),
			Self::WrongBlock => f.write_str("it is for another block"),
			Self::Signatures(error) => error.fmt(f),
			Self::NoQuorum => f.write_str("its signers are not more than two thirds"),
		}
	}
}

impl Justification {
	/// The format that is written, and the only one that is read.
	pub const VERSION: u8 = 1;

	/// Read a justification, all of the bytes.
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, JustificationError> {
		match bytes.first() {
			Some(&Self::VERSION) => {},
			Some(_) => return Err(JustificationError::UnknownVersion),
			None => return Err(JustificationError::Malformed),
		}
		Self::decode_all(&mut &*bytes).map_err(|_| JustificationError::Malformed)
	}

	/// Check that it makes this block at this height final, given the set that decides the height.
	pub fn verify(
		&self,
		genesis: &Hash,
		set: &ValidatorSet,
		height: Height,
		block: &Hash,
	) -> Result<(), JustificationError> {
		self.verify_with(genesis, set, height, block, |id, message, signature| {
			id.verify(&message, signature)
		})
	}

	/// As [`Self::verify`], with another scheme of signatures.
	pub fn verify_with(
		&self,
		genesis: &Hash,
		set: &ValidatorSet,
		height: Height,
		block: &Hash,
		check: impl Fn(&BftId, &[u8], &BftSignature) -> bool,
	) -> Result<(), JustificationError> {
		if self.version != Self::VERSION {
			return Err(JustificationError::UnknownVersion);
		}
		if self.set != set.id {
			return Err(JustificationError::WrongSet);
		}
		if self.height != height {
			return Err(JustificationError::WrongHeight);
		}
		if self.block != *block {
			return Err(JustificationError::WrongBlock);
		}
		let message =
			Statement::Precommit(Some(self.block)).message(genesis, set.id, height, self.round);
		let weight = signed_weight(set, &message, &self.signatures, check)
			.map_err(JustificationError::Signatures)?;
		if !set.is_quorum(weight) {
			return Err(JustificationError::NoQuorum);
		}
		Ok(())
	}
}
