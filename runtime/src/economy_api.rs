// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What wallets and explorers ask of the economy, beside the view functions of its pallets.

use alloc::vec::Vec;
use codec::Codec;
use cybermiles_primitives::Balance;
use pallet_dpos::{Position, RankedCandidate};
use pallet_gas_price::Quote;

sp_api::decl_runtime_apis! {
	/// Fees, the pot and stakes.
	pub trait EconomyApi<AccountId>
	where
		AccountId: Codec,
	{
		/// What a transaction of this encoded length is charged at the present rate, without its tip: in gas, in CMT and in
		/// dollars. The same as the fee of `TransactionPaymentApi`.
		fn quote(extrinsic: Block::Extrinsic, length: u32) -> Quote;

		/// The account of the pot, what it may pay now, and what it would have to pay if the era ended now.
		fn pot() -> (AccountId, Balance, Balance);

		/// The candidates that may be elected, best first, with what a delegation would yield.
		fn candidates() -> Vec<RankedCandidate<AccountId>>;

		/// All that an account has delegated or taken back, and its rewards.
		fn positions(delegator: AccountId) -> Vec<Position<AccountId>>;
	}
}
