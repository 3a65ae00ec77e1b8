// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { once } from "node:events";
import { createServer } from "node:net";

/** Holds a free port of every local address until it is closed. */
export async function occupyPort() {
	const server = createServer().listen(0);
	await once(server, "listening");
	return {
		port: server.address().port,
		async close() {
			server.close();
			await once(server, "close");
		},
	};
}

/** Ports that are free now; all are held until the last is known, so that they differ. */
export async function freePorts(count) {
	const held = await Promise.all(Array.from({ length: count }, occupyPort));
	await Promise.all(held.map((one) => one.close()));
	return held.map((one) => one.port);
}
