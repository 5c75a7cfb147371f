//! What was released, and the budget it spent: an append-only file of signed lines, each naming the one before.
//!
//! Noise is drawn once for a plan. The same contributions reprint what stands here; others are refused,
//! since a second draw over other cases would be a second release, and there is no budget for one.

use super::keyring::NoRandomness;
use super::keyring::keys::Keys;
use super::noise::{Coins, discrete_gaussian};
use super::shares::Summed;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::plan::{Plan, PlanError};
use sotto::signed::{Purpose, Signature, VerifyingKey, canonical, from_canonical};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What a half says of itself in `format`.
pub const FORMAT: &str = "sotto/1 half";

/// One coordinator's half of a release: summed shares and noise. Alone it says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Half {
    pub format: String,
    /// [`Plan::digest`].
    pub plan: Hex<32>,
    /// Which contributions: the same in both halves of one release.
    pub inputs: Hex<32>,
    /// Which coordinator's, in the order of the plan.
    pub place: usize,
    /// Sum of shares and noise, modulo 2⁶⁴.
    pub cells: Vec<u64>,
    /// SHA-256 of the ledger's line before this one.
    pub previous: Option<Hex<32>>,
}

/// A half and its coordinator's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedHalf {
    pub half: Half,
    pub signature: Signature,
}

/// Why nothing was released, and what to do. Nothing was spent.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("cannot read the ledger {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write the ledger {path}: {1}; nothing was released", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("the ledger was changed after it was signed, in line {0}; restore it from its backup")]
    Broken(usize),
    #[error(
        "this plan was released from other contributions; its budget is spent. What came late counts in the next period"
    )]
    Spent,
    #[error("these keys are not those of a coordinator of this plan")]
    Stranger,
    #[error("{0}")]
    Plan(PlanError),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
}

impl SignedHalf {
    /// Reads a half that `key` signed.
    pub fn read(line: &[u8], key: &VerifyingKey) -> Option<Self> {
        let signed: Self = from_canonical(line)?;
        let message = canonical(&signed.half).ok()?;
        key.verify(Purpose::Half, &message, &signed.signature)
            .ok()?;
        (signed.half.format == FORMAT).then_some(signed)
    }
}

/// The half of this plan: from the ledger if it stands there, else drawn, and durable there before it is given.
pub fn half(
    path: &Path,
    plan: &Plan,
    keys: &Keys,
    summed: &Summed,
    coins: &mut impl Coins,
) -> Result<SignedHalf, LedgerError> {
    let digest = plan.digest().map_err(LedgerError::Plan)?;
    let place = plan
        .coordinators
        .iter()
        .position(|key| *key == keys.verifying_key())
        .ok_or(LedgerError::Stranger)?;
    let lines = read(path, &keys.verifying_key())?;
    if let Some((_, released)) = lines.iter().find(|(_, line)| line.half.plan == digest) {
        return if released.half.inputs == summed.inputs {
            Ok(released.clone())
        } else {
            Err(LedgerError::Spent)
        };
    }
    let mut cells = summed.cells.iter();
    let mut noisy = Vec::with_capacity(summed.cells.len());
    for table in &plan.tables {
        for cell in cells.by_ref().take(table.cells()) {
            let noise = discrete_gaussian(table.variance(), coins).map_err(LedgerError::Random)?;
            noisy.push(cell.wrapping_add_signed(noise));
        }
    }
    let previous = lines.last().map(|(digest, _)| *digest);
    let half = Half {
        format: FORMAT.to_owned(),
        plan: digest,
        inputs: summed.inputs,
        place,
        cells: noisy,
        previous,
    };
    let signature = keys.sign(Purpose::Half, &canonical(&half).map_err(LedgerError::Json)?);
    let signed = SignedHalf { half, signature };
    append(path, &canonical(&signed).map_err(LedgerError::Json)?)?;
    Ok(signed)
}

/// Every line with its digest, the chain and each signature checked.
fn read(path: &Path, key: &VerifyingKey) -> Result<Vec<(Hex<32>, SignedHalf)>, LedgerError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(LedgerError::Read(path.to_owned(), error)),
    };
    let mut lines: Vec<(Hex<32>, SignedHalf)> = Vec::new();
    for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let broken = || LedgerError::Broken(number + 1);
        let line = line.strip_suffix(b"\n").ok_or_else(broken)?;
        let signed = SignedHalf::read(line, key).ok_or_else(broken)?;
        if signed.half.previous != lines.last().map(|(digest, _)| *digest) {
            return Err(broken());
        }
        lines.push((Hex(Sha256::digest(line).into()), signed));
    }
    Ok(lines)
}

fn append(path: &Path, line: &[u8]) -> Result<(), LedgerError> {
    let write = || {
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(&[line, b"\n"].concat())?;
        file.sync_all()
    };
    write().map_err(|error| LedgerError::Write(path.to_owned(), error))
}
