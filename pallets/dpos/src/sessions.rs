// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who validates in which session. pallet-staking decides when an election is due and keeps its result for slashing; of
//! its winners the best are returned to the session and the others stand by.

use crate::{counted, Candidates, Config, Pallet, Parameters, Seat, Seats, Winner, Winners};
use alloc::vec::Vec;
use cybermiles_primitives::Balance;
use cybermiles_traits::ValidatorWeights;
use frame_support::BoundedVec;
use pallet_session::{historical, SessionManager};
use sp_staking::SessionIndex;

type Staking<T> = pallet_staking::Pallet<T>;

impl<T: Config> Pallet<T> {
	/// Plan a session: note new winners, seat them, and return who validates where that is not who validated before.
	fn plan_session(
		index: SessionIndex,
		elected: Option<Vec<T::AccountId>>,
	) -> Option<Vec<T::AccountId>> {
		let (before, stood_by) = Seats::<T>::get(index.saturating_sub(1));
		let anew = elected.is_some();
		if let Some(elected) = elected {
			// Who was excluded in the session that has just ended has not left its seat yet, so it leaves it now.
			let is_seated = |validator: &T::AccountId| {
				before.iter().chain(&stood_by).any(|seat| seat.validator == *validator)
			};
			let excluded: Vec<T::AccountId> = Winners::<T>::get()
				.into_iter()
				.filter(|winner| winner.excluded && is_seated(&winner.validator))
				.map(|winner| winner.validator)
				.collect();
			Self::note_winners(elected);
			let active = Parameters::<T>::get().active as usize;
			let backups = Winners::<T>::decode_len().unwrap_or_default().saturating_sub(active);
			excluded.iter().take(backups).for_each(Self::exclude);
		}

		let (active, standby) = Self::seat();
		let validators: Vec<_> = active.iter().map(|seat| seat.validator.clone()).collect();
		let changed = !before.iter().map(|seat| &seat.validator).eq(&validators);
		Seats::<T>::insert(index, (active, standby));
		if let Some(over) = index.checked_sub(3) {
			Seats::<T>::remove(over);
		}
		((anew || changed) && !validators.is_empty()).then_some(validators)
	}

	fn note_winners(elected: Vec<T::AccountId>) {
		let winners = elected
			.into_iter()
			.map(|validator| {
				let stake = Candidates::<T>::get(&validator).map_or(0, |entry| entry.stake());
				Winner { validator, stake, excluded: false }
			})
			.collect();
		Winners::<T>::put(BoundedVec::truncate_from(winners));
	}

	/// The winners that are not excluded, as many as may validate and the others, with the stake that counts of each.
	fn seat() -> (
		BoundedVec<Seat<T::AccountId>, T::MaxWinners>,
		BoundedVec<Seat<T::AccountId>, T::MaxWinners>,
	) {
		let parameters = Parameters::<T>::get();
		let mut winners = Winners::<T>::get().into_inner();
		// A chain goes on with those that it has rather than with nobody.
		if winners.iter().any(|winner| !winner.excluded) {
			winners.retain(|winner| !winner.excluded);
		}
		let standby = winners.split_off(winners.len().min(parameters.active as usize));
		let stakes: Vec<Balance> = winners.iter().map(|winner| winner.stake).collect();
		let level = counted::level(&stakes, parameters.counted_share);
		let seats = |winners: Vec<Winner<T::AccountId>>| {
			let seats = winners.into_iter().map(|winner| Seat {
				counted: winner.stake.min(level).max(1),
				validator: winner.validator,
			});
			BoundedVec::truncate_from(seats.collect())
		};
		(seats(winners), seats(standby))
	}

	/// Exclude a winner until the next election.
	pub(crate) fn exclude(validator: &T::AccountId) {
		Winners::<T>::mutate(|winners| {
			winners
				.iter_mut()
				.filter(|winner| winner.validator == *validator)
				.for_each(|winner| winner.excluded = true);
		});
	}
}

impl<T: Config> SessionManager<T::AccountId> for Pallet<T> {
	fn new_session(index: SessionIndex) -> Option<Vec<T::AccountId>> {
		let elected = <Staking<T> as SessionManager<_>>::new_session(index);
		Self::plan_session(index, elected)
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<T::AccountId>> {
		let elected = <Staking<T> as SessionManager<_>>::new_session_genesis(index);
		Self::plan_session(index, elected)
	}

	fn start_session(index: SessionIndex) {
		let era = Self::active_era();
		<Staking<T> as SessionManager<_>>::start_session(index);
		if Self::active_era() != era {
			Self::pay_era(era);
		}
		Self::begin_slots();
	}

	fn end_session(index: SessionIndex) {
		let absent = Self::judge_absent();
		Self::count_services(index, &absent);
		<Staking<T> as SessionManager<_>>::end_session(index);
	}
}

/// The same, where nothing but its account identifies a validator.
impl<T: Config> historical::SessionManager<T::AccountId, ()> for Pallet<T> {
	fn new_session(index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
		let validators = <Self as SessionManager<_>>::new_session(index)?;
		Some(validators.into_iter().map(|validator| (validator, ())).collect())
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
		let validators = <Self as SessionManager<_>>::new_session_genesis(index)?;
		Some(validators.into_iter().map(|validator| (validator, ())).collect())
	}

	fn start_session(index: SessionIndex) {
		<Self as SessionManager<_>>::start_session(index)
	}

	fn end_session(index: SessionIndex) {
		<Self as SessionManager<_>>::end_session(index)
	}
}

impl<T: Config> ValidatorWeights<T::AccountId> for Pallet<T> {
	fn weight(validator: &T::AccountId) -> u128 {
		let session = pallet_session::Pallet::<T>::current_index();
		let (active, _) = Seats::<T>::get(session);
		let seat = active.iter().find(|seat| seat.validator == *validator);
		seat.map_or(0, |seat| seat.counted)
	}
}
