// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What pallets that deploy ask.

use crate::{Config, EngineVersion, MaxNameLength, Pallet, Versions};
use cybermiles_traits::EngineRegistry;
use frame_support::BoundedSlice;

impl<T: Config> EngineRegistry for Pallet<T> {
	fn accepts(engine: &[u8], version: EngineVersion) -> bool {
		BoundedSlice::<u8, MaxNameLength>::try_from(engine)
			.ok()
			.and_then(|engine| Versions::<T>::get(engine, version))
			.is_some_and(|entry| entry.accepting)
	}
}
