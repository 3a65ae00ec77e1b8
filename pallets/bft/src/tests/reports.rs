// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Which reports are accepted, and what becomes of them.

use crate::{mock::*, Call, EquivocationOffence, Error};
use cybermiles_primitives_bft::{AuthorEquivocation, Equivocation};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use sp_runtime::{
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError,
	},
	Perbill,
};
use sp_staking::offence::Offence;

/// Report as validator 7, who signs.
fn report(
	equivocation: Equivocation,
	session: u32,
) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Bft::report_equivocation(RuntimeOrigin::signed(7), Box::new(equivocation), session)
}

#[allow(deprecated)]
fn validate(source: TransactionSource, call: &Call<Test>) -> TransactionValidity {
	<Bft as sp_runtime::traits::ValidateUnsigned>::validate_unsigned(source, call)
}

#[test]
fn two_votes_are_reported_for_the_session_of_their_height() {
	founded(|| {
		let done = report(two_votes(3, 0, 5), 0).unwrap();
		assert_eq!(done.pays_fee, Pays::No);
		let expected = EquivocationOffence { height: 5, session: 0, validators: 4, offender: 3 };
		assert_eq!(Reported::get(), [(vec![7], expected)]);
	});
}

#[test]
fn two_blocks_are_reported_for_the_session_of_their_height() {
	founded(|| {
		next_session(&[1, 2]);
		assert_ok!(report(two_blocks(2, 13, 12), 1));
		let expected = EquivocationOffence { height: 12, session: 1, validators: 2, offender: 2 };
		assert_eq!(Reported::get(), [(vec![7], expected)]);
	});
}

