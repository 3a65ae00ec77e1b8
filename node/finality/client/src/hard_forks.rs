// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The way out when more than a third of the weight is lost for ever: the operators agree on other validators, and write
//! them into the chain specification of every node.

use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{Height, SetError, SetId, ValidatorSet};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The least id of a set in the table, which no session reaches by itself.
pub const FIRST_FORK_SET: SetId = 1 << 31;

/// The table of hard forks, in ascending order of heights.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HardForks(pub Vec<HardFork>);

/// From some height on, other validators decide than the chain says.
///
/// It holds as long as the chain names the set that is replaced, and so ends by itself when the next set comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HardFork {
	/// The last block that the validators made final who are replaced.
	pub after: LastBlock,
	/// The id of their set.
	pub replaces: SetId,
	/// Who decides instead. Its id is at least [`FIRST_FORK_SET`] and used for no other set of the chain.
	pub set: ValidatorSet,
}

/// A block by number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastBlock {
	/// Its number.
	pub number: Height,
	/// Its hash.
	pub hash: Hash,
}

/// Why a table cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HardForkError {
	/// The entry's set could decide nothing safely.
	Set(Height, SetError),
	/// The id of the entry's set is that of a session to come, or of another entry.
	SetId(Height),
	/// The entry is not after the one before it.
	Order(Height),
	/// The chain has another final block at that number.
	OtherBlock(LastBlock, Hash),
}

impl fmt::Display for HardForkError {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str("The table of hard forks in the chain specification cannot be used. ")?;
		match self {
			Self::Set(number, error) => {
				write!(f, "In the set of the entry after block {number}, {error}.")
			},
			Self::SetId(number) => write!(
				f,
				"The id of the set of the entry after block {number} must be at least {FIRST_FORK_SET} and greater than \
				 those of the entries before it."
			),
			Self::Order(number) => {
				write!(f, "The entry after block {number} must come before those of later blocks.")
			},
			Self::OtherBlock(LastBlock { number, hash }, found) => write!(
				f,
				"Block {number} is {hash:?} in the table and {found:?} in the database. Ask the other operators which one \
				 is theirs; if it is the table's, delete the database with `purge-chain` and sync again."
			),
		}
	}
}

impl std::error::Error for HardForkError {}

impl HardForks {
	/// The set that decides a height, given the one that the chain names for it.
	pub fn in_force(&self, named: ValidatorSet, height: Height) -> ValidatorSet {
		let replaces = |fork: &&HardFork| fork.replaces == named.id && height > fork.after.number;
		match self.0.iter().rev().find(replaces) {
			Some(fork) => fork.set.clone(),
			None => named,
		}
	}

	/// Whether a block may be final, as far as the table says.
	pub fn permit(&self, height: Height, block: &Hash) -> bool {
		self.0.iter().all(|fork| fork.after.number != height || fork.after.hash == *block)
	}

