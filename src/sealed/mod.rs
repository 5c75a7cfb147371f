//! A report as it travels and rests: an age file, sealed by the browser, opened at the desk.
//!
//! Order: report, letter > age_file > header
//!
//! The intake knows a report only as [`Sealed`]. It can check that the bytes are an age file of an agreed size, to hybrid
//! recipients alone; it cannot learn more, and this module offers no way to. A letter is sealed by a stock age program
//! instead, and has whatever size came out. The format: <https://c2sp.org/age>.

mod age_file;
mod header;
mod letter;
mod report;
#[cfg(test)]
mod tests;

pub use age_file::NotSealed;
pub use header::{HYBRID, Header, Stanza};
pub use letter::{LONGEST_LETTER, check_letter};
pub use report::{MOST_RECIPIENTS, SIZES, Sealed};
