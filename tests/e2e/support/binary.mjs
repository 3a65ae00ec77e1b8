// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The path of the node that is tested. */
export function binary() {
	const { CARGO_TARGET_DIR, CYBERMILES_NODE } = process.env;
	const target = CARGO_TARGET_DIR ?? join(homedir(), ".cache/cybermiles/target");
	const path = CYBERMILES_NODE ?? join(target, "debug/cybermiles");
	if (!existsSync(path)) {
		throw new Error(`There is no node at ${path}. Run scripts/test, which builds it first, or set CYBERMILES_NODE.`);
	}
	return path;
}

/** Starts the node, with its output where `stdio` says; it never outlives the tests. */
export function launch(args, stdio) {
	const child = spawn(binary(), args.map(String), { stdio });
	const kill = () => child.kill("SIGKILL");
	process.once("exit", kill);
	child.once("exit", () => process.off("exit", kill));
	return child;
}

/** Runs the node to its end, which must come in time, and returns its exit code and what it printed. */
export async function run(args, { seconds = 60 } = {}) {
	const child = launch(args, ["ignore", "pipe", "pipe"]);
	const output = { stdout: "", stderr: "" };
	for (const stream of ["stdout", "stderr"]) {
		child[stream].setEncoding("utf8").on("data", (text) => (output[stream] += text));
	}
	const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
	const [code, signal] = await once(child, "close");
	clearTimeout(timer);
	if (signal) {
		const end = `${output.stdout}${output.stderr}`.slice(-4000);
		throw new Error(`cybermiles ${args.join(" ")} did not end within ${seconds} s (${signal}):\n${end}`);
	}
	return { code, ...output };
}

/** Runs a command of the node that must succeed, and returns what it printed on standard output. */
export async function command(...args) {
	const { code, stdout, stderr } = await run(args);
	if (code !== 0) {
		throw new Error(`cybermiles ${args.join(" ")} ended with code ${code}:\n${stderr}`);
	}
	return stdout;
}
