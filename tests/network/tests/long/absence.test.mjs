// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { blockWith, origin } from "../../support/blocks.mjs";
import { scene } from "../../support/scene.mjs";

/** Of five validators of the genesis, so many have seats; the fifth stands by. */
const SEATS = 4;
/** Six sessions, of 12 blocks or 16 slots without the absent one: each has the four slots at which one is judged. */
const DAY = 72;
const SECONDS_OF_A_SESSION = 60;
/** In each, every validator has a slot. */
const ROUNDS_WATCHED = 2;

const test = scene(SEATS + 1, { day: DAY, staking: { active: SEATS } });

test("a backup takes the seat of a validator that makes no blocks, and each slot has a block again", async (network, t) => {
	const [alice, bob, charlie, dave, eve] = network.validators;
	const others = [alice, bob, charlie, eve];
	const { chain } = alice;
	const of = async (hash, query) => (await chain.api.at(hash)).query.session[query]();
	const session = async (hash) => (await of(hash, "currentIndex")).toNumber();
	const finalHash = async () => (await alice.final()).hash;
	const [absent, backup] = ["Dave", "Eve"].map((name) => chain.wellKnown(name).address);
	assert.equal((await eve.rpc("bft_roundState")).validator, null);

	await dave.kill();
	// In the session of the genesis nobody is judged.
	const judged = async () => (await session(await finalHash())) > 0;
	await alice.until("the next session", judged, SECONDS_OF_A_SESSION);
	const { number, events } = await blockWith(alice, "dpos.Replaced", SECONDS_OF_A_SESSION);
	const [{ validator, missed }] = events("dpos.Replaced");
	assert.equal(validator.toString(), absent);
	t.diagnostic(`it was replaced in block ${number} for ${missed} slots`);

	const validators = async () => (await of(await finalHash(), "validators")).map(String);
	const isSeated = async () => (await validators()).includes(backup);
	await alice.until("the backup is a validator", isSeated, SECONDS_OF_A_SESSION);
	assert.ok(!(await validators()).includes(absent));
	const ended = await session(await alice.blockHash(number));
	assert.equal(await session(await finalHash()), ended + 1);

	const first = await network.goesOn(others);
	await network.finalises(others, first + ROUNDS_WATCHED * SEATS);
	const blocks = [];
	for (let block = first; block <= first + ROUNDS_WATCHED * SEATS; block++) blocks.push(await origin(alice, block));
	assert.ok(blocks.some(({ author }) => author === backup));
	const empty = blocks.slice(1).map(({ slot }, place) => slot - blocks[place].slot - 1);
	assert.deepEqual(empty.filter(Boolean), [], "slots were missed");
});
