// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who stakes, who is elected, and who is slashed.
//!
//! Dpos decides; pallet-staking is its ledger of bonds, exposures and slashes, whose own calls are closed to users.

use super::{
	consensus::{MaxAuthorities, SessionLength, SESSIONS_A_DAY},
	governance::{RootOrParameterAdmin, TreasuryAccount},
};
use crate::{
	weights, AccountId, Agenda, Balances, Cmt, Dpos, Runtime, RuntimeEvent, RuntimeHoldReason,
	Session, Timestamp,
};
use cybermiles_primitives::{Balance, BlockNumber};
use frame_support::{
	parameter_types,
	traits::{tokens::imbalance::ResolveTo, ConstU32, Get, Nothing},
	PalletId,
};
use frame_system::EnsureRoot;
use sp_runtime::traits::Convert;
use sp_staking::{currency_to_vote::SaturatingCurrencyToVote, EraIndex, SessionIndex};

/// For how many eras stake that is taken back still bears slashes: longer than anything can be reported.
pub const BONDING_ERAS: EraIndex = 7;

/// An era is a day.
impl pallet_staking::Config for Runtime {
	type OldCurrency = Balances;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CurrencyBalance = Balance;
	type UnixTime = Timestamp;
	// Exposures are given in CMT already.
	type CurrencyToVote = SaturatingCurrencyToVote;
	type ElectionProvider = Dpos;
	type GenesisElectionProvider = Dpos;
	type NominationsQuota = pallet_staking::FixedNominationsQuota<1>;
	// More than the bonding duration, as slashes are computed from the exposures.
	type HistoryDepth = ConstU32<14>;
	type RewardRemainder = ();
	type RuntimeEvent = RuntimeEvent;
	type Slash = ResolveTo<TreasuryAccount, Balances>;
	type Reward = ();
	type SessionsPerEra = ConstU32<SESSIONS_A_DAY>;
	type BondingDuration = ConstU32<BONDING_ERAS>;
	type SlashDeferDuration = ConstU32<0>;
	type AdminOrigin = EnsureRoot<AccountId>;
	type SessionInterface = Self;
	// Dpos pays the rewards.
	type EraPayout = ();
	type NextNewSession = Session;
	// A candidate and its pool.
	type MaxExposurePageSize = ConstU32<2>;
	type MaxValidatorSet = MaxAuthorities;
	type VoterList = pallet_staking::UseNominatorsAndValidatorsMap<Self>;
	type TargetList = pallet_staking::UseValidatorsMap<Self>;
	type MaxUnlockingChunks = ConstU32<32>;
	type MaxControllersInDeprecationBatch = ConstU32<1>;
	type EventListeners = Dpos;
	type Filter = Nothing;
	type BenchmarkingConfig = StakingBenchmarks;
	type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}

/// The sizes of pallet-staking's own benchmarks, which are not run: its calls are closed.
pub struct StakingBenchmarks;

impl pallet_staking::BenchmarkingConfig for StakingBenchmarks {
	type MaxValidators = MaxAuthorities;
	type MaxNominators = MaxAuthorities;
}

/// The block in which a session begins.
pub struct SessionStart;

impl Convert<SessionIndex, BlockNumber> for SessionStart {
	fn convert(session: SessionIndex) -> BlockNumber {
		session.saturating_mul(SessionLength::get())
	}
}

parameter_types! {
	pub const DposPalletId: PalletId = PalletId(*b"cm/pools");
}

impl pallet_dpos::Config for Runtime {
	type PalletId = DposPalletId;
	type RewardPot = Cmt;
	type Agenda = Agenda;
	type SessionStart = SessionStart;
	type MaxCandidates = ConstU32<200>;
	type MaxWinners = MaxAuthorities;
	type MaxExits = ConstU32<16>;
	type JailEras = ConstU32<BONDING_ERAS>;
	type ParameterOrigin = RootOrParameterAdmin;
	type WeightInfo = weights::pallet_dpos::WeightInfo<Runtime>;
}
