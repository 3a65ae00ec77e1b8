// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How time is cut into sessions.

use codec::Encode;
use cybermiles_journeys::{account, on, signed};
use cybermiles_runtime::{Aura, Historical, Session, SessionKeys, System};
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
fn the_validators_of_a_session_are_on_record_for_a_week() {
	on("local_testnet", |chain| {
		chain.run_to(5 * 50);
		assert_eq!(Session::current_index(), 50);
		let on_record = |session| Historical::historical_root(session).map(|(_, count)| count);
		// The session before the last that was ended, less 42.
		assert_eq!(on_record(6), None);
		for session in 7..=51 {
			assert_eq!(on_record(session), Some(4), "{session}");
		}
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
fn the_first_two_sessions_are_those_of_the_genesis_and_not_on_record() {
	on("local_testnet", |chain| {
		chain.run_to(16);
		assert_eq!(Historical::historical_root(1), None);
		assert!(Historical::historical_root(2).is_some());
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
