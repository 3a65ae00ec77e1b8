// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What the calls and the queries do.

use crate::{
	Allowance, BalanceOf, CallIndex, Config, Error, HoldReason, Pallet, Request, RequestOf,
	RuntimeCallOf, Sponsorship, SponsorshipOf, Sponsorships, TermsOf, TransactionFee, UserRecord,
	UserRecordOf, Users, WeightInfo,
};
use alloc::{format, string::String, vec::Vec};
use codec::{Encode, MaxEncodedLen};
use frame_support::{
	dispatch::{DispatchClass, DispatchInfo, GetDispatchInfo},
	ensure,
	traits::{
		fungible::hold::{Balanced, Inspect, Mutate},
		tokens::{Fortitude, Precision},
		Consideration, Footprint, Get, GetCallMetadata, Imbalance, OnUnbalanced, PalletInfoAccess,
	},
	weights::Weight,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_core::crypto::{Ss58AddressFormat, Ss58Codec};
use sp_runtime::{
	traits::{BlakeTwo256, CheckedDiv, Dispatchable, Hash, One, Verify, Zero},
	DispatchError, DispatchResult, SaturatedConversion, Saturating,
};

/// What a bare transaction has around the parts of an act: the length in front (up to 4 bytes), the version, the
/// indices of pallet and call, and whether there is an approval.
const ENVELOPE: usize = 8;

/// Where an act is checked.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Stage {
	/// In the transaction pool: it may wait for its turn.
	Pool,
	/// In a block: it is its turn.
	Block,
}

/// What an act costs.
pub(crate) struct Price<Balance> {
	/// The length that is charged for, in bytes.
	length: u32,
	/// The weight of the act without that of the user's call.
	overhead: Weight,
	/// What the user's call may cost.
	call: DispatchInfo,
	/// The fee for all of that.
	pub(crate) fee: Balance,
}

/// An act that its sponsorship covers, with what is on record as of now.
pub(crate) struct Act<T: Config> {
	sponsorship: SponsorshipOf<T>,
	record: UserRecordOf<T>,
	is_new: bool,
	ahead: u32,
	price: Price<BalanceOf<T>>,
}

impl<T: Config> Act<T> {
	/// Whether other acts of the user must be done before.
	pub(crate) fn is_ahead(&self) -> bool {
		!self.ahead.is_zero()
	}
}

impl<T: Config> Error<T> {
	/// The index of the error in the metadata, by which the transaction pool reports it.
	pub(crate) fn code(&self) -> u8 {
		self.using_encoded(|bytes| bytes.first().copied().unwrap_or(u8::MAX))
	}
}

impl<T: Config> Pallet<T> {
	/// The period in which `block` lies.
	fn period_of(block: BlockNumberFor<T>) -> BlockNumberFor<T> {
		block.checked_div(&T::Period::get()).unwrap_or_default()
	}

	/// The block until which a record must be kept after an act in block `now`.
	///
	/// Until then a message may be valid that the user could have acted with now, and the acts in this period count.
	fn kept_from(now: BlockNumberFor<T>) -> BlockNumberFor<T> {
		let next_period = Self::period_of(now).saturating_add(One::one());
		let end_of_period = T::Period::get().saturating_mul(next_period).saturating_sub(One::one());
		now.saturating_add(T::MaxLongevity::get()).max(end_of_period)
	}

	/// The text that a user signs, and an approver: what is to be done, for whom, at whose cost, when and where.
	pub(crate) fn message_for(request: &RequestOf<T>, call: &RuntimeCallOf<T>) -> String {
		let Request { sponsor, user, nonce, valid_until } = request;
		let format = Ss58AddressFormat::custom(T::SS58Prefix::get());
		let [sponsor, user] =
			[sponsor, user].map(|account| account.to_ss58check_with_version(format));
		// Block numbers have no text of their own in Wasm.
		let valid_until: u64 = (*valid_until).saturated_into();
		let name = call.get_call_metadata();
		let hash = BlakeTwo256::hash_of(call);
		let version = T::Version::get().transaction_version;
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		format!(
			"Do this for me and let the sponsor pay the fee.\n\
			 Call: {}.{}\n\
			 Call hash: {hash:?}\n\
			 User: {user}\n\
			 Sponsor: {sponsor}\n\
			 Nonce: {nonce}\n\
			 Valid until block: {valid_until}\n\
			 Transaction version: {version}\n\
			 Chain: {genesis:?}",
			name.pallet_name, name.function_name,
		)
	}

