// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What delegators do. The cost of none of it depends on how many they are.

use crate::{
	Candidate, Candidates, Class, Config, CurrencyOf, Delegation, Delegations, Due, Error, Event,
	Exit, Exits, Pallet, Parameters, Standing, Unbonding,
};
use cybermiles_primitives::Balance;
use cybermiles_traits::{Agenda, OnDue};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Preservation},
		Get,
	},
	weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::{Convert, One},
	DispatchError, DispatchResult, Saturating,
};
use sp_staking::{EraIndex, StakingInterface};

type Staking<T> = pallet_staking::Pallet<T>;

/// Count what a delegation has earned since it was counted last.
fn count_rewards(class: &Class, delegation: &mut Delegation) {
	let earned = class.paid_since(delegation.shares, delegation.counted_to);
	delegation.unclaimed = delegation.unclaimed.saturating_add(earned);
	delegation.counted_to = class.paid_per_share;
}

impl<T: Config> Pallet<T> {
	pub(crate) fn ensure_takes_delegations(
		candidate: &T::AccountId,
		entry: &Candidate,
		delegator: &T::AccountId,
	) -> DispatchResult {
		ensure!(delegator != candidate, Error::<T>::SelfDelegation);
		ensure!(entry.standing != Standing::Retired, Error::<T>::Retired);
		ensure!(entry.standing == Standing::Ranked, Error::<T>::Slashed);
		ensure!(Self::backs_itself(entry), Error::<T>::Slashed);
		let pool = &entry.pool;
		let worthless = pool.compounding.fund.is_worthless() || pool.paying.fund.is_worthless();
		ensure!(!worthless, Error::<T>::Slashed);
		Ok(())
	}

	pub(crate) fn do_delegate(
		delegator: &T::AccountId,
		candidate: &T::AccountId,
		amount: Balance,
		compounding: bool,
	) -> DispatchResult {
		let free = CurrencyOf::<T>::reducible_balance(
			delegator,
			Preservation::Preserve,
			Fortitude::Polite,
		);
		let entry = Candidates::<T>::get(candidate).ok_or(Error::<T>::NotFound)?;
		Self::ensure_takes_delegations(candidate, &entry, delegator)?;
		ensure!(amount <= free, Error::<T>::InsufficientFunds);
		Self::add_delegation(delegator, delegator, candidate, amount, compounding)
	}

	/// Move `amount` from the account `source` into the candidate's pool for the delegator.
	fn add_delegation(
		source: &T::AccountId,
		delegator: &T::AccountId,
		candidate: &T::AccountId,
		amount: Balance,
		compounding: bool,
	) -> DispatchResult {
		Self::mutate_candidate(candidate, |entry| {
			Self::ensure_takes_delegations(candidate, entry, delegator)?;
			ensure!(amount <= entry.room(), Error::<T>::AboveMaximum);

			let mut delegation = match Delegations::<T>::get(delegator, candidate) {
				Some(mut delegation) => {
					Self::change_class(entry, &mut delegation, compounding)?;
					delegation
				},
				None => {
					entry.pool.delegators = entry.pool.delegators.saturating_add(1);
					let counted_to = entry.pool.class(compounding).paid_per_share;
					Delegation { compounding, shares: 0, counted_to, unclaimed: 0 }
				},
			};
			let class = entry.pool.class_mut(compounding);
			count_rewards(class, &mut delegation);
			let worth = class.fund.worth(delegation.shares).saturating_add(amount);
			ensure!(worth >= Parameters::<T>::get().min_delegation, Error::<T>::BelowMinimum);
			let shares = class.fund.issue(amount).ok_or(Error::<T>::Slashed)?;
			delegation.shares = delegation.shares.saturating_add(shares);
			Delegations::<T>::insert(delegator, candidate, delegation);

			let pool = Self::pool_account(candidate);
			CurrencyOf::<T>::transfer(source, &pool, amount, Preservation::Preserve)?;
			Self::bond_more(&pool, amount)
		})?;
		Self::deposit_event(Event::Delegated {
			delegator: delegator.clone(),
			candidate: candidate.clone(),
			amount,
		});
		Ok(())
	}

