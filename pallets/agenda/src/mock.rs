// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A runtime with the agenda, balances, and tasks that a test makes up.

use crate::{self as pallet_agenda, Event, TicketOf, WeightInfo};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybermiles_test_support::ExtBuilder;
use cybermiles_traits::{Agenda as _, OnDue, Ticket};
use frame_support::{
	derive_impl, parameter_types, storage_alias,
	traits::{fungible::InspectHold, tokens::imbalance::ResolveTo, Hooks},
	weights::{IdentityFee, Weight, WeightMeter},
};
use scale_info::TypeInfo;
use sp_runtime::{
	generic,
	testing::TestSignature,
	traits::{BlakeTwo256, IdentityLookup},
	DispatchError, DispatchResult,
};

pub type AccountId = u64;
pub type Balance = u128;
pub type BlockNumber = u32;

/// Blocks of extrinsics that an executive can check.
pub type Block = generic::Block<
	generic::Header<BlockNumber, BlakeTwo256>,
	generic::UncheckedExtrinsic<AccountId, RuntimeCall, TestSignature, ()>,
>;

/// Blocks as a node would execute them.
pub type Executive = frame_executive::Executive<
	Test,
	Block,
	frame_system::ChainContext<Test>,
	Test,
	AllPalletsWithSystem,
>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Agenda: pallet_agenda,
	}
);

/// A payer, and one who has less than an item costs.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const POOR: AccountId = 3;
/// Receives the prices.
pub const POT: AccountId = 9;

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const ENDOWMENT: Balance = 1_000_000;
pub const DEPOSIT: Balance = 7;
pub const HORIZON: BlockNumber = 1_000;

/// The weight of the steps.
pub const BASE: u64 = 100;
pub const BUCKET: u64 = 10;
pub const HOLE: u64 = 3;
pub const ITEM: u64 = 20;
/// The weight of a plain task.
pub const TASK: u64 = 5;
/// The price of a plain task.
pub const PRICE: Balance = (HOLE + ITEM + TASK) as Balance;

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
	pub const PotAccount: AccountId = POT;
	pub const Deposit: Balance = DEPOSIT;
	pub const Horizon: BlockNumber = HORIZON;
	pub static Budget: Weight = weight(1_000);
	/// A runtime upgrade may change what tasks weigh.
	pub static TaskWeightFactor: u64 = 1;
}

/// So much of execution time, and twice as much of proof.
pub const fn weight(time: u64) -> Weight {
	Weight::from_parts(time, 2 * time)
}

pub struct Weights;

impl WeightInfo for Weights {
	fn on_poll_base() -> Weight {
		weight(BASE)
	}
	fn next_bucket() -> Weight {
		weight(BUCKET)
	}
	fn hole() -> Weight {
		weight(HOLE)
	}
	fn item() -> Weight {
		weight(ITEM)
	}
	fn schedule() -> Weight {
		weight(40)
	}
	fn cancel() -> Weight {
		weight(40)
	}
}

/// What a test schedules.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Task {
	/// By which the log names it.
	pub name: u32,
	/// What it weighs.
	pub weight: u64,
	/// What it does beside writing its name to the log.
	pub deed: Deed,
}

#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Deed {
	Nothing,
	Fail,
	/// Schedule a plain task of this name, so many blocks from now, that this account pays for if any does.
	Schedule(u32, BlockNumber, Option<AccountId>),
	Cancel(Ticket<BlockNumber>),
	/// Check the invariants.
	Check,
}

/// The tasks of the runtime, as it would join those of several pallets.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum AnyTask {
	Test(Task),
}

impl From<Task> for AnyTask {
	fn from(task: Task) -> Self {
		Self::Test(task)
	}
}

/// The tasks that were done, with the block in which each was.
#[storage_alias]
pub type Log =
	StorageValue<Mock, Vec<(BlockNumber, u32)>, frame_support::pallet_prelude::ValueQuery>;

/// How a task fails that is to fail.
pub const FAILURE: DispatchError = DispatchError::Unavailable;

pub struct Handler;

