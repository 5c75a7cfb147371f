//! Seals bytes to hybrid keys, as an age file of exactly the wanted size.

use super::hybrid::HybridRecipient;
use age::EncryptError;
use sotto::secret::Secret;
use std::cell::Cell;
use std::io::{self, Write};

const CHUNK: usize = 64 << 10;
const TAG: usize = 16;
const TRIES: usize = 8;
/// The work factor of scrypt: N = 2^12.
const WORK: u8 = 12;

/// The reason for which something could not be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("cannot seal: {0}")]
    Age(EncryptError),
    #[error("too long to seal in {0} bytes")]
    TooLong(usize),
}

/// Seals `message` with `filling` behind it. Returns an age file of exactly `size` bytes.
///
/// The age crate adds a stanza of random length to each header; the padding makes up for it. Where the last
/// chunk would have to be empty, which age never makes, another header is drawn.
pub fn seal_to(
    recipients: &[HybridRecipient],
    message: &[u8],
    filling: u8,
    size: usize,
) -> Result<Vec<u8>, SealError> {
    for _ in 0..TRIES {
        let sealed = try_to_seal(recipients, message, filling, size)?;
        if sealed.len() == size {
            return Ok(sealed);
        }
    }
    Err(SealError::TooLong(size))
}

/// A key that something may be sealed to, hybrid or classical.
pub enum AnyRecipient {
    /// `age1pq1…`
    Hybrid(Box<HybridRecipient>),
    /// `age1…`: X25519 alone.
    Classical(age::x25519::Recipient),
}

impl AnyRecipient {
    /// Reads a key of either kind.
    pub fn parse(text: &str) -> Option<Self> {
        let classical = || text.parse().ok().map(Self::Classical);
        let hybrid = HybridRecipient::parse(text).ok();
        hybrid
            .map(|key| Self::Hybrid(Box::new(key)))
            .or_else(classical)
    }
}

/// Returns a writer that seals what is written to it, part by part, into `out`. It must be finished.
pub fn sealing_to<W: Write>(
    recipient: &AnyRecipient,
    out: W,
) -> Result<age::stream::StreamWriter<W>, SealError> {
    let recipient: &dyn age::Recipient = match recipient {
        AnyRecipient::Hybrid(key) => key.as_ref(),
        AnyRecipient::Classical(key) => key,
    };
    let encryptor = age::Encryptor::with_recipients(std::iter::once(recipient));
    let encryptor = encryptor.map_err(SealError::Age)?;
    encryptor
        .wrap_output(out)
        .map_err(|error| SealError::Age(EncryptError::Io(error)))
}

/// Seals bytes under words that were drawn at random: 128 bits need no costly stretching.
pub fn seal_with_words(words: &Secret<String>, message: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut recipient = age::scrypt::Recipient::new(words.expose().clone().into());
    recipient.set_work_factor(WORK);
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(SealError::Age)?;
    let failed = |error| SealError::Age(EncryptError::Io(error));
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(failed)?;
    writer.write_all(message).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(sealed)
}

fn try_to_seal(
    recipients: &[HybridRecipient],
    message: &[u8],
    filling: u8,
    size: usize,
) -> Result<Vec<u8>, SealError> {
    let recipients = recipients
        .iter()
        .map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(SealError::Age)?;
    let failed = |error| SealError::Age(EncryptError::Io(error));
    let written = Cell::new(0);
    let output = Counted {
        bytes: Vec::with_capacity(size),
        written: &written,
    };
    // The header goes out at once, and tells how much room it has left.
    let mut writer = encryptor.wrap_output(output).map_err(failed)?;
    let too_long = || SealError::TooLong(size);
    let payload = size.checked_sub(written.get()).ok_or_else(too_long)?;
    let room = payload
        .checked_sub(TAG * payload.div_ceil(CHUNK + TAG))
        .ok_or_else(too_long)?;
    let missing = room.checked_sub(message.len()).ok_or_else(too_long)?;
    writer
        .write_all(message)
        .and_then(|()| writer.write_all(&vec![filling; missing]))
        .map_err(failed)?;
    writer.finish().map(|output| output.bytes).map_err(failed)
}

struct Counted<'a> {
    bytes: Vec<u8>,
    written: &'a Cell<usize>,
}

impl Write for Counted<'_> {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(part);
        self.written.set(self.bytes.len());
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::hybrid::HybridIdentity;
    use super::super::open::open;
    use super::*;

    #[test]
    fn every_file_has_the_wanted_size_and_opens() {
        let identity = HybridIdentity::from_seed([5; 32]);
        let recipient = HybridRecipient::parse(&identity.recipient()).unwrap();
        for size in [4 << 10, 16 << 10, 64 << 10, 256 << 10] {
            for _ in 0..4 {
                let sealed = seal_to(std::slice::from_ref(&recipient), b"hello", 0, size).unwrap();
                assert_eq!(sealed.len(), size);
                assert!(
                    open(&sealed, &[&identity])
                        .unwrap()
                        .expose()
                        .starts_with(b"hello\0")
                );
            }
        }
        assert!(matches!(
            seal_to(std::slice::from_ref(&recipient), &[1; 4096], 0, 4096),
            Err(SealError::TooLong(4096))
        ));
    }

    #[test]
    fn what_is_sealed_part_by_part_opens_part_by_part_and_a_classical_key_is_known_as_one() {
        use super::super::open::reader;
        use std::io::Read;
        let identity = HybridIdentity::from_seed([6; 32]);
        let key = AnyRecipient::parse(&identity.recipient()).unwrap();
        assert!(matches!(key, AnyRecipient::Hybrid(_)));
        let mut sealed = Vec::new();
        let mut writer = sealing_to(&key, &mut sealed).unwrap();
        let long = vec![7; 3 * CHUNK + 5];
        long.chunks(1_000)
            .for_each(|part| writer.write_all(part).unwrap());
        writer.finish().unwrap();
        let mut opened = Vec::new();
        let mut parts = reader(sealed.as_slice(), &identity).unwrap();
        parts.read_to_end(&mut opened).unwrap();
        assert_eq!(opened, long);
        let cut = &sealed[..sealed.len() - 1];
        let mut parts = reader(cut, &identity).unwrap();
        assert!(parts.read_to_end(&mut Vec::new()).is_err());
        let classical = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
        assert!(matches!(
            AnyRecipient::parse(classical),
            Some(AnyRecipient::Classical(_))
        ));
        assert!(AnyRecipient::parse("age1x").is_none());
    }
}
