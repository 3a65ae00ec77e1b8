// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub use cybermiles_traits::EngineVersion;
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
	use cybermiles_traits::EngineRegistry;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;

	/// What the registry knows of one version of an engine on this chain.
	pub type EntryOf<T> = Entry<BlockNumberFor<T>>;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Who keeps the registry.
		type RegistrarOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// How many engines there may be.
		#[pallet::constant]
		type MaxEngines: Get<u32>;

		/// How many versions an engine may have.
		#[pallet::constant]
		type MaxVersions: Get<u32>;

		/// The measured cost of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The versions of each engine.
	///
	/// Written by the genesis and the registrar, so nobody pays for it. Nothing is ever removed: what was deployed on a
	/// version runs on it for as long as its owner likes. At most `MaxEngines` × `MaxVersions` entries.
	#[pallet::storage]
	pub type Versions<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		EngineName,
		Twox64Concat,
		EngineVersion,
		EntryOf<T>,
		OptionQuery,
	>;

	/// How many versions each engine has; the map counts the engines.
	#[pallet::storage]
	pub type VersionCounts<T: Config> =
		CountedStorageMap<_, Blake2_128Concat, EngineName, u32, ValueQuery>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// What the registry knows at first; each version of an engine once.
		pub versions: Vec<GenesisVersion>,
		#[serde(skip)]
		#[allow(missing_docs)]
		pub marker: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::do_found(&self.versions);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A version of an engine was registered and takes deployments from now on.
		EngineRegistered {
			/// The engine.
			engine: EngineName,
			/// Its new version.
			version: EngineVersion,
			/// Names the document that says what the version does.
			specification: SpecificationHash,
		},
		/// A version of an engine was closed to new deployments, or opened again.
		AcceptanceSet {
			/// The engine.
			engine: EngineName,
			/// The version.
			version: EngineVersion,
			/// Whether it takes new deployments from now on.
			accepting: bool,
		},
	}

	/// Why a change of the registry is refused.
	#[pallet::error]
	pub enum Error<T> {
		/// This is no name of an engine. Use 1 to 32 lower-case letters, digits and `-`.
		MalformedName,
		/// The engine has this version already. Register a higher one: what a version means never changes.
		AlreadyExists,
		/// There are as many engines as there may be. Ask for a runtime upgrade that allows more.
		TooManyEngines,
		/// The engine has as many versions as it may. Ask for a runtime upgrade that allows more.
		TooManyVersions,
		/// The engine has no such version. `versions` lists those that it has.
		NotFound,
		/// The version accepts, or refuses, new deployments already. There is nothing to do.
		AlreadySet,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Register a version of an engine, which takes deployments from then on. Its first version makes the engine
		/// known.
		///
		/// `specification` is the Blake2b-256 hash of the document that says what the version does. Versions may be
		/// registered in any order and are never removed.
		///
		/// For [`Config::RegistrarOrigin`]. Emits [`Event::EngineRegistered`]. Fails with [`Error::MalformedName`],
		/// [`Error::AlreadyExists`], [`Error::TooManyEngines`] or [`Error::TooManyVersions`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			engine: EngineName,
			version: EngineVersion,
			specification: SpecificationHash,
		) -> DispatchResult {
			T::RegistrarOrigin::ensure_origin(origin)?;
			Self::ensure_registrable(&engine, version)?;
			Self::do_register(&engine, version, specification, true);
			Self::deposit_event(Event::EngineRegistered { engine, version, specification });
			Ok(())
		}

		/// Close a version of an engine to new deployments, or open it again. What runs on it is not touched.
		///
		/// For [`Config::RegistrarOrigin`]. Emits [`Event::AcceptanceSet`]. Fails with [`Error::NotFound`] or
		/// [`Error::AlreadySet`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_accepting())]
		pub fn set_accepting(
			origin: OriginFor<T>,
			engine: EngineName,
			version: EngineVersion,
			accepting: bool,
		) -> DispatchResult {
			T::RegistrarOrigin::ensure_origin(origin)?;
			let entry = Versions::<T>::get(&engine, version).ok_or(Error::<T>::NotFound)?;
			ensure!(entry.accepting != accepting, Error::<T>::AlreadySet);
			Versions::<T>::insert(&engine, version, Entry { accepting, ..entry });
			Self::deposit_event(Event::AcceptanceSet { engine, version, accepting });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The engines, in the order of their names; at most `MaxEngines`.
		pub fn engines() -> Vec<EngineName> {
			let mut engines: Vec<_> = VersionCounts::<T>::iter_keys().collect();
			engines.sort();
			engines
		}

		/// The versions of an engine, lowest first; at most `MaxVersions`, and none if it is not known.
		pub fn versions(engine: EngineName) -> Vec<(EngineVersion, EntryOf<T>)> {
			let mut versions: Vec<_> = Versions::<T>::iter_prefix(&engine).collect();
			versions.sort_by_key(|(version, _)| *version);
			versions
		}

		/// Whether something new may be deployed on this version of the engine.
		pub fn accepts(engine: EngineName, version: EngineVersion) -> bool {
			<Self as EngineRegistry>::accepts(&engine, version)
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
