// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How each pallet is configured, by domain.

pub mod consensus;
pub mod economy;
pub mod finality;
pub mod governance;
pub mod middleware;
pub mod staking;
pub mod system;
