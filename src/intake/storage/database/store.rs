//! The index of slots: every SQL statement of the intake.
//!
//! SQLite with a journal that is overwritten by zeros after each commit: no write-ahead log, no temporary
//! file, nothing of a former state left behind.

use crate::size::Size;
use crate::storage::slots::{Counts, Slot, forget_times};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::RngCore;
use rusqlite::{Connection, OpenFlags, Transaction, params};
use sotto::day::Day;
use sotto::ticket::Ticket;
use std::cmp::Ordering;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

const SCHEMA: &str = include_str!("../../../migrations/intake/001.sql");
const VERSION: i64 = 1;
/// The file of the index.
pub const INDEX: &str = "index.db";
/// Its journal.
pub const JOURNAL: &str = "index.db-journal";
const BLOCK: usize = 4096;
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

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Free,
    Report,
    Piece,
    /// Given up, its bytes not yet overwritten for certain.
    Erasing,
    /// A sealed reply, on the board.
    Reply,
    /// Sealed by a stock age program: its length in four bytes, itself, random bytes behind it.
    Letter,
    /// Something that desks tell one another.
    Event,
    /// The signed roster, since one was put in place while the intake ran. Framed like a letter.
    Roster,
    /// A share of a team's counts, sealed to a coordinator.
    Contribution,
}

impl Kind {
    const fn number(self) -> i64 {
        match self {
            Self::Free => 2,
            Self::Report => 3,
            Self::Piece => 4,
            Self::Erasing => 5,
            Self::Reply => 6,
            Self::Letter => 7,
            Self::Event => 8,
            Self::Roster => 9,
            Self::Contribution => 10,
        }
    }

    fn of(number: i64) -> Option<Self> {
        [
            Self::Free,
            Self::Report,
            Self::Piece,
            Self::Erasing,
            Self::Reply,
            Self::Letter,
            Self::Event,
            Self::Roster,
            Self::Contribution,
        ]
        .into_iter()
        .find(|kind| kind.number() == number)
    }
}

/// A row of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub kind: Kind,
    pub ticket: Ticket,
    pub day: Day,
    pub digest: [u8; 32],
    /// One bit a handler, by their place in the roster.
    pub confirmed: u64,
}

/// What the intake remembers besides its slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    pub day: Day,
    pub serial: u64,
    pub roster: [u8; 32],
}

/// What went wrong with the index.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot make the index: {0}")]
    Make(rusqlite::Error),
    #[error("cannot open the index: {0}")]
    Open(rusqlite::Error),
    #[error("the index is of a later version of Sotto; run that one. Nothing was changed")]
    Future,
    #[error("the index is damaged: {0}. Nothing was changed; restore it with its slots")]
    Damaged(&'static str),
    #[error("cannot write to the index: {0}")]
    Write(rusqlite::Error),
    #[error("cannot clean the journal: {0}")]
    Journal(io::Error),
}

/// The open index.
pub struct Store {
    db: Connection,
    /// `None` where the index is only looked at.
    journal: Option<File>,
    /// Held open for as long as the process lives: closing it would give up SQLite's locks.
    file: File,
}

/// A free row: random where a used one holds something.
pub fn free_entry(random: &mut ChaCha20Rng) -> Entry {
    let mut ticket = [0; 16];
    let mut digest = [0; 32];
    random.fill_bytes(&mut ticket);
    random.fill_bytes(&mut digest);
    Entry {
        kind: Kind::Free,
        ticket: ticket.into(),
        day: Day::FIRST,
        digest,
        confirmed: 0,
    }
}

impl Store {
    /// Makes the index beside the slots: one free row for each.
    pub fn make(
        folder: &Path,
        counts: &Counts,
        today: Day,
        random: &mut ChaCha20Rng,
    ) -> Result<(), StoreError> {
        let path = folder.join(INDEX);
        let mut db = Connection::open(path).map_err(StoreError::Make)?;
        let make = |db: &mut Connection, random: &mut ChaCha20Rng| -> rusqlite::Result<()> {
            db.execute_batch(PRAGMAS)?;
            let tx = db.transaction()?;
            tx.execute_batch(SCHEMA)?;
            tx.pragma_update(None, "user_version", VERSION)?;
            for (size, count) in Size::ALL.into_iter().zip(counts) {
                for number in 0..*count {
                    insert(&tx, Slot { size, number }, &free_entry(random))?;
                }
            }
            let none = params![today.number(), [0u8; 8], [0u8; 32]];
            tx.execute(
                "INSERT INTO intake (one, day, serial, roster) VALUES (1, ?, ?, ?)",
                none,
            )?;
            tx.commit()
        };
        make(&mut db, random).map_err(StoreError::Make)?;
        drop(db);
        make_journal(folder).map_err(StoreError::Journal)
    }

