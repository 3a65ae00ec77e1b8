// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { run } from "../support/binary.mjs";
import { occupyPort } from "../support/ports.mjs";
import { ALICE, Stage } from "../support/stage.mjs";

/** A node that cannot start says so within these seconds. */
const PATIENCE = 20;

const stage = new Stage();
let alice;
let kept;
let taken;
before(async () => {
	taken = await occupyPort();
	alice = await stage.alice();
	kept = await alice.finalises(2);
	await alice.stop();
});
after(() => taken.close());

/** Expects that this node refuses to start, with one line for people that says why. */
async function refuses(node, why) {
	const { code, stdout, stderr } = await run(node.args, { seconds: PATIENCE });
	const output = `${stdout}${stderr}`;

	assert.notEqual(code, 0, output);
	const errors = stderr.split("\n").filter((line) => line.startsWith("Error:"));
	assert.equal(errors.length, 1, output);
	assert.match(errors[0], why);
	assert.doesNotMatch(output, /panicked|stack backtrace/);
}

test("a validator without session keys does not start", async () => {
	await refuses(await stage.node("keyless", alice.spec, ["--validator"]), /session keys/);
});

test("a node without its chain specification does not start", async () => {
	await refuses(await stage.node("alice", stage.path("absent.json"), ALICE), /absent\.json/);
});

test("a node with a broken chain specification does not start", async () => {
	const path = stage.path("broken.json");
	writeFileSync(path, readFileSync(alice.spec, "utf8").slice(0, 1000));

	await refuses(await stage.node("alice", path, ALICE), /broken\.json/);
});

for (const [port, purpose] of [["rpc", "RPC"], ["p2p", "peer-to-peer"], ["metrics", "Prometheus"]]) {
	test(`a node whose ${purpose} port is taken does not start`, async () => {
		const node = await stage.node("alice", alice.spec, ALICE);
		node.ports[port] = taken.port;

		await refuses(node, new RegExp(`\\b${taken.port}\\b`));
	});
}

test("a node whose database is of another chain does not start", async () => {
	const spec = JSON.parse(readFileSync(alice.spec, "utf8"));
	// The state begins differently, so the chain has another genesis; its id, and so its directory, stays.
	spec.genesis.raw.top["0x00"] = "0x00";
	const path = stage.path("other.json");
	writeFileSync(path, JSON.stringify(spec));

	await refuses(await stage.node("alice", path, ALICE), /genesis|another chain|different chain/);
});

test("a refused start loses nothing", async () => {
	await alice.start();

	assert.equal(await alice.blockHash(kept.number), kept.hash);
	await alice.finalises(kept.number + 1);
});
