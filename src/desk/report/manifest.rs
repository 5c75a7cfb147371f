//! The list of files in a report: the tickets of their pieces, and the keys that open them.

use serde::{Deserialize, Serialize};
use sotto::hex::Hex;
use sotto::ticket::Ticket;
use sotto::wire::PIECE;

/// The largest attachment, in bytes.
pub const LARGEST: u64 = 4 << 30;

/// The length of the tag that a piece ends with, in bytes.
pub const TAG: usize = 16;

/// How many bytes of a file one piece holds.
pub const HELD: usize = PIECE - TAG;

/// One attachment: what it is, the tickets of its pieces, and the key that opens them.
#[derive(Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    #[serde(rename = "type")]
    pub media_type: String,
    /// Its true size, in bytes.
    pub size: u64,
    pub key: Hex<32>,
    pub pieces: Vec<Ticket>,
    /// SHA-256 over the tags of all pieces.
    pub digest: Hex<32>,
    /// What the page did about the file's metadata.
    pub metadata: Metadata,
}

/// What the page did about a file's metadata: where, when, with what and by whom it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Metadata {
    /// The page found none.
    None,
    /// The page removed it, and changed nothing else.
    Stripped,
    /// The reporter chose to send the original.
    Kept,
    /// The page does not know this kind of file, and did not look into it.
    Unread,
}

impl Metadata {
    /// Returns the words that follow a file's size on the command line; none where there was no metadata.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Stripped => ", hidden details removed",
            Self::Kept => ", the original with its hidden details",
            Self::Unread => ", hidden details not looked for",
        }
    }
}

impl Attachment {
    /// Returns whether the size is at most [`LARGEST`], and there are enough pieces for it, and not absurdly many.
    pub fn is_sound(&self) -> bool {
        let held = HELD as u64;
        let needed = self.size.div_ceil(held).max(1);
        self.size <= LARGEST && self.pieces.len() as u64 >= needed && self.pieces.len() <= 8192
    }
}
