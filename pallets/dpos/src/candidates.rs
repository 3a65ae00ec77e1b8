// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What candidates do.

use crate::{
	Candidate, Candidates, Config, CurrencyOf, Error, Event, GenesisCandidate, Order, Pallet,
	Parameters, Pool, PoolAccounts, Profile, Profiles, StakingParameters, Standing,
};
use codec::Encode;
use cybermiles_primitives::Balance;
use cybermiles_traits::RewardPot;
use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Preservation},
		Get,
	},
};
use sp_io::hashing::blake2_256;
use sp_runtime::{
	traits::{AccountIdConversion, Zero},
	DispatchError, DispatchResult, Perbill,
};
use sp_staking::{EraIndex, StakingInterface};

type Staking<T> = pallet_staking::Pallet<T>;

impl<T: Config> Pallet<T> {
	/// The account that holds what is delegated to a candidate. Nobody has its key.
	pub fn pool_account(candidate: &T::AccountId) -> T::AccountId {
		let mut name = [0; 20];
		name.iter_mut().zip(candidate.using_encoded(blake2_256)).for_each(|(to, from)| *to = from);
		<T as Config>::PalletId::get().into_sub_account_truncating(name)
	}

	/// The era that the election decided last; its stakes are those of now.
	pub(crate) fn planned_era() -> EraIndex {
		<Staking<T> as StakingInterface>::current_era()
	}

	/// The era that validators are in.
	pub(crate) fn active_era() -> EraIndex {
		pallet_staking::ActiveEra::<T>::get().map_or(0, |era| era.index)
	}

	/// What pallet-staking has bonded of an account, not unbonding.
	pub(crate) fn bonded(account: &T::AccountId) -> Balance {
		Staking::<T>::active_stake(account).unwrap_or_default()
	}

	/// Free what is unbonded by now.
	pub(crate) fn withdraw_unbonded(account: &T::AccountId) -> DispatchResult {
		// One more than the spans before the present one.
		let spans =
			Staking::<T>::slashing_spans(account).map_or(0, |spans| 1 + spans.prior.len() as u32);
		<Staking<T> as StakingInterface>::withdraw_unbonded(account.clone(), spans).map(drop)
	}

	/// Bond so much more of an account, exactly.
	pub(crate) fn bond_more(account: &T::AccountId, amount: Balance) -> DispatchResult {
		let before = Staking::<T>::active_stake(account);
		if amount.is_zero() {
			return Ok(());
		}
		match before {
			Ok(_) => <Staking<T> as StakingInterface>::bond_extra(account, amount)?,
			// The payee is never paid: rewards are paid by this pallet.
			Err(_) => <Staking<T> as StakingInterface>::bond(account, amount, account)?,
		}
		// pallet-staking bonds what there is, if it is less.
		let bonded = Self::bonded(account).saturating_sub(before.unwrap_or_default());
		ensure!(bonded == amount, Error::<T>::InsufficientFunds);
		Ok(())
	}

	pub(crate) fn mutate_candidate<R>(
		candidate: &T::AccountId,
		change: impl FnOnce(&mut Candidate) -> Result<R, DispatchError>,
	) -> Result<R, DispatchError> {
		Candidates::<T>::try_mutate(candidate, |entry| {
			change(entry.as_mut().ok_or(Error::<T>::NotFound)?)
		})
	}

	/// The candidate's own stake must be enough for what it lets others stake.
	pub(crate) fn ensure_backs_itself(entry: &Candidate) -> DispatchResult {
		ensure!(Self::backs_itself(entry), Error::<T>::InsufficientSelfStake);
		Ok(())
	}

	pub(crate) fn backs_itself(entry: &Candidate) -> bool {
		let parameters = Parameters::<T>::get();
		entry.self_stake >= parameters.min_self_stake
			&& entry.backs_itself(parameters.self_stake_share)
	}

	pub(crate) fn ensure_has_keys(candidate: &T::AccountId) -> DispatchResult {
		ensure!(pallet_session::NextKeys::<T>::contains_key(candidate), Error::<T>::MissingKeys);
		Ok(())
	}

	fn ensure_commission(commission: Perbill) -> DispatchResult {
		ensure!(
			!commission.is_zero() && commission < Perbill::one(),
			Error::<T>::CommissionOutOfRange
		);
		Ok(())
	}

