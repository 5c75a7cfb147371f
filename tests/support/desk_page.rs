//! A desk's local page, served to one browser: this test.

use super::http::{Reply, raw};
use super::wait::until;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A desk that serves its page until dropped.
pub struct DeskPage {
    child: Child,
    /// The file that leads the browser there.
    pub leads_there: PathBuf,
    pub host: String,
}

impl DeskPage {
    /// Has `serve`, a command that ends with that word, serve the desk in this folder at a port of the system's choosing.
    pub fn open(serve: &mut Command, desk: &Path) -> Self {
        let leads_there = desk.join("open.html");
        let _ = fs::remove_file(&leads_there);
        let serve = serve.args(["--port", "0"]).stdin(Stdio::null());
        let child = serve.stdout(Stdio::null()).spawn().unwrap();
        let mut page = Self {
            child,
            leads_there,
            host: String::new(),
        };
        page.host = page.url().split('/').next().unwrap().to_owned();
        page
    }

    /// Returns where the file leads, without `http://`.
    fn url(&self) -> String {
        until("no file leads to the page", || {
            let file = fs::read_to_string(&self.leads_there).ok()?;
            let url = file.split("url=http://").nth(1)?;
            Some(url.split('"').next()?.to_owned())
        })
    }

    /// Returns the token of the file: it lets in once.
    pub fn token(&self) -> String {
        self.url().split('#').nth(1).unwrap().to_owned()
    }

    pub fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        self.ask_as(&self.host, method, path, headers, body)
    }

    /// The same, by another name of this machine.
    pub fn ask_as(&self, host: &str, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        let length = format!("Content-Length: {}\r\nConnection: close\r\n", body.len());
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{length}{headers}\r\n{body}");
        raw(self.host.parse().unwrap(), request.as_bytes())
    }

    /// Sends JSON, with more headers.
    pub fn post(&self, path: &str, headers: &str, body: &serde_json::Value) -> Reply {
        let headers = format!("Content-Type: application/json\r\n{headers}");
        self.ask("POST", path, &headers, &body.to_string())
    }

    /// Asks to be let in with a token.
    pub fn exchange(&self, token: &str) -> Reply {
        self.post("/session", "", &serde_json::json!({"token": token}))
    }

    /// Returns the header of a session.
    pub fn bearer(&self) -> String {
        let reply = self.exchange(&self.token());
        assert_eq!(reply.status, 200);
        let session: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        let token = session["token"].as_str().unwrap();
        format!("Authorization: Bearer {token}\r\n")
    }
}

impl Drop for DeskPage {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
