//! Keys that outlive a forgotten passphrase: sealed to papers of which any two of three open them.
//!
//! For each pair of papers the keys are sealed under the words of one (age, scrypt: <https://c2sp.org/age>), and that under the
//! words of the other. No secret is split: one paper alone opens nothing.

use super::keys::{Keys, NoKeys};
use super::mnemonic::{self, NoPaper};
use super::open::open_with_words;
use super::random::NoRandomness;
use super::seal::{SealError, seal_with_words};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use sotto::secret::Secret;
use std::path::{Path, PathBuf};
use std::{fs, io};

const FORMAT: &str = "sotto/1 backup";
/// The two papers, counted from 0, that open each of the three age files.
const PAIRS: [(usize, usize); 3] = [(0, 1), (0, 2), (1, 2)];

/// A backup: the vault as it is, and the same keys sealed for whoever has two papers.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Backup {
    format: String,
    /// The vault, as its file has it.
    vault: String,
    /// Age files in base64, by [`PAIRS`].
    papers: [String; 3],
}

/// The reason for which a backup is not made or not opened.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    #[error("cannot read {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("this is not a backup of a vault, or it is damaged")]
    Malformed,
    #[error("{0}")]
    Paper(NoPaper),
    #[error(
        "these two papers do not open this backup: they belong to another one, or they are the same paper"
    )]
    Papers,
    #[error("{0}")]
    Seal(SealError),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("{0}")]
    Keys(NoKeys),
}

/// Writes a backup of the vault at `path` and its keys to the new file `out`. Returns the words for the three papers.
pub fn back_up(path: &Path, keys: &Keys, out: &Path) -> Result<[Secret<String>; 3], RecoveryError> {
    let vault =
        fs::read_to_string(path).map_err(|error| RecoveryError::Read(path.to_owned(), error))?;
    let paper = || mnemonic::paper().map_err(RecoveryError::Random);
    let papers = [paper()?, paper()?, paper()?];
    let secret = keys.to_bytes();
    let seal = |(one, other): (usize, usize)| -> Result<String, RecoveryError> {
        let [one, other] =
            [papers.get(one), papers.get(other)].map(|paper| paper.ok_or(RecoveryError::Malformed));
        let inner = seal_with_words(one?, secret.expose()).map_err(RecoveryError::Seal)?;
        let outer = seal_with_words(other?, &inner).map_err(RecoveryError::Seal)?;
        Ok(BASE64.encode(&outer))
    };
    let [first, second, third] = PAIRS.map(seal);
    let backup = Backup {
        format: FORMAT.to_owned(),
        vault,
        papers: [first?, second?, third?],
    };
    let bytes = serde_json::to_vec_pretty(&backup).map_err(|_| RecoveryError::Malformed)?;
    super::file::write_new(out, &bytes)
        .map_err(|error| RecoveryError::Write(out.to_owned(), error))?;
    Ok(papers)
}

fn read(backup: &Path) -> Result<Backup, RecoveryError> {
    let bytes = fs::read(backup).map_err(|error| RecoveryError::Read(backup.to_owned(), error))?;
    let read: Backup = serde_json::from_slice(&bytes).map_err(|_| RecoveryError::Malformed)?;
    if read.format == FORMAT {
        Ok(read)
    } else {
        Err(RecoveryError::Malformed)
    }
}

/// Writes the vault of a backup to the new file `vault`. Its passphrase stays what it was.
pub fn restore(backup: &Path, vault: &Path) -> Result<(), RecoveryError> {
    let read = read(backup)?;
    super::file::write_new(vault, read.vault.as_bytes())
        .map_err(|error| RecoveryError::Write(vault.to_owned(), error))
}

/// Returns the keys, from a backup and any two of its papers.
pub fn recover(backup: &Path, papers: [&str; 2]) -> Result<Keys, RecoveryError> {
    let read = read(backup)?;
    let [one, other] =
        papers.map(|typed| mnemonic::read_paper(typed).map_err(RecoveryError::Paper));
    let (one, other) = (one?, other?);
    for sealed in &read.papers {
        let sealed = BASE64
            .decode(sealed.as_bytes())
            .map_err(|_| RecoveryError::Malformed)?;
        for (outer, inner) in [(&one, &other), (&other, &one)] {
            let Ok(opened) = open_with_words(&sealed, outer) else {
                continue;
            };
            if let Ok(secret) = open_with_words(opened.expose(), inner) {
                return Keys::from_bytes(&secret).map_err(RecoveryError::Keys);
            }
        }
    }
    Err(RecoveryError::Papers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_two_papers_open_it_and_one_does_not() {
        let folder = Path::new("/dev/shm").join(format!("sotto-recovery-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (vault, out) = (folder.join("vault.json"), folder.join("backup.json"));
        fs::write(&vault, "the vault").unwrap();
        let keys = Keys::draw("ana").unwrap();
        let papers = back_up(&vault, &keys, &out).unwrap();
        for (one, other) in [(0, 1), (1, 0), (2, 0), (1, 2)] {
            let again = recover(&out, [papers[one].expose(), papers[other].expose()]).unwrap();
            assert_eq!(again.to_bytes().expose(), keys.to_bytes().expose());
        }
        let twice = recover(&out, [papers[0].expose(), papers[0].expose()]);
        assert!(matches!(twice, Err(RecoveryError::Papers)));
        let stranger = mnemonic::paper().unwrap();
        let foreign = recover(&out, [papers[0].expose(), stranger.expose()]);
        assert!(matches!(foreign, Err(RecoveryError::Papers)));
        assert!(matches!(
            recover(&out, [papers[0].expose(), "one two"]),
            Err(RecoveryError::Paper(NoPaper::Count(2)))
        ));
        assert!(matches!(
            recover(&vault, [papers[0].expose(), papers[1].expose()]),
            Err(RecoveryError::Malformed)
        ));
        restore(&out, &folder.join("again.json")).unwrap();
        assert_eq!(
            fs::read_to_string(folder.join("again.json")).unwrap(),
            "the vault"
        );
        assert!(
            matches!(back_up(&vault, &keys, &out), Err(RecoveryError::Write(..))),
            "never over another"
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
