// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::mock::*;

#[test]
fn engines_are_listed_by_name() {
	let lines = vec![line("rules", 1, 0), line("files", 1, 0), line("process", 1, 0)];
	founded_on(lines).execute_with(|| {
		assert_eq!(Engines::engines(), [name("files"), name("process"), name("rules")]);
	});
}

#[test]
fn versions_are_listed_from_the_lowest() {
	let lines =
		[(2, 0), (1, 10), (256, 0), (1, 2)].map(|(major, minor)| line("rules", major, minor));
	founded_on(lines.to_vec()).execute_with(|| {
		let versions: Vec<_> =
			Engines::versions(name("rules")).into_iter().map(|(version, _)| version).collect();
		assert_eq!(versions, [version(1, 2), version(1, 10), version(2, 0), version(256, 0)]);
	});
}

#[test]
fn an_engine_that_is_not_known_has_no_versions() {
	founded_on(vec![line("rules", 1, 0)]).execute_with(|| {
		assert_eq!(Engines::versions(name("rule")), []);
	});
}
