// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A runtime with the swap, balances and vesting, and the snapshot that its tests start from.

use crate::{
	self as pallet_token_swap, EthereumAddress, EthereumSignature, GenesisEntitlement, Schedule,
};
use cybermiles_test_support::ExtBuilder;
use frame_support::{
	derive_impl, parameter_types,
	traits::{tokens::imbalance::ResolveTo, ConstU16, WithdrawReasons},
	PalletId,
};
use k256::ecdsa::SigningKey;
use sp_core::H160;
use sp_io::hashing::keccak_256;
use sp_runtime::{
	traits::{ConvertInto, IdentityLookup},
	AccountId32, DispatchResult,
};

pub type AccountId = AccountId32;
pub type Balance = u128;
pub type BlockNumber = u32;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Vesting: pallet_vesting,
		TokenSwap: pallet_token_swap,
	}
);

pub const EXISTENTIAL_DEPOSIT: Balance = 10;

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
	pub const SwapPalletId: PalletId = PalletId(*b"cm/tswap");
	pub const Longevity: BlockNumber = 64;
	pub DustAccount: AccountId = account(0);
	pub NoReason: WithdrawReasons = WithdrawReasons::empty();
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlockU32<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type SS58Prefix = ConstU16<42>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
	type DustRemoval = ResolveTo<DustAccount, Balances>;
}

impl pallet_vesting::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type BlockNumberToBalance = ConvertInto;
	type MinVestedTransfer = ExistentialDeposit;
	type WeightInfo = ();
	type UnvestedFundsAllowedWithdrawReasons = NoReason;
	type BlockNumberProvider = System;
	const MAX_VESTING_SCHEDULES: u32 = 3;
}

impl pallet_token_swap::Config for Test {
	type Currency = Balances;
	type Vesting = Vesting;
	type PalletId = SwapPalletId;
	type Longevity = Longevity;
	type WeightInfo = ();
}

/// The externalities of a test.
pub type Ext = ExtBuilder<Test, AllPalletsWithSystem>;

/// A holder of the ERC-20, who can sign.
pub struct Holder(SigningKey);

impl Holder {
	/// The holder of this number; each has a key of its own.
	pub fn new(number: u8) -> Self {
		Self(SigningKey::from_slice(&[number + 1; 32]).unwrap())
	}

	pub fn address(&self) -> EthereumAddress {
		let point = self.0.verifying_key().to_encoded_point(false);
		H160::from_slice(&keccak_256(&point.as_bytes()[1..])[12..])
	}

	/// The holder's personal message signature of any text.
	pub fn sign(&self, text: &str) -> EthereumSignature {
		self.sign_raw(&format!("\x19Ethereum Signed Message:\n{}{text}", text.len()))
	}

	/// The holder's signature of a text without the prefix of personal messages.
	pub fn sign_raw(&self, text: &str) -> EthereumSignature {
		let hash = keccak_256(text.as_bytes());
		let (signature, recovery) = self.0.sign_prehash_recoverable(&hash).unwrap();
		let mut bytes = [27 + recovery.to_byte(); 65];
		bytes[..64].copy_from_slice(&signature.to_bytes());
		bytes
	}

	/// The holder's signature of the text that pays `account` on this chain.
	pub fn sign_for(&self, account: &AccountId) -> EthereumSignature {
		self.sign(&TokenSwap::message(account.clone()))
	}
}

/// A chain that starts from this snapshot; account 0 has all that is not in it.
pub fn founded_on(snapshot: Vec<GenesisEntitlement<Balance, BlockNumber>>) -> Ext {
	Ext::new(RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: vec![(account(0), 1_000_000)],
			..Default::default()
		},
		token_swap: pallet_token_swap::GenesisConfig { entitlements: snapshot },
		..Default::default()
	})
}

/// The holder's claim, properly signed, to be paid to `account`.
pub fn claim(holder: &Holder, account: &AccountId) -> DispatchResult {
	let signature = holder.sign_for(account);
	TokenSwap::claim(RuntimeOrigin::none(), holder.address(), account.clone(), signature)
}

pub fn account(number: u8) -> AccountId {
	AccountId::new([number; 32])
}

pub fn plain(
	address: EthereumAddress,
	amount: Balance,
) -> GenesisEntitlement<Balance, BlockNumber> {
	GenesisEntitlement { address, amount, vesting: None }
}

pub fn vested(
	address: EthereumAddress,
	amount: Balance,
	locked: Balance,
	per_block: Balance,
	starting_block: BlockNumber,
) -> GenesisEntitlement<Balance, BlockNumber> {
	let vesting = Some(Schedule { locked, per_block, starting_block });
	GenesisEntitlement { address, amount, vesting }
}
