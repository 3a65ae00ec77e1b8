// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What may happen to a network, one story each.

mod sim;

use cybermiles_finality_core::{Event, Fault, Message, Peer, Polka, RoundCertificate, RoundReason};
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::*;
use sim::{Scheme, Setup, Sim, GENESIS, SLOT};

fn assert_sound(sim: &Sim) {
	assert!(sim.checks.violations.is_empty(), "{:#?}", sim.checks.violations);
}

/// Let all nodes make so many more blocks final.
fn assert_goes_on(sim: &mut Sim, blocks: Height) {
	let before = sim.highest();
	sim.run_for(SLOT * Time::from(blocks + 4));
	assert!(sim.lowest() >= before + blocks, "from {before} to {}", sim.lowest());
	assert_sound(sim);
}

type Time = sim::Time;

#[test]
fn every_block_is_final_before_the_next_slot() {
	for n in [1, 4, 7, 10] {
		let mut sim = Sim::new(Setup::new(n, 1));
		// A block each slot, and half a second after the last slot.
		sim.run_until(20 * SLOT + 500);
		assert_eq!(sim.lowest(), 20, "{n} validators");
		assert!((1..=20).all(|height| sim.justification(0, height).is_some_and(|it| it.round == 0)));
		assert_sound(&sim);
	}
}

#[test]
fn a_lone_validator_decides_alone() {
	let mut sim = Sim::new(Setup::new(1, 1));
	sim.run_until(SLOT);
	assert_eq!(sim.finalized(0), 1);
	assert_eq!(sim.justification(0, 1).unwrap().signatures.len(), 1);
}

#[test]
fn observers_follow_and_say_nothing() {
	let mut sim = Sim::new(Setup { observers: 2, ..Setup::new(4, 1) });
	sim.run_until(5 * SLOT + 500);
	assert_eq!(sim.finalized(4), 5);
	assert_eq!(sim.finalized(5), 5);
	assert_eq!(sim.punished, []);
	assert_sound(&sim);
}

#[test]
fn slots_without_a_block_burn_no_rounds() {
	let mut sim = Sim::new(Setup::new(4, 1));
	sim.run_until(3 * SLOT + 500);
	(0..4).for_each(|node| sim.nodes[node].authors = false);
	sim.run_for(30 * SLOT);
	assert!((0..4).all(|node| sim.position(node) == Some((4, 0))));
	(0..4).for_each(|node| sim.nodes[node].authors = true);
	assert_goes_on(&mut sim, 3);
}

#[test]
fn sets_take_turns() {
	let weights = vec![vec![1; 7], vec![5, 1, 1, 1, 1, 1, 0], vec![0, 0, 0, 3, 4, 5, 6]];
	let mut sim = Sim::new(Setup { weights, era: 3, ..Setup::new(7, 1) });
	assert_goes_on(&mut sim, 20);
	assert_ne!(sim.set_of(3), sim.set_of(4));
}

#[test]
fn halves_stop_and_go_on_together() {
	let mut sim = Sim::new(Setup::new(4, 2));
	sim.run_until(3 * SLOT + 500);
	let before = sim.highest();
	sim.partition(&[&[0, 1]]);
	sim.run_for(20 * SLOT);
	assert_eq!(sim.highest(), before);
	sim.heal();
	assert_goes_on(&mut sim, 3);
}

#[test]
fn three_of_four_go_on_and_the_fourth_catches_up() {
	let mut sim = Sim::new(Setup::new(4, 3));
	sim.run_until(3 * SLOT + 500);
	sim.partition(&[&[3]]);
	let before = sim.highest();
	sim.run_for(20 * SLOT);
	assert!(sim.highest() >= before + 12);
	assert_eq!(sim.finalized(3), before);
	sim.heal();
	assert_goes_on(&mut sim, 3);
}

