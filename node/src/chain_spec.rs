// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The networks that the node knows by name.

use cybermiles_primitives::{CMT_DECIMALS, CMT_SYMBOL};
use cybermiles_runtime::{
	configs::system::SS58Prefix, genesis_presets::STAGING_RUNTIME_PRESET, WASM_BINARY,
};
use sc_service::{ChainType, GenericChainSpec, Properties};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::path::PathBuf;

/// A chain specification.
pub type ChainSpec = GenericChainSpec;

/// The specification that `id` names: a network of the node's own or a file.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	match id {
		"" => Err("No chain is named. Use --dev for a chain of your own, --chain local for a local network of four \
			 validators, or --chain FILE for the specification of a network."
			.into()),
		"dev" | "development" =>
			preset("CyberMiles Development", "cybermiles_dev", ChainType::Development, DEV_RUNTIME_PRESET),
		"local" => preset(
			"CyberMiles Local",
			"cybermiles_local",
			ChainType::Local,
			LOCAL_TESTNET_RUNTIME_PRESET,
		),
		"staging" =>
			preset("CyberMiles Staging", "cybermiles_staging", ChainType::Live, STAGING_RUNTIME_PRESET),
		path => file(PathBuf::from(path)),
	}
}

fn preset(name: &str, id: &str, kind: ChainType, preset: &str) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY.ok_or(
		"This node was built without its runtime (SKIP_WASM_BUILD). Build it again without that variable, or name a \
		 chain specification file.",
	)?;
	Ok(ChainSpec::builder(wasm, Default::default())
		.with_name(name)
		.with_id(id)
		.with_chain_type(kind)
		.with_protocol_id("cmt")
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

fn file(path: PathBuf) -> Result<ChainSpec, String> {
	if !path.is_file() {
		return Err(format!(
			"There is no chain '{0}': it is neither dev, local or staging nor a file.",
			path.display()
		));
	}
	ChainSpec::from_json_file(path.clone()).map_err(|error| {
		format!("The chain specification {} cannot be read: {error}", path.display())
	})
}

fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), CMT_SYMBOL.into());
	properties.insert("tokenDecimals".into(), CMT_DECIMALS.into());
	properties.insert("ss58Format".into(), SS58Prefix::get().into());
	properties
}
