// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What the calls and the genesis do.

use crate::{
	is_name, Config, EngineName, EngineVersion, Entry, Error, GenesisVersion, Pallet,
	SpecificationHash, VersionCounts, Versions,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::Zero, Saturating};

impl<T: Config> Pallet<T> {
	/// Check that the engine has a proper name, not yet this version, and that there is room for one.
	pub(crate) fn ensure_registrable(
		engine: &EngineName,
		version: EngineVersion,
	) -> Result<(), Error<T>> {
		ensure!(is_name(engine), Error::<T>::MalformedName);
		ensure!(!Versions::<T>::contains_key(engine, version), Error::<T>::AlreadyExists);
		let count = VersionCounts::<T>::get(engine);
		ensure!(
			!count.is_zero() || VersionCounts::<T>::count() < T::MaxEngines::get(),
			Error::<T>::TooManyEngines
		);
		ensure!(count < T::MaxVersions::get(), Error::<T>::TooManyVersions);
		Ok(())
	}

	/// Record a version that is registrable.
	pub(crate) fn do_register(
		engine: &EngineName,
		version: EngineVersion,
		specification: SpecificationHash,
		accepting: bool,
	) {
		let since = frame_system::Pallet::<T>::block_number();
		Versions::<T>::insert(engine, version, Entry { specification, accepting, since });
		VersionCounts::<T>::mutate(engine, |count| count.saturating_inc());
	}

	/// Record what the chain starts with.
	///
	/// # Panics
	///
	/// On a list that breaks the rules of the registry: at genesis, where no chain can start from it, never in a block.
	pub(crate) fn do_found(versions: &[GenesisVersion]) {
		for line in versions {
			let (name, version) = (&line.engine, line.version());
			// One that is too long is as malformed as an empty one.
			let engine = EngineName::try_from(name.as_bytes().to_vec()).unwrap_or_default();
			if let Err(error) = Self::ensure_registrable(&engine, version) {
				let reason = match error {
					Error::MalformedName => {
						"needs a name of 1 to 32 lower-case letters, digits and -"
					},
					Error::AlreadyExists => "is listed twice; leave one out",
					Error::TooManyEngines => "is of one engine more than there may be",
					Error::TooManyVersions => "is one version more than an engine may have",
					_ => "cannot be registered",
				};
				panic!("engines.versions: {name:?} {version} {reason}");
			}
			Self::do_register(&engine, version, line.specification, line.accepting);
		}
	}
}
