// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { blockWith, origin } from "../support/blocks.mjs";
import { validatorOf } from "../support/network.mjs";
import { scene } from "../support/scene.mjs";

/** A session is a sixth of it: short, as who has offended leaves with the session after the next. */
const DAY = 18;
/** What one of four loses, in sixteenths: the square of three times the part that offended. */
const SIXTEENTHS_LOST = 9n;
/** The part of a slash that goes to whoever reported it first. */
const REPORTER_GETS_ONE_OF = 20n;

const test = scene(4, { latecomers: { twin: validatorOf("alice") }, day: DAY });

test("a validator that runs twice does not split the chain, and is found out", async (network, t) => {
	const [alice, bob] = network.validators;
	const twin = network.node("twin");
	const reports = () => bob.chain.api.query.offences.reports.entries();
	assert.deepEqual(await reports(), []);

	await twin.start();
	const started = performance.now();
	await Promise.all(network.validators.slice(1).map((node) => node.says("contradicted itself; it is reported")));
	await Promise.all([alice, twin].map((node) => node.says("signed twice: another node has it too")));
	await bob.until("an offence is on the chain", async () => (await reports()).length > 0);
	t.diagnostic(`it was on the chain after ${((performance.now() - started) / 1000).toFixed(1)} s`);
	const offenders = (await reports()).map(([, report]) => report.unwrap().offender[0].toString());
	assert.deepEqual([...new Set(offenders)], [bob.chain.alice.address]);
});

test("it is slashed and jailed; who reported it gets a part of that, the treasury the rest", async (network) => {
	const [, bob] = network.validators;
	const { chain } = bob;
	const offender = chain.alice.address;
	const { number, events } = await blockWith(bob, "dpos.Jailed");
	const blocks = await Promise.all([number - 1, number].map((each) => bob.blockHash(each)));
	const gain = async (account) => {
		const [before, after] = await Promise.all(blocks.map((block) => chain.money(account, block)));
		return after.free + after.reserved - before.free - before.reserved;
	};
	const bonded = async (block) => {
		const ledger = await (await chain.api.at(block)).query.staking.ledger(offender);
		return ledger.unwrap().active.toBigInt();
	};

	const [before, left] = await Promise.all(blocks.map(bonded));
	const slash = (before * SIXTEENTHS_LOST) / 16n;
	assert.equal(before - left, slash);
	assert.equal(await gain(offender), -slash);
	const [{ staker, amount }] = events("staking.Slashed");
	assert.deepEqual([staker.toString(), amount.toBigInt()], [offender, slash]);
	const [slashed] = events("dpos.Slashed");
	assert.deepEqual([slashed.candidate.toString(), slashed.left.toBigInt()], [offender, left]);
	const { standing, selfStake } = (await chain.api.query.dpos.candidates(offender)).unwrap();
	assert.deepEqual([standing.type, selfStake.toBigInt()], ["Jailed", left]);

	// A validator reports in a block of its own.
	const { author } = await origin(bob, number);
	assert.equal(await gain(author), slash / REPORTER_GETS_ONE_OF);
	assert.equal(await gain(chain.api.consts.treasury.potAccount), slash - slash / REPORTER_GETS_ONE_OF);
});

test("it makes no more blocks and leaves the validators; the others go on, and so do its nodes", async (network) => {
	const [alice, bob, ...others] = network.validators;
	const { api, alice: offender } = bob.chain;
	const { number } = await blockWith(bob, "dpos.Jailed");
	const validators = async (...at) => (await (await api.at(...at)).query.session.validators()).map(String);
	assert.ok((await validators(await bob.blockHash(number))).includes(offender.address));

	const isOut = async () => !(await validators((await bob.final()).hash)).includes(offender.address);
	await bob.until("a block without it as a validator is final", isOut);
	const last = await network.goesOn([...network.validators, network.node("twin")]);
	for (let block = number + 1; block <= last; block++) {
		assert.notEqual((await origin(bob, block)).author, offender.address, `block ${block}`);
	}

	const { set } = await bob.rpc("bft_roundState");
	const members = (await api.query.bft.members(set)).unwrap();
	assert.deepEqual(members.map(({ account }) => account.toString()), await validators((await bob.final()).hash));

	await Promise.all([alice, network.node("twin")].map((node) => node.kill()));
	await network.goesOn([bob, ...others]);
});
