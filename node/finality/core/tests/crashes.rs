// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A crash between any two actions, with whatever the disk kept, never makes a validator contradict itself, and never
//! keeps the network from going on.

mod sim;

use cybermiles_finality_core::journal::{self, Damaged};
use cybermiles_finality_core::{Entry, Event, Message, Peer, RoundCertificate, RoundReason};
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::{Proposers, Round, Statement};
use proptest::prelude::*;
use sim::{Setup, Sim, GENESIS, SLOT};

/// A network of four in which rounds fail now and then, so that there is something to contradict.
fn network(seed: u64) -> Sim {
	let mut sim = Sim::new(Setup { lost: 60, delay: (5, 350), ..Setup::new(4, seed) });
	sim.run_until(2 * SLOT);
	sim
}

fn assert_recovers(mut sim: Sim, what: &str) {
	sim.run_for(2 * SLOT);
	(0..4).for_each(|node| sim.start(node));
	sim.setup.delay = (5, 60);
	sim.calm();
	let before = sim.highest();
	sim.run_for(10 * SLOT);
	assert!(sim.checks.violations.is_empty(), "{what}: {:#?}", sim.checks.violations);
	assert!(sim.lowest() >= before + 2, "{what}: from {before} to {}", sim.lowest());
}

#[test]
fn a_crash_at_every_boundary_between_two_actions() {
	// All the actions of a validator in three slots.
	let mut whole = network(1);
	let before = whole.nodes[0].done;
	whole.run_for(3 * SLOT);
	let boundaries = whole.nodes[0].done - before;
	assert!(boundaries > 100, "{boundaries}");
	for boundary in 0..boundaries {
		let mut sim = network(1);
		sim.nodes[0].crash_after = Some(boundary);
		sim.nodes[0].down_for = 30;
		sim.run_for(3 * SLOT);
		assert_recovers(sim, &format!("after {boundary} actions"));
	}
}

#[test]
fn all_validators_crash_at_once_at_every_boundary_of_one() {
	let boundaries = 120;
	for boundary in 0..boundaries {
		let mut sim = network(2);
		for node in 0..4 {
			sim.nodes[node].crash_after = Some(boundary);
			sim.nodes[node].down_for = 100;
		}
		sim.run_for(3 * SLOT);
		assert_recovers(sim, &format!("after {boundary} actions of each"));
	}
}

#[test]
fn a_database_that_is_older_than_the_journal() {
	for rolls_back in 1..6 {
		let mut sim = network(3);
		sim.run_for(8 * SLOT);
		sim.nodes[1].rolls_back = rolls_back;
		sim.crash(1);
		sim.run_for(200);
		sim.start(1);
		assert_recovers(sim, &format!("{rolls_back} blocks older"));
	}
}

#[test]
fn all_databases_older_than_the_journals_come_to_the_same_blocks() {
	for seed in 0..20 {
		let mut sim = network(seed);
		sim.run_for(8 * SLOT);
		for node in 0..4 {
			sim.nodes[node].rolls_back = 2;
			sim.crash(node);
		}
		(0..4).for_each(|node| sim.start(node));
		assert_recovers(sim, &format!("seed {seed}"));
	}
}

#[test]
fn a_journal_that_is_gone_while_the_last_signature_is_kept() {
	for wait in (0..2 * SLOT).step_by(20) {
		let mut sim = network(4);
		sim.run_for(wait);
		sim.crash(2);
		sim.journal_mut(2).clear();
		sim.start(2);
		assert_recovers(sim, &format!("after {wait} ms"));
	}
}

#[test]
fn a_validator_that_voted_for_none_and_forgot_it_does_not_vote_for_the_block_that_came() {
	for seed in 0..30 {
		let mut sim = Sim::new(Setup::new(4, seed));
		sim.run_until(2 * SLOT + 500);
		// Two have the block, one is down, and the one that has not hears of it: it votes for none when its time is over.
		sim.crash(0);
		let author = 3;
		(0..4).for_each(|node| sim.nodes[node].authors = node == author);
		sim.nodes[author].withholds = true;
		sim.run_until(3 * SLOT + 1);
		let block = sim.candidates(author)[0];
		sim.give(2, block);
		sim.run_until(3 * SLOT + 700 + seed * 10);
		assert_eq!(sim.statements_of(1, 3, 0).first(), Some(&Statement::Prevote(None)), "{seed}");
		sim.crash(1);
		sim.journal_mut(1).clear();
		sim.start(1);
		sim.give(1, block);
		sim.run_for(300);
		assert_eq!(sim.candidates(1), [block]);
		assert!(!sim.statements_of(1, 3, 0).contains(&Statement::Prevote(Some(block))));
		sim.start(0);
		(0..4).for_each(|node| sim.nodes[node].authors = true);
		sim.nodes[author].withholds = false;
		assert_recovers(sim, &format!("seed {seed}"));
	}
}