	/// Move a delegation to the other class of its pool, at the prices of now.
	fn change_class(
		entry: &mut Candidate,
		delegation: &mut Delegation,
		compounding: bool,
	) -> DispatchResult {
		if delegation.compounding == compounding {
			return Ok(());
		}
		let from = entry.pool.class_mut(delegation.compounding);
		count_rewards(from, delegation);
		let amount = from.fund.redeem(delegation.shares);
		let to = entry.pool.class_mut(compounding);
		delegation.shares = to.fund.issue(amount).ok_or(Error::<T>::Slashed)?;
		delegation.counted_to = to.paid_per_share;
		delegation.compounding = compounding;
		Ok(())
	}

	pub(crate) fn do_set_compounding(
		delegator: &T::AccountId,
		candidate: &T::AccountId,
		compounding: bool,
	) -> DispatchResult {
		let mut delegation =
			Delegations::<T>::get(delegator, candidate).ok_or(Error::<T>::NoDelegation)?;
		Self::mutate_candidate(candidate, |entry| {
			Self::change_class(entry, &mut delegation, compounding)
		})?;
		Delegations::<T>::insert(delegator, candidate, delegation);
		Self::deposit_event(Event::CompoundingSet {
			delegator: delegator.clone(),
			candidate: candidate.clone(),
			compounding,
		});
		Ok(())
	}

	pub(crate) fn do_undelegate(
		delegator: &T::AccountId,
		candidate: &T::AccountId,
		amount: Option<Balance>,
		to: Option<T::AccountId>,
	) -> DispatchResult {
		let mut delegation =
			Delegations::<T>::get(delegator, candidate).ok_or(Error::<T>::NoDelegation)?;
		let era = Self::planned_era().saturating_add(Staking::<T>::bonding_duration());
		let (amount, automatic) = Self::mutate_candidate(candidate, |entry| {
			let compounding = delegation.compounding;
			let class = entry.pool.class_mut(compounding);
			count_rewards(class, &mut delegation);
			let shares = match amount {
				None => delegation.shares,
				Some(0) => return Err(Error::<T>::BelowMinimum.into()),
				Some(amount) => class
					.fund
					.shares_for(amount)
					.filter(|shares| *shares <= delegation.shares)
					.ok_or(Error::<T>::ExceedsDelegation)?,
			};
			delegation.shares = delegation.shares.saturating_sub(shares);
			let amount = class.fund.redeem(shares);
			if delegation.shares > 0 {
				let left = class.fund.worth(delegation.shares);
				ensure!(left >= Parameters::<T>::get().min_delegation, Error::<T>::BelowMinimum);
			}

			let exit = Exit { era, shares: 0, to: to.clone(), compounding, automatic: false };
			let automatic = Self::unbond_from_pool(delegator, candidate, entry, amount, exit)?;

			if delegation.shares > 0 {
				Delegations::<T>::insert(delegator, candidate, delegation);
			} else {
				Self::end_delegation(delegator, candidate, entry, &mut delegation)?;
			}
			Ok((amount, automatic))
		})?;
		Self::deposit_event(Event::Undelegated {
			delegator: delegator.clone(),
			candidate: candidate.clone(),
			amount,
			era,
			to,
			automatic,
		});
		Ok(())
	}

