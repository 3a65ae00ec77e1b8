// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! A whole network in one process: a clock that jumps, links that lose, repeat and reorder, disks that forget what was
//! not synced. The same seed gives the same run.
#![allow(dead_code)]

mod checks;
mod keys;
mod rng;

pub use checks::Checks;
pub use keys::{Scheme, SimKeys};
pub use rng::Rng;

use codec::Encode;
use cybermiles_finality_core::*;
use cybermiles_primitives::Hash;
use cybermiles_primitives_bft::*;
use std::{
	cmp::Reverse,
	collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque},
	time::Duration,
};

/// Milliseconds since the beginning.
pub type Time = u64;

/// A block is made every two seconds.
pub const SLOT: Time = 2_000;
pub const GENESIS: Hash = Hash::repeat_byte(0xCE);

/// What a network is like.
#[derive(Clone)]
pub struct Setup {
	pub seed: u64,
	/// The weights of the sets, which take turns every [`Setup::era`] heights; a node for each of the first set.
	pub weights: Vec<Vec<Weight>>,
	pub era: Height,
	pub scheme: Scheme,
	/// How long a message takes, from and to.
	pub delay: (Time, Time),
	/// Of a thousand messages, how many are lost, and how many come twice.
	pub lost: u64,
	pub repeated: u64,
	/// More nodes with keys that others have too.
	pub twins: Vec<usize>,
	/// Nodes that have no key.
	pub observers: usize,
}

impl Setup {
	/// `n` equal validators on a good network.
	pub fn new(n: usize, seed: u64) -> Self {
		Self {
			seed,
			weights: vec![vec![1; n]],
			era: 5,
			scheme: Scheme::Cheap,
			delay: (10, 80),
			lost: 0,
			repeated: 0,
			twins: vec![],
			observers: 0,
		}
	}
}

/// What a node has on disk.
#[derive(Clone, Default)]
struct Disk {
	last_signed: Option<Vec<u8>>,
	/// What is safe of the journals.
	journals: BTreeMap<Height, Vec<u8>>,
	/// What was written since the last sync.
	unsynced: Vec<(Height, Vec<u8>)>,
	/// The final blocks from number 1 on.
	finalized: Vec<(Hash, Justification)>,
}

/// The blocks that a node imported.
#[derive(Clone, Default)]
struct Blocks {
	headers: BTreeMap<Hash, (Height, Hash)>,
	children: BTreeMap<Hash, Vec<Hash>>,
	/// Others are ahead.
	syncing: bool,
	/// When the node started.
	started: Time,
	/// When each block was made.
	made: BTreeMap<Hash, Time>,
}

impl Chain for Blocks {
	fn header(&self, block: &Hash) -> Option<(Height, Hash)> {
		self.headers.get(block).copied()
	}

	fn best_child(&self, block: &Hash) -> Option<Hash> {
		self.children.get(block)?.first().copied()
	}

	fn children(&self, block: &Hash) -> Vec<Hash> {
		self.children.get(block).cloned().unwrap_or_default()
	}

	fn is_recent(&self, block: &Hash) -> bool {
		self.made.get(block).is_some_and(|made| *made > self.started)
	}

	fn is_syncing(&self) -> bool {
		self.syncing
	}
}

impl Blocks {
	fn import(&mut self, block: Hash, height: Height, parent: Hash, made: Time) -> bool {
		let known = height != 1 && !self.headers.contains_key(&parent);
		if known || self.headers.contains_key(&block) {
			return false;
		}
		self.headers.insert(block, (height, parent));
		self.made.insert(block, made);
		self.children.entry(parent).or_default().push(block);
		true
	}
}

