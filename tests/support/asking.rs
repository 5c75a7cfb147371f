//! An intake asked by its doors.

use super::http::{Reply, raw};
use super::intake::Intake;
use super::signed::{now, sign};
use super::submissions::ticket;
use sotto::hex::Hex;
use sotto::signed::{Purpose, canonical};
use sotto::wire::{Login, LoginRequest};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};

impl Intake {
    pub fn put(&self, path: &str, body: &[u8]) -> Reply {
        self.ask(self.public, "PUT", path, "", body)
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask(self.public, "GET", path, "", b"")
    }

    pub fn withdraw(&self, secrets: &[[u8; 32]]) -> Reply {
        self.ask(self.public, "POST", "/withdrawals", "", &secrets.concat())
    }

    pub fn ask(
        &self,
        door: SocketAddr,
        method: &str,
        path: &str,
        headers: &str,
        body: &[u8],
    ) -> Reply {
        let length = if body.is_empty() && method != "POST" {
            String::new()
        } else {
            format!("Content-Length: {}\r\n", body.len())
        };
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {door}\r\n{length}{headers}\r\n");
        raw(door, &[head.as_bytes(), body].concat())
    }

    /// Asks the staff door with a session.
    pub fn desk(&self, token: &str, method: &str, path: &str, body: &[u8]) -> Reply {
        self.ask(
            self.staff,
            method,
            path,
            &format!("Authorization: Bearer {token}\r\n"),
            body,
        )
    }

    /// Fetches something from the staff door.
    pub fn fetch(&self, token: &str, path: &str) -> Reply {
        self.desk(token, "GET", path, b"")
    }

    /// Confirms reports and pieces by their numbers.
    pub fn confirm(&self, token: &str, reports: &[u32], pieces: &[u32]) -> Reply {
        let names = |numbers: &[u32]| -> Vec<_> {
            let tickets = numbers.iter().map(|number| ticket(*number).0);
            tickets.map(|ticket| ticket.to_string()).collect()
        };
        let body =
            serde_json::json!({"reports": names(reports), "pieces": names(pieces), "letters": []});
        self.desk(token, "POST", "/confirm", body.to_string().as_bytes())
    }

    pub fn login(&self, handler: &str) -> LoginRequest {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let mut nonce = [0; 16];
        nonce[..4].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        nonce[4..8].copy_from_slice(&std::process::id().to_be_bytes());
        nonce[8..].copy_from_slice(&now().to_be_bytes());
        LoginRequest {
            handler: handler.into(),
            host: self.staff.to_string(),
            method: "POST".into(),
            path: "/session".into(),
            nonce: Hex(nonce),
            time: now(),
        }
    }

    pub fn log_in(&self, request: &LoginRequest, seed: u8) -> Reply {
        let signature = sign(seed, Purpose::Login, &canonical(request).unwrap());
        let body = canonical(&Login {
            request: request.clone(),
            signature,
        })
        .unwrap();
        self.ask(self.staff, "POST", "/session", "", &body)
    }

    /// Logs a handler in; returns the token.
    pub fn token(&self, handler: &str, seed: u8) -> String {
        let reply = self.log_in(&self.login(handler), seed);
        assert_eq!(reply.status, 200);
        let session: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        session["token"].as_str().unwrap().to_owned()
    }

    pub fn listed(&self, token: &str) -> Vec<String> {
        self.listing(token, "reports")
    }

    /// Returns the tickets that are listed as `reports`, `letters` or `burst`.
    pub fn listing(&self, token: &str, kind: &str) -> Vec<String> {
        let reply = self.desk(token, "GET", "/reports", b"");
        assert_eq!(reply.status, 200);
        let listing: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        listing[kind]
            .as_array()
            .unwrap()
            .iter()
            .map(|ticket| ticket.as_str().unwrap().to_owned())
            .collect()
    }
}
