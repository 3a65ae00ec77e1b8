// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The node's keystore as the keys of the core.

use crate::LOG_TARGET;
use cybermiles_finality_core::Keys;
use cybermiles_primitives_bft::{
	BftId, BftPair, BftSignature, ValidatorIndex, ValidatorSet, KEY_TYPE,
};
use sp_core::{ed25519, Pair};
use sp_keystore::KeystorePtr;
use std::sync::atomic::{AtomicBool, Ordering};

/// The keystore as the core asks for it.
pub struct NodeKeys {
	/// `None` for a node that is no validator, whatever keys it has.
	keystore: Option<KeystorePtr>,
	/// The operator was told that there are keys of several validators.
	warned: AtomicBool,
}

impl NodeKeys {
	/// The keys of a validator's keystore, or none.
	pub fn new(keystore: Option<KeystorePtr>) -> Self {
		Self { keystore, warned: AtomicBool::new(false) }
	}
}

impl Keys for NodeKeys {
	fn place(&self, set: &ValidatorSet) -> Option<ValidatorIndex> {
		// The keystore reads its folder anew each time.
		let own = self.keystore.as_ref()?.ed25519_public_keys(KEY_TYPE);
		let is_own = |id: &BftId| own.iter().any(|own| AsRef::<ed25519::Public>::as_ref(id) == own);
		let mut places = (0..).zip(&set.validators).filter(|(_, validator)| is_own(&validator.id));
		let (place, _) = places.next()?;
		if places.next().is_some() && !self.warned.swap(true, Ordering::Relaxed) {
			log::warn!(
				target: LOG_TARGET,
				"The keystore has keys of several validators; this node votes as number {place} of the set only"
			);
		}
		Some(place)
	}

	fn sign(&self, id: &BftId, message: &[u8]) -> Option<BftSignature> {
		match self.keystore.as_ref()?.ed25519_sign(KEY_TYPE, id.as_ref(), message) {
			Ok(signature) => signature.map(BftSignature::from),
			Err(error) => {
				log::error!(target: LOG_TARGET, "The keystore does not sign: {error}");
				None
			},
		}
	}

	fn verify(&self, id: &BftId, message: &[u8], signature: &BftSignature) -> bool {
		BftPair::verify(signature, message, id)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use cybermiles_primitives_bft::Validator;
	use sp_keystore::{testing::MemoryKeystore, Keystore};
	use std::sync::Arc;

	#[test]
	fn a_key_that_is_put_in_while_the_node_runs_is_found() {
		let keystore = Arc::new(MemoryKeystore::new());
		let keys = NodeKeys::new(Some(keystore.clone()));
		let others = (1..4).map(|seed| BftPair::from_seed(&[seed; 32]).public());
		let mut set = ValidatorSet {
			id: 0,
			validators: others.map(|id| Validator { id, weight: 1 }).collect(),
		};
		assert_eq!(keys.place(&set), None);

		let new = keystore.ed25519_generate_new(KEY_TYPE, None).unwrap();
		assert_eq!(keys.place(&set), None);
		set.validators.insert(2, Validator { id: new.into(), weight: 1 });
		assert_eq!(keys.place(&set), Some(2));

		let signature = keys.sign(&new.into(), b"message").unwrap();
		assert!(keys.verify(&new.into(), b"message", &signature));
		assert!(!keys.verify(&new.into(), b"another", &signature));
		assert!(!keys.verify(&set.validators[0].id, b"message", &signature));
		assert_eq!(keys.sign(&set.validators[0].id, b"message"), None);
		assert_eq!(NodeKeys::new(None).place(&set), None);
	}
}
