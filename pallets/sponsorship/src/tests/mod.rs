// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! One file a story: what a sponsor does, what an act does, what a user signs, what refuses an act, why no message acts
//! twice, what the pool makes of acts, how records are forgotten, what always holds.

mod act;
mod forget;
mod invariants;
mod message;
mod pool;
mod refusal;
mod replay;
mod sponsor;
