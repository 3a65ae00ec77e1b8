// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What holds whatever the registrar does; and that `try_state` notices when it does not.

use crate::{mock::*, Pallet, VersionCounts, Versions};
use cybermiles_test_support::ensure_invariants;
use frame_support::storage::{unhashed, with_transaction};
use proptest::prelude::*;
use sp_runtime::{DispatchError, TransactionOutcome, TryRuntimeError};
use std::collections::BTreeSet;

/// More engines than there may be, and one that can never be.
const NAMES: [&str; 6] = ["rules", "process", "documents", "files", "webhooks", "No"];

#[derive(Clone, Debug)]
enum Action {
	Register,
	SetAccepting(bool),
}

/// What is done, and to which version of which engine.
fn action() -> impl Strategy<Value = (Action, usize, u16, u16)> {
	let action = prop_oneof![Just(Action::Register), any::<bool>().prop_map(Action::SetAccepting),];
	(action, 0..NAMES.len(), 0..3u16, 0..2u16)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	/// A plain list says which versions there are and which accept, after any history.
	#[test]
	fn the_registry_is_what_was_accepted(actions in proptest::collection::vec(action(), 0..60)) {
		founded().execute_with(|| {
			// Engine, version, whether it accepts, and since when it is there.
			let mut model = Vec::<(&str, (u16, u16), bool, u32)>::new();
			for (block, (action, engine, major, minor)) in (1..).zip(actions) {
				System::set_block_number(block);
				let engine = NAMES[engine];
				let known =
					model.iter().position(|line| line.0 == engine && line.1 == (major, minor));
				let (outcome, expected) = match action {
					Action::Register => {
						let versions = model.iter().filter(|line| line.0 == engine).count();
						let engines: BTreeSet<_> =
							model.iter().map(|line| line.0).chain([engine]).collect();
						let expected = engine != "No"
							&& known.is_none()
							&& versions < MAX_VERSIONS as usize
							&& engines.len() <= MAX_ENGINES as usize;
						if expected {
							model.push((engine, (major, minor), true, block));
						}
						(register(engine, major, minor), expected)
					},
					Action::SetAccepting(accepting) => {
						let changed = known.filter(|place| model[*place].2 != accepting);
						if let Some(place) = changed {
							model[place].2 = accepting;
						}
						(set_accepting(engine, major, minor, accepting), changed.is_some())
					},
				};
				prop_assert_eq!(outcome.is_ok(), expected, "{:?}", outcome);
				ensure_invariants::<Test, AllPalletsWithSystem>();
			}

			model.sort();
			let mut engines: Vec<_> = model.iter().map(|line| name(line.0)).collect();
			engines.dedup();
			prop_assert_eq!(Engines::engines(), engines);
			for engine in NAMES {
				let lines: Vec<_> = model
					.iter()
					.filter(|line| line.0 == engine)
					.map(|(_, (major, minor), accepting, since)| {
						(version(*major, *minor), entry(*major, *minor, *accepting, *since))
					})
					.collect();
				prop_assert_eq!(Engines::versions(name(engine)), lines);
				for (major, minor) in (0..4).flat_map(|major| (0..3).map(move |minor| (major, minor))) {
					let accepts = model.iter().any(|line| {
						line.0 == engine && line.1 == (major, minor) && line.2
					});
					prop_assert_eq!(Engines::accepts(name(engine), version(major, minor)), accepts);
				}
			}
			Ok(())
		})?;
	}
}

/// Break the state of a registry of two engines, see that `try_state` says so, and undo the damage.
fn assert_noticed(damage: impl FnOnce(), invariant: &str) {
	founded_on(vec![line("rules", 1, 0), line("rules", 1, 1), line("files", 1, 0)]).execute_with(
		|| {
			let outcome = with_transaction(|| {
				damage();
				let outcome = Pallet::<Test>::do_try_state();
				TransactionOutcome::Rollback(Ok::<_, DispatchError>(outcome))
			});
			match outcome.unwrap() {
				Err(TryRuntimeError::Other(reason)) => {
					assert!(reason.starts_with(invariant), "{reason}")
				},
				other => panic!("{invariant} went unnoticed: {other:?}"),
			}
		},
	);
}

fn insert(engine: &str, major: u16, minor: u16) {
	Versions::<Test>::insert(name(engine), version(major, minor), entry(major, minor, true, 0));
}

#[test]
fn a_malformed_name_is_noticed() {
	let damage = || {
		insert("Rules", 1, 0);
		VersionCounts::<Test>::insert(name("Rules"), 1);
	};
	assert_noticed(damage, "invariant 1");
}

#[test]
fn a_version_of_a_block_to_come_is_noticed() {
	let damage =
		|| Versions::<Test>::insert(name("rules"), version(1, 0), entry(1, 0, true, 1_000));
	assert_noticed(damage, "invariant 2");
}

#[test]
fn a_version_that_is_not_counted_is_noticed() {
	assert_noticed(|| insert("rules", 1, 2), "invariant 3");
}

#[test]
fn a_version_that_is_gone_is_noticed() {
	assert_noticed(|| Versions::<Test>::remove(name("files"), version(1, 0)), "invariant 3");
}

#[test]
fn an_engine_without_a_version_is_noticed() {
	assert_noticed(|| VersionCounts::<Test>::insert(name("process"), 0), "invariant 3");
}

#[test]
fn a_wrong_number_of_engines_is_noticed() {
	let counter = VersionCounts::<Test>::counter_storage_final_key();
	assert_noticed(|| unhashed::put(&counter, &3u32), "invariant 4");
}

#[test]
fn one_engine_too_many_is_noticed() {
	let damage = || {
		for engine in ["process", "webhooks"] {
			insert(engine, 1, 0);
			VersionCounts::<Test>::insert(name(engine), 1);
		}
	};
	assert_noticed(damage, "invariant 5");
}

#[test]
fn one_version_too_many_is_noticed() {
	let damage = || {
		for minor in 2..=MAX_VERSIONS as u16 {
			insert("rules", 1, minor);
		}
		VersionCounts::<Test>::insert(name("rules"), MAX_VERSIONS + 1);
	};
	assert_noticed(damage, "invariant 5");
}
