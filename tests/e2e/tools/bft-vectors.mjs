// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

// Writes the vectors that the BFT primitives are tested against. The encoding is spelt out here, byte by byte;
// signatures are OpenSSL's and hashes @polkadot/util-crypto's.
//
//   node tools/bft-vectors.mjs > ../../primitives/bft/tests/vectors.json

import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { blake2AsU8a } from '@polkadot/util-crypto';

const DOMAIN = Buffer.from('cybermiles/bft/1');
const GENESIS = Buffer.from(blake2AsU8a('genesis', 256));
const BLOCK = Buffer.from(blake2AsU8a('block', 256));

const u16 = (number) => Buffer.from([number & 255, number >> 8]);
const u32 = (number) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(number);
	return bytes;
};
const option = (bytes) => (bytes === null ? Buffer.from([0]) : Buffer.concat([Buffer.from([1]), bytes]));
// A length below 64, as SCALE writes it.
const length = (number) => Buffer.from([number << 2]);
const hex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`;

const proposal = (block, polkaRound) =>
	Buffer.concat([Buffer.from([0]), block, option(polkaRound === null ? null : u32(polkaRound))]);
const prevote = (block) => Buffer.concat([Buffer.from([1]), option(block)]);
const precommit = (block) => Buffer.concat([Buffer.from([2]), option(block)]);

const message = (set, height, round, statement) =>
	Buffer.concat([DOMAIN, GENESIS, u32(set), u32(height), u32(round), statement]);

// PKCS #8 around a 32 byte seed.
const key = (seed) =>
	createPrivateKey({
		key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
		format: 'der',
		type: 'pkcs8',
	});
const publicKey = (secret) => createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);

const secrets = [0, 1, 2, 3, 4, 5, 6].map((number) => key(Buffer.from(blake2AsU8a(`validator ${number}`, 256))));
const weights = [1n, 10n, 100n, 7n, 2n ** 40n, 2n ** 40n, 55n];

// Draws the order of the proposers of a height by the words of the README alone.
const proposers = (set, height) => {
	const seed = blake2AsU8a(Buffer.concat([DOMAIN, GENESIS, u32(set), u32(height)]), 256);
	const left = weights.map((weight, index) => ({ index, weight }));
	const order = [];
	while (left.length > 0) {
		const hash = blake2AsU8a(Buffer.concat([seed, u32(order.length)]), 256);
		const random = BigInt(hex(Buffer.from(hash.subarray(0, 16)).reverse()));
		let point = random % left.reduce((sum, { weight }) => sum + weight, 0n);
		const drawn = left.findIndex(({ weight }) => {
			if (point < weight) return true;
			point -= weight;
			return false;
		});
		order.push(left.splice(drawn, 1)[0].index);
	}
	return order;
};

const statements = [
	['a first proposal', proposal(BLOCK, null)],
	['a repeated proposal', proposal(BLOCK, 3)],
	['a prevote', prevote(BLOCK)],
	['a prevote for nothing', prevote(null)],
	['a precommit', precommit(BLOCK)],
	['a precommit for nothing', precommit(null)],
].map(([name, statement], number) => {
	const signed = message(7, 1_000_000, 5, statement);
	const signature = sign(null, signed, secrets[number]);
	return { name, statement: hex(statement), message: hex(signed), signer: number, signature: hex(signature) };
});

const justification = (set, height, round, signers) => {
	const signed = message(set, height, round, precommit(BLOCK));
	const signatures = signers.map((signer) => Buffer.concat([u16(signer), sign(null, signed, secrets[signer])]));
	return hex(
		Buffer.concat([
			Buffer.from([1]),
			u32(set),
			u32(height),
			u32(round),
			BLOCK,
			length(signatures.length),
			...signatures,
		]),
	);
};

const vectors = {
	genesis: hex(GENESIS),
	block: hex(BLOCK),
	validators: secrets.map((secret, number) => ({ id: hex(publicKey(secret)), weight: Number(weights[number]) })),
	statements,
	proposers: [
		[0, 0],
		[0, 1],
		[7, 1_000_000],
		[4_294_967_295, 4_294_967_295],
	].map(([set, height]) => ({ set, height, order: proposers(set, height) })),
	// The two heavy ones together have a quorum, one of them with all others has none.
	quorum: justification(7, 1_000_000, 5, [4, 5]),
	no_quorum: justification(7, 1_000_000, 5, [0, 1, 2, 3, 4, 6]),
};
console.log(JSON.stringify(vectors, null, '\t'));
