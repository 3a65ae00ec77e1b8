// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub use absence::INHERENT_IDENTIFIER;
pub use offences::Offenders;
pub use pallet::*;
pub use queries::{Place, Position, RankedCandidate};
pub use types::*;
pub use weights::WeightInfo;

mod absence;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod candidates;
pub mod counted;
mod delegations;
mod election;
#[cfg(test)]
mod mock;
mod offences;
pub mod pool;
mod queries;
mod rewards;
mod sessions;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use cybermiles_primitives::Balance;
	use cybermiles_traits::{Agenda, RewardPot};
	use frame_support::{pallet_prelude::*, PalletId};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{traits::Convert, Perbill};
	use sp_staking::{EraIndex, SessionIndex};

	/// What holds the stakes.
	pub type CurrencyOf<T> = <T as pallet_staking::Config>::Currency;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>>
		+ pallet_staking::Config<CurrencyBalance = Balance>
		+ pallet_session::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
		+ pallet_aura::Config
	{
		/// Names the accounts of the pools.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Where the rewards come from.
		type RewardPot: RewardPot<Self::AccountId, Balance>;

		/// Pays out what is free, without anyone asking.
		type Agenda: Agenda<Self::AccountId, Due<Self::AccountId>, BlockNumberFor<Self>>;

		/// The block in which a session begins.
		type SessionStart: Convert<SessionIndex, BlockNumberFor<Self>>;

		/// The most candidates there may be.
		#[pallet::constant]
		type MaxCandidates: Get<u32>;

		/// The most winners that an election may have.
		#[pallet::constant]
		type MaxWinners: Get<u32>;

		/// The most withdrawals of one delegation that may wait at a time.
		#[pallet::constant]
		type MaxExits: Get<u32>;

		/// For how many eras a candidate that contradicted itself may not be elected.
		#[pallet::constant]
		type JailEras: Get<EraIndex>;

		/// Who sets the parameters.
		type ParameterOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The measured cost of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The rules, as governance has set them.
	#[pallet::storage]
	pub type Parameters<T: Config> = StorageValue<_, StakingParameters, ValueQuery>;

	/// The candidates, earliest declaration first: of two with the same counted stake, the earlier is elected.
	#[pallet::storage]
	pub type Order<T: Config> =
		StorageValue<_, BoundedVec<T::AccountId, T::MaxCandidates>, ValueQuery>;

	/// What is known of each candidate.
	#[pallet::storage]
	pub type Candidates<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, Candidate>;

	/// What each candidate says about itself.
	#[pallet::storage]
	pub type Profiles<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, Profile, ValueQuery>;

	/// Whose pool an account is.
	#[pallet::storage]
	pub type PoolAccounts<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, T::AccountId>;

	/// What an account (first) delegates to a candidate (second).
	#[pallet::storage]
	pub type Delegations<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, T::AccountId, Delegation>;

	/// What is leaving a candidate (first) and free in an era (second).
	#[pallet::storage]
	pub type Unbonding<T: Config> =
		StorageDoubleMap<_, Twox64Concat, T::AccountId, Twox64Concat, EraIndex, Fund, ValueQuery>;

	/// What an account (first) takes out of its delegation to a candidate (second).
	#[pallet::storage]
	pub type Exits<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		T::AccountId,
		BoundedVec<Exit<T::AccountId>, T::MaxExits>,
		ValueQuery,
	>;

	/// The winners of the last election, best first.
	#[pallet::storage]
	pub type Winners<T: Config> =
		StorageValue<_, BoundedVec<Winner<T::AccountId>, T::MaxWinners>, ValueQuery>;

	/// Who validates in a session, and who stands by: of this session, the one before and the next.
	#[pallet::storage]
	pub type Seats<T: Config> = StorageMap<
		_,
		Twox64Concat,
		SessionIndex,
		(
			BoundedVec<Seat<T::AccountId>, T::MaxWinners>,
			BoundedVec<Seat<T::AccountId>, T::MaxWinners>,
		),
		ValueQuery,
	>;

	/// What validators and backups have earned in this era.
	#[pallet::storage]
	pub type Services<T: Config> =
		StorageValue<_, BoundedVec<Service<T::AccountId>, T::MaxWinners>, ValueQuery>;

	/// The slots of this session.
	#[pallet::storage]
	pub type SessionSlots<T: Config> = StorageValue<_, Slots<T::MaxWinners>, ValueQuery>;

	/// Slots that were empty before this block, as long as it is not known whether their authors could have used them:
	/// the slot and the position of its author.
	#[pallet::storage]
	pub type EmptySlots<T: Config> =
		StorageValue<_, BoundedVec<(u64, u32), T::MaxWinners>, ValueQuery>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The rules at first.
		pub parameters: StakingParameters,
		/// The first candidates, earliest first. Each needs its stake, the existential deposit of its pool, and its own.
		pub candidates: Vec<GenesisCandidate<T::AccountId>>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::do_found(&self.parameters, &self.candidates);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The rules were changed.
		ParametersSet {
			/// As they are now.
			parameters: StakingParameters,
		},
		/// An account offers to validate.
		CandidateDeclared {
			/// Who.
			candidate: T::AccountId,
			/// Its own stake.
			self_stake: Balance,
			/// The most that may be staked on it.
			max_stake: Balance,
			/// Its commission.
			commission: Perbill,
		},
		/// A candidate says something else about itself.
		ProfileSet {
			/// Who.
			candidate: T::AccountId,
		},
		/// A candidate keeps more or less of its delegators' rewards from now on.
		CommissionSet {
			/// Who.
			candidate: T::AccountId,
			/// What it keeps.
			commission: Perbill,
		},
		/// A candidate takes more or less stake.
		MaxStakeSet {
			/// Who.
			candidate: T::AccountId,
			/// The most that may be staked on it.
			max_stake: Balance,
		},
		/// A candidate staked more or took some of its stake back.
		SelfStakeChanged {
			/// Who.
			candidate: T::AccountId,
			/// Its own stake now.
			self_stake: Balance,
		},
		/// A candidate's own stake that was unbonding is free.
		SelfStakeWithdrawn {
			/// Who.
			candidate: T::AccountId,
		},
		/// A candidate will not be elected any more.
		CandidateRetired {
			/// Who.
			candidate: T::AccountId,
		},
		/// A candidate that was jailed may be elected again.
		CandidateReturned {
			/// Who.
			candidate: T::AccountId,
		},
		/// A candidate is gone, as nothing is staked on it.
		CandidateRemoved {
			/// Who.
			candidate: T::AccountId,
		},
		/// An account delegated.
		Delegated {
			/// Who.
			delegator: T::AccountId,
			/// To whom.
			candidate: T::AccountId,
			/// How much.
			amount: Balance,
		},
		/// A delegator's rewards, or a candidate's own, are added to the stake, or paid out, from now on.
		CompoundingSet {
			/// Who.
			delegator: T::AccountId,
			/// To whom it delegates; itself, if it is a candidate.
			candidate: T::AccountId,
			/// Whether they are added.
			compounding: bool,
		},
		/// A delegator takes stake back.
		Undelegated {
			/// Who.
			delegator: T::AccountId,
			/// From whom.
			candidate: T::AccountId,
			/// How much, as it is worth now.
			amount: Balance,
			/// The era in which it is free.
			era: EraIndex,
			/// The candidate to which it is delegated then, if it is not paid out.
			to: Option<T::AccountId>,
			/// Whether that happens by itself; otherwise someone has to call `withdraw`.
			automatic: bool,
		},
		/// Stake that a delegator took back was paid out.
		Withdrawn {
			/// Who.
			delegator: T::AccountId,
			/// From whom.
			candidate: T::AccountId,
			/// How much.
			amount: Balance,
		},
		/// Stake could not be delegated anew and was paid out.
		RedelegationFailed {
			/// Who.
			delegator: T::AccountId,
			/// To whom it should have been delegated.
			to: T::AccountId,
			/// How much.
			amount: Balance,
			/// Why not.
			error: DispatchError,
		},
		/// A delegator's rewards were paid out.
		RewardClaimed {
			/// Who.
			delegator: T::AccountId,
			/// To whom it delegates.
			candidate: T::AccountId,
			/// How much.
			amount: Balance,
		},
		/// An era has ended and its rewards were paid into the pools and to the candidates.
		EraPaid {
			/// The era.
			era: EraIndex,
			/// What was in the pot.
			available: Balance,
			/// What was paid; the rest stays in the pot for the next era.
			paid: Balance,
		},
		/// A candidate and its delegators were rewarded for an era.
		CandidateRewarded {
			/// Who.
			candidate: T::AccountId,
			/// What the candidate got, for its own stake and as commission.
			to_candidate: Balance,
			/// What its delegators got.
			to_delegators: Balance,
		},
		/// An account was slashed, as the candidate contradicted itself or was absent.
		Slashed {
			/// The candidate.
			candidate: T::AccountId,
			/// Whether its own stake was slashed, or that of its delegators.
			own: bool,
			/// What is left of the stake.
			left: Balance,
		},
		/// A candidate contradicted itself and is not elected until it returns.
		Jailed {
			/// Who.
			candidate: T::AccountId,
			/// The era from which on it may return.
			until: EraIndex,
		},
		/// A validator missed too many slots and sits out the rest of the era; the best backup takes its place.
		Replaced {
			/// Who.
			validator: T::AccountId,
			/// How many slots it missed in the session, though it could have used them.
			missed: u32,
		},
	}

	/// Why a call is refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such candidate. Look at the list of candidates again.
		NotFound,
		/// This account is a candidate already.
		AlreadyExists,
		/// There is no room for another candidate. Wait until one retires.
		TooManyCandidates,
		/// The account has no session keys, without which it cannot validate. Set them first: `session.setKeys`.
		MissingKeys,
		/// A commission must be more than nothing and less than all.
		CommissionOutOfRange,
		/// The commission may change by `commission_step` at most. Go in steps.
		ExcessiveCommissionChange,
		/// The commission was changed in this era already. Wait for the next.
		TooEarly,
		/// The candidate's own stake would be less than it must be: `min_self_stake`, and `self_stake_share` of the
		/// maximum. Stake more, or lower the maximum.
		InsufficientSelfStake,
		/// More would be staked on the candidate than it takes. Delegate less or to another.
		AboveMaximum,
		/// Less would be delegated than the least, or left. Delegate more; take all back.
		BelowMinimum,
		/// The candidate was slashed, and takes no delegations until its own stake suffices and it has returned.
		Slashed,
		/// The candidate retires and takes no delegations.
		Retired,
		/// A candidate stakes more itself instead of delegating to itself: `bond`.
		SelfDelegation,
		/// The account does not have that much to stake; the existential deposit stays free.
		InsufficientFunds,
		/// This account delegates nothing to this candidate, or nothing that it took back is waiting.
		NoDelegation,
		/// Less is delegated than that.
		ExceedsDelegation,
		/// Too much of this delegation waits to be withdrawn. Withdraw what is free, or wait.
		TooManyExits,
		/// Nothing of it is free yet.
		NotFree,
		/// The delegation is to this candidate already.
		SameCandidate,
		/// The candidate is not jailed.
		NotJailed,
		/// The candidate is jailed for longer.
		StillJailed,
		/// The rules contradict themselves: see `StakingParameters`.
		InvalidParameters,
		/// There is nothing to claim.
		NothingToClaim,
		/// No slot before this block was empty, or its author has said already what it saw.
		NothingToNote,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Offer to validate, with own stake and for at most `max_stake`.
		///
		/// For any account that has session keys. The stake is bonded, and the existential deposit of the pool's account
		/// is paid; it comes back with the removal. Emits [`Event::CandidateDeclared`].
		#[pallet::call_index(0)]
		#[pallet::weight(<T as Config>::WeightInfo::declare())]
		pub fn declare(
			origin: OriginFor<T>,
			#[pallet::compact] self_stake: Balance,
			#[pallet::compact] max_stake: Balance,
			commission: Perbill,
			profile: Profile,
		) -> DispatchResult {
			let candidate = ensure_signed(origin)?;
			Self::ensure_has_keys(&candidate)?;
			Self::do_declare(&candidate, self_stake, max_stake, commission, profile)
		}

		/// Say something else about oneself. For candidates. Emits [`Event::ProfileSet`].
		#[pallet::call_index(1)]
		#[pallet::weight(<T as Config>::WeightInfo::set_profile())]
		pub fn set_profile(origin: OriginFor<T>, profile: Profile) -> DispatchResult {
			let candidate = ensure_signed(origin)?;
			ensure!(Candidates::<T>::contains_key(&candidate), Error::<T>::NotFound);
			Profiles::<T>::insert(&candidate, profile);
			Self::deposit_event(Event::ProfileSet { candidate });
			Ok(())
		}

		/// Keep more or less of the delegators' rewards from now on.
		///
		/// For candidates, once an era and by at most `commission_step`. Emits [`Event::CommissionSet`].
		#[pallet::call_index(2)]
		#[pallet::weight(<T as Config>::WeightInfo::set_commission())]
		pub fn set_commission(origin: OriginFor<T>, commission: Perbill) -> DispatchResult {
			let candidate = ensure_signed(origin)?;
			Self::do_set_commission(&candidate, commission)
		}

		/// Take more or less stake: at least what is staked already, and no more than the own stake allows.
		///
		/// For candidates. Emits [`Event::MaxStakeSet`].
		#[pallet::call_index(3)]
		#[pallet::weight(<T as Config>::WeightInfo::set_max_stake())]
		pub fn set_max_stake(
			origin: OriginFor<T>,
			#[pallet::compact] max_stake: Balance,
		) -> DispatchResult {
			let candidate = ensure_signed(origin)?;
			Self::do_set_max_stake(&candidate, max_stake)
		}

		/// Stake more of one's own. For candidates. Emits [`Event::SelfStakeChanged`].
		#[pallet::call_index(4)]
		#[pallet::weight(<T as Config>::WeightInfo::bond())]
		pub fn bond(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let candidate = ensure_signed(origin)?;
			Self::do_bond(&candidate, amount)
		}

		/// Take some of the own stake back; it is free after the bonding duration.
		///
		/// For candidates, as long as enough is left. Emits [`Event::SelfStakeChanged`].
		#[pallet::call_index(5)]
		#[pallet::weight(<T as Config>::WeightInfo::unbond())]
		pub fn unbond(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let candidate = ensure_signed(origin)?;
			Self::do_unbond(&candidate, amount)
		}

		/// Add one's rewards to the own stake, or have them paid out. For candidates. Emits [`Event::CompoundingSet`].
		#[pallet::call_index(6)]
		#[pallet::weight(<T as Config>::WeightInfo::set_candidate_compounding())]
		pub fn set_candidate_compounding(
			origin: OriginFor<T>,
			compounding: bool,
		) -> DispatchResult {
			let candidate = ensure_signed(origin)?;
			Self::mutate_candidate(&candidate, |entry| {
				entry.compounding = compounding;
				Ok(())
			})?;
			let delegator = candidate.clone();
			Self::deposit_event(Event::CompoundingSet { delegator, candidate, compounding });
			Ok(())
		}

		/// Leave: from the next election on, and for good. All of the own stake begins to unbond.
		///
		/// For candidates. Delegators take their stake back as ever. Emits [`Event::CandidateRetired`].
		#[pallet::call_index(7)]
		#[pallet::weight(<T as Config>::WeightInfo::retire())]
		pub fn retire(origin: OriginFor<T>) -> DispatchResult {
			let candidate = ensure_signed(origin)?;
			Self::do_retire(&candidate)
		}

		/// Free the own stake of a candidate whose bonding duration is over. Who has retired and has nothing staked on it
		/// any more is removed.
		///
		/// For anyone. Emits [`Event::SelfStakeWithdrawn`] and perhaps [`Event::CandidateRemoved`].
		#[pallet::call_index(8)]
		#[pallet::weight(<T as Config>::WeightInfo::withdraw_self_stake())]
		pub fn withdraw_self_stake(
			origin: OriginFor<T>,
			candidate: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_withdraw_self_stake(&candidate)
		}

		/// Offer to validate again after a jail. For candidates whose own stake suffices. Emits
		/// [`Event::CandidateReturned`].
		#[pallet::call_index(9)]
		#[pallet::weight(<T as Config>::WeightInfo::return_from_jail())]
		pub fn return_from_jail(origin: OriginFor<T>) -> DispatchResult {
			let candidate = ensure_signed(origin)?;
			Self::do_return_from_jail(&candidate)
		}

		/// Delegate `amount` to a candidate, and from now on add the rewards of the whole delegation to its stake or have
		/// them paid out.
		///
		/// For any account. Emits [`Event::Delegated`].
		#[pallet::call_index(10)]
		#[pallet::weight(<T as Config>::WeightInfo::delegate())]
		pub fn delegate(
			origin: OriginFor<T>,
			candidate: T::AccountId,
			#[pallet::compact] amount: Balance,
			compounding: bool,
		) -> DispatchResult {
			let delegator = ensure_signed(origin)?;
			Self::do_delegate(&delegator, &candidate, amount, compounding)
		}

		/// Add the rewards of a delegation to its stake, or have them paid out. For delegators. Emits
		/// [`Event::CompoundingSet`].
		#[pallet::call_index(11)]
		#[pallet::weight(<T as Config>::WeightInfo::set_compounding())]
		pub fn set_compounding(
			origin: OriginFor<T>,
			candidate: T::AccountId,
			compounding: bool,
		) -> DispatchResult {
			let delegator = ensure_signed(origin)?;
			Self::do_set_compounding(&delegator, &candidate, compounding)
		}

		/// Take `amount` of a delegation back, or all of it. It is paid out after the bonding duration, and bears its part
		/// of slashes until then.
		///
		/// For delegators. Emits [`Event::Undelegated`].
		#[pallet::call_index(12)]
		#[pallet::weight(<T as Config>::WeightInfo::undelegate())]
		pub fn undelegate(
			origin: OriginFor<T>,
			candidate: T::AccountId,
			amount: Option<Balance>,
		) -> DispatchResult {
			let delegator = ensure_signed(origin)?;
			Self::do_undelegate(&delegator, &candidate, amount, None)
		}

		/// Move `amount` of a delegation, or all of it, to another candidate. It is delegated there after the bonding
		/// duration, and bears its part of the former candidate's slashes until then; if it cannot be delegated then, it
		/// is paid out.
		///
		/// For delegators. Emits [`Event::Undelegated`].
		#[pallet::call_index(13)]
		#[pallet::weight(<T as Config>::WeightInfo::undelegate())]
		pub fn redelegate(
			origin: OriginFor<T>,
			from: T::AccountId,
			to: T::AccountId,
			amount: Option<Balance>,
		) -> DispatchResult {
			let delegator = ensure_signed(origin)?;
			ensure!(from != to, Error::<T>::SameCandidate);
			let target = Candidates::<T>::get(&to).ok_or(Error::<T>::NotFound)?;
			Self::ensure_takes_delegations(&to, &target, &delegator)?;
			Self::do_undelegate(&delegator, &from, amount, Some(to))
		}

		/// Pay out, or delegate anew, what a delegator took back and what is free by now.
		///
		/// For anyone; it happens by itself where the delegator could pay for that in advance. Emits
		/// [`Event::Withdrawn`], [`Event::Delegated`] or [`Event::RedelegationFailed`].
		#[pallet::call_index(14)]
		#[pallet::weight(<T as Config>::WeightInfo::withdraw())]
		pub fn withdraw(
			origin: OriginFor<T>,
			delegator: T::AccountId,
			candidate: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_withdraw(&delegator, &candidate)
		}

		/// Pay out the rewards of a delegation, and end it where slashes have left nothing of it.
		///
		/// For anyone. Emits [`Event::RewardClaimed`].
		#[pallet::call_index(15)]
		#[pallet::weight(<T as Config>::WeightInfo::claim())]
		pub fn claim(
			origin: OriginFor<T>,
			delegator: T::AccountId,
			candidate: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(&delegator, &candidate)
		}

		/// Change the rules. For [`Config::ParameterOrigin`]. Emits [`Event::ParametersSet`].
		#[pallet::call_index(16)]
		#[pallet::weight(<T as Config>::WeightInfo::set_parameters())]
		pub fn set_parameters(
			origin: OriginFor<T>,
			parameters: StakingParameters,
		) -> DispatchResult {
			<T as Config>::ParameterOrigin::ensure_origin(origin)?;
			ensure!(Self::are_allowed(&parameters), Error::<T>::InvalidParameters);
			Parameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}

		/// Say in which slot the author of this block saw its parent become final, so that those are not blamed who could
		/// not know it in their slots.
		///
		/// An inherent, once in blocks before which slots were empty.
		#[pallet::call_index(17)]
		#[pallet::weight((<T as Config>::WeightInfo::note_parent_final(), DispatchClass::Mandatory))]
		pub fn note_parent_final(origin: OriginFor<T>, slot: u64) -> DispatchResult {
			ensure_none(origin)?;
			Self::do_note_parent_final(slot)
		}
	}

	#[pallet::inherent]
	impl<T: Config> ProvideInherent for Pallet<T> {
		type Call = Call<T>;
		// Each author says what it saw; nothing can be wrong with that.
		type Error = frame_support::inherent::MakeFatalError<()>;
		const INHERENT_IDENTIFIER: frame_support::inherent::InherentIdentifier =
			absence::INHERENT_IDENTIFIER;

		fn create_inherent(data: &frame_support::inherent::InherentData) -> Option<Call<T>> {
			Self::inherent_of(data)
		}

		fn is_inherent(call: &Call<T>) -> bool {
			matches!(call, Call::note_parent_final { .. })
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::count_slots();
			<T as Config>::WeightInfo::on_initialize()
		}

		#[cfg(any(test, feature = "try-runtime"))]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
