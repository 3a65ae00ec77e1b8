// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { decode, signers } from "../../e2e/support/justification.mjs";
import { scene } from "../support/scene.mjs";

/** A session is a sixth of it. */
const DAY = 12;

const test = scene(4, { day: DAY });

test("a validator changes its session keys, makes blocks and votes with them, and never restarts", async (network) => {
	const [alice, bob, charlie, dave] = network.validators;
	const { api } = dave.chain;
	const owner = dave.chain.wellKnown("Dave");
	const voter = async () => (await dave.rpc("bft_roundState")).validator;
	const old = await voter();

	const publicKey = `0x${Buffer.from(owner.publicKey).toString("hex")}`;
	const { keys, proof } = await dave.rpc("author_rotateKeysWithOwner", publicKey);
	await dave.chain.perform(api.tx.session.setKeys(keys, proof), owner);
	await dave.until("it votes with another key", async () => (await voter()) !== old);

	const { set, validator } = await dave.rpc("bft_roundState");
	const members = (await api.query.bft.members(set)).unwrap();
	const place = members.findIndex(({ account }) => account.eq(owner.address));
	const { author, voter: key } = members[place];
	assert.equal(`${author.unwrap().toHex()}${key.toHex().slice(2)}`, keys);
	assert.equal(api.createType("AccountId", key).toString(), validator);

	// Three of four are a quorum, so that nothing is final without this one.
	await charlie.kill();
	const height = await network.goesOn([alice, bob, dave]);
	const { justification } = await alice.rpc("bft_proveFinality", height);
	const keysOfAll = members.map(({ voter }) => voter.toHex());
	assert.ok(signers(decode(justification), await alice.blockHash(0), keysOfAll).includes(place));

	const slot = async () => {
		const now = await (await api.at((await alice.final()).hash)).query.timestamp.now();
		return Math.floor(now.toNumber() / api.consts.aura.slotDuration.toNumber());
	};
	await alice.until("a final block is of its slot", async () => (await slot()) % members.length === place);
});
