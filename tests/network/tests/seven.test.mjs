// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { LONG, scene } from "../support/scene.mjs";

const BLOCKS = LONG ? 10 : 1;

const test = scene(7);

test("seven validators finalise, and five of them do without the other two", async (network) => {
	const [first, second, ...others] = network.validators;
	for (let block = 0; block < BLOCKS; block++) await network.goesOn(network.validators);

	await Promise.all([first.kill(), second.kill()]);
	for (let block = 0; block < BLOCKS; block++) await network.goesOn(others);
});