    /// Opens the index to look at it alone, also while an intake writes it. Nothing is changed, rolled back or locked.
    pub fn look(folder: &Path) -> Result<Self, StoreError> {
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
            .map_err(StoreError::Open)?;
        check_version(&db)?;
        let file = File::open(&path).map_err(StoreError::Journal)?;
        Ok(Self {
            db,
            journal: None,
            file,
        })
    }

    /// Opens the index, rolls back what a crash left half done, and cleans the journal.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(INDEX);
        let db = Connection::open_with_flags(
            &path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(StoreError::Open)?;
        check_version(&db)?;
        db.execute_batch(PRAGMAS).map_err(StoreError::Open)?;
        let sound: String = db
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(StoreError::Open)?;
        if sound != "ok" {
            return Err(StoreError::Damaged("its pages do not fit together"));
        }
        let file = OpenOptions::new()
            .write(true)
            .open(&path)
            .map_err(StoreError::Journal)?;
        let journal = make_journal(folder)
            .and_then(|()| {
                OpenOptions::new()
                    .read(true)
                    .write(true)
                    .open(folder.join(JOURNAL))
            })
            .map_err(StoreError::Journal)?;
        let mut store = Self {
            db,
            journal: Some(journal),
            file,
        };
        store.clean_journal().map_err(StoreError::Journal)?;
        Ok(store)
    }

    /// How many slots of each size the index has.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let mut counts = [0; 5];
        for (size, count) in Size::ALL.into_iter().zip(&mut counts) {
            let sql = "SELECT count(*), coalesce(max(number) + 1, 0) FROM slots WHERE size = ?";
            let (rows, end): (u32, u32) = self
                .db
                .query_row(sql, [size_number(size)], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .map_err(StoreError::Open)?;
            if rows != end {
                return Err(StoreError::Damaged("it lacks slots"));
            }
            *count = rows;
        }
        Ok(counts)
    }

    /// Every row.
    pub fn entries(&self) -> Result<Vec<(Slot, Entry)>, StoreError> {
        let mut statement = self
            .db
            .prepare("SELECT size, number, kind, ticket, day, digest, confirmed FROM slots")
            .map_err(StoreError::Open)?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
            ))
        });
        let mut entries = Vec::new();
        for row in rows.map_err(StoreError::Open)? {
            let (size, number, kind, ticket, day, digest, confirmed): (
                i64,
                u32,
                i64,
                [u8; 16],
                u16,
                [u8; 32],
                [u8; 8],
            ) = row.map_err(StoreError::Open)?;
            let size = Size::ALL
                .into_iter()
                .find(|candidate| size_number(*candidate) == size)
                .ok_or(StoreError::Damaged("an unknown size"))?;
            let kind = Kind::of(kind).ok_or(StoreError::Damaged("an unknown kind"))?;
            let day = Day::try_from(day).map_err(|_| StoreError::Damaged("an impossible day"))?;
            let confirmed = u64::from_be_bytes(confirmed);
            entries.push((
                Slot { size, number },
                Entry {
                    kind,
                    ticket: ticket.into(),
                    day,
                    digest,
                    confirmed,
                },
            ));
        }
        Ok(entries)
    }

    /// What it remembers besides.
    pub fn memory(&self) -> Result<Memory, StoreError> {
        let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<(u16, [u8; 8], [u8; 32])> {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        };
        let (day, serial, roster) = self
            .db
            .query_row("SELECT day, serial, roster FROM intake", [], read)
            .map_err(StoreError::Open)?;
        let day = Day::try_from(day).map_err(|_| StoreError::Damaged("an impossible day"))?;
        Ok(Memory {
            day,
            serial: u64::from_be_bytes(serial),
            roster,
        })
    }

    /// Writes these rows, and returns once they are on the disk and the journal is clean.
    pub fn commit(
        &mut self,
        changes: impl Iterator<Item = (Slot, Entry)>,
        memory: &Memory,
    ) -> Result<(), StoreError> {
        let write = |db: &mut Connection| -> rusqlite::Result<()> {
            let tx = db.transaction()?;
            for (slot, entry) in changes {
                update(&tx, slot, &entry)?;
            }
            let values = params![
                memory.day.number(),
                memory.serial.to_be_bytes(),
                memory.roster
            ];
            tx.execute("UPDATE intake SET day = ?, serial = ?, roster = ?", values)?;
            tx.commit()
        };
        write(&mut self.db).map_err(StoreError::Write)?;
        self.clean_journal().map_err(StoreError::Journal)
    }

    /// Overwrites with zeros what the journal holds. Only after a commit: until then it is what a crash needs.
    fn clean_journal(&mut self) -> io::Result<()> {
        if let Some(journal) = &self.journal {
            let mut block = [0; BLOCK];
            let mut at = 0;
            loop {
                let read = journal.read_at(&mut block, at)?;
                if read == 0 {
                    break;
                }
                if block.iter().take(read).any(|byte| *byte != 0) {
                    journal.write_all_at([0; BLOCK].get(..read).unwrap_or_default(), at)?;
                }
                at += read as u64;
            }
            journal.sync_data()?;
            forget_times(journal)?;
        }
        forget_times(&self.file)
    }
}

