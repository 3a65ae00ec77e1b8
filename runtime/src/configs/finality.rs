// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who finalises blocks. This file and `node/src/service/consensus.rs` know the finality gadget; elsewhere it is only
//! named, in the lists of pallets, keys, APIs and proxies, and in the keys of the genesis presets.

use super::consensus::MaxAuthorities;
use crate::{Runtime, RuntimeEvent};
use frame_support::traits::{ConstU32, ConstU64};

/// The key by which a validator signs its votes.
pub type FinalityId = pallet_grandpa::AuthorityId;

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = ConstU64<0>;
	// Nothing is at stake yet, so double votes are not reported.
	type KeyOwnerProof = sp_core::Void;
	type EquivocationReportSystem = ();
}
