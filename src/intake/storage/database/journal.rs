//! SQLite's journal: from the start as long as it will ever have to be, and overwritten with zeros after each commit.

use crate::storage::slots::forget_times;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

/// The name of the file of the index.
pub const INDEX: &str = "index.db";
/// The name of the file of its journal.
pub const JOURNAL: &str = "index.db-journal";
const BLOCK: usize = 4096;

/// Makes the journal as long as it can ever have to be, so that a full disk cannot stop a commit.
pub fn make(folder: &Path) -> io::Result<()> {
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

/// Opens the journal that [`make`] made.
pub fn open(folder: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .open(folder.join(JOURNAL))
}

/// Overwrites with zeros what the journal holds. Only after a commit: until then it is what a crash needs.
pub fn clean(journal: &File) -> io::Result<()> {
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
    forget_times(journal)
}
