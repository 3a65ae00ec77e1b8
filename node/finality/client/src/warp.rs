// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How a new node jumps to the last final block: from the genesis, each change of the validator set is proven by the set
//! before it.

use crate::{
	chain::{Chain, Client},
	hard_forks::HardForks,
};
use codec::{Decode, DecodeAll, Encode};
use cybermiles_primitives::{Hash, Header, OpaqueBlock as Block};
use cybermiles_primitives_bft::{
	BftApi, ConsensusLog, Height, Justification, JustificationError, ValidatorSet, ENGINE_ID,
};
use sc_client_api::Backend;
use sc_network_sync::strategy::warp::{
	EncodedProof, VerificationResult, Verifier, WarpSyncProvider,
};
use sp_runtime::{EncodedJustification, Justifications};
use std::{error::Error, fmt, sync::Arc};

/// No answer is longer; the rest is asked for again.
const MAX_PROOF_SIZE: usize = 8 * 1024 * 1024;

/// A part of the way to the last final block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct WarpProof {
	/// Final blocks in ascending order. All but the last one of a complete proof announce a set.
	pub fragments: Vec<(Header, Justification)>,
	/// Whether the last one is the last final block of who made the proof.
	pub is_complete: bool,
}

/// Why there is no proof, or why one does not hold.
#[derive(Debug, PartialEq, Eq)]
pub enum WarpError {
	/// The asker starts from a block that is not final here.
	UnknownStart,
	/// Nothing is final above the block that the asker starts from.
	NothingNew,
	/// This node does not have all of the history itself yet.
	NoHistory,
	/// A block's justification is not there.
	NoJustification(Height),
	/// The bytes are no proof.
	Malformed,
	/// It proves nothing.
	Empty,
	/// A block does not come after the one before.
	NotAscending(Height),
	/// A block announces no set, and is not the last.
	NoNewSet(Height),
	/// A block's justification does not hold.
	Justification(Height, JustificationError),
}

impl fmt::Display for WarpError {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::UnknownStart => f.write_str("the block to start from is not final here"),
			Self::NothingNew => f.write_str("nothing is final above the block to start from"),
			Self::NoHistory => f.write_str("the history is still being synced"),
			Self::NoJustification(number) => write!(f, "block {number} has no justification"),
			Self::Malformed => f.write_str("the proof is malformed"),
			Self::Empty => f.write_str("the proof is empty"),
			Self::NotAscending(number) => write!(f, "block {number} is not after the one before"),
			Self::NoNewSet(number) => write!(f, "block {number} announces no validator set"),
			Self::Justification(number, error) => write!(f, "of block {number}, {error}"),
		}
	}
}

impl Error for WarpError {}

/// Makes and checks proofs.
pub struct WarpProofs<BE, C>(Arc<Chain<BE, C>>);

impl<BE, C> WarpProofs<BE, C> {
	/// From and for a chain.
	pub fn new(chain: Arc<Chain<BE, C>>) -> Self {
		Self(chain)
	}
}

impl<BE: Backend<Block>, C: Client<BE>> WarpProofs<BE, C> {
	/// The header of a final block and its justification.
	fn fragment(
		&self,
		header: Header,
		encoded: Option<EncodedJustification>,
	) -> Result<(Header, Justification), WarpError> {
		let encoded = encoded.ok_or(WarpError::NoJustification(header.number))?;
		let justification = Justification::from_bytes(&encoded)
			.map_err(|error| WarpError::Justification(header.number, error))?;
		Ok((header, justification))
	}
}

