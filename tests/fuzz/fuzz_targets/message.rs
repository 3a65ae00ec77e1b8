// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Any bytes are a message or are refused, and a message is written as it was read.
#![no_main]

use cybermiles_finality_core::Message;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
	if let Ok(message) = Message::from_bytes(bytes) {
		assert_eq!(message.to_bytes(), bytes);
	}
});
