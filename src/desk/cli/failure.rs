//! Why a command failed, and what to do.

use crate::admin::error::OrganisationError;
use crate::cases::query::NoField;
use crate::handover::error::HandoverError;
use crate::keyring::NoRandomness;
use crate::keyring::passphrase::NoPassphrase;
use crate::keyring::recovery::RecoveryError;
use crate::keyring::vault::VaultError;
use crate::model::change::NotAWord;
use crate::numbers::error::ContributeError;
use crate::page::server::ServeError;
use crate::remote::error::PullError;
use crate::remote::reply::address::ReplyError;
use crate::session::error::SessionError;
use crate::session::lists::ListError;
use crate::session::shared::Locked;
use crate::store::StoreError;
use sotto::ticket::Ticket;
use std::io::{self};
use std::path::PathBuf;

/// Why a command failed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Passphrase(NoPassphrase),
    #[error("{0}")]
    Vault(VaultError),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("{0}")]
    Store(StoreError),
    #[error("{0}")]
    Session(SessionError),
    #[error("{0}")]
    Pull(PullError),
    #[error("{0}")]
    Organisation(OrganisationError),
    #[error("{0}")]
    Contribute(ContributeError),
    #[error("{0}")]
    Reply(ReplyError),
    #[error("{0}")]
    PageState(ServeError),
    #[error("{0}")]
    Recovery(RecoveryError),
    #[error("{0}")]
    Handover(HandoverError),
    #[error("{0}")]
    IndicatorList(ListError),
    #[error("the roster has nobody with the id {0}; nothing was signed")]
    UnknownHandler(String),
    #[error("{0} has not asked for the open cases; add --unasked to share them anyway")]
    NotAsked(String),
    #[error(
        "the report's text leaves the team only after a second handler agrees; run `sotto-desk propose narrative {0}` first"
    )]
    NotAgreed(Ticket),
    #[error("{0}")]
    Search(NoField),
    #[error("{0}")]
    Word(NotAWord),
    #[error("--exit is not the address of a page; write it as https://example.org/")]
    Exit,
    #[error("an id is 1 to 32 of a-z, 0-9 and -")]
    Id,
    #[error("{path} does not contain a root key, which is 64 hexadecimal digits", path = .0.display())]
    NoRoot(PathBuf),
    #[error("cannot read {0}: {1}")]
    Read(String, io::Error),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
    #[error("this machine's clock shows a day outside 1970 to 2059; set it")]
    Clock,
    #[error("cannot start: {0}")]
    Start(io::Error),
}

impl From<Locked> for Failure {
    fn from(_: Locked) -> Self {
        Self::Pull(PullError::Locked)
    }
}
