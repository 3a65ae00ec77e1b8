// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Error, Event, Pallet, Versions};
use cybermiles_traits::EngineRegistry;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

/// What a pallet that deploys is told.
fn accepts(engine: &str, major: u16, minor: u16) -> bool {
	<Pallet<Test> as EngineRegistry>::accepts(engine.as_bytes(), version(major, minor))
}

#[test]
fn a_closed_version_stays_known_and_takes_nothing_new() {
	founded_on(vec![line("rules", 1, 0)]).execute_with(|| {
		assert!(accepts("rules", 1, 0));
		assert_ok!(register("rules", 1, 1));
		assert!(accepts("rules", 1, 0) && accepts("rules", 1, 1));
		assert_ok!(set_accepting("rules", 1, 0, false));
		assert!(!accepts("rules", 1, 0) && accepts("rules", 1, 1));
		assert_eq!(
			Engines::versions(name("rules")),
			[(version(1, 0), entry(1, 0, false, 0)), (version(1, 1), entry(1, 1, true, 1))]
		);
	});
}

#[test]
fn closing_is_an_event() {
	founded_on(vec![line("rules", 1, 0)]).execute_with(|| {
		assert_ok!(set_accepting("rules", 1, 0, false));
		let event = Event::AcceptanceSet {
			engine: name("rules"),
			version: version(1, 0),
			accepting: false,
		};
		System::assert_last_event(event.into());
	});
}

#[test]
fn a_closed_version_opens_again_as_it_was() {
	founded_on(vec![line("rules", 1, 0)]).execute_with(|| {
		assert_ok!(set_accepting("rules", 1, 0, false));
		assert_ok!(set_accepting("rules", 1, 0, true));
		let event =
			Event::AcceptanceSet { engine: name("rules"), version: version(1, 0), accepting: true };
		System::assert_last_event(event.into());
		assert_eq!(Versions::<Test>::get(name("rules"), version(1, 0)), Some(entry(1, 0, true, 0)));
		assert!(accepts("rules", 1, 0));
	});
}

#[test]
fn nobody_else_closes_a_version() {
	founded_on(vec![line("rules", 1, 0)]).execute_with(|| {
		let origin = RuntimeOrigin::signed(USER);
		assert_noop!(
			Engines::set_accepting(origin, name("rules"), version(1, 0), false),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_version_that_is_not_known_is_not_found() {
	founded_on(vec![line("rules", 1, 0)]).execute_with(|| {
		assert_noop!(set_accepting("rules", 1, 1, false), Error::<Test>::NotFound);
		assert_noop!(set_accepting("process", 1, 0, false), Error::<Test>::NotFound);
		assert_noop!(set_accepting("Rules", 1, 0, false), Error::<Test>::NotFound);
	});
}

#[test]
fn what_is_so_already_is_not_set_again() {
	founded_on(vec![line("rules", 1, 0)]).execute_with(|| {
		assert_noop!(set_accepting("rules", 1, 0, true), Error::<Test>::AlreadySet);
		assert_ok!(set_accepting("rules", 1, 0, false));
		assert_noop!(set_accepting("rules", 1, 0, false), Error::<Test>::AlreadySet);
	});
}

#[test]
fn an_engine_that_is_not_known_accepts_nothing() {
	founded_on(vec![line("rules", 1, 0)]).execute_with(|| {
		assert!(!accepts("process", 1, 0));
		assert!(!accepts("rules", 0, 1));
		assert!(!accepts("", 1, 0));
		assert!(!accepts(&"rules".repeat(7), 1, 0));
	});
}
