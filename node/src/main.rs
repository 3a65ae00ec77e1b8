// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The CyberMiles node.

mod chain_spec;
mod cli;
mod command;
mod rpc;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("Error: {}", command::explain(&error));
			ExitCode::FAILURE
		},
	}
}
