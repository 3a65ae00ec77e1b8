// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use crate::{mock::*, Call, Error, Event, Observation, Rate};
use frame_support::{
	assert_noop,
	dispatch::{DispatchClass, GetDispatchInfo, Pays},
};
use sp_runtime::traits::{BadOrigin, Zero};

#[test]
fn what_a_member_says_is_recorded() {
	committee_of(3).execute_with(|| {
		submit(2, micro_usd(101_000)).unwrap();
		let observation = Observation { member: 2, rate: micro_usd(101_000), at: 1 };
		assert_eq!(GasPrice::observations(), [observation]);
		assert_eq!(events(), [Event::RateSubmitted { member: 2, rate: micro_usd(101_000) }]);
	});
}

#[test]
fn what_a_member_says_replaces_what_it_said_before() {
	committee_of(3).execute_with(|| {
		all_submit([3, 1, 2], micro_usd(101_000));
		pass(4);
		submit(2, micro_usd(102_000)).unwrap();
		let said: Vec<_> =
			GasPrice::observations().iter().map(|known| (known.member, known.at)).collect();
		assert_eq!(said, [(1, 1), (2, 5), (3, 1)]);
		assert_eq!(GasPrice::observations()[1].rate, micro_usd(102_000));
	});
}

#[test]
fn to_submit_changes_no_rate_in_its_block() {
	committee_of(1).execute_with(|| {
		let before = GasPrice::tariff();
		submit(1, micro_usd(200_000)).unwrap();
		assert_eq!(GasPrice::tariff(), before);
		next_block();
		assert_ne!(GasPrice::tariff(), before);
	});
}

#[test]
fn the_first_of_a_member_in_a_block_is_free_and_the_second_is_not() {
	committee_of(3).execute_with(|| {
		let call = Call::submit { rate: FIRST_RATE };
		let price = GasPrice::quote(DispatchClass::Operational, Default::default(), 120).cmt;
		assert!(price > 0);
		for _ in 0..3 {
			assert_eq!(charged(1, call.clone(), 120), 0);
			assert_eq!(charged(1, call.clone(), 120), price);
			assert_eq!(charged(2, call.clone(), 120), 0);
			next_block();
		}
	});
}

#[test]
fn what_is_refused_is_paid_for() {
	committee_of(3).execute_with(|| {
		assert!(charged(1, Call::submit { rate: Rate::zero() }, 120) > 0);
		assert!(charged(STRANGER, Call::submit { rate: FIRST_RATE }, 120) > 0);
	});
}

#[test]
fn a_submission_is_operational() {
	let info = RuntimeCall::from(Call::submit { rate: FIRST_RATE }).get_dispatch_info();
	assert_eq!((info.class, info.pays_fee), (DispatchClass::Operational, Pays::Yes));
}

#[test]
fn who_is_no_member_is_refused() {
	committee_of(3).execute_with(|| {
		assert_noop!(submit(STRANGER, FIRST_RATE), Error::<Test>::NotAuthorized);
		assert_noop!(GasPrice::submit(RuntimeOrigin::root(), FIRST_RATE), BadOrigin);
	});
}

#[test]
fn a_rate_of_zero_is_refused() {
	committee_of(3).execute_with(|| {
		assert_noop!(submit(1, Rate::zero()), Error::<Test>::ZeroRate);
	});
}

#[test]
fn a_rate_outside_its_limits_is_refused() {
	let unit = Rate::from_inner(1);
	founded_at(MinRate::get(), FIRST_PRICE, 1).execute_with(|| {
		assert_noop!(submit(1, MinRate::get() - unit), Error::<Test>::RateOutOfBounds);
		submit(1, MinRate::get()).unwrap();
	});
	founded_at(MaxRate::get(), FIRST_PRICE, 1).execute_with(|| {
		assert_noop!(submit(1, MaxRate::get() + unit), Error::<Test>::RateOutOfBounds);
		assert_noop!(submit(1, Rate::from_inner(u128::MAX)), Error::<Test>::RateOutOfBounds);
		submit(1, MaxRate::get()).unwrap();
	});
}

#[test]
fn an_absurd_jump_is_refused() {
	let unit = Rate::from_inner(1);
	committee_of(1).execute_with(|| {
		assert_noop!(submit(1, micro_usd(1_000_000) + unit), Error::<Test>::AbsurdJump);
		assert_noop!(submit(1, micro_usd(10_000) - unit), Error::<Test>::AbsurdJump);
		submit(1, micro_usd(1_000_000)).unwrap();
		submit(1, micro_usd(10_000)).unwrap();
	});
}

#[test]
fn a_jump_is_measured_from_the_present_rate() {
	committee_of(1).execute_with(|| {
		submit(1, micro_usd(200_000)).unwrap();
		next_block();
		assert_eq!(rate(), micro_usd(100_100));
		submit(1, micro_usd(1_001_000)).unwrap();
	});
}