/// Validator 0 alone with a thief who has the keys of the others, after it precommitted a block at height 1, round 0,
/// and crashed. The peer number of the thief, and the block.
fn locked_and_crashed() -> (Sim, Peer, Hash) {
	let mut sim = Sim::new(Setup { observers: 1, ..Setup::new(4, 1) });
	(1..4).for_each(|node| sim.crash(node));
	// Its own slot.
	sim.run_until(4 * SLOT);
	let block = sim.candidates(0)[0];
	say_all(&mut sim, 0, block);
	assert_eq!(sim.statements_of(0, 1, 0).last(), Some(&Statement::Precommit(Some(block))));
	sim.crash(0);
	(sim, 4, block)
}

/// The thief proposes a block in a round, if it may, and votes for it with three keys.
fn say_all(sim: &mut Sim, round: Round, block: Hash) {
	let proposers = Proposers::new(&GENESIS, &sim.set_of(1), 1).unwrap();
	let proposer = usize::from(proposers.of_round(round));
	let mut statements = vec![];
	if proposer != 0 {
		let proposal = Statement::Proposal { block, polka_round: None };
		statements.push(sim.forge(proposer, 1, round, proposal));
	}
	for key in 1..4 {
		statements.push(sim.forge(key, 1, round, Statement::Prevote(Some(block))));
	}
	for signed in statements {
		sim.tell(0, Event::Received(4, Message::Statement(signed).to_bytes()));
	}
}

/// The thief takes the validator to a round that it does not propose, and has all vote for another block there. What the
/// validator says to that.
fn tempt(sim: &mut Sim) -> Vec<Statement> {
	let proposers = Proposers::new(&GENESIS, &sim.set_of(1), 1).unwrap();
	let round = (1..8).find(|round| proposers.of_round(*round) != 0).unwrap();
	let votes = (1..4usize).map(|key| {
		let vote = sim.forge(key, 1, round - 1, Statement::Precommit(None));
		(vote.signer, vote.statement, vote.signature)
	});
	let certificate = RoundCertificate {
		set: 0,
		height: 1,
		round: round - 1,
		reason: RoundReason::Ended,
		votes: votes.collect(),
	};
	let other = sim.invent(1, GENESIS);
	sim.give(0, other);
	sim.tell(0, Event::Received(4, Message::Round(certificate).to_bytes()));
	// It waits for more precommits, and then goes on.
	while sim.position(0) < Some((1, round)) {
		sim.run_for(10);
	}
	say_all(sim, round, other);
	sim.statements_of(0, 1, round)
}

#[test]
fn a_validator_keeps_its_lock_through_a_crash() {
	let (mut sim, ..) = locked_and_crashed();
	sim.start(0);
	// It prevotes none, as it is locked, and then precommits the other block, as that has a polka of a later round.
	let said = tempt(&mut sim);
	assert_eq!(said[0], Statement::Prevote(None));
	assert!(matches!(said[1..], [Statement::Precommit(Some(_))]));
}

#[test]
fn a_validator_that_lost_the_journal_with_its_lock_is_silent() {
	let (mut sim, ..) = locked_and_crashed();
	sim.journal_mut(0).clear();
	sim.start(0);
	assert_eq!(tempt(&mut sim), []);
}

#[test]
fn a_validator_that_hears_of_its_lock_from_others_is_silent() {
	let (mut sim, thief, block) = locked_and_crashed();
	sim.nodes[0].forgetful = true;
	sim.start(0);
	sim.crash(0);
	sim.start(0);
	let own = sim.forge(0, 1, 0, Statement::Precommit(Some(block)));
	sim.tell(0, Event::Received(thief, Message::Statement(own).to_bytes()));
	assert_eq!(tempt(&mut sim), []);
}

