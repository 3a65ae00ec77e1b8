// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What becomes of who contradicts itself. pallet-staking takes the slash, from the candidate and its pool together;
//! this pallet lets the shares bear it and bars the candidate.

use crate::{Candidates, Config, Event, Pallet, PoolAccounts, Standing, Unbonding};
use alloc::collections::BTreeMap;
use core::marker::PhantomData;
use cybermiles_primitives::{split, Balance};
use frame_support::{traits::Get, weights::Weight};
use pallet_session::historical::{self, IdentificationTuple};
use sp_runtime::Perbill;
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	EraIndex, OnStakingUpdate, SessionIndex,
};

type Details<T> = OffenceDetails<<T as frame_system::Config>::AccountId, IdentificationTuple<T>>;

/// Slashes and bars validators that contradicted themselves.
pub struct Offenders<T>(PhantomData<T>);

impl<T> OnOffenceHandler<T::AccountId, IdentificationTuple<T>, Weight> for Offenders<T>
where
	T: Config + historical::Config,
{
	fn on_offence(
		offenders: &[Details<T>],
		fractions: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		let details = offenders.iter().map(|details| OffenceDetails {
			offender: details.offender.0.clone(),
			reporters: details.reporters.clone(),
		});
		let weight = pallet_staking::Pallet::<T>::on_offence(details, fractions, session);
		for details in offenders {
			Pallet::<T>::jail(&details.offender.0);
		}
		weight
	}
}

impl<T: Config> Pallet<T> {
	/// Bar a candidate from elections, and its seat from the session after the next on.
	fn jail(candidate: &T::AccountId) {
		Self::exclude(candidate);
		let until = Self::active_era().saturating_add(T::JailEras::get());
		let jailed = Candidates::<T>::mutate(candidate, |entry| match entry {
			Some(entry) if entry.standing != Standing::Retired => {
				entry.standing = Standing::Jailed(until);
				true
			},
			_ => false,
		});
		if jailed {
			Self::deposit_event(Event::Jailed { candidate: candidate.clone(), until });
		}
	}
}

impl<T: Config> OnStakingUpdate<T::AccountId, Balance> for Pallet<T> {
	/// An account was slashed: its stake and what is unbonding of it are now these.
	fn on_slash(
		account: &T::AccountId,
		left: Balance,
		unbonding: &BTreeMap<EraIndex, Balance>,
		_: Balance,
	) {
		if let Some(candidate) = PoolAccounts::<T>::get(account) {
			for (era, left) in unbonding {
				Unbonding::<T>::mutate_exists(&candidate, era, |fund| {
					if let Some(fund) = fund {
						fund.stake = *left;
					}
				});
			}
			Candidates::<T>::mutate(&candidate, |entry| {
				let Some(entry) = entry else { return };
				let pool = &mut entry.pool;
				let stakes = [pool.compounding.fund.stake, pool.paying.fund.stake];
				let (parts, rest) = split(left, &stakes);
				let Some(compounding) = parts.first() else { return };
				// The unit that cannot be divided stays with those who compound, where there are any.
				let to_compounding = if *compounding > 0 { rest } else { 0 };
				pool.compounding.fund.stake = compounding.saturating_add(to_compounding);
				pool.paying.fund.stake = left.saturating_sub(pool.compounding.fund.stake);
			});
			Self::deposit_event(Event::Slashed { candidate, own: false, left });
		} else if Candidates::<T>::contains_key(account) {
			Candidates::<T>::mutate(account, |entry| {
				if let Some(entry) = entry {
					entry.self_stake = left;
				}
			});
			let candidate = account.clone();
			Self::deposit_event(Event::Slashed { candidate, own: true, left });
		}
	}
}
