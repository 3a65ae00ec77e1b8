// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { HDNodeWallet } from "ethers";

/** The mnemonic of Ethereum's development tools, whose first accounts the development chain entitles. */
const PHRASE = "test test test test test test test test test test test junk";

export function holder(index) {
	return HDNodeWallet.fromPhrase(PHRASE, undefined, `m/44'/60'/0'/0/${index}`);
}

/** The text that a holder of the ERC-20 signs to be paid to `address` on the chain with this genesis. */
export function message(address, genesis) {
	return `Swap my ERC-20 CMT for native CMT.\nPay to: ${address}\nChain: ${genesis}`;
}
