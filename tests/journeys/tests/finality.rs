// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who makes blocks final, and what becomes of who contradicts itself.

use codec::{DecodeAll, Encode};
use cybermiles_journeys::{account, on, signed, Chain};
use cybermiles_primitives::{AccountId, Balance, BlockNumber, Hash, Header, CMT};
use cybermiles_primitives_bft::{
	runtime_decl_for_bft_api::BftApiV1, AuthorEquivocation, BftId, BftPair, ConsensusLog,
	Equivocation, Statement, StatementEquivocation, ValidatorSet,
};
use cybermiles_runtime::{
	Balances, Bft, Block, Runtime, RuntimeCall, RuntimeEvent, Session, SessionKeys, System,
	UncheckedExtrinsic,
};
use cybermiles_test_support::submitted;
use sp_consensus_aura::{
	digests::CompatibleDigestItem,
	sr25519::{AuthorityPair as AuraPair, AuthoritySignature},
	Slot,
};
use sp_core::Pair;
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{self, Alice, Bob, Charlie, Dave},
};
use sp_runtime::{
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionSource},
	Digest, DigestItem, DispatchError,
};

/// What the node is told of the set that decides the next block.
fn validator_set() -> ValidatorSet {
	<Runtime as BftApiV1<Block>>::validator_set()
}

/// What the node does with an equivocation that it saw.
fn submit(equivocation: Equivocation) -> Option<()> {
	<Runtime as BftApiV1<Block>>::report_equivocation(equivocation)
}

/// The key of the presets by which a validator votes.
fn voter(validator: Sr25519Keyring) -> BftPair {
	let key = match validator {
		Alice => Ed25519Keyring::Alice,
		Bob => Ed25519Keyring::Bob,
		Charlie => Ed25519Keyring::Charlie,
		Dave => Ed25519Keyring::Dave,
		other => panic!("{other:?} is no validator"),
	};
	key.pair().into()
}

/// Two different statements of a validator, at a height of the current set.
fn two_statements(
	validator: Sr25519Keyring,
	height: BlockNumber,
	of_kind: impl Fn(Option<Hash>) -> Statement,
) -> Equivocation {
	let (key, set, genesis) = (voter(validator), validator_set().id, System::block_hash(0));
	let sign = |block| {
		let statement = of_kind(block);
		(statement, key.sign(&statement.message(&genesis, set, height, 0)))
	};
	Equivocation::Statements(StatementEquivocation {
		offender: key.public(),
		set,
		height,
		round: 0,
		first: sign(Some(Hash::repeat_byte(1))),
		second: sign(Some(Hash::repeat_byte(2))),
	})
}

/// Two blocks of a validator at a height, both of one slot.
fn two_blocks(validator: Sr25519Keyring, height: BlockNumber) -> Equivocation {
	let (key, slot) = (AuraPair::from(validator.pair()), Slot::from(7));
	let sealed = |root| {
		let slot = CompatibleDigestItem::<AuthoritySignature>::aura_pre_digest(slot);
		let digest = Digest { logs: vec![slot] };
		let root = Hash::repeat_byte(root);
		let mut header = Header::new(height, root, Hash::zero(), Hash::zero(), digest);
		let seal: DigestItem = CompatibleDigestItem::aura_seal(key.sign(header.hash().as_bytes()));
		header.digest_mut().push(seal);
		header
	};
	let proof =
		AuthorEquivocation { offender: key.public(), slot, first: sealed(1), second: sealed(2) };
	Equivocation::Blocks(Box::new(proof))
}

fn report(equivocation: Equivocation, session: u32) -> RuntimeCall {
	let equivocation = Box::new(equivocation);
	pallet_bft::Call::report_equivocation { equivocation, session }.into()
}

/// The heights for which the last block has the event of an offence.
fn offences() -> Vec<BlockNumber> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Offences(pallet_offences::Event::Offence { kind, slot }) => {
				assert_eq!(kind, *b"bft:equivocation");
				Some(BlockNumber::decode_all(&mut &*slot).unwrap())
			},
			_ => None,
		})
		.collect()
}

