// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { once } from "node:events";
import { connect, createServer } from "node:net";

/** The only way from one node to another: a port that leads to the other's, as long as it is not cut. */
export class Relay {
	#cut = false;
	#server;
	#sockets = new Set();

	/** A relay to a port of this machine, on which nobody need listen yet. */
	static async to(target) {
		const relay = new Relay(target);
		await once(relay.#server.listen(0, "127.0.0.1"), "listening");
		return relay;
	}

	constructor(target) {
		this.#server = createServer((near) => this.#join(near, target));
		// The nodes decide how long a network lasts, not what is between them.
		this.#server.unref();
	}

	get port() {
		return this.#server.address().port;
	}

	/** Breaks all connections and lets no new one through. */
	cut() {
		this.#cut = true;
		for (const socket of this.#sockets) socket.destroy();
	}

	heal() {
		this.#cut = false;
	}

	#join(near, target) {
		if (this.#cut) {
			near.destroy();
			return;
		}
		const far = connect(target, "127.0.0.1");
		for (const [socket, other] of [[near, far], [far, near]]) {
			this.#sockets.add(socket);
			socket.setNoDelay();
			// Nodes come and go: an end of one side is the end of the other, however it came.
			socket.on("error", () => {});
			socket.once("close", () => {
				this.#sockets.delete(socket);
				other.destroy();
			});
			socket.pipe(other);
		}
	}
}
