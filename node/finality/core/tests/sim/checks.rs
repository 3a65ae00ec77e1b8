// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What must hold in every run, judged apart from the code that is tested.

use super::Scheme;
use cybermiles_finality_core::Message;
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub struct Checks {
	/// Who may contradict itself.
	dishonest: BTreeSet<usize>,
	decided: BTreeMap<Height, Hash>,
	said: BTreeMap<(usize, Height, Round, StatementKind), Statement>,
	log: Vec<(usize, Height)>,
	pub violations: Vec<String>,
}

impl Checks {
	pub fn new(dishonest: Vec<usize>) -> Self {
		Self { dishonest: dishonest.into_iter().collect(), ..Self::default() }
	}

	pub fn excuse(&mut self, key: usize) {
		self.dishonest.insert(key);
	}

	pub fn statements_of(&self, key: usize, height: Height, round: Round) -> Vec<Statement> {
		let places = (key, height, round, StatementKind::Proposal)
			..=(key, height, round, StatementKind::Precommit);
		self.said.range(places).map(|(_, statement)| *statement).collect()
	}

	/// How many statements were made.
	pub fn statements(&self) -> usize {
		self.log.len()
	}

	/// Who made the statements after so many, and at which height.
	pub fn said_since(&self, before: usize) -> Vec<(usize, Height)> {
		self.log[before..].to_vec()
	}

	/// No honest validator says two things at one place.
	pub fn on_sent(&mut self, key: Option<usize>, message: &Message) {
		let (Some(key), Message::Statement(signed)) = (key, message) else { return };
		self.log.push((key, signed.height));
		if self.dishonest.contains(&key) {
			return;
		}
		let place = (key, signed.height, signed.round, signed.statement.kind());
		let first = *self.said.entry(place).or_insert(signed.statement);
		if first != signed.statement {
			self.violations
				.push(format!("double sign at {place:?}: {first:?}, {:?}", signed.statement));
		}
	}

	/// What is final is one block at each height, a child of the one before, and has more than two thirds behind it.
	pub fn on_finalized(
		&mut self,
		node: usize,
		set: &ValidatorSet,
		justification: &Justification,
		is_child_of_last: bool,
		scheme: &Scheme,
	) {
		let Justification { height, block, round, .. } = justification;
		let first = *self.decided.entry(*height).or_insert(*block);
		if first != *block {
			self.violations
				.push(format!("disagreement at {height}: {first}, at node {node} {block}"));
		}
		if !is_child_of_last {
			self.violations
				.push(format!("node {node} made {block} final, which is no child of the last"));
		}
		let message =
			Statement::Precommit(Some(*block)).message(&super::GENESIS, set.id, *height, *round);
		let signers: BTreeSet<_> = justification
			.signatures
			.iter()
			.filter(|(signer, signature)| {
				set.get(*signer).is_some_and(|it| scheme.verify(&it.id, &message, signature))
			})
			.map(|(signer, _)| usize::from(*signer))
			.collect();
		let signed: u128 =
			signers.iter().map(|signer| set.validators[*signer].weight as u128).sum();
		let total: u128 = set.validators.iter().map(|validator| validator.weight as u128).sum();
		if signed * 3 <= total * 2 {
			self.violations.push(format!("no quorum at {height}: {signed} of {total}"));
		}
	}
}
