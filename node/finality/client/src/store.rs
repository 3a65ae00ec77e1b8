// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

//! What a validator keeps on disk so that it never contradicts itself: a journal for each height, and what it signed
//! last.
//!
//! ```text
//! <base path>/chains/<chain>/finality/
//!     last-signed          replaced as a whole
//!     journal-<height>     appended to, and cut where a crash tore it
//! ```
//!
//! These files belong to one validator's key on one machine. They are never copied: a copy is a second memory of what
//! was signed, and with two memories a key signs twice.

use cybermiles_finality_core::{journal, Entry, LastSigned};
use cybermiles_primitives_bft::Height;
use std::{
	collections::{btree_map, BTreeMap},
	fmt,
	fs::{self, File, OpenOptions},
	io::{self, Write},
	path::{Path, PathBuf},
};

const LAST_SIGNED: &str = "last-signed";
const JOURNAL: &str = "journal-";

/// Why the files cannot be used. A validator must not go on.
#[derive(Debug)]
pub enum StoreError {
	/// The disk refused.
	Io(PathBuf, io::Error),
	/// The record of what was signed last is damaged.
	LastSigned(PathBuf),
	/// A journal is damaged before its last entry.
	Journal(PathBuf, journal::Damaged),
}

impl fmt::Display for StoreError {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Io(path, error) => write!(
				f,
				"{} cannot be read or written: {error}. Nothing was signed that is not on disk; mend the disk and start \
				 again.",
				path.display()
			),
			Self::LastSigned(path) => write!(
				f,
				"{} is damaged, so nobody knows what this validator signed last. Move it away and start again: the validator \
				 is silent until a block is final that was made since.",
				path.display()
			),
			Self::Journal(path, journal::Damaged { offset }) => write!(
				f,
				"{} is damaged at byte {offset}. Move it away and start again: the validator is silent until the network \
				 has decided that height.",
				path.display()
			),
		}
	}
}

impl std::error::Error for StoreError {}

/// What was on disk when the store was opened.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Kept {
	/// What was signed last.
	pub last_signed: Option<LastSigned>,
	/// The journals, by height.
	pub journals: BTreeMap<Height, Vec<Entry>>,
}

/// The folder with a validator's files.
pub struct Store {
	folder: PathBuf,
	/// The journals that are written to, and whether all of each is on disk.
	open: BTreeMap<Height, (File, bool)>,
}

impl Store {
	/// Open the folder, or make it, and read what is there. Journals that a crash tore are cut.
	pub fn open(folder: &Path) -> Result<(Self, Kept), StoreError> {
		fs::create_dir_all(folder).map_err(at(folder))?;
		let store = Self { folder: folder.into(), open: BTreeMap::new() };
		let mut kept = Kept { last_signed: store.read_last_signed()?, ..Kept::default() };
		for height in store.heights()? {
			kept.journals.insert(height, store.read_journal(height)?);
		}
		Ok((store, kept))
	}

	/// Replace the record of what was signed last; it is on disk when this returns.
	pub fn save_last_signed(&self, last: &LastSigned) -> Result<(), StoreError> {
		let path = self.folder.join(LAST_SIGNED);
		let new = path.with_extension("new");
		let written = File::create(&new).and_then(|mut file| {
			file.write_all(&last.to_bytes())?;
			file.sync_data()
		});
		written.map_err(at(&new))?;
		fs::rename(&new, &path).map_err(at(&path))?;
		sync_folder(&self.folder)
	}

	/// Append to the journal of a height. It may be lost until [`Self::sync_journals`].
	pub fn append(&mut self, height: Height, entry: &Entry) -> Result<(), StoreError> {
		let path = self.journal(height);
		let (file, synced) = match self.open.entry(height) {
			btree_map::Entry::Occupied(open) => open.into_mut(),
			btree_map::Entry::Vacant(new) => {
				let file = OpenOptions::new().append(true).create(true).open(&path);
				let file = file.map_err(at(&path))?;
				sync_folder(&self.folder)?;
				new.insert((file, true))
			},
		};
		*synced = false;
		file.write_all(&journal::frame(entry)).map_err(at(&path))
	}

