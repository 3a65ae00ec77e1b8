// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

pub use impls::{Fees, ToPot};
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod functions;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use cybermiles_primitives::Balance;
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Balanced, Mutate},
		PalletId,
	};
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The native token.
		type Currency: Balanced<Self::AccountId, Balance = Balance> + Mutate<Self::AccountId>;

		/// Names the pot.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Whose share of the issuance is for the common good. The account exists from the genesis on.
		type Treasury: Get<Self::AccountId>;

		/// The author of the block, once it is known.
		type Author: Get<Option<Self::AccountId>>;

		/// What the issuance of a year is a part of: the supply at genesis, for ever.
		#[pallet::constant]
		type IssuanceBase: Get<Balance>;

		/// How many eras a year has; at least 1.
		#[pallet::constant]
		type ErasPerYear: Get<u32>;

		/// Who sets the parameters.
		type ParameterOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The measured cost of the calls.
		type WeightInfo: WeightInfo;
	}

	/// How money is shared out, as governance has set it.
	#[pallet::storage]
	pub type Parameters<T: Config> = StorageValue<_, ShareParameters, ValueQuery>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// How money is shared out at first.
		pub parameters: ShareParameters,
		#[serde(skip)]
		#[allow(missing_docs)]
		pub marker: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(
				self.parameters.are_allowed(),
				"cmt.parameters: at most {MAX_ISSUANCE:?} issuance a year and {MAX_SETTLEMENT_FEE:?} settlement fee",
			);
			Parameters::<T>::put(self.parameters);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Money is shared out in another way from now on.
		ParametersSet {
			/// How it is shared out now.
			parameters: ShareParameters,
		},
		/// An era has ended and its issuance was made.
		EraClosed {
			/// What was issued into the pot.
			issued: Balance,
			/// What was issued to the treasury.
			to_treasury: Balance,
			/// What the pot may pay out, fees and remainders of earlier eras included.
			available: Balance,
		},
	}

	/// Why the parameters are refused.
	#[pallet::error]
	pub enum Error<T> {
		/// More than a fifth of the base would be issued a year. Name less.
		ExcessiveIssuance,
		/// More than a tenth of a settlement would go to the network. Name less.
		ExcessiveSettlementFee,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Share out money in another way from now on; the issuance from the end of this era on.
		///
		/// For [`Config::ParameterOrigin`]. Emits [`Event::ParametersSet`]. Fails with any [`Error`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: ShareParameters) -> DispatchResult {
			T::ParameterOrigin::ensure_origin(origin)?;
			ensure!(parameters.issuance <= MAX_ISSUANCE, Error::<T>::ExcessiveIssuance);
			ensure!(
				parameters.settlement_fee <= MAX_SETTLEMENT_FEE,
				Error::<T>::ExcessiveSettlementFee
			);
			Parameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// How money is shared out.
		pub fn parameters() -> ShareParameters {
			Parameters::<T>::get()
		}

		/// The account of the pot, and what it may pay out.
		pub fn pot() -> (T::AccountId, Balance) {
			(Self::pot_account(), Self::available())
		}

		/// What an era issues: into the pot, and to the treasury.
		pub fn era_issuance() -> (Balance, Balance) {
			Self::issuance_of_an_era()
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(any(test, feature = "try-runtime"))]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
