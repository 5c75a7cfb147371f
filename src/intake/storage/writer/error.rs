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
    #[error("this machine's clock shows a day outside 1970 to 2059")]
    Clock,
}
