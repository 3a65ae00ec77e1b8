// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Stage } from "../support/stage.mjs";

/** So many blocks the second node has missed at least when it starts. */
const MISSED = 2;

const stage = new Stage();
let alice;
let follower;
before(async () => {
	alice = await stage.alice();
	await alice.finalises(MISSED);
	follower = await stage.node("follower", alice.spec, ["--bootnodes", await alice.address()]);
	await follower.start();
});

test("a node that starts late catches up and agrees on what is final", async () => {
	const { hash, number } = await follower.finalises(MISSED + 1);

	assert.equal(await alice.blockHash(number), hash);
	assert.ok((await alice.final()).number >= number);
});

test("a transaction that a node without a validator takes is in a block and changes the chain for all", async () => {
	const chain = await follower.connect();
	const [sender, receiver] = [await chain.account(), chain.newcomer()];

	const { block } = await chain.perform(chain.transfer(receiver.address, chain.cmt(1)), sender, { final: true });

	const seen = await alice.connect();
	assert.equal((await seen.money(receiver, block)).free, chain.cmt(1));
});
