// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What holds whatever anyone does; and that `try_state` notices when it does not.

use crate::{mock::*, Pallet, Parameters, ShareParameters};
use cybermiles_primitives::Balance;
use cybermiles_traits::{RewardPot, SettlementFee};
use frame_support::traits::{fungible::Inspect, fungible::Mutate, tokens::Preservation};
use proptest::prelude::*;
use sp_runtime::{Perbill, TryRuntimeError};

#[derive(Clone, Debug)]
enum Action {
	Transact { author: Option<AccountId>, fee: Balance, tip: Balance },
	Settle { amount: Balance },
	CloseEra { pay: u8 },
}

fn action() -> impl Strategy<Value = Action> {
	let author = prop_oneof![Just(None), Just(Some(AUTHOR)), Just(Some(POOR_AUTHOR))];
	prop_oneof![
		6 => (author, 0..60 as Balance, 0..15 as Balance)
			.prop_map(|(author, fee, tip)| Action::Transact { author, fee, tip }),
		2 => (0..100_000 as Balance).prop_map(|amount| Action::Settle { amount }),
		1 => (0..=100u8).prop_map(|pay| Action::CloseEra { pay }),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	/// A model in plain integers says what each account has after any history, so nothing is made but the issuance and
	/// nothing is lost.
	#[test]
	fn every_account_has_what_it_should(
		share in 0..=100u32,
		actions in proptest::collection::vec(action(), 0..60),
	) {
		founded_with(author_gets(share)).execute_with(|| {
			let (mut user, mut author, mut poor, mut pot) = (1_000_000, 0, 0, 0);
			let mut treasury = 0;
			for action in actions {
				match action {
					Action::Transact { author: who, fee, tip } => {
						BlockAuthor::set(who);
						charge(fee, tip);
						user -= fee + tip;
						let to_author = fee * Balance::from(share) / 100;
						pot += fee - to_author;
						for part in [to_author, tip] {
							match who {
								Some(AUTHOR) => author += part,
								Some(_) if poor + part >= EXISTENTIAL_DEPOSIT => poor += part,
								_ => pot += part,
							}
						}
					},
					Action::Settle { amount } => {
						prop_assert_eq!(Pallet::<Test>::collect(&USER, amount), Ok(amount / 1_000));
						user -= amount / 1_000;
						pot += amount / 1_000;
					},
					Action::CloseEra { pay } => {
						let issued = BASE * 8 / 100 / 365;
						pot += issued - issued / 10;
						treasury += issued / 10;
						prop_assert_eq!(Pallet::<Test>::close_era(), pot);
						let paid = pot * Balance::from(pay) / 100;
						let account = <Pallet<Test> as RewardPot<_, _>>::account();
						Balances::transfer(&account, &AUTHOR, paid, Preservation::Preserve).unwrap();
						pot -= paid;
						author += paid;
					},
				}
				prop_assert_eq!(Balances::balance(&USER), user);
				prop_assert_eq!(Balances::balance(&AUTHOR), EXISTENTIAL_DEPOSIT + author);
				prop_assert_eq!(Balances::balance(&POOR_AUTHOR), poor);
				prop_assert_eq!(Balances::balance(&TREASURY), EXISTENTIAL_DEPOSIT + treasury);
				prop_assert_eq!(Pallet::<Test>::available(), pot);
				let held = user + author + poor + treasury + pot + 3 * EXISTENTIAL_DEPOSIT;
				prop_assert_eq!(Balances::total_issuance(), held);
			}
			Ok(())
		})?;
	}
}

#[test]
fn parameters_beyond_their_bounds_are_noticed() {
	founded().execute_with(|| {
		let proper = Parameters::<Test>::get();
		Parameters::<Test>::put(ShareParameters { issuance: Perbill::one(), ..proper });
		assert_eq!(
			Pallet::<Test>::do_try_state(),
			Err(TryRuntimeError::Other("invariant 1: the parameters are within their bounds"))
		);
		Parameters::<Test>::put(proper);
	});
}
