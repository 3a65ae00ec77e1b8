// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A runtime with sessions that begin when a test says so, and a list of the offences that were reported.

use crate::{self as pallet_bft, EquivocationOffence};
use cybermiles_primitives::{Hash, Header};
use cybermiles_primitives_bft::*;
use cybermiles_test_support::{stubs::StubWeights, ExtBuilder};
use frame_support::{derive_impl, parameter_types, traits::OneSessionHandler};
use frame_system::offchain::{CreateBare, CreateTransactionBase};
use sp_consensus_aura::{
	digests::CompatibleDigestItem,
	sr25519::{AuthorityId as AuraId, AuthorityPair as AuraPair, AuthoritySignature},
};
use sp_consensus_slots::Slot;
use sp_core::Pair;
use sp_runtime::{traits::Header as _, Digest, DigestItem};
use sp_staking::{
	offence::{Offence, OffenceError, ReportOffence},
	SessionIndex,
};

pub type AccountId = u64;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Bft: pallet_bft,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlockU32<Test>;
}

pub type Extrinsic = frame_system::mocking::MockUncheckedExtrinsic<Test>;

impl<C> CreateTransactionBase<C> for Test
where
	RuntimeCall: From<C>,
{
	type Extrinsic = Extrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> CreateBare<C> for Test
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> Extrinsic {
		Extrinsic::new_bare(call)
	}
}

parameter_types! {
	pub static Session: SessionIndex = 0;
	pub static Authors: Vec<AuraId> = vec![];
	pub static Author: Option<AccountId> = None;
	pub static Reported: Vec<(Vec<AccountId>, EquivocationOffence<AccountId>)> = vec![];
	pub const MaxValidators: u32 = 5;
	pub const SessionsOnRecord: SessionIndex = 4;
	pub const Longevity: u32 = 8;
}

/// Keeps what is reported, and takes each offender at each height once.
pub struct Offences;

impl ReportOffence<AccountId, AccountId, EquivocationOffence<AccountId>> for Offences {
	fn report_offence(
		reporters: Vec<AccountId>,
		offence: EquivocationOffence<AccountId>,
	) -> Result<(), OffenceError> {
		if Self::is_known_offence(&offence.offenders(), &offence.height) {
			return Err(OffenceError::DuplicateReport);
		}
		Reported::mutate(|reported| reported.push((reporters, offence)));
		Ok(())
	}

	fn is_known_offence(offenders: &[AccountId], height: &Height) -> bool {
		Reported::get()
			.iter()
			.any(|(_, offence)| offenders.contains(&offence.offender) && offence.height == *height)
	}
}

/// An account of a validator is that of an offender, but for one that is unknown.
pub struct OffenderOf;

impl sp_runtime::traits::Convert<AccountId, Option<AccountId>> for OffenderOf {
	fn convert(account: AccountId) -> Option<AccountId> {
		(account != GONE).then_some(account)
	}
}

/// An account that no offence can name.
pub const GONE: AccountId = 99;

impl pallet_bft::Config for Test {
	type Weights = StubWeights;
	type CurrentSession = Session;
	type AuthorKeys = Authors;
	type Author = Author;
	type Offender = AccountId;
	type OffenderOf = OffenderOf;
	type Offences = Offences;
	type MaxValidators = MaxValidators;
	type SessionsOnRecord = SessionsOnRecord;
	type Longevity = Longevity;
	type WeightInfo = ();
}

/// A chain that was founded with validators 1 to 4.
pub fn founded(test: impl FnOnce()) {
	ExtBuilder::<Test, AllPalletsWithSystem>::new(RuntimeGenesisConfig::default()).execute_with(
		|| {
			System::set_block_number(0);
			Authors::set((1..=4).map(author_key).collect());
			let validators = voters(&[1, 2, 3, 4]);
			Bft::on_genesis_session(validators.iter().map(|(account, key)| (account, key.clone())));
			System::set_block_number(10);
			test()
		},
	);
}

/// The next session begins with these validators: session 1 in block 11, session 2 in block 21 and so on. Then it is the
/// last block of the session.
pub fn next_session(validators: &[AccountId]) {
	Session::mutate(|session| *session += 1);
	System::set_block_number(Session::get() * 10 + 1);
	Authors::set(validators.iter().map(|account| author_key(*account)).collect());
	let validators = voters(validators);
	let all = || validators.iter().map(|(account, key)| (account, key.clone()));
	Bft::on_new_session(true, all(), all());
	System::set_block_number(Session::get() * 10 + 10);
}

fn voters(accounts: &[AccountId]) -> Vec<(AccountId, BftId)> {
	accounts.iter().map(|account| (*account, voter_pair(*account).public())).collect()
}

fn seed(account: AccountId) -> [u8; 32] {
	let mut seed = [9; 32];
	seed[..8].copy_from_slice(&account.to_le_bytes());
	seed
}

pub fn voter_pair(account: AccountId) -> BftPair {
	BftPair::from_seed(&seed(account))
}

pub fn author_key(account: AccountId) -> AuraId {
	AuraPair::from_seed(&seed(account)).public()
}

/// Two prevotes of a validator in a set and at a height.
pub fn two_votes(account: AccountId, set: SetId, height: Height) -> Equivocation {
	let genesis = System::block_hash(0);
	let sign = |statement: Statement| {
		(statement, voter_pair(account).sign(&statement.message(&genesis, set, height, 3)))
	};
	Equivocation::Statements(StatementEquivocation {
		offender: voter_pair(account).public(),
		set,
		height,
		round: 3,
		first: sign(Statement::Prevote(None)),
		second: sign(Statement::Prevote(Some(Hash::repeat_byte(1)))),
	})
}

/// Two blocks of a validator in a slot, at these heights.
pub fn two_blocks(account: AccountId, first: Height, second: Height) -> Equivocation {
	Equivocation::Blocks(Box::new(AuthorEquivocation {
		offender: author_key(account),
		slot: 7.into(),
		first: sealed(account, first, 1, 0),
		second: sealed(account, second, 2, 0),
	}))
}

/// A header of slot 7 with so many bytes in its digest besides.
pub fn sealed(account: AccountId, height: Height, root: u8, more: usize) -> Header {
	let slot: DigestItem =
		CompatibleDigestItem::<AuthoritySignature>::aura_pre_digest(Slot::from(7));
	let digest = Digest { logs: vec![slot, DigestItem::Other(vec![0; more])] };
	let mut header =
		Header::new(height, Hash::repeat_byte(root), Hash::zero(), Hash::zero(), digest);
	let signature = AuraPair::from_seed(&seed(account)).sign(header.hash().as_bytes());
	header.digest_mut().push(CompatibleDigestItem::aura_seal(signature));
	header
}
