//! Fetches contributions from an intake, and the roster that names their handlers. Everything stays sealed.

use crate::client::{ClientError, Intake, login};
use crate::keyring::file::write_new;
use crate::keyring::keys::Keys;
use crate::keyring::open::open;
use age::DecryptError;
use sotto::roster::{Roster, RosterError};
use sotto::signed::VerifyingKey;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing more was fetched, and what to do. What was fetched before is kept.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("{0}")]
    Client(ClientError),
    #[error("{0}")]
    Roster(RosterError),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("cannot start: {0}")]
    Start(io::Error),
}

/// An intake, the proxy by which it is reached, and the root key that signs its roster.
pub struct Source<'a> {
    pub intake: &'a str,
    pub proxy: Option<&'a str>,
    pub root: VerifyingKey,
}

/// The number of contributions to this coordinator in the folder, and the number of those that are new.
pub struct Fetched {
    pub all: usize,
    pub new: usize,
}

/// Fetches what is sealed to this coordinator, each contribution into a file of `out` that is named by its digest.
///
/// `now` is in seconds since the Unix epoch.
///
/// # Errors
///
/// Where the intake is not reached, does not let these keys in, or has a roster that `source.root` did not sign; and where the
/// folder cannot be written.
pub fn fetch(source: &Source, keys: &Keys, now: u64, out: &Path) -> Result<Fetched, FetchError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(FetchError::Start)?;
    runtime.block_on(async {
        let mut intake = Intake::new(source.intake, source.proxy).map_err(FetchError::Client)?;
        fetch_roster(&intake, &source.root, out).await?;
        let request = login(keys, intake.host(), now).map_err(FetchError::Client)?;
        intake.log_in(request).await.map_err(FetchError::Client)?;
        fetch_contributions(&intake, keys, out).await
    })
}

/// Of each organisation the newest roster counts; others may lie in the same folder.
async fn fetch_roster(intake: &Intake, root: &VerifyingKey, out: &Path) -> Result<(), FetchError> {
    let signed = intake.roster().await.map_err(FetchError::Client)?;
    let roster = Roster::verify_signed(&signed, root).map_err(FetchError::Roster)?;
    let fingerprint = root.fingerprint().to_string();
    let organisation = fingerprint.get(..8).unwrap_or_default();
    let name = format!("roster-{}-{organisation}.signed", roster.serial);
    write_unless_there(&out.join(name), signed.as_bytes())
}

async fn fetch_contributions(
    intake: &Intake,
    keys: &Keys,
    out: &Path,
) -> Result<Fetched, FetchError> {
    let mut fetched = Fetched { all: 0, new: 0 };
    for name in intake.contributions().await.map_err(FetchError::Client)? {
        let path = out.join(format!("{name}.age"));
        if path.exists() {
            fetched.all += 1;
            continue;
        }
        let sealed = intake.contribution(name).await;
        let sealed = sealed.map_err(FetchError::Client)?;
        if let Some(sealed) = sealed.filter(|sealed| !is_of_another(sealed, keys)) {
            write_unless_there(&path, &sealed)?;
            fetched.all += 1;
            fetched.new += 1;
        }
    }
    Ok(fetched)
}

/// Returns whether it is sealed to another coordinator, who will fetch it.
fn is_of_another(sealed: &[u8], keys: &Keys) -> bool {
    let opened = open(sealed, &[&keys.identity]);
    matches!(opened, Err(DecryptError::NoMatchingKeys))
}

fn write_unless_there(path: &Path, bytes: &[u8]) -> Result<(), FetchError> {
    if path.exists() {
        return Ok(());
    }
    write_new(path, bytes).map_err(|error| FetchError::Write(path.to_owned(), error))
}
