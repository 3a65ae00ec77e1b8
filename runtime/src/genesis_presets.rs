// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! The genesis of each kind of network.
//!
//! In every preset the balances and what the token swap will pay are together 1,000,000,000 CMT: what no one else is
//! given is in the reserve, an account without a key that only governance can move.

use crate::{
	configs::{consensus::AuraId, finality::FinalityId},
	constants::{
		currency::EXISTENTIAL_DEPOSIT,
		time::{DAY, DEVELOPMENT_DAY},
	},
	AccountId, BalancesConfig, CalendarConfig, DposConfig, OracleCommitteeConfig,
	RuntimeGenesisConfig, SessionConfig, SessionKeys, StakingConfig, SudoConfig, TokenSwapConfig,
};
use alloc::{format, vec, vec::Vec};
use cybermiles_primitives::{Balance, BlockNumber, CMT, GENESIS_SUPPLY};
use frame_support::{build_struct_json_patch, PalletId};
use pallet_dpos::{GenesisCandidate, StakingParameters};
use pallet_token_swap::{GenesisEntitlement, Schedule};
use serde_json::Value;
use sp_core::{hex2array, H160};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{traits::AccountIdConversion, Perbill};

/// A network of people: no key of it is known to anyone, so its founders add their validators and holders.
pub const STAGING_RUNTIME_PRESET: &str = "staging";

/// Whose account keeps what no one else is given: the treasury's.
pub const RESERVE: PalletId = PalletId(*b"py/trsry");

/// Whose account collects what validators and delegators are paid from. It has the existential deposit from the first.
pub const POT: PalletId = PalletId(*b"cm/rwpot");

/// The names of the presets.
pub fn names() -> Vec<PresetId> {
	vec![
		PresetId::from(DEV_RUNTIME_PRESET),
		PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET),
		PresetId::from(STAGING_RUNTIME_PRESET),
	]
}

/// The preset of this name as JSON, which completes the default genesis.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let preset = match id.as_ref() {
		DEV_RUNTIME_PRESET => well_known(1),
		LOCAL_TESTNET_RUNTIME_PRESET => well_known(4),
		STAGING_RUNTIME_PRESET => genesis(Founding { day: DAY, ..Default::default() }),
		_ => return None,
	};
	serde_json::to_vec(&preset).ok()
}

/// What a network is founded with.
#[derive(Default)]
struct Founding {
	day: BlockNumber,
	validators: Vec<(AccountId, SessionKeys)>,
	endowed: Vec<(AccountId, Balance)>,
	entitlements: Vec<GenesisEntitlement<Balance, BlockNumber>>,
	sudo: Option<AccountId>,
	/// What each validator stakes itself.
	self_stake: Balance,
	/// How many validate and how many stand by, where that is not what a network of people has.
	seats: Option<(u32, u32)>,
	oracles: Vec<AccountId>,
}

fn genesis(founding: Founding) -> Value {
	let Founding { day, validators, endowed, entitlements, sudo, self_stake, seats, oracles } =
		founding;
	let mut parameters = StakingParameters::default();
	if let Some((active, backups)) = seats {
		parameters = StakingParameters { active, backups, ..parameters };
	}
	let candidates: Vec<_> = validators
		.iter()
		.enumerate()
		.map(|(index, (account, _))| GenesisCandidate {
			account: account.clone(),
			name: format!("Validator {}", index + 1),
			self_stake,
			max_stake: 10 * self_stake,
			commission: Perbill::from_percent(10),
		})
		.collect();
	let given = endowed.iter().map(|(_, balance)| balance).sum::<Balance>()
		+ entitlements.iter().map(|line| line.amount).sum::<Balance>();
	let pot = (POT.into_account_truncating(), EXISTENTIAL_DEPOSIT);
	let given = given.saturating_add(EXISTENTIAL_DEPOSIT);
	let reserve = (RESERVE.into_account_truncating(), GENESIS_SUPPLY.saturating_sub(given));

	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: endowed.into_iter().chain([pot, reserve]).collect::<Vec<_>>(),
		},
		calendar: CalendarConfig { day },
		dpos: DposConfig { parameters, candidates },
		oracle_committee: OracleCommitteeConfig {
			members: oracles.try_into().expect("a preset has few oracles"),
		},
		staking: StakingConfig {
			// Half of it is paid to who reports the first offence of an era.
			slash_reward_fraction: Perbill::from_percent(10),
			minimum_validator_count: 1,
		},
		session: SessionConfig {
			keys: validators
				.into_iter()
				.map(|(account, keys)| (account.clone(), account, keys))
				.collect::<Vec<_>>(),
		},
		sudo: SudoConfig { key: sudo },
		token_swap: TokenSwapConfig { entitlements },
	})
}

