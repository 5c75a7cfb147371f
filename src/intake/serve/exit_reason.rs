//! Why the intake ends.

use crate::api::site::SiteError;
use crate::http::address::Address;
use crate::storage::database::error::DatabaseError;
use crate::storage::writer::error::WriterError;
use crate::tools::inspect::InspectError;
use crate::tools::status::StatusError;
use std::io;
use std::path::PathBuf;

/// Why the intake ends, and what an operator can do about it.
#[derive(Debug, thiserror::Error)]
pub enum ExitReason {
    #[error("cannot make the folder {path}: {1}", path = .0.display())]
    Make(PathBuf, io::Error),
    #[error("cannot open the folder {path}: {1}; make one with `sotto-intake init`", path = .0.display())]
    Folder(PathBuf, io::Error),
    #[error("another sotto-intake is using this folder; stop that one first")]
    InUse,
    #[error("{0}; nothing was changed")]
    Slots(io::Error),
    #[error("{0}")]
    Database(DatabaseError),
    #[error("{0}")]
    Site(SiteError),
    #[error("cannot listen on {0}: {1}; choose another address or end what uses it")]
    Listen(Address, io::Error),
    #[error("give the host names of both listeners with --public-host and --staff-host")]
    NoHost,
    #[error("{0}; stopped, since nothing more can be promised. What was acknowledged is safe")]
    Writer(WriterError),
    #[error("this machine's clock shows a day outside 1970 to 2059; set it")]
    Clock,
    #[error("cannot start: {0}")]
    Start(io::Error),
    #[error("{0}")]
    Status(StatusError),
    #[error("{0}")]
    Inspect(InspectError),
    #[error("whoever seizes this machine would learn more than they should: see above")]
    Unsound,
}
