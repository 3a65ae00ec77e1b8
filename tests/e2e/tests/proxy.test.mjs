// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Stage } from "../support/stage.mjs";

const stage = new Stage();
let chain;
let node;
before(async () => {
	node = await stage.alice();
	chain = await node.connect();
});

/** An owner who has named a proxy of this type, a receiver, and a way for the proxy to act. */
async function ownerWithProxy(type) {
	const { proxy: pallet, utility } = chain.api.tx;
	const [owner, proxy, receiver] = [await chain.account(), await chain.account(), chain.newcomer()];
	await chain.perform(pallet.addProxy(proxy.address, type, 0), owner);

	/** What comes of calls for the owner: "ok" or the name of an error for each, or one error that stopped them all. */
	const act = async (calls, who = proxy) => {
		const forOwner = calls.map((call) => pallet.proxy(owner.address, null, call));
		const outcome = await chain.submit(utility.batchAll(forOwner), who);
		if (outcome.error) return outcome.error;
		const results = outcome.events("proxy", "ProxyExecuted").map(({ result }) => result);
		return results.map((result) => (result.isOk ? "ok" : chain.errorName(result.asErr)));
	};
	return { owner, proxy, receiver, act };
}

test("a proxy for everything moves money of the owner", async () => {
	const { owner, receiver, act } = await ownerWithProxy("Any");
	const had = (await chain.money(owner)).free;

	assert.deepEqual(await act([chain.transfer(receiver.address, chain.cmt(1))]), ["ok"]);

	assert.equal((await chain.money(receiver)).free, chain.cmt(1));
	assert.equal((await chain.money(owner)).free, had - chain.cmt(1));
});

test("who is not named as a proxy cannot act for the owner", async () => {
	const { receiver, act } = await ownerWithProxy("Any");
	const stranger = await chain.account();

	assert.equal(await act([chain.transfer(receiver.address, chain.cmt(1))], stranger), "proxy.NotProxy");

	assert.equal((await chain.money(receiver)).free, 0n);
});

test("a removed proxy cannot act any more, and the owner gets the deposit back", async () => {
	const { owner, proxy, receiver, act } = await ownerWithProxy("Any");
	const { proxyDepositBase, proxyDepositFactor } = chain.api.consts.proxy;
	const deposit = proxyDepositBase.toBigInt() + proxyDepositFactor.toBigInt();
	assert.equal((await chain.money(owner)).reserved, deposit);

	await chain.perform(chain.api.tx.proxy.removeProxy(proxy.address, "Any", 0), owner);

	assert.equal((await chain.money(owner)).reserved, 0n);
	assert.equal(await act([chain.transfer(receiver.address, chain.cmt(1))]), "proxy.NotProxy");
	assert.equal((await chain.money(receiver)).free, 0n);
});

test("a proxy for everything but transfers moves no money, not even in a batch, and does the rest", async () => {
	const { receiver, act } = await ownerWithProxy("NonTransfer");
	const { system, utility } = chain.api.tx;
	const transfer = chain.transfer(receiver.address, chain.cmt(1));

	assert.deepEqual(await act([transfer, utility.batchAll([transfer]), system.remark("a note")]), [
		"system.CallFiltered",
		"system.CallFiltered",
		"ok",
	]);

	assert.equal((await chain.money(receiver)).free, 0n);
});

test("a proxy for session keys sets them for the owner and does nothing else", async () => {
	const { owner, receiver, act } = await ownerWithProxy("SessionKeys");
	const { session, system } = chain.api.tx;
	const publicKey = `0x${Buffer.from(owner.publicKey).toString("hex")}`;
	const { keys, proof } = await node.rpc("author_rotateKeysWithOwner", publicKey);

	const transfer = chain.transfer(receiver.address, chain.cmt(1));
	assert.deepEqual(await act([transfer, system.remark("a note"), session.setKeys(keys, proof)]), [
		"system.CallFiltered",
		"system.CallFiltered",
		"ok",
	]);

	assert.equal((await chain.money(receiver)).free, 0n);
	assert.equal((await chain.api.query.session.nextKeys(owner.address)).unwrap().toHex(), keys);
});