	/// Unbond `amount`, which was taken out of a class, put it under the exit, and say whether it leaves by itself.
	fn unbond_from_pool(
		delegator: &T::AccountId,
		candidate: &T::AccountId,
		entry: &mut Candidate,
		amount: Balance,
		exit: Exit<T::AccountId>,
	) -> Result<bool, DispatchError> {
		if amount == 0 {
			// Slashed to nothing: there is nothing to wait for.
			return Ok(true);
		}
		let pool = Self::pool_account(candidate);
		<Staking<T> as StakingInterface>::unbond(&pool, amount)?;
		// pallet-staking does not leave less than the existential deposit bonded: the rest, worth next to nothing after a
		// great slash, leaves as well and is shared by all who leave in this era.
		let rest = entry.pool.stake().saturating_sub(Self::bonded(&pool));
		if rest > 0 {
			entry.pool.compounding.fund.stake = 0;
			entry.pool.paying.fund.stake = 0;
		}

		let mut leaving = Unbonding::<T>::get(candidate, exit.era);
		let shares = leaving.issue(amount).ok_or(Error::<T>::Slashed)?;
		leaving.stake = leaving.stake.saturating_add(rest);
		Unbonding::<T>::insert(candidate, exit.era, leaving);
		if shares == 0 {
			// Less than a share of what leaves in this era is worth: it is left to the others.
			return Ok(true);
		}

		Exits::<T>::try_mutate(delegator, candidate, |exits| {
			let scheduled = exits.iter().any(|other| other.era == exit.era && other.automatic);
			let automatic =
				scheduled || Self::schedule_withdrawal(delegator, candidate, exit.era).is_ok();
			// One task withdraws all that is free.
			exits
				.iter_mut()
				.filter(|other| other.era == exit.era)
				.for_each(|other| other.automatic = automatic);
			let same = exits.iter_mut().find(|other| {
				other.era == exit.era
					&& other.to == exit.to
					&& other.compounding == exit.compounding
			});
			match same {
				Some(same) => same.shares = same.shares.saturating_add(shares),
				None => {
					exits
						.try_push(Exit { shares, automatic, ..exit })
						.map_err(|_| Error::<T>::TooManyExits)?;
					entry.pool.exits = entry.pool.exits.saturating_add(1);
				},
			}
			Ok(automatic)
		})
	}

	/// Have the withdrawal done when it is free, if the delegator can pay for that now.
	fn schedule_withdrawal(
		delegator: &T::AccountId,
		candidate: &T::AccountId,
		era: EraIndex,
	) -> DispatchResult {
		let due = Due::Withdraw { delegator: delegator.clone(), candidate: candidate.clone() };
		T::Agenda::schedule(Self::free_from(era), due, Some(delegator)).map(drop)
	}

	/// The block from which on withdrawals of this era are free: pallet-staking plans an era one session before it begins.
	fn free_from(era: EraIndex) -> BlockNumberFor<T> {
		let planned = Self::planned_era();
		let start = pallet_staking::ErasStartSessionIndex::<T>::get(planned).unwrap_or_default();
		let sessions = era.saturating_sub(planned).saturating_mul(T::SessionsPerEra::get());
		let session = start.saturating_add(sessions).saturating_sub(1);
		let now = frame_system::Pallet::<T>::block_number();
		// One more, as the block that plans an era has no room.
		T::SessionStart::convert(session).max(now).saturating_add(One::one())
	}

	pub(crate) fn do_withdraw(
		delegator: &T::AccountId,
		candidate: &T::AccountId,
	) -> DispatchResult {
		let era = Self::planned_era();
		let mut waiting = Exits::<T>::get(delegator, candidate);
		ensure!(!waiting.is_empty(), Error::<T>::NoDelegation);
		let (free, later): (alloc::vec::Vec<_>, alloc::vec::Vec<_>) =
			waiting.into_iter().partition(|exit| exit.era <= era);
		ensure!(!free.is_empty(), Error::<T>::NotFree);
		waiting = later.try_into().map_err(|_| Error::<T>::TooManyExits)?;
		if waiting.is_empty() {
			Exits::<T>::remove(delegator, candidate);
		} else {
			Exits::<T>::insert(delegator, candidate, waiting);
		}

		let pool = Self::pool_account(candidate);
		if Staking::<T>::total_stake(&pool).is_ok() {
			Self::withdraw_unbonded(&pool)?;
		}
		for exit in free {
			let amount = Unbonding::<T>::mutate_exists(candidate, exit.era, |fund| {
				let amount = fund.as_mut().map_or(0, |fund| fund.redeem(exit.shares));
				if fund.is_some_and(|fund| fund.shares == 0) {
					*fund = None;
				}
				amount
			});
			Self::mutate_candidate(candidate, |entry| {
				entry.pool.exits = entry.pool.exits.saturating_sub(1);
				Ok(())
			})?;
			Self::pay_or_redelegate(delegator, candidate, &pool, amount, exit)?;
		}
		Ok(())
	}

