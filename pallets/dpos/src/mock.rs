// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A runtime that stakes, elects and makes blocks, whose eras are three sessions of four blocks.

use crate::{
	self as pallet_dpos, Candidate, Candidates, GenesisCandidate, Offenders, Position, Profile,
	StakingParameters,
};
use codec::Encode;
use cybermiles_primitives::Balance;
use cybermiles_test_support::{stubs::StubAgenda, ExtBuilder};
use cybermiles_traits::{OnDue, RewardPot};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{Inspect, InspectHold, Mutate},
		tokens::{Fortitude, Preservation},
		ConstBool, ConstU128, ConstU32, ConstU64, Nothing, OnFinalize, OnInitialize,
	},
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_session::{historical, PeriodicSessions};
use sp_consensus_aura::{sr25519::AuthorityId as AuraId, Slot, AURA_ENGINE_ID};
use sp_runtime::{
	traits::{Convert, ConvertInto, IdentityLookup, OpaqueKeys},
	AccountId32, Digest, DigestItem, Perbill,
};
use sp_staking::{
	currency_to_vote::SaturatingCurrencyToVote,
	offence::{OffenceDetails, OnOffenceHandler},
	SessionIndex,
};

pub type AccountId = AccountId32;
pub type BlockNumber = u32;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Timestamp: pallet_timestamp,
		Balances: pallet_balances,
		Dpos: pallet_dpos,
		Staking: pallet_staking,
		Aura: pallet_aura,
		Session: pallet_session,
		Historical: historical,
	}
);

sp_runtime::impl_opaque_keys! {
	pub struct Keys {
		pub aura: Aura,
	}
}

/// One unit of money, in which tests count.
pub const UNIT: Balance = 1_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What each account of a test has at first; candidates of the genesis their stake and what goes with it besides.
pub const ENDOWED: Balance = 1_000_000 * UNIT;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlockU32<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
}

impl pallet_aura::Config for Test {
	type AuthorityId = AuraId;
	type DisabledValidators = Session;
	type MaxAuthorities = ConstU32<32>;
	type AllowMultipleBlocksPerSlot = ConstBool<false>;
	type SlotDuration = ConstU64<2_000>;
}

parameter_types! {
	pub static SessionLength: BlockNumber = 4;
	pub const SessionOffset: BlockNumber = 0;
	pub static EraIncome: Balance = 1_000 * UNIT;
	pub static Slashed: Balance = 0;
	pub const DposPalletId: PalletId = PalletId(*b"cm/dpos ");
}

impl pallet_session::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = PeriodicSessions<SessionLength, SessionOffset>;
	type NextSessionRotation = PeriodicSessions<SessionLength, SessionOffset>;
	type SessionManager = historical::NoteHistoricalRoot<Test, Dpos>;
	type SessionHandler = <Keys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = Keys;
	type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = ();
	type Currency = Balances;
	type KeyDeposit = ConstU128<0>;
}

/// Nothing identifies a validator but its account.
pub struct ByAccount;

impl Convert<AccountId, Option<()>> for ByAccount {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}

impl historical::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = ByAccount;
}

/// Keeps count of what was slashed, and destroys it.
pub struct Destroy;

impl
	frame_support::traits::OnUnbalanced<
		frame_support::traits::fungible::Credit<AccountId, Balances>,
	> for Destroy
{
	fn on_nonzero_unbalanced(amount: frame_support::traits::fungible::Credit<AccountId, Balances>) {
		use frame_support::traits::Imbalance;
		Slashed::mutate(|slashed| *slashed += amount.peek());
	}
}

impl pallet_staking::Config for Test {
	type OldCurrency = Balances;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CurrencyBalance = Balance;
	type UnixTime = Timestamp;
	type CurrencyToVote = SaturatingCurrencyToVote;
	type ElectionProvider = Dpos;
	type GenesisElectionProvider = Dpos;
	type NominationsQuota = pallet_staking::FixedNominationsQuota<1>;
	type HistoryDepth = ConstU32<8>;
	type RewardRemainder = ();
	type RuntimeEvent = RuntimeEvent;
	type Slash = Destroy;
	type Reward = ();
	type SessionsPerEra = ConstU32<3>;
	type BondingDuration = ConstU32<3>;
	type SlashDeferDuration = ConstU32<0>;
	type AdminOrigin = EnsureRoot<AccountId>;
	type SessionInterface = Self;
	type EraPayout = ();
	type NextNewSession = Session;
	type MaxExposurePageSize = ConstU32<2>;
	type MaxValidatorSet = ConstU32<32>;
	type VoterList = pallet_staking::UseNominatorsAndValidatorsMap<Self>;
	type TargetList = pallet_staking::UseValidatorsMap<Self>;
	type MaxUnlockingChunks = ConstU32<32>;
	type MaxControllersInDeprecationBatch = ConstU32<1>;
	type EventListeners = Dpos;
	type Filter = Nothing;
	type BenchmarkingConfig = pallet_staking::TestBenchmarkingConfig;
	type WeightInfo = ();
}

