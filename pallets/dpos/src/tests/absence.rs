// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! Validators that do not make their blocks.

use crate::{
	mock::*, Call, EmptySlots, Error, Event, SessionSlots, StakingParameters, INHERENT_IDENTIFIER,
};
use frame_support::{
	assert_noop, assert_ok,
	inherent::{InherentData, ProvideInherent},
};
use sp_runtime::{DispatchError, Perbill};

fn parent() -> u64 {
	*pallet_aura::CurrentSlot::<Test>::get()
}

fn note(slot: u64) -> sp_runtime::DispatchResult {
	Dpos::note_parent_final(RuntimeOrigin::none(), slot)
}

/// Run to the end of this session, in which these validators make no blocks; others say that they saw the parent become
/// final so many slots after its own.
fn session_without(absent: &[u8], late: Option<u64>) {
	let session = Session::current_index();
	while Session::current_index() == session {
		let parent = parent();
		let validators = Session::validators();
		let is_absent = |slot: &u64| {
			let author = &validators[(slot % validators.len() as u64) as usize];
			absent.iter().any(|number| account(*number) == *author)
		};
		let empty = (parent + 1..).take_while(is_absent).count() as u64;
		block_after(empty);
		if let Some(late) = late {
			let noted = note(parent + late);
			let new_session = Session::current_index() != session;
			assert_eq!(noted.is_ok(), empty > 0 && !new_session, "{noted:?}");
		}
	}
}

/// Four candidates, three of which validate in sessions of 24 blocks, in the second session.
fn long_sessions(parameters: StakingParameters, test: impl FnOnce()) {
	founded(parameters, (1..=4).map(|number| candidate(number, 1_000 * UNIT)).collect(), || {
		SessionLength::set(24);
		run_to_session(1);
		test()
	});
}

fn replaced() -> Vec<AccountId> {
	let replaced = events().into_iter().filter_map(|event| match event {
		Event::Replaced { validator, .. } => Some(validator),
		_ => None,
	});
	replaced.collect()
}

#[test]
fn a_backup_steps_in_by_the_second_session_boundary() {
	long_sessions(rules(3, 1), || {
		session_without(&[2], Some(0));
		let missed = events().into_iter().find_map(|event| match event {
			Event::Replaced { validator, missed } if validator == account(2) => Some(missed),
			_ => None,
		});
		assert!(missed.unwrap() >= 11, "{missed:?}");
		assert!(Session::validators().contains(&account(2)));
		// Replaced once, though it is absent from this session as well.
		session_without(&[2], Some(0));
		assert_eq!(replaced(), []);
		assert_eq!(Session::validators(), [account(1), account(3), account(4)]);
		// The next election takes it back.
		run_to_era(2);
		assert!(Session::validators().contains(&account(2)));
	});
}

#[test]
fn who_is_absent_gets_nothing_for_the_session() {
	long_sessions(rules(3, 1), || {
		session_without(&[2], Some(0));
		let (one, two, four) = (free(1), free(2), free(4));
		session_without(&[2], Some(0));
		// The first session of the era is paid; the second and the third are not.
		assert_eq!(free(1) - one, 900 * UNIT * 3 / 7);
		assert_eq!(free(2) - two, 900 * UNIT / 7);
		assert_eq!(free(4) - four, 100 * UNIT);
	});
}

#[test]
fn who_made_half_of_its_blocks_is_not_replaced() {
	long_sessions(rules(3, 1), || {
		SessionSlots::<Test>::mutate(|slots| {
			slots.first = parent() - 20;
			slots.missed = vec![4, 4, 4].try_into().unwrap();
		});
		SessionLength::set(System::block_number() + 4);
		session_without(&[], None);
		assert_eq!(replaced(), []);
	});
	long_sessions(rules(3, 1), || {
		SessionSlots::<Test>::mutate(|slots| {
			slots.first = parent() - 20;
			slots.missed = vec![4, 5, 4].try_into().unwrap();
		});
		SessionLength::set(System::block_number() + 4);
		session_without(&[], None);
		assert_eq!(replaced(), [account(2)]);
	});
}

#[test]
fn of_several_those_who_missed_most_are_replaced_as_far_as_there_are_backups() {
	long_sessions(rules(3, 1), || {
		SessionSlots::<Test>::mutate(|slots| {
			slots.first = parent() - 20;
			slots.missed = vec![6, 0, 7].try_into().unwrap();
		});
		SessionLength::set(System::block_number() + 4);
		session_without(&[], None);
		assert_eq!(replaced(), [account(3)]);
	});
}

