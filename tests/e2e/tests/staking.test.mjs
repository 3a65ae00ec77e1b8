// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { createKeyMulti } from "@polkadot/util-crypto";
import { Stage, dayOf } from "../support/stage.mjs";

/** How many blocks an era has: fewer than on other development chains, as rewards take two. */
const DAY = 18;
/** In billionths. */
const COMMISSION = 100_000_000;

const stage = new Stage();
let chain;
let node;
/** Of the newcomer that becomes a candidate. */
const stake = {};
let candidate;
before(async () => {
	node = await stage.alice((state) => Object.assign(state, dayOf(DAY)));
	chain = await node.connect();
	chain.endowment = chain.cmt(30_000);
	Object.assign(stake, { self: chain.cmt(20_000), max: chain.cmt(100_000), delegated: chain.cmt(10_000) });
	candidate = await withKeys();
	await chain.perform(declare({}), candidate);
});

/** A new account that has session keys, of this node. */
async function withKeys() {
	const account = await chain.account();
	const publicKey = `0x${Buffer.from(account.publicKey).toString("hex")}`;
	const { keys, proof } = await node.rpc("author_rotateKeysWithOwner", publicKey);
	await chain.perform(chain.api.tx.session.setKeys(keys, proof), account);
	return account;
}

function declare({ self = stake.self, max = stake.max, commission = COMMISSION }) {
	const profile = { name: "Newcomer", website: "", location: "", contact: "" };
	return chain.api.tx.dpos.declare(self, max, commission, profile);
}

function delegate(amount, compounding = false, to = candidate) {
	return chain.api.tx.dpos.delegate(to.address, amount, compounding);
}

/** The candidate in the list of those that may be elected. */
async function ranked() {
	const candidates = await chain.api.call.economyApi.candidates();
	const rank = candidates.findIndex((one) => one.candidate.eq(candidate.address));
	assert.ok(rank >= 0, "the newcomer is not in the list");
	const { stake, selfStake, room, delegators, place, commission } = candidates[rank];
	const amounts = [stake, selfStake, room].map((amount) => amount.toBigInt());
	return { rank, amounts, delegators: delegators.toNumber(), place: place.type, commission: commission.toNumber() };
}

/** What someone has delegated to the candidate. */
async function position({ address }) {
	const positions = await chain.api.call.economyApi.positions(address);
	assert.equal(positions.length, 1);
	const [{ candidate: whom, stake, unclaimed, compounding, leaving }] = positions;
	assert.equal(whom.toString(), candidate.address);
	return {
		stake: stake.toBigInt(),
		unclaimed: unclaimed.toBigInt(),
		compounding: compounding.isTrue,
		leaving: leaving.map(([amount, era, to]) => ({ amount: amount.toBigInt(), era: era.toNumber(), to: to.toJSON() })),
	};
}

/** The error with which each of these calls fails, all of one account. */
async function errors(calls, who) {
	const outcome = await chain.perform(chain.api.tx.utility.forceBatch(calls), who);
	return outcome.events("utility", "ItemFailed").map(({ error }) => chain.errorName(error));
}