/// A network in which rounds of height 4 fail for two minutes: two of three have the only block, and the fourth hears
/// nothing.
fn after_many_failed_rounds(setup: Setup, isolated: &[usize]) -> Sim {
	let mut sim = Sim::new(setup);
	sim.run_until(3 * SLOT + 500);
	// The author of slot 4 is the first validator, and keeps the block to itself and to another.
	(0..2).for_each(|node| sim.nodes[node].withholds = true);
	(1..4).for_each(|node| sim.nodes[node].authors = false);
	sim.partition(&[isolated]);
	sim.run_until(4 * SLOT);
	let block = sim.candidates(0)[0];
	sim.give(1, block);
	sim.run_for(60 * SLOT);
	let round = sim.position(0).unwrap().1;
	assert!(round > 10, "{round}");
	(1..4).for_each(|node| sim.nodes[node].authors = true);
	(0..2).for_each(|node| sim.nodes[node].withholds = false);
	sim
}

#[test]
fn a_node_that_missed_more_than_ten_rounds_is_brought_into_the_round() {
	let mut sim = after_many_failed_rounds(Setup::new(4, 4), &[3]);
	assert_eq!(sim.position(3).unwrap().1, 0);
	sim.heal();
	sim.run_for(20 * SLOT);
	assert_goes_on(&mut sim, 3);
}

#[test]
fn observers_relay_the_votes_of_late_rounds() {
	// Two validators on each side, and between the sides nothing but an observer.
	let mut sim = after_many_failed_rounds(Setup { observers: 1, ..Setup::new(4, 4) }, &[3]);
	sim.heal();
	sim.cut(&[0, 1], &[2, 3]);
	sim.run_for(20 * SLOT);
	assert_goes_on(&mut sim, 3);
}

#[test]
fn validators_that_meet_only_at_an_observer_decide() {
	let mut sim = Sim::new(Setup { observers: 1, ..Setup::new(4, 19) });
	for a in 0..4usize {
		let others: Vec<_> = (0..4).filter(|b| *b != a).collect();
		sim.cut(&[a], &others);
	}
	assert_goes_on(&mut sim, 10);
	assert_eq!(sim.punished, []);
}

#[test]
fn a_validator_that_speaks_before_there_is_a_block_burns_no_round() {
	let (mut sim, thief) = with_a_stolen_key(20);
	for _ in 0..800 {
		sim.run_for(50);
		let height = sim.highest() + 1;
		for kind in [Statement::Prevote(None), Statement::Precommit(None)] {
			let forged = sim.forge(3, height, 0, kind);
			(0..3)
				.for_each(|to| sim.send(thief, to, Message::Statement(forged.clone()).to_bytes()));
		}
	}
	// All blocks but those that the one that is down would have proposed are decided at once.
	let rounds: Vec<_> =
		(4..=sim.highest()).map(|height| sim.justification(0, height).unwrap().round).collect();
	assert!(rounds.len() >= 8 && rounds.iter().all(|round| *round <= 1), "{rounds:?}");
	assert_sound(&sim);
}

#[test]
fn what_was_put_off_while_peers_claimed_to_be_ahead_is_made_up_for() {
	let mut sim = Sim::new(Setup::new(4, 22));
	sim.run_until(5 * SLOT + 500);
	let before = sim.highest();
	(0..4).for_each(|node| sim.nodes[node].misled = true);
	sim.run_for(5 * SLOT);
	assert_eq!(sim.highest(), before);
	(0..4).for_each(|node| sim.nodes[node].misled = false);
	assert_goes_on(&mut sim, 3);
}

#[test]
fn a_wiped_validator_syncs_without_a_word_and_then_votes_again() {
	let mut sim = Sim::new(Setup::new(4, 21));
	sim.run_until(30 * SLOT + 500);
	sim.wipe(2);
	let said = sim.checks.statements();
	sim.start(2);
	sim.run_for(6_000);
	assert!(sim.finalized(2) >= 30);
	let of_the_past: Vec<_> = sim
		.checks
		.said_since(said)
		.into_iter()
		.filter(|(key, height)| *key == 2 && *height <= 31)
		.collect();
	assert_eq!(of_the_past, []);
	sim.run_for(10 * SLOT);
	let height = sim.highest() - 1;
	assert!(!sim.statements_of(2, height, 0).is_empty());
	assert_goes_on(&mut sim, 3);
}

