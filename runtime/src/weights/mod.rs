//! bootstrap
pub mod frame_system {
	pub use frame_system::weights::SubstrateWeight as WeightInfo;
}
pub mod frame_system_extensions {
	pub use frame_system::SubstrateExtensionsWeight as WeightInfo;
}
pub mod pallet_timestamp {
	pub use pallet_timestamp::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_utility {
	pub use pallet_utility::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_multisig {
	pub use pallet_multisig::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_proxy {
	pub use pallet_proxy::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_migrations {
	pub use pallet_migrations::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_balances {
	pub use pallet_balances::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_transaction_payment {
	pub use pallet_transaction_payment::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_vesting {
	pub use pallet_vesting::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_preimage {
	pub use pallet_preimage::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_scheduler {
	pub use pallet_scheduler::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_sudo {
	pub use pallet_sudo::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_token_swap {
	pub struct WeightInfo<T>(core::marker::PhantomData<T>);
	impl<T> pallet_token_swap::WeightInfo for WeightInfo<T> {
		fn claim() -> frame_support::weights::Weight {
			frame_support::weights::Weight::from_parts(100_000_000, 0)
		}
	}
}
