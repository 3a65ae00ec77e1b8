// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What the consensus library calls a height, a value, a vote and so on, in the terms of this chain.

use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{
	BftId, BftSignature, Height, Proposers, Statement, ValidatorIndex, ValidatorSet, Weight,
};
use malachite_types::{
	self as mc, Context, LinearTimeouts, NilOrVal, SignedExtension, SigningScheme, VoteType,
};
use std::{fmt, sync::Arc};

/// The instance of the consensus library for one height.
#[derive(Clone)]
pub struct Tendermint {
	/// Who proposes in which round.
	pub proposers: Arc<Proposers>,
}

/// A block number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockHeight(pub Height);

impl fmt::Display for BlockHeight {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		self.0.fmt(f)
	}
}

impl mc::Height for BlockHeight {
	const ZERO: Self = Self(0);
	const INITIAL: Self = Self(1);

	fn increment_by(&self, n: u64) -> Self {
		Self(u32::try_from(n).map_or(u32::MAX, |n| self.0.saturating_add(n)))
	}

	fn decrement_by(&self, n: u64) -> Option<Self> {
		self.0.checked_sub(n.try_into().ok()?).map(Self)
	}

	fn as_u64(&self) -> u64 {
		self.0.into()
	}
}

/// What is decided on: a block, which is its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate(pub Hash);

impl fmt::Display for Candidate {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		self.0.fmt(f)
	}
}

impl mc::Value for Candidate {
	type Id = Self;

	fn id(&self) -> Self {
		*self
	}
}

/// A validator's place in the set of the height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(pub ValidatorIndex);

impl fmt::Display for Address {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		self.0.fmt(f)
	}
}

impl mc::Address for Address {}

/// A validator of the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
	place: Address,
	id: BftId,
	weight: Weight,
}

impl mc::Validator<Tendermint> for Member {
	fn address(&self) -> &Address {
		&self.place
	}

	fn public_key(&self) -> &BftId {
		&self.id
	}

	fn voting_power(&self) -> mc::VotingPower {
		self.weight
	}
}

/// The validators of the set. Cheap to clone, as the library does often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members(Arc<[Member]>);

impl Members {
	/// The members of a set, which is sound and so not empty.
	pub fn of(set: &ValidatorSet) -> Self {
		let members = (0..).zip(&set.validators).map(|(place, validator)| Member {
			place: Address(place),
			id: validator.id.clone(),
			weight: validator.weight,
		});
		Self(members.collect())
	}
}

impl mc::ValidatorSet<Tendermint> for Members {
	fn count(&self) -> usize {
		self.0.len()
	}

	fn total_voting_power(&self) -> mc::VotingPower {
		self.0.iter().map(|member| member.weight).sum()
	}

	fn get_by_address(&self, place: &Address) -> Option<&Member> {
		self.get_by_index(place.0.into())
	}

	fn get_by_index(&self, index: usize) -> Option<&Member> {
		self.0.get(index)
	}
}

/// A proposal without its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
	height: BlockHeight,
	round: mc::Round,
	candidate: Candidate,
	polka_round: mc::Round,
	proposer: Address,
}

impl mc::Proposal<Tendermint> for Proposal {
	fn height(&self) -> BlockHeight {
		self.height
	}

	fn round(&self) -> mc::Round {
		self.round
	}

	fn value(&self) -> &Candidate {
		&self.candidate
	}

	fn take_value(self) -> Candidate {
		self.candidate
	}

	fn pol_round(&self) -> mc::Round {
		self.polka_round
	}

	fn validator_address(&self) -> &Address {
		&self.proposer
	}
}

impl Proposal {
	/// What is signed.
	pub fn statement(&self) -> Statement {
		Statement::Proposal { block: self.candidate.0, polka_round: self.polka_round.as_u32() }
	}
}

/// A vote without its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
	height: BlockHeight,
	round: mc::Round,
	kind: VoteType,
	value: NilOrVal<Candidate>,
	voter: Address,
}

