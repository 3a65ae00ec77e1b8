// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What other programs rely on and a change must not move by accident.

use codec::{Encode, MaxEncodedLen};
use cybermiles_primitives::{AccountId, Balance, GENESIS_SUPPLY};
use cybermiles_primitives_bft::{BftSignature, Equivocation, Statement, StatementEquivocation};
use cybermiles_runtime::{
	configs::{
		governance::tracks::Tracks,
		system::{BaseCallFilter, ProxyType, RuntimeBlockLength, RuntimeBlockWeights},
	},
	genesis_presets, AllPalletsWithSystem, Balances, Calendar, Runtime, RuntimeCall,
	RuntimeGenesisConfig, Session, SessionKeys, UncheckedExtrinsic, VERSION,
};
use cybermiles_test_support::{genesis_from_preset, ExtBuilder};
use frame_support::{
	dispatch::DispatchClass,
	traits::{Contains, InstanceFilter, PalletsInfoAccess},
};
use sp_core::ed25519;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{traits::AccountIdConversion, BuildStorage};
use std::collections::BTreeSet;

fn genesis(name: &str) -> RuntimeGenesisConfig {
	genesis_from_preset(&genesis_presets::get_preset(&name.into()).unwrap())
}

fn preset(name: &str) -> TestExternalities {
	genesis(name).build_storage().unwrap().into()
}

const PRESETS: [&str; 3] = ["development", "local_testnet", "staging"];

#[test]
fn the_pallets_keep_their_indices() {
	let mut indices: Vec<(usize, &str)> =
		AllPalletsWithSystem::infos().into_iter().map(|info| (info.index, info.name)).collect();
	indices.sort();
	assert_eq!(
		indices,
		[
			(0, "System"),
			(1, "Timestamp"),
			(2, "Calendar"),
			(3, "Utility"),
			(4, "Multisig"),
			(5, "Proxy"),
			(6, "MultiBlockMigrations"),
			(7, "Agenda"),
			(10, "Balances"),
			(11, "TransactionPayment"),
			(12, "Vesting"),
			(13, "TokenSwap"),
			(14, "Cmt"),
			(15, "GasPrice"),
			(16, "Dpos"),
			(17, "Staking"),
			(18, "Sponsorship"),
			(19, "OracleCommittee"),
			(20, "Aura"),
			(21, "Authorship"),
			(22, "Session"),
			(23, "Historical"),
			(24, "Bft"),
			(25, "Offences"),
			(30, "Preimage"),
			(31, "Scheduler"),
			(32, "Sudo"),
			(33, "Origins"),
			(34, "Referenda"),
			(35, "ConvictionVoting"),
			(36, "Whitelist"),
			(37, "TechnologyCommittee"),
			(38, "Elections"),
			(39, "Treasury"),
			(70, "Engines"),
		]
	);
}

#[test]
fn the_chain_keeps_its_name() {
	assert_eq!(VERSION.spec_name, "cybermiles");
}

#[test]
fn the_names_of_the_presets_are_those_that_nodes_ask_for() {
	assert_eq!(genesis_presets::names(), PRESETS);
	assert_eq!(genesis_presets::get_preset(&"mainnet".into()), None);
}

#[test]
fn every_preset_has_a_billion_cmt() {
	for name in PRESETS {
		preset(name).execute_with(|| {
			assert_eq!(Balances::total_issuance(), GENESIS_SUPPLY, "{name}");
			let held: Balance = frame_system::Account::<Runtime>::iter_values()
				.map(|account| account.data.free + account.data.reserved)
				.sum();
			assert_eq!(held, GENESIS_SUPPLY, "{name}");
		});
	}
}

#[test]
fn every_preset_has_its_day_validators_and_sudo() {
	for (name, day, validators, sudo) in [
		("development", 30, 1, Some(Alice.to_account_id())),
		("local_testnet", 30, 4, Some(Alice.to_account_id())),
		("staging", 43_200, 0, None),
	] {
		preset(name).execute_with(|| {
			assert_eq!(Calendar::day(), day, "{name}");
			assert_eq!(Session::validators().len(), validators, "{name}");
			assert_eq!(pallet_sudo::Key::<Runtime>::get(), sudo, "{name}");
		});
	}
}

#[test]
fn the_presets_with_validators_satisfy_the_invariants() {
	for name in ["development", "local_testnet"] {
		ExtBuilder::<Runtime, AllPalletsWithSystem>::new(genesis(name)).execute_with(|| ());
	}
}

#[test]
fn staging_has_no_key_that_anyone_knows() {
	preset("staging").execute_with(|| {
		let accounts: BTreeSet<_> = frame_system::Account::<Runtime>::iter_keys().collect();
		let of_nobody = [genesis_presets::RESERVE, genesis_presets::POT];
		assert_eq!(accounts, of_nobody.map(|id| id.into_account_truncating()).into());
		assert_eq!(pallet_token_swap::Entitlements::<Runtime>::iter().count(), 0);
	});
}

