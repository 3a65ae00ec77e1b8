// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Value types of the registry.

use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybermiles_traits::EngineVersion;
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How many bytes the name of an engine may have.
pub type MaxNameLength = ConstU32<32>;

/// The name of an engine: 1 to 32 bytes, each a lower-case ASCII letter, a digit or `-`.
pub type EngineName = BoundedVec<u8, MaxNameLength>;

/// The Blake2b-256 hash of the document that says what a version does.
pub type SpecificationHash = sp_core::H256;

/// Whether these bytes, if they are not too many, name an engine.
pub(crate) fn is_name(bytes: &[u8]) -> bool {
	let allowed = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
	!bytes.is_empty() && bytes.iter().all(allowed)
}

/// What the registry knows of one version of an engine.
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
pub struct Entry<BlockNumber> {
	/// Names the document that says what the version does; it never changes.
	pub specification: SpecificationHash,
	/// Whether something new may be deployed on the version.
	pub accepting: bool,
	/// The block in which the version was registered; 0 for one of the genesis.
	pub since: BlockNumber,
}

/// One version of an engine that the chain starts with.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisVersion {
	/// The name of the engine; see [`EngineName`].
	pub engine: String,
	/// The version's first number.
	pub major: u16,
	/// The version's second number.
	pub minor: u16,
	/// Names the document that says what the version does.
	pub specification: SpecificationHash,
	/// Whether something new may be deployed on the version; so if absent.
	#[serde(default = "accepting_if_absent")]
	pub accepting: bool,
}

impl GenesisVersion {
	pub(crate) const fn version(&self) -> EngineVersion {
		EngineVersion::new(self.major, self.minor)
	}
}

const fn accepting_if_absent() -> bool {
	true
}
