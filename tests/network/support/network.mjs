// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { command } from "../../e2e/support/binary.mjs";
import { Node } from "../../e2e/support/node.mjs";
import { freePorts } from "../../e2e/support/ports.mjs";
import { Relay } from "./relay.mjs";
import { Witness } from "./witness.mjs";

/** The accounts that the chains local-1 to local-8 know; the first of them validate. */
const WELL_KNOWN = ["alice", "bob", "charlie", "dave", "eve", "ferdie", "one", "two"];

/** For so many slots nothing must become final before finality counts as stopped. */
const SLOTS_WATCHED = 5;

/** What makes a node the validator of a well-known account. */
export function validatorOf(name) {
	return [`--${name}`, "--validator"];
}

function tcp(port) {
	return `/ip4/127.0.0.1/tcp/${port}`;
}

/** A node of a network. Whenever it runs, there is a connection to its chain, and what it finalises is witnessed. */
class Member extends Node {
	constructor({ peer, relay, witness, ...parts }) {
		super(parts);
		Object.assign(this, { peer, relay, witness });
	}

	async start() {
		await super.start();
		this.chain = await this.connect();
		await this.witness.follow(this);
	}

	/** Forgets everything but who it is. It must not run. */
	wipe() {
		rmSync(this.base, { recursive: true });
	}

	get args() {
		const args = super.args;
		// By its port alone, a node that does not validate would listen by WebSocket, and call from ports of chance.
		args.splice(args.indexOf("--port"), 2, "--listen-addr", tcp(this.ports.p2p));
		return args;
	}

	/** Where the other nodes find this one. */
	get location() {
		return `${tcp(this.relay?.port ?? this.ports.p2p)}/p2p/${this.peer}`;
	}
}

/** Validators on this machine and, among them, nodes that come later; each knows all others from the start. */
export class Network {
	witness = new Witness();
	#nodes = [];

	/**
	 * A network of which no node runs yet.
	 *
	 * @param size The number of validators.
	 * @param latecomers The other nodes: the flags of each by its name.
	 * @param day How many blocks a day has, if it is not as short as on local chains.
	 * @param staking Those parameters of staking, by their names, that are not as on local chains.
	 * @param relayed Whether the nodes reach each other through relays, so that they can be cut off.
	 */
	static async found(directory, size, { latecomers = {}, relayed = true, ...genesis } = {}) {
		const network = new Network();
		const spec = await specification(directory, size, genesis);
		const validators = WELL_KNOWN.slice(0, size).map((name) => [name, validatorOf(name)]);
		const all = [...validators, ...Object.entries(latecomers)];
		// Taken together, they differ, though some of the nodes start late.
		const ports = await freePorts(4 * all.length);
		for (const [name, flags] of all) {
			const { witness } = network;
			const four = ports.splice(0, 4);
			network.#nodes.push(await member({ name, flags, spec, directory, ports: four, relayed, witness }));
		}
		network.validators = network.#nodes.slice(0, size);
		network.#introduce();
		// A new relay lets no one through.
		if (relayed) network.heal();
		return network;
	}

	/** The node of this name. */
	node(name) {
		return this.#nodes.find((node) => node.name === name);
	}

	/** Starts the validators and waits until each has a final block. */
	async begin() {
		await Promise.all(this.validators.map((node) => node.start()));
		await this.finalises(this.validators, 1);
	}

	/** Ends all nodes at once. */
	async end() {
		await Promise.all(this.#nodes.map((node) => node.kill()));
	}

	/** Separates these nodes from all others; among themselves they stay connected. */
	async cut(...nodes) {
		this.#connect((one, other) => nodes.includes(one) === nodes.includes(other));
		const alone = async (node) => (await node.rpc("system_health")).peers < nodes.length;
		await Promise.all(nodes.map((node) => node.until("it has lost the others", () => alone(node))));
	}

	/** Undoes every cut. */
	heal() {
		this.#connect(() => true);
	}

	/** The number of the newest block that any of these nodes has. */
	async newest(nodes) {
		const headers = await Promise.all(nodes.map((node) => node.header()));
		return Math.max(...headers.map(({ number }) => number));
	}

	/** Waits until the block of this number is final for each of these nodes. */
	async finalises(nodes, number) {
		await Promise.all(nodes.map((node) => node.finalises(number)));
	}

	/** Waits until a block that does not exist yet is final for each of these nodes, and returns its number. */
	async goesOn(nodes) {
		const next = (await this.newest(nodes)) + 1;
		await this.finalises(nodes, next);
		return next;
	}

	/** Expects that no block made from now on becomes final for these nodes, and returns the number of the last before. */
	async standsStill(nodes) {
		const newest = await this.newest(nodes);
		await pause(SLOTS_WATCHED * nodes[0].chain.api.consts.aura.slotDuration.toNumber());
		for (const node of nodes) {
			const { number } = await node.final();
			assert.ok(number <= newest, `${node.name} has finalised ${number}, and the newest block was ${newest}`);
		}
		return newest;
	}

	/** Tells each node of each other, and keeps it from looking for more. */
	#introduce() {
		for (const node of this.#nodes) {
			const others = this.#nodes.filter((other) => other !== node);
			node.flags.push("--reserved-only", ...others.flatMap(({ location }) => ["--reserved-nodes", location]));
		}
	}

	/** Lets those nodes reach each other, and only those, of which `allowed` says so. */
	#connect(allowed) {
		for (const node of this.#nodes) {
			node.relay.admit(this.#nodes.filter((other) => allowed(node, other)).map(({ ports }) => ports.p2p));
		}
	}
}

/** Writes the specification of the chain and returns its path. */
async function specification(directory, size, { day, staking = {} }) {
	const path = join(directory, "spec.json");
	const build = (chain, ...flags) => command("build-spec", "--chain", chain, "--disable-default-bootnode", ...flags);
	// Changed as text, since JavaScript's numbers are too small for balances.
	let spec = await build(`local-${size}`);
	// The nodes of a live chain do not tell each other their local addresses, by which they would get around the relays.
	spec = spec.replace(/"chainType": "\w+"/, '"chainType": "Live"');
	for (const [name, value] of Object.entries({ ...staking, ...(day && { day }) })) {
		spec = spec.replace(new RegExp(`"${name}": \\d+`), `"${name}": ${value}`);
	}
	writeFileSync(path, spec);
	writeFileSync(path, await build(path, "--raw"));
	return path;
}

async function member({ name, flags, spec, directory, ports: [p2p, rpc, metrics, outside], relayed, witness }) {
	const key = join(directory, `${name}.key`);
	writeFileSync(key, randomBytes(32).toString("hex"));
	const peer = (await command("key", "inspect-node-key", "--file", key)).trim();
	return new Member({
		name,
		spec,
		peer,
		relay: relayed ? await Relay.open(outside, p2p) : undefined,
		witness,
		flags: [...flags, "--node-key-file", key],
		base: join(directory, name),
		log: join(directory, `${name}.log`),
		ports: { p2p, rpc, metrics },
	});
}
