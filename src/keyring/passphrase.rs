//! Asks for a passphrase: from a file that only its owner can read, or typed unseen.

use super::mnemonic;
use sotto::secret::Secret;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The shortest passphrase that is taken for a new vault, in characters.
pub const SHORTEST: usize = 12;

/// The strength that a new passphrase must have, as the logarithm to base 10 of the guesses it takes. A thousand machines that try ten thousand each second need
/// four months.
const LEAST: u32 = 14;

/// The reason for which there is no passphrase, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum NoPassphrase {
    #[error("cannot read the passphrase from {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("others can read {path}; run `chmod 600` on it", path = .0.display())]
    Shared(PathBuf),
    #[error(
        "no passphrase was typed: {0}; run this in a terminal, or name a file with --passphrase-file"
    )]
    Typed(io::Error),
    #[error(
        "the passphrase is too short: at least 12 characters; five or more random words are best"
    )]
    Short,
    #[error(
        "this passphrase could be guessed in about 10^{0} tries, and at least 10^{least} are required; take five or more random words, such as: {1}",
        least = LEAST
    )]
    Weak(u32, String),
    #[error("the two passphrases are not the same; try again")]
    Differ,
}

/// Returns the passphrase of an existing vault, from `file` or the terminal.
pub fn ask(file: Option<&Path>) -> Result<Secret<String>, NoPassphrase> {
    match file {
        Some(path) => from_file(path),
        None => rpassword::prompt_password("Passphrase: ")
            .map(Secret::new)
            .map_err(NoPassphrase::Typed),
    }
}

/// Returns the passphrase of a new vault: typed twice, long enough, and hard to guess.
///
/// # Errors
///
/// `Short`, `Weak` and `Differ` of [`NoPassphrase`], besides those of [`ask`].
pub fn choose(file: Option<&Path>) -> Result<Secret<String>, NoPassphrase> {
    let passphrase = ask(file)?;
    if passphrase.expose().chars().count() < SHORTEST {
        return Err(NoPassphrase::Short);
    }
    let tries = strength(passphrase.expose());
    if tries < LEAST {
        return Err(NoPassphrase::Weak(tries, mnemonic::suggest()));
    }
    if file.is_none() {
        let again = rpassword::prompt_password("The same again: ")
            .map(Secret::new)
            .map_err(NoPassphrase::Typed)?;
        if again.expose() != passphrase.expose() {
            return Err(NoPassphrase::Differ);
        }
    }
    Ok(passphrase)
}

/// Returns a sentence about how hard a passphrase is to guess.
pub fn in_words(passphrase: &Secret<String>) -> String {
    let tries = strength(passphrase.expose());
    let word = match tries {
        ..LEAST => "too weak",
        LEAST..18 => "good",
        _ => "very good",
    };
    format!("{word}: about 10^{tries} tries would be needed to guess it")
}

/// Returns the logarithm to base 10 of the guesses it takes, made as attackers do: words, names, dates, patterns of keys.
pub fn strength(passphrase: &str) -> u32 {
    let guesses = zxcvbn::zxcvbn(passphrase, &["sotto", "helpline"]).guesses_log10();
    // Between 0 and some hundred.
    format!("{guesses:.0}").parse().unwrap_or(0)
}

fn from_file(path: &Path) -> Result<Secret<String>, NoPassphrase> {
    let failed = |error| NoPassphrase::Read(path.to_owned(), error);
    let mut file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.mode() & 0o077 != 0 {
        return Err(NoPassphrase::Shared(path.to_owned()));
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(failed)?;
    let text = Secret::new(text);
    Ok(Secret::new(
        text.expose().trim_end_matches(['\r', '\n']).to_owned(),
    ))
}
