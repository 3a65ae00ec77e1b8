// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{Equivocation, Offender, ValidatorSet};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_runtime::OpaqueValue;

/// A proof of whose key it is, whose type only the runtime knows.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OpaqueKeyOwnershipProof(pub OpaqueValue);

sp_api::decl_runtime_apis! {
	/// What the finality gadget asks the runtime.
	pub trait BftApi {
		/// The validators that decide the height after this block.
		fn validator_set() -> ValidatorSet;

		/// A proof of who owns a key in the session of this block.
		fn key_ownership_proof(offender: Offender) -> Option<OpaqueKeyOwnershipProof>;

		/// Submit a report of an equivocation from this node; `None` if it is not accepted.
		fn report_equivocation(
			equivocation: Equivocation,
			key_owner_proof: OpaqueKeyOwnershipProof,
		) -> Option<()>;
	}
}
