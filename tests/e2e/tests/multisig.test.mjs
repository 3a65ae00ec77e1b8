// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createKeyMulti, encodeAddress, sortAddresses } from "@polkadot/util-crypto";
import { Stage } from "../support/stage.mjs";

const THRESHOLD = 2;

const stage = new Stage();
let chain;
before(async () => {
	chain = await (await stage.alice()).connect();
});

/**
 * An account with 5 CMT of three members, any two of whom act for it, and a transfer of 2 CMT from it.
 *
 * `approve` sends the approval of someone who names these members besides, by default the others of the three.
 */
async function twoOfThree() {
	const { registry, tx } = chain.api;
	const members = [await chain.account(), await chain.account(), await chain.account()];
	const addresses = members.map(({ address }) => address);
	const account = encodeAddress(createKeyMulti(addresses, THRESHOLD), registry.chainSS58);
	await chain.perform(chain.transfer(account, chain.cmt(5)), chain.alice);

	const receiver = chain.newcomer();
	const transfer = chain.transfer(receiver.address, chain.cmt(2));
	const { weight } = await transfer.paymentInfo(account);
	const approve = (who, timepoint, others = addresses.filter((address) => address !== who.address)) => {
		const sorted = sortAddresses(others, registry.chainSS58);
		return chain.perform(tx.multisig.asMulti(THRESHOLD, sorted, timepoint, transfer, weight), who);
	};
	return { members, account, receiver, transfer, approve };
}

test("two of three members move money of their account, and the first gets the deposit back", async () => {
	const { consts, query } = chain.api;
	const { members: [first, second], account, receiver, transfer, approve } = await twoOfThree();

	await approve(first, null);

	const { depositBase, depositFactor } = consts.multisig;
	const deposit = depositBase.toBigInt() + BigInt(THRESHOLD) * depositFactor.toBigInt();
	assert.equal((await chain.money(first)).reserved, deposit);
	assert.equal((await chain.money(receiver)).free, 0n);

	const pending = await query.multisig.multisigs(account, transfer.method.hash);
	const outcome = await approve(second, pending.unwrap().when);

	assert.ok(outcome.event("multisig", "MultisigExecuted").result.isOk);
	assert.equal((await chain.money(receiver)).free, chain.cmt(2));
	assert.equal((await chain.money(account)).free, chain.cmt(3));
	assert.equal((await chain.money(first)).reserved, 0n);
});

test("one member and a stranger cannot move money of the account", async () => {
	const { members: [first, second], account, receiver, approve } = await twoOfThree();

	await approve(first, null);
	const outcome = await approve(await chain.account(), null, [first.address, second.address]);

	assert.notEqual(outcome.event("multisig", "NewMultisig").multisig.toString(), account);
	assert.equal((await chain.money(account)).free, chain.cmt(5));
	assert.equal((await chain.money(receiver)).free, 0n);
});
