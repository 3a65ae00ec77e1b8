// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The networks that the node knows by name.

use cybermiles_finality_client::HardForks;
use cybermiles_primitives::{CMT_DECIMALS, CMT_SYMBOL};
use cybermiles_runtime::{
	configs::system::SS58Prefix,
	genesis_presets::{well_known, STAGING_RUNTIME_PRESET, WELL_KNOWN},
	WASM_BINARY,
};
use sc_chain_spec::ChainSpecExtension;
use sc_service::{ChainType, GenericChainSpec, Properties};
use serde::{Deserialize, Serialize};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::path::PathBuf;

/// What a specification tells the nodes besides the genesis.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase", default)]
pub struct Extensions {
	/// Validator sets that the operators agreed on where the chain's own could decide no more.
	pub finality_hard_forks: HardForks,
}

type ChainSpecBuilder = sc_chain_spec::ChainSpecBuilder<Extensions>;

/// A chain specification.
pub type ChainSpec = GenericChainSpec<Extensions>;

/// The specification that `id` names: a network of the node's own or a file.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	let development = ("CyberMiles Development", "cybermiles_dev", ChainType::Development);
	let local = ("CyberMiles Local", "cybermiles_local", ChainType::Local);
	let staging = ("CyberMiles Staging", "cybermiles_staging", ChainType::Live);
	match id {
		"" => Err("No chain is named. Use --dev for a chain of your own, --chain local for a local network of four \
			 validators, or --chain FILE for the specification of a network."
			.into()),
		"dev" | "development" =>
			network(development, |spec| spec.with_genesis_config_preset_name(DEV_RUNTIME_PRESET)),
		"local" =>
			network(local, |spec| spec.with_genesis_config_preset_name(LOCAL_TESTNET_RUNTIME_PRESET)),
		"staging" =>
			network(staging, |spec| spec.with_genesis_config_preset_name(STAGING_RUNTIME_PRESET)),
		other => match local_size(other) {
			Some(validators) =>
				network(local, |spec| spec.with_genesis_config_patch(well_known(validators))),
			None => file(PathBuf::from(other)),
		},
	}
}

/// The number of validators in `local-N`, from one to as many as there are well-known keys.
fn local_size(id: &str) -> Option<usize> {
	let validators = id.strip_prefix("local-")?.parse().ok()?;
	(1..=WELL_KNOWN.len()).contains(&validators).then_some(validators)
}

fn network(
	(name, id, kind): (&str, &str, ChainType),
	with_genesis: impl FnOnce(ChainSpecBuilder) -> ChainSpecBuilder,
) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY.ok_or(
		"This node was built without its runtime (SKIP_WASM_BUILD). Build it again without that variable, or name a \
		 chain specification file.",
	)?;
	let spec = ChainSpec::builder(wasm, Extensions::default())
		.with_name(name)
		.with_id(id)
		.with_chain_type(kind)
		.with_protocol_id("cmt")
		.with_properties(properties());
	Ok(with_genesis(spec).build())
}

fn file(path: PathBuf) -> Result<ChainSpec, String> {
	if !path.is_file() {
		return Err(format!(
			"There is no chain '{}': it is neither dev, local, local-1 to local-{} or staging, nor a file.",
			path.display(),
			WELL_KNOWN.len(),
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_local_network_has_one_to_eight_validators() {
		assert_eq!(local_size("local-1"), Some(1));
		assert_eq!(local_size("local-8"), Some(8));
		for id in ["local-0", "local-9", "local-", "local-x", "local", "staging"] {
			assert_eq!(local_size(id), None, "{id}");
		}
	}

	#[test]
	fn every_named_network_has_the_token() {
		for id in ["dev", "local", "local-7", "staging"] {
			let properties = load(id).unwrap().properties();
			assert_eq!(properties["tokenSymbol"], "CMT", "{id}");
			assert_eq!(properties["tokenDecimals"], 18, "{id}");
			assert_eq!(properties["ss58Format"], 42, "{id}");
		}
	}

	#[test]
	fn a_name_that_is_none_says_which_there_are() {
		let refusal = load("mainnet").err().unwrap();
		assert!(refusal.contains("'mainnet'") && refusal.contains("staging"), "{refusal}");
		assert!(load("").err().unwrap().contains("--dev"));
	}
}
