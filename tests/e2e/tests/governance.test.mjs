// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { Stage, dayOf, storageKey } from "../support/stage.mjs";
import { view } from "../support/view.mjs";

const { UPGRADE_WASM } = process.env;

/** How many blocks a day has: fewer than on other development chains, as terms and votes take days. */
const DAY = 12;
/** What each of the holders who vote votes with, of the 80,000,000 CMT that are not the treasury's. */
const BALLOT = 9_000_000;

const stage = new Stage();
let chain;
let node;
let holders;
let committee;
/** Settled when the term of the committee begins. */
let elected;
before(async () => {
	assert.ok(UPGRADE_WASM, "UPGRADE_WASM must name a Wasm of the next spec_version. Run scripts/test, which builds it.");
	node = await stage.alice((state) => {
		delete state[storageKey("Sudo", "Key")];
		Object.assign(state, dayOf(DAY));
	});
	chain = await node.connect();
	holders = ["Bob", "Charlie", "Dave"].map((name) => chain.wellKnown(name));
	// Enough for the deposits of any proposal here.
	chain.endowment = chain.cmt(20_000);
	committee = [await chain.account(), await chain.account(), await chain.account()];
	elected = elect();
});

function hex(data) {
	return `0x${Buffer.from(data).toString("hex")}`;
}

/** Has the holders approve of a call by a referendum, which confers the power of this origin. */
async function approve(origin, call) {
	const { convictionVoting, preimage, referenda, utility } = chain.api.tx;
	const proposer = await chain.account();
	const { hash, encodedLength } = call.method;
	const proposal = { Lookup: { hash: hash.toHex(), len: encodedLength } };
	const submit = referenda.submit(origin, proposal, { After: 0 });
	const note = preimage.notePreimage(call.method.toHex());
	const submitted = await chain.perform(utility.batchAll([note, submit]), proposer);
	const { index } = submitted.event("referenda", "Submitted");

	const balance = chain.cmt(BALLOT);
	const vote = { Standard: { vote: { aye: true, conviction: "Locked1x" }, balance } };
	await Promise.all([
		chain.perform(referenda.placeDecisionDeposit(index), proposer),
		...holders.map((holder) => chain.perform(convictionVoting.vote(index, vote), holder)),
	]);
	await node.until(`referendum ${index} is approved`, async () => {
		return (await chain.api.query.referenda.referendumInfoFor(index)).unwrap().isApproved;
	});
}

/** Has a holder elect the committee. */
async function elect() {
	const { query, tx } = chain.api;
	const candidacy = () => tx.elections.submitCandidacy(committee.length);
	await Promise.all(committee.map((candidate) => chain.perform(candidacy(), candidate)));
	const names = committee.map(({ address }) => address);
	await chain.perform(tx.elections.vote(names, chain.cmt(BALLOT)), chain.wellKnown("Eve"));
	await node.until("the term begins", async () => {
		return (await query.technologyCommittee.members()).length === committee.length;
	});
}

/** Has two of the three of the committee move that a call be made, and returns what came of it. */
async function move(call) {
	const { technologyCommittee: pallet } = chain.api.tx;
	const [first, second, third] = committee;
	const length = call.method.encodedLength;
	const { weight } = await call.paymentInfo(first);
	const proposed = await chain.perform(pallet.propose(2, call, length), first);
	const { proposalHash, proposalIndex } = proposed.event("technologyCommittee", "Proposed");
	const vote = (member) => chain.perform(pallet.vote(proposalHash, proposalIndex, true), member);
	await Promise.all([first, second].map(vote));
	const outcome = await chain.perform(pallet.close(proposalHash, proposalIndex, weight, length), third);
	const { result } = outcome.event("technologyCommittee", "Executed");
	assert.ok(result.isOk, `the motion fails with ${result.isErr && chain.errorName(result.asErr)}`);
	return outcome;
}

async function specVersion() {
	return (await node.rpc("state_getRuntimeVersion")).specVersion;
}

/** Has the committee whitelist code and the holders authorise it; returns the transaction by which anybody applies it. */
async function authoriseUrgently(code) {
	const { system, whitelist } = chain.api.tx;
	const authorise = system.authorizeUpgrade(chain.api.registry.hash(Buffer.from(code.slice(2), "hex")));
	await move(whitelist.whitelistCall(authorise.method.hash));
	await approve({ Origins: "WhitelistedCaller" }, whitelist.dispatchWhitelistedCallWithPreimage(authorise));
	await node.until("the code is authorised", async () => (await chain.api.query.system.authorizedUpgrade()).isSome);
	return system.applyAuthorizedUpgrade(code);
}