	/// Wait until all that was appended is on disk.
	pub fn sync_journals(&mut self) -> Result<(), StoreError> {
		for (height, (file, synced)) in &mut self.open {
			if !*synced {
				file.sync_data().map_err(at(&self.folder.join(format!("{JOURNAL}{height}"))))?;
				*synced = true;
			}
		}
		Ok(())
	}

	/// Delete the journals of the heights below, which the database cannot lose any more.
	pub fn drop_journals(&mut self, below: Height) -> Result<(), StoreError> {
		// Only the last heights are written to.
		self.open.retain(|height, _| *height >= below);
		for height in self.heights()?.into_iter().filter(|height| *height < below) {
			let path = self.journal(height);
			fs::remove_file(&path).map_err(at(&path))?;
		}
		Ok(())
	}

	fn journal(&self, height: Height) -> PathBuf {
		self.folder.join(format!("{JOURNAL}{height}"))
	}

	/// The heights that have a journal.
	fn heights(&self) -> Result<Vec<Height>, StoreError> {
		let mut heights = Vec::new();
		for file in fs::read_dir(&self.folder).map_err(at(&self.folder))? {
			let name = file.map_err(at(&self.folder))?.file_name();
			let height =
				name.to_str().and_then(|name| name.strip_prefix(JOURNAL)?.parse::<Height>().ok());
			heights.extend(height);
		}
		Ok(heights)
	}

	fn read_last_signed(&self) -> Result<Option<LastSigned>, StoreError> {
		let path = self.folder.join(LAST_SIGNED);
		match fs::read(&path) {
			Ok(bytes) => {
				LastSigned::from_bytes(&bytes).map(Some).ok_or(StoreError::LastSigned(path))
			},
			Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
			Err(error) => Err(StoreError::Io(path, error)),
		}
	}

	fn read_journal(&self, height: Height) -> Result<Vec<Entry>, StoreError> {
		let path = self.journal(height);
		let bytes = fs::read(&path).map_err(at(&path))?;
		let (entries, whole) =
			journal::read(&bytes).map_err(|damaged| StoreError::Journal(path.clone(), damaged))?;
		if whole < bytes.len() {
			let cut = OpenOptions::new().write(true).open(&path).and_then(|file| {
				file.set_len(whole as u64)?;
				file.sync_all()
			});
			cut.map_err(at(&path))?;
		}
		Ok(entries)
	}
}

/// A new or renamed file is only safe when its folder is.
fn sync_folder(folder: &Path) -> Result<(), StoreError> {
	File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

fn at(path: &Path) -> impl Fn(io::Error) -> StoreError + '_ {
	move |error| StoreError::Io(path.into(), error)
}

#[cfg(test)]
mod tests {
	use super::*;
	use cybermiles_primitives_bft::StatementKind;
	use tempfile::TempDir;

	fn entry(round: u32) -> Entry {
		Entry::Verdict { round, proposer: 1, block: Default::default(), valid: true }
	}

	fn signed(height: Height) -> LastSigned {
		LastSigned {
			height,
			set: 0,
			round: 0,
			kind: StatementKind::Prevote,
			digest: [3; 32],
			signature: sp_core::ed25519::Signature::from_raw([4; 64]).into(),
		}
	}

	fn opened() -> (TempDir, Store) {
		let folder = tempfile::tempdir().unwrap();
		let (store, kept) = Store::open(&folder.path().join("new/finality")).unwrap();
		assert_eq!(kept, Kept::default());
		(folder, store)
	}

	fn again(store: &Store) -> Result<Kept, StoreError> {
		Store::open(&store.folder).map(|(_, kept)| kept)
	}

