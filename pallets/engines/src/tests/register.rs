// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Error, Event, VersionCounts, Versions};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn a_registered_version_accepts_at_once() {
	founded().execute_with(|| {
		System::set_block_number(7);
		assert_ok!(register("rules", 1, 0));
		let event = Event::EngineRegistered {
			engine: name("rules"),
			version: version(1, 0),
			specification: specification(1, 0),
		};
		System::assert_last_event(event.into());
		let recorded = Versions::<Test>::get(name("rules"), version(1, 0));
		assert_eq!(recorded, Some(entry(1, 0, true, 7)));
		assert!(Engines::accepts(name("rules"), version(1, 0)));
	});
}

#[test]
fn a_second_version_leaves_the_first_as_it_is() {
	founded().execute_with(|| {
		assert_ok!(register("rules", 1, 0));
		System::set_block_number(2);
		assert_ok!(register("rules", 1, 1));
		assert_eq!(Versions::<Test>::get(name("rules"), version(1, 0)), Some(entry(1, 0, true, 1)));
		assert_eq!(VersionCounts::<Test>::get(name("rules")), 2);
		assert_eq!(VersionCounts::<Test>::count(), 1);
	});
}

#[test]
fn a_lower_version_may_follow_a_higher_one() {
	founded().execute_with(|| {
		assert_ok!(register("rules", 2, 0));
		assert_ok!(register("rules", 1, 1));
	});
}

#[test]
fn nobody_else_registers() {
	founded().execute_with(|| {
		let origin = RuntimeOrigin::signed(USER);
		assert_noop!(
			Engines::register(origin, name("rules"), version(1, 0), specification(1, 0)),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn every_proper_name_is_taken() {
	for proper in ["a", "-", "0", "contract-machine-2", "abcdefghijklmnopqrstuvwxyz-01234"] {
		founded().execute_with(|| {
			assert_ok!(register(proper, 1, 0));
		});
	}
}

#[test]
fn a_malformed_name_is_refused() {
	founded().execute_with(|| {
		for malformed in ["", "Rules", "rule set", "rule_set", "rules.", "règles", "rules\0"] {
			assert_noop!(register(malformed, 1, 0), Error::<Test>::MalformedName);
		}
	});
}

#[test]
fn a_version_is_registered_once() {
	founded().execute_with(|| {
		assert_ok!(register("rules", 1, 0));
		assert_noop!(register("rules", 1, 0), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn a_closed_version_is_not_registered_again() {
	founded().execute_with(|| {
		assert_ok!(register("rules", 1, 0));
		assert_ok!(set_accepting("rules", 1, 0, false));
		assert_noop!(register("rules", 1, 0), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn one_engine_too_many_is_refused() {
	founded().execute_with(|| {
		for engine in ["rules", "process", "documents"] {
			assert_ok!(register(engine, 1, 0));
		}
		assert_eq!(VersionCounts::<Test>::count(), MAX_ENGINES);
		assert_noop!(register("files", 1, 0), Error::<Test>::TooManyEngines);
	});
}

#[test]
fn engines_at_the_limit_still_get_versions() {
	founded().execute_with(|| {
		for engine in ["rules", "process", "documents"] {
			assert_ok!(register(engine, 1, 0));
		}
		assert_ok!(register("rules", 1, 1));
	});
}

#[test]
fn one_version_too_many_is_refused() {
	founded().execute_with(|| {
		for minor in 0..MAX_VERSIONS as u16 {
			assert_ok!(register("rules", 1, minor));
		}
		assert_noop!(register("rules", 2, 0), Error::<Test>::TooManyVersions);
		assert_ok!(register("process", 2, 0));
	});
}
