// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { scene } from "../support/scene.mjs";

/** The id of the first set that operators, and not the chain, put into force. */
const FIRST_FORK_SET = 2 ** 31;

const test = scene(4, { latecomers: { fresh: [], warped: ["--sync", "warp"] } });

/** Writes the specification anew with this table of hard forks, and returns the path. */
function withHardForks(path, table) {
	const spec = readFileSync(path, "utf8");
	assert.ok(spec.includes('"finalityHardForks": []'));
	const forked = path.replace(".json", "-forked.json");
	// Changed as text, as all else is to stay as it is.
	writeFileSync(forked, spec.replace('"finalityHardForks": []', `"finalityHardForks": ${JSON.stringify(table)}`));
	return forked;
}

test("when two of four are lost for ever, a table of hard forks lets the other two go on", async (network) => {
	const [alice, bob, charlie, dave] = network.validators;
	const left = [alice, bob];
	await Promise.all([charlie, dave].map((node) => node.kill()));
	await network.standsStill(left);

	const [{ number, hash }, other] = await Promise.all(left.map((node) => node.final()));
	assert.equal(other.hash, hash);
	const states = await Promise.all(left.map((node) => node.rpc("bft_roundState")));
	const validators = states.map(({ validator }) => ({ id: validator, weight: 1 }));
	const set = { id: FIRST_FORK_SET, validators };
	const spec = withHardForks(alice.spec, [{ after: { number, hash }, replaces: states[0].set, set }]);
	for (const node of left) {
		await node.stop("SIGTERM");
		node.spec = spec;
	}
	await Promise.all(left.map((node) => node.start()));

	await network.goesOn(left);
	assert.equal((await alice.rpc("bft_roundState")).set, FIRST_FORK_SET);
});

test("new nodes follow the table by all blocks and by a jump; who lacks it stays where it was", async (network) => {
	const [alice, bob, charlie] = network.validators;
	const newcomers = ["fresh", "warped"].map((name) => network.node(name));
	const { after } = JSON.parse(readFileSync(alice.spec)).finalityHardForks[0];

	for (const node of newcomers) node.spec = alice.spec;
	await Promise.all([charlie, ...newcomers].map((node) => node.start()));
	await Promise.all([network.standsStill([charlie]), network.goesOn([alice, bob, ...newcomers])]);

	const { hash, number } = await charlie.final();
	assert.deepEqual({ hash, number }, after);
});

test("one who was thought lost gets the table, and follows", async (network) => {
	const [alice, bob, charlie] = network.validators;

	await charlie.stop();
	charlie.spec = alice.spec;
	await charlie.start();

	await network.goesOn([alice, bob, charlie]);
});
