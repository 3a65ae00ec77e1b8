// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Validators that do not make their blocks.
//!
//! A slot without a block is its author's fault only if the author could have made one: validators build on final blocks
//! only, so the parent must have been final before the slot began. Which slot that was is said by the author of the next
//! block, an inherent of the blocks before which slots were empty. Who lies about it would have to own the slot after
//! its victim's and find that empty; without the inherent nobody is blamed.

use crate::{Call, Config, EmptySlots, Error, Event, Pallet, Parameters, SessionSlots, Winners};
use alloc::vec::Vec;
use codec::Decode;
use frame_support::{
	inherent::{InherentData, InherentIdentifier},
	traits::Get,
};
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_runtime::{traits::Zero, DispatchResult, Perbill, Saturating};
use sp_staking::offence::OffenceDetails;

/// Under which name the node gives the slot in which it saw the parent become final, as a `u64`.
pub const INHERENT_IDENTIFIER: InherentIdentifier = cybermiles_primitives::PARENT_FINAL_INHERENT;

/// With fewer slots of its own in a session nobody is judged.
const LEAST_SLOTS: u32 = 4;

impl<T: Config> Pallet<T> {
	/// Count the slots between the parent and this block. Runs before Aura notes the slot of this block and before a
	/// session replaces the validators.
	pub(crate) fn count_slots() {
		let parent = *pallet_aura::CurrentSlot::<T>::get();
		let Some(slot) = Self::slot_of_block() else { return };
		let empty = slot.saturating_sub(parent).saturating_sub(1);
		if parent.is_zero() || empty.is_zero() {
			EmptySlots::<T>::kill();
			return;
		}
		SessionSlots::<T>::mutate(|slots| {
			slots.empty.saturating_accrue(empty.try_into().unwrap_or(u32::MAX))
		});
		let authors = pallet_aura::Authorities::<T>::decode_len().unwrap_or_default() as u64;
		// Where nobody made a block for a whole round, it was not the fault of each.
		if empty >= authors {
			EmptySlots::<T>::kill();
			return;
		}
		let of_authors = (parent.saturating_add(1)..slot)
			.filter_map(|slot| Some((slot, slot.checked_rem(authors)?.try_into().ok()?)));
		EmptySlots::<T>::put(frame_support::BoundedVec::truncate_from(
			of_authors.take(T::MaxWinners::get() as usize).collect(),
		));
	}

	fn slot_of_block() -> Option<u64> {
		let digest = frame_system::Pallet::<T>::digest();
		let mut slots = digest.logs().iter().filter_map(|log| log.as_pre_runtime());
		let (_, mut slot) = slots.find(|(engine, _)| *engine == AURA_ENGINE_ID)?;
		Slot::decode(&mut slot).ok().map(u64::from)
	}

	/// Blame the authors of the slots that began when the parent was final.
	pub(crate) fn do_note_parent_final(seen: u64) -> DispatchResult {
		let empty = EmptySlots::<T>::take();
		let (first, _) = empty.first().ok_or(Error::<T>::NothingToNote)?;
		// Before its own slot it cannot have been.
		if seen < first.saturating_sub(1) {
			return Ok(());
		}
		SessionSlots::<T>::mutate(|slots| {
			for (_, author) in empty.into_iter().filter(|(slot, _)| *slot > seen) {
				let author = author as usize;
				while slots.missed.len() <= author {
					if slots.missed.try_push(0).is_err() {
						return;
					}
				}
				if let Some(missed) = slots.missed.get_mut(author) {
					missed.saturating_accrue(1);
				}
			}
		});
		Ok(())
	}

	/// A session begins in this block.
	pub(crate) fn begin_slots() {
		EmptySlots::<T>::kill();
		let first = *pallet_aura::CurrentSlot::<T>::get();
		SessionSlots::<T>::put(crate::Slots { first, empty: 0, missed: Default::default() });
	}

	/// Return those that missed too many slots of the session that ends, and exclude as many of them as there are backups
	/// for, those first that missed most. Where more than a third of all slots were empty, nobody is to blame.
	pub(crate) fn judge_absent() -> Vec<T::AccountId> {
		let slots = SessionSlots::<T>::get();
		let passed = u64::from(pallet_aura::CurrentSlot::<T>::get()).saturating_sub(slots.first);
		let passed = passed.try_into().unwrap_or(u32::MAX);
		let validators = pallet_session::Validators::<T>::get();
		let own = passed.checked_div(validators.len() as u32).unwrap_or_default();
		if own < LEAST_SLOTS || slots.empty.saturating_mul(3) > passed {
			return Vec::new();
		}
		let parameters = Parameters::<T>::get();
		let allowed = parameters.absence.mul_floor(own);
		let mut absent: Vec<(u32, T::AccountId)> = slots
			.missed
			.into_iter()
			.zip(validators)
			.filter(|(missed, _)| *missed > allowed)
			.collect();
		absent.sort_by(|(one, _), (other, _)| other.cmp(one));

		let seated: Vec<T::AccountId> = Winners::<T>::get()
			.into_iter()
			.filter(|winner| !winner.excluded)
			.map(|winner| winner.validator)
			.collect();
		let backups = seated.len().saturating_sub(parameters.active as usize);
		// Who was excluded in the session before still sits in this one.
		let replaced = absent.iter().filter(|(_, validator)| seated.contains(validator));
		for (missed, validator) in replaced.take(backups) {
			Self::replace(validator, *missed, parameters.absence_slash);
		}
		absent.into_iter().map(|(_, validator)| validator).collect()
	}

	fn replace(validator: &T::AccountId, missed: u32, slash: Perbill) {
		Self::exclude(validator);
		Self::deposit_event(Event::Replaced { validator: validator.clone(), missed });
		if !slash.is_zero() {
			let details =
				OffenceDetails { offender: validator.clone(), reporters: Default::default() };
			let session = pallet_session::Pallet::<T>::current_index();
			pallet_staking::Pallet::<T>::on_offence([details].into_iter(), &[slash], session);
		}
	}

	/// The inherent, if the block needs one and the node knows what it says.
	pub(crate) fn inherent_of(data: &InherentData) -> Option<Call<T>> {
		if EmptySlots::<T>::get().is_empty() {
			return None;
		}
		let slot = data.get_data::<u64>(&INHERENT_IDENTIFIER).ok().flatten()?;
		Some(Call::note_parent_final { slot })
	}
}
