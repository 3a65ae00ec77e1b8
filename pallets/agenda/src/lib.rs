// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(any(test, feature = "try-runtime"))]
extern crate alloc;

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
	use cybermiles_traits::{OnDue, Ticket};
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{BalancedHold, Credit, Inspect, MutateHold},
			OnUnbalanced,
		},
		weights::{WeightMeter, WeightToFee},
	};
	use frame_system::pallet_prelude::*;

	/// The amount type of [`Config::Currency`].
	pub type BalanceOf<T> =
		<<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

	/// Names an item by the block in which it is due and its place among those due in the same block.
	pub type TicketOf<T> = Ticket<BlockNumberFor<T>>;

	/// An item of this chain.
	pub type ItemOf<T> = Item<<T as Config>::Task, PrepaidOf<T>>;

	/// What an account of this chain paid in advance.
	pub type PrepaidOf<T> = Prepaid<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Whatever can be scheduled: the tasks of all pallets in one type.
		type Task: Parameter + MaxEncodedLen;

		/// Hands each task that is due to its pallet.
		type Handler: OnDue<Self::Task>;

		/// The native token.
		type Currency: MutateHold<Self::AccountId, Reason: From<HoldReason>>
			+ BalancedHold<Self::AccountId>;

		/// The price of executing, at the time of scheduling.
		type WeightToFee: WeightToFee<Balance = BalanceOf<Self>>;

		/// Receives the prices of the items of a block that were done, in one sum.
		type OnFee: OnUnbalanced<Credit<Self::AccountId, Self::Currency>>;

		/// What is held for an item in storage, on top of its price, and comes back with it.
		#[pallet::constant]
		type Deposit: Get<BalanceOf<Self>>;

		/// The most that the agenda spends in a block.
		///
		/// Whatever else a block must do before its transactions has to leave this much, or the heaviest items wait for
		/// ever.
		#[pallet::constant]
		type Budget: Get<Weight>;

		/// How many blocks ahead an item may be scheduled.
		#[pallet::constant]
		type Horizon: Get<BlockNumberFor<Self>>;

		/// The measured cost of each step.
		type WeightInfo: WeightInfo;

		/// A task that takes as many bytes as any.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkTask: Get<Self::Task>;
	}

	/// Why a balance is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Prices and deposits of items of the agenda.
		Item,
	}

	/// What is to be done, by the block in which it is due and its place in it.
	///
	/// An item is paid for by whom its pallet named, or by the network; it goes when it is done or cancelled.
	#[pallet::storage]
	pub type Items<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		BlockNumberFor<T>,
		Twox64Concat,
		u32,
		ItemOf<T>,
		OptionQuery,
	>;

	/// How many places each block to come has handed out; those of cancelled items are not handed out again.
	#[pallet::storage]
	pub type Lengths<T: Config> = StorageMap<_, Twox64Concat, BlockNumberFor<T>, u32, ValueQuery>;

	/// The place that is looked at next: all before it is done. None until the first item is scheduled.
	#[pallet::storage]
	pub type Cursor<T: Config> = StorageValue<_, TicketOf<T>, OptionQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An item was scheduled.
		Scheduled {
			/// Names the item.
			ticket: TicketOf<T>,
			/// What is held for it, and whose that is; none where the network bears the cost.
			prepaid: Option<PrepaidOf<T>>,
		},
		/// An item was forgotten before it was done; its payer got everything back.
		Cancelled {
			/// Named the item.
			ticket: TicketOf<T>,
		},
		/// An item was done; its payer paid the price and got the deposit back.
		Done {
			/// Named the item.
			ticket: TicketOf<T>,
		},
		/// An item could not be done, and what it changed was undone; it is not tried again. Its payer paid the price all
		/// the same and got the deposit back.
		Failed {
			/// Named the item.
			ticket: TicketOf<T>,
			/// Why.
			error: DispatchError,
		},
		/// An item was given up untried, as no block has room for it since the runtime was changed; its payer got
		/// everything back.
		Dropped {
			/// Named the item.
			ticket: TicketOf<T>,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The block is not in the future. Name a later one, or do it at once.
		TooEarly,
		/// The block is further ahead than `Horizon`. Name an earlier one, and schedule again from there.
		TooFar,
		/// The task is heavier than all that the agenda may spend in a block. Divide it.
		TooHeavy,
		/// As many items as can be counted are due in this block. Name another one.
		TooManyItems,
		/// The payer's free balance does not cover the price and the deposit, which `price` tells. Deposit more first.
		InsufficientFunds,
		/// There is no such item: it was done or cancelled already.
		NotFound,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The item that `ticket` names, as long as it is neither done nor cancelled.
		pub fn item(ticket: TicketOf<T>) -> Option<ItemOf<T>> {
			Items::<T>::get(ticket.due, ticket.index)
		}

		/// The price of a task of this weight if it were scheduled now, and the deposit that is held with it.
		pub fn price(weight: Weight) -> (BalanceOf<T>, BalanceOf<T>) {
			(Self::price_of(weight), T::Deposit::get())
		}

		/// What is due and not done, as the block has no room for it. None before anything was ever scheduled.
		///
		/// Costs a read for each block that the agenda is late.
		pub fn backlog() -> Option<Backlog<BlockNumberFor<T>>> {
			Self::backlog_at(frame_system::Pallet::<T>::block_number())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(now: BlockNumberFor<T>, weight: &mut WeightMeter) {
			let mut meter = WeightMeter::with_limit(weight.remaining().min(T::Budget::get()));
			Self::do_what_is_due(now, &mut meter);
			weight.consume(meter.consumed());
		}

		fn integrity_test() {
			assert!(Self::fits(Weight::zero()), "the agenda's budget has room for an item");
		}

		#[cfg(any(test, feature = "try-runtime"))]
		fn try_state(now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state(now)
		}
	}
}
