// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What each call costs, measured on this runtime by `scripts/benchmark-weights`: one file a pallet.

pub mod frame_system;
pub mod frame_system_extensions;
pub mod pallet_agenda;
pub mod pallet_balances;
pub mod pallet_bft;
pub mod pallet_cmt;
pub mod pallet_dpos;
pub mod pallet_engines;
pub mod pallet_gas_price;
pub mod pallet_migrations;
pub mod pallet_multisig;
pub mod pallet_preimage;
pub mod pallet_proxy;
pub mod pallet_scheduler;
pub mod pallet_sponsorship;
pub mod pallet_sudo;
pub mod pallet_timestamp;
pub mod pallet_token_swap;
pub mod pallet_transaction_payment;
pub mod pallet_utility;
pub mod pallet_vesting;
