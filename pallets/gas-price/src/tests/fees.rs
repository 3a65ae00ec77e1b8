// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What is charged, and what was said that it would be.

use crate::{mock::*, LengthFee, Quote, Rate, Tariff, WeightFee};
use cybermiles_primitives::{Balance, CMT};
use cybermiles_traits::ExchangeRate;
use frame_support::{
	dispatch::{DispatchClass, DispatchInfo, GetDispatchInfo, Pays},
	weights::{Weight, WeightToFee},
};
use proptest::prelude::*;

fn weight(time: u64) -> Weight {
	Weight::from_parts(time, 1_000)
}

#[test]
fn gas_is_time_rounded_up_and_bytes() {
	committee_of(1).execute_with(|| {
		assert_eq!(GasPrice::gas_of(weight(0), 0), 0);
		assert_eq!(GasPrice::gas_of(weight(1), 0), 1);
		assert_eq!(GasPrice::gas_of(weight(10_000), 0), 1);
		assert_eq!(GasPrice::gas_of(weight(10_001), 0), 2);
		assert_eq!(GasPrice::gas_of(weight(500_000_000), 140), 57_000);
		assert_eq!(
			GasPrice::gas_of(Weight::MAX, u32::MAX),
			u64::MAX / 10_000 + 1 + 214_748_364_750
		);
	});
}

#[test]
fn the_smallest_work_costs_something_at_the_highest_rate() {
	founded_at(MaxRate::get(), 1, 1).execute_with(|| {
		assert_eq!(GasPrice::tariff().cmt_per_million_gas, 1_000_000);
		assert_eq!(WeightFee::<Test>::weight_to_fee(&weight(1)), 1);
		assert_eq!(LengthFee::<Test>::weight_to_fee(&weight(1)), 50);
		assert_eq!(WeightFee::<Test>::weight_to_fee(&weight(0)), 0);
	});
}

#[test]
fn the_greatest_work_can_be_charged_at_the_lowest_rate() {
	founded_at(MinRate::get(), MAX_PRICE, 1).execute_with(|| {
		assert_eq!(GasPrice::tariff().cmt_per_million_gas, 100_000_000 * CMT);
		let most = WeightFee::<Test>::weight_to_fee(&Weight::MAX);
		assert_eq!(most, u128::from(u64::MAX / 10_000 + 1) * 100 * CMT);
		let longest = Weight::from_parts(u32::MAX.into(), 0);
		assert_eq!(LengthFee::<Test>::weight_to_fee(&longest), u128::from(u32::MAX) * 5_000 * CMT);
	});
}

#[test]
fn what_exceeds_every_amount_is_charged_the_greatest() {
	let tariff = Tariff::new(Rate::from_inner(1), u64::MAX);
	assert_eq!(tariff.cmt_per_million_gas, Balance::MAX);
	assert_eq!(tariff.cmt_of(1_000_001), Balance::MAX);
	assert_eq!(Tariff::new(Rate::from_inner(0), 1).cmt_of(1_000_000), Balance::MAX);
}

#[test]
fn dollars_are_worth_cmt_rounded_up() {
	founded_at(micro_usd(300_000), FIRST_PRICE, 1).execute_with(|| {
		let worth = <GasPrice as ExchangeRate<Balance>>::from_micro_usd;
		assert_eq!(worth(0), Some(0));
		assert_eq!(worth(300_000), Some(CMT));
		assert_eq!(worth(1), Some(3_333_333_333_334));
		assert_eq!(worth(u128::MAX), Some(Balance::MAX));
	});
}

#[test]
fn a_quote_is_what_a_transfer_is_charged() {
	committee_of(1).execute_with(|| {
		for says in [140_000, 20_000, 900_000] {
			submit(1, micro_usd(says)).unwrap();
			pass(7);
			let call = pallet_balances::Call::transfer_allow_death { dest: 2, value: 0 };
			let info = RuntimeCall::from(call.clone()).get_dispatch_info();
			let quote = GasPrice::quote_of(&info, 145);
			assert_eq!(quote, GasPrice::quote(info.class, info.total_weight(), 145));
			assert!(quote.gas > 10_000);
			assert_eq!(charged(1, call, 145), quote.cmt);
			assert_eq!(quote.pico_usd, u128::from(quote.gas) * 2_000);
		}
	});
}

#[test]
fn the_weight_of_extensions_is_quoted() {
	committee_of(1).execute_with(|| {
		let (call_weight, extension_weight) = (weight(70_000_000), weight(30_000_000));
		let call = DispatchInfo { call_weight, extension_weight, ..Default::default() };
		let quote = GasPrice::quote_of(&call, 145);
		assert_eq!(quote, GasPrice::quote(DispatchClass::Normal, weight(100_000_000), 145));
		assert_eq!(quote.cmt, TransactionPayment::compute_fee(145, &call, 0));
	});
}

