//! Messages between programs, their sizes and their limits.

use crate::hex::Hex;
use crate::sealed::SIZES;
use crate::signed::{Purpose, Signature, SignedText, VerifyingKey, from_canonical};
use crate::ticket::Ticket;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One piece of a sealed attachment, in bytes.
pub const PIECE: usize = 1 << 20;

/// The greatest difference of the clocks of a desk and the intake at login, in seconds.
pub const LOGIN_WINDOW: u64 = 300;

/// The length of a session, in seconds.
pub const SESSION: u64 = 900;

/// A request for a session, which a handler or coordinator signs: these fields as canonical JSON, for [`crate::signed::Purpose::Login`].
///
/// The host is in it, so that one intake cannot pass a login on to another; the time and the nonce, so that
/// it serves once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// The handler's id in the roster.
    pub handler: String,
    /// The host that is asked, as the `Host` header has it.
    pub host: String,
    /// The method, `POST`.
    pub method: String,
    /// The path, `/session`.
    pub path: String,
    /// Random; never used before.
    pub nonce: Hex<16>,
    /// Seconds since the Unix epoch, within [`LOGIN_WINDOW`] of the intake's clock.
    pub time: u64,
}

/// The body of `POST /session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The request.
    pub request: LoginRequest,
    /// The handler's signature over it.
    pub signature: Signature,
}

/// The answer to `POST /session`: a bearer token, for [`SESSION`] seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// To be sent as `Authorization: Bearer …`.
    pub token: Hex<32>,
}

/// The answer to `GET /reports`: everything that may be pulled, in the order of tickets, which is not that of arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// The tickets of reports.
    pub reports: Vec<Ticket>,
    /// The tickets of letters.
    pub letters: Vec<Ticket>,
    /// Those of both that came as one of many on one circuit, as far as the intake remembers. Nothing is thrown away for
    /// spam: desks look at these last.
    pub burst: Vec<Ticket>,
}

/// The body of `POST /confirm`: what is stored durably at this handler's desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// The tickets of reports.
    pub reports: Vec<Ticket>,
    /// The tickets of pieces.
    pub pieces: Vec<Ticket>,
    /// The tickets of letters.
    pub letters: Vec<Ticket>,
}

/// The answer to `GET /events/since/{day}`: what desks sent one another on that day or later, in the order of tickets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventListing {
    /// Sealed events, of [`EVENT`] bytes each.
    pub events: Vec<Ticket>,
    /// Envelopes: larger, age files.
    pub envelopes: Vec<Ticket>,
}

/// The size of every sealed event, in bytes.
pub const EVENT: usize = 4 << 10;

/// The most tickets that one `POST /events` may bring.
pub const EVENTS_AT_ONCE: usize = 256;

/// The size of every sealed reply, in bytes.
pub const REPLY: usize = 4 << 10;

/// The number of replies on a page of the board. Where there are fewer, random bytes fill it.
pub const BOARD_PAGE: usize = 32;

/// The most pages of the board. A reporter's page takes all of them at each look, so that nobody learns which it
/// came for: this is 8.4 MB. The intake pins no more than fill them.
pub const BOARD_PAGES: usize = 64;

/// The number of replies to one letter that are looked for.
pub const LETTER_REPLIES: u32 = 8;

/// The most secrets that one `POST /withdrawals` may bring.
pub const WITHDRAWALS: usize = 64;

/// The value of [`Manifest::format`].
pub const SITE_FORMAT: &str = "sotto/1 site";

/// The headers that every answer to a reporter carries besides its type, its length and the policy of the manifest; and
/// no others.
pub const SITE_HEADERS: [(&str, &str); 8] = [
    ("cache-control", "no-store"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), display-capture=(), usb=(), serial=(), payment=(), browsing-topics=()",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// The signed manifest of the pages that reporters are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Always [`SITE_FORMAT`].
    pub format: String,
    /// The organisation's name, as the pages show it.
    pub organisation: String,
    /// True if the pages are marked as a demonstration.
    pub demo: bool,
    /// The root key that the pages trust.
    pub root: VerifyingKey,
    /// The Content-Security-Policy that every page is served with.
    pub csp: String,
    /// SHA-256 of each file, by its path: `en/index.html`, `form.js`.
    pub files: BTreeMap<String, Hex<32>>,
}

impl Manifest {
    /// Reads a manifest that `root` signed for pages that trust `root`. Returns `None` for any other.
    pub fn verify(bytes: &[u8], signature: &Signature, root: &VerifyingKey) -> Option<Self> {
        root.verify(Purpose::Site, bytes, signature).ok()?;
        from_canonical(bytes)
            .filter(|manifest: &Self| manifest.format == SITE_FORMAT && manifest.root == *root)
    }

    /// Reads a [`SignedText`] of a manifest, such as `site.signed`.
    pub fn verify_signed<T: AsRef<[u8]> + ?Sized>(signed: &T, root: &VerifyingKey) -> Option<Self> {
        let signed = SignedText::parse(signed)?;
        Self::verify(signed.text, &signed.signature, root)
    }
}

/// The value of [`Contribution::format`].
pub const CONTRIBUTION_FORMAT: &str = "sotto/1 contribution";

/// Returns the size of a sealed contribution to a grid of so many cells, in bytes; `None` if it would be too long.
pub fn contribution_size(cells: usize) -> Option<usize> {
    // A share is 8 bytes a cell, in base64; 6 KiB hold the rest, and the header, with the stanza of random length that
    // age adds.
    let needed = (8 * cells).div_ceil(3) * 4 + (6 << 10);
    SIZES
        .into_iter()
        .find(|size| *size >= needed + needed / 1024)
}

/// One team's counts on a plan's grid, as one of the shares: it travels sealed to one coordinator, in one size
/// whatever was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// Always [`CONTRIBUTION_FORMAT`].
    pub format: String,
    /// The plan that is contributed to, by its digest.
    pub plan: Hex<32>,
    /// The organisation whose cases these are: the root key of the plan's member.
    pub organisation: VerifyingKey,
    /// The serial number of the roster that names the handler.
    pub roster: u64,
    /// The handler who signed, by their id in that roster.
    pub handler: String,
    /// The index of the coordinator it is for, in the order of the plan.
    pub place: usize,
    /// The same in all shares of one contribution, and in no other.
    pub pair: Hex<16>,
    /// The share in base64: one little-endian u64 a cell.
    pub share: String,
}

/// A contribution and its handler's signature over its canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedContribution {
    /// The contribution.
    pub contribution: Contribution,
    /// The handler's signature.
    pub signature: Signature,
}
