//! Errors of the index on the disk.

use std::io;

/// What went wrong with the index.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error("cannot make the index: {0}")]
    Make(rusqlite::Error),
    #[error("cannot open the index: {0}")]
    Open(rusqlite::Error),
    #[error(
        "the index was written by a later version of Sotto; run that version. Nothing was changed"
    )]
    Future,
    #[error(
        "the index is of an earlier version of Sotto, which nobody uses: make a new folder with `init`. Nothing was changed"
    )]
    Past,
    #[error("the index is damaged: {0}. Nothing was changed; restore it with its slots")]
    Damaged(&'static str),
    #[error("cannot write to the index: {0}")]
    Write(rusqlite::Error),
    #[error("cannot clean the journal: {0}")]
    Journal(io::Error),
}
