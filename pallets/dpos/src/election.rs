// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who is elected. An election reads the candidates and none of their delegators.

use crate::{
	counted, Candidate, Candidates, Config, Order, Pallet, Parameters, StakingParameters, Standing,
};
use alloc::{vec, vec::Vec};
use core::cmp::Reverse;
use cybermiles_primitives::Balance;
use frame_election_provider_support::{
	BoundedSupport, BoundedSupports, BoundedSupportsOf, ElectionProvider, PageIndex,
};
use frame_support::{
	traits::{ConstU32, Get},
	weights::Weight,
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Zero;

/// A candidate and what of its stake counts.
pub(crate) struct Ranked<AccountId> {
	pub account: AccountId,
	pub candidate: Candidate,
	pub counted: Balance,
}

impl<T: Config> Pallet<T> {
	/// The candidates that may be elected, best first: by the stake that counts, then by declaration.
	pub(crate) fn ranked() -> Vec<Ranked<T::AccountId>> {
		let parameters = Parameters::<T>::get();
		let eligible: Vec<(T::AccountId, Candidate)> = Order::<T>::get()
			.into_iter()
			.filter_map(|account| Candidates::<T>::get(&account).map(|entry| (account, entry)))
			.filter(|(_, entry)| Self::may_be_elected(entry, &parameters))
			.collect();
		let stakes: Vec<Balance> = eligible.iter().map(|(_, entry)| entry.stake()).collect();
		let level = counted::level(&stakes, parameters.counted_share);
		let mut ranked: Vec<Ranked<T::AccountId>> = eligible
			.into_iter()
			.map(|(account, candidate)| {
				let counted = candidate.stake().min(level);
				Ranked { account, candidate, counted }
			})
			.collect();
		// Stable: of equals the earlier declaration stays before the later.
		ranked.sort_by_key(|candidate| Reverse(candidate.counted));
		ranked
	}

	fn may_be_elected(entry: &Candidate, parameters: &StakingParameters) -> bool {
		entry.standing == Standing::Ranked
			&& entry.self_stake >= parameters.min_self_stake
			&& entry.backs_itself(parameters.self_stake_share)
	}
}

impl<T: Config> ElectionProvider for Pallet<T> {
	type AccountId = T::AccountId;
	type BlockNumber = BlockNumberFor<T>;
	type Error = &'static str;
	type MaxWinnersPerPage = T::MaxWinners;
	// The candidate and its pool.
	type MaxBackersPerWinner = ConstU32<2>;
	type MaxBackersPerWinnerFinal = ConstU32<2>;
	type Pages = ConstU32<1>;
	type DataProvider = pallet_staking::Pallet<T>;

	fn elect(_: PageIndex) -> Result<BoundedSupportsOf<Self>, Self::Error> {
		let parameters = Parameters::<T>::get();
		let seats = parameters.active.saturating_add(parameters.backups).min(T::MaxWinners::get());
		let winners: Vec<_> = Self::ranked()
			.into_iter()
			.take(seats as usize)
			.map(|Ranked { account, candidate, .. }| {
				let (own, pool) = (candidate.self_stake, candidate.pool.stake());
				let mut voters = vec![(account.clone(), own)];
				if !pool.is_zero() {
					voters.push((Self::pool_account(&account), pool));
				}
				let voters = BoundedVec::truncate_from(voters);
				(account, BoundedSupport { total: own.saturating_add(pool), voters })
			})
			.collect();
		Ok(BoundedSupports(BoundedVec::truncate_from(winners)))
	}

	fn duration() -> Self::BlockNumber {
		Zero::zero()
	}

	fn start() -> Result<(), Self::Error> {
		Ok(())
	}

	fn status() -> Result<Option<Weight>, ()> {
		Ok(Some(Weight::zero()))
	}
}