#[test]
fn sudo_is_closed_where_nobody_has_its_key() {
	let call = RuntimeCall::Sudo(pallet_sudo::Call::remove_key {});
	preset("staging").execute_with(|| assert!(!BaseCallFilter::contains(&call)));
	preset("development").execute_with(|| assert!(BaseCallFilter::contains(&call)));
	preset("staging").execute_with(|| {
		let transfer =
			RuntimeCall::Balances(pallet_balances::Call::burn { value: 1, keep_alive: false });
		assert!(BaseCallFilter::contains(&transfer));
	});
}

#[test]
fn validators_keep_their_session_keys() {
	let purge = RuntimeCall::Session(pallet_session::Call::purge_keys {});
	preset("development").execute_with(|| assert!(!BaseCallFilter::contains(&purge)));
}

#[test]
fn a_proxy_for_all_but_transfers_moves_no_money() {
	let value = 1;
	let dest = Bob.to_account_id().into();
	let moves_money = [
		RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value }),
		RuntimeCall::Vesting(pallet_vesting::Call::vested_transfer {
			target: Bob.to_account_id().into(),
			schedule: pallet_vesting::VestingInfo::new(1, 1, 1),
		}),
		RuntimeCall::Sudo(pallet_sudo::Call::remove_key {}),
		// These two dispatch with a new origin, without the filter.
		RuntimeCall::Multisig(pallet_multisig::Call::as_multi_threshold_1 {
			other_signatories: vec![Bob.to_account_id()],
			call: Box::new(frame_system::Call::remark { remark: vec![] }.into()),
		}),
		RuntimeCall::Proxy(pallet_proxy::Call::proxy {
			real: Bob.to_account_id().into(),
			force_proxy_type: None,
			call: Box::new(frame_system::Call::remark { remark: vec![] }.into()),
		}),
	];
	for call in moves_money {
		assert!(!ProxyType::NonTransfer.filter(&call), "{call:?}");
		assert!(!ProxyType::SessionKeys.filter(&call), "{call:?}");
		assert!(ProxyType::Any.filter(&call), "{call:?}");
	}
	let vest = RuntimeCall::Vesting(pallet_vesting::Call::vest {});
	assert!(ProxyType::NonTransfer.filter(&vest));
	let keys = RuntimeCall::Session(pallet_session::Call::purge_keys {});
	assert!(ProxyType::SessionKeys.filter(&keys));
}

#[test]
fn a_proxy_for_all_but_transfers_may_report() {
	let report = RuntimeCall::Bft(pallet_bft::Call::report_equivocation {
		equivocation: Box::new(two_votes()),
		session: 0,
	});
	assert!(ProxyType::NonTransfer.filter(&report));
	assert!(!ProxyType::SessionKeys.filter(&report));
}

#[test]
fn a_proxy_is_a_superset_only_of_what_it_may_do() {
	use ProxyType::*;
	let all = [Any, NonTransfer, CancelProxy, SessionKeys, Staking, Governance];
	let narrower: [(ProxyType, &[ProxyType]); 6] = [
		(Any, &all),
		(NonTransfer, &[NonTransfer, CancelProxy, SessionKeys]),
		(CancelProxy, &[CancelProxy]),
		(SessionKeys, &[SessionKeys]),
		(Staking, &[Staking, SessionKeys]),
		(Governance, &[Governance]),
	];
	for (wide, covered) in narrower {
		for other in all {
			assert_eq!(wide.is_superset(&other), covered.contains(&other), "{wide:?} {other:?}");
		}
	}
}

#[test]
fn a_proxy_for_staking_or_governance_moves_no_money_elsewhere() {
	let candidate = Bob.to_account_id();
	let delegate =
		RuntimeCall::Dpos(pallet_dpos::Call::delegate { candidate, amount: 1, compounding: true });
	let vote = RuntimeCall::ConvictionVoting(pallet_conviction_voting::Call::remove_vote {
		class: None,
		index: 0,
	});
	let dest = Bob.to_account_id().into();
	let transfer =
		RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value: 1 });
	let may = |proxy: ProxyType| [&delegate, &vote, &transfer].map(|call| proxy.filter(call));
	assert_eq!(may(ProxyType::Staking), [true, false, false]);
	assert_eq!(may(ProxyType::Governance), [false, true, false]);
	assert_eq!(may(ProxyType::NonTransfer), [false, false, false]);
}

#[test]
fn the_calls_of_the_ledger_of_stakes_are_closed() {
	let calls = [
		pallet_staking::Call::chill {},
		pallet_staking::Call::payout_stakers { validator_stash: Bob.to_account_id(), era: 0 },
		pallet_staking::Call::validate { prefs: Default::default() },
		pallet_staking::Call::force_new_era {},
	];
	preset("development").execute_with(|| {
		for call in calls {
			assert!(!BaseCallFilter::contains(&RuntimeCall::Staking(call)));
		}
	});
}

