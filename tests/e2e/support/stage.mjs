// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach } from "node:test";
import { fileURLToPath } from "node:url";
import { xxhashAsHex } from "@polkadot/util-crypto";
import { binary, command } from "./binary.mjs";
import { Node } from "./node.mjs";
import { freePorts } from "./ports.mjs";

/** What makes a node the only validator of the development chain. */
export const ALICE = ["--alice", "--validator"];

/** What test files share; `npm ci` empties it. */
const CACHE = fileURLToPath(new URL("../node_modules/.cache", import.meta.url));

/** The key, in a state, of a value that a pallet stores. */
export function storageKey(pallet, item) {
	return xxhashAsHex(pallet, 128) + xxhashAsHex(item, 128).slice(2);
}

/** What a state has where a day is so many blocks, fewer than 256. */
export function dayOf(blocks) {
	return { [storageKey("Calendar", "Day")]: `0x${Buffer.from([blocks, 0, 0, 0]).toString("hex")}` };
}

/** The directory and the nodes of one test file. Cleared away at its end; the directory stays if a test failed. */
export class Stage {
	directory = mkdtempSync(join(tmpdir(), "cybermiles-e2e-"));
	#nodes = [];

	constructor() {
		let failed = false;
		afterEach((t) => {
			if (t.passed) return;
			failed = true;
			t.diagnostic(`The directory of the nodes is kept: ${this.directory}`);
		});
		after(async () => {
			await Promise.all(this.#nodes.map((node) => node.kill()));
			if (!failed) rmSync(this.directory, { recursive: true });
		});
	}

	path(...names) {
		return join(this.directory, ...names);
	}

	/** Writes the raw specification of a chain, whose first state `change` may change, and returns its path. */
	async spec(chain = "dev", change = () => {}) {
		const path = this.path(`${chain}.json`);
		const spec = JSON.parse(await specification(chain));
		change(spec.genesis.raw.top);
		writeFileSync(path, JSON.stringify(spec));
		return path;
	}

	/** A node that is not started yet. Nodes of one name share a base path, so only one of them may run at a time. */
	async node(name, spec, flags = []) {
		const [p2p, rpc, metrics] = await freePorts(3);
		const node = new Node({
			name,
			spec,
			flags,
			base: this.path(name),
			log: this.path(`${name}.log`),
			ports: { p2p, rpc, metrics },
		});
		this.#nodes.push(node);
		return node;
	}

	/**
	 * The only validator of a new development chain, whose first state `change` may change. The chain has begun, as only
	 * in its first block it knows its genesis.
	 */
	async alice(change) {
		const node = await this.node("alice", await this.spec("dev", change), ALICE);
		await node.start();
		await node.reaches(1);
		return node;
	}
}

/** The raw specification of a chain. The node takes seconds to write it, so test files share what the first got. */
async function specification(chain) {
	const { mtimeMs, size } = statSync(binary());
	const path = join(CACHE, `${chain}-${size}-${mtimeMs}.json`);
	if (!existsSync(path)) {
		mkdirSync(CACHE, { recursive: true });
		const part = `${path}.${process.pid}`;
		writeFileSync(part, await command("build-spec", "--chain", chain, "--raw", "--disable-default-bootnode"));
		renameSync(part, path);
	}
	return readFileSync(path, "utf8");
}
