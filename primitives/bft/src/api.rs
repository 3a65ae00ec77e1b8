// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{Equivocation, ValidatorSet};

sp_api::decl_runtime_apis! {
	/// What the finality gadget asks the runtime.
	pub trait BftApi {
		/// The validators that decide the height after this block.
		fn validator_set() -> ValidatorSet;

		/// Submit a report of an equivocation from this node; `None` if it is not accepted.
		fn report_equivocation(equivocation: Equivocation) -> Option<()>;
	}
}
