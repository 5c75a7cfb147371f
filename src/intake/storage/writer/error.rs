//! Errors that stop the writer.

use crate::storage::database::error::DatabaseError;
use std::io;

/// Why the writer stopped.
#[derive(Debug, thiserror::Error)]
pub enum WriterError {
    #[error("cannot write to the slots: {0}")]
    Slots(#[source] io::Error),
    #[error(transparent)]
    Database(DatabaseError),
    #[error("the clock shows no day that can be written")]
    Clock,
}
