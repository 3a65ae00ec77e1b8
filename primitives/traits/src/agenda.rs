// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, DispatchResult};
use sp_weights::Weight;

/// Names an item of the agenda, from when it is scheduled until it is done or cancelled.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
pub struct Ticket<Moment> {
	/// The block in which the item is due.
	pub due: Moment,
	/// Its place among those that are due in the same block: they are done in the order in which they were scheduled.
	pub index: u32,
}

/// Does things when they are due, so that nobody has to send a transaction for it.
///
/// A pallet schedules tasks of its own type; the runtime joins the types of all pallets and hands each task back to its
/// pallet by [`OnDue`].
pub trait Agenda<AccountId, Task, Moment> {
	/// Do `task` in block `due` or, where that block has too much to do, as soon after it as there is room.
	///
	/// `payer` pays in advance for what the task will cost and puts down a deposit for the storage, which comes back
	/// with the task; without a payer the network bears both, and the caller must bound how often that happens.
	///
	/// # Errors
	///
	/// If `due` is not in the future or too far in it, the task is too heavy to be ever done, or the payer cannot pay.
	/// Nothing has changed then.
	fn schedule(
		due: Moment,
		task: Task,
		payer: Option<&AccountId>,
	) -> Result<Ticket<Moment>, DispatchError>;

	/// Forget the item and give its payer everything back. The cost does not depend on what else is scheduled.
	///
	/// # Errors
	///
	/// If there is no such item: it was done or cancelled already.
	fn cancel(ticket: Ticket<Moment>) -> DispatchResult;
}

/// Does the tasks of a pallet when they are due.
pub trait OnDue<Task> {
	/// The most that [`OnDue::on_due`] can cost for this task; the payer pays for it.
	fn weight(task: &Task) -> Weight;

	/// Do the task.
	///
	/// # Errors
	///
	/// If it cannot be done. What it changed until then is undone, the error is reported in an event, and the task is
	/// not tried again.
	fn on_due(task: Task) -> DispatchResult;
}
