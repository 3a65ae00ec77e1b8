// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! One file a story: what a claim does, what refuses it, what a genesis may say, what always holds.

mod claim;
mod genesis;
mod invariants;
mod refusal;
mod vectors;
