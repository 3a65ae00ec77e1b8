// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Stage } from "../support/stage.mjs";
import { view } from "../support/view.mjs";

const stage = new Stage();
let chain;
let node;
let sponsor;
before(async () => {
	node = await stage.alice();
	chain = await node.connect();
	sponsor = await chain.account();

	const { sponsorship, system, utility } = chain.api.tx;
	const [pallet, call] = system.remarkWithEvent.callIndex;
	const limits = {
		feePerAct: chain.cmt(1),
		spendPerPeriod: chain.cmt(4),
		actsPerUser: 2,
		actsPerBlock: 10,
	};
	const open = sponsorship.open({ scope: [{ pallet, call }], limits, approver: null });
	await chain.perform(utility.batchAll([open, sponsorship.fund(chain.cmt(5))]), sponsor);
});

/** What wallets make of a text to sign, so that it is no transaction. */
function wrap(message) {
	return `<Bytes>${message}</Bytes>`;
}

async function budget() {
	return (await chain.api.query.sponsorship.sponsorships(sponsor.address)).unwrap().budget.toBigInt();
}

/** What the chain lets a user do next at the sponsor's cost. */
async function allowed(user) {
	const allowance = (await view(chain.api, "Sponsorship", "allowance", sponsor.address, user.address)).unwrap();
	const { nonce, validUntil } = allowance;
	return { sponsor: sponsor.address, user: user.address, nonce, validUntil };
}

/** The text that the chain shows for a request. */
async function text(request, call) {
	return (await view(chain.api, "Sponsorship", "message", request, call.method)).toString();
}

/** A transaction, which nobody signs, with the signature of a text. */
function act(request, call, signer, message) {
	return chain.api.tx.sponsorship.act(request, call, { Sr25519: signer.sign(message) }, null);
}

test("a user without an account acts, and the sponsor pays, whichever way the wallet signs the text", async () => {
	const user = chain.newcomer();
	const { consts, query, tx } = chain.api;
	const [had, issued] = [await budget(), await chain.issuance()];
	const call = tx.system.remarkWithEvent("an order");

	const acted = async (sign) => {
		const request = await allowed(user);
		const outcome = await chain.perform(act(request, call, user, sign(await text(request, call))));

		assert.equal(outcome.event("system", "Remarked").sender.toString(), user.address);
		const told = outcome.event("sponsorship", "Acted");
		assert.deepEqual([told.sponsor, told.user].map(String), [sponsor.address, user.address]);
		assert.ok(told.result.isOk);
		assert.equal(outcome.fee, undefined);
		return told.fee.toBigInt();
	};
	const fees = [await acted((message) => message), await acted(wrap)];

	assert.ok(fees.every((fee) => fee > 0n));
	assert.equal(await budget(), had - fees[0] - fees[1] - consts.sponsorship.userDeposit.toBigInt());
	assert.equal((await query.system.account.size(user.address)).toNumber(), 0);
	assert.equal(await chain.issuance(), issued);

	// The user had two acts a day.
	const request = await allowed(user);
	await chain.refuses(act(request, call, user, await text(request, call)), "sponsorship", "TooManyActs");
});

test("a message acts only once", async () => {
	const user = chain.newcomer();
	const call = chain.api.tx.system.remarkWithEvent("an order");
	const request = await allowed(user);
	const message = await text(request, call);

	await chain.perform(act(request, call, user, message));

	const has = await budget();
	// The very same bytes would only bring the pool's answer of the first time.
	await chain.refuses(act(request, call, user, wrap(message)), "sponsorship", "WrongNonce");
	assert.equal(await budget(), has);
});

test("what the sponsor does not pay for, or the user has not signed, is refused before it is in a block", async () => {
	const [user, stranger] = [chain.newcomer(), chain.newcomer()];
	const { system } = chain.api.tx;
	const [order, other] = [system.remarkWithEvent("an order"), system.remarkWithEvent("another")];
	const gift = chain.transfer(stranger.address, 1);
	const request = await allowed(user);
	const late = { ...request, validUntil: request.validUntil.toNumber() + 1_000 };
	const unknown = { ...request, sponsor: stranger.address };
	const refused = async (error, { signed = request, asked = signed, call = order, made = call, signer = user }) => {
		const tx = act(asked, made, signer, await text(signed, call));
		await chain.refuses(tx, "sponsorship", error);
	};
	const had = await budget();

	await refused("OutOfScope", { call: gift });
	await refused("WrongSigner", { made: other });
	await refused("WrongSigner", { signer: stranger });
	await refused("WrongSigner", { asked: { ...request, user: stranger.address } });
	await refused("TooFarAhead", { signed: late });
	await refused("NotFound", { signed: unknown });

	assert.equal(await budget(), had);
});
