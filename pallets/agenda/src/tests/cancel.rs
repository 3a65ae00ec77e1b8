// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Error, Event, Items, Lengths};
use cybermiles_traits::Ticket;
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		fungible::{BalancedHold, Inspect},
		Imbalance,
	},
};

#[test]
fn the_payer_of_a_cancelled_item_gets_everything_back() {
	founded().execute_with(|| {
		let ticket = schedule_for(ALICE, 5, 1);
		assert_ok!(cancel(ticket));

		assert_eq!((held(ALICE), Balances::balance(&ALICE)), (0, ENDOWMENT));
		System::assert_last_event(Event::Cancelled { ticket }.into());
	});
}

#[test]
fn what_is_held_for_other_items_stays() {
	founded().execute_with(|| {
		let ticket = schedule_for(ALICE, 5, 1);
		schedule_for(ALICE, 5, 2);
		assert_ok!(cancel(ticket));
		assert_eq!(held(ALICE), PRICE + DEPOSIT);
	});
}

#[test]
fn a_cancelled_item_is_not_done() {
	founded().execute_with(|| {
		let tickets = [1, 2, 3].map(|name| schedule(2, plain(name)));
		assert_ok!(cancel(tickets[1]));

		run_to(3);
		assert_eq!(done(), [1, 3]);
	});
}

#[test]
fn the_place_of_a_cancelled_item_is_not_handed_out_again() {
	founded().execute_with(|| {
		let first = schedule(5, plain(1));
		assert_ok!(cancel(first));
		let second = schedule(5, plain(2));

		assert_eq!(second, Ticket { due: 5, index: 1 });
		assert_noop!(cancel(first), Error::<Test>::NotFound);
	});
}

#[test]
fn the_place_of_a_cancelled_item_costs_one_look() {
	founded().execute_with(|| {
		for name in 0..10 {
			assert_ok!(cancel(schedule_for(ALICE, 2, name)));
		}
		go_to(2);
		assert_eq!(poll(), weight_of(&[BASE, BUCKET]) + weight(HOLE) * 10);
	});
}

fn weight_of(steps: &[u64]) -> frame_support::weights::Weight {
	steps.iter().fold(weight(0), |sum, step| sum + weight(*step))
}

/// A cancellation touches the item and its payer, whatever else there is.
#[test]
fn cancelling_leaves_all_other_items_in_place() {
	founded().execute_with(|| {
		let tickets: Vec<_> = (0..500).map(|name| schedule_for(ALICE, 5, name)).collect();
		assert_ok!(cancel(tickets[250]));

		let left: Vec<_> = tickets.iter().filter(|t| Agenda::item(**t).is_some()).collect();
		assert_eq!((left.len(), Items::<Test>::iter().count()), (499, 499));
		assert_eq!(Lengths::<Test>::get(5), 500);
	});
}

#[test]
fn an_item_is_cancelled_once() {
	founded().execute_with(|| {
		let ticket = schedule_for(ALICE, 5, 1);
		assert_ok!(cancel(ticket));
		assert_noop!(cancel(ticket), Error::<Test>::NotFound);
	});
}

#[test]
fn an_item_that_was_done_cannot_be_cancelled() {
	founded().execute_with(|| {
		let ticket = schedule_for(ALICE, 2, 1);
		run_to(2);
		assert_noop!(cancel(ticket), Error::<Test>::NotFound);
	});
}

#[test]
fn an_item_that_never_was_cannot_be_cancelled() {
	founded().execute_with(|| {
		schedule(5, plain(1));
		for ticket in [Ticket { due: 5, index: 1 }, Ticket { due: 6, index: 0 }] {
			assert_noop!(cancel(ticket), Error::<Test>::NotFound);
		}
	});
}

#[test]
fn an_overdue_item_can_still_be_cancelled() {
	founded().execute_with(|| {
		let ticket = schedule_for(ALICE, 2, 1);
		go_to(4);
		assert_ok!(cancel(ticket));
		run_to(5);
		assert!(done().is_empty());
	});
}

#[test]
fn a_payer_whose_hold_was_slashed_gets_back_what_is_left() {
	founded().execute_with(|| {
		let ticket = schedule_for(ALICE, 5, 1);
		let (slashed, _) =
			<Balances as BalancedHold<_>>::slash(&crate::HoldReason::Item.into(), &ALICE, 8);
		assert_eq!(slashed.peek(), 8);
		assert_ok!(cancel(ticket));
		assert_eq!((held(ALICE), Balances::balance(&ALICE)), (0, ENDOWMENT - 8));
	});
}
