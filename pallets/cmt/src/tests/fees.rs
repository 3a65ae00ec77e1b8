// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Who gets the fees.

use crate::{mock::*, Pallet, ToPot};
use frame_support::traits::{fungible::Inspect, tokens::Preservation, OnUnbalanced};

#[test]
fn the_author_gets_its_share_and_the_pot_the_rest() {
	founded().execute_with(|| {
		charge(1_000, 0);
		assert_eq!(Balances::balance(&AUTHOR), EXISTENTIAL_DEPOSIT + 200);
		assert_eq!(Pallet::<Test>::available(), 800);
	});
}

#[test]
fn the_pot_gets_what_cannot_be_divided() {
	founded().execute_with(|| {
		charge(1_004, 0);
		assert_eq!(Balances::balance(&AUTHOR), EXISTENTIAL_DEPOSIT + 200);
		assert_eq!(Pallet::<Test>::available(), 804);
	});
}

#[test]
fn a_tip_goes_to_the_author_alone() {
	founded().execute_with(|| {
		charge(1_000, 77);
		assert_eq!(Balances::balance(&AUTHOR), EXISTENTIAL_DEPOSIT + 277);
		assert_eq!(Pallet::<Test>::available(), 800);
	});
}

#[test]
fn a_tip_goes_to_the_author_where_the_fee_is_nothing() {
	founded().execute_with(|| {
		charge(0, 77);
		assert_eq!(Balances::balance(&AUTHOR), EXISTENTIAL_DEPOSIT + 77);
		assert_eq!(Pallet::<Test>::available(), 0);
	});
}

#[test]
fn what_the_author_cannot_take_goes_to_the_pot() {
	founded().execute_with(|| {
		BlockAuthor::set(Some(POOR_AUTHOR));
		charge(40, 9);
		assert_eq!(Balances::balance(&POOR_AUTHOR), 0);
		assert_eq!(Pallet::<Test>::available(), 49);

		charge(50, 0);
		assert_eq!(Balances::balance(&POOR_AUTHOR), 10);
		assert_eq!(Pallet::<Test>::available(), 89);
	});
}

#[test]
fn all_goes_to_the_pot_where_no_author_is_known() {
	founded().execute_with(|| {
		BlockAuthor::set(None);
		charge(1_000, 77);
		assert_eq!(Pallet::<Test>::available(), 1_077);
	});
}

#[test]
fn an_author_may_get_nothing_or_all() {
	founded_with(author_gets(0)).execute_with(|| {
		charge(1_000, 0);
		assert_eq!(Pallet::<Test>::available(), 1_000);
	});
	founded_with(author_gets(100)).execute_with(|| {
		charge(1_000, 0);
		assert_eq!(Pallet::<Test>::available(), 0);
	});
}

#[test]
fn dust_goes_to_the_pot() {
	founded().execute_with(|| {
		let all_but_dust = Balances::balance(&USER) - (EXISTENTIAL_DEPOSIT - 1);
		Balances::transfer_allow_death(RuntimeOrigin::signed(USER), AUTHOR, all_but_dust).unwrap();
		assert_eq!(Balances::balance(&USER), 0);
		assert_eq!(Pallet::<Test>::available(), EXISTENTIAL_DEPOSIT - 1);
	});
}

#[test]
fn what_a_pot_without_the_existential_deposit_cannot_take_goes_to_the_treasury() {
	founded().execute_with(|| {
		let (pot, _) = Pallet::<Test>::pot();
		<Balances as frame_support::traits::fungible::Mutate<_>>::transfer(
			&pot,
			&USER,
			EXISTENTIAL_DEPOSIT,
			Preservation::Expendable,
		)
		.unwrap();
		let before = Balances::total_issuance();
		ToPot::<Test>::on_unbalanced(taken(EXISTENTIAL_DEPOSIT - 1));
		assert_eq!(Balances::balance(&TREASURY), 2 * EXISTENTIAL_DEPOSIT - 1);
		assert_eq!(Balances::total_issuance(), before);
	});
}
