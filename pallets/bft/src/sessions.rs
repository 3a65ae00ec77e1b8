// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How the set follows the sessions.

use crate::{functions::set_of, Config, CurrentSet, Member, Members, Pallet, Session, Sessions};
use alloc::vec::Vec;
use codec::Encode;
use cybermiles_primitives_bft::{scaled_weights, BftId, ConsensusLog, Height, ENGINE_ID};
use cybermiles_traits::ValidatorWeights;
use frame_support::{
	traits::{Get, OneSessionHandler},
	BoundedVec,
};
use sp_runtime::{traits::SaturatedConversion, BoundToRuntimeAppPublic, DigestItem};

const LOG_TARGET: &str = "runtime::bft";

impl<T: Config> BoundToRuntimeAppPublic for Pallet<T> {
	type Public = BftId;
}

impl<T: Config> OneSessionHandler<T::AccountId> for Pallet<T> {
	type Key = BftId;

	fn on_genesis_session<'a, I: Iterator<Item = (&'a T::AccountId, BftId)> + 'a>(validators: I) {
		let mut validators = validators.peekable();
		// The genesis that a network is yet to be founded with has none.
		if validators.peek().is_none() {
			return;
		}
		Self::begin_session(validators);
		assert!(
			Members::<T>::contains_key(CurrentSet::<T>::get()),
			"the validators of the genesis can decide"
		);
	}

	// The keys for blocks are those of the session that begins: in the list of session keys, Aura comes first.
	fn on_new_session<'a, I: Iterator<Item = (&'a T::AccountId, BftId)> + 'a>(
		_changed: bool,
		validators: I,
		_queued_validators: I,
	) {
		if let Some(log) = Self::begin_session(validators) {
			let log = DigestItem::Consensus(ENGINE_ID, log.encode());
			frame_system::Pallet::<T>::deposit_log(log);
		}
	}

	fn on_disabled(_validator_index: u32) {}
}

impl<T: Config> Pallet<T> {
	/// Put the session on record, and replace the set if it is another.
	fn begin_session<'a>(
		validators: impl Iterator<Item = (&'a T::AccountId, BftId)>,
	) -> Option<ConsensusLog> {
		let session = T::CurrentSession::get();
		let members = Self::members(validators);
		let old = Members::<T>::get(CurrentSet::<T>::get());
		let replaced = match members {
			Some(members) if old.as_ref() != Some(&members) => {
				Members::<T>::insert(session, &members);
				CurrentSet::<T>::put(session);
				Some(ConsensusLog::NewSet(set_of(session, &members)))
			},
			_ => None,
		};
		let now: Height = frame_system::Pallet::<T>::block_number().saturated_into();
		Sessions::<T>::insert(
			session,
			Session { set: CurrentSet::<T>::get(), first_height: now.saturating_add(1) },
		);
		if let Some(past) = session.checked_sub(T::SessionsOnRecord::get()) {
			Self::forget(past);
		}
		replaced
	}

	/// The members of a set of these validators; `None` if nothing could be decided by it.
	fn members<'a>(
		validators: impl Iterator<Item = (&'a T::AccountId, BftId)>,
	) -> Option<BoundedVec<Member<T::AccountId>, T::MaxValidators>> {
		let validators: Vec<_> = validators.collect();
		let stakes: Vec<_> =
			validators.iter().map(|(account, _)| T::Weights::weight(account)).collect();
		let mut authors = T::AuthorKeys::get().into_iter();
		let members: Vec<_> = validators
			.into_iter()
			.zip(scaled_weights(&stakes))
			.map(|((account, voter), weight)| Member {
				account: account.clone(),
				voter,
				author: authors.next(),
				weight,
			})
			.collect();
		if let Err(error) = set_of(0, &members).ensure_sound() {
			log::error!(target: LOG_TARGET, "The validator set stays as it is: {error}");
			return None;
		}
		if members.len() > T::MaxValidators::get() as usize {
			log::error!(target: LOG_TARGET, "The last of {} validators are left out", members.len());
		}
		Some(BoundedVec::truncate_from(members))
	}

	/// Drop a session from the record, and its set, if no later session has it.
	fn forget(session: u32) {
		let Some(past) = Sessions::<T>::take(session) else { return };
		let next = Sessions::<T>::get(session.saturating_add(1));
		if next.is_none_or(|next| next.set != past.set) {
			Members::<T>::remove(past.set);
		}
	}
}
