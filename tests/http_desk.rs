//! The handler's local page: for the one browser that was handed the token, and nobody else on this machine.

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use support::{Folder, Reply, raw};

struct Desk {
    folder: Folder,
    child: Child,
    host: String,
}

impl Desk {
    fn serve() -> Self {
        let folder = Folder::new();
        let file = folder.0.join("passphrase");
        fs::write(&file, "correct horse battery staple").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let command = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_sotto-desk"));
            command
                .arg("--folder")
                .arg(folder.0.join("desk"))
                .arg("--passphrase-file")
                .arg(&file)
                .stdout(Stdio::null());
            command
        };
        assert!(
            command()
                .args(["key", "new", "--id", "ana"])
                .status()
                .unwrap()
                .success()
        );
        let child = command().args(["serve", "--port", "0"]).spawn().unwrap();
        let mut desk = Self {
            folder,
            child,
            host: String::new(),
        };
        desk.host = desk
            .url()
            .trim_start_matches("http://")
            .split('/')
            .next()
            .unwrap()
            .to_owned();
        desk
    }

    /// What the file leads to.
    fn url(&self) -> String {
        for _ in 0..600 {
            let text = fs::read_to_string(self.folder.0.join("desk/open.html")).unwrap_or_default();
            if let Some(url) = text
                .split("url=")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
            {
                return url.to_owned();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("no file to open");
    }

    fn token(&self) -> String {
        self.url().split('#').nth(1).unwrap().to_owned()
    }

    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        self.ask_as(&self.host, method, path, headers, body)
    }

    fn ask_as(&self, host: &str, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        let length = format!("Content-Length: {}\r\nConnection: close\r\n", body.len());
        raw(
            self.host.parse().unwrap(),
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{length}{headers}\r\n{body}")
                .as_bytes(),
        )
    }

    fn exchange(&self, token: &str) -> Reply {
        self.ask(
            "POST",
            "/session",
            "Content-Type: application/json\r\n",
            &format!("{{\"token\":\"{token}\"}}"),
        )
    }

    fn bearer(&self) -> String {
        let reply = self.exchange(&self.token());
        assert_eq!(reply.status, 200);
        let session: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        format!(
            "Authorization: Bearer {}\r\n",
            session["token"].as_str().unwrap()
        )
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_token_lets_in_once_and_its_file_is_its_owners_alone() {
    let desk = Desk::serve();
    let file = desk.folder.0.join("desk/open.html");
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let token = desk.token();
    assert_eq!(desk.exchange(&token).status, 200);
    assert_eq!(desk.exchange(&token).status, 401, "used");
    assert_ne!(
        desk.token(),
        token,
        "the file has a new one for the next tab"
    );
    assert_eq!(desk.exchange(&"0".repeat(64)).status, 401);
    assert_eq!(desk.ask("GET", "/status", &desk.bearer(), "").status, 200);
}

#[test]
fn without_the_token_nothing_of_a_case_is_told() {
    let desk = Desk::serve();
    let handed = format!("Authorization: Bearer {}\r\n", desk.token());
    for path in ["/status", "/case/aaaaaaaaaaaaaaaaaaaaaaaaaa", "/selected/1"] {
        for headers in ["", "Authorization: Bearer x\r\n", &handed] {
            assert_eq!(desk.ask("GET", path, headers, "").status, 401, "{path}");
        }
    }
    for path in [
        "/pull",
        "/queue",
        "/act",
        "/menu/state",
        "/lock",
        "/unlock",
        "/draft/x",
        "/read/x",
        "/reply/x",
    ] {
        let json = "Content-Type: application/json\r\n";
        assert_eq!(desk.ask("POST", path, json, "{}").status, 401, "{path}");
    }
}

#[test]
fn another_name_for_this_machine_or_another_page_is_turned_away() {
    let desk = Desk::serve();
    let bearer = desk.bearer();
    let port = desk.host.split(':').nth(1).unwrap();
    for host in [
        format!("localhost:{port}"),
        format!("rebound.example:{port}"),
        "127.0.0.1".to_owned(),
    ] {
        assert_eq!(
            desk.ask_as(&host, "GET", "/status", &bearer, "").status,
            403,
            "{host}"
        );
        assert_eq!(
            desk.ask_as(&host, "GET", "/", "Sec-Fetch-Mode: navigate\r\n", "")
                .status,
            403,
            "{host}"
        );
    }
    for headers in [
        "Origin: http://127.0.0.1:1\r\n",
        "Origin: null\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
    ] {
        assert_eq!(
            desk.ask("GET", "/status", &format!("{bearer}{headers}"), "")
                .status,
            403,
            "{headers}"
        );
        assert_eq!(
            desk.ask(
                "POST",
                "/session",
                &format!("Content-Type: application/json\r\n{headers}"),
                "{}"
            )
            .status,
            403,
            "{headers}"
        );
    }
    assert_eq!(
        desk.ask(
            "GET",
            "/status",
            &format!(
                "{bearer}Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n",
                desk.host
            ),
            ""
        )
        .status,
        200
    );
    assert_eq!(
        desk.ask(
            "GET",
            "/",
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n",
            ""
        )
        .status,
        200,
        "the file on disk leads here"
    );
    assert_eq!(
        desk.ask(
            "GET",
            "/desk.js",
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n",
            ""
        )
        .status,
        403
    );
}

#[test]
fn every_answer_forbids_frames_caches_and_foreign_code() {
    let desk = Desk::serve();
    for (path, headers) in [
        ("/", ""),
        ("/desk.js", ""),
        ("/status", ""),
        ("/nothing", ""),
        ("/", "Origin: null\r\n"),
    ] {
        let reply = desk.ask("GET", path, headers, "");
        for header in [
            "cache-control: no-store",
            "x-frame-options: DENY",
            "referrer-policy: no-referrer",
            "x-content-type-options: nosniff",
            "cross-origin-opener-policy: same-origin",
        ] {
            assert!(
                reply.headers.iter().any(|found| found == header),
                "{path}: {header}"
            );
        }
        let csp = reply
            .headers
            .iter()
            .find(|header| header.starts_with("content-security-policy: "))
            .unwrap();
        assert!(
            csp.contains("default-src 'none'")
                && csp.contains("frame-ancestors 'none'")
                && csp.contains("require-trusted-types-for 'script'")
                && !csp.contains("unsafe")
        );
        assert!(
            !reply
                .headers
                .iter()
                .any(|header| header.starts_with("set-cookie")
                    || header.starts_with("access-control"))
        );
    }
}
