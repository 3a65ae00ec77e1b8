// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who may change the chain: holders by referenda, the technology committee that they elect, and in development presets
//! the key of Sudo.

pub mod origins;
pub mod tracks;

use super::system::RuntimeBlockWeights;
use crate::{
	constants::currency::{deposit, DEPOSIT_PER_BYTE, DEPOSIT_PER_ITEM},
	genesis_presets::RESERVE,
	weights, AccountId, Balances, OriginCaller, Preimage, Referenda, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, Scheduler, System, TechnologyCommittee,
	Treasury,
};
use cybermiles_primitives::{Balance, CMT};
use frame_support::{
	parameter_types,
	traits::{
		fungible::HoldConsideration,
		tokens::{pay::PayFromAccount, UnityAssetBalanceConversion},
		AsEnsureOriginWithArg, ConstU128, ConstU32, EitherOf, EqualPrivilegeOnly,
		LinearStoragePrice, LockIdentifier,
	},
	weights::Weight,
	PalletId,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureSigned};
use origins::{ParameterAdmin, Spender, WhitelistedCaller};
use pallet_calendar::Days;
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan};
use sp_runtime::{
	traits::{AccountIdConversion, IdentityLookup},
	Perbill, Permill,
};

/// Root, or a referendum on the track of parameters.
pub type RootOrParameterAdmin = EitherOf<EnsureRoot<AccountId>, ParameterAdmin>;

parameter_types! {
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	pub const PreimageBaseDeposit: Balance = DEPOSIT_PER_ITEM;
	pub const PreimageByteDeposit: Balance = DEPOSIT_PER_BYTE;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = weights::pallet_preimage::WeightInfo<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

parameter_types! {
	pub SchedulerMaximumWeight: Weight =
		Perbill::from_percent(80) * RuntimeBlockWeights::get().max_block;
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = SchedulerMaximumWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<50>;
	type WeightInfo = weights::pallet_scheduler::WeightInfo<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

/// Root by one key, in development presets only: elsewhere the key is unset and the base call filter refuses its calls.
impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = weights::pallet_sudo::WeightInfo<Runtime>;
}

impl origins::Config for Runtime {}

parameter_types! {
	/// What counts as the electorate: all CMT but the treasury's.
	pub Electorate: Balance = <Balances as frame_support::traits::fungible::Inspect<AccountId>>::active_issuance();
}

impl pallet_conviction_voting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type Polls = Referenda;
	type MaxTurnout = Electorate;
	type MaxVotes = ConstU32<512>;
	type VoteLockingPeriod = Days<Runtime, 7>;
	type BlockNumberProvider = System;
	type VotingHooks = ();
}

impl pallet_referenda::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
	type Scheduler = Scheduler;
	type Currency = Balances;
	type SubmitOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type CancelOrigin = EitherOf<EnsureRoot<AccountId>, TwoThirdsOfCommittee>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Slash = Treasury;
	type Votes = Balance;
	type Tally = pallet_conviction_voting::TallyOf<Runtime>;
	type SubmissionDeposit = ConstU128<{ 100 * CMT }>;
	type MaxQueued = ConstU32<100>;
	type UndecidingTimeout = Days<Runtime, 14>;
	type AlarmInterval = ConstU32<1>;
	type Tracks = tracks::Tracks;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

/// The technology committee, as its motions name themselves.
pub type CommitteeInstance = pallet_collective::Instance1;
/// Two thirds of the committee.
pub type TwoThirdsOfCommittee = EnsureProportionAtLeast<AccountId, CommitteeInstance, 2, 3>;
/// More than half of the committee.
pub type MajorityOfCommittee = EnsureProportionMoreThan<AccountId, CommitteeInstance, 1, 2>;

parameter_types! {
	pub MaxProposalWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
}

impl pallet_collective::Config<CommitteeInstance> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = Days<Runtime, 3>;
	type MaxProposals = ConstU32<20>;
	type MaxMembers = ConstU32<20>;
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

parameter_types! {
	pub const ElectionsLock: LockIdentifier = *b"cm/elect";
	/// A voter's list. An election with more voters than the most there may be does not take place: to stop one so costs
	/// half a million CMT for as long as it is to be stopped.
	pub const VotingBondBase: Balance = 1_000 * CMT;
	/// A name on it.
	pub const VotingBondFactor: Balance = deposit(0, 32);
}

/// Holders elect the committee anew each day; who is voted for stays.
impl pallet_elections_phragmen::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type PalletId = ElectionsLock;
	type Currency = Balances;
	type ChangeMembers = TechnologyCommittee;
	type InitializeMembers = TechnologyCommittee;
	type CurrencyToVote = sp_staking::currency_to_vote::U128CurrencyToVote;
	type CandidacyBond = ConstU128<{ 1_000 * CMT }>;
	type VotingBondBase = VotingBondBase;
	type VotingBondFactor = VotingBondFactor;
	type LoserCandidate = Treasury;
	type KickedMember = Treasury;
	type DesiredMembers = ConstU32<7>;
	type DesiredRunnersUp = ConstU32<7>;
	type TermDuration = Days<Runtime, 1>;
	type MaxCandidates = ConstU32<64>;
	type MaxVoters = ConstU32<512>;
	type MaxVotesPerVoter = ConstU32<16>;
	type WeightInfo = pallet_elections_phragmen::weights::SubstrateWeight<Runtime>;
}

impl pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WhitelistOrigin = EitherOf<EnsureRoot<AccountId>, TwoThirdsOfCommittee>;
	type DispatchWhitelistedOrigin = EitherOf<EnsureRoot<AccountId>, WhitelistedCaller>;
	type Preimages = Preimage;
	type DeferredDispatchExpiration = Days<Runtime, 14>;
	type BlockNumberProvider = System;
	type WeightInfo = pallet_whitelist::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	pub const TreasuryPalletId: PalletId = RESERVE;
	pub TreasuryAccount: AccountId = RESERVE.into_account_truncating();
	pub const NothingBurned: Permill = Permill::zero();
	pub const MaxBalance: Balance = Balance::MAX;
}

impl pallet_treasury::Config for Runtime {
	type Currency = Balances;
	type RejectOrigin = EnsureRoot<AccountId>;
	type RuntimeEvent = RuntimeEvent;
	type SpendPeriod = Days<Runtime, 1>;
	type Burn = NothingBurned;
	type PalletId = TreasuryPalletId;
	type BurnDestination = ();
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
	type SpendFunds = ();
	type MaxApprovals = ConstU32<100>;
	type SpendOrigin = EitherOf<EnsureRootWithSuccess<AccountId, MaxBalance>, Spender>;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = Days<Runtime, 30>;
	type BlockNumberProvider = System;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}