pub struct Node {
	/// Whose key it has, by the number of a validator; `None` for an observer.
	pub key: Option<usize>,
	/// Which side of a partition it is on.
	side: usize,
	engine: Option<Engine<SimKeys>>,
	/// Timers of an earlier life do not fire.
	life: u64,
	blocks: Blocks,
	disk: Disk,
	/// Peers claim to be ahead that are not.
	pub misled: bool,
	/// Makes blocks and tells nobody.
	pub withholds: bool,
	/// Whether it makes blocks.
	pub authors: bool,
	/// It had a record of what it signed, and it is gone.
	lost_record: bool,
	/// Forgets its disk when it crashes.
	pub forgetful: bool,
	/// How many more actions it does before it crashes.
	pub crash_after: Option<u64>,
	/// For how long it is down after a crash.
	pub down_for: Time,
	/// How many final blocks its database loses in a crash.
	pub rolls_back: usize,
	/// Actions that were done.
	pub done: u64,
}

#[derive(Clone)]
enum Occurrence {
	Slot(u64),
	Message { from: usize, to: usize, bytes: Vec<u8> },
	Block { from: usize, to: usize, block: Hash },
	Timer { node: usize, life: u64, id: TimerId },
	Sync { node: usize },
	Restart { node: usize },
}

pub struct Sim {
	pub setup: Setup,
	pub rng: Rng,
	pub now: Time,
	pub nodes: Vec<Node>,
	pub checks: Checks,
	agenda: BinaryHeap<Reverse<(Time, u64)>>,
	occurrences: BTreeMap<u64, Occurrence>,
	next: u64,
	/// All blocks that were ever made: number and parent.
	/// Number, parent and time of each.
	all_blocks: BTreeMap<Hash, (Height, Hash, Time)>,
	pub reports: Vec<Equivocation>,
	pub punished: Vec<(usize, usize, Fault)>,
	pub messages: u64,
	/// Pairs of nodes without a link.
	cuts: BTreeSet<(usize, usize)>,
}

impl Sim {
	pub fn new(setup: Setup) -> Self {
		let validators = setup.weights[0].len();
		let keys = (0..validators)
			.map(Some)
			.chain(setup.twins.iter().copied().map(Some))
			.chain((0..setup.observers).map(|_| None));
		let nodes = keys
			.map(|key| Node {
				key,
				side: 0,
				engine: None,
				life: 0,
				blocks: Blocks::default(),
				disk: Disk::default(),
				withholds: false,
				authors: true,
				lost_record: false,
				forgetful: false,
				misled: false,
				crash_after: None,
				down_for: 500,
				rolls_back: 0,
				done: 0,
			})
			.collect();
		let mut sim = Self {
			rng: Rng::new(setup.seed),
			now: 0,
			nodes,
			checks: Checks::new(setup.twins.clone()),
			agenda: BinaryHeap::new(),
			occurrences: BTreeMap::new(),
			next: 0,
			all_blocks: BTreeMap::new(),
			reports: vec![],
			punished: vec![],
			messages: 0,
			cuts: BTreeSet::new(),
			setup,
		};
		for node in 0..sim.nodes.len() {
			sim.start(node);
			let phase = sim.rng.below(1_000);
			sim.at(phase, Occurrence::Sync { node });
		}
		sim.at(SLOT, Occurrence::Slot(1));
		sim
	}

	/// The set that decides a height.
	pub fn set_of(&self, height: Height) -> ValidatorSet {
		let era = height.saturating_sub(1) / self.setup.era;
		let weights = &self.setup.weights[era as usize % self.setup.weights.len()];
		// A set whose weights stay the same stays the same set.
		let id = if self.setup.weights.len() == 1 { 0 } else { era };
		let validators = weights
			.iter()
			.enumerate()
			.filter(|(_, weight)| **weight > 0)
			.map(|(key, weight)| Validator { id: self.setup.scheme.id(key), weight: *weight })
			.collect();
		ValidatorSet { id, validators }
	}

	pub fn finalized(&self, node: usize) -> Height {
		self.nodes[node].disk.finalized.len() as Height
	}

	pub fn lowest(&self) -> Height {
		(0..self.nodes.len()).map(|node| self.finalized(node)).min().unwrap_or(0)
	}