#[test]
fn a_third_of_the_weight_may_be_gone_and_no_more() {
	// (weights, who is gone, whether the others go on)
	let cases: [(&[Weight], &[usize], bool); 6] = [
		(&[1; 4], &[2], true),
		(&[1; 4], &[1, 2], false),
		(&[33, 34, 33], &[0], true),
		(&[1; 3], &[0], false),
		(&[10, 10, 10, 1], &[0, 3], false),
		(&[100, 1, 1, 1, 1, 1, 1], &[1, 2, 3, 4, 5, 6], true),
	];
	for (weights, gone, goes_on) in cases {
		let setup = Setup { weights: vec![weights.to_vec()], ..Setup::new(weights.len(), 5) };
		let mut sim = Sim::new(setup);
		sim.run_until(2 * SLOT + 500);
		gone.iter().for_each(|node| sim.crash(*node));
		let before = sim.highest();
		sim.run_for(30 * SLOT);
		if goes_on {
			assert!(sim.highest() > before + 3, "{weights:?} {gone:?}");
		} else {
			assert_eq!(sim.highest(), before, "{weights:?} {gone:?}");
		}
		gone.iter().for_each(|node| sim.start(*node));
		sim.run_for(10 * SLOT);
		assert_goes_on(&mut sim, 3);
	}
}

#[test]
fn a_twin_is_seen_and_does_no_harm() {
	let mut sim = Sim::new(Setup { twins: vec![1], ..Setup::new(4, 6) });
	sim.run_for(40 * SLOT);
	assert!(sim.lowest() >= 30);
	assert_sound(&sim);
	let twin = Scheme::Cheap.id(1);
	assert!(!sim.reports.is_empty());
	for report in &sim.reports {
		let Equivocation::Statements(proof) = report else { panic!("{report:?}") };
		assert_eq!(proof.offender, twin);
	}
}

#[test]
fn a_withheld_block_delays_and_another_takes_its_place() {
	let mut sim = Sim::new(Setup::new(4, 7));
	sim.nodes[2].withholds = true;
	sim.run_for(40 * SLOT);
	assert!(sim.lowest() >= 20, "{}", sim.lowest());
	assert_sound(&sim);
	assert_eq!(sim.punished, []);
}

/// A network of four in which an outsider speaks with the key of the fourth, which is down.
fn with_a_stolen_key(seed: u64) -> (Sim, usize) {
	let mut sim = Sim::new(Setup { observers: 1, ..Setup::new(4, seed) });
	sim.checks.excuse(3);
	sim.run_until(2 * SLOT + 500);
	sim.crash(3);
	(sim, 4)
}

fn reported(sim: &Sim, kind: StatementKind) -> bool {
	let offender = Scheme::Cheap.id(3);
	sim.reports.iter().any(|report| {
		matches!(report, Equivocation::Statements(proof) if proof.kind() == kind && proof.offender == offender)
	})
}

#[test]
fn a_voter_that_contradicts_itself_is_reported() {
	let (mut sim, thief) = with_a_stolen_key(8);
	for _ in 0..400 {
		sim.run_for(50);
		let (height, round) = sim.position(0).unwrap();
		for block in sim.candidates(0) {
			for (to, value) in [(0, Some(block)), (1, None), (2, Some(Hash::zero()))] {
				for statement in [Statement::Prevote(value), Statement::Precommit(value)] {
					let forged = sim.forge(3, height, round, statement);
					sim.send(thief, to, Message::Statement(forged).to_bytes());
				}
			}
		}
	}
	assert!(reported(&sim, StatementKind::Prevote));
	assert!(reported(&sim, StatementKind::Precommit));
	assert_eq!(sim.punished, []);
	assert!(sim.highest() >= 8);
	assert_sound(&sim);
}

