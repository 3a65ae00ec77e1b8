// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

mod eras;
mod fees;
mod invariants;
mod parameters;
mod settlement;