	pub fn highest(&self) -> Height {
		(0..self.nodes.len()).map(|node| self.finalized(node)).max().unwrap_or(0)
	}

	pub fn is_up(&self, node: usize) -> bool {
		self.nodes[node].engine.is_some()
	}

	pub fn position(&self, node: usize) -> Option<(Height, Round)> {
		self.nodes[node].engine.as_ref().map(Engine::position)
	}

	/// Let time pass.
	pub fn run_for(&mut self, time: Time) {
		self.run_until(self.now + time);
	}

	pub fn run_until(&mut self, end: Time) {
		while let Some(Reverse((time, id))) = self.agenda.peek().copied() {
			if time > end {
				break;
			}
			self.agenda.pop();
			self.now = time;
			let occurrence = self.occurrences.remove(&id).expect("what is on the agenda occurs");
			self.occur(occurrence);
		}
		self.now = end;
	}

	/// Put nodes on sides of a partition; all others stay on side 0.
	pub fn partition(&mut self, sides: &[&[usize]]) {
		for node in &mut self.nodes {
			node.side = 0;
		}
		for (side, members) in sides.iter().enumerate() {
			for member in *members {
				self.nodes[*member].side = side + 1;
			}
		}
	}

	/// From now on there is no link between these and those.
	pub fn cut(&mut self, these: &[usize], those: &[usize]) {
		for a in these {
			self.cuts.extend(those.iter().map(|b| (*a.min(b), *a.max(b))));
		}
	}

	/// A node gets a block by other means.
	pub fn give(&mut self, node: usize, block: Hash) {
		self.import(node, block);
	}

	/// Kill a node, and delete all that it has.
	pub fn wipe(&mut self, node: usize) {
		self.crash(node);
		self.nodes[node].disk = Disk::default();
		self.nodes[node].lost_record = true;
		self.nodes[node].blocks = Blocks::default();
	}

	/// Join all sides again.
	pub fn heal(&mut self) {
		let sides: Vec<_> = self.nodes.iter().map(|node| node.side).collect();
		self.partition(&[]);
		for a in 0..self.nodes.len() {
			for b in 0..self.nodes.len() {
				if sides[a] != sides[b] && self.is_up(a) && self.is_up(b) {
					self.tell(a, Event::Connected(b as Peer));
				}
			}
		}
	}

	/// No more losses.
	pub fn calm(&mut self) {
		self.setup.lost = 0;
		self.setup.repeated = 0;
		self.heal();
	}

	/// Kill a node; what was not synced is lost, or torn.
	pub fn crash(&mut self, node: usize) {
		let keep = self.rng.below(1_000);
		let crashed = &mut self.nodes[node];
		if crashed.engine.take().is_none() {
			return;
		}
		crashed.life += 1;
		for (height, bytes) in core::mem::take(&mut crashed.disk.unsynced) {
			let journal = crashed.disk.journals.entry(height).or_default();
			if keep < 700 {
				journal.extend(&bytes);
			} else {
				// The last write is torn, and nothing after it is there.
				journal.extend(&bytes[..bytes.len() * (keep as usize - 700) / 300]);
				break;
			}
		}
		let left = crashed.disk.finalized.len().saturating_sub(crashed.rolls_back);
		crashed.disk.finalized.truncate(left);
		if crashed.forgetful {
			crashed.disk = Disk { finalized: crashed.disk.finalized.clone(), ..Disk::default() };
			crashed.lost_record = true;
		}
		for other in 0..self.nodes.len() {
			if other != node && self.is_up(other) {
				self.tell(other, Event::Disconnected(node as Peer));
			}
		}
	}

