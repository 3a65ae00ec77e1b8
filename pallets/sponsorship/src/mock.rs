// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A runtime with sponsorships, balances and a shop, and users who can sign but have no account.

use crate::{
	self as pallet_sponsorship, Call, CallIndex, Limits, Request, RequestOf, TermsOf,
	TransactionFee,
};
use codec::Encode;
use cybermiles_test_support::ExtBuilder;
use frame_support::{
	derive_impl,
	dispatch::GetDispatchInfo,
	pallet_prelude::*,
	parameter_types,
	traits::{
		fungible::HoldConsideration, tokens::imbalance::ResolveTo, ConstU16, ConstU32, Contains,
		LinearStoragePrice,
	},
	weights::Weight,
};
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_runtime::{
	generic::{CheckedExtrinsic, ExtrinsicFormat},
	traits::{Applyable, IdentifyAccount, IdentityLookup},
	AccountId32, MultiSignature, MultiSigner,
};

pub type AccountId = AccountId32;
pub type Balance = u128;
pub type BlockNumber = u32;

/// Sells things, each in its own way.
#[frame_support::pallet(dev_mode)]
pub mod shop {
	use alloc::boxed::Box;
	use frame_support::{
		dispatch::{DispatchResultWithPostInfo, PostDispatchInfo},
		pallet_prelude::*,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::Dispatchable;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeCall: Dispatchable<PostInfo = PostDispatchInfo>>
	{
	}

	/// What each customer has ordered.
	#[pallet::storage]
	pub type Orders<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, u32, ValueQuery>;

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Succeeds.
		#[pallet::weight(Weight::from_parts(1_000, 0))]
		pub fn order(origin: OriginFor<T>, note: alloc::vec::Vec<u8>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			drop(note);
			Orders::<T>::mutate(who, |orders| *orders += 1);
			Ok(())
		}

		/// Fails after it has changed something.
		#[pallet::weight(Weight::from_parts(1_000, 0))]
		pub fn order_what_is_sold_out(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Orders::<T>::mutate(who, |orders| *orders += 1);
			Err(DispatchError::Unavailable)
		}

		/// Weighs as much as it says, which is less than it might.
		#[pallet::weight(Weight::from_parts(10_000, 0))]
		pub fn order_quickly(origin: OriginFor<T>, weight: u64) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Orders::<T>::mutate(who, |orders| *orders += 1);
			Ok(Some(Weight::from_parts(weight, 0)).into())
		}

		/// Goes before everything else.
		#[pallet::weight((Weight::from_parts(1_000, 0), DispatchClass::Operational))]
		pub fn order_urgently(origin: OriginFor<T>) -> DispatchResult {
			ensure_signed(origin)?;
			Ok(())
		}

		/// Makes another call for the same customer.
		#[pallet::weight(Weight::from_parts(1_000, 0))]
		pub fn order_by(
			origin: OriginFor<T>,
			call: Box<<T as frame_system::Config>::RuntimeCall>,
		) -> DispatchResultWithPostInfo {
			call.dispatch(origin)
		}
	}
}

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Shop: shop,
		Sponsorship: pallet_sponsorship,
	}
);

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const USER_DEPOSIT: Balance = 50;
pub const PERIOD: BlockNumber = 100;
pub const MAX_LONGEVITY: BlockNumber = 30;
/// What each sponsor and the pot for fees have at first.
pub const ENDOWMENT: Balance = 10_000_000;

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
	pub const UserDeposit: Balance = USER_DEPOSIT;
	pub const DepositBase: Balance = 1_000;
	pub const DepositPerByte: Balance = 1;
	pub const DepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Sponsorship(pallet_sponsorship::HoldReason::Deposit);
	pub const Period: BlockNumber = PERIOD;
	pub const MaxLongevity: BlockNumber = MAX_LONGEVITY;
	pub Pot: AccountId = pot();
}

/// Nobody may order what is banned.
pub struct NothingBanned;