describe("at the same time", { concurrency: true }, () => {
	test("a newcomer is elected, and those who delegate to it share its rewards", async () => {
		const { query, tx } = chain.api;
		const [saver, spender] = [await chain.account(), await chain.account()];
		const { self, max, delegated } = stake;
		await Promise.all([
			chain.perform(delegate(delegated, true), saver),
			chain.perform(delegate(delegated), spender),
		]);

		assert.deepEqual(await ranked(), {
			rank: 1,
			amounts: [self + 2n * delegated, self, max - self - 2n * delegated],
			delegators: 2,
			place: "Standby",
			commission: COMMISSION,
		});
		const at = { stake: delegated, unclaimed: 0n, leaving: [] };
		assert.deepEqual(await position(saver), { ...at, compounding: true });
		assert.deepEqual(await position(spender), { ...at, compounding: false });

		await node.until("it stands by", async () => {
			const [active, standby] = await query.dpos.seats(await query.session.currentIndex());
			assert.deepEqual(active.map(({ validator }) => validator.toString()), [chain.alice.address]);
			return standby.some(({ validator }) => validator.eq(candidate.address));
		});
		const own = (await chain.money(candidate)).free;
		await node.until("there are rewards", async () => (await position(spender)).unclaimed > 0n);

		const { unclaimed } = await position(spender);
		const grown = (await position(saver)).stake - delegated;
		assert.ok(grown >= unclaimed - 1n && grown <= unclaimed + 1n, `${grown} is not ${unclaimed}`);
		assert.ok((await chain.money(candidate)).free > own);

		const had = (await chain.money(spender)).free;
		const claimed = await chain.perform(tx.dpos.claim(spender.address, candidate.address), await chain.account());
		assert.equal(claimed.event("dpos", "RewardClaimed").amount.toBigInt(), unclaimed);
		assert.equal((await chain.money(spender)).free, had + unclaimed);
		assert.equal((await position(spender)).unclaimed, 0n);

		const taken = await chain.perform(tx.dpos.undelegate(candidate.address, chain.cmt(1_000)), saver);
		const { amount, era } = taken.event("dpos", "Undelegated");
		const left = await position(saver);
		assert.deepEqual(left.leaving, [{ amount: amount.toBigInt(), era: era.toNumber(), to: null }]);
		const now = await query.staking.currentEra();
		assert.equal(era.toNumber(), now.unwrap().toNumber() + chain.api.consts.staking.bondingDuration.toNumber());
	});

	test("a candidate that breaks the rules is refused", async () => {
		const half = stake.self / 2n;
		const calls = [
			declare({ commission: 0 }),
			declare({ commission: 1_000_000_000 }),
			declare({ max: 10n * stake.self + 10n }),
			declare({ self: half - 1n, max: half }),
			declare({ max: stake.self - 1n }),
			declare({ self: chain.cmt(40_000) }),
		];

		assert.deepEqual(await errors(calls, await withKeys()), [
			"dpos.CommissionOutOfRange",
			"dpos.CommissionOutOfRange",
			"dpos.InsufficientSelfStake",
			"dpos.InsufficientSelfStake",
			"dpos.AboveMaximum",
			"dpos.InsufficientFunds",
		]);
		assert.deepEqual(await errors([declare({})], await chain.account()), ["dpos.MissingKeys"]);
		assert.deepEqual(await errors([declare({})], candidate), ["dpos.AlreadyExists"]);
	});

	test("a delegation that breaks the rules is refused", async () => {
		const rich = chain.wellKnown("Bob");
		const poor = await chain.account();
		const calls = [
			delegate(stake.max),
			delegate(chain.cmt(1) - 1n),
			delegate(chain.cmt(10), false, rich),
			chain.api.tx.dpos.undelegate(candidate.address, null),
		];

		assert.deepEqual(await errors(calls, rich), [
			"dpos.AboveMaximum",
			"dpos.BelowMinimum",
			"dpos.NotFound",
			"dpos.NoDelegation",
		]);
		assert.deepEqual(await errors([delegate(chain.endowment)], poor), ["dpos.InsufficientFunds"]);
		assert.equal((await chain.api.call.economyApi.positions(rich.address)).length, 0);
	});

	test("the calls of the ledger behind it are closed to users, by whatever way they are sent", async () => {
		const { multisig, proxy, staking, utility } = chain.api.tx;
		const [user, other] = [await chain.account(), await chain.account()];
		const bond = staking.bond(stake.self, "Stash");
		const closed = "system.CallFiltered";
		const calls = [
			bond,
			staking.nominate([chain.alice.address]),
			staking.validate({ commission: 0, blocked: false }),
			staking.chill(),
			staking.payoutStakers(chain.alice.address, 0),
		];

		assert.deepEqual(await errors(calls, user), calls.map(() => closed));
		assert.equal((await chain.submit(bond, user)).error, closed);
		assert.equal((await chain.submit(utility.batchAll([bond]), user)).error, closed);
		assert.equal((await chain.submit(multisig.asMultiThreshold1([other.address], bond), user)).error, closed);
		await chain.perform(proxy.addProxy(other.address, "Any", 0), user);
		const asProxy = await chain.perform(proxy.proxy(user.address, null, bond), other);
		assert.equal(chain.errorName(asProxy.event("proxy", "ProxyExecuted").result.asErr), closed);

		const { query } = chain.api;
		const joint = createKeyMulti([user.address, other.address], 1);
		for (const account of [user.address, other.address, joint]) {
			assert.ok((await query.staking.bonded(account)).isNone);
			assert.ok((await query.staking.ledger(account)).isNone);
		}
	});
});
