// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The worst case of each call. None depends on how many delegate: see `delegate_among`.

use super::*;
use alloc::vec::Vec;
use codec::{Decode, Encode};
use cybermiles_primitives::Balance;
use frame_benchmarking::v2::*;
use frame_election_provider_support::ElectionProvider;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		EnsureOrigin, Get,
	},
	BoundedVec,
};
use frame_system::RawOrigin;
use pallet_staking::{ActiveEra, ActiveEraInfo, CurrentEra};
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_runtime::{traits::TrailingZeroInput, DigestItem, PerThing, Perbill};
use sp_staking::StakingInterface;

const COMMISSION: Perbill = Perbill::from_percent(10);

fn longest() -> Profile {
	let text = || Text::truncate_from(alloc::vec![b'a'; 128]);
	Profile { name: text(), website: text(), location: text(), contact: text() }
}

/// What a candidate of these benchmarks stakes, and the most that it takes for that.
fn stakes<T: Config>() -> (Balance, Balance) {
	let parameters = Parameters::<T>::get();
	let own = parameters.min_self_stake;
	(own, parameters.self_stake_share.saturating_reciprocal_mul_floor(own))
}

/// A multiple of the least delegation.
fn least<T: Config>(times: u32) -> Balance {
	Parameters::<T>::get().min_delegation.saturating_mul(times.into())
}

/// An account with money, so that it can pay for whatever it does here.
fn funded<T: Config>(name: &'static str, index: u32) -> Result<T::AccountId, BenchmarkError> {
	let account: T::AccountId = account(name, index, 0);
	let enough = stakes::<T>().0.saturating_add(least::<T>(1_000)).saturating_mul(4);
	CurrencyOf::<T>::mint_into(&account, enough)?;
	Ok(account)
}

/// An account with money and session keys.
fn with_keys<T: Config>(name: &'static str, index: u32) -> Result<T::AccountId, BenchmarkError> {
	let account = funded::<T>(name, index)?;
	let keys = T::Keys::decode(&mut TrailingZeroInput::zeroes())
		.map_err(|_| BenchmarkError::Stop("zeroes are keys"))?;
	pallet_session::NextKeys::<T>::insert(&account, keys);
	Ok(account)
}

fn candidate<T: Config>(index: u32) -> Result<T::AccountId, BenchmarkError> {
	let candidate = with_keys::<T>("candidate", index)?;
	let (own, most) = stakes::<T>();
	Pallet::<T>::do_declare(&candidate, own, most, COMMISSION, longest())?;
	Ok(candidate)
}

/// Fill the order of candidates but for so many.
fn fill_order<T: Config>(but: u32) {
	Order::<T>::mutate(|order| {
		let filling = (order.len() as u32)..T::MaxCandidates::get().saturating_sub(but);
		for index in filling {
			drop(order.try_push(account("other", index, 0)));
		}
	});
}

/// A delegation to the candidate whose rewards are paid out, some of which wait to be claimed.
fn delegation<T: Config>(
	candidate: &T::AccountId,
	amount: Balance,
) -> Result<T::AccountId, BenchmarkError> {
	let delegator = funded::<T>("delegator", 0)?;
	Pallet::<T>::do_delegate(&delegator, candidate, amount, false)?;
	let reward = CurrencyOf::<T>::minimum_balance().saturating_mul(1_000);
	CurrencyOf::<T>::mint_into(&Pallet::<T>::pool_account(candidate), reward)?;
	Pallet::<T>::mutate_candidate(candidate, |entry| {
		entry.pool.paying.pay(reward);
		entry.pool.unclaimed = entry.pool.unclaimed.saturating_add(reward);
		Ok(())
	})?;
	Ok(delegator)
}

/// Another delegation to the candidate, whose rewards compound, so that both classes are there.
fn another<T: Config>(candidate: &T::AccountId) -> Result<T::AccountId, BenchmarkError> {
	let delegator = funded::<T>("another", 0)?;
	Pallet::<T>::do_delegate(&delegator, candidate, least::<T>(2), true)?;
	Ok(delegator)
}

