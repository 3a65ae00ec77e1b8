// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How time is cut into sessions.

use cybermiles_journeys::on;
use cybermiles_runtime::{Aura, Historical, Session, System};

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
