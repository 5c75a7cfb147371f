//! The one place where age files are opened.
#![expect(clippy::disallowed_methods, reason = "this is that place")]

use super::hybrid::HybridIdentity;
use age::DecryptError;
use sotto::secret::Secret;
use std::io::{self, Read};

/// Opens an age file, which may come from anybody, with the first of these keys that fits. Returns what was sealed.
pub fn open(
    sealed: &[u8],
    identities: &[&HybridIdentity],
) -> Result<Secret<Vec<u8>>, DecryptError> {
    let decryptor = age::Decryptor::new_buffered(sealed)?;
    let identities = identities.iter().map(|one| *one as &dyn age::Identity);
    let mut reader = decryptor.decrypt(identities)?;
    let mut plaintext = Vec::with_capacity(sealed.len());
    reader
        .read_to_end(&mut plaintext)
        .map_err(DecryptError::Io)?;
    Ok(Secret::new(plaintext))
}

/// Opens an age file of any length. Returns a reader that gives it part by part, and fails at a part that was changed.
pub fn reader<'a>(
    sealed: impl io::BufRead + 'a,
    identity: &HybridIdentity,
) -> Result<Box<dyn Read + 'a>, DecryptError> {
    let decryptor = age::Decryptor::new_buffered(sealed)?;
    let reader = decryptor.decrypt(std::iter::once(identity as &dyn age::Identity))?;
    Ok(Box::new(reader))
}

/// Opens what [`super::seal::seal_with_words`] sealed under `words`.
pub fn open_with_words(
    sealed: &[u8],
    words: &Secret<String>,
) -> Result<Secret<Vec<u8>>, DecryptError> {
    let decryptor = age::Decryptor::new_buffered(sealed)?;
    let identity = age::scrypt::Identity::new(words.expose().clone().into());
    let mut reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))?;
    let mut plaintext = Vec::with_capacity(sealed.len());
    reader
        .read_to_end(&mut plaintext)
        .map_err(DecryptError::Io)?;
    Ok(Secret::new(plaintext))
}

#[cfg(test)]
mod tests {
    use super::super::hybrid::from_text;
    use super::*;
    use sha2::{Digest, Sha256};

    struct Vector {
        name: String,
        expect: String,
        payload: Option<String>,
        identities: Vec<HybridIdentity>,
        file: Vec<u8>,
    }

    /// The binary vectors of C2SP/CCTV that have a hybrid identity.
    fn vectors() -> Vec<Vector> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/cctv");
        let mut vectors = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let bytes = std::fs::read(entry.path()).unwrap();
            let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
            let head = std::str::from_utf8(&bytes[..end]).unwrap();
            let all = |key: &str| {
                head.lines()
                    .filter_map(|line| line.strip_prefix(key))
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            let identities: Vec<_> = all("identity: ")
                .iter()
                .filter_map(|text| from_text(text).ok())
                .collect();
            if !identities.is_empty()
                && all("armored: ").is_empty()
                && all("compressed: ").is_empty()
            {
                let name = entry.file_name().into_string().unwrap();
                vectors.push(Vector {
                    name,
                    expect: all("expect: ").remove(0),
                    payload: all("payload: ").pop(),
                    identities,
                    file: bytes[end + 2..].to_vec(),
                });
            }
        }
        vectors
    }

    #[test]
    fn the_published_hybrid_vectors_open_or_fail_as_they_must() {
        let vectors = vectors();
        assert!(vectors.len() >= 14, "{}", vectors.len());
        for vector in vectors {
            let opened = vector
                .identities
                .iter()
                .find_map(|identity| open(&vector.file, &[identity]).ok());
            assert_eq!(
                opened.is_some(),
                vector.expect == "success",
                "{}: {}",
                vector.name,
                vector.expect
            );
            if let Some(opened) = opened {
                let digest =
                    sotto::hex::Hex::<32>(Sha256::digest(opened.expose()).into()).to_string();
                assert_eq!(Some(digest), vector.payload, "{}", vector.name);
            }
        }
    }
}
