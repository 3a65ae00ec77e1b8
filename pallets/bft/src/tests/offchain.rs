// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What a node reports by itself.

use crate::{mock::*, Call};
use codec::DecodeAll;
use cybermiles_test_support::submitted;
use sp_runtime::traits::ExtrinsicLike;

/// The reports that were submitted.
fn reports() -> Vec<Call<Test>> {
	submitted()
		.into_iter()
		.map(|transaction| {
			let transaction = Extrinsic::decode_all(&mut &*transaction).unwrap();
			assert!(transaction.is_bare());
			let RuntimeCall::Bft(call) = transaction.function else { panic!() };
			call
		})
		.collect()
}

#[test]
fn the_session_of_a_height_is_the_last_that_began_below_it() {
	founded(|| {
		next_session(&[1, 2]);
		next_session(&[1, 2]);
		let sessions = [0, 1, 11, 12, 21, 22, 30, 31].map(Bft::session_of);
		let expected = [None, Some(0), Some(0), Some(1), Some(1), Some(2), Some(2), Some(2)];
		assert_eq!(sessions, expected);
	});
}

#[test]
fn a_height_of_long_ago_has_no_session() {
	founded(|| {
		for _ in 0..5 {
			next_session(&[1, 2, 3]);
		}
		// Four sessions are on record: 2 to 5.
		assert_eq!(Bft::session_of(21), None);
		assert_eq!(Bft::session_of(22), Some(2));
		assert_eq!(Bft::session_of(60), Some(5));
	});
}

#[test]
fn what_a_node_saw_is_submitted_unsigned_for_its_session() {
	founded(|| {
		next_session(&[1, 2, 3, 4]);
		let (votes, blocks) = (two_votes(3, 0, 11), two_blocks(2, 13, 12));
		assert_eq!(Bft::submit_report(votes.clone()), Some(()));
		assert_eq!(Bft::submit_report(blocks.clone()), Some(()));
		let expected = [(votes, 0), (blocks, 1)].map(|(equivocation, session)| {
			Call::report_equivocation { equivocation: Box::new(equivocation), session }
		});
		assert_eq!(reports(), expected);
	});
}

#[test]
fn what_is_of_no_session_on_record_is_not_submitted() {
	founded(|| {
		assert_eq!(Bft::submit_report(two_votes(3, 0, 0)), None);
		for _ in 0..4 {
			next_session(&[1, 2, 3]);
		}
		assert_eq!(Bft::submit_report(two_votes(3, 0, 11)), None);
		assert_eq!(reports(), []);
	});
}
