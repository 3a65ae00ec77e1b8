// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who finalises blocks, and what becomes of who contradicts itself. This file and `node/src/service/consensus.rs` join the
//! finality gadget to the rest; elsewhere it is only named, in the lists of pallets, keys, APIs and proxies, in the keys
//! of the genesis presets, and by the node in the chain specification and in what it logs.

use super::consensus::{AuraId, MaxAuthorities, DAYS_ON_RECORD, SESSIONS_ON_RECORD};
use crate::{
	constants::time::DAY, weights, AccountId, Authorship, Dpos, Offences, Runtime, RuntimeEvent,
	Session,
};
use alloc::vec::Vec;
use cybermiles_primitives::BlockNumber;
use frame_support::parameter_types;
use pallet_dpos::Offenders;
use pallet_session::historical::{Config as HistoricalConfig, IdentificationTuple};
use sp_runtime::traits::Convert;
use sp_staking::SessionIndex;

/// The key by which a validator signs its votes.
pub type FinalityId = cybermiles_primitives_bft::BftId;

parameter_types! {
	pub CurrentSession: SessionIndex = Session::current_index();
	pub AuthorKeys: Vec<AuraId> = pallet_aura::Authorities::<Runtime>::get().into_inner();
	pub Author: Option<AccountId> = Authorship::author();
	pub const SessionsOnRecord: SessionIndex = SESSIONS_ON_RECORD;
	/// A report waits for a block of the node's own, for as long as anything can be reported. Where days are short, the
	/// pool drops it when its session is forgotten.
	pub const ReportLongevity: BlockNumber = DAYS_ON_RECORD * DAY;
}

/// How pallet-staking names a validator when it slashes it.
pub struct OffenderOf;

impl Convert<AccountId, Option<IdentificationTuple<Runtime>>> for OffenderOf {
	fn convert(account: AccountId) -> Option<IdentificationTuple<Runtime>> {
		<Runtime as HistoricalConfig>::FullIdentificationOf::convert(account.clone())
			.map(|identification| (account, identification))
	}
}

impl pallet_bft::Config for Runtime {
	type Weights = Dpos;
	type CurrentSession = CurrentSession;
	type AuthorKeys = AuthorKeys;
	type Author = Author;
	type Offender = IdentificationTuple<Runtime>;
	type OffenderOf = OffenderOf;
	type Offences = Offences;
	type MaxValidators = MaxAuthorities;
	type SessionsOnRecord = SessionsOnRecord;
	type Longevity = ReportLongevity;
	type WeightInfo = weights::pallet_bft::WeightInfo<Runtime>;
}

/// Keeps which validator was reported for which height, by whom: for ever, about 250 bytes an offence.
impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = IdentificationTuple<Runtime>;
	type OnOffenceHandler = Offenders<Runtime>;
}
