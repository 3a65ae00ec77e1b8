// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{BftId, BftSignature, Height, Round, SetId, ValidatorIndex, ValidatorSet, Weight};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use cybermiles_primitives::Hash;
use scale_info::TypeInfo;

/// With what every signed message begins, so that no other protocol's signature is one of ours.
pub const DOMAIN: &[u8; 16] = b"cybermiles/bft/1";

/// What a validator says at a height and round.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, Hash,
)]
pub enum Statement {
	/// This block should be decided; it had a quorum of prevotes in that earlier round, if in any.
	#[codec(index = 0)]
	Proposal {
		/// The proposed block.
		block: Hash,
		/// The round whose prevotes prove that it may be proposed again.
		polka_round: Option<Round>,
	},
	/// I accept this block, or none.
	#[codec(index = 1)]
	Prevote(Option<Hash>),
	/// A quorum accepts this block, or I saw none in time.
	#[codec(index = 2)]
	Precommit(Option<Hash>),
}

/// Of each kind, an honest validator makes one statement a round.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
)]
pub enum StatementKind {
	/// See [`Statement::Proposal`].
	Proposal,
	/// See [`Statement::Prevote`].
	Prevote,
	/// See [`Statement::Precommit`].
	Precommit,
}

impl Statement {
	/// Its kind.
	pub fn kind(&self) -> StatementKind {
		match self {
			Self::Proposal { .. } => StatementKind::Proposal,
			Self::Prevote(_) => StatementKind::Prevote,
			Self::Precommit(_) => StatementKind::Precommit,
		}
	}

	/// The block that it is about, if about any.
	pub fn block(&self) -> Option<Hash> {
		match self {
			Self::Proposal { block, .. } => Some(*block),
			Self::Prevote(block) | Self::Precommit(block) => *block,
		}
	}

	/// The message that is signed.
	pub fn message(&self, genesis: &Hash, set: SetId, height: Height, round: Round) -> Vec<u8> {
		(DOMAIN, genesis, set, height, round, self).encode()
	}
}

/// Signatures of one message, by signers in strictly ascending order.
pub type Signatures = Vec<(ValidatorIndex, BftSignature)>;

/// What is wrong with a list of signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
	/// The signers are not in strictly ascending order.
	Unordered,
	/// A signer is not in the set.
	UnknownSigner,
	/// A signature is not one of the signer for this message.
	BadSignature,
}

impl core::fmt::Display for SignatureError {
	fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
		f.write_str(match self {
			Self::Unordered => "the signers are not in ascending order",
			Self::UnknownSigner => "a signer is not in the validator set",
			Self::BadSignature => "a signature is wrong",
		})
	}
}

/// The weight of those who signed a message; `check` says whether a signature is the key's for the message.
///
/// Order and membership are checked before the first signature, so that a malformed list costs little.
pub fn signed_weight(
	set: &ValidatorSet,
	message: &[u8],
	signatures: &[(ValidatorIndex, BftSignature)],
	check: impl Fn(&BftId, &[u8], &BftSignature) -> bool,
) -> Result<Weight, SignatureError> {
	if signatures.windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a >= b)) {
		return Err(SignatureError::Unordered);
	}
	let signers = signatures
		.iter()
		.map(|(index, signature)| Some((set.get(*index)?, signature)))
		.collect::<Option<Vec<_>>>()
		.ok_or(SignatureError::UnknownSigner)?;
	if !signers.iter().all(|(signer, signature)| check(&signer.id, message, signature)) {
		return Err(SignatureError::BadSignature);
	}
	Ok(signers.iter().fold(0, |sum: Weight, (signer, _)| sum.saturating_add(signer.weight)))
}
