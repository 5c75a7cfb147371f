//! Why a roster or a site was not signed, and what to do.

use sotto::roster::RosterError;
use std::io;
use std::path::PathBuf;

/// Why a roster or a site was not signed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum OrganisationError {
    #[error("cannot read {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("{path} is not a key card; make one with `sotto-desk key new --card`", path = .0.display())]
    NoCard(PathBuf),
    #[error("{path} contains a key that cannot be sealed to; ask for a new card", path = .0.display())]
    NoKey(PathBuf),
    #[error("{0}")]
    Roster(RosterError),
    #[error("{path} does not contain the built page; run `make page` first", path = .0.display())]
    NoPage(PathBuf),
    #[error("cannot write what is to be signed: {0}")]
    Json(serde_json::Error),
}
