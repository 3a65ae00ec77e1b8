// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

/** The slot of a block, and its author: the account that has the same key, as the well-known ones have at first. */
export async function origin(node, number) {
	const { api } = node.chain;
	const hashes = await Promise.all([number, number - 1].map((each) => node.blockHash(each)));
	const [at, before] = await Promise.all(hashes.map((hash) => api.at(hash)));
	const [now, keys] = await Promise.all([at.query.timestamp.now(), before.query.aura.authorities()]);
	const slot = Math.floor(now.toNumber() / api.consts.aura.slotDuration.toNumber());
	return { slot, author: api.createType("AccountId", keys[slot % keys.length]).toString() };
}

/**
 * Waits until a block with an event of this name, such as "dpos.Jailed", is final; returns the number of the first such
 * block and how to tell what its events of a name say.
 */
export function blockWith(node, name, seconds) {
	let number = 0;
	const eventsOf = async (block) => {
		const at = await node.chain.api.at(await node.blockHash(block));
		const events = (await at.query.system.events()).map(({ event }) => event);
		return (wanted) => events.filter(({ section, method }) => `${section}.${method}` === wanted).map(({ data }) => data);
	};
	const find = async () => {
		const last = (await node.final()).number;
		while (number < last) {
			const events = await eventsOf(++number);
			if (events(name).length > 0) return { number, events };
		}
		return undefined;
	};
	return node.until(`${name} is in a final block`, find, seconds);
}
