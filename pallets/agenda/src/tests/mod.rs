// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! One file per part of an item's life, and the rules that hold throughout.

mod cancel;
mod drain;
mod handler;
mod invariants;
mod model;
mod query;
mod schedule;
mod story;
