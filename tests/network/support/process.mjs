// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"]));

/** What Linux says of the process of a running node. */
export class Process {
	#pid;

	constructor(node) {
		const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ");
		const isNode = (pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(node.base);
		this.#pid = children.find(isNode);
	}

	/** The milliseconds for which it has used a processor. */
	get cpu() {
		const stat = readFileSync(`/proc/${this.#pid}/stat`, "utf8");
		// After the name, which is in parentheses and may have spaces, user and system time are the 12th and 13th field.
		const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13).map(Number);
		return ((user + system) * 1000) / TICKS_PER_SECOND;
	}

	/** The bytes of memory that it occupies. */
	get memory() {
		const [, kilobytes] = readFileSync(`/proc/${this.#pid}/status`, "utf8").match(/^VmRSS:\s+(\d+) kB$/m);
		return Number(kilobytes) * 1024;
	}
}