	pub(crate) fn do_declare(
		candidate: &T::AccountId,
		self_stake: Balance,
		max_stake: Balance,
		commission: Perbill,
		profile: Profile,
	) -> DispatchResult {
		ensure!(!Candidates::<T>::contains_key(candidate), Error::<T>::AlreadyExists);
		Self::ensure_commission(commission)?;
		let entry = Candidate {
			self_stake,
			max_stake,
			commission,
			commission_changed: Self::active_era(),
			compounding: false,
			standing: Standing::Ranked,
			pool: Pool::default(),
		};
		Self::ensure_backs_itself(&entry)?;
		ensure!(self_stake <= max_stake, Error::<T>::AboveMaximum);
		Order::<T>::try_append(candidate.clone()).map_err(|_| Error::<T>::TooManyCandidates)?;

		let pool = Self::pool_account(candidate);
		let least = CurrencyOf::<T>::minimum_balance();
		CurrencyOf::<T>::transfer(candidate, &pool, least, Preservation::Preserve)
			.map_err(|_| Error::<T>::InsufficientFunds)?;
		Self::bond_more(candidate, self_stake)?;

		PoolAccounts::<T>::insert(&pool, candidate);
		Candidates::<T>::insert(candidate, entry);
		Profiles::<T>::insert(candidate, profile);
		Self::deposit_event(Event::CandidateDeclared {
			candidate: candidate.clone(),
			self_stake,
			max_stake,
			commission,
		});
		Ok(())
	}

	pub(crate) fn do_set_commission(
		candidate: &T::AccountId,
		commission: Perbill,
	) -> DispatchResult {
		Self::ensure_commission(commission)?;
		Self::mutate_candidate(candidate, |entry| {
			let era = Self::active_era();
			ensure!(entry.commission_changed < era, Error::<T>::TooEarly);
			let change = commission.deconstruct().abs_diff(entry.commission.deconstruct());
			ensure!(
				change <= Parameters::<T>::get().commission_step.deconstruct(),
				Error::<T>::ExcessiveCommissionChange
			);
			entry.commission = commission;
			entry.commission_changed = era;
			Ok(())
		})?;
		Self::deposit_event(Event::CommissionSet { candidate: candidate.clone(), commission });
		Ok(())
	}

	pub(crate) fn do_set_max_stake(candidate: &T::AccountId, max_stake: Balance) -> DispatchResult {
		Self::mutate_candidate(candidate, |entry| {
			ensure!(max_stake >= entry.stake(), Error::<T>::AboveMaximum);
			entry.max_stake = max_stake;
			Self::ensure_backs_itself(entry)
		})?;
		Self::deposit_event(Event::MaxStakeSet { candidate: candidate.clone(), max_stake });
		Ok(())
	}

	pub(crate) fn do_bond(candidate: &T::AccountId, amount: Balance) -> DispatchResult {
		let self_stake = Self::mutate_candidate(candidate, |entry| {
			ensure!(entry.standing != Standing::Retired, Error::<T>::Retired);
			ensure!(amount <= entry.room(), Error::<T>::AboveMaximum);
			Self::bond_more(candidate, amount)?;
			entry.self_stake = Self::bonded(candidate);
			Ok(entry.self_stake)
		})?;
		Self::deposit_event(Event::SelfStakeChanged { candidate: candidate.clone(), self_stake });
		Ok(())
	}

	pub(crate) fn do_unbond(candidate: &T::AccountId, amount: Balance) -> DispatchResult {
		let self_stake = Self::mutate_candidate(candidate, |entry| {
			entry.self_stake =
				entry.self_stake.checked_sub(amount).ok_or(Error::<T>::InsufficientSelfStake)?;
			Self::ensure_backs_itself(entry)?;
			<Staking<T> as StakingInterface>::unbond(candidate, amount)?;
			entry.self_stake = Self::bonded(candidate);
			Ok(entry.self_stake)
		})?;
		Self::deposit_event(Event::SelfStakeChanged { candidate: candidate.clone(), self_stake });
		Ok(())
	}

	pub(crate) fn do_retire(candidate: &T::AccountId) -> DispatchResult {
		Self::mutate_candidate(candidate, |entry| {
			ensure!(entry.standing != Standing::Retired, Error::<T>::Retired);
			entry.standing = Standing::Retired;
			// Slashed to nothing, it may be unknown to pallet-staking.
			if entry.self_stake > 0 {
				<Staking<T> as StakingInterface>::unbond(candidate, entry.self_stake)?;
				entry.self_stake = Self::bonded(candidate);
			}
			Ok(())
		})?;
		Order::<T>::mutate(|order| order.retain(|other| other != candidate));
		Self::deposit_event(Event::CandidateRetired { candidate: candidate.clone() });
		Ok(())
	}

