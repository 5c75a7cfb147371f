//! The age recipient and identity `mlkem768x25519`, until the age crate has it.
//!
//! Order: identity > recipient > hpke, text
//!
//! <https://c2sp.org/age#the-mlkem768x25519-recipient-type>: HPKE (RFC 9180,
//! <https://www.rfc-editor.org/rfc/rfc9180>) in base mode with the KEM MLKEM768-X25519, also known as X-Wing
//! (<https://datatracker.ietf.org/doc/draft-connolly-cfrg-xwing-kem/>), HKDF-SHA256 and ChaCha20-Poly1305.
//! Tested against vectors of C2SP/CCTV and against files that the page's own library made.

mod hpke;
pub mod identity;
mod recipient;
#[cfg(test)]
mod tests;
mod text;

pub use identity::HybridIdentity;
#[cfg(test)]
pub use identity::from_text;
pub use recipient::HybridRecipient;
