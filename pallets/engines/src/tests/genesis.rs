// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, GenesisVersion};

#[test]
fn a_registry_is_empty_if_the_genesis_says_nothing() {
	founded().execute_with(|| assert!(Engines::engines().is_empty()));
}

#[test]
fn every_line_is_recorded() {
	let closed = GenesisVersion { accepting: false, ..line("rules", 1, 0) };
	founded_on(vec![closed, line("rules", 1, 1), line("files", 3, 0)]).execute_with(|| {
		assert_eq!(
			Engines::versions(name("rules")),
			[(version(1, 0), entry(1, 0, false, 0)), (version(1, 1), entry(1, 1, true, 0))]
		);
		assert_eq!(Engines::versions(name("files")), [(version(3, 0), entry(3, 0, true, 0))]);
	});
}

const LINE: &str = r#"{
	"engine": "rules",
	"major": 1,
	"minor": 2,
	"specification": "0x00000000000000000000000000000000000000000000000000000000000003ea"
}"#;

#[test]
fn a_line_reads_as_json_and_accepts_if_it_does_not_say() {
	assert_eq!(serde_json::from_str::<GenesisVersion>(LINE).unwrap(), line("rules", 1, 2));
}

#[test]
fn a_line_with_a_misspelt_field_is_refused() {
	let misspelt = LINE.replace("engine", "engin");
	assert!(serde_json::from_str::<GenesisVersion>(&misspelt).is_err());
}

#[test]
#[should_panic(
	expected = r#"engines.versions: "Rules" 1.0 needs a name of 1 to 32 lower-case letters"#
)]
fn a_malformed_name_is_refused() {
	founded_on(vec![line("Rules", 1, 0)]).execute_with(|| ());
}

#[test]
#[should_panic(expected = "needs a name of 1 to 32 lower-case letters")]
fn a_name_that_is_too_long_is_refused() {
	founded_on(vec![line(&"a".repeat(33), 1, 0)]).execute_with(|| ());
}

#[test]
#[should_panic(expected = r#"engines.versions: "rules" 1.0 is listed twice"#)]
fn a_version_listed_twice_is_refused() {
	founded_on(vec![line("rules", 1, 0), line("rules", 1, 0)]).execute_with(|| ());
}

#[test]
#[should_panic(expected = r#"engines.versions: "d" 1.0 is of one engine more than there may be"#)]
fn one_engine_too_many_is_refused() {
	let lines = ["a", "b", "c", "d"].map(|engine| line(engine, 1, 0));
	founded_on(lines.to_vec()).execute_with(|| ());
}

#[test]
#[should_panic(
	expected = r#"engines.versions: "rules" 1.4 is one version more than an engine may have"#
)]
fn one_version_too_many_is_refused() {
	let lines = (0..=MAX_VERSIONS as u16).map(|minor| line("rules", 1, minor));
	founded_on(lines.collect()).execute_with(|| ());
}