#[test]
fn the_author_reports_what_is_unsigned() {
	founded(|| {
		Author::set(Some(2));
		let votes = Box::new(two_votes(3, 0, 5));
		assert_ok!(Bft::report_equivocation(RuntimeOrigin::none(), votes, 0));
		assert_eq!(Reported::get()[0].0, [2]);
		Author::set(None);
		let votes = Box::new(two_votes(4, 0, 5));
		assert_ok!(Bft::report_equivocation(RuntimeOrigin::none(), votes, 0));
		assert!(Reported::get()[1].0.is_empty());
		let votes = Box::new(two_votes(1, 0, 5));
		assert_noop!(
			Bft::report_equivocation(RuntimeOrigin::root(), votes, 0),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn who_left_or_has_another_key_is_reported_all_the_same() {
	founded(|| {
		next_session(&[1, 2]);
		next_session(&[5]);
		assert_ok!(report(two_votes(3, 0, 11), 0));
		assert_ok!(report(two_blocks(4, 10, 10), 0));
		assert_ok!(report(two_votes(2, 1, 12), 1));
	});
}

#[test]
fn a_set_may_serve_for_more_than_a_session() {
	founded(|| {
		next_session(&[1, 2, 3, 4]);
		assert_ok!(report(two_votes(3, 0, 12), 1));
		assert_noop!(report(two_votes(4, 0, 12), 0), Error::<Test>::OutsideSession);
	});
}

#[test]
fn an_unknown_session_is_refused() {
	founded(|| {
		assert_noop!(report(two_votes(3, 0, 5), 1), Error::<Test>::UnknownSession);
		for _ in 0..4 {
			next_session(&[1, 2, 3, 4]);
		}
		assert_noop!(report(two_votes(3, 0, 5), 0), Error::<Test>::UnknownSession);
	});
}

#[test]
fn a_place_outside_the_session_is_refused() {
	founded(|| {
		next_session(&[1, 2, 3]);
		// Session 0 authors and decides up to height 11; height 20 is the last that there is.
		assert_noop!(report(two_votes(3, 0, 12), 0), Error::<Test>::OutsideSession);
		assert_noop!(report(two_votes(3, 1, 11), 1), Error::<Test>::OutsideSession);
		assert_noop!(report(two_blocks(3, 12, 12), 0), Error::<Test>::OutsideSession);
		assert_noop!(report(two_blocks(3, 11, 12), 1), Error::<Test>::OutsideSession);
		assert_noop!(report(two_votes(3, 1, 21), 1), Error::<Test>::OutsideSession);
		assert_ok!(report(two_votes(3, 0, 11), 0));
		assert_ok!(report(two_votes(3, 1, 12), 1));
		assert_ok!(report(two_blocks(3, 10, 12), 0));
		assert_ok!(report(two_blocks(3, 20, 20), 1));
	});
}

#[test]
fn another_set_is_refused() {
	founded(|| {
		assert_noop!(report(two_votes(3, 1, 5), 0), Error::<Test>::WrongSet);
	});
}

#[test]
fn the_key_of_no_validator_is_refused() {
	founded(|| {
		assert_noop!(report(two_votes(5, 0, 5), 0), Error::<Test>::UnknownValidator);
		assert_noop!(report(two_blocks(5, 5, 5), 0), Error::<Test>::UnknownValidator);
		next_session(&[1, GONE]);
		assert_noop!(report(two_votes(GONE, 1, 12), 1), Error::<Test>::UnknownValidator);
	});
}

#[test]
fn what_proves_nothing_is_refused() {
	founded(|| {
		let Equivocation::Statements(votes) = two_votes(3, 0, 5) else { panic!() };
		let mut same = votes.clone();
		same.second = same.first.clone();
		let mut forged = votes.clone();
		forged.second.1 = forged.first.1.clone();
		for nothing in [same, forged] {
			let nothing = Equivocation::Statements(nothing);
			assert_noop!(report(nothing, 0), Error::<Test>::InvalidEvidence);
		}
		let Equivocation::Blocks(blocks) = two_blocks(3, 5, 5) else { panic!() };
		let same = AuthorEquivocation { second: blocks.first.clone(), ..*blocks };
		let same = Equivocation::Blocks(Box::new(same));
		assert_noop!(report(same, 0), Error::<Test>::InvalidEvidence);
	});
}

#[test]
fn headers_that_nobody_would_import_are_refused() {
	founded(|| {
		let long = |length| {
			Equivocation::Blocks(Box::new(AuthorEquivocation {
				offender: author_key(3),
				slot: 7.into(),
				first: sealed(3, 5, 1, length),
				second: sealed(3, 5, 2, length),
			}))
		};
		assert_noop!(report(long(33_000), 0), Error::<Test>::EvidenceTooLong);
		assert_ok!(report(long(32_000), 0));
	});
}

#[test]
fn an_offender_is_reported_once_for_a_place() {
	founded(|| {
		assert_ok!(report(two_votes(3, 0, 5), 0));
		assert_noop!(report(two_votes(3, 0, 5), 0), Error::<Test>::AlreadyReported);
		assert_ok!(report(two_votes(4, 0, 5), 0));
		assert_ok!(report(two_votes(3, 0, 6), 0));
	});
}

#[test]
fn the_pool_takes_unsigned_reports_of_this_node_alone() {
	founded(|| {
		let call = Call::<Test>::report_equivocation {
			equivocation: Box::new(two_votes(3, 0, 5)),
			session: 0,
		};
		let verdict = |source| validate(source, &call);
		let valid = verdict(TransactionSource::Local).unwrap();
		assert!(!valid.propagate);
		assert_eq!(valid.longevity, 8);
		assert_eq!(verdict(TransactionSource::InBlock).unwrap(), valid);
		assert_eq!(
			verdict(TransactionSource::External),
			Err(TransactionValidityError::Invalid(InvalidTransaction::Call))
		);

		assert_ok!(report(two_votes(3, 0, 5), 0));
		let code = Error::<Test>::AlreadyReported.code();
		assert_eq!(
			verdict(TransactionSource::Local),
			Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(code)))
		);
		assert_eq!(code, 6);
	});
}

#[test]
fn the_pool_refuses_what_a_block_would() {
	founded(|| {
		let call = Call::<Test>::report_equivocation {
			equivocation: Box::new(two_votes(5, 0, 5)),
			session: 0,
		};
		let verdict = validate(TransactionSource::Local, &call);
		let code = Error::<Test>::UnknownValidator.code();
		assert_eq!(
			verdict,
			Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(code)))
		);
	});
}

#[test]
fn one_of_many_loses_little_and_a_third_loses_all() {
	let offence = EquivocationOffence { height: 1, session: 0, validators: 100, offender: 3u64 };
	// 0.09 % would deter nobody.
	assert_eq!(offence.slash_fraction(1), Perbill::from_percent(1));
	assert_eq!(offence.slash_fraction(4), Perbill::from_rational(144u32, 10_000));
	assert_eq!(offence.slash_fraction(10), Perbill::from_percent(9));
	assert_eq!(offence.slash_fraction(34), Perbill::one());
}