#[test]
fn a_proposer_that_contradicts_itself_is_reported() {
	let (mut sim, thief) = with_a_stolen_key(9);
	for _ in 0..600 {
		sim.run_for(50);
		let (height, round) = sim.position(0).unwrap();
		let set = sim.set_of(height);
		let proposer = Proposers::new(&GENESIS, &set, height).unwrap().of_round(round);
		if proposer != 3 {
			continue;
		}
		let (real, tip) = (sim.candidates(0), sim.tip(0));
		let invented = sim.invent(height, tip);
		for (to, block) in [(0, real.first().copied()), (1, Some(invented)), (2, Some(GENESIS))] {
			let Some(block) = block else { continue };
			let statement = Statement::Proposal { block, polka_round: None };
			let forged = sim.forge(3, height, round, statement);
			sim.send(thief, to, Message::Statement(forged).to_bytes());
		}
	}
	assert!(reported(&sim, StatementKind::Proposal));
	assert!(sim.highest() >= 8);
	assert_sound(&sim);
}

#[test]
fn what_no_honest_peer_sends_is_punished_and_changes_nothing() {
	let mut sim = Sim::new(Setup { observers: 1, ..Setup::new(4, 10) });
	sim.run_until(3 * SLOT + 500);
	let (height, tip) = (4, sim.tip(0));
	let block = sim.invent(height, tip);
	let vote = |sim: &Sim, key| sim.forge(key, height, 0, Statement::Prevote(Some(block)));
	let signatures = |sim: &Sim, keys: &[usize], statement: Statement| -> Signatures {
		keys.iter()
			.map(|key| {
				let forged = sim.forge(*key, height, 0, statement);
				(forged.signer, forged.signature)
			})
			.collect()
	};
	let commit = |sim: &Sim, keys: &[usize]| Justification {
		version: Justification::VERSION,
		set: 0,
		height,
		round: 0,
		block,
		signatures: signatures(sim, keys, Statement::Precommit(Some(block))),
	};
	let polka = |sim: &Sim, keys: &[usize]| Polka {
		set: 0,
		height,
		round: 0,
		block,
		signatures: signatures(sim, keys, Statement::Prevote(Some(block))),
	};
	let round = |sim: &Sim, keys: &[usize], reason| RoundCertificate {
		set: 0,
		height,
		round: 0,
		reason,
		votes: keys
			.iter()
			.map(|key| {
				let forged = sim.forge(*key, height, 0, Statement::Precommit(None));
				(forged.signer, forged.statement, forged.signature)
			})
			.collect(),
	};

	let good_vote = vote(&sim, 1);
	let good_commit = commit(&sim, &[0, 1, 2]);
	let mut forged_commit = good_commit.clone();
	forged_commit.signatures[1].1 = forged_commit.signatures[0].1.clone();
	let mut twice = good_commit.clone();
	twice.signatures[1] = twice.signatures[0].clone();
	let proposers = Proposers::new(&GENESIS, &sim.set_of(height), height).unwrap();
	let not_proposer = (0..4).find(|key| proposers.of_round(0) != *key).unwrap();
	let mut huge_round = round(&sim, &[0, 1, 2], RoundReason::Ended);
	huge_round.round = Round::MAX;

	use Fault::*;
	let cases = vec![
		(
			"another's signature",
			Message::Statement(cybermiles_finality_core::SignedStatement {
				signer: 2,
				..good_vote.clone()
			}),
			BadSignature,
		),
		(
			"a stranger",
			Message::Statement(cybermiles_finality_core::SignedStatement {
				signer: 9,
				..good_vote.clone()
			}),
			Impossible,
		),
		(
			"another set",
			Message::Statement(cybermiles_finality_core::SignedStatement {
				set: 5,
				..good_vote.clone()
			}),
			Impossible,
		),
		(
			"a proposal by who does not propose",
			Message::Statement(sim.forge(
				not_proposer.into(),
				height,
				0,
				Statement::Proposal { block, polka_round: None },
			)),
			Impossible,
		),
		(
			"a proposal whose polka is to come",
			Message::Statement(sim.forge(
				proposers.of_round(0).into(),
				height,
				0,
				Statement::Proposal { block, polka_round: Some(0) },
			)),
			Impossible,
		),
		("half a commit", Message::Commit(commit(&sim, &[0, 1])), Impossible),
		("a forged commit", Message::Commit(forged_commit), BadSignature),
		("one signer twice", Message::Commit(twice), Impossible),
		(
			"a commit of another set",
			Message::Commit(Justification { set: 1, ..good_commit.clone() }),
			Impossible,
		),
		(
			"a commit of another round",
			Message::Commit(Justification { round: 1, ..good_commit.clone() }),
			BadSignature,
		),
		("half a polka", Message::Polka(polka(&sim, &[0, 1])), Impossible),
		(
			"a polka of another round",
			Message::Polka(Polka { round: 1, ..polka(&sim, &[0, 1, 2]) }),
			BadSignature,
		),
		("half a round", Message::Round(round(&sim, &[0, 1], RoundReason::Ended)), Impossible),
		(
			"a quarter that skips",
			Message::Round(round(&sim, &[0], RoundReason::Skipped)),
			Impossible,
		),
		("a round that cannot be", Message::Round(huge_round), Impossible),
	];
	for (what, message, fault) in cases {
		sim.punished.clear();
		let before = sim.position(0);
		sim.tell(0, Event::Received(4 as Peer, message.to_bytes()));
		assert_eq!(sim.punished, [(0, 4, fault)], "{what}");
		assert_eq!(sim.position(0), before, "{what}");
	}
	for bytes in [&[][..], &[1], &[1, 9], &[1, 4, 0, 0], &[1; 300_000]] {
		sim.punished.clear();
		sim.tell(0, Event::Received(4 as Peer, bytes.to_vec()));
		assert_eq!(sim.punished, [(0, 4, Malformed)]);
	}
	assert_eq!(sim.finalized(0), 3);
	// A node of another release is no enemy.
	sim.punished.clear();
	sim.tell(0, Event::Received(4 as Peer, vec![2, 4, 0, 0]));
	assert_eq!(sim.punished, []);

	// The good ones of the same make are taken.
	sim.punished.clear();
	sim.tell(0, Event::Received(4 as Peer, Message::Statement(good_vote).to_bytes()));
	sim.tell(0, Event::Received(4 as Peer, Message::Commit(good_commit).to_bytes()));
	assert_eq!(sim.punished, []);
}

