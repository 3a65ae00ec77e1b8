// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The traits through which pallets meet that know nothing of each other; the runtime joins them in its configs.

#![cfg_attr(not(feature = "std"), no_std)]

mod agenda;
mod engines;
mod money;
mod weights;

pub use agenda::{Agenda, OnDue, Ticket};
pub use engines::{EngineRegistry, EngineVersion};
pub use money::{ExchangeRate, RewardPot, SettlementFee};
pub use weights::{EqualWeights, ValidatorWeights};
