// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Value types of delegated proof of stake.

use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybermiles_primitives::Balance;
use frame_support::{
	traits::{ConstU32, Get},
	BoundedVec, CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// A text that a candidate says about itself: at most 128 bytes.
pub type Text = BoundedVec<u8, ConstU32<128>>;

/// What a candidate says about itself. Nobody verifies it.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Profile {
	/// The name by which delegators know it.
	pub name: Text,
	/// Where to read more.
	pub website: Text,
	/// Where its machines are.
	pub location: Text,
	/// How to reach it.
	pub contact: Text,
}

/// Stake that is held in shares.
///
/// A share is worth `stake ÷ shares`. Rewards that are staked and slashes change the stake and no share, so their cost
/// does not depend on how many hold shares.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Fund {
	/// All shares.
	pub shares: u128,
	/// What they are worth together.
	pub stake: Balance,
}

/// Delegations that are treated alike.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Class {
	/// Their stake.
	pub fund: Fund,
	/// What a share has been paid since the pool exists, in units of [`REWARD_SCALE`](crate::pool::REWARD_SCALE).
	pub paid_per_share: u128,
	/// What could not be divided among the shares and waits for the next payment, in the same units; less than `shares`
	/// had then.
	pub undivided: u128,
}

/// What is delegated to a candidate.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Pool {
	/// Delegations whose rewards are added to the stake.
	pub compounding: Class,
	/// Delegations whose rewards are paid out.
	pub paying: Class,
	/// Rewards that were paid into the pool and not yet claimed.
	pub unclaimed: Balance,
	/// How many accounts delegate.
	pub delegators: u32,
	/// How many withdrawals wait.
	pub exits: u32,
}

impl Pool {
	/// Whether nobody has or waits for anything of it.
	pub fn is_empty(&self) -> bool {
		self.delegators == 0 && self.exits == 0
	}

	/// The stake of all delegations.
	pub fn stake(&self) -> Balance {
		self.compounding.fund.stake.saturating_add(self.paying.fund.stake)
	}

	/// The class of delegations that compound, or of those that do not.
	pub fn class(&self, compounding: bool) -> &Class {
		if compounding {
			&self.compounding
		} else {
			&self.paying
		}
	}

	/// The same, to change it.
	pub fn class_mut(&mut self, compounding: bool) -> &mut Class {
		if compounding {
			&mut self.compounding
		} else {
			&mut self.paying
		}
	}
}

/// Whether a candidate may be elected.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum Standing {
	/// It may, if its self-stake suffices.
	#[default]
	Ranked,
	/// It contradicted itself and may return from this era on, if it asks to.
	Jailed(EraIndex),
	/// It leaves for good.
	Retired,
}

/// An account that offers to validate.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Candidate {
	/// Its own stake, as pallet-staking has it bonded and not unbonding.
	pub self_stake: Balance,
	/// The most that may be staked on it, its own stake included.
	pub max_stake: Balance,
	/// What it keeps of its delegators' rewards; more than nothing and less than all.
	pub commission: Perbill,
	/// The era in which the commission was changed last.
	pub commission_changed: EraIndex,
	/// Whether its own rewards are added to its stake.
	pub compounding: bool,
	/// Whether it may be elected.
	pub standing: Standing,
	/// What is delegated to it.
	pub pool: Pool,
}

impl Candidate {
	/// All that is staked on it.
	pub fn stake(&self) -> Balance {
		self.self_stake.saturating_add(self.pool.stake())
	}

	/// What may still be staked on it.
	pub fn room(&self) -> Balance {
		self.max_stake.saturating_sub(self.stake())
	}

	/// Whether its own stake is at least this part of what it lets others stake.
	pub fn backs_itself(&self, least: Perbill) -> bool {
		self.self_stake >= least.mul_ceil(self.max_stake)
	}
}

/// A delegation of one account to one candidate.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Delegation {
	/// Whether its rewards are added to its stake.
	pub compounding: bool,
	/// Its shares of its class.
	pub shares: u128,
	/// What a share of its class had been paid when its rewards were counted last.
	pub counted_to: u128,
	/// Rewards counted and not yet claimed.
	pub unclaimed: Balance,
}