#[test]
fn a_message_that_was_heard_costs_nothing() {
	let mut sim = Sim::new(Setup { observers: 1, ..Setup::new(4, 11) });
	sim.run_until(3 * SLOT + 500);
	let vote = sim.forge(1, 4, 0, Statement::Prevote(None));
	sim.tell(0, Event::Received(4 as Peer, Message::Statement(vote.clone()).to_bytes()));
	let done = sim.nodes[0].done;
	for _ in 0..100 {
		sim.tell(0, Event::Received(4 as Peer, Message::Statement(vote.clone()).to_bytes()));
	}
	assert_eq!(sim.nodes[0].done, done);
}

#[test]
fn statements_of_long_ago_and_of_far_rounds_are_not_kept() {
	let mut sim = Sim::new(Setup { observers: 1, ..Setup::new(4, 12) });
	sim.run_until(20 * SLOT + 500);
	let before = sim.nodes[0].done;
	for forged in [
		sim.forge(1, 5, 0, Statement::Prevote(None)),
		sim.forge(1, 21, 11, Statement::Prevote(None)),
		sim.forge(1, 40, 0, Statement::Prevote(None)),
	] {
		sim.tell(0, Event::Received(4 as Peer, Message::Statement(forged).to_bytes()));
	}
	assert_eq!(sim.nodes[0].done, before);
}

