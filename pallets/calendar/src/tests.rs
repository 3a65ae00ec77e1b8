// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate as pallet_calendar;
use crate::{Day, DayFraction, Days, Pallet};
use cybermiles_test_support::{derive_impl, ExtBuilder};
use frame_support::{
	parameter_types,
	traits::{Get, Hooks},
};

type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Calendar: pallet_calendar,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

parameter_types! {
	pub const DefaultDay: u32 = 43_200;
}

impl pallet_calendar::Config for Test {
	type DefaultDay = DefaultDay;
}

type Ext = ExtBuilder<Test, AllPalletsWithSystem>;

fn on_a_day_of(day: u32) -> Ext {
	Ext::new(RuntimeGenesisConfig {
		calendar: pallet_calendar::GenesisConfig { day },
		..Default::default()
	})
}

#[test]
fn a_genesis_that_names_no_day_has_the_default_one() {
	Ext::new(RuntimeGenesisConfig::default())
		.execute_with(|| assert_eq!(Pallet::<Test>::day(), 43_200));
}

#[test]
fn periods_follow_the_day_of_the_genesis() {
	on_a_day_of(30).execute_with(|| {
		assert_eq!(Pallet::<Test>::day(), 30);
		assert_eq!(<Days<Test, 7> as Get<u32>>::get(), 210);
		assert_eq!(<DayFraction<Test, 6> as Get<u32>>::get(), 5);
		assert_eq!(<DayFraction<Test, 7> as Get<u32>>::get(), 4);
	});
}

#[test]
fn a_part_of_a_day_is_never_empty() {
	on_a_day_of(30).execute_with(|| assert_eq!(<DayFraction<Test, 31> as Get<u32>>::get(), 1));
}

#[test]
fn a_number_of_days_beyond_the_last_block_saturates() {
	on_a_day_of(u32::MAX / 2)
		.execute_with(|| assert_eq!(<Days<Test, 3> as Get<u32>>::get(), u32::MAX));
}

#[test]
#[should_panic(expected = "calendar.day must be at least 1 block")]
fn a_day_without_blocks_is_no_genesis() {
	on_a_day_of(0).execute_with(|| ());
}

#[test]
fn the_invariant_notices_a_day_without_blocks() {
	on_a_day_of(30).execute_with(|| {
		Day::<Test>::put(0);
		assert!(Pallet::<Test>::try_state(0).is_err());
		Day::<Test>::put(30);
	});
}
