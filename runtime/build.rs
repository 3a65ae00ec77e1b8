// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Builds the runtime once more, for Wasm, and embeds it in the native crate.

fn main() {
	#[cfg(all(feature = "std", feature = "metadata-hash"))]
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("CMT", 18)
		.build();

	#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();
}
