//! Everything that can keep a command from being done, each with what to do.

use crate::collect::fetch::FetchError;
use crate::collect::sum::CollectError;
use crate::keyring::NoRandomness;
use crate::keyring::passphrase::NoPassphrase;
use crate::keyring::vault::VaultError;
use crate::ledger::error::LedgerError;
use crate::ledger::tier::TooFewForQuarters;
use crate::publish::error::PublishError;
use crate::release::error::ReleaseError;
use crate::synthetic::preview::NoPreview;
use crate::verify::audit::AuditError;
use crate::verify::published_folder::FolderError;
use sotto::code::NotInList;
use sotto::day::NotADay;
use sotto::plan::PlanError;
use std::io;
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
    Plan(PlanError),
    #[error("{0}")]
    Tier(TooFewForQuarters),
    #[error("{0}")]
    Collect(CollectError),
    #[error("{0}")]
    Fetch(FetchError),
    #[error("{0}")]
    Ledger(LedgerError),
    #[error("{0}")]
    Release(ReleaseError),
    #[error("{0}")]
    Publish(PublishError),
    #[error("{0}")]
    Folder(FolderError),
    #[error("{0}")]
    Audit(AuditError),
    #[error("{0}")]
    Preview(NoPreview),
    #[error("{0}")]
    List(NotInList),
    #[error("this machine's clock shows a day outside 1970 to 2059; set it")]
    Clock(NotADay),
    #[error("an id is 1 to 32 of a-z, 0-9 and -")]
    Id,
    #[error("a question was not answered; give the answer as an option, which --help shows")]
    NoAnswer,
    #[error("write a number")]
    NoNumber,
    #[error("write yes or no")]
    YesOrNo,
    #[error("write a year, such as 2026, or a quarter, such as 2026-Q3")]
    NoPeriod,
    #[error("write the organisation's name, =, and the file of its root key: Helpline=root.pub")]
    NoMember,
    #[error("{path} is not the release of a year; give the last annual one, or what it counted with --total", path = .0.display())]
    NotAnnual(PathBuf),
    #[error("{path} is not a key card; make one with `sotto-stats key new`", path = .0.display())]
    NoCard(PathBuf),
    #[error("{path} does not contain a root key, which is 64 hexadecimal digits", path = .0.display())]
    NoRoot(PathBuf),
    #[error(
        "ask the other coordinator for the words that their `sotto-stats collect` shows, and give them with --words: noise is drawn once, for one set of contributions. Nothing was spent"
    )]
    NoWords,
    #[error("no noise was drawn for this plan yet; run `sotto-stats sum` first")]
    NotSummed,
    #[error(
        "{0} is another half of {1} than this plan was released from: noise is drawn once; ask {1} why there are two. Nothing was written"
    )]
    OtherHalf(String, String),
    #[error("cannot read {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
}