#[test]
fn a_validator_without_a_record_is_silent_until_a_new_block_is_final() {
	let mut sim = Sim::new(Setup::new(4, 3));
	sim.run_until(5 * SLOT + 500);
	sim.nodes[0].forgetful = true;
	sim.crash(0);
	sim.start(0);
	let (height, said) = (sim.finalized(0), sim.checks.statements());
	sim.run_for(8 * SLOT);
	let heights: Vec<_> =
		sim.checks.said_since(said).into_iter().filter(|(key, _)| *key == 0).collect();
	assert!(heights.iter().all(|(_, at)| *at > height + 1), "{height}: {heights:?}");
	assert!(!heights.is_empty());
}

#[test]
fn a_validator_that_lost_everything_does_not_contradict_what_it_forgot() {
	for wait in (0..3 * SLOT).step_by(20) {
		let mut sim = network(6);
		sim.run_for(wait);
		sim.wipe(2);
		// Without one more they cannot go on, so that the height at which it may have signed stays open.
		sim.crash(1);
		sim.start(2);
		let said = sim.checks.statements();
		sim.run_for(4 * SLOT);
		assert_eq!(
			sim.checks.said_since(said).into_iter().find(|(key, _)| *key == 2),
			None,
			"{wait}"
		);
		assert_recovers(sim, &format!("after {wait} ms"));
	}
}

#[test]
fn a_journal_that_is_cut_anywhere() {
	for cut in 0..60 {
		let mut sim = network(5);
		sim.run_for(700);
		sim.crash(2);
		for journal in sim.journal_mut(2).values_mut() {
			let left = journal.len() * cut / 60;
			journal.truncate(left);
		}
		sim.start(2);
		assert_recovers(sim, &format!("{cut} sixtieths of it"));
	}
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
	let entry =
		(any::<[u8; 32]>(), any::<Round>(), any::<bool>()).prop_map(|(block, round, valid)| {
			Entry::Verdict { round, proposer: 3, block: block.into(), valid }
		});
	proptest::collection::vec(entry, 1..6)
}

proptest! {
	#[test]
	fn a_journal_is_read_as_it_was_written(entries in entries()) {
		let bytes: Vec<u8> = entries.iter().flat_map(journal::frame).collect();
		let length = bytes.len();
		prop_assert_eq!(journal::read(&bytes), Ok((entries, length)));
	}

	/// A last entry that is torn is left out, and the journal is whole up to there.
	#[test]
	fn a_torn_last_entry_is_left_out(entries in entries(), cut in any::<prop::sample::Index>()) {
		let frames: Vec<_> = entries.iter().map(journal::frame).collect();
		let (last, before) = frames.split_last().unwrap();
		let whole = before.concat();
		let torn = [&whole[..], &last[..cut.index(last.len())]].concat();
		let (read, length) = journal::read(&torn).unwrap();
		prop_assert_eq!(read, &entries[..entries.len() - 1]);
		prop_assert_eq!(length, whole.len());
	}

	/// Damage anywhere else is seen, and told where.
	#[test]
	fn damage_before_the_last_entry_is_seen(
		entries in entries().prop_filter("two", |entries| entries.len() > 1),
		place in any::<prop::sample::Index>(),
		bit in 0..8u8,
	) {
		let frames: Vec<_> = entries.iter().map(journal::frame).collect();
		let before: usize = frames[..frames.len() - 1].iter().map(Vec::len).sum();
		let mut bytes = frames.concat();
		let place = place.index(before);
		bytes[place] ^= 1 << bit;
		let damaged = journal::read(&bytes);
		prop_assert!(matches!(damaged, Err(Damaged { offset }) if offset <= place), "{:?}", damaged);
	}

	#[test]
	fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
		if let Ok((_, whole)) = journal::read(&bytes) {
			prop_assert!(whole <= bytes.len());
		}
	}
}

#[test]
fn zeros_at_the_end_are_a_torn_entry() {
	let entry = Entry::Verdict { round: 0, proposer: 0, block: Default::default(), valid: true };
	let bytes = [journal::frame(&entry), vec![0; 100]].concat();
	assert_eq!(journal::read(&bytes), Ok((vec![entry.clone()], journal::frame(&entry).len())));
}
