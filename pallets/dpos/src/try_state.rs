// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The invariants, numbered as in the README.

use crate::{
	Candidate, Candidates, Config, CurrencyOf, Delegations, Exits, Order, Pallet, Parameters,
	PoolAccounts, Standing, Unbonding,
};
use alloc::collections::{BTreeMap, BTreeSet};
use cybermiles_primitives::Balance;
use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::{Saturating, TryRuntimeError};
use sp_staking::{EraIndex, StakingInterface};

type Staking<T> = pallet_staking::Pallet<T>;

/// What the delegations to a candidate add up to.
#[derive(Default)]
struct Sums {
	compounding: u128,
	paying: u128,
	unclaimed: Balance,
	delegators: u32,
	exits: u32,
	leaving: BTreeMap<EraIndex, u128>,
}

impl<T: Config> Pallet<T> {
	/// Check every invariant against the current state.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(Self::are_allowed(&Parameters::<T>::get()), "invariant 1: the rules make sense");

		let mut sums = BTreeMap::<T::AccountId, Sums>::new();
		for (_, candidate, delegation) in Delegations::<T>::iter() {
			let entry = Candidates::<T>::get(&candidate)
				.ok_or("invariant 2: who is delegated to is a candidate")?;
			let class = entry.pool.class(delegation.compounding);
			let sums = sums.entry(candidate).or_default();
			let shares =
				if delegation.compounding { &mut sums.compounding } else { &mut sums.paying };
			shares.saturating_accrue(delegation.shares);
			sums.delegators.saturating_accrue(1);
			sums.unclaimed.saturating_accrue(delegation.unclaimed);
			sums.unclaimed
				.saturating_accrue(class.paid_since(delegation.shares, delegation.counted_to));
		}
		for (_, candidate, exits) in Exits::<T>::iter() {
			let sums = sums.entry(candidate).or_default();
			for exit in exits {
				sums.exits.saturating_accrue(1);
				sums.leaving.entry(exit.era).or_default().saturating_accrue(exit.shares);
			}
		}

		let order = Order::<T>::get();
		let listed: BTreeSet<_> = order.iter().cloned().collect();
		ensure!(
			listed.len() == order.len() && order.iter().all(Candidates::<T>::contains_key),
			"invariant 7: each candidate but those that retired is in order once"
		);
		for (candidate, entry) in Candidates::<T>::iter() {
			let sums = sums.remove(&candidate).unwrap_or_default();
			Self::check_shares(&candidate, &entry, sums)?;
			Self::check_money(&candidate, &entry)?;
			ensure!(
				listed.contains(&candidate) == (entry.standing != Standing::Retired),
				"invariant 7: each candidate but those that retired is in order once"
			);
		}
		ensure!(sums.is_empty(), "invariant 2: who is delegated to is a candidate");
		Ok(())
	}

	fn check_shares(
		candidate: &T::AccountId,
		entry: &Candidate,
		sums: Sums,
	) -> Result<(), TryRuntimeError> {
		ensure!(
			entry.pool.compounding.fund.shares == sums.compounding
				&& entry.pool.paying.fund.shares == sums.paying
				&& entry.pool.delegators == sums.delegators,
			"invariant 3: a pool's shares are those of its delegators"
		);
		let leaving: BTreeMap<_, _> =
			Unbonding::<T>::iter_prefix(candidate).map(|(era, fund)| (era, fund.shares)).collect();
		ensure!(
			leaving == sums.leaving && entry.pool.exits == sums.exits,
			"invariant 4: what leaves a pool is shared by those who leave"
		);
		ensure!(
			entry.pool.unclaimed >= sums.unclaimed,
			"invariant 5: a pool has the rewards that its delegators may claim"
		);
		let funds = [entry.pool.compounding.fund, entry.pool.paying.fund];
		let mut funds = funds.into_iter().chain(Unbonding::<T>::iter_prefix_values(candidate));
		ensure!(
			funds.all(|fund| fund.shares > 0 || fund.stake == 0),
			"invariant 9: no stake is without shares"
		);
		Ok(())
	}

	fn check_money(candidate: &T::AccountId, entry: &Candidate) -> Result<(), TryRuntimeError> {
		let pool = Self::pool_account(candidate);
		ensure!(
			PoolAccounts::<T>::get(&pool).as_ref() == Some(candidate)
				&& Self::bonded(candidate) == entry.self_stake
				&& Self::bonded(&pool) == entry.pool.stake(),
			"invariant 6: the stakes are those that pallet-staking has"
		);
		let leaving =
			Unbonding::<T>::iter_prefix_values(candidate).map(|fund| fund.stake).sum::<Balance>();
		let staked = Staking::<T>::total_stake(&pool).unwrap_or_default();
		let free = CurrencyOf::<T>::total_balance(&pool).saturating_sub(staked);
		let leaving_free = leaving.saturating_sub(staked.saturating_sub(entry.pool.stake()));
		ensure!(
			free >= CurrencyOf::<T>::minimum_balance() + entry.pool.unclaimed + leaving_free,
			"invariant 8: a pool's account has what is not staked of it"
		);
		Ok(())
	}
}
