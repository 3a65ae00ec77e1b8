// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use sp_runtime::DispatchError;

/// The network's part of what a pallet settles between its users.
pub trait SettlementFee<AccountId, Balance> {
	/// The fee for settling `amount`; never more than `amount`.
	fn of(amount: Balance) -> Balance;

	/// Take the fee for settling `amount` from the free balance of `payer` and return it.
	///
	/// # Errors
	///
	/// If the payer has less than that to spend. Nothing has changed then.
	fn collect(payer: &AccountId, amount: Balance) -> Result<Balance, DispatchError>;
}

/// Where the rewards of those who run the network are until they are paid.
pub trait RewardPot<AccountId, Balance> {
	/// The account from which rewards are paid.
	fn account() -> AccountId;

	/// What the era that runs would have to pay if it ended now.
	fn forecast() -> Balance;

	/// End an era: issue the rewards that it earned into the pot and return all that may be paid from it now.
	///
	/// What is not paid stays in the pot for the next era.
	fn close_era() -> Balance;
}

/// What CMT is worth.
pub trait ExchangeRate<Balance> {
	/// The CMT, in its smallest unit and rounded up, that this many micro-dollars are worth now.
	///
	/// None if the rate is frozen, as too few know the present one: who trades by it should wait.
	fn from_micro_usd(amount: u128) -> Option<Balance>;
}
