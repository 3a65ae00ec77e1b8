// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The write-ahead log of a height: what a validator took in, so that after a crash it comes to the same votes.

use crate::{
	context::Tendermint,
	convert::{input_of, polka_input, polka_of, round_of, signed_proposal, signed_vote, verdict},
	message::{Polka, SignedStatement},
};
use codec::{Decode, DecodeAll, Encode};
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{Height, Justification, Round, SetId, ValidatorIndex};
use malachite::Input;
use malachite_types::{self as mc, Timeout, TimeoutKind, ValueOrigin};
use sp_crypto_hashing::twox_64;

/// What was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Entry {
	/// A proposal or a vote, own or other.
	#[codec(index = 0)]
	Statement(SignedStatement),
	/// A quorum of prevotes.
	#[codec(index = 1)]
	Polka(Polka),
	/// The verdict on a block.
	#[codec(index = 2)]
	Verdict {
		/// In which round the block was proposed.
		round: Round,
		/// By whom.
		proposer: ValidatorIndex,
		/// The block.
		block: Hash,
		/// Whether it may be decided.
		valid: bool,
	},
	/// The decision, made here or elsewhere.
	#[codec(index = 4)]
	Decision(Justification),
	/// A time was over.
	#[codec(index = 3)]
	Timeout {
		/// In which round.
		round: Round,
		/// Of which step.
		step: Step,
	},
}

/// The steps that end by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Step {
	/// Waiting for a proposal.
	Propose,
	/// Waiting for more prevotes.
	Prevote,
	/// Waiting for more precommits.
	Precommit,
}

impl Entry {
	/// The entry of an input; `None` for what the library never logs.
	pub fn of(set: SetId, input: Input<Tendermint>) -> Option<Self> {
		Some(match input {
			Input::Vote(vote) => Self::Statement(signed_vote(set, vote)),
			Input::Proposal(proposal) => Self::Statement(signed_proposal(set, proposal)),
			Input::PolkaCertificate(certificate) => Self::Polka(polka_of(set, certificate)),
			Input::ProposedValue(value, _) => Self::Verdict {
				round: round_of(value.round),
				proposer: value.proposer.0,
				block: value.value.0,
				valid: value.validity.is_valid(),
			},
			Input::TimeoutElapsed(timeout) => Self::Timeout {
				round: round_of(timeout.round),
				step: match timeout.kind {
					TimeoutKind::Propose => Step::Propose,
					TimeoutKind::Prevote => Step::Prevote,
					TimeoutKind::Precommit => Step::Precommit,
					TimeoutKind::Rebroadcast | TimeoutKind::FinalizeHeight(_) => return None,
				},
			},
			Input::StartHeight(..)
			| Input::RoundCertificate(_)
			| Input::Propose(_)
			| Input::SyncValueResponse(_) => return None,
		})
	}

	/// The input that it records; `None` for a decision, which the library is not told.
	pub fn into_input(self, height: Height, ctx: &Tendermint) -> Option<Input<Tendermint>> {
		Some(match self {
			Self::Decision(_) => return None,
			Self::Statement(signed) => input_of(signed, ctx),
			Self::Polka(polka) => Input::PolkaCertificate(polka_input(polka)),
			Self::Verdict { round, proposer, block, valid } => Input::ProposedValue(
				verdict(height, round, proposer, block, valid),
				ValueOrigin::Consensus,
			),
			Self::Timeout { round, step } => {
				let round = mc::Round::new(round);
				Input::TimeoutElapsed(match step {
					Step::Propose => Timeout::propose(round),
					Step::Prevote => Timeout::prevote(round),
					Step::Precommit => Timeout::precommit(round),
				})
			},
		})
	}
}

/// What of a journal is of this set. Operators may have replaced the set of the height, and then nothing counts that was
/// taken in before.
pub(crate) fn of_set(set: SetId, mut journal: Vec<Entry>) -> Vec<Entry> {
	let other = |entry: &Entry| match entry {
		Entry::Statement(signed) => signed.set != set,
		Entry::Polka(polka) => polka.set != set,
		Entry::Decision(justification) => justification.set != set,
		Entry::Verdict { .. } | Entry::Timeout { .. } => false,
	};
	match journal.iter().rposition(other) {
		Some(last) => journal.split_off(last + 1),
		None => journal,
	}
}

/// The length of an entry, that length's checksum, and the entry's checksum.
const HEADER: usize = 4 + 8 + 8;

/// The journal cannot be trusted: an entry that is not the last is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged {
	/// Where, in bytes from the beginning.
	pub offset: usize,
}

/// Write an entry to append to a journal.
pub fn frame(entry: &Entry) -> Vec<u8> {
	let entry = entry.encode();
	let length = (entry.len() as u32).to_le_bytes();
	[&length[..], &twox_64(&length), &twox_64(&entry), &entry].concat()
}

/// Read a journal, and how much of it is whole.
///
/// A last entry that was only partly written is left out: nothing was sent or signed on its strength, as a journal is
/// flushed before that.
pub fn read(bytes: &[u8]) -> Result<(Vec<Entry>, usize), Damaged> {
	let mut entries = Vec::new();
	let mut offset = 0;
	while offset < bytes.len() {
		let rest = &bytes[offset..];
		match read_frame(rest) {
			Frame::Whole(entry, length) => {
				entries.push(entry);
				offset += length;
			},
			Frame::Torn => break,
			Frame::Damaged => return Err(Damaged { offset }),
		}
	}
	Ok((entries, offset))
}

enum Frame {
	Whole(Entry, usize),
	Torn,
	Damaged,
}

fn read_frame(bytes: &[u8]) -> Frame {
	// A file that grew before its content was written ends in zeros.
	let torn_if = |torn: bool| {
		if torn || bytes.iter().all(|byte| *byte == 0) {
			Frame::Torn
		} else {
			Frame::Damaged
		}
	};
	if bytes.len() < HEADER {
		return Frame::Torn;
	}
	let (header, rest) = bytes.split_at(HEADER);
	let (length, checksums) = header.split_at(4);
	let (length_checksum, entry_checksum) = checksums.split_at(8);
	if twox_64(length) != length_checksum {
		return torn_if(false);
	}
	let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
	let Some(entry) = rest.get(..length) else { return Frame::Torn };
	let whole = twox_64(entry) == entry_checksum;
	match (whole, Entry::decode_all(&mut &*entry)) {
		(true, Ok(entry)) => Frame::Whole(entry, HEADER + length),
		(true, Err(_)) => Frame::Damaged,
		(false, _) => torn_if(rest.len() == length),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use cybermiles_primitives_bft::Statement;

	fn prevote(set: SetId) -> Entry {
		Entry::Statement(SignedStatement {
			set,
			height: 7,
			round: 0,
			signer: 1,
			statement: Statement::Prevote(None),
			signature: sp_core::ed25519::Signature::from_raw([1; 64]).into(),
		})
	}

	#[test]
	fn what_was_taken_in_under_another_set_does_not_count() {
		let timeout = |round| Entry::Timeout { round, step: Step::Propose };
		let old = vec![timeout(0), prevote(3), timeout(1)];
		assert_eq!(of_set(3, old.clone()), old);
		assert_eq!(of_set(9, old.clone()), [timeout(1)]);
		let both = [old, vec![prevote(9)]].concat();
		assert_eq!(of_set(9, both), [timeout(1), prevote(9)]);
		assert_eq!(of_set(9, vec![]), []);
	}
}
