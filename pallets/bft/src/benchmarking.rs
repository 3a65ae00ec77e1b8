// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The worst case of each call.

use super::*;
use alloc::{boxed::Box, vec};
use codec::Encode;
use cybermiles_primitives::{Hash, Header};
use cybermiles_primitives_bft::{AuthorEquivocation, Equivocation};
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
use sp_runtime::{
	traits::Header as _, transaction_validity::TransactionSource, Digest, DigestItem,
};

/// A sealed header of a slot as long as one may be.
fn sealed(key: &AuraId, slot: Slot, root: u8) -> Option<Header> {
	let slot: DigestItem = CompatibleDigestItem::<AuthoritySignature>::aura_pre_digest(slot);
	let digest = Digest { logs: vec![slot, DigestItem::Other(vec![0; 32_000])] };
	let mut header = Header::new(1, Hash::repeat_byte(root), Hash::zero(), Hash::zero(), digest);
	let signature = key.sign(&header.hash().as_bytes())?;
	header.digest_mut().push(CompatibleDigestItem::aura_seal(signature));
	Some(header)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// A report of two blocks with the longest headers, by the last of as many validators as there may be.
	///
	/// What a block spends on a report is its validation and its dispatch, and both check the evidence.
	#[benchmark]
	fn report_equivocation() -> Result<(), BenchmarkError> {
		let members: vec::Vec<_> = (0..T::MaxValidators::get())
			.map(|index| {
				let account: T::AccountId = account("validator", index, 0);
				let voter = cybermiles_primitives_bft::BftId::generate_pair(None);
				Member { account, voter, author: Some(AuraId::generate_pair(None)), weight: 1 }
			})
			.collect();
		let offender = members
			.last()
			.and_then(|member| member.author.clone())
			.ok_or(BenchmarkError::Stop("there is a validator"))?;
		let (session, slot) = (1, Slot::from(7));
		Members::<T>::insert(session, BoundedVec::truncate_from(members));
		Sessions::<T>::insert(session, Session { set: session, first_height: 1 });
		frame_system::Pallet::<T>::set_block_number(7u32.into());
		let header =
			|root| sealed(&offender, slot, root).ok_or(BenchmarkError::Stop("the keystore signs"));
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
