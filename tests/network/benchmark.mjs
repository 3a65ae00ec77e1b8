// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

// Measures how soon blocks are final on a network of idle validators, and what that costs. scripts/benchmark-finality
// runs it.
//
//   node benchmark.mjs VALIDATORS MINUTES

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Network } from "./support/network.mjs";
import { Process } from "./support/process.mjs";
import { Stopwatch } from "./support/stopwatch.mjs";

/** When this block is final, the work of the start is over. */
const SETTLED = 10;
const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99, max: 1 };

const [validators, minutes] = process.argv.slice(2).map(Number);
// The nodes end with this process, but not if a signal ends it.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

const directory = mkdtempSync(join(tmpdir(), "cybermiles-benchmark-"));
console.error(`${validators} validators start; their logs are in ${directory}`);
const network = await Network.found(directory, validators, { relayed: false });
const nodes = network.validators;
await network.begin();
const processes = nodes.map((node) => new Process(node));
const stopwatch = new Stopwatch();
for (const node of nodes) await stopwatch.watch(node);
await network.finalises(nodes, SETTLED);

const before = await reading();
for (let minute = 1; minute <= minutes; minute++) {
	await pause(60_000);
	console.error(`${minute} of ${minutes} min: block ${await network.newest(nodes)}`);
}
const after = await reading();
await network.finalises(nodes, after.height);

const blocks = stopwatch.blocks(before.height + 1, after.height);
const final = blocks.filter(({ finalAt }) => finalAt.size === nodes.length);
assert.equal(final.length, after.height - before.height, "blocks were missed");
const justifications = [];
for (const { hash } of final) {
	const { justifications: stored } = await nodes[0].rpc("chain_getBlock", hash);
	justifications.push(...(stored ?? []).map(([, bytes]) => bytes.length));
}
await network.end();
rmSync(directory, { recursive: true });
print();

/** What the figures of a time are the difference of. */
async function reading() {
	const times = cpus().map((cpu) => cpu.times);
	const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
	return {
		height: await network.newest(nodes),
		cpu: sum(processes.map((one) => one.cpu)),
		memory: Math.max(...processes.map((one) => one.memory)),
		traffic: sum(await Promise.all(nodes.map(sent))),
		machine: sum(times.flatMap((time) => Object.values(time))),
		idle: sum(times.map(({ idle }) => idle)),
	};
}

/** The bytes that a node has sent to its peers. */
async function sent(node) {
	const metrics = await (await fetch(`http://127.0.0.1:${node.ports.metrics}/metrics`)).text();
	return Number(metrics.match(/^substrate_sub_libp2p_network_bytes_total\{.*direction="out".*\} (\d+)$/m)[1]);
}

function print() {
	const spent = (what) => after[what] - before[what];
	const perBlockAndNode = (what) => spent(what) / final.length / nodes.length;
	const latencies = final.map(({ seenAt, finalAt }) => [...finalAt.values()].map((at) => at - seenAt));
	const slots = Math.max(...final.map(({ slot }) => slot)) - Math.min(...final.map(({ slot }) => slot)) + 1;
	const columns = [
		["validators", validators],
		["blocks", final.length],
		...quantiles("final", latencies.flat()),
		...quantiles("final everywhere", latencies.map((all) => Math.max(...all))),
		["CPU", `${perBlockAndNode("cpu").toFixed(1)} ms`],
		["traffic", `${(perBlockAndNode("traffic") / 1000).toFixed(1)} kB`],
		["memory", `${Math.round(after.memory / 2 ** 20)} MiB`],
		["justification", justifications.length ? `${Math.max(...justifications)} bytes` : "none stored"],
		["missed slots", slots - final.length],
		["lost blocks", blocks.length - final.length],
		["machine busy", `${Math.round(100 * (1 - spent("idle") / spent("machine")))} %`],
	];
	const row = (cells) => `| ${cells.join(" | ")} |`;

	console.log(`scripts/benchmark-finality ${validators} ${minutes}\n`);
	console.log(row(columns.map(([heading]) => heading)));
	console.log(row(columns.map(() => "---:")));
	console.log(row(columns.map(([, value]) => value)));
	console.log(`
final: from when the first node has a block until it is final at a node, over all nodes; final everywhere: until it is
so at the last of them. CPU and traffic (sent): for each block at each node. Memory: of the largest node at the end.
Justification: the largest that is stored. Lost blocks: those in whose place another is final.
Machine busy: of ${cpus().length} processors, by these nodes and all else.`);
}

function quantiles(what, values) {
	const sorted = values.toSorted((one, other) => one - other);
	return Object.entries(QUANTILES).map(([name, share]) => {
		const value = sorted[Math.ceil(share * sorted.length) - 1];
		return [`${what} ${name}`, `${Math.round(value)} ms`];
	});
}
