// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { setTimeout as pause } from "node:timers/promises";

const POLL_MILLISECONDS = 100;

/**
 * Waits until `condition` gives something true, and returns that.
 *
 * @param what What is awaited, as the end of "waited until …".
 * @param condition May be asynchronous; what it throws ends the wait.
 * @param explain What a reader of the error needs besides, for example the end of a log.
 */
export async function until(what, condition, { seconds = 60, explain = () => "" } = {}) {
	const deadline = Date.now() + seconds * 1000;
	const fail = (why, cause) => {
		throw new Error([why, explain()].filter(Boolean).join("\n"), { cause });
	};

	while (Date.now() < deadline) {
		let met;
		try {
			met = await condition();
		} catch (error) {
			fail(`while waiting until ${what}: ${error.message}`, error);
		}
		if (met) return met;
		await pause(POLL_MILLISECONDS);
	}
	return fail(`waited ${seconds} s in vain until ${what}`);
}
