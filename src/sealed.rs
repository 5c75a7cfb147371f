//! A report as it travels and rests: an age file, sealed by the browser, opened at the desk.
//!
//! The intake knows a report only as [`Sealed`]. It can check that the bytes are an age file of an agreed
//! size, to hybrid recipients alone; it cannot learn more, and this module offers no way to. A letter
//! is sealed by a stock age program instead, and has whatever size came out.
//! The format: <https://c2sp.org/age>.

use data_encoding::BASE64_NOPAD;

/// The sizes, in bytes, that a sealed report may have.
pub const SIZES: [usize; 4] = [16 << 10, 64 << 10, 256 << 10, 1 << 20];

/// The only stanza that a report may be sealed with: ML-KEM-768 and X25519 together.
pub const HYBRID: &str = "mlkem768x25519";

/// The most handlers a roster may name: one bit each in the intake's record of who has confirmed.
pub const MOST_RECIPIENTS: usize = 64;

const VERSION: &[u8] = b"age-encryption.org/v1\n";
const COLUMNS: usize = 64;
const HYBRID_SHARE: usize = 1120;
const HYBRID_BODY: usize = 32;
const NONCE: usize = 16;
const TAG: usize = 16;
const CHUNK: usize = (64 << 10) + TAG;

/// An age file of an agreed size whose stanzas are all hybrid, and at least one.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    bytes: Vec<u8>,
    recipients: usize,
}

/// Why bytes are no sealed report. Says nothing about what they hold.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSealed {
    /// They do not begin with a well-formed age header, or end too soon.
    #[error("not an age file")]
    NotAge,
    /// They are not exactly one of [`SIZES`].
    #[error("not of an agreed size")]
    UnagreedSize,
    /// Somebody without a hybrid key, or nobody at all, is among the recipients.
    #[error("not sealed to hybrid keys alone")]
    NotHybrid,
}

impl Sealed {
    /// Checks bytes where they are, so that what is refused need not be copied; gives how many can open them.
    pub fn check(bytes: &[u8]) -> Result<usize, NotSealed> {
        if !SIZES.contains(&bytes.len()) {
            return Err(NotSealed::UnagreedSize);
        }
        let header = Header::parse(bytes).ok_or(NotSealed::NotAge)?;
        if !is_payload(bytes.len() - header.length) {
            return Err(NotSealed::NotAge);
        }
        let recipients = header.stanzas.len();
        if recipients > MOST_RECIPIENTS || !header.stanzas.iter().all(Stanza::is_hybrid) {
            return Err(NotSealed::NotHybrid);
        }
        Ok(recipients)
    }

    /// To how many recipients it is sealed.
    pub fn recipients(&self) -> usize {
        self.recipients
    }

    /// Gives the bytes back.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl AsRef<[u8]> for Sealed {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl TryFrom<Vec<u8>> for Sealed {
    type Error = NotSealed;

    fn try_from(bytes: Vec<u8>) -> Result<Self, NotSealed> {
        let recipients = Self::check(&bytes)?;
        Ok(Self { bytes, recipients })
    }
}

/// The longest letter, in bytes: with its length in four bytes it fills the largest slot.
pub const LONGEST_LETTER: usize = (1 << 20) - 4;

/// Checks that `bytes` are a letter for `handlers` people: an age file of any size up to [`LONGEST_LETTER`], sealed to
/// as many hybrid keys as the roster has, or to one more, which is the writer's own.
pub fn check_letter(bytes: &[u8], handlers: usize) -> Result<(), NotSealed> {
    if bytes.len() > LONGEST_LETTER {
        return Err(NotSealed::UnagreedSize);
    }
    let header = Header::parse(bytes).ok_or(NotSealed::NotAge)?;
    if !is_payload(bytes.len() - header.length) {
        return Err(NotSealed::NotAge);
    }
    let to_all = (handlers..=handlers + 1).contains(&header.stanzas.len());
    if !to_all || !header.stanzas.iter().all(Stanza::is_hybrid) {
        return Err(NotSealed::NotHybrid);
    }
    Ok(())
}

