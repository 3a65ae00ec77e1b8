// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What is measured of finality, for Prometheus.

use cybermiles_finality_core::SignedStatement;
use cybermiles_primitives_bft::{Height, Round, StatementKind};
use std::time::Instant;
use substrate_prometheus_endpoint::{
	register, Counter, Gauge, Histogram, HistogramOpts, PrometheusError, Registry, F64, U64,
};

/// The measures.
pub struct Metrics {
	height: Gauge<U64>,
	round: Gauge<U64>,
	propose: Histogram,
	prevote: Histogram,
	precommit: Histogram,
	finality: Histogram,
	missing_precommits: Gauge<U64>,
	weight_online: Gauge<F64>,
	equivocations: Counter<U64>,
	peers: Gauge<U64>,
}

impl Metrics {
	/// Add the measures to what the node tells.
	pub fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		let gauge = |name, help| register(Gauge::new(name, help)?, registry);
		let histogram = |name, help| {
			let seconds = vec![0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0];
			register(
				Histogram::with_opts(HistogramOpts::new(name, help).buckets(seconds))?,
				registry,
			)
		};
		Ok(Self {
			height: gauge("bft_height", "The height that is being decided")?,
			round: gauge("bft_round", "The round it is in; above 0, somebody was late")?,
			propose: histogram("bft_propose_seconds", "From a block's import to its proposal")?,
			prevote: histogram(
				"bft_prevote_seconds",
				"From the proposal to a precommit for a block",
			)?,
			precommit: histogram("bft_precommit_seconds", "From a precommit to the decision")?,
			finality: histogram("bft_finality_seconds", "From a block's import to its finality")?,
			missing_precommits: gauge(
				"bft_missing_precommits",
				"Validators of whom no precommit came for the block before the last",
			)?,
			weight_online: register(
				Gauge::new(
					"bft_weight_online",
					"Part of the weight that was heard of at that height",
				)?,
				registry,
			)?,
			equivocations: register(
				Counter::new("bft_equivocations", "Contradictions of validators that were seen")?,
				registry,
			)?,
			peers: gauge("bft_peers", "Peers with which votes are exchanged")?,
		})
	}

	/// Where the node is.
	pub fn at(&self, height: Height, round: Round, peers: usize) {
		self.height.set(height.into());
		self.round.set(round.into());
		self.peers.set(peers as u64);
	}

	/// Who took part in a decision.
	pub fn attendance(&self, missing: usize, online: f64) {
		self.missing_precommits.set(missing as u64);
		self.weight_online.set(online);
	}

	/// A validator contradicted itself.
	pub fn equivocation(&self) {
		self.equivocations.inc();
	}
}

/// When the steps of a height were reached.
#[derive(Default)]
pub struct Watch {
	imported: Option<Instant>,
	proposed: Option<Instant>,
	precommitted: Option<Instant>,
}

impl Watch {
	/// A block of the height was imported.
	pub fn imported(&mut self) {
		self.imported.get_or_insert_with(Instant::now);
	}

	/// A statement of the height was made or heard.
	pub fn said(&mut self, signed: &SignedStatement) {
		match signed.statement.kind() {
			StatementKind::Proposal => self.proposed.get_or_insert_with(Instant::now),
			StatementKind::Precommit if signed.statement.block().is_some() => {
				self.precommitted.get_or_insert_with(Instant::now)
			},
			_ => return,
		};
	}

	/// The height is final; forget it.
	pub fn decided(&mut self, metrics: Option<&Metrics>) {
		let Self { imported, proposed, precommitted } = core::mem::take(self);
		let Some(metrics) = metrics else { return };
		let now = Some(Instant::now());
		let steps = [
			(&metrics.propose, imported, proposed),
			(&metrics.prevote, proposed, precommitted),
			(&metrics.precommit, precommitted, now),
			(&metrics.finality, imported, now),
		];
		for (histogram, from, to) in steps {
			if let (Some(from), Some(to)) = (from, to) {
				histogram.observe(to.saturating_duration_since(from).as_secs_f64());
			}
		}
	}
}
