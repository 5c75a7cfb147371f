//! The vault: one file with a keyholder's keys, encrypted under a passphrase with Argon2id and XChaCha20-Poly1305.
//!
//! Argon2id (RFC 9106, <https://www.rfc-editor.org/rfc/rfc9106>) with the parameters that the file names;
//! the whole head of the file is the associated data of the encryption.

use super::file::write_new;
use super::keys::{Keys, NoKeys};
use super::random::{NoRandomness, random};
use super::storage_key::{CannotDecrypt, StorageKey, decrypt, encrypt};
use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sotto::hex::Hex;
use sotto::secret::Secret;
use sotto::signed::canonical;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

const FORMAT: &str = "sotto/1 vault";

/// The least cost of a guess at the passphrase of a new vault: 256 MiB, three passes, four lanes.
const COST: Cost = Cost {
    memory: 256 << 10,
    passes: 3,
    lanes: 4,
};

/// The time that unlocking should take on the machine that makes the vault, in milliseconds: a faster one makes more passes.
const TAKES: u128 = 700;
const MOST_PASSES: u32 = 16;

/// The most memory that a vault may ask for, in KiB: one that asks for more than 4 GiB was not made by Sotto.
const MOST_MEMORY: u32 = 4 << 20;

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cost {
    /// In KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    format: String,
    cost: Cost,
    salt: Hex<16>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    head: Head,
    sealed: String,
}

/// The reason for which a vault is not made or not unlocked, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("cannot read the vault {path}: {1}; make one with `key new`", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write the vault {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("this is not a vault, or it is damaged; restore it from its backup")]
    Malformed,
    #[error(
        "the vault was written by a later version of Sotto; run that version. Nothing was changed"
    )]
    Future,
    #[error("wrong passphrase, or the vault was changed; try again")]
    Passphrase,
    #[error("not enough memory to open the vault: it takes 256 MiB")]
    Memory,
    #[error("{0}")]
    NoKeys(NoKeys),
    #[error("{0}")]
    Random(NoRandomness),
}

/// Makes a new vault for `keys` at `path`.
///
/// # Errors
///
/// [`VaultError::Write`] if there is a file already: it is never overwritten.
pub fn make(path: &Path, passphrase: &Secret<String>, keys: &Keys) -> Result<(), VaultError> {
    let head = Head {
        format: FORMAT.to_owned(),
        cost: calibrated()?,
        salt: Hex(random().map_err(VaultError::Random)?),
    };
    let key = stretch(passphrase, &head)?;
    let associated_data = canonical(&head).map_err(|_| VaultError::Malformed)?;
    let sealed =
        encrypt(&key, &associated_data, keys.to_bytes().expose()).map_err(VaultError::Random)?;
    let file = canonical(&File {
        head,
        sealed: HEXLOWER.encode(&sealed),
    })
    .map_err(|_| VaultError::Malformed)?;
    write_new(path, &[file.as_slice(), b"\n"].concat())
        .map_err(|error| VaultError::Write(path.to_owned(), error))
}

/// Measures this machine and returns the cost of a new vault: at least [`COST`].
fn calibrated() -> Result<Cost, VaultError> {
    let began = Instant::now();
    let head = Head {
        format: String::new(),
        cost: Cost { passes: 1, ..COST },
        salt: Hex([0; 16]),
    };
    stretch(&Secret::new(String::new()), &head)?;
    let a_pass = began.elapsed().as_millis().max(1);
    let passes = u32::try_from(TAKES / a_pass).unwrap_or(MOST_PASSES);
    Ok(Cost {
        passes: passes.clamp(COST.passes, MOST_PASSES),
        ..COST
    })
}

/// Unlocks the vault at `path` and returns the keys in it.
///
/// # Errors
///
/// [`VaultError::Passphrase`] if the passphrase is wrong or the vault was changed: the two cannot be told apart.
pub fn unlock(path: &Path, passphrase: &Secret<String>) -> Result<Keys, VaultError> {
    let bytes = fs::read(path).map_err(|error| VaultError::Read(path.to_owned(), error))?;
    let File { head, sealed } = parse(&bytes)?;
    let key = stretch(passphrase, &head)?;
    let associated_data = canonical(&head).map_err(|_| VaultError::Malformed)?;
    let sealed = HEXLOWER
        .decode(sealed.as_bytes())
        .map_err(|_| VaultError::Malformed)?;
    let keys =
        decrypt(&key, &associated_data, &sealed).map_err(|CannotDecrypt| VaultError::Passphrase)?;
    Keys::from_bytes(&keys).map_err(VaultError::NoKeys)
}

fn parse(bytes: &[u8]) -> Result<File, VaultError> {
    let any: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|_| VaultError::Malformed)?;
    match any
        .pointer("/head/format")
        .and_then(|format| format.as_str())
    {
        Some(FORMAT) => serde_json::from_value(any).map_err(|_| VaultError::Malformed),
        Some(other) if other.starts_with("sotto/") => Err(VaultError::Future),
        _ => Err(VaultError::Malformed),
    }
}

fn stretch(passphrase: &Secret<String>, head: &Head) -> Result<StorageKey, VaultError> {
    let Cost {
        memory,
        passes,
        lanes,
    } = head.cost;
    if memory > MOST_MEMORY || passes > 64 {
        return Err(VaultError::Malformed);
    }
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(|_| VaultError::Malformed)?;
    let mut key = [0; 32];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2
        .hash_password_into(passphrase.expose().as_bytes(), &head.salt.0, &mut key)
        .map_err(|_| VaultError::Memory)?;
    Ok(Secret::new(key))
}
