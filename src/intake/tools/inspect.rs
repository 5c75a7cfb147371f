//! Shows what somebody who seizes the folder would learn today: counts it as they would, and checks that it is no more
//! than they may learn. Changes nothing.

use crate::size::Size;
use crate::storage::database::error::DatabaseError;
use crate::storage::database::journal::{INDEX, JOURNAL};
use crate::storage::database::sqlite::{Database, LastUse};
use crate::storage::entry::Entry;
use crate::storage::kind::SlotKind;
use crate::storage::slots::{Counts, Slot, Slots};
use sha2::{Digest, Sha256};
use sotto::day::Day;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::{read, read_dir};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The beginning of every age file.
const AGE: &[u8] = b"age-encryption.org/";

/// Why the folder could not be inspected.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    #[error("{0}")]
    Database(DatabaseError),
    #[error("{0}; nothing was changed")]
    Slots(io::Error),
    #[error("cannot read {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
}

/// What was found in the folder.
pub struct Found {
    folder: PathBuf,
    last_use: LastUse,
    counts: Counts,
    entries: Vec<(Slot, Entry)>,
    checks: Vec<Check>,
}

/// What was checked, and where it is wrong; mostly nowhere.
type Check = (&'static str, Vec<String>);

/// Inspects everything in the folder.
///
/// # Errors
///
/// Returns what could not be read; what is wrong in the folder is no error, but found.
pub fn inspect(folder: &Path) -> Result<Found, InspectError> {
    let database = Database::look(folder).map_err(InspectError::Database)?;
    let counts = database.counts().map_err(InspectError::Database)?;
    let entries = database.entries().map_err(InspectError::Database)?;
    let last_use = database.last_use().map_err(InspectError::Database)?;
    let slots = Slots::look(folder, &counts).map_err(InspectError::Slots)?;
    let checks = checks(folder, &slots, &entries)
        .map_err(|error| InspectError::Read(folder.to_owned(), error))?;
    Ok(Found {
        folder: folder.to_owned(),
        last_use,
        counts,
        entries,
        checks,
    })
}

fn checks(folder: &Path, slots: &Slots, entries: &[(Slot, Entry)]) -> io::Result<Vec<Check>> {
    let holds = read(folder.join(JOURNAL))?.iter().any(|byte| *byte != 0);
    let journal = holds.then(|| JOURNAL.to_owned()).into_iter().collect();
    Ok(vec![
        (
            "only the files of a folder of slots are there",
            strangers(folder)?,
        ),
        (
            "no file shows a time but that of the last tick",
            times(folder)?,
        ),
        ("the journal holds nothing", journal),
        (
            "no free slot holds anything sealed",
            left_behind(slots, entries)?,
        ),
        (
            "every kept slot holds what was kept",
            corrupt(slots, entries)?,
        ),
    ])
}

fn strangers(folder: &Path) -> io::Result<Vec<String>> {
    let ours = Size::ALL.map(Size::file);
    let mut strangers = Vec::new();
    for entry in read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !ours.contains(&name) && ![INDEX, JOURNAL].contains(&name.as_str()) {
            strangers.push(name);
        }
    }
    Ok(strangers)
}

fn times(folder: &Path) -> io::Result<Vec<String>> {
    let mut shown = Vec::new();
    for entry in read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        // A tick that is being written, or was cut short, shows as it does in the ctime.
        if about.mtime() != 0 && about.mtime() != about.ctime() {
            shown.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(shown)
}

fn left_behind(slots: &Slots, entries: &[(Slot, Entry)]) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for (slot, _) in entries
        .iter()
        .filter(|(_, entry)| entry.kind == SlotKind::Free)
    {
        if slots
            .read(*slot)?
            .windows(AGE.len())
            .any(|window| window == AGE)
        {
            found.push(name(*slot));
        }
    }
    Ok(found)
}

fn corrupt(slots: &Slots, entries: &[(Slot, Entry)]) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for (slot, entry) in entries.iter().filter(|(_, entry)| entry.kind.is_kept()) {
        if <[u8; 32]>::from(Sha256::digest(slots.read(*slot)?)) != entry.digest {
            found.push(name(*slot));
        }
    }
    Ok(found)
}

fn name(slot: Slot) -> String {
    format!("slot {} of {}", slot.number, slot.size.file())
}

impl Found {
    /// Returns whether the folder shows no more than it may.
    pub fn is_sound(&self) -> bool {
        self.checks.iter().all(|(_, wrong)| wrong.is_empty())
    }

    /// Returns the report for the operator.
    pub fn words(&self) -> String {
        let mut words = format!(
            "Whoever seizes {} today learns this:\n\n",
            self.folder.display()
        );
        words.push_str(&self.kept());
        let slots: Vec<String> = Size::ALL
            .iter()
            .zip(self.counts)
            .map(|(size, count)| format!("{count} of {}", kibibytes(*size)))
            .collect();
        let _ = writeln!(
            words,
            "\n  The intake was last used on {}, with roster number {}; it has {} slots.\n  The time of the last tick, to the second: ticks come whether or not anything else does.\n\nAnd no more:\n",
            self.last_use.day,
            self.last_use.serial,
            slots.join(", ")
        );
        for (check, wrong) in &self.checks {
            let _ = if wrong.is_empty() {
                writeln!(words, "  ok     {check}")
            } else {
                writeln!(words, "  WRONG  {check}: {}", wrong.join(", "))
            };
        }
        words.trim_end().to_owned()
    }

    /// Returns a line for each day, size and kind of what is kept.
    fn kept(&self) -> String {
        let mut words = String::new();
        let mut kept: BTreeMap<(Day, Size, &str), (usize, u32)> = BTreeMap::new();
        for (slot, entry) in &self.entries {
            if let Some(kind) = described(entry.kind) {
                let (count, confirmed) = kept.entry((entry.day, slot.size, kind)).or_default();
                *count += 1;
                *confirmed += u32::from(entry.confirmed != 0);
            }
        }
        if kept.is_empty() {
            words.push_str("  nothing is kept\n");
        }
        for ((day, size, kind), (count, confirmed)) in kept {
            let size = kibibytes(size);
            let _ = writeln!(
                words,
                "  {day}  {count:>6} {kind} in slots of {size}, {confirmed} of them confirmed by some desk"
            );
        }
        words
    }
}

fn kibibytes(size: Size) -> String {
    format!("{} KiB", size.bytes() >> 10)
}

const fn described(kind: SlotKind) -> Option<&'static str> {
    match kind {
        SlotKind::Free => None,
        SlotKind::Report => Some("reports"),
        SlotKind::Piece => Some("pieces of files"),
        SlotKind::Erasing => Some("being erased"),
        SlotKind::Reply => Some("replies"),
        SlotKind::Letter => Some("letters"),
        SlotKind::Event => Some("events of desks"),
        SlotKind::Roster => Some("roster"),
        SlotKind::Contribution => Some("contributions"),
        SlotKind::Card => Some("epoch cards"),
    }
}
