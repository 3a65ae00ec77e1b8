// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Eras: who validates, who is paid, who is slashed, and that no unit is lost on the way.

use codec::Encode;
use cybermiles_journeys::{account, held_by_all, on, signed, Chain};
use cybermiles_primitives::{AccountId, Balance, CMT, GENESIS_SUPPLY};
use cybermiles_primitives_bft::{BftPair, Equivocation, Statement, StatementEquivocation};
use cybermiles_runtime::{
	Agenda, Balances, Bft, Dpos, Runtime, RuntimeCall, RuntimeEvent, Session, SessionKeys, System,
};
use frame_support::traits::fungible::InspectHold;
use pallet_dpos::{Profile, StakingParameters, Standing};
use sp_core::Pair;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, One, Two};
use sp_runtime::Perbill;

const ERA: u32 = 30;

/// Make a block in which this call succeeds.
fn act(chain: &mut Chain, signer: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	if !chain.takes_transactions() {
		chain.block(vec![]);
	}
	assert_eq!(chain.block(vec![signed(signer, call)]), [Ok(Ok(()))]);
}

fn set_keys(chain: &mut Chain, who: Sr25519Keyring) {
	let keys = SessionKeys::generate(&account(who).encode(), None);
	let call = pallet_session::Call::set_keys { keys: keys.keys, proof: keys.proof.encode() };
	act(chain, who, call);
}

fn declare(chain: &mut Chain, who: Sr25519Keyring, self_stake: Balance) {
	let call = pallet_dpos::Call::declare {
		self_stake,
		max_stake: 10 * self_stake,
		commission: Perbill::from_percent(5),
		profile: Profile::default(),
	};
	act(chain, who, call);
}

fn delegate(
	chain: &mut Chain,
	who: Sr25519Keyring,
	to: Sr25519Keyring,
	amount: Balance,
	compounding: bool,
) {
	act(chain, who, pallet_dpos::Call::delegate { candidate: account(to), amount, compounding });
}

/// The validators of the session.
fn validators() -> Vec<AccountId> {
	Session::validators()
}

fn accounts(keys: &[Sr25519Keyring]) -> Vec<AccountId> {
	keys.iter().map(|key| account(*key)).collect()
}

/// Two votes of Alice, who has the well-known key, at a height.
fn two_votes_of_alice(height: u32) -> Equivocation {
	let (genesis, key) = (System::block_hash(0), BftPair::from_string("//Alice", None).unwrap());
	let set = Bft::validator_set().id;
	let sign =
		|statement: Statement| (statement, key.sign(&statement.message(&genesis, set, height, 0)));
	Equivocation::Statements(StatementEquivocation {
		offender: key.public(),
		set,
		height,
		round: 0,
		first: sign(Statement::Prevote(None)),
		second: sign(Statement::Prevote(Some([1; 32].into()))),
	})
}

/// Make blocks to the first of an era; in each, all accounts hold what was issued, and each era that ended issued its part.
fn run_to_era(chain: &mut Chain, era: u32) {
	while System::block_number() < era * ERA {
		chain.block(vec![]);
		assert_eq!(held_by_all(), Balances::total_issuance());
	}
	let issued = Balances::total_issuance() - GENESIS_SUPPLY;
	// 8 % of the supply a year, rounded down for each era.
	assert_eq!(issued, Balance::from(era) * 219_178_082_191_780_821_917_808);
}

fn position(
	who: Sr25519Keyring,
	candidate: Sr25519Keyring,
) -> Option<pallet_dpos::Position<AccountId>> {
	Dpos::positions(account(who))
		.into_iter()
		.find(|position| position.candidate == account(candidate))
}

