// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { Stage } from "../support/stage.mjs";

const { UPGRADE_WASM } = process.env;

const stage = new Stage();
let node;
before(async () => {
	assert.ok(UPGRADE_WASM, "UPGRADE_WASM must name a Wasm of the next spec_version. Run scripts/test, which builds it.");
	node = await stage.alice();
});

function hex(data) {
	return `0x${Buffer.from(data).toString("hex")}`;
}

async function specVersion() {
	return (await node.rpc("state_getRuntimeVersion")).specVersion;
}

test("the chain goes on through a runtime upgrade and keeps its balances", async () => {
	const old = await node.connect();
	const [sender, receiver] = [await old.account(), old.newcomer()];
	const version = await specVersion();
	const { setCode } = old.api.tx.system;

	const code = hex(readFileSync(UPGRADE_WASM));
	const outcome = await old.perform(old.api.tx.sudo.sudo(setCode(code)), old.alice);
	const { sudoResult } = outcome.event("sudo", "Sudid");
	assert.ok(sudoResult.isOk, `the upgrade is refused: ${sudoResult.isErr && old.errorName(sudoResult.asErr)}`);

	await node.until("the new runtime is in force", async () => (await specVersion()) === version + 1);
	await node.finalises(outcome.number + 2);

	// A new connection: what the old one knows of the runtime may be out of date.
	const next = await node.connect();
	assert.equal(next.api.runtimeVersion.specVersion.toNumber(), version + 1);
	assert.equal((await next.money(sender)).free, old.endowment);
	assert.equal(await next.issuance(), await old.issuance());
	await next.perform(next.transfer(receiver.address, next.cmt(1)), sender, { final: true });
	assert.equal((await next.money(receiver)).free, next.cmt(1));
});

test("code that does not raise the version is refused", async () => {
	const chain = await node.connect();
	const version = await specVersion();
	const { sudo, system } = chain.api.tx;

	const code = await node.rpc("state_getStorage", hex(":code"));
	const outcome = await chain.perform(sudo.sudo(system.setCode(code)), chain.alice);

	assert.equal(chain.errorName(outcome.event("sudo", "Sudid").sudoResult.asErr), "system.SpecVersionNeedsToIncrease");
	assert.equal(await specVersion(), version);
});
