// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Event};
use cybermiles_traits::Agenda as _;
use frame_support::{assert_ok, traits::fungible::Inspect};

/// The story of the README.
#[test]
fn an_instalment_is_paid_in_advance_moved_and_done_in_its_time() {
	founded().execute_with(|| {
		// A lender has an instalment collected in block 100.
		let collect = plain(1);
		let ticket = Agenda::schedule(100, collect.clone(), Some(&ALICE)).unwrap();
		let (price, deposit) = Agenda::price(weight(TASK));
		assert_eq!(Balances::balance(&ALICE), ENDOWMENT - price - deposit);

		// The borrower asks for ten blocks more.
		run_to(40);
		assert_ok!(cancel(ticket));
		assert_eq!(Balances::balance(&ALICE), ENDOWMENT);
		let ticket = Agenda::schedule(110, collect, Some(&ALICE)).unwrap();

		// So much is due just before it that there is no room for it in block 110.
		for name in 0..71 {
			schedule_for(BOB, 109, 100 + name);
		}
		run_to(110);
		assert!(Agenda::item(ticket).is_some());
		assert_eq!(Agenda::backlog().map(|backlog| backlog.places), Some(10));

		// The next block goes on.
		run_to(111);
		assert!(events().contains(&Event::Done { ticket }));
		assert_eq!(Balances::balance(&ALICE), ENDOWMENT - price);
		assert_eq!(held(ALICE), 0);
		assert_eq!(Balances::balance(&POT), EXISTENTIAL_DEPOSIT + 72 * price);
	});
}
