//! Keys as text: Bech32 as age uses it.

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Checksum, Hrp};
use zeroize::Zeroizing;

pub(super) const RECIPIENT_HRP: &str = "age1pq";
pub(super) const IDENTITY_HRP: &str = "age-secret-key-pq-";

/// The text is no key of this kind.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a post-quantum hybrid age key")]
pub struct NotAHybridKey;

/// Bech32 without its limit of 90 characters, as age uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LongBech32 {}

impl Checksum for LongBech32 {
    type MidstateRepr = u32;
    const CODE_LENGTH: usize = 4096;
    const CHECKSUM_LENGTH: usize = 6;
    const GENERATOR_SH: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    const TARGET_RESIDUE: u32 = 1;
}

/// Returns the bytes of a key of this kind.
pub(super) fn from_bech32(text: &str, hrp: &str) -> Result<Zeroizing<Vec<u8>>, NotAHybridKey> {
    let decoded = CheckedHrpstring::new::<LongBech32>(text).map_err(|_| NotAHybridKey)?;
    let expected = Hrp::parse(hrp).map_err(|_| NotAHybridKey)?;
    if decoded.hrp() != expected {
        return Err(NotAHybridKey);
    }
    Ok(Zeroizing::new(decoded.byte_iter().collect()))
}

/// Returns the text of a key.
pub(super) fn to_bech32(hrp: &str, bytes: &[u8]) -> String {
    // Only a human-readable part that isn't one, or a text too long, can fail; neither can be here.
    Hrp::parse(hrp)
        .ok()
        .and_then(|hrp| bech32::encode::<LongBech32>(hrp, bytes).ok())
        .unwrap_or_default()
}
