//! What makes a report its reporter's: a signature by the key that it names.
//!
//! Everything in a report is known to whoever has once read it, a handler who left for instance; only the codename leads to the
//! key. The signature names the ticket, so that the same bytes under another ticket are not signed. The key that names replies
//! follows from the reporter's key, so that nobody can claim another reporter's replies with a key of their own.

use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::signed::{Purpose, Signature, VerifyingKey};
use sotto::ticket::Ticket;

/// What a reporter signs.
pub struct Claim<'a> {
    pub ticket: Ticket,
    /// The kind of report, such as `follow-up`.
    pub format: &'static str,
    /// The JSON, byte for byte.
    pub text: &'a [u8],
}

impl Claim<'_> {
    /// Returns whether this key signed it.
    pub fn is_signed(&self, key: &VerifyingKey, signature: &Signature) -> bool {
        key.verify(Purpose::Reporter, &self.body(), signature)
            .is_ok()
    }

    /// Returns the bytes that are signed, without the purpose.
    fn body(&self) -> Vec<u8> {
        let Self {
            ticket,
            format,
            text,
        } = self;
        let digest = Hex(Sha256::digest(text).into());
        format!("{ticket}\nsotto/1 {format}\n{digest}").into_bytes()
    }
}

/// Returns the key that names the replies to the reporter with this key.
pub fn tag_key_of(reporter: &VerifyingKey) -> Hex<32> {
    let key = reporter.to_bytes();
    Hex(Sha256::new()
        .chain_update(b"sotto/2 reply-tag\n")
        .chain_update(key)
        .finalize()
        .into())
}
