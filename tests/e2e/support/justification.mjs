// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { createPublicKey, verify } from "node:crypto";

/** What comes first in everything that a validator signs. */
const DOMAIN = Buffer.from("cybermiles/bft/1");
/** The index of a precommit among statements, and that a block follows. */
const PRECOMMIT_OF_A_BLOCK = Buffer.from([2, 1]);
/** What stands before the 32 bytes of an Ed25519 key in DER. */
const ED25519_KEY = Buffer.from("302a300506032b6570032100", "hex");
const HASH_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** A justification as its bytes say, of fewer than 64 signatures, as hexadecimal text. */
export function decode(hex) {
	const bytes = bytesOf(hex);
	let at = 0;
	const number = (length) => bytes.readUIntLE((at += length) - length, length);
	const take = (length) => bytes.subarray(at, (at += length));
	const [version, set, height, round] = [1, 4, 4, 4].map(number);
	const block = `0x${take(HASH_BYTES).toString("hex")}`;
	const signatures = [];
	// Two bits of a short length say that it is one.
	const length = number(1) / 4;
	while (signatures.length < length) signatures.push({ signer: number(2), signature: take(SIGNATURE_BYTES) });
	if (at !== bytes.length) throw new Error(`${bytes.length} bytes, of which ${at} are a justification`);
	return { version, set, height, round, block, signatures };
}

/** The indices of those among the validators, whose keys these are, whose signature in a justification holds. */
export function signers({ set, height, round, block, signatures }, genesis, keys) {
	const place = Buffer.alloc(12);
	[set, height, round].forEach((number, index) => place.writeUInt32LE(number, 4 * index));
	const message = Buffer.concat([DOMAIN, bytesOf(genesis), place, PRECOMMIT_OF_A_BLOCK, bytesOf(block)]);
	const holds = ({ signer, signature }) => verify(null, message, publicKey(keys[signer]), signature);
	return signatures.filter(holds).map(({ signer }) => signer);
}

function publicKey(hex) {
	return createPublicKey({ key: Buffer.concat([ED25519_KEY, bytesOf(hex)]), format: "der", type: "spki" });
}

function bytesOf(hex) {
	return Buffer.from(hex.slice(2), "hex");
}
