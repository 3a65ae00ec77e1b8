// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { once } from "node:events";
import { connect, createServer } from "node:net";

/** The only way to a node: a port that leads to the node's own, for those who are let through. */
export class Relay {
	#admitted = new Set();
	#callers = new Set();
	#server;

	/** A relay from a port of this machine to another, on which nobody need listen yet. It lets no one through. */
	static async open(port, target) {
		const relay = new Relay(port, target);
		await once(relay.#server.listen(port, "127.0.0.1"), "listening");
		return relay;
	}

	constructor(port, target) {
		this.port = port;
		this.#server = createServer((caller) => this.#join(caller, target));
		// The nodes decide how long a network lasts, not what is between them.
		this.#server.unref();
	}

	/** Lets through those who call from these ports, and no longer anyone else. A node calls from where it listens. */
	admit(ports) {
		this.#admitted = new Set(ports);
		for (const caller of this.#callers) this.#turnAway(caller);
	}

	#join(caller, target) {
		if (this.#turnAway(caller)) return;
		const callee = connect(target, "127.0.0.1");
		this.#callers.add(caller);
		caller.once("close", () => this.#callers.delete(caller));
		for (const [socket, other] of [[caller, callee], [callee, caller]]) {
			socket.setNoDelay();
			// Nodes come and go: the end of one side is the end of the other, however it came.
			socket.on("error", () => {});
			socket.once("close", () => other.destroy());
			socket.pipe(other);
		}
	}

	#turnAway(caller) {
		return !this.#admitted.has(caller.remotePort) && caller.destroy();
	}
}
