// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Stage } from "../support/stage.mjs";

const stage = new Stage();
let chain;
let node;
let alice;
let bob;
let charlie;
before(async () => {
	node = await stage.alice();
	chain = await node.connect();
	[alice, bob, charlie] = ["Alice", "Bob", "Charlie"].map((name) => chain.wellKnown(name));
});

/** What gas costs, now or as of a block. */
async function tariff(block) {
	const { query } = block ? await chain.api.at(block) : chain.api;
	const { rate, microUsdPerMillionGas } = await query.gasPrice.currentTariff();
	return { rate: rate.toBigInt(), microUsd: microUsdPerMillionGas.toBigInt() };
}

/** What a transaction costs as of a block. */
async function quote(tx, block) {
	const { call } = await chain.api.at(block);
	// To Polkadot.js a transaction is a list of bytes here, which as hexadecimal text would get another length in front.
	const { gas, cmt, picoUsd } = await call.economyApi.quote(tx.toU8a(), tx.encodedLength);
	const { partialFee } = await call.transactionPaymentApi.queryInfo(tx.toU8a(), tx.encodedLength);
	return { gas: gas.toBigInt(), cmt: cmt.toBigInt(), picoUsd: picoUsd.toBigInt(), estimate: partialFee.toBigInt() };
}

/** Has a new account make a transfer, and returns its fee and the quote in its block. */
async function transfer() {
	const tx = chain.transfer(chain.newcomer().address, chain.cmt(1));
	const { block, fee } = await chain.perform(tx, await chain.account());
	return { fee, tariff: await tariff(block), ...(await quote(tx, block)) };
}

function submit(rate, who) {
	return chain.submit(chain.api.tx.gasPrice.submit(rate), who);
}

test("a wallet is told what is charged: in gas, in CMT and in dollars", async () => {
	const { fee, estimate, gas, cmt, picoUsd, tariff } = await transfer();

	assert.equal(cmt, fee);
	assert.equal(estimate, fee);
	assert.ok(gas > 0n);
	assert.equal(picoUsd, gas * tariff.microUsd);
	// So many dollars of 10⁻¹² at this rate, but for what rounding up adds.
	const worth = (cmt * tariff.rate) / 10n ** 24n;
	assert.ok(worth === picoUsd || worth === picoUsd + 1n, `${cmt} are worth ${worth}, not ${picoUsd}`);
});

test("a rate that cannot be, or is nobody's to say, is refused", async () => {
	const { maxJump, minRate } = chain.api.consts.gasPrice;
	const [{ rate }, stranger] = [await tariff(), await chain.account()];
	const jump = maxJump.toBigInt();

	assert.equal((await submit(rate, stranger)).error, "gasPrice.NotAuthorized");
	assert.equal((await submit(0, alice)).error, "gasPrice.ZeroRate");
	assert.equal((await submit(rate * jump + 1n, alice)).error, "gasPrice.AbsurdJump");
	assert.equal((await submit(rate / (jump + 1n), alice)).error, "gasPrice.AbsurdJump");
	assert.equal((await submit(minRate.toBigInt() - 1n, alice)).error, "gasPrice.RateOutOfBounds");
	assert.equal((await chain.api.query.gasPrice.observations()).length, 0);
});

test("most of the oracles move the rate, step by step and for free, and dearer CMT buys more gas", async () => {
	const { gasPrice } = chain.api.query;
	// In billionths.
	const step = chain.api.consts.gasPrice.maxStep.toBigInt();
	const most = (rate) => rate + (rate * step) / 1_000_000_000n;
	const before = await transfer();
	const { rate } = await tariff();
	const goal = most(most(most(rate))) - 1n;
	assert.ok((await gasPrice.frozenSince()).isSome);

	// One alone moves nothing.
	const had = (await chain.money(charlie)).free;
	const first = await submit(rate * 2n, charlie);
	assert.deepEqual([first.error, first.fee], [undefined, 0n]);
	assert.equal((await chain.money(charlie)).free, had);
	await node.reaches(first.number + 1);
	assert.ok((await gasPrice.frozenSince()).isSome);
	assert.equal((await tariff()).rate, rate);

	const said = await Promise.all([alice, bob].map((member) => submit(goal, member)));
	assert.deepEqual(said.map(({ fee }) => fee), [0n, 0n]);
	await node.until("the rate is the median", async () => (await tariff()).rate === goal);
	assert.ok((await gasPrice.frozenSince()).isNone);

	let [block, last] = [Math.max(...said.map(({ number }) => number)), rate];
	while (last < goal) {
		const { rate: next } = await tariff(await node.blockHash(++block));
		assert.ok(next > last && next <= most(last), `${next} follows ${last}`);
		last = next;
	}

	const after = await transfer();
	assert.equal(after.fee, after.cmt);
	assert.deepEqual([after.gas, after.picoUsd], [before.gas, before.picoUsd]);
	assert.ok(after.fee < before.fee);
});
