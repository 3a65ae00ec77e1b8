// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Migrations of storage, by the kind of upgrade that runs them.

/// Run in the first block of an upgraded runtime, each small enough to fit in it. Emptied after each release.
pub type SingleBlock = ();

/// Run over as many blocks as they need, under the weight limit of pallet-migrations. Emptied after each release.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type MultiBlock = ();
/// What the benchmarks of pallet-migrations run in place of real migrations.
#[cfg(feature = "runtime-benchmarks")]
pub type MultiBlock = pallet_migrations::mock_helpers::MockedMigrations;
