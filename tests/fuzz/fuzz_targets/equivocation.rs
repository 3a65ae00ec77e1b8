// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Any bytes are evidence or are refused, and none that was not signed is valid.
#![no_main]

use codec::{DecodeAll, Encode};
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::Equivocation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
	if let Ok(read) = Equivocation::decode_all(&mut &*bytes) {
		assert_eq!(read.encode(), bytes);
		assert!(!read.is_valid(&Hash::repeat_byte(1)));
	}
});
