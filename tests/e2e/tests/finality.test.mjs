// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WsProvider } from "@polkadot/api";
import { decode, signers } from "../support/justification.mjs";
import { Stage } from "../support/stage.mjs";
import { Wallet } from "../support/wallet.mjs";

/** So many final blocks are followed. */
const FOLLOWED = 3;

const stage = new Stage();
let node;
let chain;
before(async () => {
	node = await stage.alice();
	chain = await node.connect();
});

/** The keys of those who decide the child of a block. */
async function voters(block) {
	const { query } = await chain.api.at(block);
	const members = await query.bft.members(await query.bft.currentSet());
	return members.unwrap().map(({ voter }) => voter.toHex());
}

/** Expects that these blocks follow one another without a gap. */
function assertChained(blocks) {
	for (const [index, { number, parent }] of blocks.slice(1).entries()) {
		assert.deepEqual({ number, parent }, { number: blocks[index].number + 1, parent: blocks[index].hash });
	}
}

test("a node says where it is in the decision of the next block", async () => {
	const { number: before } = await node.finalises(1);
	const state = await node.rpc("bft_roundState");
	const { hash, number: now } = await node.final();

	assert.ok(before < state.height && state.height <= now + 1, `${state.height} between ${before} and ${now}`);
	const [key] = await voters(hash);
	const own = chain.api.createType("AccountId", key).toString();
	const { round, set, totalWeight, quorumWeight, proposer, validator } = state;
	assert.deepEqual({ round, set, proposer, validator }, { round: 0, set: 0, proposer: own, validator: own });
	// More than two thirds, in whole units.
	assert.equal(quorumWeight, Math.floor((totalWeight * 2) / 3) + 1);
});

test("a node proves that a block is final, to whom knows nothing but the genesis and the validators", async () => {
	const { hash, number, parentHash } = await node.finalises(1);

	const proof = await node.rpc("bft_proveFinality", number);
	const justification = decode(proof.justification);

	assert.equal(proof.block, hash);
	const { signatures, ...told } = justification;
	assert.deepEqual(told, { version: 1, set: 0, height: number, round: 0, block: hash });
	const keys = await voters(parentHash);
	const genesis = await node.blockHash(0);
	assert.deepEqual(signers(justification, genesis, keys), [0]);
	assert.deepEqual(signers({ ...justification, height: number + 1 }, genesis, keys), []);
});

test("there is no proof of what is not final, nor of the genesis", async () => {
	const { number } = await node.final();

	assert.equal(await node.rpc("bft_proveFinality", number + 1_000), null);
	assert.equal(await node.rpc("bft_proveFinality", 0), null);
});

test("a node tells each justification when it is made", async () => {
	const provider = new WsProvider(`ws://127.0.0.1:${node.ports.rpc}`);
	after(() => provider.disconnect());
	await provider.isReady;

	const told = [];
	const add = (error, bytes) => told.push(error ?? decode(bytes));
	await provider.subscribe("bft_justifications", "bft_subscribeJustifications", [], add);
	await node.until(`${FOLLOWED} were told`, () => told.length >= FOLLOWED);

	for (const [index, { version, height, block }] of told.entries()) {
		assert.deepEqual({ version, height }, { version: 1, height: told[0].height + index });
		assert.equal(await node.blockHash(height), block);
	}
});

test("Polkadot.js is told of each final block, one by one", async () => {
	const told = [];
	const stop = await chain.api.rpc.chain.subscribeFinalizedHeads(({ number, hash, parentHash }) => {
		told.push({ number: number.toNumber(), hash: hash.toHex(), parent: parentHash.toHex() });
	});
	await node.until(`${FOLLOWED} were told`, () => told.length >= FOLLOWED);
	stop();

	assertChained(told);
});

test("polkadot-api is told of each final block, one by one", async () => {
	const wallet = new Wallet(node);
	after(() => wallet.close());
	await node.until(`${FOLLOWED} were told`, () => wallet.error || wallet.final.length >= FOLLOWED);

	assert.equal(wallet.error, undefined);
	assertChained(wallet.final);
	for (const { number, hash } of wallet.final) assert.equal(await node.blockHash(number), hash);
});