	pub(crate) fn do_withdraw_self_stake(candidate: &T::AccountId) -> DispatchResult {
		let entry = Candidates::<T>::get(candidate).ok_or(Error::<T>::NotFound)?;
		let total = || Staking::<T>::total_stake(candidate);
		let before = total();
		if before.is_ok() {
			Self::withdraw_unbonded(candidate)?;
		}
		let left = total().unwrap_or_default();
		let freed = before.unwrap_or_default() > left;
		if freed {
			Self::deposit_event(Event::SelfStakeWithdrawn { candidate: candidate.clone() });
		}

		let gone = entry.standing == Standing::Retired && left.is_zero() && entry.pool.is_empty();
		ensure!(freed || gone, Error::<T>::NotFree);
		if gone {
			Self::remove(candidate)?;
		}
		Ok(())
	}

	/// Forget a candidate on which nothing is staked.
	fn remove(candidate: &T::AccountId) -> DispatchResult {
		let pool = Self::pool_account(candidate);
		if Staking::<T>::total_stake(&pool).is_ok() {
			Self::withdraw_unbonded(&pool)?;
		}
		let free = |preservation| {
			CurrencyOf::<T>::reducible_balance(&pool, preservation, Fortitude::Polite)
		};
		// What rounding has left of the rewards, and gifts.
		let (rest, pot) = (free(Preservation::Preserve), T::RewardPot::account());
		CurrencyOf::<T>::transfer(&pool, &pot, rest, Preservation::Preserve)?;
		// Nothing, where a stranger has locked a gift in the account: that keeps the account, but not the candidate.
		let least = free(Preservation::Expendable);
		CurrencyOf::<T>::transfer(&pool, candidate, least, Preservation::Expendable)?;

		PoolAccounts::<T>::remove(&pool);
		Candidates::<T>::remove(candidate);
		Profiles::<T>::remove(candidate);
		Self::deposit_event(Event::CandidateRemoved { candidate: candidate.clone() });
		Ok(())
	}

	pub(crate) fn do_return_from_jail(candidate: &T::AccountId) -> DispatchResult {
		Self::mutate_candidate(candidate, |entry| {
			let Standing::Jailed(until) = entry.standing else {
				return Err(Error::<T>::NotJailed.into());
			};
			ensure!(Self::active_era() >= until, Error::<T>::StillJailed);
			Self::ensure_backs_itself(entry)?;
			entry.standing = Standing::Ranked;
			Ok(())
		})?;
		Self::deposit_event(Event::CandidateReturned { candidate: candidate.clone() });
		Ok(())
	}

	/// Whether these rules make sense.
	pub(crate) fn are_allowed(parameters: &StakingParameters) -> bool {
		let winners = parameters.active.saturating_add(parameters.backups);
		parameters.active > 0
			&& winners <= T::MaxWinners::get()
			&& parameters.min_delegation >= CurrencyOf::<T>::minimum_balance()
			&& parameters.min_self_stake >= CurrencyOf::<T>::minimum_balance()
			&& !parameters.self_stake_share.is_zero()
			&& !parameters.counted_share.is_zero()
			&& !parameters.commission_step.is_zero()
	}

	/// Put down the rules and declare the first candidates.
	///
	/// # Panics
	///
	/// If they break the rules: at genesis, where no chain can start from it, never in a block.
	pub(crate) fn do_found(
		parameters: &StakingParameters,
		candidates: &[GenesisCandidate<T::AccountId>],
	) {
		assert!(
			Self::are_allowed(parameters),
			"dpos.parameters: at least 1 active, at most {} with backups, nothing less than the existential deposit, no \
			 part of nothing",
			T::MaxWinners::get(),
		);
		Parameters::<T>::put(parameters);
		for GenesisCandidate { account, name, self_stake, max_stake, commission } in candidates {
			let name = name
				.as_bytes()
				.to_vec()
				.try_into()
				.expect("dpos.candidates: a name has at most 128 bytes");
			let profile = Profile { name, ..Default::default() };
			Self::do_declare(account, *self_stake, *max_stake, *commission, profile)
				.unwrap_or_else(|error| {
					panic!("dpos.candidates: {account:?} cannot be declared: {error:?}")
				});
		}
	}
}
