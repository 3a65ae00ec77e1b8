// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The command line.

use sc_cli::RunCmd;

/// `cybermiles [run options]` or `cybermiles <subcommand>`.
#[derive(Debug, clap::Parser)]
pub struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to run a node.
	#[command(flatten)]
	pub run: RunCmd,

	/// Say that the session keys of this validator never signed a vote, on no machine.
	///
	/// A validator without a record of what it signed is silent until a block is final that was made since it started, as
	/// it cannot know what it may sign. New keys need not wait. With old keys this option can cost the validator its stake.
	#[arg(long)]
	pub keys_never_signed: bool,
}

/// What the program can do besides running a node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Generate, inspect and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Build a chain specification.
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Write a chain specification to a file or to standard output.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Execute stored blocks again and check them.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file or to standard output.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Read blocks from a file or from standard input and import them.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Write the state at a block as a chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Delete the chain's database.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take back the last blocks that are not final.
	Revert(sc_cli::RevertCmd),

	/// Show what the database holds: best block, final block, genesis.
	ChainInfo(sc_cli::ChainInfoCmd),
}
