//! What the tests share: a small organisation, its programs, and the people who mean it harm.
//!
//! Speaks HTTP byte by byte, so that nothing between a test and the intake makes a request better than it is.
#![allow(
    dead_code,
    unused_imports,
    clippy::allow_attributes,
    reason = "each test crate uses its own part of it"
)]

mod asking;
pub mod command;
pub mod disk;
pub mod files;
pub mod http;
pub mod intake;
pub mod signed;
pub mod submissions;
pub mod wait;

#[cfg(feature = "desk")]
pub mod desk_page;
#[cfg(feature = "desk")]
pub mod liar;
#[cfg(all(feature = "desk", feature = "stats"))]
mod made;
#[cfg(all(feature = "desk", feature = "stats"))]
pub mod numbers;
#[cfg(all(feature = "desk", feature = "stats"))]
pub mod organisation;
#[cfg(all(feature = "desk", feature = "stats"))]
pub mod reporter;

pub use command::{says, says_nothing_of};
pub use files::{Folder, find, holds};
pub use http::{CSP, Reply, everything, raw, refused, whole, yes};
pub use intake::Intake;
pub use signed::{ANA, BO, CY, ROOT, card, epoch, now, roster, sign, write_roster, write_site};
pub use submissions::{REPORT, armored, piece, report, sealed, ticket};
pub use wait::{until, wait_for};
