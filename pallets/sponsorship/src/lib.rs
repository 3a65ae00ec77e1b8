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
	use super::{functions::Stage, *};
	use alloc::{boxed::Box, string::String};
	use frame_support::{
		dispatch::{DispatchInfo, PostDispatchInfo},
		pallet_prelude::*,
		traits::{
			fungible::{hold, Credit, Inspect},
			Consideration, Footprint, GetCallMetadata, OnUnbalanced,
		},
	};
	use frame_system::pallet_prelude::*;
	use sp_core::crypto::Ss58Codec;
	use sp_runtime::{
		traits::{Dispatchable, IdentifyAccount, Verify},
		SaturatedConversion, Saturating,
	};

	/// The amount type of [`Config::Currency`].
	pub type BalanceOf<T> =
		<<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

	/// A fee that was paid.
	pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

	/// A call of the runtime.
	pub type RuntimeCallOf<T> = <T as frame_system::Config>::RuntimeCall;

	/// The terms of a sponsorship on this chain.
	pub type TermsOf<T> = Terms<
		<T as frame_system::Config>::AccountId,
		BalanceOf<T>,
		BoundedVec<CallIndex, <T as Config>::MaxScope>,
	>;

	/// A sponsorship on this chain.
	pub type SponsorshipOf<T> =
		Sponsorship<TermsOf<T>, BalanceOf<T>, BlockNumberFor<T>, <T as Config>::Consideration>;

	/// The record of a user on this chain.
	pub type UserRecordOf<T> = UserRecord<BalanceOf<T>, BlockNumberFor<T>>;

	/// A user's request on this chain.
	pub type RequestOf<T> = Request<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<
		AccountId: Ss58Codec,
		RuntimeCall: From<Call<Self>>
		                 + Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>
		                 + GetCallMetadata,
		RuntimeEvent: From<Event<Self>>,
	>
	{
		/// The native token.
		type Currency: hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ hold::Balanced<Self::AccountId>;

		/// The runtime's reasons to hold balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// A sponsor's deposit for the entry of its sponsorship.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// What a sponsor's budget keeps for the record of each user, as long as there is one.
		#[pallet::constant]
		type UserDeposit: Get<BalanceOf<Self>>;

		/// Signs messages for an account, as it would sign transactions.
		type Signature: Parameter
			+ MaxEncodedLen
			+ Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>>;

		/// What a transaction costs. An act costs its sponsor the same as if it were signed by one who pays.
		type Fee: TransactionFee<BalanceOf<Self>>;

		/// Takes the fees.
		type OnFee: OnUnbalanced<CreditOf<Self>>;

		/// How many blocks a period has: the time to which the limits per period apply. At least 1.
		type Period: Get<BlockNumberFor<Self>>;

		/// How many blocks ahead the end of a message's validity may lie at most.
		type MaxLongevity: Get<BlockNumberFor<Self>>;

		/// How many calls a sponsorship may list.
		#[pallet::constant]
		type MaxScope: Get<u32>;

		/// How many users may be forgotten at a time.
		#[pallet::constant]
		type MaxForget: Get<u32>;

		/// The measured cost of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why a part of a sponsor's balance is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// For the fees of its users, and the deposits for their records.
		Budget,
		/// For the entry of its sponsorship.
		Deposit,
	}

	/// Each sponsor's sponsorship.
	///
	/// The sponsor puts down a deposit for the entry and has it back when it closes the sponsorship.
	#[pallet::storage]
	pub type Sponsorships<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, SponsorshipOf<T>>;

	/// What is remembered of each user of each sponsor, by sponsor and user.
	///
	/// The sponsor's budget keeps a deposit for each record, which is free again when anyone forgets the record.
	#[pallet::storage]
	pub type Users<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		UserRecordOf<T>,
	>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A sponsorship was opened, with nothing in its budget.
		Opened {
			/// Who will pay.
			sponsor: T::AccountId,
		},
		/// A budget grew.
		Funded {
			/// Whose budget.
			sponsor: T::AccountId,
			/// By how much.
			amount: BalanceOf<T>,
		},
		/// The terms of a sponsorship were replaced.
		Changed {
			/// Whose sponsorship.
			sponsor: T::AccountId,
		},
		/// A part of a budget went back to the sponsor.
		Withdrawn {
			/// Whose budget.
			sponsor: T::AccountId,
			/// How much.
			amount: BalanceOf<T>,
		},
		/// A sponsorship was closed.
		Closed {
			/// Who has paid until now.
			sponsor: T::AccountId,
			/// What was left of the budget and went back to the sponsor.
			returned: BalanceOf<T>,
		},
		/// A user's call was made, and its fee was paid whether it succeeded or not.
		Acted {
			/// Who paid.
			sponsor: T::AccountId,
			/// Who acted.
			user: T::AccountId,
			/// What was paid.
			fee: BalanceOf<T>,
			/// Whether the call succeeded, and if not, why.
			result: DispatchResult,
		},
		/// The record of a user was removed, and its deposit is part of the budget again.
		Forgotten {
			/// Whose sponsorship.
			sponsor: T::AccountId,
			/// Whose record.
			user: T::AccountId,
		},
	}

	/// Why a call is refused. For an act, the transaction pool reports the index of the error as its custom code.
	#[pallet::error]
	pub enum Error<T> {
		/// This account sponsors nothing. Check the address of the sponsor; as a sponsor, open a sponsorship first.
		NotFound,
		/// The sponsor does not pay for this call. Sign it as a transaction of your own.
		OutOfScope,
		/// Nobody may pay for this call for another: it is of this pallet, or of a class that has its own place in a
		/// block.
		NotSponsorable,
		/// The message is not valid any more. Sign a new one.
		Expired,
		/// The message would be valid for too long. Sign one that ends earlier; `allowance` says when at the latest.
		TooFarAhead,
		/// The nonce is not the next one of this user with this sponsor. Sign a message with the nonce that `allowance`
		/// returns.
		WrongNonce,
		/// The user has no act left in this period. Wait for the next one.
		TooManyActs,
		/// The sponsor pays for no more acts in this block, or for none at all. Try again in another block.
		TooManyInBlock,
		/// The fee is higher than the sponsor pays for one act. Make the call smaller.
		TooExpensive,
		/// The sponsor has paid in this period what it is ready to pay. Wait for the next one.
		TooMuchSpent,
		/// The budget does not cover this. As a sponsor, fund it or withdraw less.
		InsufficientFunds,
		/// The approver's signature of the user's text is missing or wrong, or given though the sponsor names no
		/// approver. Ask the sponsor's server for it.
		NotApproved,
		/// Another key signed, or this key signed another text. Sign, with the key of the user, exactly the text that
		/// `message` returns.
		WrongSigner,
		/// This account has a sponsorship already. Change that one.
		AlreadyExists,
		/// There are records of users. Pause the sponsorship, withdraw the budget, and close when the last record can
		/// be forgotten and is.
		UsersRemain,
		/// None of these users has a record that can be forgotten already. `Users` says until when each is kept.
		NothingToForget,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Open a sponsorship of the caller's, on these terms and with nothing in its budget yet.
		///
		/// Any account may, once at a time. Takes a deposit for the entry until the sponsorship is closed.
		///
		/// Emits [`Event::Opened`]. Fails with [`Error::AlreadyExists`], with [`Error::NotSponsorable`] if the scope
		/// lists a call of this pallet, or if the caller has too little for the deposit.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open())]
		pub fn open(origin: OriginFor<T>, terms: TermsOf<T>) -> DispatchResult {
			let sponsor = ensure_signed(origin)?;
			ensure!(!Sponsorships::<T>::contains_key(&sponsor), Error::<T>::AlreadyExists);
			Self::ensure_sponsorable(&terms)?;
			Self::do_open(&sponsor, terms)?;
			Self::deposit_event(Event::Opened { sponsor });
			Ok(())
		}

		/// Add `amount`, in the smallest unit of the token, to the budget of the caller's sponsorship.
		///
		/// The amount stays in the caller's account, on hold.
		///
		/// Emits [`Event::Funded`]. Fails with [`Error::NotFound`], or if the caller has too little.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::fund())]
		pub fn fund(
			origin: OriginFor<T>,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let sponsor = ensure_signed(origin)?;
			Self::do_fund(&sponsor, amount)?;
			Self::deposit_event(Event::Funded { sponsor, amount });
			Ok(())
		}

		/// Replace the terms of the caller's sponsorship.
		///
		/// What was used of the limits in this block and period stays used. To pause the sponsorship, change the limit
		/// of acts per block to none.
		///
		/// Emits [`Event::Changed`]. Fails with [`Error::NotFound`], or with [`Error::NotSponsorable`] if the scope
		/// lists a call of this pallet.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::change())]
		pub fn change(origin: OriginFor<T>, terms: TermsOf<T>) -> DispatchResult {
			let sponsor = ensure_signed(origin)?;
			Self::ensure_sponsorable(&terms)?;
			Self::do_change(&sponsor, terms)?;
			Self::deposit_event(Event::Changed { sponsor });
			Ok(())
		}

		/// Take `amount`, in the smallest unit of the token, back from the budget of the caller's sponsorship.
		///
		/// Emits [`Event::Withdrawn`]. Fails with [`Error::NotFound`], or with [`Error::InsufficientFunds`] if there is
		/// less in the budget; the deposits for users' records are not part of it.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(
			origin: OriginFor<T>,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let sponsor = ensure_signed(origin)?;
			Self::do_withdraw(&sponsor, amount)?;
			Self::deposit_event(Event::Withdrawn { sponsor, amount });
			Ok(())
		}

		/// Close the caller's sponsorship, and take back what is left in its budget and the deposit for the entry.
		///
		/// Emits [`Event::Closed`]. Fails with [`Error::NotFound`], or with [`Error::UsersRemain`] as long as a user
		/// has a record: without it, a message could act once more when the sponsorship is opened again.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::close())]
		pub fn close(origin: OriginFor<T>) -> DispatchResult {
			let sponsor = ensure_signed(origin)?;
			let returned = Self::do_close(&sponsor)?;
			Self::deposit_event(Event::Closed { sponsor, returned });
			Ok(())
		}

		/// Make `call` for the user whom `request` names, and let the sponsor whom it names pay the fee.
		///
		/// `signature` is the user's, and `approval` that of the sponsor's approver if it names one, of the text that
		/// [`message`](Pallet::message) returns, as it is or between `<Bytes>` and `</Bytes>`. Whoever has them may
		/// submit them, without a signature of their own and without paying a fee. Neither the user nor who submits
		/// needs an account.
		///
		/// The fee is that of a signed transaction of the same length and weight, is paid whether the call succeeds or
		/// not, and goes down if the call weighs less than it might. The first act of a user takes a deposit for the
		/// record from the budget.
		///
		/// An act that the sponsorship does not cover is refused by the transaction pool and by every block.
		///
		/// Emits [`Event::Acted`]. Fails with [`Error::NotFound`] and the errors from [`Error::OutOfScope`] to
		/// [`Error::WrongSigner`].
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::weight_of(call, approval.is_some()))]
		pub fn act(
			origin: OriginFor<T>,
			request: Box<RequestOf<T>>,
			call: Box<RuntimeCallOf<T>>,
			signature: T::Signature,
			approval: Option<T::Signature>,
		) -> DispatchResultWithPostInfo {
			ensure_none(origin)?;
			// Nobody signed for this origin, so `pre_dispatch` let the act in, where the signatures were verified. They
			// are not verified once more, as that is most of the cost of an act.
			drop(signature);
			let act = Self::ensure_covered(&request, &call, approval.is_some(), Stage::Block)?;
			let (fee, result, weight) = Self::do_act(&request, *call, act);
			let Request { sponsor, user, .. } = *request;
			Self::deposit_event(Event::Acted { sponsor, user, fee, result });
			Ok(Some(weight).into())
		}

		/// Remove the records of those of these users with whom the sponsor is done; pass over the others.
		///
		/// Anyone may. A record can be forgotten after the block that it is kept until: the period of the user's last
		/// act has passed then, and so has every message that the user could have acted with before it. The deposits
		/// become part of the budget again.
		///
		/// Emits [`Event::Forgotten`] for each. Fails with [`Error::NotFound`], or with [`Error::NothingToForget`] if
		/// there is none.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::forget(users.len() as u32))]
		pub fn forget(
			origin: OriginFor<T>,
			sponsor: T::AccountId,
			users: BoundedVec<T::AccountId, T::MaxForget>,
		) -> DispatchResult {
			ensure_signed(origin)?;
			for user in Self::do_forget(&sponsor, users)? {
				Self::deposit_event(Event::Forgotten { sponsor: sponsor.clone(), user });
			}
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The text that a user signs, and the sponsor's approver if there is one, so that `call` is made as `request`
		/// says.
		pub fn message(request: RequestOf<T>, call: RuntimeCallOf<T>) -> String {
			Self::message_for(&request, &call)
		}

		/// What `user` may do with `sponsor` now; none if there is no such sponsor.
		pub fn allowance(
			sponsor: T::AccountId,
			user: T::AccountId,
		) -> Option<Allowance<BlockNumberFor<T>>> {
			Self::allowance_of(&sponsor, &user)
		}

		/// The most that an act with this call costs, in the smallest unit of the token, if an approver must sign or
		/// not.
		pub fn fee(call: RuntimeCallOf<T>, approved: bool) -> BalanceOf<T> {
			Self::price_of(&call, approved).fee
		}
	}

	// The successor of unsigned validation, a general transaction, cannot be built by today's wallets: see the decision
	// record on unsigned claims.
	#[allow(deprecated)]
	#[pallet::validate_unsigned]
	impl<T: Config> ValidateUnsigned for Pallet<T> {
		type Call = Call<T>;

		fn validate_unsigned(_source: TransactionSource, call: &Self::Call) -> TransactionValidity {
			let Call::act { request, call, signature, approval } = call else {
				return InvalidTransaction::Call.into();
			};
			let act = Self::ensure_valid(request, call, signature, approval, Stage::Pool)
				.map_err(|error| InvalidTransaction::Custom(error.code()))?;

			let Request { sponsor, user, nonce, valid_until } = &**request;
			let now = frame_system::Pallet::<T>::block_number();
			let longevity = valid_until.saturating_sub(now).saturating_add(1u32.into());
			// Behind every transaction whose sender pays: one that the sponsor's limits keep waiting costs nobody
			// anything, so many of them must not keep those waiting.
			let validity = ValidTransaction::with_tag_prefix("Sponsorship")
				.priority(0)
				.longevity(longevity.saturated_into())
				.and_provides((sponsor, user, nonce));
			match nonce.checked_sub(&1) {
				Some(previous) if act.is_ahead() => {
					validity.and_requires((sponsor, user, previous)).build()
				},
				_ => validity.build(),
			}
		}

		fn pre_dispatch(call: &Self::Call) -> Result<(), TransactionValidityError> {
			let Call::act { request, call, signature, approval } = call else {
				return Err(InvalidTransaction::Call.into());
			};
			Self::ensure_valid(request, call, signature, approval, Stage::Block).map_err(
				|error| {
					match error {
						// The author leaves it in the pool, for a later block.
						Error::<T>::TooManyInBlock => InvalidTransaction::ExhaustsResources,
						error => InvalidTransaction::Custom(error.code()),
					}
				},
			)?;
			Ok(())
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