	/// Start a node again with what is on its disk.
	pub fn start(&mut self, node: usize) {
		if self.is_up(node) {
			return;
		}
		let height = self.finalized(node);
		let set = self.set_of(height + 1);
		let started = &mut self.nodes[node];
		started.blocks.started = self.now;
		let tip = started.disk.finalized.last().map_or(GENESIS, |(block, _)| *block);
		let mut journals = BTreeMap::new();
		for (height, journal) in &mut started.disk.journals {
			let (entries, whole) =
				journal::read(journal).expect("a torn journal is no damaged one");
			journal.truncate(whole);
			journals.insert(*height, entries);
		}
		let last_signed =
			started.disk.last_signed.as_deref().map(|bytes| LastSigned::from_bytes(bytes).unwrap());
		let keys = SimKeys { scheme: self.setup.scheme, key: started.key };
		let config = Config {
			genesis: GENESIS,
			timeouts: timeouts(),
			status_interval: Duration::from_millis(1_000),
			never_signed: !started.lost_record,
		};
		let engine = Engine::new(config, keys, (height, tip), set, last_signed, journals);
		started.engine = Some(engine.expect("the sets of the simulation are sound"));
		self.tell(node, Event::Started);
		for other in 0..self.nodes.len() {
			if other != node && self.linked(node, other) {
				self.tell(other, Event::Connected(node as Peer));
				self.tell(node, Event::Connected(other as Peer));
			}
		}
	}

	fn linked(&self, a: usize, b: usize) -> bool {
		let cut = self.cuts.contains(&(a.min(b), a.max(b)));
		self.is_up(a) && self.is_up(b) && self.nodes[a].side == self.nodes[b].side && !cut
	}

	fn at(&mut self, time: Time, occurrence: Occurrence) {
		self.agenda.push(Reverse((time, self.next)));
		self.occurrences.insert(self.next, occurrence);
		self.next += 1;
	}

	/// Put something on a link, if it is there.
	fn transmit(&mut self, from: usize, to: usize, occurrence: Occurrence) {
		if from == to || !self.linked(from, to) {
			return;
		}
		let mut copies = 1;
		if self.rng.below(1_000) < self.setup.lost {
			copies = 0;
		} else if self.rng.below(1_000) < self.setup.repeated {
			copies = 2;
		}
		for _ in 0..copies {
			let (least, most) = self.setup.delay;
			let delay = least + self.rng.below(most - least + 1);
			self.at(self.now + delay, occurrence.clone());
		}
	}

	fn occur(&mut self, occurrence: Occurrence) {
		match occurrence {
			Occurrence::Slot(slot) => {
				self.at((slot + 1) * SLOT, Occurrence::Slot(slot + 1));
				let validators = self.setup.weights[0].len();
				let author = (slot as usize) % validators;
				for node in 0..self.nodes.len() {
					if self.nodes[node].key == Some(author) {
						self.author(node, slot);
					}
				}
			},
			Occurrence::Message { from, to, bytes } => {
				if self.linked(from, to) {
					self.messages += 1;
					self.tell(to, Event::Received(from as Peer, bytes));
				}
			},
			Occurrence::Block { from, to, block } => {
				// Where not all have links, blocks go from one to the next.
				if self.linked(from, to) && self.import(to, block) && !self.cuts.is_empty() {
					self.announce(to, block);
				}
			},
			Occurrence::Timer { node, life, id } => {
				if self.nodes[node].life == life {
					self.tell(node, Event::Timer(id));
				}
			},
			Occurrence::Sync { node } => {
				self.sync(node);
				self.at(self.now + 1_000, Occurrence::Sync { node });
			},
			Occurrence::Restart { node } => self.start(node),
		}
	}

	/// Make a block, if the last one is final.
	fn author(&mut self, node: usize, slot: u64) {
		let height = self.finalized(node);
		let author = &self.nodes[node];
		let tip = author.disk.finalized.last().map_or(GENESIS, |(block, _)| *block);
		if !author.authors || author.engine.is_none() || author.blocks.best_child(&tip).is_some() {
			return;
		}
		let block = sp_crypto_hashing::blake2_256(&(slot, node as u64, tip).encode()).into();
		self.all_blocks.insert(block, (height + 1, tip, self.now));
		self.import(node, block);
		if !self.nodes[node].withholds {
			self.announce(node, block);
		}
	}

