// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A runtime with the registry alone, which Root keeps.

use crate::{
	self as pallet_engines, EngineName, EngineVersion, EntryOf, GenesisVersion, SpecificationHash,
};
use cybermiles_test_support::ExtBuilder;
use frame_support::{derive_impl, traits::ConstU32};
use frame_system::EnsureRoot;
use sp_runtime::DispatchResult;

pub type AccountId = u64;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Engines: pallet_engines,
	}
);

pub const MAX_ENGINES: u32 = 3;
pub const MAX_VERSIONS: u32 = 4;
pub const USER: AccountId = 1;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlockU32<Test>;
}

impl pallet_engines::Config for Test {
	type RegistrarOrigin = EnsureRoot<AccountId>;
	type MaxEngines = ConstU32<MAX_ENGINES>;
	type MaxVersions = ConstU32<MAX_VERSIONS>;
	type WeightInfo = ();
}

/// The externalities of a test.
pub type Ext = ExtBuilder<Test, AllPalletsWithSystem>;

/// A chain whose registry is empty.
pub fn founded() -> Ext {
	founded_on(vec![])
}

/// A chain that starts with these versions.
pub fn founded_on(versions: Vec<GenesisVersion>) -> Ext {
	Ext::new(RuntimeGenesisConfig {
		engines: pallet_engines::GenesisConfig { versions, ..Default::default() },
		..Default::default()
	})
}

/// A line of the genesis; the version takes deployments.
pub fn line(engine: &str, major: u16, minor: u16) -> GenesisVersion {
	let specification = specification(major, minor);
	GenesisVersion { engine: engine.into(), major, minor, specification, accepting: true }
}

pub fn name(name: &str) -> EngineName {
	EngineName::try_from(name.as_bytes().to_vec()).unwrap()
}

pub const fn version(major: u16, minor: u16) -> EngineVersion {
	EngineVersion::new(major, minor)
}

/// What the tests register with a version.
pub fn specification(major: u16, minor: u16) -> SpecificationHash {
	SpecificationHash::from_low_u64_be(u64::from(major) * 1_000 + u64::from(minor))
}

/// Register a version as the registrar.
pub fn register(engine: &str, major: u16, minor: u16) -> DispatchResult {
	let specification = specification(major, minor);
	Engines::register(RuntimeOrigin::root(), name(engine), version(major, minor), specification)
}

/// Close or open a version as the registrar.
pub fn set_accepting(engine: &str, major: u16, minor: u16, accepting: bool) -> DispatchResult {
	Engines::set_accepting(RuntimeOrigin::root(), name(engine), version(major, minor), accepting)
}

/// What the registry should know of a version.
pub fn entry(major: u16, minor: u16, accepting: bool, since: u32) -> EntryOf<Test> {
	EntryOf::<Test> { specification: specification(major, minor), accepting, since }
}
