// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

/** Notes, by one clock, when the first node of a network has a block and when the block is final for each. */
export class Stopwatch {
	#blocks = new Map();

	/** Watches a node until it stops. */
	async watch(node) {
		const { chain } = node.chain.api.rpc;
		await chain.subscribeAllHeads((header) => this.#see(header, performance.now()));
		await chain.subscribeFinalizedHeads(({ hash }) => this.#finalise(node, hash.toHex(), performance.now()));
	}

	/** All blocks seen that have these numbers, also those that came to nothing. */
	blocks(from, to) {
		return [...this.#blocks.values()].filter(({ number }) => from <= number && number <= to);
	}

	#see({ number, hash, parentHash, digest }, seenAt) {
		if (this.#blocks.has(hash.toHex())) return;
		const [, slot] = digest.logs.find((log) => log.isPreRuntime).asPreRuntime;
		this.#blocks.set(hash.toHex(), {
			number: number.toNumber(),
			hash: hash.toHex(),
			parent: parentHash.toHex(),
			slot: Number(Buffer.from(slot.toU8a(true)).readBigUInt64LE()),
			seenAt,
			finalAt: new Map(),
		});
	}

	/** With a block all before it are final, of which the node need not tell. */
	#finalise(node, hash, at) {
		let block = this.#blocks.get(hash);
		while (block && !block.finalAt.has(node)) {
			block.finalAt.set(node, at);
			block = this.#blocks.get(block.parent);
		}
	}
}
