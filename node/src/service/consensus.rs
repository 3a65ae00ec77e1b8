// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Finality: the only file of the node that knows which gadget finalises blocks.

use super::{FullBackend, FullClient, SelectChain, Validator};
use cybermiles_primitives::{BlockNumber, Hash, OpaqueBlock as Block};
use sc_client_api::BlockBackend;
use sc_consensus_grandpa::{
	GrandpaBlockImport, GrandpaParams, LinkHalf, SharedVoterState, VotingRulesBuilder,
};
use sc_network::{
	config::{FullNetworkConfiguration, NotificationMetrics},
	service::traits::{NetworkService, NotificationService},
	NetworkBackend, ProtocolName,
};
use sc_network_sync::WarpSyncConfig;
use sc_service::{Configuration, Error, TaskManager};
use sc_telemetry::TelemetryHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::{sync::Arc, time::Duration};

/// Every how many blocks a justification is kept, for nodes that sync by them.
const JUSTIFICATION_PERIOD: u32 = 512;
/// How often a voter tells its peers where it is.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// Through which blocks are imported, so that the gadget sees each.
pub type BlockImport = GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>;

/// The finality gadget of a node.
pub struct Finality {
	block_import: BlockImport,
	link: LinkHalf<Block, FullClient, SelectChain>,
}

/// The gadget's place in the network.
pub struct Protocol {
	name: ProtocolName,
	notifications: Box<dyn NotificationService>,
}

impl Finality {
	/// Read the gadget's state from the database.
	pub fn new(
		client: Arc<FullClient>,
		select_chain: SelectChain,
		telemetry: Option<TelemetryHandle>,
	) -> Result<Self, Error> {
		let (block_import, link) = sc_consensus_grandpa::block_import(
			client.clone(),
			JUSTIFICATION_PERIOD,
			&client,
			select_chain,
			telemetry,
		)?;
		Ok(Self { block_import, link })
	}

	/// Through which blocks are imported, made here or elsewhere.
	pub fn block_import(&self) -> BlockImport {
		self.block_import.clone()
	}

	/// Add the gadget's protocol to the network to be.
	pub fn register_protocol<N: NetworkBackend<Block, Hash>>(
		&self,
		client: &FullClient,
		config: &Configuration,
		net_config: &mut FullNetworkConfiguration<Block, Hash, N>,
		metrics: NotificationMetrics,
	) -> Result<Protocol, Error> {
		let genesis = client
			.block_hash(0)?
			.ok_or_else(|| Error::Other("The database has no genesis block.".into()))?;
		let name = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
		let (protocol, notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<_, N>(
			name.clone(),
			metrics,
			net_config.peer_store_handle(),
		);
		net_config.add_notification_protocol(protocol);
		Ok(Protocol { name, notifications })
	}

	/// How a new node may jump to the final block without executing all before it.
	pub fn warp_sync(&self, backend: Arc<FullBackend>) -> WarpSyncConfig<Block> {
		WarpSyncConfig::WithProvider(Arc::new(
			sc_consensus_grandpa::warp_proof::NetworkProvider::new(
				backend,
				self.link.shared_authority_set().clone(),
				Vec::new(),
			),
		))
	}

	/// Vote, if this node is a validator, and follow the votes of others.
	pub(super) fn start(
		self,
		validator: Validator,
		protocol: Protocol,
		network: Arc<dyn NetworkService>,
		task_manager: &TaskManager,
	) -> Result<(), Error> {
		let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
			config: sc_consensus_grandpa::Config {
				gossip_duration: GOSSIP_DURATION,
				justification_generation_period: JUSTIFICATION_PERIOD,
				observer_enabled: false,
				local_role: validator.role,
				name: Some(validator.name),
				keystore: validator.role.is_authority().then_some(validator.keystore),
				telemetry: validator.telemetry.clone(),
				protocol_name: protocol.name,
			},
			link: self.link,
			network,
			sync: validator.sync,
			notification_service: protocol.notifications,
			voting_rule: VotingRulesBuilder::default().build(),
			prometheus_registry: validator.prometheus,
			shared_voter_state: SharedVoterState::empty(),
			telemetry: validator.telemetry,
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(
				validator.transaction_pool,
			),
		})?;

		// Essential: a node whose view of finality stands still must not look alive.
		task_manager.spawn_essential_handle().spawn_blocking("finality-voter", None, voter);
		Ok(())
	}
}

/// Take the gadget's state back by this many blocks.
pub fn revert(
	client: Arc<FullClient>,
	_: Arc<FullBackend>,
	blocks: BlockNumber,
) -> sc_cli::Result<()> {
	Ok(sc_consensus_grandpa::revert(client, blocks)?)
}