#[test]
fn fourteen_eras_of_joining_leaving_slashing_and_missing_lose_no_unit() {
	on("local_testnet", |chain| {
		let rules = StakingParameters { active: 3, backups: 2, ..Default::default() };
		let call = RuntimeCall::Dpos(pallet_dpos::Call::set_parameters { parameters: rules });
		act(chain, Alice, pallet_sudo::Call::sudo { call: Box::new(call) });
		set_keys(chain, Eve);
		declare(chain, Eve, 2_000_000 * CMT);
		delegate(chain, One, Alice, 500_000 * CMT, true);
		delegate(chain, Two, Bob, 300_000 * CMT, false);
		assert_eq!(validators(), accounts(&[Alice, Bob, Charlie, Dave]));

		// The first election by the new rules.
		run_to_era(chain, 1);
		assert_eq!(validators(), accounts(&[Alice, Bob, Charlie]));
		run_to_era(chain, 2);
		let compounded = position(One, Alice).unwrap();
		assert!(compounded.stake > 500_000 * CMT && compounded.unclaimed == 0);
		let paid = position(Two, Bob).unwrap();
		assert!(paid.stake == 300_000 * CMT && paid.unclaimed > 0);
		let claim = pallet_dpos::Call::claim { delegator: account(Two), candidate: account(Bob) };
		let before = Balances::free_balance(account(Two));
		act(chain, Charlie, claim);
		assert_eq!(Balances::free_balance(account(Two)), before + paid.unclaimed);

		// Alice contradicts herself. She is slashed with those who trusted her, and Dave takes her seat.
		run_to_era(chain, 3);
		chain.block(vec![]);
		let stakes = pallet_dpos::Candidates::<Runtime>::get(account(Alice)).unwrap();
		let report = pallet_bft::Call::report_equivocation {
			equivocation: Box::new(two_votes_of_alice(System::block_number())),
			session: Session::current_index(),
		};
		act(chain, Bob, report);
		let slashed = pallet_dpos::Candidates::<Runtime>::get(account(Alice)).unwrap();
		// One of three: all that was at stake when it was elected; later rewards are not.
		let era = pallet_staking::ActiveEra::<Runtime>::get().unwrap().index;
		let exposed = pallet_staking::Pallet::<Runtime>::eras_stakers(era, &account(Alice)).total;
		assert!(exposed >= 1_500_000 * CMT);
		assert_eq!(slashed.stake(), stakes.stake() - exposed);
		assert_eq!(slashed.self_stake, 0);
		assert!(matches!(slashed.standing, Standing::Jailed(10)));
		run_to_era(chain, 4);
		assert_eq!(validators(), accounts(&[Bob, Charlie, Dave]));

		// Bob retires, and Eve takes his seat at the next election; Two moves to her.
		act(chain, Bob, pallet_dpos::Call::retire {});
		let redelegate =
			pallet_dpos::Call::redelegate { from: account(Bob), to: account(Eve), amount: None };
		act(chain, Two, redelegate);
		delegate(chain, One, Charlie, 100_000 * CMT, true);
		run_to_era(chain, 5);
		assert_eq!(validators(), accounts(&[Charlie, Dave, Eve]));

		// One takes back half of it. Blocks are missed by everyone now and then.
		let undelegate = pallet_dpos::Call::undelegate {
			candidate: account(Charlie),
			amount: Some(50_000 * CMT),
		};
		act(chain, One, undelegate);
		let prepaid = Balances::total_balance_on_hold(&account(One));
		assert!(prepaid > 0);
		for _ in 0..20 {
			chain.miss(1);
			chain.block(vec![]);
		}
		run_to_era(chain, 11);
		let free = Balances::free_balance(account(One));
		run_to_era(chain, 12);
		// The agenda paid it out and gave the deposit back, less its price.
		assert!(Balances::free_balance(account(One)) >= free + 50_000 * CMT);
		assert_eq!(Balances::total_balance_on_hold(&account(One)), 0);
		assert_eq!(position(Two, Eve).unwrap().leaving, []);
		assert_eq!(position(Two, Bob), None);
		assert_eq!(Agenda::backlog().map(|backlog| backlog.places), Some(0));

		let withdraw = pallet_dpos::Call::withdraw_self_stake { candidate: account(Bob) };
		act(chain, Two, withdraw);
		assert!(pallet_dpos::Candidates::<Runtime>::get(account(Bob)).is_none());
		assert_eq!(Balances::total_balance_on_hold(&account(Bob)), 0);
		run_to_era(chain, 14);
		assert_eq!(validators(), accounts(&[Charlie, Dave, Eve]));
	});
}

#[test]
fn an_era_pays_what_it_has_to_the_unit() {
	on("local_testnet", |chain| {
		chain.run_to(ERA - 1);
		let pot = pallet_cmt::Pallet::<Runtime>::available();
		chain.block(vec![]);
		let paid = System::events().into_iter().find_map(|record| match record.event {
			RuntimeEvent::Dpos(pallet_dpos::Event::EraPaid { available, paid, .. }) => {
				Some((available, paid))
			},
			_ => None,
		});
		let issued = 219_178_082_191_780_821_917_808u128;
		let available = pot + issued - issued / 10;
		// Nobody stood by: the tenth of the backups stays in the pot. Four equal shares of the rest, rounded down twice.
		let active = available * 9 / 10;
		assert_eq!(paid, Some((available, active / 4 * 4)));
		assert_eq!(pallet_cmt::Pallet::<Runtime>::available(), available - active / 4 * 4);
	});
}
