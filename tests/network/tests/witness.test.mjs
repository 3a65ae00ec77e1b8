// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { test } from "node:test";
import { Witness } from "../support/witness.mjs";

test("nodes that finalise the same blocks do not contradict each other", () => {
	const witness = new Witness();

	for (const name of ["alice", "bob", "alice"]) {
		witness.hear(name, 1, "0xaa");
		witness.hear(name, 2, "0xbb");
	}

	assert.deepEqual(witness.contradictions, []);
});

test("nodes that finalise different blocks of one height are noticed, and so is a node that takes one back", () => {
	for (const second of ["bob", "alice"]) {
		const witness = new Witness();

		witness.hear("alice", 1, "0xaa");
		witness.hear(second, 1, "0xbb");

		assert.deepEqual(witness.contradictions, [`${second} finalised 0xbb as 1, where alice had 0xaa`]);
	}
});