#[test]
fn without_backups_nobody_is_replaced() {
	founded(rules(3, 0), (1..=3).map(|number| candidate(number, 1_000 * UNIT)).collect(), || {
		SessionLength::set(24);
		run_to_session(1);
		session_without(&[2], Some(0));
		assert_eq!(replaced(), []);
	});
}

#[test]
fn a_backup_that_was_jailed_replaces_nobody() {
	long_sessions(rules(3, 1), || {
		offend(&[4], 1);
		session_without(&[2], Some(0));
		assert_eq!(replaced(), []);
	});
}

#[test]
fn nobody_is_judged_when_more_than_a_third_of_all_slots_were_empty() {
	long_sessions(rules(3, 1), || {
		session_without(&[1, 2], Some(0));
		assert_eq!(replaced(), []);
	});
}

#[test]
fn nobody_is_judged_by_few_slots() {
	four(|| {
		run_to_session(1);
		session_without(&[2], Some(0));
		assert_eq!(replaced(), []);
	});
}

#[test]
fn who_could_not_know_that_the_parent_was_final_is_not_blamed() {
	for late in [None, Some(1), Some(5)] {
		long_sessions(rules(3, 1), || {
			session_without(&[2], late);
			assert_eq!(replaced(), []);
		});
	}
}

#[test]
fn a_slot_is_blamed_on_its_author_if_the_parent_was_final_when_it_began() {
	// How long after its slot the parent became final, and who of the owners of the two empty slots is blamed.
	for (late, blamed) in [(0, [1, 1]), (1, [0, 1]), (2, [0, 0]), (3, [0, 0])] {
		long_sessions(rules(3, 1), || {
			while !parent().is_multiple_of(3) {
				next_block();
			}
			let parent = parent();
			block_after(2);
			assert_eq!(EmptySlots::<Test>::get(), vec![(parent + 1, 1), (parent + 2, 2)]);
			assert_ok!(note(parent + late));
			let missed = SessionSlots::<Test>::get().missed;
			let of = |author: usize| missed.get(author).copied().unwrap_or_default();
			assert_eq!(([of(1), of(2)], of(0)), (blamed, 0));
		});
	}
}

#[test]
fn a_slot_before_that_of_the_parent_is_a_lie_and_blames_nobody() {
	long_sessions(rules(3, 1), || {
		let parent = parent();
		block_after(1);
		assert_ok!(note(parent - 1));
		assert!(SessionSlots::<Test>::get().missed.is_empty());
		assert!(EmptySlots::<Test>::get().is_empty());
	});
}

#[test]
fn it_is_said_once_and_only_where_slots_were_empty() {
	long_sessions(rules(3, 1), || {
		assert_noop!(note(parent()), Error::<Test>::NothingToNote);
		block_after(1);
		assert_ok!(note(parent()));
		assert_noop!(note(parent()), Error::<Test>::NothingToNote);
	});
}

#[test]
fn an_author_says_it_and_nobody_else() {
	long_sessions(rules(3, 1), || {
		block_after(1);
		let signed = Dpos::note_parent_final(signed(1), parent());
		assert_noop!(signed, DispatchError::BadOrigin);
	});
}

#[test]
fn a_round_without_a_block_is_nobodys_fault() {
	long_sessions(rules(3, 1), || {
		block_after(3);
		assert_eq!(SessionSlots::<Test>::get().empty, 3);
		assert!(EmptySlots::<Test>::get().is_empty());
	});
}

#[test]
fn the_inherent_is_made_where_it_is_needed() {
	long_sessions(rules(3, 1), || {
		let mut data = InherentData::new();
		assert_eq!(Dpos::create_inherent(&data), None);
		block_after(1);
		assert_eq!(Dpos::create_inherent(&data), None);
		data.put_data(INHERENT_IDENTIFIER, &77u64).unwrap();
		let call = Call::note_parent_final { slot: 77 };
		assert_eq!(Dpos::create_inherent(&data), Some(call.clone()));
		assert!(Dpos::is_inherent(&call));
		assert!(!Dpos::is_inherent(&Call::retire {}));
		next_block();
		assert_eq!(Dpos::create_inherent(&data), None);
	});
}

#[test]
fn absence_is_slashed_where_that_is_a_rule() {
	let absence_slash = Perbill::from_percent(2);
	long_sessions(StakingParameters { absence_slash, ..rules(3, 1) }, || {
		session_without(&[2], Some(0));
		assert_eq!(replaced(), [account(2)]);
		assert_eq!([1, 2, 3].map(|number| entry(number).self_stake / UNIT), [1_000, 980, 1_000]);
		// It is not jailed.
		assert_eq!(entry(2).standing, crate::Standing::Ranked);
		while Session::current_index() < 3 {
			let slot = parent() + 1;
			block_after(u64::from(slot % 3 == 1));
		}
	});
}