impl Contains<RuntimeCall> for NothingBanned {
	fn contains(call: &RuntimeCall) -> bool {
		*call != banned()
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type BaseCallFilter = NothingBanned;
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
}

impl shop::Config for Test {}

/// A token for each byte and for each unit of weight.
pub struct Fee;

impl TransactionFee<Balance> for Fee {
	fn of(length: u32, weight: Weight) -> Balance {
		Balance::from(length) + Balance::from(weight.ref_time())
	}
}

impl pallet_sponsorship::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		DepositReason,
		LinearStoragePrice<DepositBase, DepositPerByte, Balance>,
	>;
	type UserDeposit = UserDeposit;
	type Signature = MultiSignature;
	type Fee = Fee;
	type OnFee = ResolveTo<Pot, Balances>;
	type Period = Period;
	type MaxLongevity = MaxLongevity;
	type MaxScope = ConstU32<4>;
	type MaxForget = ConstU32<8>;
	type WeightInfo = ();
}

/// The externalities of a test: two sponsors have CMT, and the pot; users have none.
pub fn test() -> ExtBuilder<Test, AllPalletsWithSystem> {
	ExtBuilder::new(RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: [sponsor(), rival(), pot()].map(|account| (account, ENDOWMENT)).into(),
			..Default::default()
		},
		..Default::default()
	})
}

/// Who pays in most tests.
pub fn sponsor() -> AccountId {
	AccountId::new([101; 32])
}

/// Another who pays.
pub fn rival() -> AccountId {
	AccountId::new([102; 32])
}

/// Where fees go.
pub fn pot() -> AccountId {
	AccountId::new([103; 32])
}

/// One who can sign and need not have an account.
#[derive(Clone)]
pub enum Signer {
	Sr25519(sr25519::Pair),
	Ed25519(ed25519::Pair),
	Ecdsa(ecdsa::Pair),
}

impl Signer {
	/// The signer of this number; each has a key of its own.
	pub fn new(number: u8) -> Self {
		Self::Sr25519(sr25519::Pair::from_seed(&[number + 1; 32]))
	}

	/// The account that the key would control.
	pub fn account(&self) -> AccountId {
		match self {
			Self::Sr25519(pair) => MultiSigner::from(pair.public()),
			Self::Ed25519(pair) => MultiSigner::from(pair.public()),
			Self::Ecdsa(pair) => MultiSigner::from(pair.public()),
		}
		.into_account()
	}

	/// A signature of any text.
	pub fn sign(&self, text: &str) -> MultiSignature {
		match self {
			Self::Sr25519(pair) => pair.sign(text.as_bytes()).into(),
			Self::Ed25519(pair) => pair.sign(text.as_bytes()).into(),
			Self::Ecdsa(pair) => pair.sign(text.as_bytes()).into(),
		}
	}
}

/// A user's act before it is submitted. What is wrong with it, a test changes before it asks for the signatures.
#[derive(Clone)]
pub struct Draft {
	pub signer: Signer,
	pub approver: Option<Signer>,
	pub request: RequestOf<Test>,
	pub call: RuntimeCall,
}

impl Draft {
	/// What the user wants, to be signed as a wallet would: for the sponsor, with the next nonce, valid for 10 blocks.
	pub fn new(signer: &Signer, call: RuntimeCall) -> Self {
		Self::with(signer, sponsor(), call)
	}

	/// The same, with another sponsor.
	pub fn with(signer: &Signer, sponsor: AccountId, call: RuntimeCall) -> Self {
		let user = signer.account();
		let nonce = Sponsorship::allowance(sponsor.clone(), user.clone())
			.map_or(0, |allowance| allowance.nonce);
		let valid_until = System::block_number() + 10;
		let request = Request { sponsor, user, nonce, valid_until };
		Self { signer: signer.clone(), approver: None, request, call }
	}

	pub fn nonce(mut self, nonce: u32) -> Self {
		self.request.nonce = nonce;
		self
	}

	pub fn valid_until(mut self, block: BlockNumber) -> Self {
		self.request.valid_until = block;
		self
	}