fn next_era<T: Config>(eras: u32) {
	CurrentEra::<T>::mutate(|era| *era = Some(era.unwrap_or_default().saturating_add(eras)));
	let index = Pallet::<T>::active_era().saturating_add(eras);
	ActiveEra::<T>::put(ActiveEraInfo { index, start: None });
}

fn entry<T: Config>(candidate: &T::AccountId) -> Result<Candidate, BenchmarkError> {
	Candidates::<T>::get(candidate).ok_or(BenchmarkError::Stop("it is a candidate"))
}

/// As many blocks are missing as may be counted, each of another author.
fn all_slots_empty<T: Config>() {
	let slots = (0..T::MaxWinners::get()).map(|author| (u64::from(author) + 1, author));
	EmptySlots::<T>::put(BoundedVec::truncate_from(slots.collect::<Vec<_>>()));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn declare() -> Result<(), BenchmarkError> {
		let caller = with_keys::<T>("candidate", 0)?;
		fill_order::<T>(1);
		let (own, most) = stakes::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), own, most, COMMISSION, longest());
		assert_eq!(Order::<T>::get().len() as u32, T::MaxCandidates::get());
		assert_eq!(entry::<T>(&caller)?.self_stake, own);
		Ok(())
	}

	#[benchmark]
	fn set_profile() -> Result<(), BenchmarkError> {
		let caller = candidate::<T>(0)?;
		Profiles::<T>::remove(&caller);
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), longest());
		assert_eq!(Profiles::<T>::get(&caller), longest());
		Ok(())
	}

	#[benchmark]
	fn set_commission() -> Result<(), BenchmarkError> {
		let caller = candidate::<T>(0)?;
		next_era::<T>(1);
		let more = Perbill::from_parts(COMMISSION.deconstruct().saturating_add(1));
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), more);
		assert_eq!(entry::<T>(&caller)?.commission, more);
		Ok(())
	}

	#[benchmark]
	fn set_max_stake() -> Result<(), BenchmarkError> {
		let caller = candidate::<T>(0)?;
		let (own, _) = stakes::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), own);
		assert_eq!(entry::<T>(&caller)?.max_stake, own);
		Ok(())
	}

	#[benchmark]
	fn bond() -> Result<(), BenchmarkError> {
		let caller = candidate::<T>(0)?;
		let (own, _) = stakes::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), own);
		assert_eq!(entry::<T>(&caller)?.self_stake, own.saturating_add(own));
		Ok(())
	}

	#[benchmark]
	fn unbond() -> Result<(), BenchmarkError> {
		let caller = candidate::<T>(0)?;
		let (own, _) = stakes::<T>();
		Pallet::<T>::do_bond(&caller, own)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), own);
		assert_eq!(entry::<T>(&caller)?.self_stake, own);
		Ok(())
	}

	#[benchmark]
	fn set_candidate_compounding() -> Result<(), BenchmarkError> {
		let caller = candidate::<T>(0)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), true);
		assert!(entry::<T>(&caller)?.compounding);
		Ok(())
	}

	/// The last of as many candidates as there may be.
	#[benchmark]
	fn retire() -> Result<(), BenchmarkError> {
		fill_order::<T>(1);
		let caller = candidate::<T>(0)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()));
		assert_eq!(entry::<T>(&caller)?.standing, Standing::Retired);
		Ok(())
	}

	/// Candidate and pool are unknown to pallet-staking afterwards, and the candidate is removed.
	#[benchmark]
	fn withdraw_self_stake() -> Result<(), BenchmarkError> {
		let candidate = candidate::<T>(0)?;
		let delegator = delegation::<T>(&candidate, least::<T>(2))?;
		Pallet::<T>::do_undelegate(&delegator, &candidate, None, None)?;
		// Without the withdrawal, with which the pool would be gone already.
		Exits::<T>::remove(&delegator, &candidate);
		let _ = Unbonding::<T>::clear_prefix(&candidate, u32::MAX, None);
		Pallet::<T>::mutate_candidate(&candidate, |entry| {
			entry.pool.exits = 0;
			Ok(())
		})?;
		Pallet::<T>::do_retire(&candidate)?;
		next_era::<T>(pallet_staking::Pallet::<T>::bonding_duration());
		let caller = funded::<T>("caller", 0)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), candidate.clone());
		assert!(!Candidates::<T>::contains_key(&candidate));
		Ok(())
	}

	#[benchmark]
	fn return_from_jail() -> Result<(), BenchmarkError> {
		let caller = candidate::<T>(0)?;
		Pallet::<T>::mutate_candidate(&caller, |entry| {
			entry.standing = Standing::Jailed(0);
			Ok(())
		})?;
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()));
		assert_eq!(entry::<T>(&caller)?.standing, Standing::Ranked);
		Ok(())
	}

	/// More is delegated, and all of it moves to the other class, whose shares have a price.
	#[benchmark]
	fn delegate() -> Result<(), BenchmarkError> {
		let candidate = candidate::<T>(0)?;
		another::<T>(&candidate)?;
		let caller = delegation::<T>(&candidate, least::<T>(2))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), candidate.clone(), least::<T>(1), true);
		assert_eq!(entry::<T>(&candidate)?.pool.compounding.fund.stake, least::<T>(5));
		Ok(())
	}

	#[benchmark]
	fn set_compounding() -> Result<(), BenchmarkError> {
		let candidate = candidate::<T>(0)?;
		another::<T>(&candidate)?;
		let caller = delegation::<T>(&candidate, least::<T>(2))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), candidate.clone(), true);
		assert_eq!(entry::<T>(&candidate)?.pool.compounding.fund.stake, least::<T>(4));
		Ok(())
	}

	/// All is taken back with its rewards, while as many exits wait as may besides, each of another era, of others too.
	#[benchmark]
	fn undelegate() -> Result<(), BenchmarkError> {
		let candidate = candidate::<T>(0)?;
		let other = another::<T>(&candidate)?;
		let exits = T::MaxExits::get();
		let caller = delegation::<T>(&candidate, least::<T>(exits.saturating_add(1)))?;
		for _ in 1..exits {
			Pallet::<T>::do_undelegate(&caller, &candidate, Some(least::<T>(1)), None)?;
			next_era::<T>(1);
		}
		Pallet::<T>::do_undelegate(&other, &candidate, None, None)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), candidate.clone(), None);
		assert_eq!(Exits::<T>::get(&caller, &candidate).len() as u32, exits);
		assert!(!Delegations::<T>::contains_key(&caller, &candidate));
		Ok(())
	}

	/// As many exits as may wait, each of another era, and each delegated to another candidate.
	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		let from = candidate::<T>(0)?;
		let exits = T::MaxExits::get();
		let delegator = delegation::<T>(&from, least::<T>(exits.saturating_add(1)))?;
		for index in 1..=exits {
			let to = candidate::<T>(index)?;
			let other = funded::<T>("other delegator", index)?;
			Pallet::<T>::do_delegate(&other, &to, least::<T>(1), false)?;
			let amount = Some(least::<T>(1));
			Pallet::<T>::do_undelegate(&delegator, &from, amount, Some(to))?;
			next_era::<T>(1);
		}
		next_era::<T>(pallet_staking::Pallet::<T>::bonding_duration());
		let caller = funded::<T>("caller", 0)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), delegator.clone(), from.clone());
		assert!(Exits::<T>::get(&delegator, &from).is_empty());
		let delegated = Delegations::<T>::iter_prefix(&delegator).count() as u32;
		assert_eq!(delegated, exits.saturating_add(1));
		Ok(())
	}

	#[benchmark]
	fn claim() -> Result<(), BenchmarkError> {
		let candidate = candidate::<T>(0)?;
		let delegator = delegation::<T>(&candidate, least::<T>(2))?;
		let caller = funded::<T>("caller", 0)?;
		let before = CurrencyOf::<T>::balance(&delegator);
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), delegator.clone(), candidate.clone());
		assert!(CurrencyOf::<T>::balance(&delegator) > before);
		Ok(())
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin = <T as Config>::ParameterOrigin::try_successful_origin()
			.map_err(|_| BenchmarkError::Weightless)?;
		let parameters = StakingParameters { active: 1, ..Parameters::<T>::get() };
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);
		assert_eq!(Parameters::<T>::get(), parameters);
		Ok(())
	}

	#[benchmark]
	fn note_parent_final() -> Result<(), BenchmarkError> {
		all_slots_empty::<T>();
		SessionSlots::<T>::kill();
		#[extrinsic_call]
		_(RawOrigin::None, 0);
		let missed = SessionSlots::<T>::get().missed;
		assert_eq!(missed.len() as u32, T::MaxWinners::get());
		Ok(())
	}

	/// All slots of a round but the last are empty.
	#[benchmark]
	fn on_initialize() -> Result<(), BenchmarkError> {
		let authority = || {
			T::AuthorityId::decode(&mut TrailingZeroInput::zeroes())
				.map_err(|_| BenchmarkError::Stop("zeroes are an authority"))
		};
		let authorities =
			(0..T::MaxWinners::get()).map(|_| authority()).collect::<Result<Vec<_>, _>>()?;
		pallet_aura::Authorities::<T>::put(BoundedVec::truncate_from(authorities));
		let authors = pallet_aura::Authorities::<T>::decode_len().unwrap_or_default() as u64;
		pallet_aura::CurrentSlot::<T>::put(Slot::from(1_000));
		let slot = Slot::from(1_000u64.saturating_add(authors));
		frame_system::Pallet::<T>::deposit_log(DigestItem::PreRuntime(
			AURA_ENGINE_ID,
			slot.encode(),
		));
		#[block]
		{
			Pallet::<T>::count_slots();
		}
		assert_eq!(EmptySlots::<T>::get().len() as u64, authors.saturating_sub(1));
		Ok(())
	}

	/// What an election costs with so many candidates; pallet-session gives a block in which one is all of its room.
	#[benchmark(extra)]
	fn elect(c: Linear<1, { T::MaxCandidates::get() }>) -> Result<(), BenchmarkError> {
		Order::<T>::kill();
		for index in 0..c {
			let candidate = candidate::<T>(index)?;
			another::<T>(&candidate)?;
		}
		let elected;
		#[block]
		{
			elected = <Pallet<T> as ElectionProvider>::elect(0);
		}
		assert!(elected.is_ok_and(|winners| !winners.0.is_empty()));
		Ok(())
	}

	/// What the end of an era costs with so many winners, each with delegators of both kinds.
	#[benchmark(extra)]
	fn pay_era(w: Linear<1, { T::MaxWinners::get() }>) -> Result<(), BenchmarkError> {
		Order::<T>::kill();
		let mut services = Vec::new();
		for index in 0..w {
			let validator = candidate::<T>(index)?;
			another::<T>(&validator)?;
			delegation::<T>(&validator, least::<T>(2))?;
			services.push(Service { validator, active: 1, standby: 1 });
		}
		Services::<T>::put(BoundedVec::truncate_from(services));
		#[block]
		{
			Pallet::<T>::pay_era(0);
		}
		assert!(Services::<T>::get().is_empty());
		Ok(())
	}

	/// The cost of a delegation does not depend on how many others delegate.
	#[benchmark(extra)]
	fn delegate_among(d: Linear<0, 1_000>) -> Result<(), BenchmarkError> {
		let candidate = candidate::<T>(0)?;
		for index in 0..d {
			let delegator = funded::<T>("other delegator", index)?;
			Pallet::<T>::do_delegate(&delegator, &candidate, least::<T>(1), index % 2 == 0)?;
		}
		let caller = funded::<T>("delegator", 0)?;
		#[extrinsic_call]
		delegate(RawOrigin::Signed(caller), candidate.clone(), least::<T>(1), true);
		assert_eq!(entry::<T>(&candidate)?.pool.delegators, d.saturating_add(1));
		Ok(())
	}
}
