// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Remembers who said what, and notices who contradicts itself.

use crate::message::SignedStatement;
use cybermiles_primitives_bft::{
	Equivocation, Height, Proposers, Round, StatementEquivocation, StatementKind, ValidatorIndex,
	ValidatorSet,
};
use std::{collections::BTreeMap, sync::Arc};

/// For how many heights that are final statements are still taken and compared.
pub const PAST_HEIGHTS: Height = 8;

/// Where a validator says at most one thing.
type Place = (Round, StatementKind, ValidatorIndex);

/// What was said at a height: at each place what came first, and what contradicts it.
struct Said {
	set: Arc<ValidatorSet>,
	proposers: Arc<Proposers>,
	by_place: BTreeMap<Place, (SignedStatement, Option<SignedStatement>)>,
}

/// What is known of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
	/// Nothing of this signer at this place.
	New,
	/// Something else, so that this one would be an equivocation.
	Contradicts,
	/// It was heard before, or two others were and a third adds nothing.
	Nothing,
}

/// The statements of the height that is being decided and of the last ones before it.
///
/// It grows with validators, rounds and heights, not with the number of messages: at each place, two statements are kept.
#[derive(Default)]
pub struct Memory(BTreeMap<Height, Said>);

impl Memory {
	/// Take statements of this height from now on, and forget those of long ago.
	pub fn begin(&mut self, height: Height, set: Arc<ValidatorSet>, proposers: Arc<Proposers>) {
		self.0.insert(height, Said { set, proposers, by_place: BTreeMap::new() });
		self.0.retain(|past, _| past.saturating_add(PAST_HEIGHTS) >= height);
	}

	/// The set that signs at a height and the order in which it proposes, if its statements are taken.
	pub fn who_speaks(&self, height: Height) -> Option<(Arc<ValidatorSet>, Arc<Proposers>)> {
		self.0.get(&height).map(|said| (said.set.clone(), said.proposers.clone()))
	}

	/// What a statement would add. Its signature need not have been checked.
	pub fn knows(&self, signed: &SignedStatement) -> Known {
		let Some(said) = self.0.get(&signed.height) else { return Known::Nothing };
		match said.by_place.get(&place(signed)) {
			None => Known::New,
			Some((first, None)) if first.statement != signed.statement => Known::Contradicts,
			Some(_) => Known::Nothing,
		}
	}

	/// Remember a statement whose signature was checked; the proof, if it contradicts what the signer said before.
	pub fn note(&mut self, signed: &SignedStatement) -> Option<Equivocation> {
		let said = self.0.get_mut(&signed.height)?;
		let Some((first, second)) = said.by_place.get_mut(&place(signed)) else {
			said.by_place.insert(place(signed), (signed.clone(), None));
			return None;
		};
		if second.is_some() || first.statement == signed.statement {
			return None;
		}
		*second = Some(signed.clone());
		Some(Equivocation::Statements(StatementEquivocation {
			offender: said.set.get(signed.signer)?.id.clone(),
			set: signed.set,
			height: signed.height,
			round: signed.round,
			first: (first.statement, first.signature.clone()),
			second: (signed.statement, signed.signature.clone()),
		}))
	}

	/// What was said at a height from a round on.
	pub fn since(&self, height: Height, round: Round) -> impl Iterator<Item = &SignedStatement> {
		let said = self.0.get(&height).map(|said| &said.by_place);
		said.into_iter()
			.flat_map(move |by_place| by_place.range((round, StatementKind::Proposal, 0)..))
			.flat_map(|(_, (first, second))| core::iter::once(first).chain(second))
	}
}

fn place(signed: &SignedStatement) -> Place {
	(signed.round, signed.statement.kind(), signed.signer)
}
