// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { command } from "../support/binary.mjs";
import { ALICE, Stage } from "../support/stage.mjs";

const stage = new Stage();

/** A command of the node on the database of a node that does not run. */
function onDatabase(node, name, ...rest) {
	return command(name, "--chain", node.spec, "--base-path", node.base, ...rest);
}

async function chainInfo(node) {
	return JSON.parse(await onDatabase(node, "chain-info"));
}

let alone;
let alice;
let receiver;
let gift;
/** The block that has the gift. */
let block;
before(async () => {
	// One of four validators finalises nothing, and makes blocks without the others only if told to. As it makes only
	// every fourth, it begins before it is needed.
	alone = await stage.node("alone", await stage.spec("local"), [...ALICE, "--force-authoring"]);
	await alone.start();

	alice = await stage.alice();
	const chain = await alice.connect();
	receiver = chain.newcomer();
	gift = chain.cmt(7);
	const outcome = await chain.perform(chain.transfer(receiver.address, gift), chain.alice, { final: true });
	block = { hash: outcome.block, ...(await alice.header(outcome.block)) };
	await alice.stop();
});

test("exported blocks give an empty database the same blocks and the same state, until it is purged", async () => {
	const file = stage.path("blocks");
	const copy = await stage.node("copy", alice.spec);

	await onDatabase(alice, "export-blocks", "--binary", "--from", 1, "--to", block.number, file);
	await onDatabase(copy, "import-blocks", "--binary", file);
	await copy.start();
	const best = await copy.header();
	assert.equal(await copy.blockHash(best.number), block.hash);
	assert.equal(best.stateRoot, block.stateRoot);
	assert.equal((await (await copy.connect()).money(receiver)).free, gift);
	await copy.stop();

	assert.equal((await chainInfo(copy)).best_number, block.number);
	await onDatabase(copy, "purge-chain", "-y");
	assert.equal((await chainInfo(copy)).best_number, 0);
});

test("a stored block is found correct, by its hash and by its number", async () => {
	await onDatabase(alice, "check-block", block.hash);
	await onDatabase(alice, "check-block", block.number);
});

test("the exported state of the first block is the genesis of the chain specification", async () => {
	const { genesis } = JSON.parse(readFileSync(alice.spec, "utf8"));
	const { genesis_hash } = await chainInfo(alice);

	const exported = JSON.parse(await onDatabase(alice, "export-state", genesis_hash));

	assert.deepEqual(exported.genesis.raw.top, genesis.raw.top);
});

test("blocks that are not final can be taken back", async () => {
	// Alone, it makes one block and waits for that to be final.
	await alone.reaches(1);
	await alone.stop();
	const had = await chainInfo(alone);
	assert.ok(had.finalized_number < had.best_number);

	await onDatabase(alone, "revert", 1);

	const has = await chainInfo(alone);
	assert.equal(has.best_number, had.best_number - 1);
	assert.notEqual(has.best_hash, had.best_hash);
});
