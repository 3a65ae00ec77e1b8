// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The tracks on which referenda run: what each may do, how long it takes, and how many must agree.

use super::origins::Origin;
use crate::{OriginCaller, Runtime, RuntimeOrigin};
use alloc::borrow::Cow;
use cybermiles_primitives::{Balance, BlockNumber, CMT};
use frame_support::traits::OriginTrait;
use pallet_referenda::{Curve, Track, TrackInfo};
use sp_runtime::FixedI64;

/// The kinds of referenda.
pub struct Tracks;

/// A track, with its periods in hours of the network's day.
struct Plan {
	id: u16,
	name: &'static str,
	max_deciding: u32,
	decision_deposit: Balance,
	/// From its submission to the beginning of the vote.
	prepare: u32,
	/// How long it may be voted on at most.
	decision: u32,
	/// How long its majority must last.
	confirm: u32,
	/// From its approval to its execution, at least.
	enactment: u32,
	/// The part of the electorate that must agree at first, and in the end; in percent.
	support: (i64, i64),
}

/// From the approval of nearly all at first to a simple majority at the end of the vote.
const APPROVAL: Curve = Curve::make_linear(1, 1, percent(50), percent(100));

const fn percent(percent: i64) -> FixedI64 {
	FixedI64::from_rational(percent as u128, 100)
}

const HOURS_A_DAY: u32 = 24;
const DAY: u32 = HOURS_A_DAY;

const PLANS: [Plan; 7] = [
	// Everything, such as to authorise an upgrade of the runtime.
	Plan {
		id: 0,
		name: "root",
		max_deciding: 1,
		decision_deposit: 100_000 * CMT,
		prepare: 2,
		decision: 14 * DAY,
		confirm: DAY,
		enactment: DAY,
		support: (50, 5),
	},
	// Everything that the technology committee has whitelisted as urgent.
	Plan {
		id: 1,
		name: "whitelisted_caller",
		max_deciding: 20,
		decision_deposit: 10_000 * CMT,
		prepare: 0,
		decision: 14 * DAY,
		confirm: 0,
		enactment: 0,
		support: (20, 2),
	},
	Plan {
		id: 2,
		name: "parameter_admin",
		max_deciding: 10,
		decision_deposit: 10_000 * CMT,
		prepare: 2,
		decision: 7 * DAY,
		confirm: 3,
		enactment: 3,
		support: (25, 2),
	},
	Plan {
		id: 3,
		name: "small_spender",
		max_deciding: 50,
		decision_deposit: 200 * CMT,
		prepare: 2,
		decision: 7 * DAY,
		confirm: 3,
		enactment: 3,
		support: (10, 1),
	},
	Plan {
		id: 4,
		name: "big_spender",
		max_deciding: 20,
		decision_deposit: 2_000 * CMT,
		prepare: 2,
		decision: 14 * DAY,
		confirm: DAY,
		enactment: 3,
		support: (30, 2),
	},
	Plan {
		id: 5,
		name: "oracle_admin",
		max_deciding: 10,
		decision_deposit: 10_000 * CMT,
		prepare: 2,
		decision: 7 * DAY,
		confirm: 3,
		enactment: 1,
		support: (25, 2),
	},
	Plan {
		id: 6,
		name: "arbiter_admin",
		max_deciding: 50,
		decision_deposit: 1_000 * CMT,
		prepare: 2,
		decision: 7 * DAY,
		confirm: 3,
		enactment: 1,
		support: (10, 1),
	},
];

impl Plan {
	fn track(&self, day: BlockNumber) -> Track<u16, Balance, BlockNumber> {
		// At least a block, where a day has few.
		let hours = |hours: u32| (day.saturating_mul(hours) / HOURS_A_DAY).max(1);
		let mut name = [0; 25];
		name.iter_mut().zip(self.name.bytes()).for_each(|(to, from)| *to = from);
		let (most, least) = self.support;
		Track {
			id: self.id,
			info: TrackInfo {
				name,
				max_deciding: self.max_deciding,
				decision_deposit: self.decision_deposit,
				prepare_period: hours(self.prepare),
				decision_period: hours(self.decision),
				confirm_period: hours(self.confirm),
				min_enactment_period: hours(self.enactment),
				min_approval: APPROVAL,
				min_support: Curve::make_linear(1, 1, percent(least), percent(most)),
			},
		}
	}
}

impl pallet_referenda::TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = u16;
	type RuntimeOrigin = <RuntimeOrigin as OriginTrait>::PalletsOrigin;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<u16, Balance, BlockNumber>>> {
		let day = pallet_calendar::Day::<Runtime>::get();
		PLANS.iter().map(move |plan| Cow::Owned(plan.track(day)))
	}

	fn track_for(origin: &Self::RuntimeOrigin) -> Result<u16, ()> {
		match origin {
			OriginCaller::system(frame_system::RawOrigin::Root) => Ok(0),
			OriginCaller::Origins(origin) => Ok(match origin {
				Origin::WhitelistedCaller => 1,
				Origin::ParameterAdmin => 2,
				Origin::SmallSpender => 3,
				Origin::BigSpender => 4,
				Origin::OracleAdmin => 5,
				Origin::ArbiterAdmin => 6,
			}),
			_ => Err(()),
		}
	}
}