	fn announce(&mut self, from: usize, block: Hash) {
		for to in 0..self.nodes.len() {
			self.transmit(from, to, Occurrence::Block { from, to, block });
		}
	}

	fn import(&mut self, node: usize, block: Hash) -> bool {
		let (height, parent, made) = self.all_blocks[&block];
		let new = self.is_up(node) && self.nodes[node].blocks.import(block, height, parent, made);
		if new {
			self.tell(node, Event::Imported(block));
		}
		new
	}

	/// Fetch final blocks with their justifications from somebody who has more.
	fn sync(&mut self, node: usize) {
		let height = self.finalized(node);
		let ahead: Vec<_> = (0..self.nodes.len())
			.filter(|other| self.linked(node, *other) && self.finalized(*other) > height + 1)
			.collect();
		if ahead.is_empty() {
			return;
		}
		let from = ahead[self.rng.below(ahead.len() as u64) as usize];
		let blocks: Vec<_> =
			self.nodes[from].disk.finalized.iter().skip(height as usize).take(8).cloned().collect();
		for (block, justification) in blocks {
			self.import(node, block);
			self.finalize(node, justification);
		}
	}

	/// Make a block final at a node, as its host does for a decision or a justification that came with a block.
	fn finalize(&mut self, node: usize, justification: Justification) {
		let height = self.finalized(node);
		if !self.is_up(node) || justification.height != height + 1 {
			return;
		}
		let tip = self.nodes[node].disk.finalized.last().map_or(GENESIS, |(block, _)| *block);
		let block = justification.block;
		let set = self.set_of(height + 1);
		let known = self.nodes[node].blocks.header(&block);
		self.checks.on_finalized(
			node,
			&set,
			&justification,
			known == Some((height + 1, tip)),
			&self.setup.scheme,
		);
		self.nodes[node].disk.finalized.push((block, justification));
		let set = self.set_of(height + 2);
		self.tell(node, Event::Finalized { height: height + 1, block, set });
	}

	/// Give a node an event, and do what it answers.
	pub fn tell(&mut self, node: usize, event: Event) {
		let height = self.finalized(node);
		let ahead = |other| self.linked(node, other) && self.finalized(other) > height + 1;
		let syncing = (0..self.nodes.len()).any(ahead);
		let told = &mut self.nodes[node];
		told.blocks.syncing = syncing || told.misled;
		let Some(engine) = told.engine.as_mut() else { return };
		let mut actions: VecDeque<_> = engine.handle(event, &told.blocks).into();
		while let Some(action) = actions.pop_front() {
			let doing = &mut self.nodes[node];
			if let Some(left) = doing.crash_after.as_mut() {
				if *left == 0 {
					doing.crash_after = None;
					let down_for = doing.down_for;
					self.crash(node);
					self.at(self.now + down_for, Occurrence::Restart { node });
					return;
				}
				*left -= 1;
			}
			doing.done += 1;
			self.perform(node, action);
			// It may have crashed while it did something else in between.
			if !self.is_up(node) {
				return;
			}
		}
	}