	/// The most that an act with this call weighs.
	pub(crate) fn weight_of(call: &RuntimeCallOf<T>, approved: bool) -> Weight {
		Self::overhead_of(call.encoded_size(), approved)
			.saturating_add(call.get_dispatch_info().call_weight)
	}

	fn overhead_of(length: usize, approved: bool) -> Weight {
		T::WeightInfo::act(length.try_into().unwrap_or(u32::MAX), approved.into())
	}

	/// The most that an act with this call costs.
	pub(crate) fn price_of(call: &RuntimeCallOf<T>, approved: bool) -> Price<BalanceOf<T>> {
		let call_length = call.encoded_size();
		let call = call.get_dispatch_info();
		let overhead = Self::overhead_of(call_length, approved);
		let signatures = if approved { 2 } else { 1 };
		// As if each part was as long as it can be: so the price does not depend on who signs how.
		let length = T::Signature::max_encoded_len()
			.saturating_mul(signatures)
			.saturating_add(RequestOf::<T>::max_encoded_len())
			.saturating_add(call_length)
			.saturating_add(ENVELOPE)
			.try_into()
			.unwrap_or(u32::MAX);
		let fee = T::Fee::of(length, overhead.saturating_add(call.call_weight));
		Price { length, overhead, call, fee }
	}

	/// What `user` may do with `sponsor` now.
	pub(crate) fn allowance_of(
		sponsor: &T::AccountId,
		user: &T::AccountId,
	) -> Option<Allowance<BlockNumberFor<T>>> {
		let limits = Sponsorships::<T>::get(sponsor)?.terms.limits;
		let now = frame_system::Pallet::<T>::block_number();
		let record = Users::<T>::get(sponsor, user).unwrap_or_default().at(Self::period_of(now));
		Some(Allowance {
			nonce: record.nonce,
			acts: limits.acts_per_user.saturating_sub(record.acts),
			valid_until: now.saturating_add(T::MaxLongevity::get()),
		})
	}

	/// That the scope lists no call of this pallet, as sponsors pay for those themselves.
	pub(crate) fn ensure_sponsorable(terms: &TermsOf<T>) -> Result<(), Error<T>> {
		let own = Self::index();
		ensure!(
			terms.scope.iter().all(|listed| usize::from(listed.pallet) != own),
			Error::<T>::NotSponsorable
		);
		Ok(())
	}

	/// The act that is requested, if the sponsorship covers it, whoever signed for it.
	pub(crate) fn ensure_covered(
		request: &RequestOf<T>,
		call: &RuntimeCallOf<T>,
		approved: bool,
		stage: Stage,
	) -> Result<Act<T>, Error<T>> {
		let Request { sponsor, user, nonce, valid_until } = request;
		let now = frame_system::Pallet::<T>::block_number();
		let period = Self::period_of(now);

		let mut sponsorship = Sponsorships::<T>::get(sponsor).ok_or(Error::<T>::NotFound)?;
		sponsorship.usage = sponsorship.usage.at(now, period);
		let Sponsorship { terms, budget, usage, .. } = &sponsorship;
		let limits = terms.limits;
		// First of all, as an author may have to find this for many acts that wait in the pool.
		let acts = if stage == Stage::Block { usage.acts } else { 0 };
		ensure!(acts < limits.acts_per_block, Error::<T>::TooManyInBlock);

		let index = call.using_encoded(CallIndex::of);
		ensure!(index.is_some_and(|index| terms.scope.contains(&index)), Error::<T>::OutOfScope);
		let price = Self::price_of(call, approved);
		ensure!(price.call.class == DispatchClass::Normal, Error::<T>::NotSponsorable);
		ensure!(now <= *valid_until, Error::<T>::Expired);
		let latest = now.saturating_add(T::MaxLongevity::get());
		ensure!(*valid_until <= latest, Error::<T>::TooFarAhead);

		let record = Users::<T>::get(sponsor, user);
		let is_new = record.is_none();
		let record = record
			.unwrap_or_else(|| UserRecord { deposit: T::UserDeposit::get(), ..Default::default() })
			.at(period);
		let ahead = nonce.checked_sub(record.nonce).ok_or(Error::<T>::WrongNonce)?;
		ensure!(stage == Stage::Pool || ahead.is_zero(), Error::<T>::WrongNonce);
		// There would be no next one.
		ensure!(*nonce < u32::MAX, Error::<T>::WrongNonce);
		ensure!(record.acts.saturating_add(ahead) < limits.acts_per_user, Error::<T>::TooManyActs);

		ensure!(price.fee <= limits.fee_per_act, Error::<T>::TooExpensive);
		ensure!(
			usage.spent.saturating_add(price.fee) <= limits.spend_per_period,
			Error::<T>::TooMuchSpent
		);
		let deposit = if is_new { record.deposit } else { Zero::zero() };
		ensure!(price.fee.saturating_add(deposit) <= *budget, Error::<T>::InsufficientFunds);
		// What vests may be put on hold, but pays no fees.
		let payable = T::Currency::reducible_total_balance_on_hold(sponsor, Fortitude::Polite);
		ensure!(price.fee <= payable, Error::<T>::InsufficientFunds);

		ensure!(terms.approver.is_some() == approved, Error::<T>::NotApproved);
		Ok(Act { sponsorship, record, is_new, ahead, price })
	}