/// Who was reported so far, and by whom.
fn reported() -> Vec<(AccountId, Vec<AccountId>)> {
	pallet_offences::Reports::<Runtime>::iter_values()
		.map(|report| (report.offender.0, report.reporters))
		.collect()
}

fn balance(of: Sr25519Keyring) -> Balance {
	Balances::free_balance(account(of))
}

/// Alice changes her session keys; hers for votes from then on.
fn change_keys(chain: &mut Chain) -> BftId {
	let keys = SessionKeys::generate(&account(Alice).encode(), None);
	let voter = keys.keys.bft.clone();
	let call = pallet_session::Call::set_keys { keys: keys.keys, proof: keys.proof.encode() };
	assert_eq!(chain.block(vec![signed(Alice, call)]), [Ok(Ok(()))]);
	voter
}

#[test]
fn the_validators_of_the_genesis_decide_with_equal_weights() {
	on("local_testnet", |chain| {
		let expected = [Alice, Bob, Charlie, Dave].map(|validator| voter(validator).public());
		for height in [0, 1, 12] {
			chain.run_to(height);
			let set = validator_set();
			assert_eq!(set.id, 0);
			let ids: Vec<_> = set.validators.iter().map(|validator| validator.id.clone()).collect();
			assert_eq!(ids, expected);
			let weights: Vec<_> = set.validators.iter().map(|validator| validator.weight).collect();
			assert!(weights[0] > 1_000_000);
			assert_eq!(weights, [weights[0]; 4]);
		}
		let accounts: Vec<_> =
			Bft::members_of(2).unwrap().into_iter().map(|member| member.account).collect();
		assert_eq!(accounts, [Alice, Bob, Charlie, Dave].map(account));
	});
}

#[test]
fn a_new_key_decides_from_the_session_after_the_next_and_its_header_says_so() {
	on("local_testnet", |chain| {
		let old = validator_set();
		let new_key = change_keys(chain);
		while System::block_number() < 9 {
			chain.block(vec![]);
			assert_eq!(ConsensusLog::new_set(chain.head()), None);
		}
		assert_eq!(validator_set(), old);

		chain.block(vec![]);
		let new = validator_set();
		assert_eq!((Session::current_index(), new.id), (2, 2));
		let mut expected = ValidatorSet { id: 2, ..old.clone() };
		expected.validators[0].id = new_key;
		assert_eq!(new, expected);
		assert_eq!(ConsensusLog::new_set(chain.head()), Some(new.clone()));

		// The key for blocks changed with it, and the record has both.
		let authors = pallet_aura::Authorities::<Runtime>::get();
		let members = Bft::members_of(2).unwrap();
		assert!(members
			.iter()
			.zip(&authors)
			.all(|(member, key)| member.author.as_ref() == Some(key)));
		assert_eq!(members[0].voter, new.validators[0].id);
		assert_ne!(members[0].author, Some(Alice.public().into()));

		while System::block_number() < 16 {
			chain.block(vec![]);
			assert_eq!(ConsensusLog::new_set(chain.head()), None);
		}
		assert_eq!(validator_set(), new);
		let past: Vec<_> =
			Bft::members_of(1).unwrap().into_iter().map(|member| member.voter).collect();
		assert_eq!(past, [Alice, Bob, Charlie, Dave].map(|validator| voter(validator).public()));
	});
}