	#[test]
	fn what_was_written_is_read() {
		let (_folder, mut store) = opened();
		store.append(7, &entry(0)).unwrap();
		store.append(8, &entry(1)).unwrap();
		store.append(7, &entry(2)).unwrap();
		store.sync_journals().unwrap();
		store.save_last_signed(&signed(1)).unwrap();
		store.save_last_signed(&signed(8)).unwrap();
		let kept = again(&store).unwrap();
		assert_eq!(kept.last_signed, Some(signed(8)));
		assert_eq!(kept.journals, [(7, vec![entry(0), entry(2)]), (8, vec![entry(1)])].into());
	}

	#[test]
	fn a_journal_goes_on_where_it_was() {
		let (_folder, mut store) = opened();
		store.append(7, &entry(0)).unwrap();
		let (mut store, _) = Store::open(&store.folder).unwrap();
		store.append(7, &entry(1)).unwrap();
		assert_eq!(again(&store).unwrap().journals[&7], [entry(0), entry(1)]);
	}

	#[test]
	fn journals_below_are_dropped() {
		let (_folder, mut store) = opened();
		(1..10).for_each(|height| store.append(height, &entry(0)).unwrap());
		store.drop_journals(8).unwrap();
		assert_eq!(again(&store).unwrap().journals.into_keys().collect::<Vec<_>>(), [8, 9]);
		store.append(9, &entry(1)).unwrap();
		assert_eq!(again(&store).unwrap().journals[&9].len(), 2);
	}

	#[test]
	fn a_torn_end_is_cut_so_that_the_next_entry_can_be_read() {
		let (_folder, mut store) = opened();
		store.append(7, &entry(0)).unwrap();
		store.append(7, &entry(1)).unwrap();
		let path = store.journal(7);
		let bytes = fs::read(&path).unwrap();
		fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();

		let (mut store, kept) = Store::open(&store.folder).unwrap();
		assert_eq!(kept.journals[&7], [entry(0)]);
		store.append(7, &entry(2)).unwrap();
		assert_eq!(again(&store).unwrap().journals[&7], [entry(0), entry(2)]);
	}

	#[test]
	fn a_damaged_journal_stops_the_validator_and_says_where() {
		let (_folder, mut store) = opened();
		store.append(7, &entry(0)).unwrap();
		store.append(7, &entry(1)).unwrap();
		let path = store.journal(7);
		let mut bytes = fs::read(&path).unwrap();
		bytes[30] ^= 1;
		fs::write(&path, &bytes).unwrap();
		let error = again(&store).unwrap_err();
		assert!(matches!(&error, StoreError::Journal(at, _) if *at == path));
		assert!(error.to_string().contains("journal-7 is damaged at byte 0."), "{error}");
		assert_eq!(fs::read(&path).unwrap(), bytes);
	}

	#[test]
	fn a_damaged_record_of_the_last_signature_stops_the_validator() {
		let (_folder, store) = opened();
		store.save_last_signed(&signed(1)).unwrap();
		let path = store.folder.join(LAST_SIGNED);
		let bytes = fs::read(&path).unwrap();
		for (place, length) in
			[(0, bytes.len()), (20, bytes.len()), (bytes.len() - 1, bytes.len() - 1)]
		{
			let mut damaged = bytes.clone();
			damaged[place] ^= 1;
			fs::write(&path, &damaged[..length]).unwrap();
			assert!(matches!(again(&store), Err(StoreError::LastSigned(_))), "{place}");
		}
	}

	#[test]
	fn a_new_record_that_was_not_finished_does_not_count() {
		let (_folder, store) = opened();
		store.save_last_signed(&signed(1)).unwrap();
		fs::write(store.folder.join("last-signed.new"), b"half").unwrap();
		assert_eq!(again(&store).unwrap().last_signed, Some(signed(1)));
		store.save_last_signed(&signed(2)).unwrap();
		assert_eq!(again(&store).unwrap().last_signed, Some(signed(2)));
	}

	#[test]
	fn a_disk_that_refuses_is_named() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("file");
		fs::write(&file, b"").unwrap();
		let error = Store::open(&file.join("finality")).err().unwrap();
		assert!(error.to_string().contains("file/finality cannot be read or written"), "{error}");
	}
}
