// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who makes blocks.

use crate::{
	constants::{currency::deposit, time::SLOT_DURATION},
	AccountId, Aura, Balances, Historical, Runtime, RuntimeEvent, Session, SessionKeys,
};
use alloc::vec::Vec;
use cybermiles_primitives::{Balance, BlockNumber};
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, ConstU64},
};
use pallet_calendar::DayFraction;
use pallet_session::{historical, FindAccountFromAuthorIndex, PeriodicSessions};
use sp_runtime::traits::{Convert, ConvertInto, OpaqueKeys};
use sp_staking::SessionIndex;

/// The key by which a validator signs the blocks that it makes.
pub type AuraId = sp_consensus_aura::sr25519::AuthorityId;

/// The greatest number of validators.
pub type MaxAuthorities = ConstU32<100>;

impl pallet_aura::Config for Runtime {
	type AuthorityId = AuraId;
	type DisabledValidators = Session;
	type MaxAuthorities = MaxAuthorities;
	type AllowMultipleBlocksPerSlot = ConstBool<false>;
	type SlotDuration = ConstU64<SLOT_DURATION>;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = FindAccountFromAuthorIndex<Runtime, Aura>;
	type EventHandler = ();
}

/// Six sessions a day.
pub type SessionLength = DayFraction<Runtime, 6>;

parameter_types! {
	pub const SessionOffset: BlockNumber = 0;
	/// A validator's keys and, for each, the entry that says whose it is.
	pub const SessionKeyDeposit: Balance = deposit(3, 3 * 32 + 2 * 40);
}

/// The validators of the genesis, for ever: as long as nobody stakes, there is no one to elect.
pub struct GenesisValidators;

const SESSIONS_A_DAY: SessionIndex = 6;
/// For how many days it can be proven who validated, and what a validator did be reported.
pub const DAYS_ON_RECORD: u32 = 7;
/// The same in sessions.
pub const SESSIONS_ON_RECORD: SessionIndex = DAYS_ON_RECORD * SESSIONS_A_DAY;

impl historical::SessionManager<AccountId, ()> for GenesisValidators {
	fn new_session(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		// Naming the validators puts them on record with the keys they have; within a day the record is carried over.
		let on_record = Historical::historical_root(index.saturating_sub(1)).is_some();
		if on_record && !index.is_multiple_of(SESSIONS_A_DAY) {
			return None;
		}
		Some(Session::validators().into_iter().map(|validator| (validator, ())).collect())
	}

	fn new_session_genesis(_: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		None
	}

	fn start_session(_: SessionIndex) {}

	fn end_session(index: SessionIndex) {
		Historical::prune_up_to(index.saturating_sub(SESSIONS_ON_RECORD));
	}
}

impl pallet_session::SessionManager<AccountId> for GenesisValidators {
	fn new_session(index: SessionIndex) -> Option<Vec<AccountId>> {
		let validators = <Self as historical::SessionManager<_, _>>::new_session(index)?;
		Some(validators.into_iter().map(|(validator, ())| validator).collect())
	}

	fn start_session(_: SessionIndex) {}

	fn end_session(index: SessionIndex) {
		<Self as historical::SessionManager<_, _>>::end_session(index)
	}
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = PeriodicSessions<SessionLength, SessionOffset>;
	type NextSessionRotation = PeriodicSessions<SessionLength, SessionOffset>;
	type SessionManager = historical::NoteHistoricalRoot<Runtime, GenesisValidators>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = ();
	// Its benchmarks need pallet-staking; until that is here, the SDK's own measurement.
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = SessionKeyDeposit;
}

/// Nothing identifies a validator but its account, as long as nobody stakes for it.
pub struct NoIdentification;

impl Convert<AccountId, Option<()>> for NoIdentification {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}

impl historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = NoIdentification;
}
