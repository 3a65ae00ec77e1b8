// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { Wallet } from "../../e2e/support/wallet.mjs";
import { LONG, scene } from "../support/scene.mjs";

const SECONDS_OF_KILLING = LONG ? 180 : 20;
const TIMES_BELOW_QUORUM = LONG ? 5 : 1;
/** Within so many seconds after their return, two of four validators make finality go on. */
const SECONDS_TO_RESUME = 10;

const test = scene(4);

test("finality goes on while one validator after the other is killed and comes back", async (network, t) => {
	const { validators } = network;
	const deadline = Date.now() + SECONDS_OF_KILLING * 1000;
	let kills = 0;

	for (; Date.now() < deadline; kills++) {
		const victim = validators[kills % validators.length];
		await victim.kill();
		// The one that has just come back is among those that must go on without this one.
		const height = await network.goesOn(validators.filter((node) => node !== victim));
		await victim.start();
		await victim.finalises(height);
	}

	t.diagnostic(`${kills} were killed`);
});

test("with two of four down nothing becomes final; when they return, what was sent meanwhile does", async (network, t) => {
	const [alice, bob, ...others] = network.validators;
	const wallet = new Wallet(alice);
	t.after(() => wallet.close());

	for (let time = 0; time < TIMES_BELOW_QUORUM; time++) {
		await Promise.all(others.map((node) => node.kill()));
		const last = await network.standsStill([alice, bob]);
		assert.ok(wallet.final.at(-1).number <= last);

		const { chain } = alice;
		const receiver = chain.newcomer();
		const transfer = chain.perform(chain.transfer(receiver.address, chain.cmt(1)), chain.alice, { final: true });

		await Promise.all(others.map((node) => node.start()));
		const returned = performance.now();
		const goesOn = async () => (await alice.final()).number > last;
		const resumed = alice.until(`block ${last + 1} is final`, goesOn, SECONDS_TO_RESUME).then(() => performance.now());
		const [at] = await Promise.all([resumed, transfer]);
		t.diagnostic(`finality went on ${((at - returned) / 1000).toFixed(1)} s after their return`);
		assert.equal((await chain.money(receiver)).free, chain.cmt(1));
		await network.goesOn(network.validators);
		await alice.until("a wallet is told", () => wallet.error || wallet.final.at(-1).number > last);
	}

	assert.equal(wallet.error, undefined);
	for (const { number, hash } of wallet.final) network.witness.hear("a wallet", number, hash);
	t.diagnostic(`the wallet was told of ${wallet.final.length} blocks, and to subscribe again ${wallet.stops} times`);
});

test("validators that are restarted one by one keep finality going", async (network) => {
	const { validators } = network;

	for (const node of validators) {
		await node.stop("SIGTERM");
		const height = await network.goesOn(validators.filter((other) => other !== node));
		await node.start();
		await node.finalises(height);
	}

	await network.goesOn(validators);
});
