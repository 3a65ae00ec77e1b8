// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The worst case of each call.

use super::*;
use alloc::{boxed::Box, vec, vec::Vec};
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Balanced, Inspect, InspectHold},
		tokens::Precision,
		Consideration, Footprint, Get, UnfilteredDispatchable,
	},
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_io::crypto::{sr25519_generate, sr25519_sign};
use sp_runtime::{
	traits::{Bounded, IdentifyAccount, One},
	AccountId32, MultiSignature, MultiSigner, Saturating,
};

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"spon");

/// An account with a key, which signs as wallets do: between tags, so that the plain text is tried in vain. Of the
/// schemes, Sr25519 takes the longest to verify.
fn signer<T: Config>() -> (sr25519::Public, T::AccountId)
where
	T::AccountId: From<AccountId32>,
{
	let key = sr25519_generate(KEY_TYPE, None);
	(key, MultiSigner::from(key).into_account().into())
}

fn sign<T: Config>(key: &sr25519::Public, text: &str) -> Result<T::Signature, BenchmarkError>
where
	T::Signature: From<MultiSignature>,
{
	let wrapped = alloc::format!("<Bytes>{text}</Bytes>");
	let signature = sr25519_sign(KEY_TYPE, key, wrapped.as_bytes())
		.ok_or(BenchmarkError::Stop("the keystore signs with a key that it made"))?;
	Ok(MultiSignature::from(signature).into())
}

/// Terms without limits, with the longest scope; what it lists last is `call`.
fn longest_terms<T: Config>(call: CallIndex, approver: Option<T::AccountId>) -> TermsOf<T> {
	let mut scope = vec![CallIndex { pallet: u8::MAX, call: u8::MAX }; T::MaxScope::get() as usize];
	scope.pop();
	scope.push(call);
	let limits = Limits {
		fee_per_act: Bounded::max_value(),
		spend_per_period: Bounded::max_value(),
		acts_per_user: u32::MAX,
		acts_per_block: u32::MAX,
	};
	Terms { scope: BoundedVec::truncate_from(scope), limits, approver }
}

/// An account that can open a sponsorship and put `budget` into it.
fn sponsor_with<T: Config>(budget: BalanceOf<T>) -> Result<T::AccountId, BenchmarkError> {
	let sponsor: T::AccountId = account("sponsor", 0, 0);
	let amount = T::Currency::minimum_balance().saturating_add(budget);
	drop(T::Currency::deposit(&sponsor, amount, Precision::Exact)?);
	T::Consideration::ensure_successful(&sponsor, Footprint::from_mel::<SponsorshipOf<T>>());
	Ok(sponsor)
}

/// A sponsorship with these terms and this budget.
fn sponsored<T: Config>(
	terms: TermsOf<T>,
	budget: BalanceOf<T>,
) -> Result<T::AccountId, BenchmarkError> {
	let sponsor = sponsor_with::<T>(budget)?;
	Pallet::<T>::do_open(&sponsor, terms)?;
	Pallet::<T>::do_fund(&sponsor, budget)?;
	Ok(sponsor)
}

fn unused() -> CallIndex {
	CallIndex { pallet: u8::MAX, call: 0 }
}

#[benchmarks(
	where
		T::AccountId: From<AccountId32>,
		T::Signature: From<MultiSignature>,
		RuntimeCallOf<T>: From<frame_system::Call<T>>,
)]
mod benchmarks {
	use super::*;

