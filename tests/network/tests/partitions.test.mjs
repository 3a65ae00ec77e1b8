// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

import { LONG, scene } from "../support/scene.mjs";

const ROUNDS = LONG ? 5 : 1;

const test = scene(4);

test("a validator that is cut off finalises nothing, does not hold up the others, and catches up", async (network) => {
	for (let round = 0; round < ROUNDS; round++) {
		const lonely = network.validators[round % network.validators.length];
		const others = network.validators.filter((node) => node !== lonely);

		await network.cut(lonely);
		await Promise.all([network.standsStill([lonely]), network.goesOn(others)]);

		network.heal();
		await network.goesOn(network.validators);
	}
});

test("two halves finalise nothing, and together they go on", async (network) => {
	const { validators } = network;

	for (let round = 0; round < ROUNDS; round++) {
		const halves = [validators.slice(0, 2), validators.slice(2)];

		await network.cut(...halves[0]);
		await Promise.all(halves.map((half) => network.standsStill(half)));

		network.heal();
		await network.goesOn(validators);
	}
});
