// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How time is cut into sessions.

use codec::Encode;
use cybermiles_journeys::{account, on, signed};
use cybermiles_runtime::{
	configs::{consensus::SESSIONS_ON_RECORD, staking::BONDING_ERAS},
	Aura, Bft, Historical, Session, SessionKeys, System,
};
use sp_keyring::Sr25519Keyring::Alice;

#[test]
fn a_day_has_six_sessions() {
	on("development", |chain| {
		chain.run_to(30);
		assert_eq!(Session::current_index(), 6);
		chain.run_to(34);
		assert_eq!(Session::current_index(), 6);
		chain.run_to(35);
		assert_eq!(Session::current_index(), 7);
	});
}

#[test]
fn the_validators_of_a_session_are_on_record_for_longer_than_they_can_be_reported() {
	on("local_testnet", |chain| {
		chain.run_to(5 * 66);
		assert_eq!((Session::current_index(), BONDING_ERAS), (66, 7));
		let on_record = |session| Historical::historical_root(session).map(|(_, count)| count);
		// Era 11 runs, and the seven before it are on record.
		assert_eq!(on_record(23), None);
		for session in 24..=67 {
			assert_eq!(on_record(session), Some(4), "{session}");
		}
		assert!(Bft::members_of(66 - SESSIONS_ON_RECORD + 1).is_some());
		assert!(Bft::members_of(66 - SESSIONS_ON_RECORD).is_none());
	});
}

#[test]
fn new_keys_are_on_record_from_the_next_day_on() {
	on("local_testnet", |chain| {
		let root = |session| Historical::historical_root(session).map(|(root, _)| root);
		chain.run_to(5 * 6);
		let before = root(7);
		assert!(before.is_some());

		let keys = SessionKeys::generate(&account(Alice).encode(), None);
		let call = pallet_session::Call::set_keys { keys: keys.keys, proof: keys.proof.encode() };
		assert_eq!(chain.block(vec![signed(Alice, call)]), [Ok(Ok(()))]);
		chain.run_to(5 * 14);
		assert_eq!(root(11), before);
		assert!(root(12).is_some());
		assert_ne!(root(12), before);
	});
}

#[test]
fn the_sessions_of_the_genesis_are_on_record() {
	on("local_testnet", |chain| {
		chain.run_to(16);
		assert!((0..=4).all(|session| Historical::historical_root(session).is_some()));
	});
}

#[test]
fn the_validators_of_the_genesis_go_on() {
	on("local_testnet", |chain| {
		let validators = Session::validators();
		chain.run_to(31);
		assert_eq!(Session::validators(), validators);
		assert_eq!(pallet_aura::Authorities::<cybermiles_runtime::Runtime>::get().len(), 4);
		assert_eq!(Aura::slot_duration(), 2_000);
		assert_eq!(System::block_number(), 31);
	});
}
