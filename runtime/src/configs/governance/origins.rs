// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The powers that a referendum may confer, each on a track of its own.

pub use pallet_origins::*;

/// Has no storage and no calls: a list of origins.
#[frame_support::pallet]
pub mod pallet_origins {
	use crate::constants::governance::{BIG_SPEND, SMALL_SPEND};
	use cybermiles_primitives::Balance;
	use frame_support::pallet_prelude::*;

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// A power less than root's.
	#[derive(
		Clone,
		Copy,
		Debug,
		Decode,
		DecodeWithMemTracking,
		Encode,
		Eq,
		MaxEncodedLen,
		PartialEq,
		TypeInfo,
	)]
	#[pallet::origin]
	pub enum Origin {
		/// Dispatches, as root, a call that the technology committee has whitelisted.
		WhitelistedCaller,
		/// Sets the parameters of the economy: shares, the price of gas, staking.
		ParameterAdmin,
		/// Spends up to 10,000 CMT of the treasury.
		SmallSpender,
		/// Spends up to 1,000,000 CMT of the treasury.
		BigSpender,
		/// Adds, removes and replaces members of the oracle committee.
		OracleAdmin,
		/// Suspends arbiters.
		ArbiterAdmin,
	}

	macro_rules! ensure_origins {
		($($(#[$doc:meta])* $name:ident: $origin:ident,)*) => {
			$(
				$(#[$doc])*
				pub struct $name;

				impl<O: Into<Result<Origin, O>> + From<Origin>> EnsureOrigin<O> for $name {
					type Success = ();

					fn try_origin(o: O) -> Result<(), O> {
						o.into().and_then(|origin| match origin {
							Origin::$origin => Ok(()),
							other => Err(O::from(other)),
						})
					}

					#[cfg(feature = "runtime-benchmarks")]
					fn try_successful_origin() -> Result<O, ()> {
						Ok(O::from(Origin::$origin))
					}
				}
			)*
		};
	}

	ensure_origins! {
		/// Who may dispatch what is whitelisted.
		WhitelistedCaller: WhitelistedCaller,
		/// Who may set the parameters of the economy.
		ParameterAdmin: ParameterAdmin,
		/// Who may change the oracle committee.
		OracleAdmin: OracleAdmin,
		/// Who may suspend arbiters.
		ArbiterAdmin: ArbiterAdmin,
	}

	/// Who may spend from the treasury, and how much at once.
	pub struct Spender;

	impl<O: Into<Result<Origin, O>> + From<Origin>> EnsureOrigin<O> for Spender {
		type Success = Balance;

		fn try_origin(o: O) -> Result<Balance, O> {
			o.into().and_then(|origin| match origin {
				Origin::SmallSpender => Ok(SMALL_SPEND),
				Origin::BigSpender => Ok(BIG_SPEND),
				other => Err(O::from(other)),
			})
		}

		#[cfg(feature = "runtime-benchmarks")]
		fn try_successful_origin() -> Result<O, ()> {
			Ok(O::from(Origin::BigSpender))
		}
	}
}
