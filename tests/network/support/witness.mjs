// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

/** Hears from all nodes which blocks are final, and notices if two of them, or one at two times, contradict. */
export class Witness {
	/** One sentence for each contradiction. */
	contradictions = [];
	#heard = new Map();

	/** Listens to a node until it stops. */
	async follow(node) {
		await node.chain.api.rpc.chain.subscribeFinalizedHeads(({ number, hash, parentHash }) => {
			this.hear(node.name, number.toNumber(), hash.toHex());
			// Heads that become final together are told as one; with its parent, no two nodes are told past each other.
			this.hear(node.name, number.toNumber() - 1, parentHash.toHex());
		});
	}

	/** A node says that the block of this number and hash is final. */
	hear(name, number, hash) {
		const first = this.#heard.get(number) ?? { name, hash };
		this.#heard.set(number, first);
		if (first.hash !== hash) {
			this.contradictions.push(`${name} finalised ${hash} as ${number}, where ${first.name} had ${first.hash}`);
		}
	}
}