/// A network of the well-known accounts, whose keys everyone has.
///
/// Alice, Bob, Charlie, Dave, Eve, Ferdie, One and Two have 10,000,000 CMT each, of which the first of them stake
/// 1,000,000 and validate; Alice, Bob and Charlie are the oracle committee, Alice has Sudo, and two well-known Ethereum
/// keys may swap.
pub fn well_known(validators: usize) -> Value {
	genesis(Founding {
		day: DEVELOPMENT_DAY,
		validators: WELL_KNOWN.iter().take(validators).map(|keys| keys_of(*keys)).collect(),
		endowed: WELL_KNOWN
			.iter()
			.map(|(account, _)| (account.to_account_id(), 10_000_000 * CMT))
			.collect(),
		entitlements: vec![
			GenesisEntitlement { address: TEST_ACCOUNT_0, amount: 1_000 * CMT, vesting: None },
			GenesisEntitlement {
				address: TEST_ACCOUNT_1,
				amount: 500 * CMT,
				vesting: Some(Schedule {
					locked: 400 * CMT,
					per_block: CMT,
					starting_block: DEVELOPMENT_DAY,
				}),
			},
		],
		sudo: Some(Sr25519Keyring::Alice.to_account_id()),
		self_stake: 1_000_000 * CMT,
		seats: Some(if validators == 1 { (1, 4) } else { (validators as u32, 2) }),
		oracles: WELL_KNOWN.iter().take(3).map(|(account, _)| account.to_account_id()).collect(),
	})
}

/// The accounts whose keys everyone has, each with its key for accounts and blocks and its key for votes.
pub const WELL_KNOWN: [(Sr25519Keyring, Ed25519Keyring); 8] = [
	(Sr25519Keyring::Alice, Ed25519Keyring::Alice),
	(Sr25519Keyring::Bob, Ed25519Keyring::Bob),
	(Sr25519Keyring::Charlie, Ed25519Keyring::Charlie),
	(Sr25519Keyring::Dave, Ed25519Keyring::Dave),
	(Sr25519Keyring::Eve, Ed25519Keyring::Eve),
	(Sr25519Keyring::Ferdie, Ed25519Keyring::Ferdie),
	(Sr25519Keyring::One, Ed25519Keyring::One),
	(Sr25519Keyring::Two, Ed25519Keyring::Two),
];

/// The first two accounts of the mnemonic with which Ethereum's development tools start:
/// "test test test test test test test test test test test junk".
const TEST_ACCOUNT_0: H160 = H160(hex2array!("f39fd6e51aad88f6f4ce6ab8827279cfffb92266"));
const TEST_ACCOUNT_1: H160 = H160(hex2array!("70997970c51812dc3a010c7d01b50e0d17dc79c8"));

fn keys_of((account, votes): (Sr25519Keyring, Ed25519Keyring)) -> (AccountId, SessionKeys) {
	let keys =
		SessionKeys { aura: AuraId::from(account.public()), bft: FinalityId::from(votes.public()) };
	(account.to_account_id(), keys)
}
