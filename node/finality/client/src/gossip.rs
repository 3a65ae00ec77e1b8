// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! How nodes send each other messages: a notification protocol with every peer that blocks are synced with.

use crate::LOG_TARGET;
use cybermiles_finality_core::{Event, Fault, Message, Peer, MAX_MESSAGE_SIZE};
use cybermiles_primitives::{Hash, OpaqueBlock as Block};
use futures::{stream::Fuse, Stream, StreamExt};
use sc_network::{
	config::{FullNetworkConfiguration, NonReservedPeerMode, NotificationMetrics, SetConfig},
	multiaddr::Protocol as Address,
	service::traits::{NetworkService, NotificationEvent, NotificationService, ValidationResult},
	Multiaddr, NetworkBackend, PeerId, ProtocolName, ReputationChange,
};
use sc_network_sync::{SyncEvent, SyncEventStream};
use sp_core::hexdisplay::HexDisplay;
use std::{
	collections::{BTreeMap, HashMap},
	pin::Pin,
	sync::Arc,
};

/// The protocol's place in the network to be.
pub struct Protocol {
	name: ProtocolName,
	notifications: Box<dyn NotificationService>,
}

impl Protocol {
	/// Add the protocol to the network. Nodes of another chain, or of another fork of it, do not speak it.
	pub fn register<N: NetworkBackend<Block, Hash>>(
		genesis: Hash,
		fork: Option<&str>,
		network: &mut FullNetworkConfiguration<Block, Hash, N>,
		metrics: NotificationMetrics,
	) -> Self {
		let chain = HexDisplay::from(&genesis.0);
		let name: ProtocolName = match fork {
			Some(fork) => format!("/{chain}/{fork}/bft/1"),
			None => format!("/{chain}/bft/1"),
		}
		.into();
		// Peers come and go with those of the sync.
		let no_own_peers = SetConfig {
			in_peers: 0,
			out_peers: 0,
			reserved_nodes: Vec::new(),
			non_reserved_mode: NonReservedPeerMode::Deny,
		};
		let (config, notifications) = N::notification_config(
			name.clone(),
			Vec::new(),
			MAX_MESSAGE_SIZE as u64,
			None,
			no_own_peers,
			metrics,
			network.peer_store_handle(),
		);
		network.add_notification_protocol(config);
		Self { name, notifications }
	}
}

/// The peers that speak the protocol.
pub struct Links {
	protocol: Protocol,
	network: Arc<dyn NetworkService>,
	sync: Fuse<Pin<Box<dyn Stream<Item = SyncEvent> + Send>>>,
	numbers: HashMap<PeerId, Peer>,
	peers: BTreeMap<Peer, PeerId>,
	next: Peer,
}

impl Links {
	/// The links of a network.
	pub fn new(
		protocol: Protocol,
		network: Arc<dyn NetworkService>,
		sync: &impl SyncEventStream,
	) -> Self {
		Self {
			protocol,
			network,
			sync: sync.event_stream("finality-peers").fuse(),
			numbers: HashMap::new(),
			peers: BTreeMap::new(),
			next: 0,
		}
	}

	/// How many peers there are.
	pub fn count(&self) -> usize {
		self.peers.len()
	}

	/// The address of a peer that is there.
	pub fn peer(&self, peer: Peer) -> Option<PeerId> {
		self.peers.get(&peer).copied()
	}

	/// What happens next on the network; `None` when it is shut down.
	pub async fn next(&mut self) -> Option<Event> {
		loop {
			tokio::select! {
				event = self.protocol.notifications.next_event() => {
					if let Some(event) = self.on_notification(event?) {
						return Some(event);
					}
				},
				event = self.sync.next() => self.on_sync(event?),
			}
		}
	}

	fn on_sync(&mut self, event: SyncEvent) {
		let name = self.protocol.name.clone();
		let result = match event {
			SyncEvent::PeerConnected { peer_id, .. } => {
				let address = Multiaddr::empty().with(Address::P2p(peer_id.into()));
				self.network.add_peers_to_reserved_set(name, [address].into_iter().collect())
			},
			SyncEvent::PeerDisconnected(peer) => {
				self.network.remove_peers_from_reserved_set(name, vec![peer])
			},
		};
		if let Err(error) = result {
			log::error!(target: LOG_TARGET, "The set of peers cannot be changed: {error}");
		}
	}

	fn on_notification(&mut self, event: NotificationEvent) -> Option<Event> {
		match event {
			NotificationEvent::ValidateInboundSubstream { peer, handshake, result_tx } => {
				let answer = match self.network.peer_role(peer, handshake) {
					Some(_) => ValidationResult::Accept,
					None => ValidationResult::Reject,
				};
				let _ = result_tx.send(answer);
				None
			},
			NotificationEvent::NotificationStreamOpened { peer, .. } => {
				let number = *self.numbers.entry(peer).or_insert_with(|| {
					self.next += 1;
					self.next
				});
				self.peers.insert(number, peer);
				Some(Event::Connected(number))
			},
			NotificationEvent::NotificationStreamClosed { peer } => {
				let number = self.numbers.remove(&peer)?;
				self.peers.remove(&number);
				Some(Event::Disconnected(number))
			},
			NotificationEvent::NotificationReceived { peer, notification } => {
				let number = *self.numbers.get(&peer)?;
				Some(Event::Received(number, notification.to_vec()))
			},
		}
	}

	/// Send to all peers, but for the one from which it came.
	pub fn send_all(&mut self, message: &Message, from: Option<Peer>) {
		let bytes = message.to_bytes();
		let to = self.peers.iter().filter(|(number, _)| Some(**number) != from);
		for (_, peer) in to {
			self.protocol.notifications.send_sync_notification(peer, bytes.clone());
		}
	}

	/// Send to one peer.
	pub fn send(&mut self, number: Peer, message: &Message) {
		if let Some(peer) = self.peers.get(&number) {
			self.protocol.notifications.send_sync_notification(peer, message.to_bytes());
		}
	}

	/// Trust a peer less, and at last no more.
	pub fn punish(&self, number: Peer, fault: Fault) {
		let Some(peer) = self.peer(number) else { return };
		let change = match fault {
			Fault::Malformed => ReputationChange::new(-(1 << 22), "Malformed finality message"),
			Fault::Impossible => ReputationChange::new(-(1 << 20), "Impossible finality message"),
			Fault::BadSignature => {
				ReputationChange::new(-(1 << 24), "Wrong signature in a finality message")
			},
		};
		log::debug!(target: LOG_TARGET, "{peer}: {fault:?}");
		self.network.report_peer(peer, change);
	}
}