impl<BE: Backend<Block> + 'static, C: Client<BE>> WarpSyncProvider<Block> for WarpProofs<BE, C> {
	fn generate(&self, start: Hash) -> Result<EncodedProof, Box<dyn Error + Send + Sync>> {
		let client = self.0.client();
		let info = client.info();
		if info.block_gap.is_some() {
			return Err(WarpError::NoHistory.into());
		}
		let begin = client.header(start)?.ok_or(WarpError::UnknownStart)?.number;
		if begin > info.finalized_number || client.hash(begin)? != Some(start) {
			return Err(WarpError::UnknownStart.into());
		}
		if begin == info.finalized_number {
			return Err(WarpError::NothingNew.into());
		}
		let changes = self.0.set_changes()?;
		let next = changes.partition_point(|number| *number <= begin);
		let mut proof = WarpProof { fragments: Vec::new(), is_complete: false };
		let mut size = 0;
		for number in changes.into_iter().skip(next) {
			let (header, encoded) = self.0.set_change(number)?.ok_or(WarpError::NoHistory)?;
			let fragment = self.fragment(header, Some(encoded))?;
			size += fragment.encoded_size();
			if size > MAX_PROOF_SIZE {
				return Ok(EncodedProof(proof.encode()));
			}
			proof.fragments.push(fragment);
		}
		let last = proof.fragments.last().map(|(header, _)| header.number);
		if last.unwrap_or(begin) < info.finalized_number {
			let header = client.header(info.finalized_hash)?.ok_or(WarpError::NoHistory)?;
			let encoded = self.0.justification(info.finalized_hash)?;
			proof.fragments.push(self.fragment(header, encoded)?);
		}
		proof.is_complete = true;
		Ok(EncodedProof(proof.encode()))
	}

	fn create_verifier(&self) -> Box<dyn Verifier<Block>> {
		let genesis = self.0.genesis();
		// Sync starts with the genesis, whose state every node has at its first start.
		let set = self.0.client().runtime_api().validator_set(genesis).unwrap_or_else(|error| {
			log::error!(target: crate::LOG_TARGET, "The validators of the genesis cannot be read: {error}");
			ValidatorSet { id: 0, validators: Vec::new() }
		});
		let chain = self.0.clone();
		Box::new(WarpVerifier {
			way: Way { genesis, forks: self.0.forks().clone(), set, number: 0, block: genesis },
			on_target: Box::new(move |target| chain.set_warp_target(target)),
		})
	}
}

/// How far the proofs have led.
#[derive(Clone)]
struct Way {
	genesis: Hash,
	forks: HardForks,
	/// The set that the last proven block names.
	set: ValidatorSet,
	number: Height,
	block: Hash,
}

impl Way {
	/// Follow a proof; the justification of its last block if it is complete.
	fn follow(&mut self, proof: &WarpProof) -> Result<Option<Justification>, WarpError> {
		let Some(last) = proof.fragments.len().checked_sub(1) else {
			return Err(WarpError::Empty);
		};
		for (index, (header, justification)) in proof.fragments.iter().enumerate() {
			let number = header.number;
			if number <= self.number {
				return Err(WarpError::NotAscending(number));
			}
			let block = header.hash();
			let set = self.forks.in_force(self.set.clone(), number);
			let refused = |error| WarpError::Justification(number, error);
			if !self.forks.permit(number, &block) {
				return Err(refused(JustificationError::WrongBlock));
			}
			justification.verify(&self.genesis, &set, number, &block).map_err(refused)?;
			match ConsensusLog::new_set(header) {
				Some(set) => self.set = set,
				None if proof.is_complete && index == last => {},
				None => return Err(WarpError::NoNewSet(number)),
			}
			(self.number, self.block) = (number, block);
		}
		let target = proof.fragments.last().filter(|_| proof.is_complete);
		Ok(target.map(|(_, justification)| justification.clone()))
	}
}

struct WarpVerifier {
	way: Way,
	on_target: Box<dyn Fn(Justification) + Send + Sync>,
}

