// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub use impls::{LengthFee, WeightFee};
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
	use alloc::vec::Vec;
	use frame_support::{dispatch::DispatchInfo, pallet_prelude::*, traits::SortedMembers};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{
		traits::{One, Zero},
		Perbill,
	};

	/// What a member said, on this chain.
	pub type ObservationOf<T> =
		Observation<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The committee. Its changes must be told to this pallet, as `ChangeMembers` and `InitializeMembers`.
		type Members: SortedMembers<Self::AccountId>;

		/// Who may set the price of gas.
		type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The gas for a byte of a transaction.
		#[pallet::constant]
		type GasPerByte: Get<Gas>;

		/// The lowest rate there can be; above zero.
		#[pallet::constant]
		type MinRate: Get<Rate>;

		/// The highest rate there can be.
		#[pallet::constant]
		type MaxRate: Get<Rate>;

		/// How many times higher or lower than the present rate a rate may be that a member submits.
		#[pallet::constant]
		type MaxJump: Get<u32>;

		/// The part of itself by which the rate may move in a block.
		#[pallet::constant]
		type MaxStep: Get<Perbill>;

		/// The highest price that may be set, in micro-dollars per 1,000,000 gas.
		#[pallet::constant]
		type MaxPrice: Get<u64>;

		/// The rate of a network whose genesis names none.
		#[pallet::constant]
		type DefaultRate: Get<Rate>;

		/// The price of a network whose genesis names none, in micro-dollars per 1,000,000 gas.
		#[pallet::constant]
		type DefaultPrice: Get<u64>;

		/// For how many blocks after its own an observation counts.
		#[pallet::constant]
		type Freshness: Get<BlockNumberFor<Self>>;

		/// The greatest number of members; that of the committee.
		#[pallet::constant]
		type MaxMembers: Get<u32>;

		/// The measured cost of the calls and of the hook.
		type WeightInfo: WeightInfo;
	}

	/// What gas costs where it was never said: no state makes it free.
	#[pallet::type_value]
	pub fn DefaultTariff<T: Config>() -> Tariff {
		Tariff::new(T::DefaultRate::get(), T::DefaultPrice::get())
	}

	/// What gas costs in this block: by this every fee is reckoned.
	///
	/// Written at genesis and in `on_initialize` only, as a fee is reckoned before and after its transaction.
	#[pallet::storage]
	pub type CurrentTariff<T: Config> = StorageValue<_, Tariff, ValueQuery, DefaultTariff<T>>;

	/// The price in micro-dollars per 1,000,000 gas from the next block on, if it was set in this one.
	#[pallet::storage]
	pub type NextPrice<T: Config> = StorageValue<_, u64>;

	/// What each member said last, in the order of the members. A member's observation goes when the member does.
	#[pallet::storage]
	pub type Observations<T: Config> =
		StorageValue<_, BoundedVec<ObservationOf<T>, T::MaxMembers>, ValueQuery>;

	/// The block in which the rate froze; none as long as a majority of the members is fresh.
	#[pallet::storage]
	pub type FrozenSince<T: Config> = StorageValue<_, BlockNumberFor<T>>;

	/// What gas costs at first.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// How many US dollars a CMT is worth, from `MinRate` to `MaxRate`; in JSON units of 10⁻¹⁸ dollars, as text.
		pub rate: Rate,
		/// The price of gas in micro-dollars per 1,000,000, from 1 to `MaxPrice`.
		pub price: u64,
		/// Nothing to set.
		#[serde(skip)]
		pub marker: PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self { rate: T::DefaultRate::get(), price: T::DefaultPrice::get(), marker: PhantomData }
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::do_found(self.rate, self.price);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A member said what a CMT is worth.
		RateSubmitted {
			/// The member.
			member: T::AccountId,
			/// How many US dollars a CMT is worth.
			rate: Rate,
		},
		/// Too few members are fresh: the rate stays what it is until more than half are.
		RateFrozen {
			/// The rate at which it stays.
			rate: Rate,
		},
		/// More than half of the members are fresh again: the rate moves.
		RateResumed {
			/// The rate in this block.
			rate: Rate,
		},
		/// Governance set the price of gas from the next block on.
		PriceSet {
			/// The price in micro-dollars per 1,000,000 gas.
			micro_usd_per_million_gas: u64,
		},
	}

	/// Why a rate or a price is refused.
	#[pallet::error]
	pub enum Error<T> {
		/// Only members of the oracle committee submit rates. Ask governance to be elected.
		NotAuthorized,
		/// A CMT is worth something. Mend the source of the rate.
		ZeroRate,
		/// The rate is below `MinRate` or above `MaxRate`. Check its unit: US dollars per CMT, with 18 digits.
		RateOutOfBounds,
		/// The rate is more than `MaxJump` times the present one, or less than that part of it. Check it; if it is
		/// right, submit the nearest that is taken until the rate has come close.
		AbsurdJump,
		/// More members than `MaxMembers` have submitted a rate. Governance must make the committee smaller.
		TooManyMembers,
		/// The price must be from 1 to `MaxPrice` micro-dollars per 1,000,000 gas. Choose one within.
		PriceOutOfBounds,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Say how many US dollars a CMT is worth.
		///
		/// Members of the committee may, whenever they like; it replaces what the member said before and counts for
		/// `Freshness` blocks from the next one on. The first of a member in a block is free if it is accepted: the fee
		/// is returned.
		///
		/// Emits [`Event::RateSubmitted`]. Fails with [`Error::NotAuthorized`], [`Error::ZeroRate`],
		/// [`Error::RateOutOfBounds`], [`Error::AbsurdJump`] or [`Error::TooManyMembers`].
		#[pallet::call_index(0)]
		#[pallet::weight((T::WeightInfo::submit(), DispatchClass::Operational))]
		pub fn submit(origin: OriginFor<T>, rate: Rate) -> DispatchResultWithPostInfo {
			let member = ensure_signed(origin)?;
			Self::ensure_member(&member)?;
			Self::ensure_plausible(rate)?;
			let pays = Self::do_submit(&member, rate)?;
			Self::deposit_event(Event::RateSubmitted { member, rate });
			Ok(pays.into())
		}

		/// Set the price of gas, in micro-dollars per 1,000,000, from the next block on.
		///
		/// `GovernanceOrigin` may. The price counts while the rate is frozen, too.
		///
		/// Emits [`Event::PriceSet`]. Fails with [`Error::PriceOutOfBounds`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_price())]
		pub fn set_price(origin: OriginFor<T>, micro_usd_per_million_gas: u64) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			Self::ensure_price(micro_usd_per_million_gas)?;
			NextPrice::<T>::put(micro_usd_per_million_gas);
			Self::deposit_event(Event::PriceSet { micro_usd_per_million_gas });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The rate, and the price of gas in US dollars and in CMT.
		pub fn tariff() -> Tariff {
			CurrentTariff::<T>::get()
		}

		/// The block in which the rate froze; none if it moves.
		pub fn frozen_since() -> Option<BlockNumberFor<T>> {
			FrozenSince::<T>::get()
		}

		/// What each member said last, and when.
		pub fn observations() -> Vec<ObservationOf<T>> {
			Observations::<T>::get().into_inner()
		}

		/// The gas for executing this weight and for storing this many bytes.
		///
		/// The proof size of the weight is free: no one asks this chain for proofs.
		pub fn gas_of(weight: Weight, length: u32) -> Gas {
			gas_of_time(weight.ref_time()).saturating_add(Self::gas_of_length(length.into()))
		}

		/// What a transaction of this class, weight (extensions included) and length in bytes is charged in this block,
		/// without a tip.
		pub fn quote(class: DispatchClass, weight: Weight, length: u32) -> Quote {
			let call = DispatchInfo { call_weight: weight, class, ..Default::default() };
			Self::quote_of(&call, length)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			let observations = Self::do_begin(now);
			T::WeightInfo::on_initialize(observations)
		}

		fn integrity_test() {
			assert!(!T::MinRate::get().is_zero(), "a CMT is always worth something");
			assert!(
				cmt_worth(T::MaxPrice::get().into(), T::MinRate::get()).is_some(),
				"the highest price at the lowest rate is an amount of CMT"
			);
			assert!(
				Self::is_rate(T::DefaultRate::get()),
				"the rate by default is within its limits"
			);
			assert!(
				Self::is_price(T::DefaultPrice::get()),
				"the price by default is within its limits"
			);
			assert!(T::MaxMembers::get() > 0, "someone can be heard");
			assert!(T::MaxJump::get() > 1, "a rate other than the present one can be submitted");
			assert!(T::Freshness::get() >= One::one(), "an observation counts in the next block");
		}

		#[cfg(any(test, feature = "try-runtime"))]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
