// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Where other pallets bring money to, and where it is paid from.

use crate::{Config, Pallet, Parameters};
use core::marker::PhantomData;
use cybermiles_primitives::Balance;
use cybermiles_traits::{RewardPot, SettlementFee};
use frame_support::traits::{
	fungible::{Credit, Mutate},
	tokens::Preservation,
	Imbalance, OnUnbalanced,
};
use sp_runtime::{traits::Zero, DispatchError};

/// Takes the fees of transactions: a share goes to the block's author, the rest to the pot, and tips to the author.
pub struct Fees<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<Credit<T::AccountId, T::Currency>> for Fees<T> {
	/// Of a transaction: first its fee, then its tip.
	fn on_unbalanceds(mut amounts: impl Iterator<Item = Credit<T::AccountId, T::Currency>>) {
		if let Some(fee) = amounts.next() {
			Self::on_unbalanced(fee);
		}
		amounts.filter(|tip| !tip.peek().is_zero()).for_each(Pallet::<T>::give_to_author);
	}

	fn on_nonzero_unbalanced(fee: Credit<T::AccountId, T::Currency>) {
		Pallet::<T>::share_fee(fee);
	}
}

/// Puts money into the pot: dust, and what cannot be divided or paid.
pub struct ToPot<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<Credit<T::AccountId, T::Currency>> for ToPot<T> {
	fn on_nonzero_unbalanced(amount: Credit<T::AccountId, T::Currency>) {
		Pallet::<T>::put_into_pot(amount);
	}
}

impl<T: Config> SettlementFee<T::AccountId, Balance> for Pallet<T> {
	fn of(amount: Balance) -> Balance {
		Parameters::<T>::get().settlement_fee.mul_floor(amount)
	}

	fn collect(payer: &T::AccountId, amount: Balance) -> Result<Balance, DispatchError> {
		let fee = <Self as SettlementFee<_, _>>::of(amount);
		T::Currency::transfer(payer, &Self::pot_account(), fee, Preservation::Expendable)
	}
}

impl<T: Config> RewardPot<T::AccountId, Balance> for Pallet<T> {
	fn account() -> T::AccountId {
		Self::pot_account()
	}

	fn forecast() -> Balance {
		let (to_pot, _) = Self::issuance_of_an_era();
		Self::available().saturating_add(to_pot)
	}

	fn close_era() -> Balance {
		Self::do_close_era()
	}
}
