// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Between the terms of this chain and those of the consensus library.

use crate::{
	context::{Address, BlockHeight, Candidate, Proposal, Tendermint, Vote},
	message::{Polka, RoundCertificate, RoundReason, SignedStatement},
};
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{
	BftSignature, Height, Justification, Round, SetId, Statement, ValidatorIndex,
};
use malachite::{Input, ProposedValue};
use malachite_types::{
	self as mc, CommitCertificate, Context, NilOrVal, PolkaCertificate, PolkaSignature,
	Proposal as _, RoundCertificateType, RoundSignature, SignedMessage, Validity, Vote as _,
	VoteType,
};

/// The statement of a vote.
pub fn vote_statement(kind: VoteType, value: NilOrVal<Candidate>) -> Statement {
	let block = match value {
		NilOrVal::Nil => None,
		NilOrVal::Val(Candidate(block)) => Some(block),
	};
	match kind {
		VoteType::Prevote => Statement::Prevote(block),
		VoteType::Precommit => Statement::Precommit(block),
	}
}

/// What a vote is for, in the library's terms.
pub fn vote_value(block: Option<Hash>) -> NilOrVal<Candidate> {
	block.map_or(NilOrVal::Nil, |block| NilOrVal::Val(Candidate(block)))
}

/// A round in this chain's terms; the library has an undefined one besides.
pub fn round_of(round: mc::Round) -> Round {
	round.as_u32().unwrap_or(0)
}

/// A statement in the library's terms.
pub fn input_of(signed: SignedStatement, ctx: &Tendermint) -> Input<Tendermint> {
	let (height, round) = (BlockHeight(signed.height), mc::Round::new(signed.round));
	let (signer, signature) = (Address(signed.signer), signed.signature.into());
	match signed.statement {
		Statement::Proposal { block, polka_round } => {
			let proposal =
				ctx.new_proposal(height, round, Candidate(block), polka_round.into(), signer);
			Input::Proposal(SignedMessage::new(proposal, signature))
		},
		Statement::Prevote(block) => {
			let vote = ctx.new_prevote(height, round, vote_value(block), signer);
			Input::Vote(SignedMessage::new(vote, signature))
		},
		Statement::Precommit(block) => {
			let vote = ctx.new_precommit(height, round, vote_value(block), signer);
			Input::Vote(SignedMessage::new(vote, signature))
		},
	}
}

/// A vote of the library's in this chain's terms.
pub fn signed_vote(set: SetId, vote: SignedMessage<Tendermint, Vote>) -> SignedStatement {
	SignedStatement {
		set,
		height: vote.message.height().0,
		round: round_of(vote.message.round()),
		signer: vote.message.validator_address().0,
		statement: vote.message.statement(),
		signature: vote.signature.into(),
	}
}

/// A proposal of the library's in this chain's terms.
pub fn signed_proposal(
	set: SetId,
	proposal: SignedMessage<Tendermint, Proposal>,
) -> SignedStatement {
	SignedStatement {
		set,
		height: proposal.message.height().0,
		round: round_of(proposal.message.round()),
		signer: proposal.message.validator_address().0,
		statement: proposal.message.statement(),
		signature: proposal.signature.into(),
	}
}

/// A polka in the library's terms.
pub fn polka_input(polka: Polka) -> PolkaCertificate<Tendermint> {
	PolkaCertificate {
		height: BlockHeight(polka.height),
		round: mc::Round::new(polka.round),
		value_id: Candidate(polka.block),
		polka_signatures: polka
			.signatures
			.into_iter()
			.map(|(signer, signature)| PolkaSignature::new(Address(signer), signature.into()))
			.collect(),
	}
}

/// A polka of the library's in this chain's terms.
pub fn polka_of(set: SetId, certificate: PolkaCertificate<Tendermint>) -> Polka {
	let mut signatures: Vec<_> = certificate
		.polka_signatures
		.into_iter()
		.map(|signed| (signed.address.0, signed.signature.into()))
		.collect();
	signatures.sort_by_key(|(signer, _)| *signer);
	Polka {
		set,
		height: certificate.height.0,
		round: round_of(certificate.round),
		block: certificate.value_id.0,
		signatures,
	}
}

/// The verdict on a block, in the library's terms.
pub fn verdict(
	height: Height,
	round: Round,
	proposer: ValidatorIndex,
	block: Hash,
	valid: bool,
) -> ProposedValue<Tendermint> {
	ProposedValue {
		height: BlockHeight(height),
		round: mc::Round::new(round),
		valid_round: mc::Round::Nil,
		proposer: Address(proposer),
		value: Candidate(block),
		validity: Validity::from_bool(valid),
	}
}

/// A decision of the library's in this chain's terms.
pub fn justification(set: SetId, certificate: CommitCertificate<Tendermint>) -> Justification {
	let mut signatures: Vec<_> = certificate
		.commit_signatures
		.into_iter()
		.map(|signed| (signed.address.0, signed.signature.into()))
		.collect();
	signatures.sort_by_key(|(signer, _)| *signer);
	Justification {
		version: Justification::VERSION,
		set,
		height: certificate.height.0,
		round: round_of(certificate.round),
		block: certificate.value_id.0,
		signatures,
	}
}

/// A round certificate of the library's in this chain's terms.
pub fn round_certificate(
	set: SetId,
	certificate: mc::RoundCertificate<Tendermint>,
) -> RoundCertificate {
	let mut votes: Vec<_> = certificate
		.round_signatures
		.into_iter()
		.map(|signed| {
			let statement = vote_statement(signed.vote_type, signed.value_id);
			(signed.address.0, statement, BftSignature::from(signed.signature))
		})
		.collect();
	votes.sort_by_key(|(signer, ..)| *signer);
	RoundCertificate {
		set,
		height: certificate.height.0,
		round: round_of(certificate.round),
		reason: match certificate.cert_type {
			RoundCertificateType::Precommit => RoundReason::Ended,
			RoundCertificateType::Skip => RoundReason::Skipped,
		},
		votes,
	}
}

/// A round certificate in the library's terms.
pub fn round_input(certificate: RoundCertificate) -> mc::RoundCertificate<Tendermint> {
	let signatures = certificate.votes.into_iter().filter_map(|(signer, statement, signature)| {
		let (kind, block) = match statement {
			Statement::Prevote(block) => (VoteType::Prevote, block),
			Statement::Precommit(block) => (VoteType::Precommit, block),
			Statement::Proposal { .. } => return None,
		};
		let value = vote_value(block);
		Some(RoundSignature::new(kind, value, Address(signer), signature.into()))
	});
	mc::RoundCertificate {
		height: BlockHeight(certificate.height),
		round: mc::Round::new(certificate.round),
		cert_type: match certificate.reason {
			RoundReason::Ended => RoundCertificateType::Precommit,
			RoundReason::Skipped => RoundCertificateType::Skip,
		},
		round_signatures: signatures.collect(),
	}
}
