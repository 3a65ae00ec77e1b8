// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What nodes tell each other, and how it is written.

use codec::{Decode, DecodeAll, Encode};
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{
	BftSignature, Height, Justification, Round, SetId, Signatures, Statement, ValidatorIndex,
};

/// A statement with its place and its signature.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SignedStatement {
	/// The set of the height.
	pub set: SetId,
	/// The block number that is decided.
	pub height: Height,
	/// The attempt.
	pub round: Round,
	/// Who says it.
	pub signer: ValidatorIndex,
	/// What is said.
	pub statement: Statement,
	/// The signer's, of [`Statement::message`].
	pub signature: BftSignature,
}

/// A quorum of prevotes for a block: it may be proposed again, and locked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Polka {
	/// The set of the height.
	pub set: SetId,
	/// The block number that is decided.
	pub height: Height,
	/// The round of the prevotes.
	pub round: Round,
	/// The block.
	pub block: Hash,
	/// Of [`Statement::Prevote`] for it.
	pub signatures: Signatures,
}

/// Why a validator is in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum RoundReason {
	/// A quorum of precommits ended the round.
	Ended,
	/// An honest validator is in the round.
	Skipped,
}

/// Votes of a round that let others enter it, or the one after it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RoundCertificate {
	/// The set of the height.
	pub set: SetId,
	/// The block number that is decided.
	pub height: Height,
	/// The round of the votes.
	pub round: Round,
	/// What they prove.
	pub reason: RoundReason,
	/// The votes; each signer has one.
	pub votes: Vec<(ValidatorIndex, Statement, BftSignature)>,
}

/// What nodes tell each other.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Message {
	/// A proposal or a vote.
	#[codec(index = 0)]
	Statement(SignedStatement),
	/// A quorum of prevotes.
	#[codec(index = 1)]
	Polka(Polka),
	/// Votes that justify a round.
	#[codec(index = 2)]
	Round(RoundCertificate),
	/// A decision.
	#[codec(index = 3)]
	Commit(Justification),
	/// Where the sender is stuck: send what it lacks.
	#[codec(index = 4)]
	Status {
		/// The number of the last block that is final for the sender.
		finalized: Height,
		/// Its round in the height that follows.
		round: Round,
		/// The blocks of that height that it has, up to [`MAX_STATUS_BLOCKS`].
		blocks: Vec<Hash>,
	},
}

/// Why bytes are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
	/// They are in a format of another version, as of a node of another release.
	OtherVersion,
	/// Nobody writes such bytes.
	Malformed,
}

/// The format that is written, and the only one that is read.
const VERSION: u8 = 1;

/// No message is longer: the greatest certificate there can be is of [`ValidatorIndex::MAX`] validators, but sets are
/// hundreds, and a longer message is only meant to cost memory.
pub const MAX_MESSAGE_SIZE: usize = 256 * 1024;

/// A status names no more blocks.
pub const MAX_STATUS_BLOCKS: usize = 32;

impl Message {
	/// Write the message.
	pub fn to_bytes(&self) -> Vec<u8> {
		(VERSION, self).encode()
	}

	/// Read a message, all of the bytes.
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unread> {
		if bytes.len() > MAX_MESSAGE_SIZE {
			return Err(Unread::Malformed);
		}
		match bytes.split_first() {
			Some((&VERSION, mut message)) => {
				Self::decode_all(&mut message).map_err(|_| Unread::Malformed)
			},
			Some(_) => Err(Unread::OtherVersion),
			None => Err(Unread::Malformed),
		}
	}
}