	/// Refuse a table that could not be followed, or that is of another chain.
	pub fn ensure_sound(
		&self,
		final_block: impl Fn(Height) -> Option<Hash>,
	) -> Result<(), HardForkError> {
		let mut last: Option<&HardFork> = None;
		for fork in &self.0 {
			let number = fork.after.number;
			fork.set.ensure_sound().map_err(|error| HardForkError::Set(number, error))?;
			if last.is_some_and(|last| last.after.number >= number) {
				return Err(HardForkError::Order(number));
			}
			if fork.set.id < FIRST_FORK_SET || last.is_some_and(|last| last.set.id >= fork.set.id) {
				return Err(HardForkError::SetId(number));
			}
			if let Some(found) = final_block(number).filter(|found| *found != fork.after.hash) {
				return Err(HardForkError::OtherBlock(fork.after, found));
			}
			last = Some(fork);
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use cybermiles_primitives_bft::{BftPair, Validator};
	use sp_core::Pair;

	fn set(id: SetId, seed: u8) -> ValidatorSet {
		let id_of = |seed| BftPair::from_seed(&[seed; 32]).public();
		ValidatorSet { id, validators: vec![Validator { id: id_of(seed), weight: 1 }] }
	}

	fn fork(number: Height, replaces: SetId, id: SetId) -> HardFork {
		let after = LastBlock { number, hash: Hash::repeat_byte(number as u8) };
		HardFork { after, replaces, set: set(id, 9) }
	}

	fn none(_: Height) -> Option<Hash> {
		None
	}

	#[test]
	fn an_entry_holds_from_its_height_until_the_chain_names_another_set() {
		let table = HardForks(vec![fork(10, 3, FIRST_FORK_SET), fork(20, 3, FIRST_FORK_SET + 1)]);
		let in_force = |named: SetId, height| table.in_force(set(named, 1), height).id;
		assert_eq!(in_force(3, 10), 3);
		assert_eq!(in_force(3, 11), FIRST_FORK_SET);
		assert_eq!(in_force(3, 20), FIRST_FORK_SET);
		assert_eq!(in_force(3, 21), FIRST_FORK_SET + 1);
		assert_eq!(in_force(4, 21), 4);
		assert_eq!(in_force(2, 21), 2);
	}

	#[test]
	fn a_table_that_cannot_be_followed_is_refused() {
		let sound = |table: Vec<HardFork>| HardForks(table).ensure_sound(none);
		assert_eq!(sound(vec![]), Ok(()));
		assert_eq!(sound(vec![fork(1, 0, FIRST_FORK_SET), fork(2, 5, FIRST_FORK_SET + 1)]), Ok(()));
		assert_eq!(sound(vec![fork(1, 0, 7)]), Err(HardForkError::SetId(1)));
		let same_id = vec![fork(1, 0, FIRST_FORK_SET), fork(2, 0, FIRST_FORK_SET)];
		assert_eq!(sound(same_id), Err(HardForkError::SetId(2)));
		let same_block = vec![fork(2, 0, FIRST_FORK_SET), fork(2, 0, FIRST_FORK_SET + 1)];
		assert_eq!(sound(same_block), Err(HardForkError::Order(2)));
		let mut empty = fork(1, 0, FIRST_FORK_SET);
		empty.set.validators.clear();
		assert_eq!(sound(vec![empty]), Err(HardForkError::Set(1, SetError::Empty)));
	}

	#[test]
	fn only_the_block_of_an_entry_may_be_final_at_its_number() {
		let table = HardForks(vec![fork(5, 0, FIRST_FORK_SET)]);
		assert!(table.permit(5, &Hash::repeat_byte(5)));
		assert!(!table.permit(5, &Hash::repeat_byte(6)));
		assert!(table.permit(4, &Hash::repeat_byte(6)));
	}

	#[test]
	fn a_table_of_another_chain_is_refused() {
		let table = HardForks(vec![fork(5, 0, FIRST_FORK_SET)]);
		let at_5 = |hash| move |number| (number == 5).then_some(hash);
		assert_eq!(table.ensure_sound(at_5(Hash::repeat_byte(5))), Ok(()));
		let other = Hash::repeat_byte(6);
		let refused = HardForkError::OtherBlock(table.0[0].after, other);
		assert_eq!(table.ensure_sound(at_5(other)), Err(refused));
	}

	#[test]
	fn a_table_is_written_as_in_the_book() {
		let json = r#"[{
			"after": {
				"number": 5,
				"hash": "0x0505050505050505050505050505050505050505050505050505050505050505"
			},
			"replaces": 2,
			"set": {
				"id": 2147483648,
				"validators": [{ "id": "5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu", "weight": 1 }]
			}
		}]"#;
		let table: HardForks = serde_json::from_str(json).unwrap();
		assert_eq!(table.0[0].replaces, 2);
		assert_eq!(table.0[0].set.validators[0].weight, 1);
		let again: HardForks =
			serde_json::from_value(serde_json::to_value(&table).unwrap()).unwrap();
		assert_eq!(again, table);
		assert!(serde_json::from_str::<HardForks>(&json.replace("weight", "wieght")).is_err());
	}
}
