// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ALICE, Stage } from "../support/stage.mjs";

const stage = new Stage();
let node;
before(async () => {
	node = await stage.alice();
});

for (const signal of ["SIGINT", "SIGTERM"]) {
	test(`a node that ${signal} ended keeps what was final and goes on from there`, async () => {
		const chain = await node.connect();
		const receiver = chain.newcomer();
		const amount = chain.cmt(7);
		const transfer = chain.transfer(receiver.address, amount);
		const { block, number } = await chain.perform(transfer, chain.alice, { final: true });
		const genesis = await node.blockHash(0);

		await node.stop(signal);
		await node.start();

		assert.equal(await node.blockHash(0), genesis);
		assert.equal(await node.blockHash(number), block);
		const again = await node.connect();
		assert.equal((await again.money(receiver)).free, amount);
		const { number: height } = await node.header();
		await node.finalises(height + 1);
	});
}

test("a node that has forgotten the genesis state starts again", async () => {
	const pruned = await stage.node("pruned", node.spec, [...ALICE, "--state-pruning", "1"]);
	await pruned.start();
	const { number } = await pruned.finalises(5);

	await pruned.stop();
	await pruned.start();

	await pruned.finalises(number + 1);
});
