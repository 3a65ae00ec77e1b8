// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who is paid when an era ends. The cost depends on the number of winners and not on that of delegators.

use crate::{
	Candidates, Config, CurrencyOf, Event, Pallet, Parameters, Seat, Seats, Service, Services,
	Standing,
};
use alloc::vec::Vec;
use cybermiles_primitives::{split, Balance};
use cybermiles_traits::RewardPot;
use frame_support::{
	storage::with_storage_layer,
	traits::{fungible::Mutate, tokens::Preservation},
};
use sp_runtime::{traits::Saturating, DispatchError, PerThing};
use sp_staking::{EraIndex, SessionIndex};

impl<T: Config> Pallet<T> {
	/// Count the session that ends for all who validated or stood by in it, but not for those that were absent from it or
	/// disabled in it, or had no keys to validate with.
	pub(crate) fn count_services(session: SessionIndex, absent: &[T::AccountId]) {
		let (active, standby) = Seats::<T>::get(session);
		let validators = pallet_session::Validators::<T>::get();
		let disabled: Vec<T::AccountId> = pallet_session::Pallet::<T>::disabled_validators()
			.into_iter()
			.filter_map(|index| validators.get(index as usize).cloned())
			.collect();
		let served =
			|validator: &T::AccountId| !absent.contains(validator) && !disabled.contains(validator);
		Services::<T>::mutate(|services| {
			let mut count = |validator: T::AccountId, active: u128, standby: u128| {
				match services.iter_mut().find(|service| service.validator == validator) {
					Some(service) => {
						service.active.saturating_accrue(active);
						service.standby.saturating_accrue(standby);
					},
					// No more serve in an era than were elected for it.
					None => drop(services.try_push(Service { validator, active, standby })),
				}
			};
			let validated = |seat: &Seat<T::AccountId>| {
				validators.contains(&seat.validator) && served(&seat.validator)
			};
			for seat in active.into_iter().filter(validated) {
				count(seat.validator, seat.counted, 0);
			}
			for seat in standby.into_iter().filter(|seat| served(&seat.validator)) {
				count(seat.validator, 0, seat.counted);
			}
		});
	}

	/// Pay everyone who served in the era that ended.
	pub(crate) fn pay_era(era: EraIndex) {
		let available = T::RewardPot::close_era();
		let services = Services::<T>::take();
		let share = Parameters::<T>::get().active_reward;
		let parts = [share, share.left_from_one()].map(|part| part.deconstruct().into());
		let (parts, _) = split(available, &parts);
		let shares_of = |index: usize, weight: fn(&Service<T::AccountId>) -> u128| {
			let weights: Vec<u128> = services.iter().map(weight).collect();
			split(parts.get(index).copied().unwrap_or_default(), &weights).0
		};
		let active = shares_of(0, |service| service.active);
		let standby = shares_of(1, |service| service.standby);

		let mut paid: Balance = 0;
		for ((service, active), standby) in services.iter().zip(active).zip(standby) {
			let reward = active.saturating_add(standby);
			// Who cannot be paid, as it is gone, leaves its part in the pot.
			let done = with_storage_layer(|| Self::reward_candidate(&service.validator, reward));
			paid = paid.saturating_add(done.unwrap_or_default());
		}
		Self::deposit_event(Event::EraPaid { era, available, paid });
	}

	/// Pay a candidate and its delegators by their present stakes, less its commission, and return what was paid.
	///
	/// What rounding leaves stays in the pot.
	fn reward_candidate(
		candidate: &T::AccountId,
		reward: Balance,
	) -> Result<Balance, DispatchError> {
		let Some(mut entry) = Candidates::<T>::get(candidate) else { return Ok(0) };
		let stakes =
			[entry.self_stake, entry.pool.compounding.fund.stake, entry.pool.paying.fund.stake];
		let (parts, _) = split(reward, &stakes);
		let [own, compounding, paying] = parts[..] else { return Ok(0) };
		let commission = |part: Balance| {
			let kept = entry.commission.mul_floor(part);
			(part.saturating_sub(kept), kept)
		};
		let (compounding, first) = commission(compounding);
		let (paying, second) = commission(paying);
		let to_candidate = own.saturating_add(first).saturating_add(second);
		let to_delegators = compounding.saturating_add(paying);

		let (pot, pool) = (T::RewardPot::account(), Self::pool_account(candidate));
		CurrencyOf::<T>::transfer(&pot, candidate, to_candidate, Preservation::Preserve)?;
		if to_delegators > 0 {
			CurrencyOf::<T>::transfer(&pot, &pool, to_delegators, Preservation::Preserve)?;
		}

		// What would be above the maximum is paid out like the rewards of those who do not compound.
		let staked = compounding.min(entry.room());
		if staked > 0 {
			Self::bond_more(&pool, staked)?;
			entry.pool.compounding.fund.stake.saturating_accrue(staked);
		}
		let free = compounding.saturating_sub(staked);
		entry.pool.compounding.pay(free);
		entry.pool.paying.pay(paying);
		entry.pool.unclaimed.saturating_accrue(free.saturating_add(paying));
		// Who retires could never unbond it again. Too little for a bond stays free, as above the maximum.
		if entry.compounding && entry.standing != Standing::Retired {
			let staked = to_candidate.min(entry.room());
			let done = with_storage_layer(|| Self::bond_more(candidate, staked));
			entry.self_stake.saturating_accrue(done.map_or(0, |()| staked));
		}
		Candidates::<T>::insert(candidate, entry);
		Self::deposit_event(Event::CandidateRewarded {
			candidate: candidate.clone(),
			to_candidate,
			to_delegators,
		});
		Ok(to_candidate.saturating_add(to_delegators))
	}
}
