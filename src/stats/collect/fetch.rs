//! Fetches what teams contributed from an intake, and the roster that names their handlers. Everything stays sealed.

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

/// Which intake, how it is reached, and who vouches for its roster.
pub struct Source<'a> {
    pub intake: &'a str,
    pub proxy: Option<&'a str>,
    pub root: VerifyingKey,
}

/// What is sealed to this coordinator, each in a file of `out` named by its digest. How many there are, and how many are new.
pub fn fetch(
    source: &Source,
    keys: &Keys,
    now: u64,
    out: &Path,
) -> Result<(usize, usize), FetchError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .map_err(FetchError::Start)?
        .block_on(fetching(source, keys, now, out))
}

async fn fetching(
    source: &Source<'_>,
    keys: &Keys,
    now: u64,
    out: &Path,
) -> Result<(usize, usize), FetchError> {
    let mut intake = Intake::new(source.intake, source.proxy).map_err(FetchError::Client)?;
    let signed = intake.roster().await.map_err(FetchError::Client)?;
    let serial = Roster::verify_signed(&signed, &source.root)
        .map_err(FetchError::Roster)?
        .serial;
    // Of each organisation the newest counts; others may lie in the same folder.
    let name = format!(
        "roster-{serial}-{}.signed",
        source
            .root
            .fingerprint()
            .to_string()
            .get(..8)
            .unwrap_or_default()
    );
    write_unless_there(&out.join(name), signed.as_bytes())?;
    let request = login(keys, intake.host(), now).map_err(FetchError::Client)?;
    intake.log_in(request).await.map_err(FetchError::Client)?;
    let names = intake.contributions().await.map_err(FetchError::Client)?;
    let (mut all, mut new) = (0, 0);
    for name in names {
        let path = out.join(format!("{name}.age"));
        if path.exists() {
            all += 1;
            continue;
        }
        let sealed = intake
            .contribution(name)
            .await
            .map_err(FetchError::Client)?;
        // What was sealed to another coordinator is theirs to fetch.
        let is_other = |sealed: &Vec<u8>| {
            matches!(
                open(sealed, &keys.identity),
                Err(DecryptError::NoMatchingKeys)
            )
        };
        if let Some(sealed) = sealed.filter(|sealed| !is_other(sealed)) {
            write_unless_there(&path, &sealed)?;
            (all, new) = (all + 1, new + 1);
        }
    }
    Ok((all, new))
}

fn write_unless_there(path: &Path, bytes: &[u8]) -> Result<(), FetchError> {
    if path.exists() {
        return Ok(());
    }
    write_new(path, bytes).map_err(|error| FetchError::Write(path.to_owned(), error))
}
