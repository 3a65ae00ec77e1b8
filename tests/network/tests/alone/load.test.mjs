// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { LONG, scene } from "../../support/scene.mjs";

/** So many blocks are filled. */
const BLOCKS = LONG ? 60 : 12;
/** A block is full from this part of what the transactions of users may weigh. */
const FULL = 0.6;
const SENDERS = 12;
/** A batch of so many weighs a few hundredths of a block: few enough to fill it well, many enough to need few keys. */
const TRANSFERS_PER_BATCH = 50;
/** So many batches of a sender wait at most: together they fill several blocks, and no pool comes near its limits. */
const AHEAD = 60;
/** As on a public network: a block in which a session ends takes no transactions, and none may end meanwhile. */
const DAY = 43_200;

const test = scene(4, { day: DAY });

test("four validators make a block in every slot while the blocks are full", async (network, t) => {
	const { validators } = network;
	const [node] = validators;
	const { chain } = node;
	const { consts, query, tx } = chain.api;
	const capacity = consts.system.blockWeights.perClass.normal.maxTotal.unwrap().refTime.toNumber();
	const slot = consts.aura.slotDuration.toNumber();

	const senders = [];
	while (senders.length < SENDERS) senders.push(await chain.account());
	const transfers = Array.from({ length: TRANSFERS_PER_BATCH }, () => chain.transfer(chain.alice.address, 1));
	const batch = tx.utility.batchAll(transfers);
	const weight = (await batch.paymentInfo(chain.alice)).weight.refTime.toNumber();
	const batchesEach = Math.ceil((BLOCKS * capacity) / weight / SENDERS);

	const first = (await node.header()).number;
	const send = async (sender, index) => {
		let done = 0;
		const hasRoom = async (nonce) => {
			done = (await query.system.account(sender.address)).nonce.toNumber();
			return nonce - done < AHEAD;
		};
		for (let nonce = 0; nonce < batchesEach; nonce++) {
			if (nonce - done >= AHEAD) await node.until("earlier batches are in blocks", () => hasRoom(nonce));
			// Without an era, signing asks the node for nothing.
			const signed = await chain.api.tx(batch.method).signAsync(sender, { nonce, era: 0 });
			await validators[index % validators.length].rpc("author_submitExtrinsic", signed.toHex());
		}
	};
	await Promise.all(senders.map(send));
	const allDone = async () => {
		const accounts = await query.system.account.multi(senders.map(({ address }) => address));
		return accounts.every(({ nonce }) => nonce.eq(batchesEach));
	};
	await node.until("all batches are in blocks", allDone, 3 * BLOCKS * (slot / 1000));
	const last = (await node.header()).number;
	await network.finalises(validators, last);

	const blocks = [];
	for (let number = first; number <= last; number++) {
		const at = await chain.api.at(await node.blockHash(number));
		const [{ normal }, now] = await Promise.all([at.query.system.blockWeight(), at.query.timestamp.now()]);
		blocks.push({ part: normal.refTime.toNumber() / capacity, slot: Math.floor(now.toNumber() / slot) });
	}
	const isFull = ({ part }) => part >= FULL;
	// Before and after, work comes too slowly or is over.
	const rush = blocks.slice(blocks.findIndex(isFull), blocks.findLastIndex(isFull) + 1);
	const missed = rush.slice(1).map((block, i) => block.slot - rush[i].slot - 1);
	const parts = rush.map(({ part }) => `${Math.round(part * 100)} %`);
	t.diagnostic(`from one full block to the last: ${parts.join(", ")}`);

	assert.ok(rush.length >= BLOCKS / 2, `only ${rush.length} blocks`);
	// Not each block: on a busy machine a proposer's time may be over before its block is full.
	const mean = rush.reduce((sum, { part }) => sum + part, 0) / rush.length;
	assert.ok(mean >= FULL, `only ${Math.round(mean * 100)} % on average`);
	assert.deepEqual(missed.filter(Boolean), [], "slots were missed");
});
