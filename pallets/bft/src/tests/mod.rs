// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

mod offchain;
mod reports;
mod sets;
