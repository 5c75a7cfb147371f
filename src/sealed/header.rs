//! The header of an age file, read strictly. The format: <https://c2sp.org/age>.

use data_encoding::BASE64_NOPAD;

/// The only stanza that a report may be sealed with: ML-KEM-768 and X25519 together.
pub const HYBRID: &str = "mlkem768x25519";

const VERSION: &[u8] = b"age-encryption.org/v1\n";
const COLUMNS: usize = 64;
pub(super) const HYBRID_SHARE: usize = 1120;
pub(super) const HYBRID_BODY: usize = 32;

/// The header of an age file: who can open it, and where the payload begins.
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
    /// Checks that this is a well-formed `mlkem768x25519` stanza.
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
    /// Reads the header at the start of `file`. Returns `None` if it is not exactly as the specification says.
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
