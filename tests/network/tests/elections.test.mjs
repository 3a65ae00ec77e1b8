// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { origin } from "../support/blocks.mjs";
import { validatorOf } from "../support/network.mjs";
import { scene } from "../support/scene.mjs";

/** An era: so short that who stands for election need not wait for long. */
const DAY = 12;
/** How much of all stake may count of one, in billionths. Were it less than a fourth, all four would count the same. */
const COUNTED_SHARE = 300_000_000;
/** What the validators of the genesis have staked, and newcomers stake themselves. */
const SELF_STAKE = 1_000_000;
/** A tenth, in billionths. */
const COMMISSION = 100_000_000;
/** What is delegated to each newcomer: with its own stake, one has thrice as much as others, and one has twice. */
const DELEGATED = { Eve: 2_000_000, Ferdie: 1_000_000 };
/** What counts of Eve, Ferdie, Alice and Bob: of the 5 million that count, no one has more than three tenths. */
const COUNTED = [1_500_000, 1_500_000, 1_000_000, 1_000_000];

/** After the change, each of four has two turns in so many slots. */
const BLOCKS_WATCHED = 8;

const NEWCOMERS = Object.keys(DELEGATED);
const latecomers = Object.fromEntries(NEWCOMERS.map((name) => [name, validatorOf(name.toLowerCase())]));
const test = scene(4, { latecomers, day: DAY, staking: { countedShare: COUNTED_SHARE } });

/** The accounts that validate, as of a block. */
async function validators({ chain }, block) {
	return (await (await chain.api.at(block)).query.session.validators()).map(String);
}

/** Has new session keys made by a node, and stands for election with them in one transaction; returns the keys. */
async function standForElection(node, { chain }) {
	const { tx } = chain.api;
	const owner = chain.wellKnown(node.name);
	const publicKey = `0x${Buffer.from(owner.publicKey).toString("hex")}`;
	const { keys, proof } = await node.rpc("author_rotateKeysWithOwner", publicKey);
	const profile = { name: node.name };
	const declare = tx.dpos.declare(chain.cmt(SELF_STAKE), chain.cmt(10 * SELF_STAKE), COMMISSION, profile);
	await chain.perform(tx.utility.batchAll([tx.session.setKeys(keys, proof), declare]), owner);
	return keys;
}

test("newcomers to whom enough is delegated take the seats of others, and finality goes on", async (network, t) => {
	const [alice, bob, ...losers] = network.validators;
	const { chain } = alice;
	const { query, tx } = chain.api;
	const newcomers = NEWCOMERS.map((name) => network.node(name));
	const elected = [...NEWCOMERS, "Alice", "Bob"].map((name) => chain.wellKnown(name).address);
	const all = [...newcomers, alice, bob, ...losers];

	await Promise.all(newcomers.map((node) => node.start()));
	const keys = await Promise.all(newcomers.map((node) => standForElection(node, alice)));
	const delegate = (name) => tx.dpos.delegate(chain.wellKnown(name).address, chain.cmt(DELEGATED[name]), false);
	await chain.perform(tx.utility.batchAll(NEWCOMERS.map(delegate)), chain.alice);

	const validate = async (block) => (await validators(alice, block)).includes(elected[0]);
	const { number } = await alice.until("they are validators", async () => {
		const final = await alice.final();
		return (await validate(final.hash)) && final;
	});
	let change = number;
	while (await validate(await alice.blockHash(change - 1))) change--;
	const hash = await alice.blockHash(change);
	assert.deepEqual(await validators(alice, hash), elected);

	const at = (await chain.api.at(hash)).query;
	const [seats] = await at.dpos.seats(await at.session.currentIndex());
	const counted = COUNTED.map((amount) => chain.cmt(amount));
	assert.deepEqual(seats.map((seat) => seat.counted.toBigInt()), counted);

	const last = change + BLOCKS_WATCHED;
	await network.finalises(all, last);
	const states = await Promise.all(all.map((node) => node.rpc("bft_roundState")));
	assert.equal(new Set(states.map(({ set }) => set)).size, 1);
	const members = (await query.bft.members(states[0].set)).unwrap();
	assert.deepEqual(members.map(({ account }) => account.toString()), elected);
	const keysOf = ({ author, voter }) => `${author.unwrap().toHex()}${voter.toHex().slice(2)}`;
	assert.deepEqual(members.map(keysOf).slice(0, keys.length), keys);
	const weights = members.map(({ weight }) => weight.toNumber());
	const least = COUNTED.indexOf(Math.min(...COUNTED));
	for (const [place, weight] of weights.entries()) {
		const expected = COUNTED[place] / COUNTED[least];
		assert.ok(Math.abs(weight / weights[least] - expected) < 1e-9, `they weigh ${weights}`);
	}

	const blocks = [];
	for (let block = change - BLOCKS_WATCHED; block <= last; block++) blocks.push(await origin(alice, block));
	const empty = blocks.slice(1).map(({ slot }, place) => slot - blocks[place].slot - 1);
	t.diagnostic(`slots without a block, as many blocks before as after the change: ${empty.join(", ")}`);
	assert.ok(Math.max(...empty) < elected.length, "in a whole round of slots there was no block");
	const authors = blocks.slice(-BLOCKS_WATCHED).map(({ author }) => author);
	const blockKeys = members.map(({ author }) => chain.api.createType("AccountId", author.unwrap()).toString());
	assert.deepEqual(new Set(authors), new Set(blockKeys));
});

test("those who lost their seats are not needed", async (network) => {
	const [alice, bob, ...losers] = network.validators;

	await Promise.all(losers.map((node) => node.kill()));
	await network.goesOn([...NEWCOMERS.map((name) => network.node(name)), alice, bob]);
});
