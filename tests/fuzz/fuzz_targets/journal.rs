// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Any file is a journal up to somewhere, or is refused; what was read is what is written there.
#![no_main]

use cybermiles_finality_core::{journal, LastSigned};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
	if let Ok((entries, whole)) = journal::read(bytes) {
		let written: Vec<u8> = entries.iter().flat_map(journal::frame).collect();
		assert_eq!(written, &bytes[..whole]);
	}
	if let Some(last) = LastSigned::from_bytes(bytes) {
		assert_eq!(last.to_bytes(), bytes);
	}
});
