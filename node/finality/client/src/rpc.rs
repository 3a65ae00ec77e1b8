// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What is answered about finality.

use crate::{
	chain::{Client, JustificationStream},
	round_state::{Question, RoundState},
	Chain,
};
use cybermiles_primitives::{BlockNumber, Hash, OpaqueBlock as Block};
use futures::StreamExt;
use jsonrpsee::{
	core::async_trait, proc_macros::rpc, types::ErrorObjectOwned, PendingSubscriptionSink,
};
use sc_client_api::Backend;
use sc_rpc::{
	utils::{spawn_subscription_task, BoundedVecDeque, PendingSubscription},
	SubscriptionTaskExecutor,
};
use serde::{Deserialize, Serialize};
use sp_core::Bytes;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// A justification with the block that it makes final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FinalityProof {
	/// The hash of the block.
	pub block: Hash,
	/// The precommits for it, SCALE-encoded.
	pub justification: Bytes,
}

/// Questions about finality.
#[rpc(server)]
pub trait BftRpc {
	/// The height that is being decided, its round and its votes.
	#[method(name = "bft_roundState")]
	async fn round_state(&self) -> Result<RoundState, RpcError>;

	/// Proof that the block of a number is final; `null` if it is not, or if the node does not have its history.
	#[method(name = "bft_proveFinality", blocking)]
	fn prove_finality(&self, number: BlockNumber) -> Result<Option<FinalityProof>, RpcError>;

	/// The justifications of blocks as they become final, SCALE-encoded.
	#[subscription(
		name = "bft_subscribeJustifications" => "bft_justifications",
		unsubscribe = "bft_unsubscribeJustifications",
		item = Bytes
	)]
	fn subscribe_justifications(&self);
}

/// Why there is no answer.
#[derive(Debug)]
pub enum RpcError {
	/// The gadget is stopping, or has too many questions to answer.
	NoAnswer,
	/// The database refused.
	Database(sp_blockchain::Error),
}

impl From<RpcError> for ErrorObjectOwned {
	fn from(error: RpcError) -> Self {
		match error {
			RpcError::NoAnswer => {
				Self::owned(9_001, "Finality does not answer now; ask again", None::<()>)
			},
			RpcError::Database(error) => Self::owned(9_002, error.to_string(), None::<()>),
		}
	}
}

/// Answers from a node.
pub struct BftAnswers<BE, C> {
	chain: Arc<Chain<BE, C>>,
	questions: mpsc::Sender<Question>,
	justifications: JustificationStream,
	executor: SubscriptionTaskExecutor,
}

impl<BE, C> BftAnswers<BE, C> {
	/// Ask these.
	pub fn new(
		chain: Arc<Chain<BE, C>>,
		questions: mpsc::Sender<Question>,
		justifications: JustificationStream,
		executor: SubscriptionTaskExecutor,
	) -> Self {
		Self { chain, questions, justifications, executor }
	}
}

#[async_trait]
impl<BE: Backend<Block> + 'static, C: Client<BE>> BftRpcServer for BftAnswers<BE, C> {
	async fn round_state(&self) -> Result<RoundState, RpcError> {
		let (question, answer) = oneshot::channel();
		self.questions.try_send(question).map_err(|_| RpcError::NoAnswer)?;
		answer.await.map_err(|_| RpcError::NoAnswer)
	}

	fn prove_finality(&self, number: BlockNumber) -> Result<Option<FinalityProof>, RpcError> {
		if number > self.chain.finalized().0 {
			return Ok(None);
		}
		let Some(block) = self.chain.client().hash(number).map_err(RpcError::Database)? else {
			return Ok(None);
		};
		let justification = self.chain.justification(block).map_err(RpcError::Database)?;
		let proof = |encoded| FinalityProof { block, justification: Bytes(encoded) };
		Ok(justification.map(proof))
	}

	fn subscribe_justifications(&self, pending: PendingSubscriptionSink) {
		let stream = self.justifications.subscribe(1_000).map(Bytes);
		let sent =
			PendingSubscription::from(pending).pipe_from_stream(stream, BoundedVecDeque::default());
		spawn_subscription_task(&self.executor, sent);
	}
}
