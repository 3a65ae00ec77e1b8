// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Tasks that fail, schedule and cancel.

use crate::{mock::*, Error, Event};
use cybermiles_traits::{Agenda as _, Ticket};
use frame_support::traits::fungible::Inspect;

#[test]
fn a_failing_task_is_reported_and_undone_and_the_next_is_done() {
	founded().execute_with(|| {
		let first = schedule(2, task(1, Deed::Fail));
		let second = schedule(2, plain(2));
		run_to(2);

		assert_eq!(
			events(),
			[Event::Failed { ticket: first, error: FAILURE }, Event::Done { ticket: second }]
		);
		assert_eq!(done(), [2]);
	});
}

#[test]
fn a_failing_task_is_not_tried_again() {
	founded().execute_with(|| {
		let ticket = schedule(2, task(1, Deed::Fail));
		run_to(3);
		assert_eq!(events(), []);
		assert_eq!(Agenda::item(ticket), None);
	});
}

#[test]
fn a_failing_task_is_paid_for() {
	founded().execute_with(|| {
		Agenda::schedule(2, task(1, Deed::Fail), Some(&ALICE)).unwrap();
		run_to(2);
		assert_eq!((held(ALICE), Balances::balance(&ALICE)), (0, ENDOWMENT - PRICE));
		assert_eq!(Balances::balance(&POT), EXISTENTIAL_DEPOSIT + PRICE);
	});
}

#[test]
fn a_task_may_schedule_for_the_next_block() {
	founded().execute_with(|| {
		schedule(2, task(1, Deed::Schedule(2, 1, Some(ALICE))));
		run_to(3);
		assert_eq!(Log::get(), [(2, 1), (3, 2)]);
		assert_eq!(Balances::balance(&ALICE), ENDOWMENT - PRICE);
	});
}

#[test]
fn a_task_cannot_schedule_for_its_own_block() {
	founded().execute_with(|| {
		let ticket = schedule(2, task(1, Deed::Schedule(2, 0, None)));
		run_to(2);
		let error = Error::<Test>::TooEarly.into();
		assert_eq!(events(), [Event::Failed { ticket, error }]);
		run_to(3);
		assert!(done().is_empty());
	});
}

#[test]
fn a_task_that_is_late_cannot_schedule_for_blocks_that_have_passed() {
	founded().execute_with(|| {
		schedule(2, task(1, Deed::Schedule(2, 1, None)));
		schedule(3, plain(3));
		go_to(6);
		poll();
		run_to(7);
		assert_eq!(Log::get(), [(6, 1), (6, 3), (7, 2)]);
	});
}

#[test]
fn what_a_task_schedules_for_a_block_comes_after_what_is_there() {
	founded().execute_with(|| {
		schedule(3, plain(1));
		schedule(2, task(2, Deed::Schedule(3, 1, None)));
		run_to(3);
		assert_eq!(Log::get(), [(2, 2), (3, 1), (3, 3)]);
	});
}

#[test]
fn a_task_may_cancel_one_that_is_due_in_the_same_block() {
	founded().execute_with(|| {
		let victim = Ticket { due: 2, index: 2 };
		schedule(2, task(1, Deed::Cancel(victim)));
		schedule(2, plain(2));
		assert_eq!(schedule_for(ALICE, 2, 3), victim);
		schedule(2, plain(4));
		run_to(2);

		assert_eq!(done(), [1, 2, 4]);
		assert_eq!((held(ALICE), Balances::balance(&ALICE)), (0, ENDOWMENT));
		assert_eq!(events()[0], Event::Cancelled { ticket: victim });
	});
}

#[test]
fn a_task_may_cancel_one_that_is_due_later() {
	founded().execute_with(|| {
		let victim = schedule_for(ALICE, 4, 2);
		schedule(2, task(1, Deed::Cancel(victim)));
		run_to(4);
		assert_eq!(done(), [1]);
	});
}

#[test]
fn a_task_can_cancel_neither_itself_nor_what_was_done() {
	founded().execute_with(|| {
		let itself = Ticket { due: 2, index: 1 };
		let done_before = schedule_for(ALICE, 2, 1);
		assert_eq!(schedule(2, task(2, Deed::Cancel(itself))), itself);
		schedule(2, task(3, Deed::Cancel(done_before)));
		run_to(2);

		let error = Error::<Test>::NotFound.into();
		assert_eq!(
			events(),
			[
				Event::Done { ticket: done_before },
				Event::Failed { ticket: itself, error },
				Event::Failed { ticket: Ticket { due: 2, index: 2 }, error },
			]
		);
	});
}

#[test]
fn a_task_finds_holds_that_agree_with_the_items() {
	founded().execute_with(|| {
		schedule_for(ALICE, 2, 1);
		Agenda::schedule(2, task(2, Deed::Check), Some(&ALICE)).unwrap();
		schedule_for(ALICE, 2, 3);
		run_to(2);
		assert_eq!(done(), [1, 2, 3]);
	});
}

#[test]
fn a_task_that_schedules_itself_again_runs_once_in_a_block() {
	founded().execute_with(|| {
		schedule(2, task(1, Deed::Schedule(1, 1, None)));
		run_to(2);
		assert_eq!(Log::get(), [(2, 1)]);
	});
}