/// Whether age can have made a payload of this length: a nonce, then chunks, the last not empty unless alone.
fn is_payload(length: usize) -> bool {
    let Some(chunks) = length.checked_sub(NONCE) else {
        return false;
    };
    chunks == TAG || chunks % CHUNK == 0 && chunks > 0 || chunks % CHUNK > TAG
}

/// The header of an age file: who can open it, and where the payload begins. Read strictly.
#[derive(Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// One stanza a recipient, at least one.
    pub stanzas: Vec<Stanza<'a>>,
    /// Bytes up to the payload.
    pub length: usize,
}

/// One recipient's lines of a header.
#[derive(Debug, PartialEq, Eq)]
pub struct Stanza<'a> {
    /// The kind of recipient, and what that kind wants to say. Never empty.
    pub arguments: Vec<&'a str>,
    /// The wrapped file key.
    pub body: Vec<u8>,
}

impl Stanza<'_> {
    /// Whether this is a well-formed `mlkem768x25519` stanza.
    pub fn is_hybrid(&self) -> bool {
        let [kind, share] = self.arguments.as_slice() else {
            return false;
        };
        *kind == HYBRID
            && BASE64_NOPAD
                .decode(share.as_bytes())
                .is_ok_and(|share| share.len() == HYBRID_SHARE)
            && self.body.len() == HYBRID_BODY
    }
}

impl<'a> Header<'a> {
    /// Reads the header at the start of `file`. `None` if it is not exactly as the specification says.
    pub fn parse(file: &'a [u8]) -> Option<Self> {
        let mut lines = Lines {
            rest: file.strip_prefix(VERSION)?,
        };
        let mut stanzas = Vec::new();
        loop {
            let line = lines.next()?;
            if let Some(mac) = line.strip_prefix("--- ") {
                let mac = BASE64_NOPAD.decode(mac.as_bytes()).ok()?;
                let header = Self {
                    stanzas,
                    length: file.len() - lines.rest.len(),
                };
                return (mac.len() == 32 && !header.stanzas.is_empty()).then_some(header);
            }
            let arguments: Vec<&str> = line.strip_prefix("-> ")?.split(' ').collect();
            if !arguments.iter().all(|word| is_word(word)) {
                return None;
            }
            stanzas.push(Stanza {
                arguments,
                body: lines.body()?,
            });
        }
    }
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| (33..=126).contains(&byte))
}

