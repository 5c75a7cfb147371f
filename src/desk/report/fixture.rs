//! Reports as the page signs them.

use crate::report::authorship::tag_key_of;
use crate::report::content::MAGIC;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sotto::frame::frame;
use sotto::hex::Hex;
use sotto::signed::{Purpose, VerifyingKey};
use sotto::ticket::Ticket;

/// The ticket of `tests/golden/report.age`: the first one of the codename of fourteen zero bytes.
pub const GOLDEN: &str = "qa3vl2vomwgyot2tgwpupim37u";

/// A reporter, by the number of their codename.
pub struct Reporter(SigningKey);

impl Reporter {
    pub fn new(number: u8) -> Self {
        Self(SigningKey::from_bytes(&[number; 32]))
    }

    pub fn key(&self) -> VerifyingKey {
        VerifyingKey::from_signing(&self.0)
    }

    /// Returns the JSON of a report, a follow-up or a withdrawal.
    pub fn told(&self, format: &str, answers: &Value) -> Value {
        json!({
            "format": format!("sotto/1 {format}"), "page": "en", "answers": answers, "attachments": [],
            "reply_to": format!("age1pq1{}", "q".repeat(1952)), "reporter": self.key(), "tag_key": tag_key_of(&self.key()),
        })
    }

    /// Returns JSON as a plaintext, signed by this reporter for a ticket.
    pub fn sign(&self, ticket: Ticket, told: &Value) -> Vec<u8> {
        let text = told.to_string();
        let format = told["format"].as_str().unwrap();
        let digest = Hex(Sha256::digest(&text).into());
        let body = format!("{ticket}\n{format}\n{digest}");
        let message = Purpose::Reporter.message(body.as_bytes());
        let signature = Hex(self.0.sign(&message).to_bytes());
        frame(MAGIC, &[format!("{signature}\n{text}").as_bytes()]).unwrap()
    }
}
