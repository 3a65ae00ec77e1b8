// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who makes blocks.

use crate::{
	constants::{currency::deposit, time::SLOT_DURATION},
	AccountId, Aura, Balances, Dpos, Runtime, RuntimeEvent, Session, SessionKeys,
};
use cybermiles_primitives::{Balance, BlockNumber};
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, ConstU64},
};
use pallet_calendar::DayFraction;
use pallet_session::{
	disabling::UpToLimitWithReEnablingDisablingStrategy, historical, FindAccountFromAuthorIndex,
	PeriodicSessions,
};
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

/// How many sessions a day has.
pub const SESSIONS_A_DAY: SessionIndex = 6;
/// For how many days it is kept who validated, and what a validator did can be reported: less than stake that was taken
/// back bears slashes, so that who is reported can be slashed.
pub const DAYS_ON_RECORD: u32 = 6;
/// The same in sessions.
pub const SESSIONS_ON_RECORD: SessionIndex = DAYS_ON_RECORD * SESSIONS_A_DAY;

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = PeriodicSessions<SessionLength, SessionOffset>;
	type NextSessionRotation = PeriodicSessions<SessionLength, SessionOffset>;
	type SessionManager = historical::NoteHistoricalRoot<Runtime, Dpos>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	// At most a third of the validators, those with the greatest offences.
	type DisablingStrategy = UpToLimitWithReEnablingDisablingStrategy;
	// Its benchmarks need an election by pallet-staking's own data; so the SDK's own measurement.
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = SessionKeyDeposit;
}

/// Nothing identifies a validator but its account: what is staked on it is in pallet-staking.
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
