// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use cybermiles_primitives_bft::{BftId, BftSignature, ValidatorIndex, ValidatorSet};

/// Makes and checks signatures. The node's keystore is one; simulations have a cheaper one.
pub trait Keys {
	/// The place of this node in a set; `None` if it has the key of none of the validators.
	///
	/// Asked anew at every height, so that a new key works as soon as it is in the set.
	fn place(&self, set: &ValidatorSet) -> Option<ValidatorIndex>;

	/// Sign a message; `None` if the key is not there.
	fn sign(&self, id: &BftId, message: &[u8]) -> Option<BftSignature>;

	/// Whether a signature is the key's for the message.
	fn verify(&self, id: &BftId, message: &[u8], signature: &BftSignature) -> bool;
}
