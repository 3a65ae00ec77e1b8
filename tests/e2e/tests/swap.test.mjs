// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Signature, Wallet, concat, toBeHex } from "ethers";
import { Stage } from "../support/stage.mjs";
import { holder, message } from "../support/swap.mjs";

const FREE = holder(0);
const VESTED = holder(1);

const stage = new Stage();
let chain;
before(async () => {
	chain = await (await stage.alice()).connect();
});

/** The signature with which the holder of a wallet names the account to pay. */
function sign(wallet, account, genesis = chain.api.genesisHash.toHex()) {
	return wallet.signMessage(message(account.address, genesis));
}

function claim(wallet, account, signature) {
	return chain.api.tx.tokenSwap.claim(wallet.address, account.address, signature);
}

async function entitlement(wallet) {
	return (await chain.api.query.tokenSwap.entitlements(wallet.address)).unwrap();
}

async function unclaimed() {
	return (await chain.api.query.tokenSwap.unclaimed()).toBigInt();
}

/** Expects that the pool refuses a transaction for this error of the swap. */
function refused(tx, error) {
	return chain.refuses(tx, "tokenSwap", error);
}

test("a claim that is not the holder's is refused before it is in a block", async () => {
	const [account, other] = [chain.newcomer(), chain.newcomer()];
	const stranger = Wallet.createRandom();
	const anotherChain = `0x${"00".repeat(32)}`;

	await refused(claim(stranger, account, await sign(stranger, account)), "NotFound");
	await refused(claim(FREE, account, `0x${"ff".repeat(65)}`), "MalformedSignature");
	await refused(claim(FREE, account, await sign(FREE, other)), "WrongSigner");
	await refused(claim(FREE, account, await sign(FREE, account, anotherChain)), "WrongSigner");
	await refused(claim(FREE, account, await sign(stranger, account)), "WrongSigner");

	assert.ok((await entitlement(FREE)).paidTo.isNone);
	assert.equal((await chain.money(account)).free, 0n);
});

test("a holder's signature pays the whole entitlement, without a fee, and only once", async () => {
	const [account, other] = [chain.newcomer(), chain.newcomer()];
	const amount = (await entitlement(FREE)).amount.toBigInt();
	const [left, issued] = [await unclaimed(), await chain.issuance()];

	const signature = await sign(FREE, account);
	const outcome = await chain.perform(claim(FREE, account, signature));

	const claimed = outcome.event("tokenSwap", "Claimed");
	assert.equal(claimed.claimant.toHex(), FREE.address.toLowerCase());
	assert.equal(claimed.account.toString(), account.address);
	assert.equal(claimed.amount.toBigInt(), amount);
	assert.equal(outcome.fee, undefined);

	assert.deepEqual(await chain.money(account), { free: amount, reserved: 0n, frozen: 0n });
	assert.equal((await entitlement(FREE)).paidTo.unwrap().toString(), account.address);
	assert.equal(await unclaimed(), left - amount);
	assert.equal(await chain.issuance(), issued);

	// The very same bytes would only bring the pool's answer of the first time; with v from 0 they are new to it.
	const { r, s, yParity } = Signature.from(signature);
	await refused(claim(FREE, account, concat([r, s, toBeHex(yParity)])), "AlreadyClaimed");
	await refused(claim(FREE, other, await sign(FREE, other)), "AlreadyClaimed");
	assert.equal((await chain.money(account)).free, amount);
});

test("what an entitlement keeps locked arrives but does not leave the account", async () => {
	const [account, receiver] = [chain.newcomer(), chain.newcomer()];
	const { amount, vesting } = await entitlement(VESTED);
	const { locked, perBlock, startingBlock } = vesting.unwrap();

	const { number } = await chain.perform(claim(VESTED, account, await sign(VESTED, account)));

	const vestedBlocks = BigInt(Math.max(0, number - startingBlock.toNumber()));
	const frozen = locked.toBigInt() - vestedBlocks * perBlock.toBigInt();
	assert.deepEqual(await chain.money(account), { free: amount.toBigInt(), reserved: 0n, frozen });
	assert.deepEqual((await chain.api.query.vesting.vesting(account.address)).toJSON(), [vesting.toJSON()]);

	const loose = amount.toBigInt() - frozen;
	const tooMuch = await chain.submit(chain.transfer(receiver.address, loose + chain.cmt(1)), account);
	assert.equal(tooMuch.error, "Token.Frozen");
	await chain.perform(chain.transfer(receiver.address, loose - chain.cmt(1)), account);
	assert.equal((await chain.money(receiver)).free, loose - chain.cmt(1));
});