impl Verifier<Block> for WarpVerifier {
	fn verify(
		&mut self,
		EncodedProof(bytes): &EncodedProof,
	) -> Result<VerificationResult<Block>, Box<dyn Error + Send + Sync>> {
		let proof = WarpProof::decode_all(&mut &bytes[..]).map_err(|_| WarpError::Malformed)?;
		let mut way = self.way.clone();
		let target = way.follow(&proof)?;
		self.way = way;
		let proven = proof
			.fragments
			.into_iter()
			.map(|(header, justification)| {
				(header, Justifications::from((ENGINE_ID, justification.encode())))
			})
			.collect::<Vec<_>>();
		match (target, proven.last()) {
			(Some(target), Some((header, _))) => {
				let header = header.clone();
				(self.on_target)(target);
				Ok(VerificationResult::Complete(header, proven))
			},
			_ => Ok(VerificationResult::Partial(proven)),
		}
	}

	fn next_proof_context(&self) -> Hash {
		self.way.block
	}

	fn status(&self) -> Option<String> {
		Some(format!("block {} is proven, set {}", self.way.number, self.way.set.id))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::hard_forks::{HardFork, LastBlock, FIRST_FORK_SET};
	use cybermiles_primitives_bft::{BftPair, SetId, Statement, Validator};
	use sp_core::Pair;
	use sp_runtime::{traits::Header as _, Digest, DigestItem};

	const GENESIS: Hash = Hash::repeat_byte(7);

	fn pair(seed: u8) -> BftPair {
		BftPair::from_seed(&[seed; 32])
	}

	/// A set of one validator.
	fn set(id: SetId, seed: u8) -> ValidatorSet {
		ValidatorSet { id, validators: vec![Validator { id: pair(seed).public(), weight: 1 }] }
	}

	/// A final block that announces a set or none, decided by the validator of this set.
	fn block(
		number: Height,
		by: (SetId, u8),
		announces: Option<ValidatorSet>,
	) -> (Header, Justification) {
		let log = |set| DigestItem::Consensus(ENGINE_ID, ConsensusLog::NewSet(set).encode());
		let digest = Digest { logs: announces.into_iter().map(log).collect() };
		let none = Hash::zero();
		let header = Header::new(number, none, none, none, digest);
		let (set, block) = (by.0, header.hash());
		let message = Statement::Precommit(Some(block)).message(&GENESIS, set, number, 0);
		let signatures = vec![(0, pair(by.1).sign(&message))];
		let version = Justification::VERSION;
		(header, Justification { version, set, height: number, round: 0, block, signatures })
	}

	fn way() -> Way {
		let forks = HardForks::default();
		Way { genesis: GENESIS, forks, set: set(0, 1), number: 0, block: GENESIS }
	}

	fn follow(
		way: &mut Way,
		fragments: &[(Header, Justification)],
		is_complete: bool,
	) -> Result<Option<Height>, WarpError> {
		let proof = WarpProof { fragments: fragments.to_vec(), is_complete };
		way.follow(&proof).map(|target| target.map(|target| target.height))
	}

	#[test]
	fn each_set_proves_the_next_one_and_the_last_block() {
		let first = block(10, (0, 1), Some(set(3, 2)));
		let second = block(20, (3, 2), Some(set(5, 3)));
		let last = block(23, (5, 3), None);
		let mut whole = way();
		let proof = [first.clone(), second.clone(), last.clone()];
		assert_eq!(follow(&mut whole, &proof, true), Ok(Some(23)));
		assert_eq!((whole.number, whole.block, whole.set), (23, last.0.hash(), set(5, 3)));

		let mut in_parts = way();
		assert_eq!(follow(&mut in_parts, &[first], false), Ok(None));
		let named = second.0.hash();
		assert_eq!(follow(&mut in_parts, &[second], false), Ok(None));
		assert_eq!(in_parts.block, named);
		assert_eq!(follow(&mut in_parts, &[last], true), Ok(Some(23)));
	}

	#[test]
	fn the_last_block_may_announce_a_set_itself() {
		let mut way = way();
		let last = block(10, (0, 1), Some(set(3, 2)));
		assert_eq!(follow(&mut way, &[last], true), Ok(Some(10)));
		assert_eq!(way.set, set(3, 2));
	}

	#[test]
	fn a_proof_that_does_not_hold_is_refused() {
		let change = || block(10, (0, 1), Some(set(3, 2)));
		let refused = |fragments: &[_], is_complete| follow(&mut way(), fragments, is_complete);
		let of = |number, error| Err(WarpError::Justification(number, error));
		assert_eq!(refused(&[], true), Err(WarpError::Empty));
		assert_eq!(refused(&[change(), change()], true), Err(WarpError::NotAscending(10)));
		assert_eq!(refused(&[block(10, (0, 1), None)], false), Err(WarpError::NoNewSet(10)));
		let skips = [block(10, (0, 1), None), block(11, (0, 1), None)];
		assert_eq!(refused(&skips, true), Err(WarpError::NoNewSet(10)));
		// By the old set, and by a stranger in the name of the new one.
		let by_old = [change(), block(11, (0, 1), None)];
		assert_eq!(refused(&by_old, true), of(11, JustificationError::WrongSet));
		let by_stranger = [change(), block(11, (3, 1), None)];
		assert!(matches!(
			refused(&by_stranger, true),
			Err(WarpError::Justification(11, JustificationError::Signatures(_)))
		));
		let (other, _) = block(12, (0, 1), Some(set(3, 9)));
		let (_, justification) = block(12, (0, 1), Some(set(3, 2)));
		assert_eq!(
			refused(&[(other, justification)], true),
			of(12, JustificationError::WrongBlock)
		);
	}

	#[test]
	fn the_table_of_hard_forks_counts_on_the_way() {
		let after = block(12, (0, 1), None).0.hash();
		let fork = HardFork {
			after: LastBlock { number: 12, hash: after },
			replaces: 0,
			set: set(FIRST_FORK_SET, 4),
		};
		let mut forked = Way { forks: HardForks(vec![fork]), ..way() };
		let rescued = block(14, (FIRST_FORK_SET, 4), Some(set(7, 2)));
		let last = block(15, (7, 2), None);
		assert!(follow(&mut way(), core::slice::from_ref(&rescued), false).is_err());
		assert_eq!(
			follow(&mut forked.clone(), &[block(13, (0, 1), None)], true),
			Err(WarpError::Justification(13, JustificationError::WrongSet))
		);
		let not_the_last = block(12, (0, 1), Some(set(3, 2)));
		assert_eq!(
			follow(&mut forked.clone(), &[not_the_last], true),
			Err(WarpError::Justification(12, JustificationError::WrongBlock))
		);
		assert_eq!(follow(&mut forked, &[rescued, last], true), Ok(Some(15)));
	}

	#[test]
	fn a_verifier_keeps_its_place_when_a_proof_is_refused() {
		let told = Arc::new(parking_lot::Mutex::new(Vec::new()));
		let on_target = {
			let told = told.clone();
			Box::new(move |target: Justification| told.lock().push(target.height))
		};
		let mut verifier = WarpVerifier { way: way(), on_target };
		let encoded =
			|fragments, is_complete| EncodedProof(WarpProof { fragments, is_complete }.encode());
		let change = block(10, (0, 1), Some(set(3, 2)));
		let forged = block(11, (3, 9), None);
		assert!(verifier.verify(&encoded(vec![change.clone(), forged], true)).is_err());
		assert!(verifier.verify(&EncodedProof(vec![1, 2, 3])).is_err());
		assert_eq!(verifier.next_proof_context(), GENESIS);

		let partial = verifier.verify(&encoded(vec![change.clone()], false)).unwrap();
		assert!(matches!(partial, VerificationResult::Partial(proven) if proven.len() == 1));
		assert_eq!(verifier.next_proof_context(), change.0.hash());
		let last = block(11, (3, 2), None);
		match verifier.verify(&encoded(vec![last.clone()], true)).unwrap() {
			VerificationResult::Complete(header, _) => assert_eq!(header, last.0),
			VerificationResult::Partial(_) => panic!("the proof is complete"),
		}
		assert_eq!(*told.lock(), [11]);
	}
}