/// What a delegator took out of a delegation in one era.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Exit<AccountId> {
	/// The era in which it is free.
	pub era: EraIndex,
	/// Its shares of all that is free then.
	pub shares: u128,
	/// The candidate to which it is delegated then; none if it is paid out.
	pub to: Option<AccountId>,
	/// Whether the delegation compounded.
	pub compounding: bool,
	/// Whether it is paid or delegated without anyone asking.
	pub automatic: bool,
}

/// What is done without anyone asking, when it is due.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Due<AccountId> {
	/// Pay out or delegate anew what the delegator took out of its delegation to the candidate.
	Withdraw {
		/// Who delegated.
		delegator: AccountId,
		/// To whom.
		candidate: AccountId,
	},
}

/// What a validator is worth in a session.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Seat<AccountId> {
	/// Who.
	pub validator: AccountId,
	/// The stake that counts, for its vote and for its reward; at least 1.
	pub counted: Balance,
}

/// Who was elected for an era, best first, with all that is staked on each.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Winner<AccountId> {
	/// Who.
	pub validator: AccountId,
	/// What was staked on it when it was elected.
	pub stake: Balance,
	/// Whether it has to sit out the rest of the era.
	pub excluded: bool,
}

/// What a validator has earned in the present era: the sum over its sessions of its counted stake.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Service<AccountId> {
	/// Who.
	pub validator: AccountId,
	/// In sessions in which it validated.
	pub active: u128,
	/// In sessions in which it stood by.
	pub standby: u128,
}

/// The slots of the present session.
#[derive(
	CloneNoBound,
	DebugNoBound,
	Decode,
	DefaultNoBound,
	Encode,
	EqNoBound,
	MaxEncodedLen,
	PartialEqNoBound,
	TypeInfo,
)]
#[scale_info(skip_type_params(Max))]
#[codec(mel_bound())]
pub struct Slots<Max: Get<u32>> {
	/// The slot in which it began.
	pub first: u64,
	/// Slots without a block.
	pub empty: u32,
	/// Of each validator, in the order of the session: slots in which it could have made a block and did not.
	pub missed: BoundedVec<u32, Max>,
}

/// The rules that governance may change. Parts are in billionths.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StakingParameters {
	/// How many validate; at least 1.
	pub active: u32,
	/// How many stand by to replace one that is absent.
	pub backups: u32,
	/// The least that a candidate stakes itself.
	pub min_self_stake: Balance,
	/// The least that an account delegates to a candidate.
	pub min_delegation: Balance,
	/// The part of its maximum stake that a candidate stakes itself; more than nothing.
	pub self_stake_share: Perbill,
	/// The part of all stake above which a candidate's stake does not count; more than nothing.
	pub counted_share: Perbill,
	/// By how much a commission may change at once.
	pub commission_step: Perbill,
	/// The part of the rewards that active validators share; backups share the rest.
	pub active_reward: Perbill,
	/// A validator that missed more than this part of its slots of a session is replaced by a backup.
	pub absence: Perbill,
	/// What is slashed of a validator that is replaced for absence.
	pub absence_slash: Perbill,
}

impl Default for StakingParameters {
	fn default() -> Self {
		use cybermiles_primitives::CMT;
		Self {
			active: 19,
			backups: 5,
			min_self_stake: 10_000 * CMT,
			min_delegation: CMT,
			self_stake_share: Perbill::from_percent(10),
			counted_share: Perbill::from_percent(12),
			commission_step: Perbill::from_percent(5),
			active_reward: Perbill::from_percent(90),
			absence: Perbill::from_percent(50),
			absence_slash: Perbill::zero(),
		}
	}
}

/// A candidate of the genesis.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisCandidate<AccountId> {
	/// Its account, which the genesis gives the stake and the deposits.
	pub account: AccountId,
	/// Its name; at most 128 bytes.
	pub name: String,
	/// Its own stake.
	pub self_stake: Balance,
	/// The most that may be staked on it.
	pub max_stake: Balance,
	/// Its commission.
	pub commission: Perbill,
}
