// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use cybermiles_finality_core::Keys;
use cybermiles_primitives_bft::{BftId, BftPair, BftSignature, ValidatorIndex, ValidatorSet};
use sp_core::Pair;
use sp_crypto_hashing::blake2_256;

/// How statements are signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
	/// A hash of key and message: nothing is secret, and nobody in the simulation forges.
	Cheap,
	/// As on the chain.
	Ed25519,
}

impl Scheme {
	/// The public key of a number.
	pub fn id(self, key: usize) -> BftId {
		match self {
			Self::Cheap => BftId::from(sp_core::ed25519::Public::from_raw(blake2_256(&seed(key)))),
			Self::Ed25519 => BftPair::from_seed(&seed(key)).public(),
		}
	}

	pub fn sign(self, key: usize, message: &[u8]) -> BftSignature {
		match self {
			Self::Cheap => cheap(&self.id(key), message),
			Self::Ed25519 => BftPair::from_seed(&seed(key)).sign(message),
		}
	}

	pub fn verify(self, id: &BftId, message: &[u8], signature: &BftSignature) -> bool {
		match self {
			Self::Cheap => cheap(id, message) == *signature,
			Self::Ed25519 => BftPair::verify(signature, message, id),
		}
	}
}

fn seed(key: usize) -> [u8; 32] {
	let mut seed = [7; 32];
	seed[..8].copy_from_slice(&(key as u64).to_le_bytes());
	seed
}

fn cheap(id: &BftId, message: &[u8]) -> BftSignature {
	let hash = blake2_256(&[AsRef::<[u8]>::as_ref(id), message].concat());
	let mut signature = [0; 64];
	signature[..32].copy_from_slice(&hash);
	sp_core::ed25519::Signature::from_raw(signature).into()
}

/// The key of one node.
pub struct SimKeys {
	pub scheme: Scheme,
	pub key: Option<usize>,
}

impl Keys for SimKeys {
	fn place(&self, set: &ValidatorSet) -> Option<ValidatorIndex> {
		set.index_of(&self.scheme.id(self.key?))
	}

	fn sign(&self, id: &BftId, message: &[u8]) -> Option<BftSignature> {
		let key = self.key.filter(|key| self.scheme.id(*key) == *id)?;
		Some(self.scheme.sign(key, message))
	}

	fn verify(&self, id: &BftId, message: &[u8], signature: &BftSignature) -> bool {
		self.scheme.verify(id, message, signature)
	}
}
