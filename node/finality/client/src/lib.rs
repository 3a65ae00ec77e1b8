// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The host of the core of finality: what the engine of `cybermiles-finality-core` asks for, done with files.

pub mod store;
