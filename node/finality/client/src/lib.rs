// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

#![doc = include_str!("../README.md")]

mod authors;
mod chain;
mod gate;
mod gossip;
mod hard_forks;
mod import;
mod keys;
mod metrics;
mod round_state;
pub mod rpc;
pub mod store;
mod warp;
mod worker;

pub use chain::{Chain, Client, JustificationStream, Notice};
pub use gate::Gate;
pub use gossip::Protocol;
pub use hard_forks::{HardFork, HardForkError, HardForks, LastBlock, FIRST_FORK_SET};
pub use import::{FinalityImport, FinalityVerifier};
pub use round_state::{Question, RoundState, Tally};
pub use warp::WarpProofs;
pub use worker::{Parts, Worker};

const LOG_TARGET: &str = "finality";
