// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Carries out what the command line says.

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	service,
};
use cybermiles_primitives::OpaqueBlock as Block;
use sc_cli::SubstrateCli;
use sc_network::config::NetworkBackendType;
use sc_service::{ChainSpec, ChainType, Configuration, PartialComponents};
use std::path::Path;

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"CyberMiles Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		"A node of CyberMiles, a blockchain for commerce".into()
	}

	fn author() -> String {
		"CyberMiles contributors".into()
	}

	fn support_url() -> String {
		"docs/ in the source of this program".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
		Ok(Box::new(chain_spec::load(id)?))
	}
}

/// The library that decides tells of each vote, as loudly as the node of each block.
const QUIET: &str = "arc_malachitebft_core_consensus=warn";

/// Parse the command line and do what it says.
pub fn run() -> sc_cli::Result<()> {
	// The SDK has no place for defaults of a node; what the user asks for, here or with --log, comes later and counts.
	let asked = std::env::var("RUST_LOG").unwrap_or_default();
	std::env::set_var("RUST_LOG", [QUIET, &asked].join(",").trim_end_matches(','));
	let cli = Cli::from_args();

	match &cli.subcommand {
		Some(Subcommand::Key(cmd)) => {
			// Files with secrets are for their owner alone.
			rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
			cmd.run(&cli)
		},
		Some(Subcommand::BuildSpec(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run(config.chain_spec, config.network))
		},
		Some(Subcommand::ExportChainSpec(cmd)) => cmd.run(cli.load_spec(&cmd.chain)?),
		Some(Subcommand::CheckBlock(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, import_queue, .. } =
					service::new_partial(&config)?;
				Ok((cmd.run(client, import_queue), task_manager))
			})
		},
		Some(Subcommand::ExportBlocks(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, .. } = service::new_partial(&config)?;
				Ok((cmd.run(client, config.database), task_manager))
			})
		},
		Some(Subcommand::ImportBlocks(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, import_queue, .. } =
					service::new_partial(&config)?;
				Ok((cmd.run(client, import_queue), task_manager))
			})
		},
		Some(Subcommand::ExportState(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, .. } = service::new_partial(&config)?;
				Ok((cmd.run(client, config.chain_spec), task_manager))
			})
		},
		Some(Subcommand::PurgeChain(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| purge_chain(cmd, config))
		},
		Some(Subcommand::Revert(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, backend, .. } =
					service::new_partial(&config)?;
				let revert_finality = Box::new(service::consensus::revert);
				Ok((cmd.run(client, backend, Some(revert_finality)), task_manager))
			})
		},
		Some(Subcommand::ChainInfo(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run::<Block>(&config))
		},
		None => {
			let runner = cli.create_runner(&cli.run)?;
			let options = service::Options { keys_never_signed: cli.keys_never_signed };
			runner.run_node_until_exit(|config| async move {
				match config.network.network_backend {
					NetworkBackendType::Libp2p => {
						service::new_full::<sc_network::NetworkWorker<_, _>>(config, options)
					},
					NetworkBackendType::Litep2p => {
						service::new_full::<sc_network::Litep2pNetworkBackend>(config, options)
					},
				}
				.map_err(sc_cli::Error::from)
			})
		},
	}
}

/// Delete the database. What a validator signed is kept, as the key may sign nothing else when the node has synced again;
/// on a network of well-known keys nobody minds.
fn purge_chain(command: &sc_cli::PurgeChainCmd, config: Configuration) -> sc_cli::Result<()> {
	let chain = config.base_path.config_dir(config.chain_spec.id());
	let signed = service::consensus::folder(&chain);
	let is_test =
		matches!(config.chain_spec.chain_type(), ChainType::Development | ChainType::Local);
	command.run(config.database.clone())?;
	if !signed.exists() || config.database.path().is_some_and(Path::exists) {
		return Ok(());
	}
	if is_test {
		std::fs::remove_dir_all(&signed)?;
	} else {
		println!("{} is kept: the record of what this validator signed.", signed.display());
	}
	Ok(())
}

/// The error in one sentence, for the person who typed the command.
pub fn explain(error: &sc_cli::Error) -> String {
	let text = match error {
		sc_cli::Error::Input(text) => text.clone(),
		sc_cli::Error::NetworkKeyNotFound(path) => format!(
			"A validator needs a node key, by which its peers know it, and there is none at {}. Make one with `key \
			 generate-node-key` and the --chain and --base-path of this node.",
			path.display(),
		),
		sc_cli::Error::Service(sc_service::Error::Other(text)) => text.clone(),
		other => other.to_string(),
	};
	// Some of the SDK's messages span lines.
	text.split_whitespace().collect::<Vec<_>>().join(" ")
}