#[test]
fn the_tracks_of_referenda_keep_their_numbers() {
	use pallet_referenda::TracksInfo;
	preset("staging").execute_with(|| {
		let names: Vec<(u16, String)> = Tracks::tracks()
			.map(|track| {
				let name = String::from_utf8(track.info.name.to_vec()).unwrap();
				(track.id, name.trim_end_matches('\0').to_owned())
			})
			.collect();
		let expected = [
			(0, "root"),
			(1, "whitelisted_caller"),
			(2, "parameter_admin"),
			(3, "small_spender"),
			(4, "big_spender"),
			(5, "oracle_admin"),
			(6, "arbiter_admin"),
		];
		assert_eq!(names, expected.map(|(id, name)| (id, name.to_owned())));
		let root = Tracks::info(0).unwrap();
		assert_eq!(root.decision_period, 14 * 43_200);
		assert_eq!(root.confirm_period, 43_200);
		assert_eq!(Tracks::info(2).unwrap().prepare_period, 3_600);
	});
}

#[test]
fn a_block_executes_for_six_tenths_of_a_second_and_has_ten_mebibytes() {
	let weights = RuntimeBlockWeights::get();
	assert_eq!(weights.max_block.ref_time(), 600_000_000_000);
	let normal = weights.get(DispatchClass::Normal).max_total.unwrap();
	assert_eq!(normal.ref_time(), 450_000_000_000);

	let length = RuntimeBlockLength::get();
	assert_eq!(*length.max.get(DispatchClass::Operational), 10 * 1024 * 1024);
	assert_eq!(*length.max.get(DispatchClass::Normal), 10 * 1024 * 1024 / 4 * 3);
}

#[test]
fn a_call_is_small() {
	// Calls are held in lists and passed by value all over the runtime.
	assert!(core::mem::size_of::<RuntimeCall>() <= 160, "{}", core::mem::size_of::<RuntimeCall>());
}

#[test]
fn stored_values_keep_their_greatest_length() {
	assert_eq!(
		pallet_token_swap::EntitlementOf::<Runtime>::max_encoded_len(),
		16 + 1 + 36 + 1 + 32
	);
	assert_eq!(
		frame_system::AccountInfo::<u32, pallet_balances::AccountData<Balance>>::max_encoded_len(),
		4 * 4 + 4 * 16
	);
	// A validator of a set: account, key for votes, key for blocks, weight.
	assert_eq!(pallet_bft::Member::<AccountId>::max_encoded_len(), 32 + 32 + 33 + 8);
}

#[test]
fn session_keys_are_those_of_authoring_and_finality() {
	use sp_runtime::traits::OpaqueKeys;
	let ids: Vec<_> = SessionKeys::key_ids().iter().map(|id| id.0).collect();
	assert_eq!(ids, [*b"aura", *b"tbft"]);
}

/// Two prevotes, and no proof of anything.
fn two_votes() -> Equivocation {
	let signature = BftSignature::from(ed25519::Signature::from_raw([7; 64]));
	Equivocation::Statements(StatementEquivocation {
		offender: ed25519::Public::from_raw([6; 32]).into(),
		set: 1,
		height: 2,
		round: 3,
		first: (Statement::Prevote(None), signature.clone()),
		second: (Statement::Prevote(Some([5; 32].into())), signature),
	})
}

#[test]
fn a_claim_is_an_unsigned_transaction() {
	let call = RuntimeCall::TokenSwap(pallet_token_swap::Call::claim {
		claimant: Default::default(),
		account: Alice.to_account_id(),
		signature: [7; 65],
	});
	let transaction = UncheckedExtrinsic::new_bare(call);
	let mut expected = vec![
		0xe1, 0x01, // the length of what follows: 120, compact
		0x05, // a transaction of version 5, bare
		13, 0, // tokenSwap.claim
	];
	expected.extend([0; 20]);
	expected.extend(Alice.to_raw_public());
	expected.extend([7; 65]);
	assert_eq!(transaction.encode(), expected);
}

#[test]
fn a_report_is_the_same_to_every_program_that_makes_one() {
	let call = RuntimeCall::Bft(pallet_bft::Call::report_equivocation {
		equivocation: Box::new(two_votes()),
		session: 4,
	});
	let mut expected = vec![24, 0]; // bft.reportEquivocation
	expected.push(0); // of statements
	expected.extend([6; 32]);
	expected.extend([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]); // set, height, round
	expected.extend([1, 0]); // a prevote for nothing
	expected.extend([7; 64]);
	expected.extend([1, 1]); // a prevote for a block
	expected.extend([5; 32]);
	expected.extend([7; 64]);
	expected.extend([4, 0, 0, 0]); // session
	assert_eq!(call.encode(), expected);
}