describe("on a chain without a key of Sudo", { concurrency: true }, () => {
	test("nobody is root", async () => {
		const { query, tx } = chain.api;
		assert.ok((await query.sudo.key()).isNone);

		const remark = tx.system.remark("a note");
		const call = tx.sudo.sudo(remark);
		assert.equal((await chain.submit(call, chain.alice)).error, "system.CallFiltered");
		assert.equal((await chain.submit(tx.system.setStorage([]), chain.alice)).error, "BadOrigin");
	});

	test("holders change a parameter of the economy", async () => {
		const { query, tx } = chain.api;
		const old = (await query.cmt.parameters()).toJSON();
		const parameters = { ...old, authorShare: 300_000_000 };
		assert.notDeepEqual(parameters, old);

		await approve({ Origins: "ParameterAdmin" }, tx.cmt.setParameters(parameters));

		await node.until("the parameter is set", async () => {
			return (await query.cmt.parameters()).authorShare.toNumber() === parameters.authorShare;
		});
		assert.deepEqual((await query.cmt.parameters()).toJSON(), parameters);
	});

	test("holders spend what the treasury has, and anybody has it paid out", async () => {
		const { query, tx } = chain.api;
		const [receiver, amount] = [chain.newcomer(), chain.cmt(5_000)];

		await approve({ Origins: "SmallSpender" }, tx.treasury.spend(null, amount, receiver.address, null));
		await node.until("the spend is approved", async () => (await query.treasury.spends(0)).isSome);
		await chain.perform(tx.treasury.payout(0), await chain.account());

		assert.equal((await chain.money(receiver)).free, amount);
	});

	test("holders replace a member of the oracle committee", async () => {
		const { query, tx } = chain.api;
		const [old, other] = [chain.wellKnown("Charlie"), await chain.account()];
		const swap = tx.oracleCommittee.swapMember(old.address, other.address);

		await approve({ Origins: "OracleAdmin" }, swap);

		await node.until("the other is a member", async () => {
			return (await query.oracleCommittee.members()).some((member) => member.eq(other.address));
		});
		const { rate } = await query.gasPrice.currentTariff();
		assert.equal((await chain.submit(tx.gasPrice.submit(rate), old)).error, "gasPrice.NotAuthorized");
		await chain.perform(tx.gasPrice.submit(rate), other);
	});

	test("the technology committee that holders elect keeps the registry of engines", async () => {
		const { engines } = chain.api.tx;
		await elected;

		const engine = ["rules", { major: 1, minor: 0 }];
		const accepts = async () => (await view(chain.api, "Engines", "accepts", ...engine)).isTrue;
		const register = engines.register(...engine, chain.api.genesisHash);
		assert.equal((await chain.submit(register, committee[0])).error, "BadOrigin");
		assert.equal(await accepts(), false);

		await move(register);
		assert.equal(await accepts(), true);

		await move(engines.setAccepting(...engine, false));
		assert.equal(await accepts(), false);
	});

	test("code that does not raise the version is refused, though it is authorised", async () => {
		const version = await specVersion();
		await elected;

		const apply = await authoriseUrgently(await node.rpc("state_getStorage", hex(":code")));
		const outcome = await chain.perform(apply, await chain.account());

		const { error } = outcome.event("system", "RejectedInvalidAuthorizedUpgrade");
		assert.equal(chain.errorName(error), "system.SpecVersionNeedsToIncrease");
		assert.equal(await specVersion(), version);
	});
});

test("the chain goes on through a runtime upgrade and keeps its balances", async () => {
	const [sender, receiver] = [await chain.account(), chain.newcomer()];
	const version = await specVersion();

	const apply = await authoriseUrgently(hex(readFileSync(UPGRADE_WASM)));
	// Not watched: what this connection knows of the runtime is out of date in the very block.
	await apply.signAndSend(await chain.account());
	await node.until("the new runtime is in force", async () => (await specVersion()) === version + 1);

	const next = await node.connect();
	const { number } = await next.api.rpc.chain.getHeader();
	await node.finalises(number.toNumber() + 2);
	assert.equal(next.api.runtimeVersion.specVersion.toNumber(), version + 1);
	assert.equal((await next.money(sender)).free, chain.endowment);
	await next.perform(next.transfer(receiver.address, next.cmt(1)), sender, { final: true });
	assert.equal((await next.money(receiver)).free, next.cmt(1));
});