#[test]
fn who_contradicts_itself_after_the_decision_is_reported_too() {
	let mut sim = Sim::new(Setup { observers: 1, ..Setup::new(4, 13) });
	sim.checks.excuse(3);
	sim.run_until(10 * SLOT + 500);
	assert_eq!(sim.finalized(0), 10);
	let late = sim.forge(3, 6, 0, Statement::Prevote(None));
	sim.tell(0, Event::Received(4 as Peer, Message::Statement(late).to_bytes()));
	assert!(reported(&sim, StatementKind::Prevote));
}

#[test]
fn a_validator_that_lost_its_disk_learns_from_its_own_votes() {
	// Node 0 votes, forgets all, and comes back while the height is open: half of the others are away.
	let mut sim = Sim::new(Setup::new(4, 14));
	sim.run_until(3 * SLOT + 500);
	sim.nodes[0].forgetful = true;
	for _ in 0..6 {
		sim.crash(3);
		sim.run_for(SLOT + 700);
		sim.crash(0);
		sim.run_for(50);
		sim.start(0);
		sim.run_for(SLOT);
		sim.start(3);
		sim.run_for(4 * SLOT);
	}
	assert_goes_on(&mut sim, 3);
}

#[test]
fn nodes_come_back_one_by_one() {
	let mut sim = Sim::new(Setup::new(7, 15));
	for node in 0..7 {
		sim.run_for(SLOT);
		sim.crash(node);
		sim.run_for(3 * SLOT);
		sim.start(node);
	}
	assert_goes_on(&mut sim, 3);
}

// The checks themselves: each sees the fault that it is for.

#[test]
fn the_check_of_double_signing_sees_a_twin() {
	let mut sim = Sim::new(Setup { twins: vec![1], ..Setup::new(4, 6) });
	sim.checks = sim::Checks::new(vec![]);
	sim.run_for(40 * SLOT);
	assert!(sim.checks.violations.iter().any(|violation| violation.starts_with("double sign")));
}

#[test]
fn the_check_of_agreement_sees_a_fork_by_half_of_the_weight() {
	let mut sim = Sim::new(Setup { twins: vec![0, 1], ..Setup::new(4, 16) });
	// Both sides have three of four keys.
	sim.partition(&[&[0, 1, 2], &[4, 5, 3]]);
	sim.run_for(20 * SLOT);
	assert!(sim.checks.violations.iter().any(|violation| violation.starts_with("disagreement")));
}

#[test]
fn the_check_of_quorums_sees_a_verifier_that_takes_exactly_two_thirds() {
	let weights = vec![vec![1; 3]];
	let mut sim = Sim::new(Setup { weights, ..Setup::new(3, 17) });
	let block = sim.invent(1, GENESIS);
	let signatures = [0, 1].map(|key| {
		let forged = sim.forge(key, 1, 0, Statement::Precommit(Some(block)));
		(forged.signer, forged.signature)
	});
	let two_thirds = Justification {
		version: Justification::VERSION,
		set: 0,
		height: 1,
		round: 0,
		block,
		signatures: signatures.to_vec(),
	};
	let set = sim.set_of(1);
	let lax = 3 * 2 >= 2 * set.total_weight();
	assert!(
		lax && two_thirds.verify_with(&GENESIS, &set, 1, &block, |id, message, signature| {
			Scheme::Cheap.verify(id, message, signature)
		}) == Err(JustificationError::NoQuorum)
	);
	sim.checks.on_finalized(0, &set, &two_thirds, true, &Scheme::Cheap);
	assert!(sim.checks.violations[0].starts_with("no quorum"));
}

#[test]
fn the_check_of_ancestry_sees_a_block_that_is_no_child() {
	let mut sim = Sim::new(Setup::new(1, 18));
	sim.run_until(SLOT + 1);
	let (set, justification) = (sim.set_of(1), sim.justification(0, 1).unwrap().clone());
	sim.checks.on_finalized(0, &set, &justification, false, &Scheme::Cheap);
	assert!(sim.checks.violations[0].contains("no child"));
}