	pub fn approved_by(mut self, approver: &Signer) -> Self {
		self.approver = Some(approver.clone());
		self
	}

	/// The text to sign.
	pub fn text(&self) -> String {
		Sponsorship::message(self.request.clone(), self.call.clone())
	}

	/// The act, with signatures of this text instead of the right one.
	pub fn signed_as(&self, text: &str) -> Call<Test> {
		Call::act {
			request: Box::new(self.request.clone()),
			call: Box::new(self.call.clone()),
			signature: self.signer.sign(text),
			approval: self.approver.as_ref().map(|approver| approver.sign(text)),
		}
	}

	/// The act, properly signed.
	pub fn signed(&self) -> Call<Test> {
		self.signed_as(&self.text())
	}
}

/// What the transaction pool says.
#[allow(deprecated)]
pub fn validate(act: &Call<Test>) -> TransactionValidity {
	use sp_runtime::traits::ValidateUnsigned;
	Sponsorship::validate_unsigned(TransactionSource::External, act)
}

/// Put the act into the block, as an author does with a bare transaction, and say whether the block takes it.
pub fn include(act: Call<Test>) -> Result<(), TransactionValidityError> {
	let function = RuntimeCall::Sponsorship(act);
	let (info, length) = (function.get_dispatch_info(), function.encoded_size() + 2);
	let format = ExtrinsicFormat::<AccountId, ()>::Bare;
	let outcome = CheckedExtrinsic { format, function }.apply::<Test>(&info, length)?;
	assert!(outcome.is_ok(), "an act in a block does not fail: {outcome:?}");
	Ok(())
}

/// The user's act, properly signed and put into the block.
pub fn act(signer: &Signer, call: RuntimeCall) -> Result<(), TransactionValidityError> {
	include(Draft::new(signer, call).signed())
}

/// Terms that allow the shop's calls but the urgent one, as often as anyone in a test likes.
pub fn terms() -> TermsOf<Test> {
	let scope = [order(), sold_out(), quick(0), order_by(order())];
	TermsOf::<Test> {
		scope: scope.map(|call| index_of(&call)).to_vec().try_into().unwrap(),
		limits: Limits {
			fee_per_act: 100_000,
			spend_per_period: ENDOWMENT,
			acts_per_user: 1_000,
			acts_per_block: 1_000,
		},
		approver: None,
	}
}

/// Open a sponsorship on these terms with this budget.
pub fn sponsor_with(terms: TermsOf<Test>, budget: Balance) {
	Sponsorship::open(RuntimeOrigin::signed(sponsor()), terms).unwrap();
	Sponsorship::fund(RuntimeOrigin::signed(sponsor()), budget).unwrap();
}

/// Replace what `change` changes in the terms.
pub fn change_terms(change: impl FnOnce(&mut TermsOf<Test>)) {
	let mut terms = crate::Sponsorships::<Test>::get(sponsor()).unwrap().terms;
	change(&mut terms);
	Sponsorship::change(RuntimeOrigin::signed(sponsor()), terms).unwrap();
}

/// The index by which a scope lists this call.
pub fn index_of(call: &RuntimeCall) -> CallIndex {
	CallIndex::of(&call.encode()).unwrap()
}

pub fn order() -> RuntimeCall {
	shop::Call::order { note: vec![] }.into()
}

pub fn banned() -> RuntimeCall {
	shop::Call::order { note: b"banned".to_vec() }.into()
}

pub fn sold_out() -> RuntimeCall {
	shop::Call::order_what_is_sold_out {}.into()
}

pub fn quick(weight: u64) -> RuntimeCall {
	shop::Call::order_quickly { weight }.into()
}

pub fn urgent() -> RuntimeCall {
	shop::Call::order_urgently {}.into()
}

pub fn order_by(call: RuntimeCall) -> RuntimeCall {
	shop::Call::order_by { call: Box::new(call) }.into()
}

/// The custom code by which the pool reports an error.
pub fn refused_code(error: &crate::Error<Test>) -> u8 {
	error.encode()[0]
}