#[test]
fn a_new_key_does_not_hide_what_was_signed_by_the_old() {
	on("local_testnet", |chain| {
		// Block 10 begins the session of the new key, and is the last that the old one decides.
		let votes = |height| two_statements(Alice, height, Statement::Prevote);
		let (before, after) = (votes(10), votes(11));
		change_keys(chain);
		chain.run_to(11);
		let results = chain.block(vec![signed(Bob, report(before, 1))]);
		assert_eq!(results, [Ok(Ok(()))]);
		assert_eq!(reported(), [(account(Alice), vec![account(Bob)])]);

		assert_eq!(submit(after), Some(()));
		let late = UncheckedExtrinsic::decode_all(&mut &*submitted()[0]).unwrap();
		// Its error is WrongSet.
		assert_eq!(
			chain.validate(TransactionSource::Local, late),
			Err(InvalidTransaction::Custom(2).into())
		);
		chain.block(vec![]);
	});
}

#[test]
fn a_report_pays_its_reporter_and_the_same_again_costs_its_fee() {
	on("local_testnet", |chain| {
		chain.run_to(2);
		let precommits = two_statements(Dave, 2, Statement::Precommit);
		let before = balance(Bob);
		let results = chain.block(vec![signed(Bob, report(precommits.clone(), 0))]);
		assert_eq!(results, [Ok(Ok(()))]);
		// One of four is slashed by (3 × 1 ÷ 4)², and half of a tenth of that is Bob's, who paid no fee.
		let slash = 1_000_000 * CMT * 9 / 16;
		assert_eq!(balance(Bob), before + slash / 20);
		assert_eq!(
			pallet_staking::Ledger::<Runtime>::get(account(Dave)).unwrap().active,
			1_000_000 * CMT - slash
		);
		assert_eq!(offences(), [2]);
		assert_eq!(reported(), [(account(Dave), vec![account(Bob)])]);

		let results = chain.block(vec![signed(Charlie, report(precommits, 0))]);
		let refused = DispatchError::from(pallet_bft::Error::<Runtime>::AlreadyReported);
		assert_eq!(results, [Ok(Err(refused))]);
		assert!(balance(Charlie) < before);
		assert!(offences().is_empty());
		assert_eq!(reported().len(), 1);
	});
}

#[test]
fn what_a_node_saw_is_reported_by_the_next_block_that_it_authors() {
	on("local_testnet", |chain| {
		chain.run_to(11);
		// At the height that is being decided.
		assert_eq!(submit(two_statements(Dave, 12, Statement::Prevote)), Some(()));
		let transactions: Vec<_> = submitted()
			.iter()
			.map(|bytes| UncheckedExtrinsic::decode_all(&mut &**bytes).unwrap())
			.collect();
		let [transaction] = &*transactions else { panic!("one report") };
		let verdict = |source| chain.validate(source, transaction.clone());
		assert!(!verdict(TransactionSource::Local).unwrap().propagate);
		assert_eq!(verdict(TransactionSource::External), Err(InvalidTransaction::Call.into()));

		let twice = vec![transaction.clone(), transaction.clone()];
		// Its error is AlreadyReported.
		let refused = Err(InvalidTransaction::Custom(6).into());
		assert_eq!(chain.block(twice), [Ok(Ok(())), refused]);
		assert_eq!(offences(), [12]);
		assert_eq!(reported(), [(account(Dave), vec![chain.author()])]);
	});
}

#[test]
fn two_blocks_of_a_slot_are_reported() {
	on("local_testnet", |chain| {
		chain.run_to(7);
		let results = chain.block(vec![signed(Alice, report(two_blocks(Charlie, 6), 1))]);
		assert_eq!(results, [Ok(Ok(()))]);
		assert_eq!(offences(), [6]);

		// A vote at the same height is the same offence; at another it is another.
		let votes = |height| two_statements(Charlie, height, Statement::Prevote);
		let results = chain.block(vec![signed(Alice, report(votes(6), 1))]);
		assert!(results[0].unwrap().is_err());
		chain.run_to(10);
		let results = chain.block(vec![signed(Alice, report(votes(7), 1))]);
		assert_eq!(results, [Ok(Ok(()))]);
		assert_eq!(reported(), vec![(account(Charlie), vec![account(Alice)]); 2]);
	});
}
