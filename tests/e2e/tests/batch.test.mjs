// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Stage } from "../support/stage.mjs";

const stage = new Stage();
let chain;
before(async () => {
	chain = await (await stage.alice()).connect();
});

/** A sender, two receivers, and transfers to the first, of more than the sender has, and to the second. */
async function threeTransfers() {
	const [sender, first, second] = [await chain.account(), chain.newcomer(), chain.newcomer()];
	const calls = [
		chain.transfer(first.address, chain.cmt(1)),
		chain.transfer(second.address, chain.endowment),
		chain.transfer(second.address, chain.cmt(1)),
	];
	const received = async () => [(await chain.money(first)).free, (await chain.money(second)).free];
	return { sender, calls, received };
}

test("a batch of all or nothing undoes what succeeded before the failure", async () => {
	const { sender, calls, received } = await threeTransfers();

	const { error, fee } = await chain.submit(chain.api.tx.utility.batchAll(calls), sender);

	assert.equal(error, "Token.FundsUnavailable");
	assert.deepEqual(await received(), [0n, 0n]);
	assert.equal((await chain.money(sender)).free, chain.endowment - fee);
});

test("a batch of all or nothing in which nothing fails does everything", async () => {
	const { sender, calls, received } = await threeTransfers();

	await chain.perform(chain.api.tx.utility.batchAll([calls[0], calls[2]]), sender);

	assert.deepEqual(await received(), [chain.cmt(1), chain.cmt(1)]);
});

test("a plain batch stops at the first failure, keeps what came before and says where it stopped", async () => {
	const { sender, calls, received } = await threeTransfers();

	const outcome = await chain.perform(chain.api.tx.utility.batch(calls), sender);

	const { index, error } = outcome.event("utility", "BatchInterrupted");
	assert.equal(index.toNumber(), 1);
	assert.equal(chain.errorName(error), "Token.FundsUnavailable");
	assert.deepEqual(await received(), [chain.cmt(1), 0n]);
});
