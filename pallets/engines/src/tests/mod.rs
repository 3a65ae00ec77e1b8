// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

mod genesis;
mod invariants;
mod queries;
mod register;
mod set_accepting;
