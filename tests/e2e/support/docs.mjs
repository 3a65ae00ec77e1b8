// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** The paths of the Markdown files of the repository. */
export function documents() {
	const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--deduplicate", "*.md"];
	return execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).split("\0").filter(Boolean);
}

/** A document's fenced blocks, each with what stands after the fence as its kind, its headings and its other lines. */
export function parts(path) {
	const found = [];
	let block;
	for (const [index, text] of readFileSync(join(ROOT, path), "utf8").split("\n").entries()) {
		const fence = text.match(/^\s*```(.*)$/);
		if (block) {
			if (fence) block = undefined;
			else block.text += `${text}\n`;
		} else if (fence) {
			block = { kind: fence[1] || "plain", line: index + 2, text: "" };
			found.push(block);
		} else {
			found.push({ kind: /^#+ /.test(text) ? "heading" : "prose", line: index + 1, text });
		}
	}
	if (block) throw new Error(`${path}: the block that begins in line ${block.line} has no end`);
	return found;
}

/** The targets of a document's links. */
export function links(path) {
	const text = parts(path).filter(({ kind }) => kind === "prose" || kind === "heading");
	const withoutCode = text.map((part) => part.text.replaceAll(/`[^`]*`/g, "")).join("\n");
	return [...withoutCode.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
}

/** The anchors of a document's headings, the same on GitHub and in the book. */
export function anchors(path) {
	const headings = parts(path).filter(({ kind }) => kind === "heading");
	return headings.map(({ text }) => text.replace(/^#+ /, "").toLowerCase().replaceAll(/[^\w -]/g, "").replaceAll(" ", "-"));
}

const PRELUDE = `
set -euo pipefail
end_section() {
	for job in "$@"; do
		kill "$job"
		wait "$job" || true
	done
}

ensure_free() {
	if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
		echo "Port $1 is in use, and the commands of the book need it. Stop the program that has it." >&2
		exit 1
	fi
}

# Only in its first block a chain knows its genesis.
await_first_block() {
	local request='{"jsonrpc":"2.0","id":1,"method":"chain_getBlockHash","params":[1]}' answer tries
	for ((tries = 0; tries < 900; tries++)); do
		answer=$(curl -s -m 5 -H 'Content-Type: application/json' -d "$request" "http://127.0.0.1:$1" || true)
		case $answer in *'"result":"0x'*) return ;; esac
		kill -0 "$!" || break
		sleep 0.2
	done
	cat "$2" >&2
	echo "The chain on port $1 has no block." >&2
	exit 1
}
`;

/** The commands of a chapter as one Bash program; nothing if it has none. CONTRIBUTING.md says what is run, and how. */
export function program(path) {
	const steps = [];
	// What runs in the background until the section ends; what was started before the first section is not among it.
	let section;
	for (const { kind, line, text } of parts(path)) {
		const file = kind === "js" && text.match(/^\/\/ (\S+\.mjs)\n/)?.[1];
		const here = `echo '--- ${basename(path)}, line ${line}' >&2`;
		if (kind === "heading" && text.startsWith("## ")) {
			if (section?.length) steps.push(`end_section ${section.join(" ")}`);
			section = [];
		} else if (file) {
			steps.push(`cat >${file} <<'END_OF_FILE'\n${text}END_OF_FILE`);
		} else if (kind === "sh") {
			steps.push(here, text);
		} else if (kind === "sh,background") {
			const port = text.match(/--rpc-port (\d+)/)?.[1] ?? 9944;
			const log = `background-${line}.log`;
			steps.push(here, `ensure_free ${port}`, `exec ${text.trim()} >${log} 2>&1 &`, `job_${line}=$!`);
			steps.push(`await_first_block ${port} ${log}`);
			section?.push(`"$job_${line}"`);
		}
	}
	return steps.some((step) => step.startsWith("echo")) ? [PRELUDE, ...steps].join("\n") : undefined;
}
