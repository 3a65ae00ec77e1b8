// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Stories across pallets, on the whole runtime.
//!
//! A [`Chain`] makes blocks as a node does: with the author's digest, inherents, signed transactions that pay their
//! fees, and hooks. After every story the invariants of all pallets are checked.

use codec::Encode;
use cybermiles_primitives::{AccountId, Balance, BlockNumber, Hash, Header, Nonce};
use cybermiles_runtime::{
	constants::time::SLOT_DURATION, genesis_presets, AllPalletsWithSystem, Executive, Runtime,
	RuntimeCall, RuntimeGenesisConfig, Session, SignedPayload, System, TxExtension,
	UncheckedExtrinsic,
};
use cybermiles_test_support::{genesis_from_preset, ExtBuilder};
use frame_support::storage::transactional::with_transaction_unchecked;
use pallet_session::ShouldEndSession;
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::Era,
	traits::Header as _,
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, Digest, DigestItem, TransactionOutcome,
};

/// Tell a story on a chain founded by a preset, and check all invariants at its end.
///
/// # Panics
///
/// If the story does, or if an invariant does not hold at its end.
pub fn on(preset: &str, story: impl FnOnce(&mut Chain)) {
	let patch = genesis_presets::get_preset(&preset.into()).expect("the preset exists");
	let genesis: RuntimeGenesisConfig = genesis_from_preset(&patch);
	ExtBuilder::<Runtime, AllPalletsWithSystem>::new(genesis).execute_with(|| {
		// The builder starts in block 1; this chain makes that block itself.
		System::set_block_number(0);
		story(&mut Chain { slot: 1_000_000, head: None });
	});
}

/// A chain that makes blocks when told to.
pub struct Chain {
	slot: u64,
	head: Option<Header>,
}

impl Chain {
	/// Make a block with these transactions, and return what became of each.
	///
	/// # Panics
	///
	/// If no block can be made, whatever the transactions are, or if there are any and the next block begins a session.
	pub fn block(&mut self, transactions: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
		assert!(
			transactions.is_empty() || self.takes_transactions(),
			"block {} begins a session and takes no transactions",
			System::block_number() + 1,
		);
		self.slot += 1;
		// The slots of validators that lost authoring stay empty.
		while Session::disabled_validators().contains(&self.turn()) {
			self.slot += 1;
		}
		let slot = DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(self.slot).encode());
		Executive::initialize_block(&Header::new(
			System::block_number() + 1,
			Hash::zero(),
			Hash::zero(),
			self.head.as_ref().map_or_else(|| System::block_hash(0), Header::hash),
			Digest { logs: vec![slot] },
		));
		let timestamp = pallet_timestamp::Call::set { now: self.slot * SLOT_DURATION };
		Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(timestamp.into()))
			.expect("the timestamp is valid")
			.expect("the timestamp is set");
		let results = transactions.into_iter().map(Executive::apply_extrinsic).collect();
		self.head = Some(Executive::finalize_block());
		results
	}

	/// The header of the last block, as its author left it: without a seal.
	///
	/// # Panics
	///
	/// If no block was made yet.
	pub fn head(&self) -> &Header {
		self.head.as_ref().expect("a block was made")
	}

	/// Whose turn the last block was, of the validators that there are now.
	///
	/// # Panics
	///
	/// If there are none.
	pub fn author(&self) -> AccountId {
		Session::validators()[self.turn() as usize].clone()
	}

	/// The place, among the validators that there are now, of the one whose turn this slot is.
	fn turn(&self) -> u32 {
		(self.slot % Session::validators().len() as u64) as u32
	}

	/// What the transaction pool says of a transaction that came to it from this source.
	pub fn validate(
		&self,
		source: TransactionSource,
		transaction: UncheckedExtrinsic,
	) -> TransactionValidity {
		let head = self.head().hash();
		with_transaction_unchecked(|| {
			TransactionOutcome::Rollback(Executive::validate_transaction(source, transaction, head))
		})
	}

	/// Whether the next block takes transactions: one that begins a session spends all its weight on that.
	pub fn takes_transactions(&self) -> bool {
		type Rotation = <Runtime as pallet_session::Config>::ShouldEndSession;
		!<Rotation as ShouldEndSession<_>>::should_end_session(System::block_number() + 1)
	}

	/// Let so many slots pass without a block.
	pub fn miss(&mut self, slots: u64) {
		self.slot += slots;
	}

	/// Make empty blocks until the chain has this height.
	pub fn run_to(&mut self, height: BlockNumber) {
		while System::block_number() < height {
			self.block(vec![]);
		}
	}
}

/// A transaction with the signer's next nonce and no tip.
pub fn signed(signer: Sr25519Keyring, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	let nonce = System::account_nonce(signer.to_account_id());
	signed_with(signer, nonce, 0, call)
}

/// A transaction with this nonce and tip.
///
/// # Panics
///
/// If the call is one that cannot be signed for.
pub fn signed_with(
	signer: Sr25519Keyring,
	nonce: Nonce,
	tip: Balance,
	call: impl Into<RuntimeCall>,
) -> UncheckedExtrinsic {
	let extension: TxExtension = (
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(tip),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	);
	let payload = SignedPayload::new(call.into(), extension).expect("the call can be signed for");
	let signature = payload.using_encoded(|bytes| signer.sign(bytes));
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, signer.to_account_id().into(), signature.into(), extension)
}

/// All that all accounts hold, whether free or not.
pub fn held_by_all() -> Balance {
	frame_system::Account::<Runtime>::iter_values()
		.map(|account| account.data.free + account.data.reserved)
		.sum()
}

/// The account of a well-known key.
pub fn account(key: Sr25519Keyring) -> AccountId {
	key.to_account_id()
}
