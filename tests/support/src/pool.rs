// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

use sp_core::offchain::TransactionPool;
use std::cell::RefCell;

thread_local! {
	static SUBMITTED: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// A transaction pool that takes anything.
pub(crate) struct StubPool;

impl StubPool {
	/// The pool of a test that begins.
	pub fn empty() -> Self {
		submitted();
		Self
	}
}

impl TransactionPool for StubPool {
	fn submit_transaction(&mut self, transaction: Vec<u8>) -> Result<(), ()> {
		SUBMITTED.with_borrow_mut(|submitted| submitted.push(transaction));
		Ok(())
	}
}

/// The transactions, encoded, that the runtime submitted since the last call or since the test began.
pub fn submitted() -> Vec<Vec<u8>> {
	SUBMITTED.take()
}
