// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What is due does not stop those who send transactions.

use cybermiles_journeys::{account, held_by_all, on, signed};
use cybermiles_primitives::CMT;
use cybermiles_runtime::{
	configs::system::{AgendaBudget, Due, RuntimeBlockWeights},
	Agenda, Balances, RuntimeEvent, System,
};
use cybermiles_traits::{Agenda as _, Ticket};
use frame_support::{dispatch::DispatchClass, traits::fungible::InspectHold};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};

const ITEMS: u32 = 10_000;

/// The tickets that the last block was done with, in order.
fn finished() -> Vec<Ticket<u32>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Agenda(
				pallet_agenda::Event::Done { ticket }
				| pallet_agenda::Event::Failed { ticket, .. }
				| pallet_agenda::Event::Dropped { ticket },
			) => Some(ticket),
			_ => None,
		})
		.collect()
}

#[test]
fn ten_thousand_items_due_at_once_are_done_in_order_while_users_transact() {
	on("development", |chain| {
		chain.run_to(1);
		// Nobody took back anything, so each of them fails, is reported, and costs its price.
		let task =
			pallet_dpos::Due::Withdraw { delegator: account(Bob), candidate: account(Alice) };
		let free = Balances::free_balance(account(Charlie));
		for _ in 0..ITEMS {
			Agenda::schedule(6, Due::Dpos(task.clone()), Some(&account(Charlie))).unwrap();
		}
		assert!(Balances::total_balance_on_hold(&account(Charlie)) > 0);

		let (mut done, mut blocks) = (Vec::new(), 0);
		while done.len() < ITEMS as usize {
			let users = chain.takes_transactions();
			let transfer = pallet_balances::Call::transfer_keep_alive {
				dest: account(Alice).into(),
				value: CMT,
			};
			let transactions = if users { vec![signed(Bob, transfer)] } else { vec![] };
			assert!(chain.block(transactions).iter().all(|result| *result == Ok(Ok(()))));
			assert_eq!(held_by_all(), Balances::total_issuance());

			let of_block = finished();
			blocks += u32::from(!of_block.is_empty());
			done.extend(of_block);
			if users {
				// The agenda, the inherents and the block itself.
				let used = System::block_weight();
				let spent = used.get(DispatchClass::Mandatory).ref_time();
				let base = RuntimeBlockWeights::get().base_block.ref_time();
				let little = RuntimeBlockWeights::get().max_block.ref_time() / 100;
				assert!(spent <= AgendaBudget::get().ref_time() + base + little, "{spent}");
			}
			assert!(System::block_number() < 2_000, "it goes on");
		}
		let expected: Vec<_> = (0..ITEMS).map(|index| Ticket { due: 6, index }).collect();
		assert_eq!(done, expected);
		assert!(blocks > 1, "{blocks}");
		assert_eq!(Balances::total_balance_on_hold(&account(Charlie)), 0);
		assert!(Balances::free_balance(account(Charlie)) < free);
		println!("{ITEMS} items took {blocks} blocks");
	});
}
