// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
pub mod ethereum;
mod functions;
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
	use alloc::{string::String, vec::Vec};
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{Inspect, Mutate},
			Currency, VestingSchedule,
		},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_core::crypto::Ss58Codec;
	use sp_runtime::traits::SaturatedConversion;

	/// The amount type of [`Config::Currency`].
	pub type BalanceOf<T> =
		<<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

	/// The entitlement of one Ethereum address on this chain.
	pub type EntitlementOf<T> =
		Entitlement<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<
		AccountId: Ss58Codec,
		RuntimeEvent: From<Event<Self>>,
		RuntimeCall: From<Call<Self>>,
	>
	{
		/// The native token.
		type Currency: Mutate<Self::AccountId>;

		/// Puts what an entitlement keeps locked under a schedule of the account paid.
		type Vesting: VestingSchedule<
			Self::AccountId,
			Moment = BlockNumberFor<Self>,
			Currency: Currency<Self::AccountId, Balance = BalanceOf<Self>>,
		>;

		/// Names the pot that holds what has not been claimed.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// How many blocks a claim stays in the transaction pool before it must be sent again.
		#[pallet::constant]
		type Longevity: Get<BlockNumberFor<Self>>;

		/// The measured cost of the calls.
		type WeightInfo: WeightInfo;
	}

	/// What each Ethereum address was entitled to at genesis and, once it has claimed, whom it paid.
	///
	/// Written at genesis only; a claim fills in `paid_to`. So the map never grows, and nobody pays for it.
	#[pallet::storage]
	pub type Entitlements<T: Config> =
		StorageMap<_, Blake2_128Concat, EthereumAddress, EntitlementOf<T>>;

	/// The sum of all amounts not yet claimed, in the smallest unit of the token.
	#[pallet::storage]
	pub type Unclaimed<T: Config> = StorageValue<_, BalanceOf<T>, ValueQuery>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The snapshot of the ERC-20: each address once, each amount at least the existential deposit.
		///
		/// The sum is issued to the pallet's pot, on top of all other balances of the genesis.
		pub entitlements: Vec<GenesisEntitlement<BalanceOf<T>, BlockNumberFor<T>>>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::do_found(&self.entitlements);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An entitlement was paid.
		Claimed {
			/// The Ethereum address that signed.
			claimant: EthereumAddress,
			/// The account that was paid.
			account: T::AccountId,
			/// What was paid, locked part included.
			amount: BalanceOf<T>,
		},
	}

	/// Why a claim is refused. The transaction pool reports the index of the error as its custom code.
	#[pallet::error]
	pub enum Error<T> {
		/// No entitlement was recorded for this Ethereum address. Check the address; only holders at the time of the
		/// snapshot have one.
		NotFound,
		/// This address has been paid already; `Entitlements` shows to which account.
		AlreadyClaimed,
		/// These 65 bytes are no signature. Paste what the wallet returned for a personal message, unchanged.
		MalformedSignature,
		/// Another key signed, or this key signed another text. Sign, with the key of the address claimed, exactly the
		/// text that `message` returns for the account on this chain: a signature for another account or for another
		/// chain does not count.
		WrongSigner,
		/// The account has too many vesting schedules to take one more. Name another account.
		TooManySchedules,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Pay the whole entitlement of `claimant` to `account`.
		///
		/// `signature` is an EIP-191 personal message signature (65 bytes: r, s, v) of the text that
		/// [`message`](Pallet::message) returns for `account`. Whoever has the signature may submit it, without a
		/// signature of their own and without paying a fee; only the account named in the text can gain.
		///
		/// A claim that would fail is refused by the transaction pool and by every block.
		///
		/// Emits [`Event::Claimed`]. Fails with any [`Error`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(
			origin: OriginFor<T>,
			claimant: EthereumAddress,
			account: T::AccountId,
			signature: EthereumSignature,
		) -> DispatchResult {
			ensure_none(origin)?;
			let entitlement = Self::ensure_claimable(&claimant, &account, &signature)?;
			let amount = Self::do_claim(claimant, entitlement, &account)?;
			Self::deposit_event(Event::Claimed { claimant, account, amount });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The text that a holder signs, as a personal message, to be paid to `account` on this chain.
		pub fn message(account: T::AccountId) -> String {
			Self::message_for(&account)
		}

		/// What `claimant` was entitled to and, once claimed, whom it paid.
		pub fn entitlement(claimant: EthereumAddress) -> Option<EntitlementOf<T>> {
			Entitlements::<T>::get(claimant)
		}

		/// The account that holds what has not been claimed.
		pub fn pot() -> T::AccountId {
			Self::pot_account()
		}
	}

	// The successor of unsigned validation, a general transaction, cannot be built by today's wallets: see the decision
	// record on unsigned claims.
	#[allow(deprecated)]
	#[pallet::validate_unsigned]
	impl<T: Config> ValidateUnsigned for Pallet<T> {
		type Call = Call<T>;

		fn validate_unsigned(_source: TransactionSource, call: &Self::Call) -> TransactionValidity {
			let Call::claim { claimant, account, signature } = call else {
				return InvalidTransaction::Call.into();
			};
			Self::ensure_claimable(claimant, account, signature)
				.map_err(|error| InvalidTransaction::Custom(error.code()))?;
			ValidTransaction::with_tag_prefix("TokenSwap")
				.priority(TransactionPriority::MAX / 2)
				.and_provides(claimant)
				.longevity(T::Longevity::get().saturated_into())
				.build()
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