	/// Opening with the longest terms.
	#[benchmark]
	fn open() -> Result<(), BenchmarkError> {
		let sponsor = sponsor_with::<T>(T::Currency::minimum_balance())?;
		let terms = longest_terms::<T>(unused(), Some(sponsor.clone()));
		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor.clone()), terms);

		assert!(Sponsorships::<T>::contains_key(sponsor));
		Ok(())
	}

	/// The first funds of a sponsorship.
	#[benchmark]
	fn fund() -> Result<(), BenchmarkError> {
		let amount = T::Currency::minimum_balance();
		let sponsor = sponsor_with::<T>(amount)?;
		Pallet::<T>::do_open(&sponsor, longest_terms::<T>(unused(), Some(sponsor.clone())))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor.clone()), amount);

		assert_eq!(Sponsorships::<T>::get(sponsor).map(|s| s.budget), Some(amount));
		Ok(())
	}

	/// A change to the longest terms.
	#[benchmark]
	fn change() -> Result<(), BenchmarkError> {
		let terms = longest_terms::<T>(unused(), None);
		let sponsor = sponsored::<T>(terms.clone(), T::Currency::minimum_balance())?;
		let terms = Terms { approver: Some(sponsor.clone()), ..terms };
		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor.clone()), terms.clone());

		assert_eq!(Sponsorships::<T>::get(sponsor).map(|s| s.terms), Some(terms));
		Ok(())
	}

	/// Withdrawal of the whole budget.
	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		let amount = T::Currency::minimum_balance();
		let sponsor = sponsored::<T>(longest_terms::<T>(unused(), None), amount)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor.clone()), amount);

		assert_eq!(Sponsorships::<T>::get(sponsor).map(|s| s.budget), Some(Default::default()));
		Ok(())
	}

	/// Closing with something in the budget.
	#[benchmark]
	fn close() -> Result<(), BenchmarkError> {
		let terms = longest_terms::<T>(unused(), None);
		let sponsor = sponsored::<T>(terms, T::Currency::minimum_balance())?;
		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor.clone()));

		assert!(!Sponsorships::<T>::contains_key(sponsor));
		Ok(())
	}

	/// The first act of a user, with a call that does nothing, of a sponsorship with the longest terms, without or with
	/// an approver, both signatures wrapped.
	///
	/// What a block spends on an act is its validation and its dispatch; only the validation checks the signatures.
	#[benchmark]
	fn act(b: Linear<4, 65_536>, a: Linear<0, 1>) -> Result<(), BenchmarkError> {
		// Two bytes of index and two of length, for most lengths.
		let remark = vec![0; b.saturating_sub(4) as usize];
		let call = RuntimeCallOf::<T>::from(frame_system::Call::<T>::remark { remark });
		let index = call
			.using_encoded(CallIndex::of)
			.ok_or(BenchmarkError::Stop("a call has two bytes at least"))?;
		let (user_key, user) = signer::<T>();
		let (approver_key, approver) = signer::<T>();
		let approved = a == 1;

		frame_system::Pallet::<T>::set_block_number(One::one());
		let fee = Pallet::<T>::price_of(&call, approved).fee;
		let budget = fee.saturating_add(T::UserDeposit::get());
		let budget = budget.saturating_add(T::Currency::minimum_balance());
		let sponsor =
			sponsored::<T>(longest_terms::<T>(index, approved.then_some(approver)), budget)?;

		let now = frame_system::Pallet::<T>::block_number();
		let valid_until = now.saturating_add(T::MaxLongevity::get());
		let request =
			Request { sponsor: sponsor.clone(), user: user.clone(), nonce: 0, valid_until };
		let text = Pallet::<T>::message_for(&request, &call);
		let signature = sign::<T>(&user_key, &text)?;
		let approval = if approved { Some(sign::<T>(&approver_key, &text)?) } else { None };
		let message = Call::<T>::act {
			request: Box::new(request),
			call: Box::new(call),
			signature,
			approval,
		};

		#[block]
		{
			validate(&message)?;
			message.dispatch_bypass_filter(RawOrigin::None.into())?;
		}

		assert_eq!(Users::<T>::get(&sponsor, &user).map(|record| record.nonce), Some(1));
		let kept = T::Currency::balance_on_hold(&HoldReason::Budget.into(), &sponsor);
		assert!(kept < budget);
		Ok(())
	}

	/// Removal of users all of whom can be forgotten.
	#[benchmark]
	fn forget(u: Linear<1, { T::MaxForget::get() }>) -> Result<(), BenchmarkError> {
		let budget = T::Currency::minimum_balance();
		let sponsor = sponsored::<T>(longest_terms::<T>(unused(), None), budget)?;
		let users: Vec<T::AccountId> = (0..u).map(|index| account("user", index, 0)).collect();
		for user in &users {
			let record = UserRecord { nonce: 1, acts: 1, ..Default::default() };
			Users::<T>::insert(&sponsor, user, record);
		}
		Sponsorships::<T>::mutate_extant(&sponsor, |sponsorship| sponsorship.users = u);
		frame_system::Pallet::<T>::set_block_number(BlockNumberFor::<T>::one());
		let caller: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), sponsor.clone(), BoundedVec::truncate_from(users));

		assert_eq!(Sponsorships::<T>::get(sponsor).map(|s| s.users), Some(0));
		Ok(())
	}

	#[allow(deprecated)]
	fn validate<T: Config>(message: &Call<T>) -> Result<(), BenchmarkError> {
		use sp_runtime::traits::ValidateUnsigned;
		Pallet::<T>::pre_dispatch(message).map_err(|_| BenchmarkError::Stop("the act is valid"))
	}
}
