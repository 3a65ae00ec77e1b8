// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The worst case of each call.

use super::*;
use alloc::{boxed::Box, vec, vec::Vec};
use codec::Encode;
use cybermiles_primitives::{Hash, Header};
use cybermiles_primitives_bft::{AuthorEquivocation, Equivocation, Height};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{Get, UnfilteredDispatchable},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_application_crypto::RuntimeAppPublic;
use sp_consensus_aura::{
	digests::CompatibleDigestItem,
	sr25519::{AuthorityId as AuraId, AuthoritySignature},
};
use sp_consensus_slots::Slot;
use sp_core::{ed25519, sr25519};
use sp_runtime::{
	traits::{Convert, Header as _},
	transaction_validity::TransactionSource,
	Digest, DigestItem,
};
use sp_staking::offence::ReportOffence;

/// A sealed header of a slot as long as one may be.
fn sealed(key: &AuraId, height: Height, slot: Slot, root: u8) -> Option<Header> {
	let slot: DigestItem = CompatibleDigestItem::<AuthoritySignature>::aura_pre_digest(slot);
	let digest = Digest { logs: vec![slot, DigestItem::Other(vec![0; 32_000])] };
	let mut header =
		Header::new(height, Hash::repeat_byte(root), Hash::zero(), Hash::zero(), digest);
	let signature = key.sign(&header.hash().as_bytes())?;
	header.digest_mut().push(CompatibleDigestItem::aura_seal(signature));
	Some(header)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// A report of two blocks with the longest headers, by the last of as many validators as there may be, when all
	/// others were reported for the same height: what all of them lose is reckoned anew.
	///
	/// What a block spends on a report is its validation and its dispatch, and both check the evidence.
	#[benchmark]
	fn report_equivocation() -> Result<(), BenchmarkError> {
		let (session, height, validators) = (1, 1, T::MaxValidators::get());
		let offender = AuraId::generate_pair(None);
		let mut members: Vec<_> = (0..validators)
			.map(|index| Member {
				account: account::<T::AccountId>("validator", index, 0),
				voter: ed25519::Public::from_raw([index as u8; 32]).into(),
				author: Some(sr25519::Public::from_raw([index as u8; 32]).into()),
				weight: 1,
			})
			.collect();
		let last = members.last_mut().ok_or(BenchmarkError::Stop("there is a validator"))?;
		last.author = Some(offender.clone());
		let mut offences = Vec::new();
		for member in &members {
			let offender = T::OffenderOf::convert(member.account.clone())
				.ok_or(BenchmarkError::Stop("an offence can name a validator"))?;
			offences.push(EquivocationOffence { height, session, validators, offender });
		}
		let last = offences.pop();
		for offence in offences {
			T::Offences::report_offence(vec![], offence)
				.map_err(|_| BenchmarkError::Stop("the other was not reported yet"))?;
		}

		Members::<T>::insert(session, BoundedVec::truncate_from(members));
		Sessions::<T>::insert(session, Session { set: session, first_height: height });
		frame_system::Pallet::<T>::set_block_number(height.into());
		let slot = Slot::from(7);
		let header = |root| {
			sealed(&offender, height, slot, root)
				.ok_or(BenchmarkError::Stop("the keystore signs with a key that it made"))
		};
		let (first, second) = (header(1)?, header(2)?);
		let equivocation =
			Equivocation::Blocks(Box::new(AuthorEquivocation { offender, slot, first, second }));
		let call = Call::<T>::report_equivocation { equivocation: Box::new(equivocation), session };
		assert!(call.encoded_size() > 64_000);

		#[block]
		{
			validate(&call)?;
			call.dispatch_bypass_filter(RawOrigin::None.into())?;
		}

		let offenders: Vec<_> = last.into_iter().map(|offence| offence.offender).collect();
		assert!(T::Offences::is_known_offence(&offenders, &height));
		Ok(())
	}

	#[allow(deprecated)]
	fn validate<T: Config>(call: &Call<T>) -> Result<(), BenchmarkError> {
		use sp_runtime::traits::ValidateUnsigned;
		Pallet::<T>::validate_unsigned(TransactionSource::Local, call)
			.map(drop)
			.map_err(|_| BenchmarkError::Stop("the report is valid"))
	}
}
