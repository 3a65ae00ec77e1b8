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
	/** What went wrong, if anything did. */
	error;
	#client;

	constructor(node) {
		const provider = getWsProvider(`ws://127.0.0.1:${node.ports.rpc}`, { websocketClass: WebSocket });
		this.#client = getObservableClient(createClient(provider));
		this.#client.chainHead$().finalized$.subscribe({
			next: (block) => this.final.push(block),
			error: (error) => (this.error = error),
		});
	}

	close() {
		this.#client.destroy();
	}
}
