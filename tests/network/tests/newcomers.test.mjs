// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { scene } from "../support/scene.mjs";

/**
 * A validator without a record of what it signed says nothing until a block is final that was made since it started; as
 * clocks differ, the first one may not count.
 */
const BLOCKS_OF_SILENCE = 2;

const test = scene(4, { latecomers: { warped: ["--sync", "warp"] } });

/** Whether a node can tell the state after this block: that there is a runtime. */
function knowsState(node, hash) {
	const code = `0x${Buffer.from(":code").toString("hex")}`;
	return node.rpc("state_getStorageHash", code, hash).then(Boolean, () => false);
}

test("a new node jumps to the last final block, and has all blocks but not the old states", async (network) => {
	const warped = network.node("warped");
	const first = await network.validators[0].blockHash(1);
	await network.finalises(network.validators, 3);

	await warped.start();
	await network.goesOn([...network.validators, warped]);
	await warped.until("it has the first block", async () => (await warped.blockHash(1)) === first);

	assert.ok(!(await knowsState(warped, first)));
});

test("a validator that has lost everything executes all blocks again", async (network) => {
	const [alice, bob, charlie, dave] = network.validators;

	await dave.kill();
	dave.wipe();
	const height = await network.goesOn([alice, bob, charlie]);
	await charlie.kill();
	await dave.start();
	await dave.finalises(height);

	const first = await alice.blockHash(1);
	assert.equal(await dave.blockHash(1), first);
	assert.ok(await knowsState(dave, first));
});

test("such a validator does not vote where it may have voted before, and then its vote counts", async (network) => {
	const [alice, bob, charlie, dave] = network.validators;

	// Charlie is down: the others would need Dave.
	await network.standsStill([alice, bob, dave]);

	await charlie.start();
	for (let block = 0; block < BLOCKS_OF_SILENCE; block++) await network.goesOn(network.validators);
	await charlie.kill();
	await network.goesOn([alice, bob, dave]);
});
