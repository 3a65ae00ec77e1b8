// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What people ask.

use crate::{Candidates, Config, Delegations, Exits, Pallet, Parameters, Unbonding};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use cybermiles_primitives::{mul_div, split, Balance};
use cybermiles_traits::RewardPot;
use scale_info::TypeInfo;
use sp_runtime::{FixedU128, PerThing};
use sp_staking::EraIndex;

/// A candidate in the list of those that may be elected.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct RankedCandidate<AccountId> {
	/// Who.
	pub candidate: AccountId,
	/// All that is staked on it.
	pub stake: Balance,
	/// What of that counts.
	pub counted: Balance,
	/// What it staked itself.
	pub self_stake: Balance,
	/// What may still be delegated.
	pub room: Balance,
	/// What it keeps of its delegators' rewards.
	pub commission: sp_runtime::Perbill,
	/// How many delegate to it.
	pub delegators: u32,
	/// Whether it would be elected now to validate, to stand by, or not at all.
	pub place: Place,
	/// What a delegation would yield in a year, as a part of it, if every era were like this one.
	pub yearly_yield: FixedU128,
}

/// What an election now would make of a candidate.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub enum Place {
	/// It would validate.
	Active,
	/// It would stand by.
	Standby,
	/// It would not be elected.
	None,
}

/// What an account has delegated to a candidate.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Position<AccountId> {
	/// To whom.
	pub candidate: AccountId,
	/// What it is worth now.
	pub stake: Balance,
	/// Rewards that may be claimed.
	pub unclaimed: Balance,
	/// Whether rewards are added to the stake.
	pub compounding: bool,
	/// What was taken back: what it is worth now, the era in which it is free, and where it goes then if not home.
	pub leaving: Vec<(Balance, EraIndex, Option<AccountId>)>,
}

impl<T: Config> Pallet<T> {
	/// The candidates that may be elected, best first.
	pub fn ranking() -> Vec<RankedCandidate<T::AccountId>> {
		let parameters = Parameters::<T>::get();
		let (active, winners) = (
			parameters.active as usize,
			(parameters.active.saturating_add(parameters.backups)) as usize,
		);
		let ranked = Self::ranked();

		let share = parameters.active_reward;
		let parts = [share, share.left_from_one()].map(|part| part.deconstruct().into());
		let (parts, _) = split(T::RewardPot::forecast(), &parts);
		let rewards = |from: usize, to: usize, part: usize| {
			let to = to.min(ranked.len());
			let counted: Vec<u128> = ranked
				.get(from.min(to)..to)
				.unwrap_or_default()
				.iter()
				.map(|it| it.counted)
				.collect();
			split(parts.get(part).copied().unwrap_or_default(), &counted).0
		};
		let mut rewards: Vec<Balance> =
			rewards(0, active, 0).into_iter().chain(rewards(active, winners, 1)).collect();
		rewards.resize(ranked.len(), 0);

		ranked
			.iter()
			.zip(rewards)
			.enumerate()
			.map(|(index, (ranked, reward))| {
				let entry = &ranked.candidate;
				let kept = entry.commission.left_from_one().mul_floor(reward);
				let an_era = FixedU128::from_rational(kept, entry.stake().max(1));
				RankedCandidate {
					candidate: ranked.account.clone(),
					stake: entry.stake(),
					counted: ranked.counted,
					self_stake: entry.self_stake,
					room: entry.room(),
					commission: entry.commission,
					delegators: entry.pool.delegators,
					place: if index < active {
						Place::Active
					} else if index < winners {
						Place::Standby
					} else {
						Place::None
					},
					yearly_yield: FixedU128::from_inner(an_era.into_inner().saturating_mul(365)),
				}
			})
			.collect()
	}

	/// All that an account has delegated or taken back.
	pub fn positions(delegator: T::AccountId) -> Vec<Position<T::AccountId>> {
		let mut positions: Vec<_> = Delegations::<T>::iter_prefix(&delegator)
			.map(|(candidate, delegation)| {
				let pool = Candidates::<T>::get(&candidate).map(|entry| entry.pool);
				let class = *pool.unwrap_or_default().class(delegation.compounding);
				let earned = class.paid_since(delegation.shares, delegation.counted_to);
				Position {
					candidate,
					stake: class.fund.worth(delegation.shares),
					unclaimed: delegation.unclaimed.saturating_add(earned),
					compounding: delegation.compounding,
					leaving: Vec::new(),
				}
			})
			.collect();
		for (candidate, exits) in Exits::<T>::iter_prefix(&delegator) {
			let leaving = exits
				.into_iter()
				.map(|exit| {
					let fund = Unbonding::<T>::get(&candidate, exit.era);
					let worth = mul_div(exit.shares, fund.stake, fund.shares).unwrap_or_default();
					(worth, exit.era, exit.to)
				})
				.collect();
			match positions.iter_mut().find(|position| position.candidate == candidate) {
				Some(position) => position.leaving = leaving,
				None => positions.push(Position {
					candidate,
					stake: 0,
					unclaimed: 0,
					compounding: false,
					leaving,
				}),
			}
		}
		positions
	}
}
