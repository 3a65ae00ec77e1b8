// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The business middleware: which engines there are.

use super::governance::MajorityOfCommittee;
use crate::{weights, AccountId, Runtime};
use frame_support::traits::{ConstU32, EitherOfDiverse};
use frame_system::EnsureRoot;

impl pallet_engines::Config for Runtime {
	type RegistrarOrigin = EitherOfDiverse<EnsureRoot<AccountId>, MajorityOfCommittee>;
	type MaxEngines = ConstU32<32>;
	type MaxVersions = ConstU32<64>;
	type WeightInfo = weights::pallet_engines::WeightInfo<Runtime>;
}
