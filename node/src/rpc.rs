// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What the node answers besides the SDK's own RPC: nonces, fees and finality.

use crate::service::{consensus::Answers, FullClient};
use cybermiles_primitives::OpaqueBlock as Block;
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_transaction_pool::TransactionPoolHandle;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// The extensions of the RPC server.
pub fn extensions(
	client: Arc<FullClient>,
	pool: Arc<TransactionPoolHandle<Block, FullClient>>,
	finality: Answers,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, jsonrpsee::core::RegisterMethodError> {
	let mut module = RpcModule::new(());
	module.merge(System::new(client.clone(), pool).into_rpc())?;
	module.merge(TransactionPayment::new(client).into_rpc())?;
	module.merge(finality.methods(executor))?;
	Ok(module)
}
