// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Stage } from "../../e2e/support/stage.mjs";
import { Network } from "./network.mjs";

/** Whether the long form of the tests is asked for, as scripts/chaos does. */
export const LONG = Boolean(process.env.CHAOS);

/**
 * Sets up the network of a test file and returns how to tell a test of it: `test(name, async (network) => …)`.
 * However a test goes, no two nodes may have finalised different blocks.
 */
export function scene(size, options) {
	let network;
	// What comes first is done first: the nodes end before the stage removes their directory.
	after(() => network?.end());
	const stage = new Stage();
	before(async () => {
		network = await Network.found(stage.directory, size, options);
		await network.begin();
	});
	return (name, story) =>
		test(name, async (t) => {
			await story(network, t);
			assert.deepEqual(network.witness.contradictions, []);
		});
}
