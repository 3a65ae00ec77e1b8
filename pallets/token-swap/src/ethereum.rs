// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Ethereum's personal message signatures (EIP-191, version 0x45).

use crate::{EthereumAddress, EthereumSignature};
use alloc::{format, vec::Vec};
use sp_core::H256;
use sp_io::{crypto::secp256k1_ecdsa_recover, hashing::keccak_256};

/// The hash that a wallet signs for a personal message.
///
/// Source: EIP-191: keccak256("\x19Ethereum Signed Message:\n" ‖ length in decimal ‖ message).
pub fn personal_message_hash(message: &[u8]) -> [u8; 32] {
	let mut bytes: Vec<u8> =
		format!("\x19Ethereum Signed Message:\n{}", message.len()).into_bytes();
	bytes.extend_from_slice(message);
	keccak_256(&bytes)
}

/// The address of an uncompressed public key without its leading byte.
pub fn address_of(public_key: &[u8; 64]) -> EthereumAddress {
	EthereumAddress::from(H256(keccak_256(public_key)))
}

/// The address whose key signed this personal message; none if the bytes are no signature.
pub fn recover(signature: &EthereumSignature, message: &[u8]) -> Option<EthereumAddress> {
	let hash = personal_message_hash(message);
	secp256k1_ecdsa_recover(signature, &hash).ok().map(|public_key| address_of(&public_key))
}