	/// The act that is requested, if the sponsorship covers it and all who must have signed for it.
	pub(crate) fn ensure_valid(
		request: &RequestOf<T>,
		call: &RuntimeCallOf<T>,
		signature: &T::Signature,
		approval: &Option<T::Signature>,
		stage: Stage,
	) -> Result<Act<T>, Error<T>> {
		let act = Self::ensure_covered(request, call, approval.is_some(), stage)?;
		let text = Self::message_for(request, call);
		// The form in which wallets sign bytes that are no transaction.
		let wrapped = format!("<Bytes>{text}</Bytes>");
		let signed_by = |account: &T::AccountId, signature: &T::Signature| {
			signature.verify(text.as_bytes(), account)
				|| signature.verify(wrapped.as_bytes(), account)
		};
		ensure!(signed_by(&request.user, signature), Error::<T>::WrongSigner);
		if let (Some(approver), Some(approval)) = (&act.sponsorship.terms.approver, approval) {
			ensure!(signed_by(approver, approval), Error::<T>::NotApproved);
		}
		Ok(act)
	}

	/// Enter a sponsorship and take the deposit for it.
	pub(crate) fn do_open(sponsor: &T::AccountId, terms: TermsOf<T>) -> DispatchResult {
		let footprint = Footprint::from_mel::<SponsorshipOf<T>>();
		let sponsorship = Sponsorship {
			terms,
			budget: Zero::zero(),
			deposits: Zero::zero(),
			users: 0,
			usage: Default::default(),
			ticket: T::Consideration::new(sponsor, footprint)?,
		};
		Sponsorships::<T>::insert(sponsor, sponsorship);
		Ok(())
	}

	/// Put `amount` on hold and add it to the budget.
	pub(crate) fn do_fund(sponsor: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		Self::try_mutate(sponsor, |sponsorship| {
			T::Currency::hold(&HoldReason::Budget.into(), sponsor, amount)?;
			sponsorship.budget.saturating_accrue(amount);
			Ok(())
		})
	}

	/// Replace the terms.
	pub(crate) fn do_change(sponsor: &T::AccountId, terms: TermsOf<T>) -> DispatchResult {
		Self::try_mutate(sponsor, |sponsorship| {
			sponsorship.terms = terms;
			Ok(())
		})
	}

	/// Free `amount` of the budget.
	pub(crate) fn do_withdraw(sponsor: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		Self::try_mutate(sponsor, |sponsorship| {
			ensure!(amount <= sponsorship.budget, Error::<T>::InsufficientFunds);
			T::Currency::release(&HoldReason::Budget.into(), sponsor, amount, Precision::Exact)?;
			sponsorship.budget.saturating_reduce(amount);
			Ok(())
		})
	}

