// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Random networks with random faults: whatever happens, the invariants hold, and when the faults end blocks become
//! final again.
//!
//! `SEEDS=100000 cargo test --release -p cybermiles-finality-core --test simulation` runs more of them, and
//! `SEED=17` one alone; `scripts/simulate` does either.

mod sim;

use cybermiles_primitives_bft::Weight;
use sim::{Rng, Scheme, Setup, Sim};
use std::sync::atomic::{AtomicU64, Ordering};

/// A network that follows from its seed, with up to a third of the weight at fault.
fn network(seed: u64, scheme: Scheme) -> Sim {
	let mut rng = Rng::new(seed ^ 0x5eed);
	let n = [1, 4, 7, 10][rng.below(4) as usize];
	let sets = 1 + rng.below(3) as usize;
	let equal = rng.chance(500);
	let weights = (0..sets)
		.map(|set| {
			let mut weights: Vec<Weight> =
				(0..n).map(|_| if equal { 1 } else { 1 + rng.below(100) }).collect();
			// One of a larger set pauses now and then.
			if set > 0 && n > 4 {
				weights[rng.below(n as u64) as usize] = 0;
			}
			weights
		})
		.collect();
	let weights: Vec<Vec<Weight>> = weights;
	// A key on two nodes, if it weighs less than a third in every set.
	let key = rng.below(n as u64) as usize;
	let light = weights.iter().all(|set| set[key] * 3 < set.iter().sum());
	let twins = if light && rng.chance(300) { vec![key] } else { vec![] };
	let slow = rng.chance(300);
	Sim::new(Setup {
		weights,
		scheme,
		era: 2 + rng.below(6) as u32,
		delay: if slow { (10, 600) } else { (5, 60) },
		lost: if rng.chance(600) { rng.below(150) } else { 0 },
		repeated: rng.below(100),
		observers: rng.below(2) as usize,
		twins,
		..Setup::new(n, seed)
	})
}

fn run(seed: u64, scheme: Scheme) {
	let mut sim = network(seed, scheme);
	let n = sim.nodes.len();
	for _ in 0..8 {
		let time = 500 + sim.rng.below(2_500);
		sim.run_for(time);
		let node = sim.rng.below(n as u64) as usize;
		match sim.rng.below(6) {
			0 => {
				// Anywhere between two actions.
				sim.nodes[node].crash_after = Some(sim.rng.below(60));
				sim.nodes[node].down_for = sim.rng.below(4_000);
				sim.nodes[node].rolls_back = sim.rng.below(4) as usize;
			},
			1 => {
				let sides: Vec<_> = (0..n).filter(|_| sim.rng.chance(500)).collect();
				sim.partition(&[&sides]);
			},
			2 => sim.heal(),
			3 => sim.nodes[node].withholds = true,
			4 => {
				sim.crash(node);
			},
			_ => {
				for node in 0..n {
					sim.start(node);
				}
			},
		}
	}
	for node in 0..n {
		sim.nodes[node].withholds = false;
		sim.nodes[node].crash_after = None;
	}
	sim.run_for(4_100);
	for node in 0..n {
		sim.start(node);
	}
	sim.setup.delay = (5, 60);
	sim.calm();
	let before = sim.highest();
	// Within this time the longest timeout of the faulty time is over, and rounds are short again.
	sim.run_for(20_000);
	let violations = &sim.checks.violations;
	assert!(violations.is_empty(), "seed {seed}: {violations:#?}");
	assert_eq!(sim.punished, [], "seed {seed}: no honest node is punished");
	let positions: Vec<_> = (0..n).map(|node| (sim.finalized(node), sim.position(node))).collect();
	assert!(sim.lowest() >= before + 3, "seed {seed}: from {before} to {positions:?}");
}

fn run_all(scheme: Scheme, share: u64) {
	if let Some(seed) = number("SEED") {
		return run(seed, scheme);
	}
	let seeds = number("SEEDS").unwrap_or(2_000) / share;
	let next = AtomicU64::new(0);
	let threads = std::thread::available_parallelism().map_or(1, usize::from);
	std::thread::scope(|scope| {
		for _ in 0..threads {
			scope.spawn(|| loop {
				let seed = next.fetch_add(1, Ordering::Relaxed);
				if seed >= seeds {
					break;
				}
				if seed > 0 && seed.is_multiple_of(10_000) {
					eprintln!("{seed} of {seeds}");
				}
				run(seed, scheme);
			});
		}
	});
}

fn number(variable: &str) -> Option<u64> {
	std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn the_invariants_hold_whatever_happens() {
	run_all(Scheme::Cheap, 1);
}

#[test]
fn the_invariants_hold_with_the_signatures_of_the_chain() {
	run_all(Scheme::Ed25519, 20);
}
