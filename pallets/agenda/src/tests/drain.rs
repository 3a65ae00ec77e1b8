// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Cursor, Event, Items, Lengths};
use cybermiles_traits::{Agenda as _, Ticket};
use frame_support::{
	assert_storage_noop,
	dispatch::DispatchClass,
	traits::{
		fungible::{BalancedHold, Inspect},
		Hooks, Imbalance,
	},
	weights::Weight,
};

/// What the agenda spends on this many plain items of one block.
fn spent(buckets: u64, items: u64) -> Weight {
	weight(BASE) + weight(BUCKET) * buckets + (weight(HOLE) + weight(ITEM + TASK)) * items
}

#[test]
fn nothing_is_done_before_it_is_due() {
	founded().execute_with(|| {
		schedule(4, plain(1));
		run_to(3);
		assert!(done().is_empty());
		run_to(4);
		assert_eq!(Log::get(), [(4, 1)]);
	});
}

#[test]
fn an_item_is_done_once() {
	founded().execute_with(|| {
		let ticket = schedule(2, plain(1));
		go_to(2);
		poll();
		poll();
		run_to(5);
		assert_eq!(Log::get(), [(2, 1)]);
		assert_eq!(Agenda::item(ticket), None);
	});
}

#[test]
fn items_are_done_in_the_order_of_blocks_and_then_of_scheduling() {
	founded().execute_with(|| {
		for (due, name) in [(4, 3), (3, 1), (4, 4), (3, 2)] {
			schedule(due, plain(name));
		}
		run_to(4);
		assert_eq!(Log::get(), [(3, 1), (3, 2), (4, 3), (4, 4)]);
	});
}

#[test]
fn a_done_item_is_reported() {
	founded().execute_with(|| {
		let ticket = schedule_for(ALICE, 2, 1);
		run_to(2);
		assert_eq!(events(), [Event::Done { ticket }]);
	});
}

#[test]
fn the_price_goes_to_the_pot_and_the_deposit_comes_back() {
	founded().execute_with(|| {
		schedule_for(ALICE, 2, 1);
		let issued = Balances::total_issuance();
		run_to(2);

		assert_eq!((held(ALICE), Balances::balance(&ALICE)), (0, ENDOWMENT - PRICE));
		assert_eq!(Balances::balance(&POT), EXISTENTIAL_DEPOSIT + PRICE);
		assert_eq!(Balances::total_issuance(), issued);
	});
}

#[test]
fn the_prices_of_a_block_are_passed_on_in_one_sum() {
	founded().execute_with(|| {
		for name in 0..5 {
			schedule_for(ALICE, 2, name);
		}
		run_to(2);
		let deposits = System::events()
			.into_iter()
			.filter(|record| {
				let amount = 5 * PRICE;
				record.event == pallet_balances::Event::Deposit { who: POT, amount }.into()
			})
			.count();
		assert_eq!(deposits, 1);
	});
}

#[test]
fn the_price_is_that_of_the_time_of_scheduling() {
	founded().execute_with(|| {
		schedule_for(ALICE, 2, 1);
		TaskWeightFactor::set(2);
		run_to(2);
		assert_eq!(Balances::balance(&ALICE), ENDOWMENT - PRICE);
	});
}

