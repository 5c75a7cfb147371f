//! The rows of the index: one for each slot.

use crate::size::Size;
use crate::storage::database::error::DatabaseError;
use crate::storage::entry::Entry;
use crate::storage::kind::SlotKind;
use crate::storage::slots::Slot;
use rusqlite::{Row, Transaction, params};
use sotto::day::Day;

/// The statement whose rows [`read`] reads.
pub const SELECT: &str =
    "SELECT size, number, kind, ticket, day, digest, able, confirmed FROM slots";

/// A row as SQLite has it: size, number, kind, ticket, day, digest, able, confirmed.
pub type Raw = (i64, u32, i64, [u8; 16], u16, [u8; 32], [u8; 8], [u8; 8]);

/// Reads a row of [`SELECT`].
pub fn read(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
    ))
}

/// Parses a row into a slot and what it holds.
///
/// # Errors
///
/// [`DatabaseError::Damaged`] if a column holds what this version cannot have written.
pub fn parse(
    (size, number, kind, ticket, day, digest, able, confirmed): Raw,
) -> Result<(Slot, Entry), DatabaseError> {
    let size = Size::ALL
        .into_iter()
        .find(|candidate| size_number(*candidate) == size)
        .ok_or(DatabaseError::Damaged("an unknown size"))?;
    let entry = Entry {
        kind: SlotKind::of(kind).ok_or(DatabaseError::Damaged("an unknown kind"))?,
        ticket: ticket.into(),
        day: Day::try_from(day).map_err(|_| DatabaseError::Damaged("an impossible day"))?,
        digest,
        able: u64::from_be_bytes(able),
        confirmed: u64::from_be_bytes(confirmed),
    };
    Ok((Slot { size, number }, entry))
}

/// The number by which the index knows a size.
pub const fn size_number(size: Size) -> i64 {
    match size {
        Size::K4 => 2,
        Size::K16 => 3,
        Size::K64 => 4,
        Size::K256 => 5,
        Size::M1 => 6,
    }
}

/// Adds the row of a slot.
pub fn insert(tx: &Transaction<'_>, slot: Slot, entry: &Entry) -> rusqlite::Result<()> {
    let sql = "INSERT INTO slots (size, number, kind, ticket, day, digest, able, confirmed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let confirmed = entry.confirmed.to_be_bytes();
    tx.prepare_cached(sql)?
        .execute(params![
            size_number(slot.size),
            slot.number,
            entry.kind.number(),
            entry.ticket.bytes(),
            entry.day.number(),
            entry.digest,
            entry.able.to_be_bytes(),
            confirmed
        ])
        .map(|_| ())
}

/// Changes the row of a slot, which must be there.
pub fn update(tx: &Transaction<'_>, slot: Slot, entry: &Entry) -> rusqlite::Result<()> {
    let sql = "UPDATE slots SET kind = ?, ticket = ?, day = ?, digest = ?, able = ?, confirmed = ? WHERE size = ? AND number = ?";
    let confirmed = entry.confirmed.to_be_bytes();
    let changed = tx.prepare_cached(sql)?.execute(params![
        entry.kind.number(),
        entry.ticket.bytes(),
        entry.day.number(),
        entry.digest,
        entry.able.to_be_bytes(),
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
