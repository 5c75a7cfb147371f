//! What a reporter sends, by numbers: the same number has the same ticket everywhere.

use super::http::Reply;
use super::intake::Intake;
use sha2::{Digest, Sha256};
use sotto::ticket::Ticket;

/// The size of most reports.
pub const REPORT: usize = 16 << 10;

/// Bytes that pass for a report sealed to `recipients`, `size` long, filled with `fill`.
pub fn sealed(size: usize, recipients: usize, fill: &[u8]) -> Vec<u8> {
    let base64 = |bytes: &[u8]| data_encoding::BASE64_NOPAD.encode(bytes);
    let stanza = format!(
        "-> mlkem768x25519 {}\n{}\n",
        base64(&[9; 1120]),
        base64(&[8; 32])
    );
    let head = format!(
        "age-encryption.org/v1\n{}--- {}\n",
        stanza.repeat(recipients),
        base64(&[1; 32])
    );
    head.into_bytes()
        .into_iter()
        .chain(fill.iter().copied().cycle())
        .take(size)
        .collect()
}

/// Returns a sealed file as `age -a` writes it.
pub fn armored(file: &[u8]) -> Vec<u8> {
    let base64 = data_encoding::BASE64.encode(file);
    let lines: Vec<&str> = base64
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN AGE ENCRYPTED FILE-----\r\n{}\r\n-----END AGE ENCRYPTED FILE-----\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}

/// A ticket and the secret that withdraws it.
pub fn ticket(number: u32) -> (Ticket, [u8; 32]) {
    let secret: [u8; 32] = Sha256::digest(number.to_be_bytes()).into();
    (Ticket::of_secret(&secret), secret)
}

/// The path of a report.
pub fn report(number: u32) -> String {
    format!("/reports/{}", ticket(number).0)
}

/// The path of a piece.
pub fn piece(number: u32) -> String {
    format!("/pieces/{}", ticket(number).0)
}

impl Intake {
    /// Puts a report of the usual size, sealed to both handlers, filled with `fill`.
    pub fn put_report(&self, number: u32, fill: &[u8]) -> Reply {
        self.put(&report(number), &sealed(REPORT, 2, fill))
    }

    /// The same, which is kept.
    #[track_caller]
    pub fn keeps_report(&self, number: u32, fill: &[u8]) {
        assert_eq!(self.put_report(number, fill).status, 201);
    }
}
