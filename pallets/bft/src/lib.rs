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
mod offchain;
mod sessions;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::types::{Member, Session};
	use alloc::{boxed::Box, vec::Vec};
	use cybermiles_primitives::Hash;
	use cybermiles_primitives_bft::{Equivocation, SetId};
	use cybermiles_traits::ValidatorWeights;
	use frame_support::pallet_prelude::*;
	use frame_system::{offchain::CreateBare, pallet_prelude::*};
	use sp_consensus_aura::sr25519::AuthorityId as AuraId;
	use sp_runtime::traits::{Convert, SaturatedConversion};
	use sp_staking::{offence::ReportOffence, SessionIndex};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = Hash> + CreateBare<Call<Self>> {
		/// How much each validator's vote counts.
		type Weights: ValidatorWeights<Self::AccountId>;

		/// The index of the session that is current.
		type CurrentSession: Get<SessionIndex>;

		/// The keys for blocks of the current session, in the order of its validators.
		type AuthorKeys: Get<Vec<AuraId>>;

		/// The author of this block, who is the reporter of what it reports unsigned.
		type Author: Get<Option<Self::AccountId>>;

		/// What offences name a validator by.
		type Offender: Parameter;

		/// The name of a validator in offences; also of one that has left since.
		type OffenderOf: Convert<Self::AccountId, Option<Self::Offender>>;

		/// Where offences are passed on to.
		type Offences: ReportOffence<
			Self::AccountId,
			Self::Offender,
			EquivocationOffence<Self::Offender>,
		>;

		/// The greatest number of validators; that of the author keys and of the sessions.
		#[pallet::constant]
		type MaxValidators: Get<u32>;

		/// For how many sessions equivocations can be reported. At least for as long as stake stays bonded.
		#[pallet::constant]
		type SessionsOnRecord: Get<SessionIndex>;

		/// How many blocks an unsigned report stays in the transaction pool.
		#[pallet::constant]
		type Longevity: Get<BlockNumberFor<Self>>;

		/// The measured cost of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The set that decides the next block.
	#[pallet::storage]
	pub type CurrentSet<T: Config> = StorageValue<_, SetId, ValueQuery>;

	/// The members of the sets of the sessions on record.
	#[pallet::storage]
	pub type Members<T: Config> =
		StorageMap<_, Twox64Concat, SetId, BoundedVec<Member<T::AccountId>, T::MaxValidators>>;

	/// The sessions on record: which set each had, and where it began.
	#[pallet::storage]
	pub type Sessions<T: Config> = StorageMap<_, Twox64Concat, SessionIndex, Session>;

	/// Why a report is refused. The transaction pool reports the index of the error as its custom code.
	#[pallet::error]
	pub enum Error<T> {
		/// This session is not on record: it is yet to come, or too long ago.
		UnknownSession,
		/// The height is of another session, which is to be named, or is yet to come.
		OutsideSession,
		/// The session had another validator set than the one that the signatures are for.
		WrongSet,
		/// The key is of no validator of the session.
		UnknownValidator,
		/// The two are the same, of different places, or not signed by the key: this proves nothing.
		InvalidEvidence,
		/// The evidence is longer than any there can be.
		EvidenceTooLong,
		/// The offender was reported for this height.
		AlreadyReported,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Report a validator that signed two votes or proposals of a round, or two blocks of a slot, in `session`.
		///
		/// Anyone may, signed; it costs nothing if the report is accepted. A node reports for itself, unsigned, in a block
		/// that it authors.
		///
		/// The offence is passed on to the pallet of offences, which emits its event. Fails with any [`Error`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::report_equivocation())]
		pub fn report_equivocation(
			origin: OriginFor<T>,
			equivocation: Box<Equivocation>,
			session: SessionIndex,
		) -> DispatchResultWithPostInfo {
			let reporter = Self::ensure_reporter(origin)?;
			let offence = Self::ensure_offence(&equivocation, session)?;
			Self::do_report(reporter, offence)?;
			Ok(Pays::No.into())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The members of the set that a session had, as long as it is on record.
		pub fn members_of(session: SessionIndex) -> Option<Vec<Member<T::AccountId>>> {
			Members::<T>::get(Sessions::<T>::get(session)?.set).map(BoundedVec::into_inner)
		}
	}

	// The successor of unsigned validation, a general transaction, cannot be built by today's wallets: see the decision
	// record on unsigned claims.
	#[allow(deprecated)]
	#[pallet::validate_unsigned]
	impl<T: Config> ValidateUnsigned for Pallet<T> {
		type Call = Call<T>;

		fn validate_unsigned(source: TransactionSource, call: &Self::Call) -> TransactionValidity {
			use TransactionSource::{InBlock, Local};
			let (Call::report_equivocation { equivocation, session }, Local | InBlock) =
				(call, source)
			else {
				return InvalidTransaction::Call.into();
			};
			let offence = Self::ensure_offence(equivocation, *session)
				.and_then(Self::ensure_new)
				.map_err(|error| InvalidTransaction::Custom(error.code()))?;
			ValidTransaction::with_tag_prefix("Equivocation")
				.priority(TransactionPriority::MAX)
				.and_provides((offence.height, offence.offender))
				.longevity(T::Longevity::get().saturated_into())
				.propagate(false)
				.build()
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				T::SessionsOnRecord::get() > 1,
				"the current session and the one before are on record"
			);
		}

		#[cfg(any(test, feature = "try-runtime"))]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
