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

test("the chain tells wallets the name of its token, its decimals and its address format", async () => {
	const { tokenSymbol, tokenDecimals, ss58Format } = await chain.node.rpc("system_properties");

	assert.deepEqual([tokenSymbol].flat(), ["CMT"]);
	assert.deepEqual([tokenDecimals].flat(), [18]);
	assert.equal(ss58Format, 42);
	assert.equal(chain.api.consts.system.ss58Prefix.toNumber(), ss58Format);
});

test("all money there is at the start is a thousand million CMT", async () => {
	assert.equal(await chain.issuance(), chain.cmt(1_000_000_000));
});

test("a transfer moves the amount and the sender pays the fee", async () => {
	const [sender, receiver] = [await chain.account(), chain.newcomer()];
	const [amount, issued] = [chain.cmt(3), await chain.issuance()];

	const { fee } = await chain.perform(chain.transfer(receiver.address, amount), sender);

	assert.ok(fee > 0n);
	assert.equal((await chain.money(receiver)).free, amount);
	assert.equal((await chain.money(sender)).free, chain.endowment - amount - fee);
	assert.equal(await chain.issuance(), issued);
});

test("the fee charged is the fee estimated", async () => {
	const [sender, receiver] = [await chain.account(), chain.newcomer()];
	const transfer = chain.transfer(receiver.address, chain.cmt(1));

	const estimate = (await transfer.paymentInfo(sender)).partialFee.toBigInt();
	const { fee } = await chain.perform(transfer, sender);

	assert.equal(fee, estimate);
});

test("a fifth of the fee goes to the author of the block and the rest to the pot of all", async () => {
	const [sender, receiver] = [await chain.account(), chain.newcomer()];

	const { block, fee } = await chain.perform(chain.transfer(receiver.address, chain.cmt(1)), sender);

	const { author, parentHash } = await chain.api.derive.chain.getHeader(block);
	const [had, has] = await Promise.all([parentHash, block].map((at) => chain.money(author, at)));
	assert.equal(has.free, had.free + fee / 5n);
	const [pot] = (await chain.api.query.system.events.at(block))
		.map(({ event }) => event)
		.filter((event) => chain.api.events.balances.Deposit.is(event) && event.data.who.toString() !== author.toString());
	assert.equal(pot.data.amount.toBigInt(), fee - fee / 5n);
});

test("who sends more than they have loses the fee only", async () => {
	const [sender, receiver] = [await chain.account(), chain.newcomer()];

	const { error, fee } = await chain.submit(chain.transfer(receiver.address, chain.endowment + 1n), sender);

	assert.equal(error, "Token.FundsUnavailable");
	assert.equal((await chain.money(sender)).free, chain.endowment - fee);
	assert.equal((await chain.money(receiver)).free, 0n);
});

test("an account cannot be opened with less than the existential deposit", async () => {
	const [sender, poor, opened] = [await chain.account(), chain.newcomer(), chain.newcomer()];
	const deposit = chain.api.consts.balances.existentialDeposit.toBigInt();

	const { error } = await chain.submit(chain.transfer(poor.address, deposit - 1n), sender);
	assert.equal(error, "Token.BelowMinimum");
	assert.equal((await chain.money(poor)).free, 0n);

	await chain.perform(chain.transfer(opened.address, deposit), sender);
	assert.equal((await chain.money(opened)).free, deposit);
});