	fn perform(&mut self, node: usize, action: Action) {
		let disk = &mut self.nodes[node].disk;
		match action {
			Action::SaveLastSigned(last) => disk.last_signed = Some(last.to_bytes()),
			Action::Append(height, entry) => disk.unsynced.push((height, journal::frame(&entry))),
			Action::SyncJournal => {
				for (height, bytes) in core::mem::take(&mut disk.unsynced) {
					disk.journals.entry(height).or_default().extend(bytes);
				}
			},
			Action::DropJournals(below) => disk.journals.retain(|height, _| *height >= below),
			Action::Broadcast(message) => {
				self.checks.on_sent(self.nodes[node].key, &message);
				self.send_all(node, &message, None);
			},
			Action::Relay(message, from) => self.send_all(node, &message, Some(from as usize)),
			Action::Send(to, message) => self.send(node, to as usize, message.to_bytes()),
			Action::SendCommit(to, height) => {
				let commit = disk.finalized.get(height as usize - 1).cloned();
				if let Some((_, justification)) = commit {
					self.send(node, to as usize, Message::Commit(justification).to_bytes());
				}
			},
			Action::Request(block, _, peer) => {
				let from = peer as usize;
				let asked = &self.nodes[from];
				if !asked.withholds && asked.blocks.header(&block).is_some() {
					self.transmit(from, node, Occurrence::Block { from, to: node, block });
				}
			},
			Action::Finalize(justification) => self.finalize(node, justification),
			Action::Report(equivocation) => self.reports.push(equivocation),
			Action::Punish(peer, fault) => self.punished.push((node, peer as usize, fault)),
			Action::Schedule(id, after) => {
				let life = self.nodes[node].life;
				let time = self.now + after.as_millis() as Time;
				self.at(time, Occurrence::Timer { node, life, id });
			},
		}
	}

	pub fn send_all(&mut self, from: usize, message: &Message, except: Option<usize>) {
		let bytes = message.to_bytes();
		for to in 0..self.nodes.len() {
			if Some(to) != except {
				self.send(from, to, bytes.clone());
			}
		}
	}

	pub fn send(&mut self, from: usize, to: usize, bytes: Vec<u8>) {
		self.transmit(from, to, Occurrence::Message { from, to, bytes });
	}

	/// Sign a statement with a validator's key, as only a hostile one would outside its engine.
	pub fn forge(
		&self,
		key: usize,
		height: Height,
		round: Round,
		statement: Statement,
	) -> SignedStatement {
		let set = self.set_of(height);
		let message = statement.message(&GENESIS, set.id, height, round);
		SignedStatement {
			set: set.id,
			height,
			round,
			signer: set.index_of(&self.setup.scheme.id(key)).expect("the key is in the set"),
			statement,
			signature: self.setup.scheme.sign(key, &message),
		}
	}

	/// The children of the last final block that a node has.
	pub fn candidates(&self, node: usize) -> Vec<Hash> {
		let node = &self.nodes[node];
		let tip = node.disk.finalized.last().map_or(GENESIS, |(block, _)| *block);
		node.blocks.children.get(&tip).cloned().unwrap_or_default()
	}

	/// Tell all of the blocks that a node kept to itself.
	pub fn publish(&mut self, node: usize) {
		for block in self.candidates(node) {
			self.announce(node, block);
		}
	}

	/// What a validator said at a height and round.
	pub fn statements_of(&self, key: usize, height: Height, round: Round) -> Vec<Statement> {
		self.checks.statements_of(key, height, round)
	}

	/// A block that nobody imports by itself.
	pub fn invent(&mut self, height: Height, parent: Hash) -> Hash {
		let number = self.all_blocks.len() as u64;
		let block = sp_crypto_hashing::blake2_256(&(number, height, parent).encode()).into();
		self.all_blocks.insert(block, (height, parent, self.now));
		block
	}

	pub fn tip(&self, node: usize) -> Hash {
		self.nodes[node].disk.finalized.last().map_or(GENESIS, |(block, _)| *block)
	}

	pub fn journal_mut(&mut self, node: usize) -> &mut BTreeMap<Height, Vec<u8>> {
		&mut self.nodes[node].disk.journals
	}

	pub fn justification(&self, node: usize, height: Height) -> Option<&Justification> {
		self.nodes[node]
			.disk
			.finalized
			.get(height as usize - 1)
			.map(|(_, justification)| justification)
	}
}

fn timeouts() -> Timeouts {
	let millis = Duration::from_millis;
	Timeouts {
		propose: millis(500),
		propose_delta: millis(100),
		prevote: millis(300),
		prevote_delta: millis(100),
		precommit: millis(300),
		precommit_delta: millis(100),
		rebroadcast: millis(1_000),
		max_timeout: millis(10_000),
	}
}