/// A pot into which every era earns [`EraIncome`].
pub struct Pot;

impl RewardPot<AccountId, Balance> for Pot {
	fn account() -> AccountId {
		account(250)
	}

	fn forecast() -> Balance {
		Self::available() + EraIncome::get()
	}

	fn close_era() -> Balance {
		if EraIncome::get() > 0 {
			Balances::mint_into(&Self::account(), EraIncome::get()).unwrap();
		}
		Self::available()
	}
}

impl Pot {
	pub fn available() -> Balance {
		Balances::reducible_balance(&Self::account(), Preservation::Preserve, Fortitude::Polite)
	}
}

pub type TestAgenda = StubAgenda<AccountId, pallet_dpos::Due<AccountId>, BlockNumber>;

/// The block in which a session begins.
pub struct SessionStart;

impl Convert<SessionIndex, BlockNumber> for SessionStart {
	fn convert(session: SessionIndex) -> BlockNumber {
		session * SessionLength::get()
	}
}

impl pallet_dpos::Config for Test {
	type PalletId = DposPalletId;
	type RewardPot = Pot;
	type Agenda = TestAgenda;
	type SessionStart = SessionStart;
	type MaxCandidates = ConstU32<12>;
	type MaxWinners = ConstU32<32>;
	type MaxExits = ConstU32<4>;
	type JailEras = ConstU32<3>;
	type ParameterOrigin = EnsureRoot<AccountId>;
	type WeightInfo = ();
}

/// The externalities of a test.
pub type Ext = ExtBuilder<Test, AllPalletsWithSystem>;

pub fn account(number: u8) -> AccountId {
	AccountId::new([number; 32])
}

fn keys(number: u8) -> Keys {
	Keys { aura: sp_core::sr25519::Public::from_raw([number; 32]).into() }
}

/// The rules of the tests: so many validate and stand by, a candidate stakes at least 100 units, a delegator one.
pub fn rules(active: u32, backups: u32) -> StakingParameters {
	StakingParameters {
		active,
		backups,
		min_self_stake: 100 * UNIT,
		min_delegation: UNIT,
		..Default::default()
	}
}

/// A candidate of the genesis that takes ten times what it stakes itself and keeps a tenth.
pub fn candidate(number: u8, self_stake: Balance) -> GenesisCandidate<AccountId> {
	GenesisCandidate {
		account: account(number),
		name: format!("candidate {number}"),
		self_stake,
		max_stake: 10 * self_stake,
		commission: Perbill::from_percent(10),
	}
}

/// A chain that was founded under these rules with these candidates. Accounts 1 to 100 have [`ENDOWED`] besides what they
/// stake, accounts 1 to 20 session keys.
pub fn founded(
	parameters: StakingParameters,
	candidates: Vec<GenesisCandidate<AccountId>>,
	test: impl FnOnce(),
) {
	SessionLength::set(4);
	EraIncome::set(1_000 * UNIT);
	Slashed::set(0);
	let staked = |number: u8| {
		let found = candidates.iter().find(|candidate| candidate.account == account(number));
		found.map_or(0, |candidate| candidate.self_stake + EXISTENTIAL_DEPOSIT)
	};
	let genesis = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: (1..=100)
				.map(|number| (account(number), ENDOWED + staked(number)))
				.chain([(Pot::account(), EXISTENTIAL_DEPOSIT)])
				.collect(),
			..Default::default()
		},
		dpos: pallet_dpos::GenesisConfig { parameters, candidates },
		staking: pallet_staking::GenesisConfig {
			slash_reward_fraction: Perbill::from_percent(10),
			minimum_validator_count: 1,
			..Default::default()
		},
		session: pallet_session::GenesisConfig {
			keys: (1..=20).map(|number| (account(number), account(number), keys(number))).collect(),
			..Default::default()
		},
		..Default::default()
	};
	Ext::new(genesis).execute_with(|| {
		System::set_block_number(0);
		next_block();
		test()
	});
}

/// Four candidates with 1,000 units each, of which three validate and one stands by.
pub fn four(test: impl FnOnce()) {
	founded(rules(3, 1), (1..=4).map(|number| candidate(number, 1_000 * UNIT)).collect(), test);
}

