// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The worst case of each call.

use super::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	UnfilteredDispatchable, VestingSchedule,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_core::crypto::KeyTypeId;
use sp_io::crypto::{ecdsa_generate, ecdsa_sign_prehashed};
use sp_runtime::{
	traits::{Bounded, One},
	transaction_validity::TransactionSource,
};

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"swap");

#[benchmarks]
mod benchmarks {
	use super::*;

	/// A claim with vesting, to an account that has room for just one more schedule.
	///
	/// What a block spends on a claim is its validation and its dispatch, and both check the signature.
	#[benchmark]
	fn claim() -> Result<(), BenchmarkError> {
		let account: T::AccountId = account("beneficiary", 0, 0);
		let amount = T::Currency::minimum_balance();
		T::Currency::mint_into(&account, amount)?;
		let never = BlockNumberFor::<T>::max_value();
		while T::Vesting::can_add_vesting_schedule(&account, One::one(), One::one(), never).is_ok()
		{
			T::Vesting::add_vesting_schedule(&account, One::one(), One::one(), never)?;
		}
		T::Vesting::remove_vesting_schedule(&account, 0)?;

		let message = Pallet::<T>::message_for(&account);
		let hash = ethereum::personal_message_hash(message.as_bytes());
		let key = ecdsa_generate(KEY_TYPE, None);
		let signature = ecdsa_sign_prehashed(KEY_TYPE, &key, &hash)
			.ok_or(BenchmarkError::Stop("the keystore signs with a key that it made"))?
			.0;
		let claimant = ethereum::recover(&signature, message.as_bytes())
			.ok_or(BenchmarkError::Stop("the keystore's signature is one"))?;

		let vesting =
			Some(Schedule { locked: amount, per_block: One::one(), starting_block: never });
		T::Currency::mint_into(&Pallet::<T>::pot_account(), amount)?;
		Unclaimed::<T>::put(amount);
		Entitlements::<T>::insert(claimant, Entitlement { amount, vesting, paid_to: None });

		let call = Call::<T>::claim { claimant, account: account.clone(), signature };
		#[block]
		{
			validate(&call)?;
			call.dispatch_bypass_filter(RawOrigin::None.into())?;
		}

		assert_eq!(T::Currency::balance(&account), amount + amount);
		assert_eq!(Entitlements::<T>::get(claimant).and_then(|e| e.paid_to), Some(account));
		Ok(())
	}

	#[allow(deprecated)]
	fn validate<T: Config>(call: &Call<T>) -> Result<(), BenchmarkError> {
		use sp_runtime::traits::ValidateUnsigned;
		Pallet::<T>::validate_unsigned(TransactionSource::External, call)
			.map(drop)
			.map_err(|_| BenchmarkError::Stop("the claim is valid"))
	}
}
