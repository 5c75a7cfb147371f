//! The list of files in a report: where their pieces lie, and what opens them.

use serde::{Deserialize, Serialize};
use sotto::hex::Hex;
use sotto::ticket::Ticket;
use sotto::wire::PIECE;

/// The largest attachment, in bytes.
pub const LARGEST: u64 = 4 << 30;

/// The bytes of a tag that a piece ends with.
pub const TAG: usize = 16;

/// How much of a file one piece holds, in bytes.
pub const HELD: usize = PIECE - TAG;

/// Where an attachment's pieces lie, and what opens them.
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
    /// What the page did about hidden details.
    pub metadata: Metadata,
}

/// What the page did about the details that a file hides: where, when, with what and by whom it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Metadata {
    /// It found none.
    None,
    /// It took them out; nothing else was changed.
    Stripped,
    /// The reporter chose to send the original.
    Kept,
    /// Not a kind of file that it looks into.
    Unread,
}

impl Metadata {
    /// As it stands behind a file's size.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Stripped => ", hidden details taken out",
            Self::Kept => ", the original with its hidden details",
            Self::Unread => ", hidden details not looked for",
        }
    }
}

impl Attachment {
    pub fn is_sound(&self) -> bool {
        let held = HELD as u64;
        let needed = self.size.div_ceil(held).max(1);
        self.size <= LARGEST && self.pieces.len() as u64 >= needed && self.pieces.len() <= 8192
    }
}
