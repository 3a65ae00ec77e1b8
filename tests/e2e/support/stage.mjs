// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach } from "node:test";
import { command } from "./binary.mjs";
import { Node } from "./node.mjs";
import { freePorts } from "./ports.mjs";

/** What makes a node the only validator of the development chain. */
export const ALICE = ["--alice", "--validator"];

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

	/** Writes the raw specification of a chain and returns its path. */
	async spec(chain = "dev") {
		const path = this.path(`${chain}.json`);
		writeFileSync(path, await command("build-spec", "--chain", chain, "--raw", "--disable-default-bootnode"));
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

	/** The only validator of a new development chain, which has begun: only in its first block it knows its genesis. */
	async alice() {
		const node = await this.node("alice", await this.spec(), ALICE);
		await node.start();
		await node.reaches(1);
		return node;
	}
}