/// Make a block in the next slot.
pub fn next_block() {
	block_after(0);
}

/// Make a block after so many empty slots.
pub fn block_after(empty: u64) {
	let parent = *pallet_aura::CurrentSlot::<Test>::get();
	let slot = parent.max(999) + 1 + empty;
	let digest =
		Digest { logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(slot).encode())] };
	let number = System::block_number() + 1;
	System::reset_events();
	System::initialize(&number, &System::parent_hash(), &digest);
	AllPalletsWithSystem::on_initialize(number);
	Timestamp::set_timestamp(slot * 2_000);
	for due in TestAgenda::take_due(number) {
		// As the agenda does: what fails is reported and not tried again.
		let _ = frame_support::storage::with_storage_layer(|| Dpos::on_due(due));
	}
	AllPalletsWithSystem::on_finalize(number);
}

/// Make blocks until this session has begun.
pub fn run_to_session(session: SessionIndex) {
	while Session::current_index() < session {
		next_block();
	}
}

/// Make blocks until this era has begun.
pub fn run_to_era(era: u32) {
	while pallet_staking::ActiveEra::<Test>::get().unwrap().index < era {
		assert!(System::block_number() < 10_000, "era {era} begins");
		next_block();
	}
}

/// Report that this validator contradicted itself in the present session, with a slash of so many percent.
pub fn offend(numbers: &[u8], percent: u32) {
	offend_in(Session::current_index(), numbers, percent);
}

/// The same in an earlier session.
pub fn offend_in(session: SessionIndex, numbers: &[u8], percent: u32) {
	let details: Vec<_> = numbers
		.iter()
		.map(|number| OffenceDetails {
			offender: (account(*number), ()),
			reporters: vec![account(99)],
		})
		.collect();
	let fractions = vec![Perbill::from_percent(percent); numbers.len()];
	Offenders::<Test>::on_offence(&details, &fractions, session);
}

pub fn profile(name: &str) -> Profile {
	Profile { name: name.as_bytes().to_vec().try_into().unwrap(), ..Default::default() }
}

pub fn signed(number: u8) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(number))
}

/// What an account may spend.
pub fn free(number: u8) -> Balance {
	Balances::reducible_balance(&account(number), Preservation::Preserve, Fortitude::Polite)
}

/// The events of this pallet in this block.
pub fn events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Dpos(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// What is known of a candidate.
pub fn entry(candidate: u8) -> Candidate {
	Candidates::<Test>::get(account(candidate)).unwrap()
}

/// Change what is known of a candidate.
pub fn change_entry(candidate: u8, change: impl FnOnce(&mut Candidate)) {
	Candidates::<Test>::mutate(account(candidate), |entry| change(entry.as_mut().unwrap()));
}

/// What an account has delegated to a candidate, if it has.
pub fn position(delegator: u8, candidate: u8) -> Option<Position<AccountId>> {
	Dpos::positions(account(delegator))
		.into_iter()
		.find(|position| position.candidate == account(candidate))
}

/// What an account's delegation to a candidate is worth.
pub fn worth(delegator: u8, candidate: u8) -> Balance {
	position(delegator, candidate).map_or(0, |position| position.stake)
}

/// What an account may claim from a candidate's pool.
pub fn claimable(delegator: u8, candidate: u8) -> Balance {
	position(delegator, candidate).map_or(0, |position| position.unclaimed)
}

/// What is worth now all that an account took back from a candidate.
pub fn leaving(delegator: u8, candidate: u8) -> Balance {
	let leaving = position(delegator, candidate).map(|position| position.leaving);
	leaving.unwrap_or_default().into_iter().map(|(amount, ..)| amount).sum()
}

/// What of an account is on hold for a stake.
pub fn held(account: &AccountId) -> Balance {
	let reason = pallet_staking::HoldReason::Staking;
	Balances::balance_on_hold(&reason.into(), account)
}

/// A pool's account.
pub fn pool(candidate: u8) -> AccountId {
	Dpos::pool_account(&account(candidate))
}

/// Delegate units to a candidate, to have the rewards compounded or paid out.
pub fn delegate(delegator: u8, candidate: u8, units: Balance, compounding: bool) {
	let call = Dpos::delegate(signed(delegator), account(candidate), units * UNIT, compounding);
	frame_support::assert_ok!(call);
}

/// See that this event of the pallet is the last one.
pub fn assert_last(event: crate::Event<Test>) {
	assert_eq!(events().last(), Some(&event));
}
