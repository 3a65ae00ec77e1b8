// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { describe, test } from "node:test";
import { binary } from "../support/binary.mjs";
import { ROOT, anchors, documents, links, program } from "../support/docs.mjs";

const BOOK = "docs/src";
const RECORDS = "docs/decisions";
const SECONDS_PER_CHAPTER = 240;

/** Where the kernel allows it, a chapter has a network of its own, so that its ports are free whatever else runs. */
const OWN_NETWORK = ["unshare", "--map-root-user", "--net", "bash", "-c", 'ip link set lo up && exec "$@"', "bash"];
const isolated = spawnSync(OWN_NETWORK[0], [...OWN_NETWORK.slice(1), "true"]).status === 0;

const chapters = links(`${BOOK}/SUMMARY.md`);

test("the summary lists every page of the book, once", () => {
	const pages = readdirSync(join(ROOT, BOOK), { recursive: true }).filter((page) => page.endsWith(".md"));

	assert.deepEqual(chapters.toSorted(), pages.filter((page) => page !== "SUMMARY.md").toSorted());
});

test("the index of the decision records lists each", () => {
	const records = readdirSync(join(ROOT, RECORDS)).filter((name) => /^\d+-.*\.md$/.test(name));

	assert.deepEqual(links(`${RECORDS}/README.md`).filter((link) => link !== "template.md"), records.toSorted());
});

for (const path of documents()) {
	test(`the links of ${path} lead somewhere`, () => {
		for (const link of links(path).filter((target) => !/^[a-z]+:/.test(target))) {
			const [file, anchor] = link.split("#");
			const target = file ? join(dirname(path), file) : path;
			assert.ok(existsSync(join(ROOT, target)), `${link}: there is no ${target}`);
			assert.ok(!anchor || anchors(target).includes(anchor), `${link}: ${target} has no such heading`);
			// The book is read without the repository, too.
			assert.ok(!path.startsWith(BOOK) || target.startsWith(BOOK), `${link} leads out of the book`);
		}
	});
}

// Chapters that share the ports of this machine must wait for each other.
describe("the commands of the book", { concurrency: isolated ? 2 : 1 }, () => {
	for (const page of chapters) {
		const commands = program(join(BOOK, page));
		if (commands) test(`those of ${page} work`, () => perform(commands));
	}
});

/** Runs a chapter's commands in a folder of their own, which stays if they fail. */
async function perform(commands) {
	const folder = mkdtempSync(join(tmpdir(), "cybermiles-docs-"));
	const script = join(folder, "commands.sh");
	writeFileSync(script, commands);
	symlinkSync(join(ROOT, "tests/e2e/node_modules"), join(folder, "node_modules"));
	assert.equal(basename(binary()), "cybermiles", "the book calls the node by this name");
	const env = {
		...process.env,
		CYBERMILES_NODE: binary(),
		PATH: [dirname(binary()), process.env.PATH].join(delimiter),
		REPO: ROOT,
		TMPDIR: folder,
		XDG_DATA_HOME: folder,
	};

	const [command, ...args] = [...(isolated ? OWN_NETWORK : []), "bash", script];
	const child = spawn(command, args, { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8").on("data", (text) => (output += text));
	}
	// The group is the chapter's own, and has all that the chapter started.
	const kill = () => {
		try {
			process.kill(-child.pid, "SIGKILL");
		} catch {
			// Nothing of it is left.
		}
	};
	process.once("exit", kill);
	const timer = setTimeout(kill, SECONDS_PER_CHAPTER * 1000);
	const [code, signal] = await once(child, "exit");
	clearTimeout(timer);
	process.off("exit", kill);
	kill();

	assert.equal(code ?? signal, 0, `${output.slice(-4000)}\nThe folder is kept: ${folder}`);
	rmSync(folder, { recursive: true });
}
