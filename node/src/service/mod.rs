// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Assembles a node from its parts.

mod authoring;
pub mod consensus;
mod parent_final;
mod preflight;

use crate::rpc;
use cybermiles_primitives::{Hash, OpaqueBlock as Block};
use cybermiles_runtime::apis::RuntimeApi;
use futures::FutureExt;
use sc_client_api::Backend;
use sc_consensus::{DefaultImportQueue, LongestChain};
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_network_sync::strategy::chain_sync::GapSyncBodyPolicy;
use sc_service::{
	build_network, new_full_parts, new_wasm_executor, spawn_tasks, BuildNetworkParams,
	Configuration, Error, PartialComponents, SpawnTasksParams, TFullBackend, TFullClient,
	TaskManager,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::sync::Arc;

/// The functions that the host offers to the runtime.
type HostFunctions = sp_io::SubstrateHostFunctions;
/// Executes the runtime's Wasm.
type Executor = sc_executor::WasmExecutor<HostFunctions>;
/// Access to blocks and state.
pub type FullClient = TFullClient<Block, RuntimeApi, Executor>;
/// The database.
pub type FullBackend = TFullBackend<Block>;
/// How the best chain is chosen.
pub type SelectChain = LongestChain<FullBackend, Block>;

/// What a command needs of a node without its network.
pub type Partial = PartialComponents<
	FullClient,
	FullBackend,
	SelectChain,
	DefaultImportQueue<Block>,
	TransactionPoolHandle<Block, FullClient>,
	(consensus::Finality, Option<Telemetry>),
>;

/// The parts of a node that work without a network.
pub fn new_partial(config: &Configuration) -> Result<Partial, Error> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(16)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;
	let telemetry_handle = telemetry.as_ref().map(|(_, telemetry)| telemetry.handle());

	preflight::ensure_validators(config)?;
	let executor: Executor = new_wasm_executor(&config.executor);
	let (client, backend, keystore_container, task_manager) =
		new_full_parts(config, telemetry_handle.clone(), executor.clone(), Vec::new())?;
	let client = Arc::new(client);
	preflight::ensure_database_of_chain(config, &client, &backend, executor)?;

	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	let select_chain = LongestChain::new(backend.clone());
	let transaction_pool = Arc::new(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);

	let finality = consensus::Finality::new(config, client.clone(), backend.clone())?;
	let import_queue = authoring::import_queue(
		client.clone(),
		&finality,
		&task_manager,
		config.prometheus_registry(),
		telemetry_handle,
	);

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: (finality, telemetry),
	})
}

/// What the command line says of a node besides the SDK's own options.
pub struct Options {
	/// The keys of this validator never signed anything.
	pub keys_never_signed: bool,
}

/// A whole node.
pub fn new_full<N: NetworkBackend<Block, Hash>>(
	config: Configuration,
	options: Options,
) -> Result<TaskManager, Error> {
	preflight::ensure_ports_free(&config)?;
	preflight::ensure_final_states(&config)?;
	let PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: (finality, mut telemetry),
	} = new_partial(&config)?;
	preflight::ensure_session_keys(&config, &*keystore_container.keystore())?;

	let mut net_config = FullNetworkConfiguration::<Block, Hash, N>::new(
		&config.network,
		config.prometheus_registry().cloned(),
	);
	let metrics = N::register_notification_metrics(config.prometheus_registry());
	let finality_protocol =
		finality.register_protocol::<N>(&config, &mut net_config, metrics.clone());

	let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
		build_network(BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(finality.warp_sync()),
			block_relay: None,
			metrics,
			// Who has no bodies of the history has no justifications, and is not asked for it.
			gap_sync_body_policy: Some(Arc::new(|| Ok(GapSyncBodyPolicy::All))),
		})?;

	if config.offchain_worker.enabled {
		let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
			runtime_api_provider: client.clone(),
			is_validator: config.role.is_authority(),
			keystore: Some(keystore_container.keystore()),
			offchain_db: backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(transaction_pool.clone())),
			network_provider: Arc::new(network.clone()),
			enable_http_requests: true,
			custom_extensions: |_| vec![],
		})?;
		task_manager.spawn_handle().spawn(
			"offchain-workers-runner",
			"offchain-worker",
			workers.run(client.clone(), task_manager.spawn_handle()).boxed(),
		);
	}

	let validator = Validator {
		client: client.clone(),
		transaction_pool: transaction_pool.clone(),
		keystore: keystore_container.keystore(),
		select_chain,
		sync: sync_service.clone(),
		role: config.role,
		force_authoring: config.force_authoring,
		prometheus: config.prometheus_registry().cloned(),
		telemetry: telemetry.as_ref().map(|telemetry| telemetry.handle()),
	};

	let rpc_builder = {
		let (client, pool) = (client.clone(), transaction_pool.clone());
		let finality = finality.answers();
		Box::new(move |executor| {
			rpc::extensions(client.clone(), pool.clone(), finality.clone(), executor)
				.map_err(|error| Error::Other(format!("The RPC could not be set up: {error}")))
		})
	};
	spawn_tasks(SpawnTasksParams {
		config,
		client,
		backend,
		task_manager: &mut task_manager,
		keystore: keystore_container.keystore(),
		transaction_pool,
		rpc_builder,
		network: network.clone(),
		system_rpc_tx,
		tx_handler_controller,
		sync_service,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	if validator.role.is_authority() {
		authoring::start(&validator, &finality, &task_manager)?;
	}
	finality.start(
		validator,
		options.keys_never_signed,
		finality_protocol,
		network,
		&task_manager,
	)?;
	Ok(task_manager)
}

/// What authoring and finality need of the node.
struct Validator {
	client: Arc<FullClient>,
	transaction_pool: Arc<TransactionPoolHandle<Block, FullClient>>,
	keystore: sp_keystore::KeystorePtr,
	select_chain: SelectChain,
	sync: Arc<sc_network_sync::SyncingService<Block>>,
	role: sc_service::Role,
	force_authoring: bool,
	prometheus: Option<substrate_prometheus_endpoint::Registry>,
	telemetry: Option<sc_telemetry::TelemetryHandle>,
}