	fn pay_or_redelegate(
		delegator: &T::AccountId,
		candidate: &T::AccountId,
		pool: &T::AccountId,
		amount: Balance,
		exit: Exit<T::AccountId>,
	) -> DispatchResult {
		if let Some(to) = exit.to {
			let kept = Delegations::<T>::get(delegator, &to).map(|it| it.compounding);
			let compounding = kept.unwrap_or(exit.compounding);
			let moved = with_storage_layer(|| {
				Self::add_delegation(pool, delegator, &to, amount, compounding)
			});
			match moved {
				Ok(()) => return Ok(()),
				Err(error) => Self::deposit_event(Event::RedelegationFailed {
					delegator: delegator.clone(),
					to,
					amount,
					error,
				}),
			}
		}
		CurrencyOf::<T>::transfer(pool, delegator, amount, Preservation::Preserve)?;
		Self::deposit_event(Event::Withdrawn {
			delegator: delegator.clone(),
			candidate: candidate.clone(),
			amount,
		});
		Ok(())
	}

	pub(crate) fn do_claim(delegator: &T::AccountId, candidate: &T::AccountId) -> DispatchResult {
		let mut delegation =
			Delegations::<T>::get(delegator, candidate).ok_or(Error::<T>::NoDelegation)?;
		Self::mutate_candidate(candidate, |entry| {
			let class = entry.pool.class_mut(delegation.compounding);
			count_rewards(class, &mut delegation);
			if class.fund.is_worthless() {
				// As long as it is there nobody can delegate to the candidate, and none who retired is removed.
				class.fund.redeem(delegation.shares);
				return Self::end_delegation(delegator, candidate, entry, &mut delegation);
			}
			ensure!(delegation.unclaimed > 0, Error::<T>::NothingToClaim);
			Self::pay_unclaimed(delegator, candidate, entry, &mut delegation)?;
			Delegations::<T>::insert(delegator, candidate, delegation);
			Ok(())
		})
	}

	/// Pay out the rewards of a delegation of which no share is left, and forget it.
	fn end_delegation(
		delegator: &T::AccountId,
		candidate: &T::AccountId,
		entry: &mut Candidate,
		delegation: &mut Delegation,
	) -> DispatchResult {
		Self::pay_unclaimed(delegator, candidate, entry, delegation)?;
		entry.pool.delegators = entry.pool.delegators.saturating_sub(1);
		Delegations::<T>::remove(delegator, candidate);
		Ok(())
	}

	/// Pay out the rewards that were counted.
	fn pay_unclaimed(
		delegator: &T::AccountId,
		candidate: &T::AccountId,
		entry: &mut Candidate,
		delegation: &mut Delegation,
	) -> DispatchResult {
		let amount = core::mem::take(&mut delegation.unclaimed);
		if amount == 0 {
			return Ok(());
		}
		let pool = Self::pool_account(candidate);
		CurrencyOf::<T>::transfer(&pool, delegator, amount, Preservation::Preserve)?;
		entry.pool.unclaimed = entry.pool.unclaimed.saturating_sub(amount);
		Self::deposit_event(Event::RewardClaimed {
			delegator: delegator.clone(),
			candidate: candidate.clone(),
			amount,
		});
		Ok(())
	}
}

impl<T: Config> OnDue<Due<T::AccountId>> for Pallet<T> {
	fn weight(task: &Due<T::AccountId>) -> Weight {
		match task {
			Due::Withdraw { .. } => <<T as Config>::WeightInfo as crate::WeightInfo>::withdraw(),
		}
	}

	fn on_due(task: Due<T::AccountId>) -> DispatchResult {
		match task {
			Due::Withdraw { delegator, candidate } => Self::do_withdraw(&delegator, &candidate),
		}
	}
}
