// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Never sign twice: what a validator signed last, kept on disk before the signature leaves the process.

use codec::{Decode, DecodeAll, Encode};
use cybermiles_primitives_bft::{BftSignature, Height, Round, SetId, Statement, StatementKind};
use sp_crypto_hashing::{blake2_256, twox_64};

/// The last statement that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LastSigned {
	/// At which height.
	pub height: Height,
	/// In which set; operators may replace the set of a height that cannot be decided.
	pub set: SetId,
	/// In which round.
	pub round: Round,
	/// Of which kind; a round's proposal comes before its prevote, and that before its precommit.
	pub kind: StatementKind,
	/// The hash of the message.
	pub digest: [u8; 32],
	/// The signature that was made.
	pub signature: BftSignature,
}

impl LastSigned {
	/// Where it was signed.
	pub fn position(&self) -> Position {
		Position { height: self.height, set: self.set, round: self.round }
	}

	/// As it is kept on disk.
	pub fn to_bytes(&self) -> Vec<u8> {
		let record = self.encode();
		(twox_64(&record), record).encode()
	}

	/// Read what was kept; `None` if it is damaged, and then nobody knows what was signed.
	pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
		let (checksum, record) = <([u8; 8], Vec<u8>)>::decode_all(&mut bytes).ok()?;
		(twox_64(&record) == checksum).then_some(())?;
		Self::decode_all(&mut &*record).ok()
	}
}

/// May this be signed?
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
	/// Nothing at this place or after it was signed.
	Sign,
	/// This very message was signed; use the signature again.
	Reuse(BftSignature),
	/// Another message at this place was signed, or one of a later place.
	Refuse,
}

/// Where something is signed: the height, the set that decides it, and the round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
	/// The height.
	pub height: Height,
	/// The set.
	pub set: SetId,
	/// The round.
	pub round: Round,
}

/// Lets each kind of statement at each position be signed once, in their order.
#[derive(Clone, Debug, Default)]
pub struct Guard(Option<LastSigned>);

impl Guard {
	/// Go on from what was signed last, if anything was.
	pub fn new(last: Option<LastSigned>) -> Self {
		Self(last)
	}

	/// Note that nothing was signed that matters above a height, so that a restarted node knows as much.
	pub fn begin_above(&mut self, height: Height, set: SetId) -> LastSigned {
		let last = LastSigned {
			height,
			set,
			round: Round::MAX,
			kind: StatementKind::Precommit,
			digest: [0; 32],
			signature: sp_core::ed25519::Signature::from_raw([0; 64]).into(),
		};
		self.0 = Some(last.clone());
		last
	}

	/// What was signed last.
	pub fn last(&self) -> Option<&LastSigned> {
		self.0.as_ref()
	}

	/// Whether this message may be signed for this place.
	pub fn permits(&self, position: Position, statement: &Statement, message: &[u8]) -> Permission {
		let Some(last) = &self.0 else { return Permission::Sign };
		let place = (position, statement.kind());
		let last_place = (last.position(), last.kind);
		if place > last_place {
			Permission::Sign
		} else if place == last_place && blake2_256(message) == last.digest {
			Permission::Reuse(last.signature.clone())
		} else {
			Permission::Refuse
		}
	}

	/// Note what was signed. It must be on disk before anyone else sees the signature.
	pub fn note(
		&mut self,
		position: Position,
		statement: &Statement,
		message: &[u8],
		signature: BftSignature,
	) -> LastSigned {
		let Position { height, set, round } = position;
		let last = LastSigned {
			height,
			set,
			round,
			kind: statement.kind(),
			digest: blake2_256(message),
			signature,
		};
		self.0 = Some(last.clone());
		last
	}
}
