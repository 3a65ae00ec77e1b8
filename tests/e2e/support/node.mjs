// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { launch } from "./binary.mjs";
import { Chain } from "./chain.mjs";
import { until } from "./until.mjs";

const LOG_LINES_SHOWN = 30;

/** One node: a process with its own directory, ports and log. It may be started again after it was stopped. */
export class Node {
	#chains = [];
	#process;

	constructor({ name, spec, base, log, ports, flags }) {
		Object.assign(this, { name, spec, base, log, ports, flags });
	}

	get args() {
		return [
			...["--chain", this.spec],
			...["--base-path", this.base],
			...["--port", this.ports.p2p],
			...["--rpc-port", this.ports.rpc],
			...["--prometheus-port", this.ports.metrics],
			...["--rpc-methods", "unsafe"],
			...["--no-telemetry", "--no-mdns", "--unsafe-force-node-key-generation"],
			...this.flags,
		];
	}

	/** Returns when the node answers requests. */
	async start() {
		const log = openSync(this.log, "a");
		this.#process = launch(this.args, ["ignore", log, log]);
		closeSync(log);
		await this.until("it answers requests", () => this.rpc("system_health").catch(() => false));
	}

	/** Asks the node to end, which it must do in time and without an error. */
	async stop(signal = "SIGINT") {
		await this.#disconnect();
		this.#process.kill(signal);
		const patience = { seconds: 30, explain: () => this.#tail() };
		await until(`${this.name} ended after ${signal}`, () => this.#ended, patience);
		if (this.#process.exitCode !== 0) {
			throw new Error(`${this.name} ended after ${signal} ${this.#ended}\n${this.#tail()}`);
		}
	}

	/** Ends the node at once, whatever it does. */
	async kill() {
		await this.#disconnect();
		if (this.#process && !this.#ended) {
			this.#process.kill("SIGKILL");
			await once(this.#process, "exit");
		}
	}

	/** Waits until `condition` gives something true, and fails at once if the node ends. */
	until(what, condition, seconds) {
		const check = () => {
			if (this.#ended) throw new Error(`it ended ${this.#ended}`);
			return condition();
		};
		return until(`${this.name}: ${what}`, check, { seconds, explain: () => this.#tail() });
	}

	/** Waits until the node's log, from its first start on, has this text. */
	says(text, seconds) {
		return this.until(`its log says "${text}"`, () => readFileSync(this.log, "utf8").includes(text), seconds);
	}

	/** A connection to the chain through this node, closed when the node stops. */
	async connect() {
		const chain = await Chain.connect(this);
		this.#chains.push(chain);
		return chain;
	}

	async rpc(method, ...params) {
		const response = await fetch(`http://127.0.0.1:${this.ports.rpc}`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
			signal: AbortSignal.timeout(10_000),
		});
		const { result, error } = await response.json();
		if (error) throw new Error(`${method} was answered with ${JSON.stringify(error)}`);
		return result;
	}

	/** The header of a block, by default of the best, with its number as a number. */
	async header(...hash) {
		const header = await this.rpc("chain_getHeader", ...hash);
		return { ...header, number: Number(header.number) };
	}

	blockHash(number) {
		return this.rpc("chain_getBlockHash", number);
	}

	/** The last final block. */
	async final() {
		const hash = await this.rpc("chain_getFinalizedHead");
		return { hash, ...(await this.header(hash)) };
	}

	/** Waits until the best block has this number or a higher one. */
	reaches(number) {
		return this.until(`block ${number} exists`, async () => (await this.header()).number >= number);
	}

	/** Waits until the block with this number is final, and returns the last final block. */
	finalises(number) {
		return this.until(`block ${number} is final`, async () => {
			const final = await this.final();
			return final.number >= number && final;
		});
	}

	/** Where other nodes find this one. */
	async address() {
		return `/ip4/127.0.0.1/tcp/${this.ports.p2p}/p2p/${await this.rpc("system_localPeerId")}`;
	}

	/** How the process ended; nothing as long as it runs. */
	get #ended() {
		const { exitCode, signalCode } = this.#process;
		if (exitCode !== null) return `with code ${exitCode}`;
		return signalCode && `by ${signalCode}`;
	}

	async #disconnect() {
		await Promise.all(this.#chains.splice(0).map((chain) => chain.close()));
	}

	#tail() {
		const lines = readFileSync(this.log, "utf8").trimEnd().split("\n").slice(-LOG_LINES_SHOWN);
		return [`The last lines of ${this.log}:`, ...lines].join("\n");
	}
}
