//! Why a hand-over failed, and what to do.

use crate::handover::part::Part;
use crate::keyring::seal::SealError;
use crate::session::error::SessionError;
use std::io;
use std::path::PathBuf;

/// Why nothing was handed over or taken in, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum HandoverError {
    #[error("{0}")]
    Session(SessionError),
    #[error(
        "this reporter has not agreed that {0} be shared; ask, and record the answer with `sotto-desk consent`"
    )]
    NoConsent(Part),
    #[error(
        "the report's text and files leave the team only after a second handler agrees; run `sotto-desk propose narrative` first"
    )]
    NotAgreed,
    #[error("this is not an age key, which begins with age1pq1 or age1")]
    NoKey,
    #[error("{0}")]
    Seal(SealError),
    #[error("cannot read {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write {path}: {1}; nothing was handed over", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error(
        "this does not open with this desk's keys: it was sealed to others, or changed on its way"
    )]
    DoesNotOpen,
    #[error(
        "this opens, but it is not a whole package that another organisation handed over; nothing was taken in"
    )]
    Malformed,
    #[error("this is not a receipt for anything that this team handed over")]
    NoReceipt,
    #[error("cannot write it as JSON: {0}")]
    Json(serde_json::Error),
    #[error("this desk belongs to no organisation yet; run `sotto-desk join` and `pull`")]
    NotJoined,
}
