// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Finality: what the node's service knows of the gadget that finalises blocks.

use super::{FullBackend, FullClient, Validator};
use crate::chain_spec::Extensions;
use cybermiles_finality_client::{
	rpc::{BftAnswers, BftRpcServer},
	Chain, FinalityImport, FinalityVerifier, Gate, Notice, Parts, Protocol, Question, WarpProofs,
	Worker,
};
use cybermiles_primitives::{BlockNumber, Hash, OpaqueBlock as Block};
use jsonrpsee::RpcModule;
use sc_network::{
	config::{FullNetworkConfiguration, NotificationMetrics},
	service::traits::NetworkService,
	NetworkBackend,
};
use sc_network_sync::WarpSyncConfig;
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::{Configuration, Error, TaskManager};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sc_utils::mpsc::TracingUnboundedReceiver;
use sp_blockchain::HeaderBackend;
use std::{
	path::{Path, PathBuf},
	sync::Arc,
};
use tokio::sync::mpsc;

/// How many questions about the round wait for their answers at most.
const QUESTIONS: usize = 64;

/// Through which blocks are imported, so that the gadget sees each.
pub type BlockImport = FinalityImport<FullBackend, FullClient>;

/// The finality gadget of a node.
pub struct Finality {
	chain: Arc<Chain<FullBackend, FullClient>>,
	import: BlockImport,
	notices: TracingUnboundedReceiver<Notice>,
	questions: mpsc::Receiver<Question>,
	answers: Answers,
	folder: PathBuf,
}

/// What answers questions about finality.
#[derive(Clone)]
pub struct Answers {
	chain: Arc<Chain<FullBackend, FullClient>>,
	questions: mpsc::Sender<Question>,
	justifications: cybermiles_finality_client::JustificationStream,
}

impl Answers {
	/// The methods of the RPC.
	pub fn methods(
		self,
		executor: SubscriptionTaskExecutor,
	) -> RpcModule<BftAnswers<FullBackend, FullClient>> {
		BftAnswers::new(self.chain, self.questions, self.justifications, executor).into_rpc()
	}
}

impl Finality {
	/// The gadget of the chain in the database.
	pub fn new(
		config: &Configuration,
		client: Arc<FullClient>,
		backend: Arc<FullBackend>,
	) -> Result<Self, Error> {
		let forks = sc_chain_spec::get_extension::<Extensions>(config.chain_spec.extensions())
			.map(|extensions| extensions.finality_hard_forks.clone())
			.unwrap_or_default();
		let info = client.info();
		let final_block = |number| {
			let is_final = number <= info.finalized_number;
			is_final.then(|| client.hash(number).ok().flatten()).flatten()
		};
		forks.ensure_sound(final_block).map_err(|error| Error::Other(error.to_string()))?;
		let (chain, notices, justifications) = Chain::new(client, backend, forks);
		let (ask, questions) = mpsc::channel(QUESTIONS);
		Ok(Self {
			import: FinalityImport::new(chain.clone()),
			answers: Answers { chain: chain.clone(), questions: ask, justifications },
			chain,
			notices,
			questions,
			folder: folder(config.base_path.config_dir(config.chain_spec.id()).as_path()),
		})
	}

	/// Through which blocks are imported, made here or elsewhere.
	pub fn block_import(&self) -> BlockImport {
		self.import.clone()
	}

	/// Checks what is said of the finality of blocks that nobody executes, after another check.
	pub fn verifier<V>(&self, other: V) -> FinalityVerifier<V, FullBackend, FullClient> {
		FinalityVerifier::new(other, self.import.clone())
	}

	/// Lets authors wait for finality.
	pub fn gate(&self) -> Gate<FullBackend, FullClient> {
		Gate::new(self.chain.clone())
	}

	/// What answers questions about finality.
	pub fn answers(&self) -> Answers {
		self.answers.clone()
	}

	/// Add the gadget's protocol to the network to be.
	pub fn register_protocol<N: NetworkBackend<Block, Hash>>(
		&self,
		config: &Configuration,
		net_config: &mut FullNetworkConfiguration<Block, Hash, N>,
		metrics: NotificationMetrics,
	) -> Protocol {
		Protocol::register(self.chain.genesis(), config.chain_spec.fork_id(), net_config, metrics)
	}

	/// How a new node may jump to the final block without executing all before it.
	pub fn warp_sync(&self) -> WarpSyncConfig<Block> {
		WarpSyncConfig::WithProvider(Arc::new(WarpProofs::new(self.chain.clone())))
	}

	/// Vote, if this node is a validator, and follow the votes of others.
	pub(super) fn start(
		self,
		validator: Validator,
		never_signed: bool,
		protocol: Protocol,
		network: Arc<dyn NetworkService>,
		task_manager: &TaskManager,
	) -> Result<(), Error> {
		let worker = Worker::new(Parts {
			chain: self.chain,
			notices: self.notices,
			questions: self.questions,
			validator: validator.role.is_authority().then_some((self.folder, validator.keystore)),
			never_signed,
			protocol,
			network,
			sync: validator.sync,
			pool: OffchainTransactionPoolFactory::new(validator.transaction_pool),
			registry: validator.prometheus,
		})
		.map_err(|failure| Error::Other(failure.to_string()))?;

		// Essential: a node whose view of finality stands still must not look alive.
		let spawner = task_manager.spawn_essential_handle();
		spawner.spawn_blocking("finality", Some("finality"), worker.run());
		Ok(())
	}
}

/// Where a validator's record of what it signed is, in the folder of the chain.
pub fn folder(chain: &Path) -> PathBuf {
	chain.join("finality")
}

/// Take the gadget's state back by this many blocks: there is none that is not of final blocks.
pub fn revert(_: Arc<FullClient>, _: Arc<FullBackend>, _: BlockNumber) -> sc_cli::Result<()> {
	Ok(())
}
