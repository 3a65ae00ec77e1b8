// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Types and units that the whole chain shares.
//!
//! Pallets are generic and need none of this; the runtime, the node and the tests do.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod split;

pub use split::{mul_div, split};

use sp_runtime::{
	generic,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature, OpaqueExtrinsic,
};

/// A signature of any of the schemes that an account may use: Sr25519, Ed25519 or ECDSA.
pub type Signature = MultiSignature;
/// An account: 32 bytes, a public key or derived from one.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// What a transaction names an account by.
pub type Address = MultiAddress<AccountId, ()>;
/// An amount of CMT in its smallest unit; see [`CMT`].
pub type Balance = u128;
/// The number of a block. At one block in 2 s it lasts for 272 years.
pub type BlockNumber = u32;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// Milliseconds since the Unix epoch.
pub type Moment = u64;
/// The hash function of blocks and of state.
pub type Hashing = BlakeTwo256;
/// A hash of a block, of state, of a transaction.
pub type Hash = sp_core::H256;
/// A block's header.
pub type Header = generic::Header<BlockNumber, Hashing>;
/// A block whose transactions are bytes: the node's view, which any runtime version can decode.
pub type OpaqueBlock = generic::Block<Header, OpaqueExtrinsic>;

/// Under which name a node tells the runtime, as a `u64`, in which slot it saw the parent of a block become final.
pub const PARENT_FINAL_INHERENT: [u8; 8] = *b"parfinal";

/// How many digits after the point one CMT has.
pub const CMT_DECIMALS: u8 = 18;
/// The symbol of the native token.
pub const CMT_SYMBOL: &str = "CMT";
/// One CMT.
pub const CMT: Balance = 1_000_000_000_000_000_000;
/// A thousandth of a CMT.
pub const MILLI_CMT: Balance = CMT / 1_000;
/// A millionth of a CMT.
pub const MICRO_CMT: Balance = MILLI_CMT / 1_000;
/// All the CMT there are at genesis, on any network.
pub const GENESIS_SUPPLY: Balance = 1_000_000_000 * CMT;

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn one_cmt_has_its_decimals() {
		assert_eq!(CMT, 10u128.pow(CMT_DECIMALS.into()));
		assert_eq!(MICRO_CMT * 1_000_000, CMT);
	}

	#[test]
	fn the_genesis_supply_is_a_billion_cmt() {
		assert_eq!(GENESIS_SUPPLY, 1_000_000_000_000_000_000_000_000_000);
	}
}
