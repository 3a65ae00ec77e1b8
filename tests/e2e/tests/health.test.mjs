// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ALICE, Stage } from "../support/stage.mjs";

const stage = new Stage();
let node;
before(async () => {
	node = await stage.node("alice", await stage.spec(), ALICE);
});

test("a new chain has its first block soon after the start", async (t) => {
	const started = performance.now();

	await node.start();
	await node.reaches(1);

	t.diagnostic(`the first block came ${((performance.now() - started) / 1000).toFixed(1)} s after the start`);
});

test("a healthy node says so to a load balancer", async () => {
	const response = await fetch(`http://127.0.0.1:${node.ports.rpc}/health`);

	assert.equal(response.status, 200);
	assert.equal((await response.json()).isSyncing, false);
});

test("a node tells a monitor how high its best block is", async () => {
	// The figures are brought up to date every few seconds.
	await node.until("the metrics show a block", async () => {
		const metrics = await (await fetch(`http://127.0.0.1:${node.ports.metrics}/metrics`)).text();
		const [, height] = metrics.match(/^substrate_block_height\{[^}]*status="best"[^}]*\} (\d+)$/m) ?? [];
		return Number(height) > 0;
	});
});
