// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

#![doc = include_str!("../README.md")]

mod context;
mod convert;
mod engine;
mod evidence;
mod guard;
pub mod journal;
mod keys;
mod message;
mod node;

pub use engine::{Action, Chain, Config, Engine, Event, Fault, Peer, TimerId, FUTURE_ROUNDS};
pub use evidence::PAST_HEIGHTS;
pub use guard::{Guard, LastSigned, Permission, Position};
pub use journal::Entry;
pub use keys::Keys;
pub use malachite_types::LinearTimeouts as Timeouts;
pub use message::{
	Message, Polka, RoundCertificate, RoundReason, SignedStatement, Unread, MAX_MESSAGE_SIZE,
	MAX_STATUS_BLOCKS,
};
