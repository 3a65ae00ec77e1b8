// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What a report is checked for.

use crate::{Config, CurrentSet, EquivocationOffence, Error, Member, Members, Pallet, Sessions};
use codec::Encode;
use cybermiles_primitives_bft::{Equivocation, Height, Validator, ValidatorSet};
use frame_support::{ensure, traits::Get};
use frame_system::{
	ensure_none, ensure_signed,
	pallet_prelude::{BlockNumberFor, OriginFor},
};
use sp_runtime::{
	traits::{Convert, SaturatedConversion, Zero},
	DispatchError,
};
use sp_staking::{offence::ReportOffence, SessionIndex};

/// The greatest length of evidence: two headers, each of which may announce a set of hundreds of validators.
const MAX_EVIDENCE_LENGTH: usize = 64 * 1024;

impl<T: Config> Pallet<T> {
	/// The set that decides the block after this one.
	pub fn validator_set() -> ValidatorSet {
		let id = CurrentSet::<T>::get();
		let members = Members::<T>::get(id).unwrap_or_default();
		set_of(id, &members)
	}

	/// Who reports: a signer, or the author of the block, if there is one.
	pub(crate) fn ensure_reporter(
		origin: OriginFor<T>,
	) -> Result<Option<T::AccountId>, DispatchError> {
		if ensure_none(origin.clone()).is_ok() {
			return Ok(T::Author::get());
		}
		Ok(Some(ensure_signed(origin)?))
	}

	/// What an equivocation proves about a validator of the session.
	pub(crate) fn ensure_offence(
		equivocation: &Equivocation,
		session: SessionIndex,
	) -> Result<EquivocationOffence<T::Offender>, Error<T>> {
		ensure!(equivocation.encoded_size() <= MAX_EVIDENCE_LENGTH, Error::<T>::EvidenceTooLong);
		let record = Sessions::<T>::get(session).ok_or(Error::<T>::UnknownSession)?;
		let next = Sessions::<T>::get(session.saturating_add(1));
		if let Equivocation::Statements(proof) = equivocation {
			ensure!(proof.set == record.set, Error::<T>::WrongSet);
		}
		let height = height_of(equivocation);
		let now: Height = frame_system::Pallet::<T>::block_number().saturated_into();
		ensure!(
			height >= record.first_height
				&& height <= now
				&& next.is_none_or(|next| height < next.first_height),
			Error::<T>::OutsideSession
		);
		let members = Members::<T>::get(record.set).unwrap_or_default();
		let is_offender = |member: &&Member<T::AccountId>| match equivocation {
			Equivocation::Statements(proof) => member.voter == proof.offender,
			Equivocation::Blocks(proof) => member.author.as_ref() == Some(&proof.offender),
		};
		let offender = members
			.iter()
			.find(is_offender)
			.and_then(|member| T::OffenderOf::convert(member.account.clone()))
			.ok_or(Error::<T>::UnknownValidator)?;
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		ensure!(equivocation.is_valid(&genesis), Error::<T>::InvalidEvidence);
		Ok(EquivocationOffence { height, session, validators: members.len() as u32, offender })
	}

	/// Refuse what was reported.
	pub(crate) fn ensure_new(
		offence: EquivocationOffence<T::Offender>,
	) -> Result<EquivocationOffence<T::Offender>, Error<T>> {
		let known = T::Offences::is_known_offence(
			core::slice::from_ref(&offence.offender),
			&offence.height,
		);
		ensure!(!known, Error::<T>::AlreadyReported);
		Ok(offence)
	}

	pub(crate) fn do_report(
		reporter: Option<T::AccountId>,
		offence: EquivocationOffence<T::Offender>,
	) -> Result<(), Error<T>> {
		T::Offences::report_offence(reporter.into_iter().collect(), offence)
			.map_err(|_| Error::<T>::AlreadyReported)
	}
}

/// Where an equivocation was. Of two blocks it is the lower.
///
/// The author of a block is of the set that decides it, so that the number of a block says of which session it is.
pub(crate) fn height_of(equivocation: &Equivocation) -> Height {
	match equivocation {
		Equivocation::Statements(proof) => proof.height,
		Equivocation::Blocks(proof) => proof.first.number.min(proof.second.number),
	}
}

/// The set of these members.
pub(crate) fn set_of<AccountId>(id: u32, members: &[Member<AccountId>]) -> ValidatorSet {
	let validators = members
		.iter()
		.map(|member| Validator { id: member.voter.clone(), weight: member.weight })
		.collect();
	ValidatorSet { id, validators }
}

impl<T> Error<T> {
	/// The index of the error, by which the transaction pool reports it.
	pub(crate) fn code(&self) -> u8 {
		self.encode().first().copied().unwrap_or(u8::MAX)
	}
}
