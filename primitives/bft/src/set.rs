// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{BftId, SetId, ValidatorIndex, Weight};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The greatest sum of the weights of a set.
///
/// So small that no sum, and no product of a sum and a small number, leaves 64 bits, and that every JSON reader keeps it
/// exactly.
pub const MAX_TOTAL_WEIGHT: Weight = 1 << 53;

/// A validator as the others see it.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Validator {
	/// By which its statements are checked.
	pub id: BftId,
	/// How much they count; more than zero.
	pub weight: Weight,
}

/// The validators that decide, from one change of them to the next.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct ValidatorSet {
	/// The index of the session in which the set came into force.
	pub id: SetId,
	/// The validators, in the order of the session; a [`ValidatorIndex`] is a place in it.
	pub validators: Vec<Validator>,
}

/// Why a list is no validator set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetError {
	/// Nobody could decide.
	Empty,
	/// There are more validators than a [`ValidatorIndex`] can name.
	TooManyValidators,
	/// A validator's vote would not count.
	NoWeight,
	/// The sum of the weights is above [`MAX_TOTAL_WEIGHT`].
	TooMuchWeight,
	/// A key is there twice, and its owner could not tell as whom it votes.
	DuplicateKey,
}

impl core::fmt::Display for SetError {
	fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
		f.write_str(match self {
			Self::Empty => "there are no validators",
			Self::TooManyValidators => "there are too many validators",
			Self::NoWeight => "a validator has no weight",
			Self::TooMuchWeight => "the validators weigh too much",
			Self::DuplicateKey => "two validators have the same key",
		})
	}
}

impl ValidatorSet {
	/// Refuse a set by which nothing could be decided safely.
	pub fn ensure_sound(&self) -> Result<(), SetError> {
		if self.validators.is_empty() {
			return Err(SetError::Empty);
		}
		if self.validators.len() > ValidatorIndex::MAX.into() {
			return Err(SetError::TooManyValidators);
		}
		if self.validators.iter().any(|validator| validator.weight == 0) {
			return Err(SetError::NoWeight);
		}
		let total = self
			.validators
			.iter()
			.try_fold(0, |sum: Weight, validator| sum.checked_add(validator.weight));
		if total.is_none_or(|total| total > MAX_TOTAL_WEIGHT) {
			return Err(SetError::TooMuchWeight);
		}
		let keys: BTreeSet<_> = self.validators.iter().map(|validator| &validator.id).collect();
		if keys.len() < self.validators.len() {
			return Err(SetError::DuplicateKey);
		}
		Ok(())
	}

	/// The validator at a place, if there is one.
	pub fn get(&self, index: ValidatorIndex) -> Option<&Validator> {
		self.validators.get(usize::from(index))
	}

	/// The place of the validator with this key.
	pub fn index_of(&self, id: &BftId) -> Option<ValidatorIndex> {
		let position = self.validators.iter().position(|validator| &validator.id == id)?;
		position.try_into().ok()
	}

	/// The sum of all weights.
	pub fn total_weight(&self) -> Weight {
		self.validators
			.iter()
			.fold(0, |sum: Weight, validator| sum.saturating_add(validator.weight))
	}

	/// The least weight that is a quorum.
	pub fn quorum(&self) -> Weight {
		let twice = u128::from(self.total_weight()) * 2;
		// At most two thirds of a weight, and one.
		(twice / 3) as Weight + 1
	}

	/// Whether this weight is a quorum: more than two thirds.
	pub fn is_quorum(&self, weight: Weight) -> bool {
		u128::from(weight) * 3 > u128::from(self.total_weight()) * 2
	}

	/// Whether this weight cannot be of faulty validators alone: more than one third.
	pub fn has_honest(&self, weight: Weight) -> bool {
		u128::from(weight) * 3 > u128::from(self.total_weight())
	}
}

/// Weights in proportion to these stakes, each at least 1 and together at most [`MAX_TOTAL_WEIGHT`].
///
/// Stakes that fit are kept as they are. Larger ones are scaled down, by which a validator's part of the whole moves by
/// less than `2n / MAX_TOTAL_WEIGHT`, `n` being the number of validators.
pub fn scaled_weights(stakes: &[u128]) -> Vec<Weight> {
	// Parts so small that neither their sum nor a product of one with the greatest weight leaves 128 bits.
	let bits = |number: u128| u128::BITS - number.leading_zeros();
	let largest = stakes.iter().max().copied().unwrap_or(0);
	let shift = (bits(largest) + bits(stakes.len() as u128)).saturating_sub(74);
	let parts: Vec<u128> = stakes.iter().map(|stake| (stake >> shift).max(1)).collect();

	let total = parts.iter().sum::<u128>();
	let max = u128::from(MAX_TOTAL_WEIGHT);
	if total <= max {
		return parts.into_iter().map(|part| part as Weight).collect();
	}
	// One is kept back for each, so that none has nothing.
	let room = max.saturating_sub(parts.len() as u128);
	parts.into_iter().map(|part| (part * room / total) as Weight + 1).collect()
}
