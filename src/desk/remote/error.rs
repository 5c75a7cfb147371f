//! Why an exchange with the intake failed, and what to do.

use crate::client::ClientError;
use crate::session::error::SessionError;
use crate::session::shared::Locked;
use crate::session::team_key::TeamKeyError;
use crate::store::StoreError;
use sotto::roster::RosterError;
use std::io;
use std::path::PathBuf;

/// Why a pull ended early, and what to do. Everything that came before is stored.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    #[error("{0}")]
    Client(ClientError),
    #[error("{0}")]
    Roster(RosterError),
    #[error(
        "the intake's roster does not name this handler with these keys; ask the holder of the root key for a new roster"
    )]
    NotNamed,
    #[error("{0}")]
    Session(SessionError),
    #[error("{0}")]
    Team(TeamKeyError),
    #[error("this desk does not know the site's address; run `sotto-desk join` again with --site")]
    NoSite,
    #[error("cannot start: {0}")]
    Start(io::Error),
    #[error("a part of the pull stopped unexpectedly; try again")]
    Ended,
    #[error("the desk was locked meanwhile; everything that came before is stored")]
    Locked,
    #[error("cannot keep the sealed file {path}: {1}", path = .0.display())]
    Keep(PathBuf, io::Error),
}

impl From<Locked> for PullError {
    fn from(_: Locked) -> Self {
        Self::Locked
    }
}

/// Returns an error of the store as an error of a pull.
pub fn store(error: StoreError) -> PullError {
    PullError::Session(SessionError::Store(error))
}
