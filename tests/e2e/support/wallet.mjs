// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { getObservableClient } from "@polkadot-api/observable-client";
import { createClient } from "@polkadot-api/substrate-client";
import { getWsProvider } from "@polkadot-api/ws-provider";
import { WebSocket } from "ws";

/** Follows a chain through a node by `chainHead`, with the parts of polkadot-api that do. */
export class Wallet {
	/** The final blocks that it was told of, each with `hash`, `number` and `parent`. */
	final = [];
	/** How often the node ended the subscription, and it was asked for anew. */
	stops = 0;
	/** What went wrong, if anything did. */
	error;
	#client;
	#head;

	constructor(node) {
		const provider = getWsProvider(`ws://127.0.0.1:${node.ports.rpc}`, { websocketClass: WebSocket });
		this.#client = getObservableClient(createClient(provider));
		this.#head = this.#client.chainHead$();
		this.#head.follow$.subscribe(({ type }) => (this.stops += type === "stop-error"));
		this.#head.finalized$.subscribe({
			next: (block) => this.final.push(block),
			error: (error) => (this.error = error),
		});
	}

	close() {
		this.#head.unfollow();
		this.#client.destroy();
	}
}
