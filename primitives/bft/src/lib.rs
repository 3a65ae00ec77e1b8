// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod api;
mod equivocation;
mod justification;
mod proposers;
mod set;
mod statement;

pub use api::*;
pub use equivocation::{AuthorEquivocation, Equivocation, StatementEquivocation};
pub use justification::{Justification, JustificationError};
pub use proposers::Proposers;
pub use set::{scaled_weights, SetError, Validator, ValidatorSet, MAX_TOTAL_WEIGHT};
pub use statement::{signed_weight, SignatureError, Signatures, Statement, StatementKind, DOMAIN};

use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_runtime::ConsensusEngineId;

/// The type of the keys that sign statements.
pub const KEY_TYPE: sp_core::crypto::KeyTypeId = sp_core::crypto::KeyTypeId(*b"tbft");

/// Marks this engine's digests and justifications.
pub const ENGINE_ID: ConsensusEngineId = *b"TBFT";

mod app {
	use sp_application_crypto::{app_crypto, ed25519};
	app_crypto!(ed25519, crate::KEY_TYPE);
}

/// The public key by which a validator is known to the others.
pub type BftId = app::Public;
/// A signature of a statement.
pub type BftSignature = app::Signature;
#[cfg(feature = "std")]
/// A validator's key.
pub type BftPair = app::Pair;

/// The number of a block, for which one decision is made.
pub type Height = cybermiles_primitives::BlockNumber;
/// An attempt at a height, from 0 on.
pub type Round = u32;
/// The index of the session in which a validator set came into force.
pub type SetId = u32;
/// How much a validator's vote counts.
pub type Weight = u64;
/// A validator's place in its set.
pub type ValidatorIndex = u16;

/// What a block's digest tells those who follow headers alone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum ConsensusLog {
	/// The validators that decide from the next height on.
	#[codec(index = 1)]
	NewSet(ValidatorSet),
}

impl ConsensusLog {
	/// The new set that a header announces, if it does.
	pub fn new_set(header: &cybermiles_primitives::Header) -> Option<ValidatorSet> {
		header
			.digest
			.logs
			.iter()
			.find_map(|item| item.consensus_try_to::<Self>(&ENGINE_ID))
			.map(|Self::NewSet(set)| set)
	}
}
