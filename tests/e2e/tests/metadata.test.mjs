// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Stage } from "../support/stage.mjs";
import { message } from "../support/swap.mjs";
import { view } from "../support/view.mjs";

const stage = new Stage();
let chain;
before(async () => {
	chain = await (await stage.alice()).connect();
});

test("wallets of three generations find metadata that they read", async () => {
	const offered = (await chain.api.call.metadata.metadataVersions()).map((version) => version.toNumber());

	for (const version of [14, 15, 16]) {
		assert.ok(offered.includes(version), `version ${version} is not among ${offered}`);
		const metadata = (await chain.api.call.metadata.metadataAtVersion(version)).unwrap().toU8a(true);
		assert.equal(Buffer.from(metadata.subarray(0, 4)).toString(), "meta");
		assert.equal(metadata[4], version);
	}
});

test("a version of the metadata that is not offered is none", async () => {
	assert.ok((await chain.api.call.metadata.metadataAtVersion(13)).isNone);
});

test("the chain shows a holder the text to sign for their account", async () => {
	const account = chain.newcomer();

	const shown = await view(chain.api, "TokenSwap", "message", account.address);

	assert.equal(shown.toString(), message(account.address, chain.api.genesisHash.toHex()));
});