/// Makes the journal as long as it can ever have to be, so that a full disk cannot stop a commit.
fn make_journal(folder: &Path) -> io::Result<()> {
    // Each page once, 8 bytes with each, and a header of a sector: <https://sqlite.org/fileformat.html#the_rollback_journal>
    let index = folder.join(INDEX).metadata()?.len();
    let length = index + index / 256 + 64 * BLOCK as u64;
    let path = folder.join(JOURNAL);
    let mut journal = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(&path)?;
    let mut has = journal.metadata()?.len();
    if has >= length {
        return Ok(());
    }
    while has < length {
        journal.write_all(&[0; BLOCK])?;
        has += BLOCK as u64;
    }
    journal.sync_all()?;
    File::open(folder)?.sync_all()
}

fn check_version(db: &Connection) -> Result<(), StoreError> {
    let version: i64 = db
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(StoreError::Open)?;
    match version.cmp(&VERSION) {
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(StoreError::Future),
        Ordering::Less => Err(StoreError::Damaged("it has no schema")),
    }
}

const fn size_number(size: Size) -> i64 {
    match size {
        Size::K4 => 2,
        Size::K16 => 3,
        Size::K64 => 4,
        Size::K256 => 5,
        Size::M1 => 6,
    }
}

fn insert(tx: &Transaction<'_>, slot: Slot, entry: &Entry) -> rusqlite::Result<()> {
    let sql = "INSERT INTO slots (size, number, kind, ticket, day, digest, confirmed) VALUES (?, ?, ?, ?, ?, ?, ?)";
    let confirmed = entry.confirmed.to_be_bytes();
    tx.prepare_cached(sql)?
        .execute(params![
            size_number(slot.size),
            slot.number,
            entry.kind.number(),
            entry.ticket.bytes(),
            entry.day.number(),
            entry.digest,
            confirmed
        ])
        .map(|_| ())
}

fn update(tx: &Transaction<'_>, slot: Slot, entry: &Entry) -> rusqlite::Result<()> {
    let sql = "UPDATE slots SET kind = ?, ticket = ?, day = ?, digest = ?, confirmed = ? WHERE size = ? AND number = ?";
    let confirmed = entry.confirmed.to_be_bytes();
    let changed = tx.prepare_cached(sql)?.execute(params![
        entry.kind.number(),
        entry.ticket.bytes(),
        entry.day.number(),
        entry.digest,
        confirmed,
        size_number(slot.size),
        slot.number
    ])?;
    if changed == 1 {
        Ok(())
    } else {
        Err(rusqlite::Error::StatementChangedRows(changed))
    }
}
