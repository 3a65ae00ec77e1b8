// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

mod absence;
mod candidates;
mod counted;
mod delegations;
mod elections;
mod genesis;
mod invariants;
mod model;
mod offences;
mod queries;
mod rewards;
