// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What is checked before a node starts, so that a mistake is told in one sentence and loses nothing.

use super::{Executor, FullBackend, FullClient};
use cybermiles_primitives::OpaqueBlock as Block;
use cybermiles_runtime::{Session, SessionKeys};
use sc_network::config::SyncMode;
use sc_network::multiaddr::Protocol;
use sc_service::{BuildGenesisBlock, Configuration, Error, GenesisBlockBuilder, PruningMode};
use sp_blockchain::HeaderBackend;
use sp_keystore::Keystore;
use sp_runtime::traits::{Block as _, OpaqueKeys};
use sp_state_machine::BasicExternalities;
use std::{
	collections::BTreeSet,
	io::ErrorKind,
	net::{IpAddr, SocketAddr, TcpListener},
	path::Path,
	sync::Arc,
};

/// Refuse to keep too little of the state to know who decides, or to sync without what tells it.
pub(super) fn ensure_final_states(config: &Configuration) -> Result<(), Error> {
	if config.state_pruning == Some(PruningMode::blocks_pruning(0)) {
		return Err(Error::Other(
			"With --state-pruning 0 not even the state of the last final block is kept, which says who decides the next. \
			 Name 1 or more, or leave it out for 256."
				.into(),
		));
	}
	if matches!(config.network.sync_mode, SyncMode::LightState { .. }) {
		return Err(Error::Other(
			"With --sync fast nothing tells who decides which block is final. Use --sync warp, which is as fast and proves \
			 it, or --sync full."
				.into(),
		));
	}
	Ok(())
}

/// Refuse a database whose genesis is not that of the chain specification.
pub(super) fn ensure_database_of_chain(
	config: &Configuration,
	client: &FullClient,
	backend: &Arc<FullBackend>,
	executor: Executor,
) -> Result<(), Error> {
	let (genesis, _) = GenesisBlockBuilder::<Block, _, _>::new(
		config.chain_spec.as_storage_builder(),
		!config.no_genesis(),
		backend.clone(),
		executor,
	)?
	.build_genesis_block()?;
	let (expected, found) = (genesis.header().hash(), client.info().genesis_hash);
	if expected == found {
		return Ok(());
	}
	Err(Error::Other(format!(
		"The database in {} belongs to another chain: its genesis is {found:?}, that of the chain specification \
		 \"{}\" is {expected:?}. Name the right specification with --chain, choose another folder with --base-path, or \
		 delete the database with `purge-chain`.",
		config.base_path.path().display(),
		config.chain_spec.name(),
	)))
}

/// Refuse to found a chain that nobody could make a block of.
pub(super) fn ensure_validators(config: &Configuration) -> Result<(), Error> {
	// A database that is there was founded already.
	if config.database.path().is_some_and(Path::exists) {
		return Ok(());
	}
	let genesis = config.chain_spec.as_storage_builder().build_storage()?;
	if BasicExternalities::new(genesis).execute_with(|| !Session::validators().is_empty()) {
		return Ok(());
	}
	Err(Error::Other(format!(
		"The chain specification \"{}\" has no validators, so nobody could make a block. Write it to a file with \
		 `export-chain-spec`, add their keys under session.keys, and name that file with --chain.",
		config.chain_spec.name(),
	)))
}

/// Refuse to run as a validator without the keys to be one.
pub(super) fn ensure_session_keys(
	config: &Configuration,
	keystore: &dyn Keystore,
) -> Result<(), Error> {
	// A well-known account's keys, as of --alice, are made by the node itself.
	if !config.role.is_authority() || config.dev_key_seed.is_some() {
		return Ok(());
	}
	let missing: Vec<_> = SessionKeys::key_ids()
		.iter()
		.filter(|key_type| {
			keystore.keys(**key_type).map_or(true, |public_keys| public_keys.is_empty())
		})
		.map(|key_type| String::from_utf8_lossy(&key_type.0).into_owned())
		.collect();
	if missing.is_empty() {
		return Ok(());
	}
	Err(Error::Other(format!(
		"A validator needs its session keys, and the keystore in {} has none of type {}. Put them there with `key \
		 insert`, or start without --validator and call the RPC author_rotateKeysWithOwner.",
		config.base_path.path().display(),
		missing.join(" and "),
	)))
}

/// Refuse to start where another program has one of the node's ports.
pub(super) fn ensure_ports_free(config: &Configuration) -> Result<(), Error> {
	let rpc = config.rpc.addr.iter().flatten().filter(|endpoint| !endpoint.is_optional);
	let network = config.network.listen_addresses.iter().filter_map(tcp_address);
	let prometheus = config.prometheus_config.iter().map(|prometheus| prometheus.port);

	let taken: BTreeSet<_> = rpc
		.map(|endpoint| (endpoint.listen_addr, "RPC", "--rpc-port"))
		.chain(network.map(|address| (address, "the peer-to-peer network", "--port")))
		.chain(prometheus.map(|address| (address, "Prometheus", "--prometheus-port")))
		.filter(|(address, ..)| is_taken(*address))
		.map(|(address, purpose, option)| {
			format!("port {} for {purpose} ({option})", address.port())
		})
		.collect();
	if taken.is_empty() {
		return Ok(());
	}
	Err(Error::Other(format!(
		"In use by another program: {}. Stop that program, or choose other ports by the options named.",
		taken.into_iter().collect::<Vec<_>>().join(", "),
	)))
}

/// The TCP address that a node listens on by this multiaddress, if it is one.
fn tcp_address(address: &sc_network::Multiaddr) -> Option<SocketAddr> {
	let mut parts = address.iter();
	let ip = match parts.next()? {
		Protocol::Ip4(ip) => IpAddr::from(ip),
		Protocol::Ip6(ip) => IpAddr::from(ip),
		_ => return None,
	};
	match parts.next()? {
		Protocol::Tcp(port) => Some(SocketAddr::new(ip, port)),
		_ => None,
	}
}

fn is_taken(address: SocketAddr) -> bool {
	// Whatever else is wrong with the address, the server that uses it says so itself.
	TcpListener::bind(address).is_err_and(|error| error.kind() == ErrorKind::AddrInUse)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_port_is_taken_while_another_program_has_it() {
		let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
		let address = listener.local_addr().unwrap();
		assert!(is_taken(address));

		drop(listener);
		assert!(!is_taken(address));
	}

	#[test]
	fn the_port_of_a_multiaddress_is_that_of_its_tcp_part() {
		let tcp = |text: &str| tcp_address(&text.parse().unwrap());
		assert_eq!(tcp("/ip4/0.0.0.0/tcp/30333"), Some(([0, 0, 0, 0], 30333).into()));
		assert_eq!(tcp("/ip6/::1/tcp/30333/ws"), Some("[::1]:30333".parse().unwrap()));
		assert_eq!(tcp("/memory/7"), None);
		assert_eq!(tcp("/ip4/127.0.0.1/udp/30333/quic-v1"), None);
	}
}
