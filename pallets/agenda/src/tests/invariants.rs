// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Each broken invariant is noticed.

use crate::{mock::*, Cursor, HoldReason, Items, Lengths};
use cybermiles_traits::Ticket;
use frame_support::{
	assert_ok,
	traits::{fungible::MutateHold, tokens::Precision},
};

/// What `try_state` reports after `break_it`, in block 2 of a chain with two items of Alice in block 5. Then all is
/// undone.
fn broken(break_it: impl FnOnce()) -> String {
	founded().execute_with(|| {
		go_to(2);
		schedule_for(ALICE, 5, 1);
		schedule_for(ALICE, 5, 2);
		assert_ok!(Agenda::do_try_state(2));
		let mut report = String::new();
		let undone: Result<(), sp_runtime::DispatchError> =
			frame_support::storage::with_storage_layer(|| {
				break_it();
				report = format!("{:?}", Agenda::do_try_state(2));
				Err(FAILURE)
			});
		assert_eq!(undone, Err(FAILURE));
		report
	})
}

#[track_caller]
fn assert_notices(invariant: u8, break_it: impl FnOnce()) {
	let report = broken(break_it);
	assert!(report.contains(&format!("invariant {invariant}:")), "{report}");
}

#[test]
fn a_cursor_beyond_the_next_block_is_noticed() {
	assert_notices(1, || Cursor::<Test>::put(Ticket { due: 4, index: 0 }));
}

#[test]
fn places_behind_the_cursor_are_noticed() {
	assert_notices(2, || Lengths::<Test>::insert(2, 1));
}

#[test]
fn places_without_a_cursor_are_noticed() {
	assert_notices(2, Cursor::<Test>::kill);
}

#[test]
fn a_block_with_no_places_is_noticed() {
	assert_notices(2, || Lengths::<Test>::insert(6, 0));
}

#[test]
fn an_item_behind_the_cursor_is_noticed() {
	assert_notices(3, || {
		frame_system::Pallet::<Test>::set_block_number(5);
		Cursor::<Test>::put(Ticket { due: 3, index: 0 });
		let item = Items::<Test>::take(5, 0).unwrap();
		Items::<Test>::insert(2, 0, item);
	});
}

#[test]
fn an_item_behind_the_cursor_in_its_block_is_noticed() {
	assert_notices(3, || {
		Cursor::<Test>::put(Ticket { due: 3, index: 1 });
		Lengths::<Test>::insert(3, 2);
		let item = Items::<Test>::take(5, 0).unwrap();
		Items::<Test>::insert(3, 0, item);
	});
}

#[test]
fn an_item_at_a_place_that_was_not_handed_out_is_noticed() {
	assert_notices(4, || Lengths::<Test>::insert(5, 1));
}

#[test]
fn a_hold_that_is_too_small_is_noticed() {
	assert_notices(5, || {
		let reason = HoldReason::Item.into();
		assert_ok!(Balances::release(&reason, &ALICE, 1, Precision::Exact));
	});
}

#[test]
fn a_hold_without_an_item_is_noticed() {
	assert_notices(5, || {
		assert_ok!(Balances::hold(&HoldReason::Item.into(), &BOB, 1));
	});
}

#[test]
fn an_item_of_an_account_that_is_gone_is_noticed() {
	assert_notices(5, || {
		Items::<Test>::mutate(5, 0, |item| {
			item.as_mut().unwrap().prepaid.as_mut().unwrap().payer = 77;
		});
	});
}
