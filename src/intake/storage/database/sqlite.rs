//! The index of slots, and what else the intake remembers.
//!
//! SQLite with a journal that is overwritten by zeros after each commit: no write-ahead log, no temporary
//! file, nothing of a former state left behind.

use crate::size::Size;
use crate::storage::database::error::DatabaseError;
use crate::storage::database::journal::{self, INDEX};
use crate::storage::database::rows;
use crate::storage::entry::{Entry, free_entry};
use crate::storage::slots::{Counts, Slot, forget_times};
use rand_chacha::ChaCha20Rng;
use rusqlite::{Connection, OpenFlags, params};
use sotto::day::Day;
use std::cmp::Ordering;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

const SCHEMA: &str = include_str!("../../../../migrations/intake/001.sql");
const VERSION: i64 = 2;
const PRAGMAS: &str = "
    PRAGMA page_size = 4096;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = PERSIST;
    PRAGMA synchronous = EXTRA;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA mmap_size = 0;
    PRAGMA auto_vacuum = NONE;
";

/// What the intake remembers of its last use: the day, and the roster that was in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastUse {
    pub day: Day,
    pub serial: u64,
    pub roster: [u8; 32],
}

/// The index, open.
pub struct Database {
    db: Connection,
    /// `None` if the index is open for reading alone.
    journal: Option<File>,
    /// Held open for as long as the process lives: closing it would give up SQLite's locks.
    file: File,
}

impl Database {
    /// Makes the index beside the slots: one free row for each.
    pub fn make(
        folder: &Path,
        counts: &Counts,
        today: Day,
        random: &mut ChaCha20Rng,
    ) -> Result<(), DatabaseError> {
        let path = folder.join(INDEX);
        let mut db = Connection::open(path).map_err(DatabaseError::Make)?;
        let make = |db: &mut Connection, random: &mut ChaCha20Rng| -> rusqlite::Result<()> {
            db.execute_batch(PRAGMAS)?;
            let tx = db.transaction()?;
            tx.execute_batch(SCHEMA)?;
            tx.pragma_update(None, "user_version", VERSION)?;
            for (size, count) in Size::ALL.into_iter().zip(counts) {
                for number in 0..*count {
                    rows::insert(&tx, Slot { size, number }, &free_entry(random))?;
                }
            }
            let none = params![today.number(), [0u8; 8], [0u8; 32]];
            tx.execute(
                "INSERT INTO intake (one, day, serial, roster) VALUES (1, ?, ?, ?)",
                none,
            )?;
            tx.commit()
        };
        make(&mut db, random).map_err(DatabaseError::Make)?;
        drop(db);
        journal::make(folder).map_err(DatabaseError::Journal)
    }

    /// Opens the index for reading alone, also while an intake writes it. Nothing is changed, rolled back or locked.
    pub fn look(folder: &Path) -> Result<Self, DatabaseError> {
        let path = folder.join(INDEX);
        let escaped = path
            .to_string_lossy()
            .replace('%', "%25")
            .replace('?', "%3f")
            .replace('#', "%23");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags)
            .map_err(DatabaseError::Open)?;
        check_version(&db)?;
        let file = File::open(&path).map_err(DatabaseError::Journal)?;
        Ok(Self {
            db,
            journal: None,
            file,
        })
    }

    /// Opens the index, rolls back what a crash left half done, and cleans the journal.
    pub fn open(folder: &Path) -> Result<Self, DatabaseError> {
        let path = folder.join(INDEX);
        let db = Connection::open_with_flags(
            &path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(DatabaseError::Open)?;
        check_version(&db)?;
        db.execute_batch(PRAGMAS).map_err(DatabaseError::Open)?;
        let sound: String = db
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(DatabaseError::Open)?;
        if sound != "ok" {
            return Err(DatabaseError::Damaged("its pages do not fit together"));
        }
        let file = OpenOptions::new()
            .write(true)
            .open(&path)
            .map_err(DatabaseError::Journal)?;
        let journal = journal::make(folder)
            .and_then(|()| journal::open(folder))
            .map_err(DatabaseError::Journal)?;
        let database = Self {
            db,
            journal: Some(journal),
            file,
        };
        database.clean_journal().map_err(DatabaseError::Journal)?;
        Ok(database)
    }

    fn clean_journal(&self) -> io::Result<()> {
        if let Some(journal) = &self.journal {
            journal::clean(journal)?;
        }
        forget_times(&self.file)
    }

    /// Returns how many slots of each size the index has.
    pub fn counts(&self) -> Result<Counts, DatabaseError> {
        let mut counts = [0; 5];
        for (size, count) in Size::ALL.into_iter().zip(&mut counts) {
            let sql = "SELECT count(*), coalesce(max(number) + 1, 0) FROM slots WHERE size = ?";
            let (rows, end): (u32, u32) = self
                .db
                .query_row(sql, [rows::size_number(size)], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .map_err(DatabaseError::Open)?;
            if rows != end {
                return Err(DatabaseError::Damaged("it lacks slots"));
            }
            *count = rows;
        }
        Ok(counts)
    }

    /// Returns every slot and what it holds.
    pub fn entries(&self) -> Result<Vec<(Slot, Entry)>, DatabaseError> {
        let mut statement = self.db.prepare(rows::SELECT).map_err(DatabaseError::Open)?;
        let found = statement
            .query_map([], rows::read)
            .map_err(DatabaseError::Open)?;
        found
            .map(|row| rows::parse(row.map_err(DatabaseError::Open)?))
            .collect()
    }

    /// Returns what it remembers of the last use.
    pub fn last_use(&self) -> Result<LastUse, DatabaseError> {
        let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<(u16, [u8; 8], [u8; 32])> {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        };
        let (day, serial, roster) = self
            .db
            .query_row("SELECT day, serial, roster FROM intake", [], read)
            .map_err(DatabaseError::Open)?;
        let day = Day::try_from(day).map_err(|_| DatabaseError::Damaged("an impossible day"))?;
        Ok(LastUse {
            day,
            serial: u64::from_be_bytes(serial),
            roster,
        })
    }

    /// Writes these rows. Returns once they are on the disk and the journal is clean.
    pub fn commit(
        &mut self,
        changes: impl Iterator<Item = (Slot, Entry)>,
        last_use: &LastUse,
    ) -> Result<(), DatabaseError> {
        let write = |db: &mut Connection| -> rusqlite::Result<()> {
            let tx = db.transaction()?;
            for (slot, entry) in changes {
                rows::update(&tx, slot, &entry)?;
            }
            let values = params![
                last_use.day.number(),
                last_use.serial.to_be_bytes(),
                last_use.roster
            ];
            tx.execute("UPDATE intake SET day = ?, serial = ?, roster = ?", values)?;
            tx.commit()
        };
        write(&mut self.db).map_err(DatabaseError::Write)?;
        self.clean_journal().map_err(DatabaseError::Journal)
    }
}

fn check_version(db: &Connection) -> Result<(), DatabaseError> {
    let version: i64 = db
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(DatabaseError::Open)?;
    match version.cmp(&VERSION) {
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(DatabaseError::Future),
        Ordering::Less if version == 0 => Err(DatabaseError::Damaged("it has no schema")),
        Ordering::Less => Err(DatabaseError::Past),
    }
}
