// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! One file a story: who submits what, how the rate moves, how it freezes, what a day does to a price, what is charged,
//! what governance may do, what a genesis may say, what always holds.

mod committee;
mod day;
mod fees;
mod freeze;
mod genesis;
mod invariants;
mod median;
mod price;
mod submit;
