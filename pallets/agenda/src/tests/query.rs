// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Backlog};
use cybermiles_traits::Ticket;
use frame_support::assert_ok;

#[test]
fn the_price_that_is_told_is_the_price_that_is_held() {
	founded().execute_with(|| {
		let (price, deposit) = Agenda::price(weight(TASK));
		assert_eq!((price, deposit), (PRICE, DEPOSIT));
		schedule_for(ALICE, 5, 1);
		assert_eq!(held(ALICE), price + deposit);
	});
}

#[test]
fn an_item_can_be_looked_up_until_it_is_done() {
	founded().execute_with(|| {
		let ticket = schedule(2, plain(1));
		assert_eq!(Agenda::item(ticket).map(|item| item.task), Some(plain(1).into()));
		run_to(2);
		assert_eq!(Agenda::item(ticket), None);
	});
}

#[test]
fn there_is_no_backlog_before_anything_was_scheduled() {
	founded().execute_with(|| {
		run_to(3);
		assert_eq!(Agenda::backlog(), None);
	});
}

#[test]
fn the_backlog_counts_the_places_that_are_due() {
	founded().execute_with(|| {
		Budget::set(weight(BASE + BUCKET + 2 * (HOLE + ITEM + TASK) + HOLE));
		for name in 0..5 {
			schedule(2, plain(name));
		}
		for name in 0..3 {
			assert_ok!(cancel(schedule(4, plain(name))));
		}
		schedule(5, plain(9));
		run_to(2);
		let next = Ticket { due: 2, index: 2 };
		assert_eq!(Agenda::backlog(), Some(Backlog { next, places: 3 }));
		go_to(4);
		assert_eq!(Agenda::backlog(), Some(Backlog { next, places: 6 }));
	});
}

#[test]
fn an_agenda_that_is_not_late_has_no_backlog() {
	founded().execute_with(|| {
		schedule(2, plain(1));
		schedule(4, plain(2));
		run_to(3);
		let next = Ticket { due: 4, index: 0 };
		assert_eq!(Agenda::backlog(), Some(Backlog { next, places: 0 }));
	});
}
