// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Money: the token, what work costs, and how holders of the ERC-20 get theirs.

use crate::{
	constants::currency::{EXISTENTIAL_DEPOSIT, FEE_PER_BYTE, FEE_PER_PICOSECOND},
	genesis_presets::RESERVE,
	weights, AccountId, Authorship, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason,
	RuntimeHoldReason, System, Vesting,
};
use cybermiles_primitives::{Balance, BlockNumber, MILLI_CMT};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		ConstU128, ConstU32, ConstU8, OnUnbalanced, WithdrawReasons,
	},
	weights::ConstantMultiplier,
	PalletId,
};
use pallet_transaction_payment::{ConstFeeMultiplier, FungibleAdapter, Multiplier};
use sp_runtime::traits::{AccountIdConversion, ConvertInto, One};

/// Gives fees, tips and the dust of closed accounts to the author of the block.
///
/// What the author's account cannot take, as it would stay below the existential deposit, goes to the reserve.
pub struct ToAuthor;

impl OnUnbalanced<Credit<AccountId, Balances>> for ToAuthor {
	fn on_nonzero_unbalanced(amount: Credit<AccountId, Balances>) {
		let unpaid = match Authorship::author() {
			Some(author) => Balances::resolve(&author, amount).err(),
			None => Some(amount),
		};
		if let Some(amount) = unpaid {
			// The reserve exists in every preset; what even it could not take would be burned.
			drop(Balances::resolve(&RESERVE.into_account_truncating(), amount));
		}
	}
}

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type Balance = Balance;
	type DustRemoval = ToAuthor;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<0>;
	type MaxFreezes = frame_support::traits::VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
	type WeightInfo = weights::pallet_balances::WeightInfo<Runtime>;
}

parameter_types! {
	pub FeeMultiplier: Multiplier = Multiplier::one();
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, ToAuthor>;
	type WeightToFee = ConstantMultiplier<Balance, ConstU128<FEE_PER_PICOSECOND>>;
	type LengthToFee = ConstantMultiplier<Balance, ConstU128<FEE_PER_BYTE>>;
	// The price of work does not follow the load.
	type FeeMultiplierUpdate = ConstFeeMultiplier<FeeMultiplier>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightInfo = weights::pallet_transaction_payment::WeightInfo<Runtime>;
}

parameter_types! {
	/// What vests neither leaves the account nor pays fees, as long as it is locked.
	pub UnvestedFundsAllowedWithdrawReasons: WithdrawReasons = WithdrawReasons::empty();
}

impl pallet_vesting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type BlockNumberToBalance = ConvertInto;
	type MinVestedTransfer = ConstU128<{ 100 * MILLI_CMT }>;
	type WeightInfo = weights::pallet_vesting::WeightInfo<Runtime>;
	type UnvestedFundsAllowedWithdrawReasons = UnvestedFundsAllowedWithdrawReasons;
	type BlockNumberProvider = System;
	const MAX_VESTING_SCHEDULES: u32 = 28;
}

parameter_types! {
	pub const TokenSwapPalletId: PalletId = PalletId(*b"cm/tswap");
	/// Two minutes.
	pub const TokenSwapLongevity: BlockNumber = 60;
}

impl pallet_token_swap::Config for Runtime {
	type Currency = Balances;
	type Vesting = Vesting;
	type PalletId = TokenSwapPalletId;
	type Longevity = TokenSwapLongevity;
	type WeightInfo = weights::pallet_token_swap::WeightInfo<Runtime>;
}