struct Lines<'a> {
    rest: &'a [u8],
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let end = self.rest.iter().position(|&byte| byte == b'\n')?;
        let (line, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.get(1..)?;
        std::str::from_utf8(line).ok()
    }

    /// Base64 in lines of 64 columns, the last one shorter, possibly empty.
    fn body(&mut self) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.next()?;
            if line.len() > COLUMNS {
                return None;
            }
            body.extend(BASE64_NOPAD.decode(line.as_bytes()).ok()?);
            if line.len() < COLUMNS {
                return Some(body);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hybrid_stanza() -> String {
        format!(
            "-> {HYBRID} {}\n{}\n",
            BASE64_NOPAD.encode(&[9; HYBRID_SHARE]),
            BASE64_NOPAD.encode(&[8; HYBRID_BODY])
        )
    }

    fn file(stanzas: &str, size: usize) -> Vec<u8> {
        let mac = BASE64_NOPAD.encode(&[1; 32]);
        let mut bytes = format!("age-encryption.org/v1\n{stanzas}--- {mac}\n").into_bytes();
        bytes.resize(size, 0x55);
        bytes
    }

    #[test]
    fn every_agreed_size_is_taken_and_no_other() {
        for size in SIZES {
            let sealed = Sealed::try_from(file(&hybrid_stanza().repeat(2), size)).unwrap();
            assert_eq!((sealed.recipients(), sealed.as_ref().len()), (2, size));
            for wrong in [size - 1, size + 1] {
                assert_eq!(
                    Sealed::try_from(file(&hybrid_stanza(), wrong)).err(),
                    Some(NotSealed::UnagreedSize)
                );
            }
        }
        assert_eq!(
            Sealed::try_from(Vec::new()).err(),
            Some(NotSealed::UnagreedSize)
        );
    }

    #[test]
    fn a_header_takes_70_bytes_and_1557_for_each_recipient() {
        for recipients in 1..=10 {
            let bytes = file(&hybrid_stanza().repeat(recipients), SIZES[0]);
            assert_eq!(
                Header::parse(&bytes).map(|header| header.length),
                Some(70 + 1557 * recipients)
            );
        }
    }

    #[test]
    fn a_classical_or_unknown_recipient_is_never_let_in() {
        let x25519 = format!(
            "-> X25519 {}\n{}\n",
            BASE64_NOPAD.encode(&[9; 32]),
            BASE64_NOPAD.encode(&[8; 32])
        );
        let grease = "-> grease\n\n";
        for others in [&x25519, grease, "-> scrypt AAAA 18\nAAAA\n"] {
            for stanzas in [
                format!("{}{others}", hybrid_stanza()),
                format!("{others}{}", hybrid_stanza()),
                others.to_string(),
            ] {
                assert_eq!(
                    Sealed::try_from(file(&stanzas, SIZES[0])).err(),
                    Some(NotSealed::NotHybrid)
                );
            }
        }
        let crowd = hybrid_stanza().repeat(MOST_RECIPIENTS + 1);
        assert_eq!(
            Sealed::try_from(file(&crowd, SIZES[2])).err(),
            Some(NotSealed::NotHybrid)
        );
    }

    #[test]
    fn what_is_not_an_age_file_is_called_that() {
        let short_share = hybrid_stanza().replacen("CQkJ", "", 1);
        assert_eq!(
            Sealed::try_from(file(&short_share, SIZES[0])).err(),
            Some(NotSealed::NotHybrid)
        );
        let armored = b"-----BEGIN AGE ENCRYPTED FILE-----\n".to_vec();
        let mut crlf = file(&hybrid_stanza(), SIZES[0]);
        crlf[21] = b'\r';
        for mut wrong in [
            armored,
            b"My name is".to_vec(),
            crlf,
            file("", SIZES[0]),
            file("->  x\n\n", SIZES[0]),
            file("-> \n\n", SIZES[0]),
            vec![0; 9],
        ] {
            wrong.resize(SIZES[0], b'a');
            assert_eq!(Sealed::try_from(wrong).err(), Some(NotSealed::NotAge));
        }
    }

    #[test]
    fn a_letter_has_any_size_and_is_sealed_to_every_handler_and_perhaps_its_writer() {
        let letter = |stanzas: usize, size| {
            let bytes = file(&hybrid_stanza().repeat(stanzas), size);
            check_letter(&bytes, 2).map(|()| bytes.len())
        };
        for size in [70 + 2 * 1557 + 32, 4_000, 65_000, LONGEST_LETTER] {
            assert_eq!(letter(2, size), Ok(size));
        }
        assert_eq!(letter(3, 5_000), Ok(5_000));
        assert_eq!(letter(1, 5_000), Err(NotSealed::NotHybrid));
        assert_eq!(letter(4, 7_000), Err(NotSealed::NotHybrid));
        assert_eq!(letter(2, 70 + 2 * 1557 + 31), Err(NotSealed::NotAge));
        assert_eq!(letter(2, LONGEST_LETTER + 1), Err(NotSealed::UnagreedSize));
        let text = check_letter(b"They are watching me.", 2);
        assert!(matches!(text, Err(NotSealed::NotAge)));
    }

    #[test]
    fn a_payload_has_a_nonce_and_whole_chunks() {
        for length in [32, 33, 16 + CHUNK, 16 + CHUNK + 17, 16 + 2 * CHUNK] {
            assert!(is_payload(length), "{length}");
        }
        for length in [0, 15, 16, 31, 16 + CHUNK + 1, 16 + CHUNK + 16] {
            assert!(!is_payload(length), "{length}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_at_all_make_it_panic(bytes: Vec<u8>) {
            let _ = Header::parse(&bytes);
            let _ = Sealed::try_from(bytes);
        }

        #[test]
        fn a_changed_header_never_counts_more_recipients(at in 0usize..3184, byte: u8) {
            let mut bytes = file(&hybrid_stanza().repeat(2), SIZES[0]);
            bytes[at] = byte;
            if let Ok(sealed) = Sealed::try_from(bytes) {
                prop_assert_eq!(sealed.recipients(), 2);
            }
        }
    }
}
