// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The pot and the issuance.

use crate::{Config, Event, Pallet, Parameters};
use cybermiles_primitives::{mul_div, Balance};
use frame_support::traits::{
	fungible::{Balanced, Credit, Inspect, Mutate},
	tokens::{Fortitude, Preservation},
	Get, Imbalance,
};
use sp_runtime::traits::{AccountIdConversion, Zero};

impl<T: Config> Pallet<T> {
	/// The account of the pot; nobody has its key.
	pub fn pot_account() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// What the pot may pay out; the existential deposit always stays in it.
	pub fn available() -> Balance {
		T::Currency::reducible_balance(
			&Self::pot_account(),
			Preservation::Preserve,
			Fortitude::Polite,
		)
	}

	/// Put money into the pot.
	pub(crate) fn put_into_pot(amount: Credit<T::AccountId, T::Currency>) {
		if let Err(amount) = T::Currency::resolve(&Self::pot_account(), amount) {
			// Less than the existential deposit, into a pot that a genesis left without one.
			drop(T::Currency::resolve(&T::Treasury::get(), amount));
		}
	}

	/// Give the author of the block its money. What its account cannot take, as it would stay below the existential
	/// deposit, and all of it where no author is known, goes to the pot.
	pub(crate) fn give_to_author(amount: Credit<T::AccountId, T::Currency>) {
		let unpaid = match T::Author::get() {
			Some(author) => T::Currency::resolve(&author, amount).err(),
			None => Some(amount),
		};
		if let Some(amount) = unpaid {
			Self::put_into_pot(amount);
		}
	}

	/// Share a fee between the author of the block and the pot, which also gets what cannot be divided.
	pub(crate) fn share_fee(fee: Credit<T::AccountId, T::Currency>) {
		let to_author = Parameters::<T>::get().author_share.mul_floor(fee.peek());
		let (to_author, to_pot) = fee.split(to_author);
		if !to_author.peek().is_zero() {
			Self::give_to_author(to_author);
		}
		if !to_pot.peek().is_zero() {
			Self::put_into_pot(to_pot);
		}
	}

	/// What an era issues into the pot and to the treasury: base × rate ÷ eras of a year, and of that the treasury's
	/// part, both rounded down.
	pub(crate) fn issuance_of_an_era() -> (Balance, Balance) {
		let parameters = Parameters::<T>::get();
		let yearly = parameters.issuance.mul_floor(T::IssuanceBase::get());
		let issued = mul_div(yearly, 1, T::ErasPerYear::get().into()).unwrap_or_default();
		let to_treasury = parameters.treasury_share.mul_floor(issued);
		(issued.saturating_sub(to_treasury), to_treasury)
	}

	/// Issue what an era earns and return what the pot may pay out.
	pub(crate) fn do_close_era() -> Balance {
		let (to_pot, to_treasury) = Self::issuance_of_an_era();
		let issue = |account: &T::AccountId, amount| match T::Currency::mint_into(account, amount) {
			Ok(issued) => issued,
			// Below the existential deposit into an account that is not there, or beyond what the balance can count.
			Err(_) => Zero::zero(),
		};
		let issued = issue(&Self::pot_account(), to_pot);
		let to_treasury = issue(&T::Treasury::get(), to_treasury);
		let available = Self::available();
		Self::deposit_event(Event::EraClosed { issued, to_treasury, available });
		available
	}
}
