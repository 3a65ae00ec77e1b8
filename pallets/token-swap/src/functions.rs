// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What the calls and the genesis do.

use crate::{
	ethereum, BalanceOf, Config, Entitlement, EntitlementOf, Entitlements, Error, EthereumAddress,
	EthereumSignature, GenesisEntitlement, Pallet, Unclaimed,
};
use alloc::{format, string::String};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation,
		Get, VestingSchedule,
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::crypto::{Ss58AddressFormat, Ss58Codec};
use sp_runtime::{
	traits::{AccountIdConversion, CheckedAdd, Zero},
	DispatchError, Saturating,
};

impl<T: Config> Error<T> {
	/// The index of the error in the metadata, by which the transaction pool reports it.
	pub(crate) fn code(&self) -> u8 {
		self.using_encoded(|bytes| bytes.first().copied().unwrap_or(u8::MAX))
	}
}

impl<T: Config> Pallet<T> {
	/// The account that holds what has not been claimed.
	pub(crate) fn pot_account() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The text that a holder signs to be paid to `account`; it names the chain by its genesis hash.
	pub(crate) fn message_for(account: &T::AccountId) -> String {
		let account =
			account.to_ss58check_with_version(Ss58AddressFormat::custom(T::SS58Prefix::get()));
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		format!("Swap my ERC-20 CMT for native CMT.\nPay to: {account}\nChain: {genesis:?}")
	}

	/// The unclaimed entitlement of `claimant`, if `signature` pays it to `account` and `account` can take it.
	pub(crate) fn ensure_claimable(
		claimant: &EthereumAddress,
		account: &T::AccountId,
		signature: &EthereumSignature,
	) -> Result<EntitlementOf<T>, Error<T>> {
		let entitlement = Entitlements::<T>::get(claimant).ok_or(Error::<T>::NotFound)?;
		ensure!(entitlement.paid_to.is_none(), Error::<T>::AlreadyClaimed);

		let message = Self::message_for(account);
		let signer = ethereum::recover(signature, message.as_bytes())
			.ok_or(Error::<T>::MalformedSignature)?;
		ensure!(signer == *claimant, Error::<T>::WrongSigner);

		if let Some(vesting) = entitlement.vesting {
			T::Vesting::can_add_vesting_schedule(
				account,
				vesting.locked,
				vesting.per_block,
				vesting.starting_block,
			)
			.map_err(|_| Error::<T>::TooManySchedules)?;
		}
		Ok(entitlement)
	}

	/// Pay an entitlement that is claimable, record whom it paid, and return the amount.
	pub(crate) fn do_claim(
		claimant: EthereumAddress,
		entitlement: EntitlementOf<T>,
		account: &T::AccountId,
	) -> Result<BalanceOf<T>, DispatchError> {
		let Entitlement { amount, vesting, .. } = entitlement;
		// Expendable: the last claim empties the pot. Before that it holds at least another entitlement, which is no
		// less than the existential deposit, so no claim but the last can close it, and then only gifts are left in it.
		T::Currency::transfer(&Self::pot_account(), account, amount, Preservation::Expendable)?;
		if let Some(vesting) = vesting {
			T::Vesting::add_vesting_schedule(
				account,
				vesting.locked,
				vesting.per_block,
				vesting.starting_block,
			)?;
		}
		Unclaimed::<T>::mutate(|unclaimed| unclaimed.saturating_reduce(amount));
		Entitlements::<T>::insert(
			claimant,
			Entitlement { amount, vesting, paid_to: Some(account.clone()) },
		);
		Ok(amount)
	}

	/// Record the snapshot and issue its sum to the pot.
	///
	/// # Panics
	///
	/// On a snapshot that breaks its rules: at genesis, where no chain can start from it, never in a block.
	pub(crate) fn do_found(snapshot: &[GenesisEntitlement<BalanceOf<T>, BlockNumberFor<T>>]) {
		let mut sum = BalanceOf::<T>::zero();
		for GenesisEntitlement { address, amount, vesting } in snapshot {
			assert!(
				!Entitlements::<T>::contains_key(address),
				"tokenSwap.entitlements: {address:?} is listed twice; merge its lines",
			);
			assert!(
				*amount >= T::Currency::minimum_balance(),
				"tokenSwap.entitlements: the amount of {address:?} is below the existential deposit, with which no account \
				 can be opened; leave it out",
			);
			assert!(
				vesting.is_none_or(|schedule| schedule.fits(amount)),
				"tokenSwap.entitlements: the vesting of {address:?} must lock from 1 to its whole amount and free at \
				 least 1 per block",
			);
			sum = sum
				.checked_add(amount)
				.expect("tokenSwap.entitlements: the sum of the amounts exceeds the balance type");
			Entitlements::<T>::insert(
				address,
				Entitlement { amount: *amount, vesting: *vesting, paid_to: None },
			);
		}
		if !sum.is_zero() {
			T::Currency::mint_into(&Self::pot_account(), sum)
				.expect("tokenSwap.entitlements: the pot can be opened, as each amount could open an account");
		}
		Unclaimed::<T>::put(sum);
	}
}
