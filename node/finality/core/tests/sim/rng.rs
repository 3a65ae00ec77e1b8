// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

/// SplitMix64 (Steele, Lea, Flood: *Fast splittable pseudorandom number generators*, 2014).
pub struct Rng(u64);

impl Rng {
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	pub fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// A number below this one.
	pub fn below(&mut self, bound: u64) -> u64 {
		self.next() % bound.max(1)
	}

	/// True in so many of a thousand cases.
	pub fn chance(&mut self, per_mille: u64) -> bool {
		self.below(1_000) < per_mille
	}
}