	/// Remove the sponsorship, free all that is on hold for it, and return what was left of the budget.
	pub(crate) fn do_close(sponsor: &T::AccountId) -> Result<BalanceOf<T>, DispatchError> {
		let sponsorship = Sponsorships::<T>::take(sponsor).ok_or(Error::<T>::NotFound)?;
		let Sponsorship { budget, users, ticket, .. } = sponsorship;
		ensure!(users.is_zero(), Error::<T>::UsersRemain);
		T::Currency::release(&HoldReason::Budget.into(), sponsor, budget, Precision::Exact)?;
		ticket.drop(sponsor)?;
		Ok(budget)
	}

	/// Make the call of a covered act, take its fee, and return the fee, how the call went, and what all of it weighed.
	///
	/// Cannot fail, as that would undo the payment.
	pub(crate) fn do_act(
		request: &RequestOf<T>,
		call: RuntimeCallOf<T>,
		act: Act<T>,
	) -> (BalanceOf<T>, DispatchResult, Weight) {
		let Request { sponsor, user, nonce, .. } = request;
		let Act { mut sponsorship, mut record, is_new, price, .. } = act;
		let now = frame_system::Pallet::<T>::block_number();

		// All is booked before the call, which may be anything, even the sponsor's withdrawal of the whole budget in a
		// batch. It cannot close the sponsorship: there is a record, which cannot be forgotten now.
		if is_new {
			sponsorship.users.saturating_inc();
			sponsorship.budget.saturating_reduce(record.deposit);
			sponsorship.deposits.saturating_accrue(record.deposit);
		}
		sponsorship.budget.saturating_reduce(price.fee);
		sponsorship.usage.spent.saturating_accrue(price.fee);
		sponsorship.usage.acts.saturating_inc();
		record.nonce = nonce.saturating_add(1);
		record.acts.saturating_inc();
		record.kept_until = record.kept_until.max(Self::kept_from(now));
		Sponsorships::<T>::insert(sponsor, sponsorship);
		Users::<T>::insert(sponsor, user, record);

		let outcome = call.dispatch(RawOrigin::Signed(user.clone()).into());
		let (result, post) = match outcome {
			Ok(post) => (Ok(()), post),
			Err(failure) => (Err(failure.error), failure.post_info),
		};
		let weight = price.overhead.saturating_add(post.calc_actual_weight(&price.call));
		let fee = T::Fee::of(price.length, weight).min(price.fee);

		let unused = price.fee.saturating_sub(fee);
		Sponsorships::<T>::mutate_extant(sponsor, |sponsorship| {
			sponsorship.budget.saturating_accrue(unused);
			sponsorship.usage.spent.saturating_reduce(unused);
		});
		let (credit, _) = T::Currency::slash(&HoldReason::Budget.into(), sponsor, fee);
		let fee = credit.peek();
		T::OnFee::on_unbalanced(credit);
		(fee, result, weight)
	}

	/// Remove the records that need not be kept any more, give their deposits back to the budget, and return whose they
	/// were.
	pub(crate) fn do_forget(
		sponsor: &T::AccountId,
		users: impl IntoIterator<Item = T::AccountId>,
	) -> Result<Vec<T::AccountId>, DispatchError> {
		let now = frame_system::Pallet::<T>::block_number();
		Self::try_mutate(sponsor, |sponsorship| {
			let mut forgotten = Vec::new();
			for user in users {
				let record = Users::<T>::get(sponsor, &user);
				let Some(record) = record.filter(|record| record.kept_until < now) else {
					continue;
				};
				Users::<T>::remove(sponsor, &user);
				sponsorship.users.saturating_dec();
				sponsorship.deposits.saturating_reduce(record.deposit);
				sponsorship.budget.saturating_accrue(record.deposit);
				forgotten.push(user);
			}
			ensure!(!forgotten.is_empty(), Error::<T>::NothingToForget);
			Ok(forgotten)
		})
	}

	fn try_mutate<R>(
		sponsor: &T::AccountId,
		change: impl FnOnce(&mut SponsorshipOf<T>) -> Result<R, DispatchError>,
	) -> Result<R, DispatchError> {
		Sponsorships::<T>::try_mutate(sponsor, |sponsorship| {
			change(sponsorship.as_mut().ok_or(Error::<T>::NotFound)?)
		})
	}
}