impl mc::Vote<Tendermint> for Vote {
	fn height(&self) -> BlockHeight {
		self.height
	}

	fn round(&self) -> mc::Round {
		self.round
	}

	fn value(&self) -> &NilOrVal<Candidate> {
		&self.value
	}

	fn take_value(self) -> NilOrVal<Candidate> {
		self.value
	}

	fn vote_type(&self) -> VoteType {
		self.kind
	}

	fn validator_address(&self) -> &Address {
		&self.voter
	}

	fn extension(&self) -> Option<&SignedExtension<Tendermint>> {
		None
	}

	fn take_extension(&mut self) -> Option<SignedExtension<Tendermint>> {
		None
	}

	fn extend(self, _: SignedExtension<Tendermint>) -> Self {
		self
	}
}

impl Vote {
	/// What is signed.
	pub fn statement(&self) -> Statement {
		crate::convert::vote_statement(self.kind, self.value)
	}
}

/// Votes carry nothing besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoExtension;

impl mc::Extension for NoExtension {
	fn size_bytes(&self) -> usize {
		0
	}
}

/// A block comes by the chain's own means, not in parts of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPart;

impl mc::ProposalPart<Tendermint> for NoPart {
	fn is_first(&self) -> bool {
		true
	}

	fn is_last(&self) -> bool {
		true
	}
}

/// The signatures, which the library carries and never makes or checks itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme;

/// A signature that can be ordered, as the library wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signature(pub [u8; 64]);

impl From<BftSignature> for Signature {
	fn from(signature: BftSignature) -> Self {
		Self(signature.into_inner().into())
	}
}

impl From<Signature> for BftSignature {
	fn from(signature: Signature) -> Self {
		sp_core::ed25519::Signature::from_raw(signature.0).into()
	}
}

impl SigningScheme for Scheme {
	type DecodingError = &'static str;
	type Signature = Signature;
	type PublicKey = BftId;
	type PrivateKey = ();

	fn decode_signature(bytes: &[u8]) -> Result<Signature, Self::DecodingError> {
		bytes.try_into().map(Signature).map_err(|_| "a signature has 64 bytes")
	}

	fn encode_signature(signature: &Signature) -> Vec<u8> {
		signature.0.to_vec()
	}

	fn decode_public_key(bytes: &[u8]) -> Result<BftId, Self::DecodingError> {
		bytes.try_into().map_err(|_| "a public key has 32 bytes")
	}

	fn encode_public_key(public_key: &BftId) -> Vec<u8> {
		AsRef::<[u8]>::as_ref(public_key).to_vec()
	}
}

impl Context for Tendermint {
	type Address = Address;
	type Height = BlockHeight;
	type ProposalPart = NoPart;
	type Proposal = Proposal;
	type Validator = Member;
	type ValidatorSet = Members;
	type Timeouts = LinearTimeouts;
	type Value = Candidate;
	type Vote = Vote;
	type Extension = NoExtension;
	type SigningScheme = Scheme;

	fn select_proposer<'a>(
		&self,
		members: &'a Members,
		_: BlockHeight,
		round: mc::Round,
	) -> &'a Member {
		let place = self.proposers.of_round(round.as_u32().unwrap_or(0));
		// The order was drawn from this very set.
		&members.0[usize::from(place)]
	}

	fn new_proposal(
		&self,
		height: BlockHeight,
		round: mc::Round,
		candidate: Candidate,
		polka_round: mc::Round,
		proposer: Address,
	) -> Proposal {
		Proposal { height, round, candidate, polka_round, proposer }
	}

	fn new_prevote(
		&self,
		height: BlockHeight,
		round: mc::Round,
		value: NilOrVal<Candidate>,
		voter: Address,
	) -> Vote {
		Vote { height, round, kind: VoteType::Prevote, value, voter }
	}

	fn new_precommit(
		&self,
		height: BlockHeight,
		round: mc::Round,
		value: NilOrVal<Candidate>,
		voter: Address,
	) -> Vote {
		Vote { height, round, kind: VoteType::Precommit, value, voter }
	}
}
