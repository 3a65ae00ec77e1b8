// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";

const ENDOWED_AT_ONCE = 12;

/** A chain as its users see it, through one node. */
export class Chain {
	#endowed = [];
	#keyring;
	/** The nonces of the signers that come after those that were given out. */
	#nonces = new Map();

	static async connect(node) {
		const provider = new WsProvider(`ws://127.0.0.1:${node.ports.rpc}`);
		return new Chain(node, await ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true }));
	}

	constructor(node, api) {
		this.node = node;
		this.api = api;
		this.#keyring = new Keyring({ type: "sr25519", ss58Format: api.registry.chainSS58 });
		this.alice = this.wellKnown("Alice");
		this.endowment = this.cmt(10);
	}

	close() {
		return this.api.disconnect();
	}

	/** So many CMT in the smallest unit. */
	cmt(amount) {
		return BigInt(amount) * 10n ** BigInt(this.api.registry.chainDecimals[0]);
	}

	/** The key pair of an account that every development chain has. */
	wellKnown(name) {
		return this.#keyring.addFromUri(`//${name}`);
	}

	/** A new key pair, whose account does not exist on the chain yet. */
	newcomer() {
		return this.#keyring.addFromSeed(randomBytes(32));
	}

	/** A new account that has the endowment, from Alice. Many are made at once, as each block takes its time. */
	async account() {
		if (this.#endowed.length === 0) {
			this.#endowed = Array.from({ length: ENDOWED_AT_ONCE }, () => this.newcomer());
			const gifts = this.#endowed.map(({ address }) => this.transfer(address, this.endowment));
			await this.perform(this.api.tx.utility.batchAll(gifts), this.alice);
		}
		return this.#endowed.pop();
	}

	/** A transfer that may close the account of the sender. */
	transfer(to, amount) {
		return this.api.tx.balances.transferAllowDeath(to, amount);
	}

	/** The money of an account, now or as of a block. */
	async money(account, block) {
		const { query } = block ? await this.api.at(block) : this.api;
		const { data } = await query.system.account(account.address ?? account);
		return { free: data.free.toBigInt(), reserved: data.reserved.toBigInt(), frozen: data.frozen.toBigInt() };
	}

	async issuance() {
		return (await this.api.query.balances.totalIssuance()).toBigInt();
	}

	/** Sends a transaction, unsigned if no one signs, and returns what came of it as soon as it is in a block. */
	async submit(tx, signer, { final = false } = {}) {
		let result;
		const update = (next) => (result = next);
		const stop = await (signer ? this.#send(tx, signer, update) : tx.send(update));
		try {
			await this.node.until(`${name(tx)} is ${final ? "final" : "in a block"}`, () => {
				if (result?.isError) throw new Error(`the pool gave it up: ${result.status.type}`);
				if (result?.internalError) throw result.internalError;
				return result?.isFinalized || (result?.isInBlock && !final);
			});
		} catch (error) {
			this.#nonces.delete(signer?.address);
			throw error;
		} finally {
			stop();
		}
		return this.#outcome(result);
	}

	/** Sends a transaction that must succeed. */
	async perform(tx, signer, options) {
		const outcome = await this.submit(tx, signer, options);
		assert.equal(outcome.error, undefined, `${name(tx)} fails with ${outcome.error}`);
		return outcome;
	}

	/** Expects that the pool refuses a transaction for this error of a pallet. */
	async refuses(tx, pallet, error) {
		const answer = new RegExp(`"Custom error: ${this.errorCode(pallet, error)}"`);
		await assert.rejects(this.node.rpc("author_submitExtrinsic", tx.toHex()), answer, error);
	}

	/** The name of a dispatch error, such as "Token.Frozen" or "proxy.NotProxy". */
	errorName(error) {
		if (error.isModule) {
			const { section, name } = this.api.registry.findMetaError(error.asModule);
			return `${section}.${name}`;
		}
		return [error.type, error.value.type].filter(Boolean).join(".");
	}

	/** The code with which the pool refuses a transaction for an error of a pallet. */
	errorCode(pallet, error) {
		return this.api.errors[pallet][error].meta.index.toNumber();
	}

	/** Signs and sends; one signer may send much at the same time, of which the pool may not have told yet. */
	async #send(tx, signer, update) {
		const { address } = signer;
		const next = (await this.api.rpc.system.accountNextIndex(address)).toNumber();
		const nonce = Math.max(next, this.#nonces.get(address) ?? 0);
		this.#nonces.set(address, nonce + 1);
		try {
			return await tx.signAndSend(signer, { nonce }, update);
		} catch (error) {
			this.#nonces.delete(address);
			throw error;
		}
	}

	#outcome(result) {
		const events = result.events.map(({ event }) => event);
		const all = (section, method) =>
			events.filter((event) => event.section === section && event.method === method).map(({ data }) => data);
		return {
			block: (result.status.isFinalized ? result.status.asFinalized : result.status.asInBlock).toHex(),
			number: result.blockNumber.toNumber(),
			error: result.dispatchError && this.errorName(result.dispatchError),
			fee: all("transactionPayment", "TransactionFeePaid")[0]?.actualFee.toBigInt(),
			events: all,
			/** The one event of this kind. */
			event(section, method) {
				const found = all(section, method);
				const among = events.map((event) => `${event.section}.${event.method}`);
				assert.equal(found.length, 1, `${section}.${method} is not once among ${among.join(", ")}`);
				return found[0];
			},
		};
	}
}

function name({ method }) {
	return `${method.section}.${method.method}`;
}