#[test]
fn a_call_that_pays_no_fee_is_quoted_nothing() {
	committee_of(1).execute_with(|| {
		let call = DispatchInfo { pays_fee: Pays::No, ..Default::default() };
		assert_eq!(GasPrice::quote_of(&call, 145), Quote::default());
		assert_eq!(TransactionPayment::compute_fee(145, &call, 0), 0);
	});
}

#[test]
fn no_more_weight_is_quoted_than_a_block_has() {
	committee_of(1).execute_with(|| {
		let block = TestBlockWeights::get().max_block;
		let most = GasPrice::quote(DispatchClass::Normal, block, 145);
		assert_eq!(GasPrice::quote(DispatchClass::Normal, Weight::MAX, 145), most);
		// 0.6 s are 60,000,000 gas.
		let base = GasPrice::quote(DispatchClass::Normal, Weight::zero(), 0).gas;
		assert_eq!(most.gas, 60_000_000 + base + 145 * 50);
	});
}

/// A rate, and a price.
fn tariff() -> impl Strategy<Value = (Rate, u64)> {
	// Every order of magnitude is as likely as any other.
	let rate = (12..24u32, 100..1_000u128, 0..1_000_000_000u128)
		.prop_map(|(power, lead, rest)| Rate::from_inner(10u128.pow(power) / 100 * lead + rest));
	(rate, 1..=10_000_000u64)
}

fn class() -> impl Strategy<Value = DispatchClass> {
	prop_oneof![Just(DispatchClass::Normal), Just(DispatchClass::Operational)]
}

/// What CMT is worth, in units of 10⁻¹⁸ CMT × 10⁻¹⁸ dollars.
fn worth(cmt: Balance, rate: Rate) -> u128 {
	cmt.checked_mul(rate.into_inner()).unwrap()
}

proptest! {
	/// Gas is never charged below its price in dollars, and above it by no more than the rounding of two divisions.
	#[test]
	fn rounding_never_undercharges((rate, price) in tariff(), gas in 0..=10_000_000u64) {
		let tariff = Tariff::new(rate, price);
		let cmt = tariff.cmt_of(gas);
		let fair = tariff.pico_usd_of(gas) * 10u128.pow(24);
		prop_assert!(worth(cmt, rate) >= fair);
		let rounding = Balance::from(gas.div_ceil(1_000_000) + 1);
		prop_assert!(worth(cmt.saturating_sub(rounding), rate) <= fair);
		prop_assert_eq!(cmt == 0, gas == 0);
	}

	/// Who works more pays no less; who works when CMT is worth more pays no more CMT.
	#[test]
	fn more_work_costs_no_less_and_dearer_cmt_no_more(
		(rate, price) in tariff(),
		more in 0..1_000_000_000_000u128,
		gas in any::<u64>(),
		work in any::<u64>(),
	) {
		let tariff = Tariff::new(rate, price);
		let dearer = Tariff::new(rate + Rate::from_inner(more), price);
		prop_assert!(tariff.cmt_of(gas.saturating_add(work)) >= tariff.cmt_of(gas));
		prop_assert!(dearer.cmt_of(gas) <= tariff.cmt_of(gas));
		prop_assert!(Tariff::new(rate, price + 1).cmt_of(gas) >= tariff.cmt_of(gas));
	}

	/// A quote in CMT is what is charged, its gas is what the parts take, and its dollars are what the CMT is worth.
	#[test]
	fn a_quote_is_what_is_charged(
		(rate, price) in tariff(),
		class in class(),
		time in prop_oneof![0..10_000_000_000u64, any::<u64>()],
		length in 0..100_000u32,
	) {
		founded_at(rate, price, 1).execute_with(|| {
			let info = DispatchInfo { call_weight: weight(time), class, ..Default::default() };
			let charged = TransactionPayment::compute_fee(length, &info, 0);
			let Quote { gas, cmt, pico_usd } = GasPrice::quote(class, weight(time), length);
			prop_assert_eq!(cmt, charged);

			let base = TestBlockWeights::get().get(class).base_extrinsic.ref_time();
			let parts = [base, time.min(600_000_000_000)].map(|time| time.div_ceil(10_000));
			prop_assert_eq!(gas, parts[0] + parts[1] + u64::from(length) * 50);
			prop_assert_eq!(pico_usd, u128::from(gas) * u128::from(price));

			// Nothing of the CMT is lost at 10⁻¹² dollars but what rounding adds: below 2 units for each 1,000,000 gas
			// and for each of the parts.
			if let Some(worth) = cmt.checked_mul(rate.into_inner()) {
				let worth = worth / 10u128.pow(24);
				let rounding = u128::from(gas / 1_000_000 + 6) * rate.into_inner() / 10u128.pow(24) + 1;
				prop_assert!(worth >= pico_usd && worth <= pico_usd + rounding);
			}
			Ok(())
		})?;
	}
}