#[test]
fn what_the_network_bears_costs_nobody() {
	founded().execute_with(|| {
		schedule(2, plain(1));
		run_to(2);
		assert_eq!(done(), [1]);
		assert_eq!(Balances::balance(&POT), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn an_item_whose_hold_was_slashed_is_done_for_what_is_left() {
	founded().execute_with(|| {
		for left in [DEPOSIT + PRICE - 3, PRICE + 2, PRICE - 2, 0] {
			let (alice, pot) = (Balances::total_balance(&ALICE), Balances::balance(&POT));
			let next = System::block_number() + 1;
			schedule_for(ALICE, next, 1);
			let loss = held(ALICE) - left;
			let reason = crate::HoldReason::Item.into();
			let (slashed, _) = <Balances as BalancedHold<_>>::slash(&reason, &ALICE, loss);
			assert_eq!(slashed.peek(), loss);
			drop(slashed);

			run_to(next);
			assert_eq!(Log::get().last(), Some(&(next, 1)));
			let paid = left.min(PRICE);
			assert_eq!(held(ALICE), 0);
			assert_eq!(Balances::balance(&ALICE), alice - loss - paid);
			assert_eq!(Balances::balance(&POT), pot + paid);
		}
	});
}

#[test]
fn nothing_is_left_in_storage_of_a_block_that_is_done() {
	founded().execute_with(|| {
		schedule(2, plain(1));
		schedule(2, plain(2));
		run_to(2);
		assert_eq!(Lengths::<Test>::iter().count(), 0);
		assert_eq!(Items::<Test>::iter().count(), 0);
		assert_eq!(Cursor::<Test>::get(), Some(Ticket { due: 3, index: 0 }));
	});
}

#[test]
fn ten_thousand_items_due_at_once_are_done_in_order_over_several_blocks() {
	const ITEMS: u32 = 10_000;
	founded().execute_with(|| {
		let per_block = 1_100;
		Budget::set(spent(1, per_block));
		let block = Budget::get() * 4;
		for name in 0..ITEMS {
			schedule_for(if name % 2 == 0 { ALICE } else { BOB }, 2, name);
		}

		let mut blocks = 0;
		while Lengths::<Test>::iter().next().is_some() {
			go_to(System::block_number() + 1);
			let consumed = poll_within(block);
			blocks += 1;
			assert!(consumed.all_lte(Budget::get()), "{consumed:?} in block {blocks}");
			// Three quarters are left for users.
			assert!((block - consumed).all_gte(Budget::get() * 3));
		}

		assert_eq!(blocks, u64::from(ITEMS).div_ceil(per_block));
		assert_eq!(done(), (0..ITEMS).collect::<Vec<_>>());
		let half = PRICE * Balance::from(ITEMS / 2);
		assert_eq!(Balances::balance(&ALICE), ENDOWMENT - half);
		assert_eq!(Balances::balance(&BOB), ENDOWMENT - half);
		assert_eq!(Balances::balance(&POT), EXISTENTIAL_DEPOSIT + 2 * half);
	});
}

#[test]
fn what_did_not_fit_is_done_before_what_is_due_later() {
	founded().execute_with(|| {
		Budget::set(spent(1, 2) + weight(BUCKET));
		for name in 0..4 {
			schedule(2, plain(name));
		}
		schedule(3, plain(4));
		schedule(4, plain(5));
		run_to(4);
		assert_eq!(Log::get(), [(2, 0), (2, 1), (3, 2), (3, 3), (4, 4), (4, 5)]);
	});
}

#[test]
fn each_step_is_charged() {
	founded().execute_with(|| {
		for name in 0..3 {
			schedule(2, plain(name));
		}
		go_to(2);
		assert_eq!(poll(), spent(1, 3));
		go_to(3);
		assert_eq!(poll(), spent(1, 0));
	});
}

#[test]
fn a_light_item_does_not_overtake_a_heavy_one() {
	founded().execute_with(|| {
		schedule(2, plain(1));
		schedule(2, Task { weight: 860, ..plain(2) });
		schedule(2, plain(3));
		go_to(2);
		poll();
		assert_eq!(done(), [1]);
		run_to(4);
		assert_eq!(Log::get(), [(2, 1), (3, 2), (4, 3)]);
	});
}

#[test]
fn a_meter_of_zero_does_nothing() {
	founded().execute_with(|| {
		schedule(2, plain(1));
		go_to(2);
		for limit in [Weight::zero(), weight(BASE - 10), Weight::from_parts(BASE, 0)] {
			assert_storage_noop!(assert_eq!(poll_within(limit), Weight::zero()));
		}
	});
}

#[test]
fn a_meter_that_has_room_for_less_than_the_budget_is_respected() {
	founded().execute_with(|| {
		for name in 0..9 {
			schedule(2, plain(name));
		}
		go_to(2);
		for limit in (0..1_000).step_by(10) {
			let consumed = poll_within(weight(limit));
			assert!(consumed.all_lte(weight(limit)));
		}
		assert_eq!(done(), (0..9).collect::<Vec<_>>());
	});
}

#[test]
fn proof_size_is_metered_as_well() {
	founded().execute_with(|| {
		for name in 0..9 {
			schedule(2, plain(name));
		}
		go_to(2);
		let limit = Weight::from_parts(1_000_000, spent(1, 4).proof_size());
		let consumed = poll_within(limit);
		assert!(consumed.all_lte(limit));
		assert_eq!(done(), [0, 1, 2, 3]);
	});
}

#[test]
fn an_item_waits_for_a_block_with_room_for_it() {
	founded().execute_with(|| {
		schedule(2, Task { weight: 700, ..plain(1) });
		for block in 2..6 {
			go_to(block);
			poll_within(weight(800));
		}
		assert!(done().is_empty());
		assert_eq!(events(), []);
		run_to(6);
		assert_eq!(Log::get(), [(6, 1)]);
	});
}

#[test]
fn an_item_that_an_upgrade_made_too_heavy_is_dropped_and_paid_back() {
	founded().execute_with(|| {
		let heavy = Task { weight: 400, ..plain(1) };
		let ticket = Agenda::schedule(2, heavy, Some(&ALICE)).unwrap();
		let next = schedule_for(BOB, 2, 2);
		TaskWeightFactor::set(3);
		run_to(2);

		assert_eq!(events(), [Event::Dropped { ticket }, Event::Done { ticket: next }]);
		assert_eq!(done(), [2]);
		assert_eq!((held(ALICE), Balances::balance(&ALICE)), (0, ENDOWMENT));
		assert_eq!(Balances::balance(&POT), EXISTENTIAL_DEPOSIT + PRICE);
	});
}

#[test]
fn dropping_is_metered_as_well() {
	founded().execute_with(|| {
		schedule(2, Task { weight: 400, ..plain(1) });
		TaskWeightFactor::set(3);
		go_to(2);
		assert_eq!(poll_within(spent(1, 0) + weight(HOLE)), spent(1, 0) + weight(HOLE));
		assert_eq!(events(), []);
		assert_eq!(poll(), spent(1, 0) + weight(HOLE) + weight(ITEM));
		assert_eq!(events().len(), 1);
	});
}

#[test]
fn blocks_without_a_hook_are_caught_up_in_order() {
	founded().execute_with(|| {
		for (due, name) in [(9, 4), (2, 1), (5, 2), (5, 3)] {
			schedule(due, plain(name));
		}
		go_to(8);
		assert_eq!(poll(), spent(7, 3));
		assert_eq!(Log::get(), [(8, 1), (8, 2), (8, 3)]);
		run_to(9);
		assert_eq!(Log::get().last(), Some(&(9, 4)));
	});
}

#[test]
fn what_is_overdue_is_not_left_out_when_more_is_scheduled() {
	founded().execute_with(|| {
		schedule(2, plain(1));
		go_to(5);
		schedule(6, plain(2));
		run_to(6);
		assert_eq!(Log::get(), [(6, 1), (6, 2)]);
	});
}

#[test]
fn catching_up_over_empty_blocks_is_metered() {
	founded().execute_with(|| {
		schedule(500, plain(1));
		go_to(500);
		let mut blocks = 0;
		while done().is_empty() {
			assert!(poll().all_lte(Budget::get()));
			blocks += 1;
		}
		// 90 blocks fit in what is left of the budget, and 499 are to be passed.
		assert_eq!(blocks, 6);
	});
}

#[test]
fn an_idle_chain_spends_the_base() {
	founded().execute_with(|| {
		go_to(2);
		assert_eq!(poll(), weight(BASE));
		assert_eq!(Cursor::<Test>::get(), None);
	});
}

#[test]
fn a_chain_that_is_old_when_the_first_item_is_scheduled_has_nothing_to_catch_up() {
	founded().execute_with(|| {
		go_to(1_000_000);
		schedule(1_000_001, plain(1));
		go_to(1_000_001);
		assert_eq!(poll(), spent(1, 1));
	});
}

#[test]
fn what_the_agenda_spends_counts_as_weight_of_the_block() {
	founded().execute_with(|| {
		schedule(2, plain(1));
		go_to(2);
		let before = System::block_weight().get(DispatchClass::Mandatory).to_owned();
		Executive::inherents_applied();

		let after = System::block_weight().get(DispatchClass::Mandatory).to_owned();
		assert_eq!(after - before, spent(1, 1));
		assert_eq!(done(), [1]);
	});
}

#[test]
#[should_panic(expected = "budget has room")]
fn a_runtime_whose_budget_has_no_room_for_an_item_is_refused() {
	Budget::set(spent(1, 1) - weight(TASK) - Weight::from_parts(1, 0));
	Agenda::integrity_test();
}
