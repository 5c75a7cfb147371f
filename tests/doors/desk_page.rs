//! The handler's local page: for the one browser that was handed the token, and nobody else on this machine.

use crate::support::Folder;
use crate::support::command::{done, of_person, write_passphrase};
use crate::support::desk_page::DeskPage;
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::{Duration, Instant};

/// The page of a desk that has keys and nothing else. (It ends before its folder goes.)
struct Desk {
    page: DeskPage,
    _folder: Folder,
}

impl Desk {
    fn serve() -> Self {
        Self::serve_with("serve")
    }

    fn serve_with(command: &str) -> Self {
        let folder = Folder::new();
        write_passphrase(&folder.0);
        let ana =
            |line: &str| -> Command { of_person("desk", &folder.0, "ana", "passphrase", line) };
        done(ana("key new --id ana").output().unwrap());
        Self {
            page: DeskPage::open(&mut ana(command), &folder.0.join("ana")),
            _folder: folder,
        }
    }
}

impl std::ops::Deref for Desk {
    type Target = DeskPage;

    fn deref(&self) -> &DeskPage {
        &self.page
    }
}

#[test]
fn a_token_lets_in_once_and_its_file_is_its_owners_alone() {
    let desk = Desk::serve();
    let file = fs::metadata(&desk.leads_there).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
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
fn a_desk_that_nobody_looks_at_locks_itself_whatever_its_page_asks() {
    let desk = Desk::serve_with("serve --lock-after 5");
    let bearer = desk.bearer();
    let status = |idle: u32| {
        let headers = format!("{bearer}Sotto-Idle: {idle}\r\n");
        desk.ask("GET", "/status", &headers, "").status
    };
    let started = Instant::now();
    // Somebody is there for longer than the limit.
    while started.elapsed() < Duration::from_secs(7) {
        assert_eq!(status(0), 200);
        std::thread::sleep(Duration::from_millis(200));
    }
    // The page still asks, but its person has gone; or asks without a word of anybody.
    let left = Instant::now();
    while desk.ask("GET", "/status", &bearer, "").status == 200 {
        assert!(status(3_600) != 401 && left.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(desk.ask("GET", "/status", &bearer, "").status, 423);
    // The file of the page leads to a locked desk.
    assert_eq!(desk.ask("GET", "/team", &desk.bearer(), "").status, 423);
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
        assert_eq!(desk.post(path, "", &json!({})).status, 401, "{path}");
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
        for (path, headers) in [
            ("/status", &bearer[..]),
            ("/", "Sec-Fetch-Mode: navigate\r\n"),
        ] {
            let reply = desk.ask_as(&host, "GET", path, headers, "");
            assert_eq!(reply.status, 403, "{host}");
        }
    }
    for headers in [
        "Origin: http://127.0.0.1:1\r\n",
        "Origin: null\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
    ] {
        let status = desk.ask("GET", "/status", &format!("{bearer}{headers}"), "");
        assert_eq!(status.status, 403, "{headers}");
        let session = desk.post("/session", headers, &json!({}));
        assert_eq!(session.status, 403, "{headers}");
    }
    let own = format!(
        "{bearer}Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n",
        desk.host
    );
    assert_eq!(desk.ask("GET", "/status", &own, "").status, 200);
    let from_the_file = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n";
    let page = desk.ask("GET", "/", from_the_file, "");
    assert_eq!(page.status, 200, "the file on disk leads here");
    let script = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n";
    assert_eq!(desk.ask("GET", "/desk.js", script, "").status, 403);
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
