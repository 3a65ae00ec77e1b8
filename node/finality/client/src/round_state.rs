// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Where a node is in the decision of a height, for people who want to know why nothing becomes final.

use cybermiles_finality_core::{Engine, Keys};
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{BftId, Height, Round, SetId, Statement, StatementKind, Weight};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::oneshot;

/// Somebody asks for the state of the round.
pub type Question = oneshot::Sender<RoundState>;

/// The height that is being decided, as this node sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoundState {
	/// The number of the block that is to be final next.
	pub height: Height,
	/// The attempt, from 0 on.
	pub round: Round,
	/// The id of the validator set that decides.
	pub set: SetId,
	/// The weight of all its validators.
	pub total_weight: Weight,
	/// The least weight that decides.
	pub quorum_weight: Weight,
	/// Who proposes in the round.
	pub proposer: BftId,
	/// As whom this node votes, if it does.
	pub validator: Option<BftId>,
	/// What was proposed in the round.
	pub proposals: Vec<Hash>,
	/// The prevotes of the round.
	pub prevotes: Vec<Tally>,
	/// The precommits of the round.
	pub precommits: Vec<Tally>,
	/// The validators from whom nothing came at this height.
	pub silent: Vec<BftId>,
}

/// The votes for a block, or for none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
	/// The block; `null` for none.
	pub block: Option<Hash>,
	/// The weight of those who voted so.
	pub weight: Weight,
}

impl RoundState {
	/// Of an engine; `None` if the set names no validators.
	pub fn of<K: Keys>(engine: &Engine<K>) -> Option<Self> {
		let (height, round) = engine.position();
		let set = engine.validator_set();
		let of_round = || engine.statements(height).filter(|signed| signed.round == round);
		let tally = |kind| {
			let mut weights = BTreeMap::<Option<Hash>, Weight>::new();
			for signed in of_round().filter(|signed| signed.statement.kind() == kind) {
				let weight = set.get(signed.signer).map_or(0, |validator| validator.weight);
				let sum = weights.entry(signed.statement.block()).or_default();
				*sum = sum.saturating_add(weight);
			}
			weights.into_iter().map(|(block, weight)| Tally { block, weight }).collect()
		};
		let heard: BTreeSet<_> = engine.statements(height).map(|signed| signed.signer).collect();
		let silent = (0..).zip(&set.validators).filter(|(index, _)| !heard.contains(index));
		Some(Self {
			height,
			round,
			set: set.id,
			total_weight: set.total_weight(),
			quorum_weight: set.quorum(),
			proposer: set.get(engine.proposer(round))?.id.clone(),
			validator: engine.place().and_then(|place| Some(set.get(place)?.id.clone())),
			proposals: of_round()
				.filter_map(|signed| match signed.statement {
					Statement::Proposal { block, .. } => Some(block),
					_ => None,
				})
				.collect(),
			prevotes: tally(StatementKind::Prevote),
			precommits: tally(StatementKind::Precommit),
			silent: silent.map(|(_, validator)| validator.id.clone()).collect(),
		})
	}
}
