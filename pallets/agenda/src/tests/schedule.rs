// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Error, Event, Item, Items, Lengths, Prepaid};
use cybermiles_traits::{Agenda as _, Ticket};
use frame_support::{assert_noop, traits::fungible::Inspect};

#[test]
fn an_item_is_recorded_with_what_was_paid() {
	founded().execute_with(|| {
		let ticket = Agenda::schedule(5, plain(1), Some(&ALICE)).unwrap();

		assert_eq!(ticket, Ticket { due: 5, index: 0 });
		let prepaid = Some(Prepaid { payer: ALICE, price: PRICE, deposit: DEPOSIT });
		let task = plain(1).into();
		assert_eq!(Agenda::item(ticket), Some(Item { prepaid: prepaid.clone(), task }));
		System::assert_last_event(Event::Scheduled { ticket, prepaid }.into());
	});
}

#[test]
fn price_and_deposit_are_held_in_the_payers_account() {
	founded().execute_with(|| {
		schedule_for(ALICE, 5, 1);

		assert_eq!(held(ALICE), PRICE + DEPOSIT);
		assert_eq!(Balances::balance(&ALICE), ENDOWMENT - PRICE - DEPOSIT);
	});
}

#[test]
fn holds_of_several_items_add_up() {
	founded().execute_with(|| {
		schedule_for(ALICE, 5, 1);
		schedule_for(ALICE, 5, 2);
		schedule_for(ALICE, 6, 3);
		schedule_for(BOB, 5, 4);

		assert_eq!((held(ALICE), held(BOB)), (3 * (PRICE + DEPOSIT), PRICE + DEPOSIT));
	});
}

#[test]
fn without_a_payer_nothing_is_held() {
	founded().execute_with(|| {
		let ticket = schedule(5, plain(1));

		let item = Item { prepaid: None, task: plain(1).into() };
		assert_eq!(Agenda::item(ticket), Some(item));
		System::assert_last_event(Event::Scheduled { ticket, prepaid: None }.into());
		assert_eq!((held(ALICE), held(BOB)), (0, 0));
	});
}

#[test]
fn places_are_handed_out_in_order_for_each_block() {
	founded().execute_with(|| {
		let tickets = [5, 5, 7, 5].map(|due| schedule(due, plain(0)));

		let places = tickets.map(|ticket| (ticket.due, ticket.index));
		assert_eq!(places, [(5, 0), (5, 1), (7, 0), (5, 2)]);
		assert_eq!((Lengths::<Test>::get(5), Lengths::<Test>::get(7)), (3, 1));
	});
}

#[test]
fn the_price_grows_with_the_weight_of_the_task() {
	founded().execute_with(|| {
		let heavy = Task { weight: 105, ..plain(1) };
		Agenda::schedule(5, heavy, Some(&ALICE)).unwrap();
		assert_eq!(held(ALICE), PRICE + 100 + DEPOSIT);
	});
}

#[test]
fn a_block_that_is_not_in_the_future_is_refused() {
	founded().execute_with(|| {
		go_to(3);
		for due in [0, 2, 3] {
			assert_noop!(Agenda::schedule(due, plain(1), Some(&ALICE)), Error::<Test>::TooEarly);
		}
		schedule(4, plain(1));
	});
}

#[test]
fn a_block_beyond_the_horizon_is_refused() {
	founded().execute_with(|| {
		go_to(3);
		assert_noop!(
			Agenda::schedule(3 + HORIZON + 1, plain(1), Some(&ALICE)),
			Error::<Test>::TooFar
		);
		schedule(3 + HORIZON, plain(1));
	});
}

#[test]
fn a_task_that_no_block_has_room_for_is_refused() {
	founded().execute_with(|| {
		let most = 1_000 - BASE - BUCKET - HOLE - ITEM;
		assert_noop!(
			Agenda::schedule(5, Task { weight: most + 1, ..plain(1) }, Some(&ALICE)),
			Error::<Test>::TooHeavy
		);

		schedule(2, Task { weight: most, ..plain(2) });
		go_to(2);
		poll();
		assert_eq!(done(), [2]);
	});
}

#[test]
fn a_payer_who_cannot_pay_is_refused() {
	founded().execute_with(|| {
		for payer in [POOR, 77] {
			assert_noop!(
				Agenda::schedule(5, plain(1), Some(&payer)),
				Error::<Test>::InsufficientFunds
			);
		}
	});
}

#[test]
fn a_payer_may_pay_with_all_but_the_existential_deposit() {
	founded().execute_with(|| {
		let lighter = Task { weight: TASK - 1, ..plain(1) };
		Agenda::schedule(5, lighter, Some(&POOR)).unwrap();
		assert_eq!(Balances::balance(&POOR), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn a_block_whose_places_cannot_be_counted_takes_no_more() {
	founded().execute_with(|| {
		schedule(5, plain(1));
		Lengths::<Test>::insert(5, u32::MAX);
		assert_noop!(Agenda::schedule(5, plain(2), Some(&ALICE)), Error::<Test>::TooManyItems);
		assert_eq!(Items::<Test>::iter().count(), 1);
	});
}