impl OnDue<AnyTask> for Handler {
	fn weight(task: &AnyTask) -> Weight {
		let AnyTask::Test(task) = task;
		weight(task.weight * TaskWeightFactor::get())
	}

	fn on_due(task: AnyTask) -> DispatchResult {
		let AnyTask::Test(task) = task;
		Log::append((System::block_number(), task.name));
		match task.deed {
			Deed::Nothing => Ok(()),
			Deed::Fail => Err(FAILURE),
			Deed::Schedule(name, ahead, payer) => {
				Agenda::schedule(System::block_number() + ahead, plain(name), payer.as_ref())
					.map(drop)
			},
			Deed::Cancel(ticket) => cancel(ticket),
			Deed::Check => Agenda::do_try_state(System::block_number())
				.map_err(|_| DispatchError::Other("an invariant is broken")),
		}
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
	type RuntimeHoldReason = RuntimeHoldReason;
}

impl pallet_agenda::Config for Test {
	type Task = AnyTask;
	type Handler = Handler;
	type Currency = Balances;
	type WeightToFee = IdentityFee<Balance>;
	type OnFee = ResolveTo<PotAccount, Balances>;
	type Deposit = Deposit;
	type Budget = Budget;
	type Horizon = Horizon;
	type WeightInfo = Weights;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkTask = BenchmarkTask;
}

#[cfg(feature = "runtime-benchmarks")]
parameter_types! {
	pub BenchmarkTask: AnyTask = plain(0).into();
}

/// A chain in block 1, where nothing was ever scheduled.
pub fn founded() -> ExtBuilder<Test, AllPalletsWithSystem> {
	Budget::set(weight(1_000));
	TaskWeightFactor::set(1);
	ExtBuilder::new(RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: vec![
				(ALICE, ENDOWMENT),
				(BOB, ENDOWMENT),
				(POOR, EXISTENTIAL_DEPOSIT + PRICE + DEPOSIT - 1),
				(POT, EXISTENTIAL_DEPOSIT),
			],
			..Default::default()
		},
		..Default::default()
	})
}

/// A task that does nothing but log.
pub fn plain(name: u32) -> Task {
	Task { name, weight: TASK, deed: Deed::Nothing }
}

pub fn task(name: u32, deed: Deed) -> Task {
	Task { name, weight: TASK, deed }
}

/// Schedule a task that must be taken; the network pays.
pub fn schedule(due: BlockNumber, task: Task) -> TicketOf<Test> {
	Agenda::schedule(due, task, None).unwrap()
}

/// Schedule a plain task that must be taken.
pub fn schedule_for(payer: AccountId, due: BlockNumber, name: u32) -> TicketOf<Test> {
	Agenda::schedule(due, plain(name), Some(&payer)).unwrap()
}

pub fn cancel(ticket: TicketOf<Test>) -> DispatchResult {
	<Agenda as cybermiles_traits::Agenda<_, Task, _>>::cancel(ticket)
}

/// Go to block `number` without doing anything.
pub fn go_to(number: BlockNumber) {
	System::set_block_number(number);
	System::reset_events();
}

/// Do what is due, if the block has this weight left, and return what of it was spent.
pub fn poll_within(limit: Weight) -> Weight {
	let mut meter = WeightMeter::with_limit(limit);
	Agenda::on_poll(System::block_number(), &mut meter);
	meter.consumed()
}

/// Do what is due in a block that is otherwise empty, and return the weight that was spent.
pub fn poll() -> Weight {
	poll_within(weight(4_000_000))
}

/// Go to block `number`, doing in each block what is due.
pub fn run_to(number: BlockNumber) {
	while System::block_number() < number {
		go_to(System::block_number() + 1);
		poll();
	}
}

/// The names of the tasks that were done.
pub fn done() -> Vec<u32> {
	Log::get().into_iter().map(|(_, name)| name).collect()
}

/// What an account has on hold for its items.
pub fn held(account: AccountId) -> Balance {
	Balances::balance_on_hold(&crate::HoldReason::Item.into(), &account)
}

/// The agenda's events in this block.
pub fn events() -> Vec<Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Agenda(event) => Some(event),
			_ => None,
		})
		.collect()
}
