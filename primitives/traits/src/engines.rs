// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// A version of a middleware engine; ordered as people count versions.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
pub struct EngineVersion {
	/// Grows when what ran on the version before may not run on this one.
	pub major: u16,
	/// Grows when something is added, and begins at 0 again with each major version.
	pub minor: u16,
}

impl EngineVersion {
	/// The version `major.minor`.
	pub const fn new(major: u16, minor: u16) -> Self {
		Self { major, minor }
	}
}

impl fmt::Display for EngineVersion {
	fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(formatter, "{}.{}", self.major, self.minor)
	}
}

/// Knows the middleware engines and which of their versions take new deployments.
pub trait EngineRegistry {
	/// Whether something new may be deployed on this version of the engine; not so if there is no such version.
	///
	/// Ask when something is deployed, never when it runs: what runs keeps its version, whatever becomes of it.
	/// Costs one read.
	fn accepts(engine: &[u8], version: EngineVersion) -> bool;
}
