// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

// Writes the signature vectors that the token-swap pallet is tested against. Texts, hashes and signatures come from
// ethers and from Polkadot.js, not from the pallet's code. The output is the same in every run.
//
//   node tools/swap-vectors.mjs > ../../pallets/token-swap/src/tests/vectors.json

import { encodeAddress } from '@polkadot/util-crypto';
import { HDNodeWallet, hashMessage, hexlify, keccak256, toUtf8Bytes } from 'ethers';

const MNEMONIC = 'test test test test test test test test test test test junk';
const SS58_PREFIX = 42;

const holder = (index) => HDNodeWallet.fromPhrase(MNEMONIC, undefined, `m/44'/60'/0'/0/${index}`);
// Any 32 bytes serve as an account or a genesis hash.
const bytes = (label) => keccak256(toUtf8Bytes(label));

async function claim(index) {
	const account = bytes(`account ${index}`);
	const genesis = bytes(`genesis ${index % 3}`);
	const message = [
		'Swap my ERC-20 CMT for native CMT.',
		`Pay to: ${encodeAddress(account, SS58_PREFIX)}`,
		`Chain: ${genesis}`,
	].join('\n');
	const signature = await holder(index).signMessage(message);
	return { address: holder(index).address.toLowerCase(), account, genesis, message, hash: hashMessage(message), signature };
}

async function text(index, message) {
	const signature = await holder(index).signMessage(message);
	const address = holder(index).address.toLowerCase();
	return { address, message, hash: hashMessage(message), signature: hexlify(signature) };
}

const range = [...Array(12).keys()];
const texts = ['', 'a', 'x'.repeat(9), 'x'.repeat(10), 'x'.repeat(99), 'x'.repeat(100), 'Grüße, 世界 🌍', 'two\nlines\0'];
console.log(
	JSON.stringify(
		{
			claims: await Promise.all(range.map(claim)),
			texts: await Promise.all(texts.map((message, index) => text(index, message))),
		},
		null,
		'\t',
	),
);
