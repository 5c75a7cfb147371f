//! A small organisation and its intake, for the tests that knock at its doors. Speaks HTTP byte by byte, so
//! that nothing between a test and the intake makes a request better than it is.
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test file uses its own part of it"
)]

use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::roster::{FORMAT, HybridRecipient, Keyholder, Roster};
use sotto::signed::{Purpose, VerifyingKey, canonical};
use sotto::ticket::Ticket;
use sotto::wire::{Login, LoginRequest, Manifest, SITE_FORMAT};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Ports of the system's choosing.
const ANY: [&str; 4] = ["--public", "127.0.0.1:0", "--staff", "127.0.0.1:0"];

pub const CSP: &str = "default-src 'none'";

/// A folder that is gone when the test ends.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        Self::at(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    pub fn at(path: PathBuf) -> Self {
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub fn signing_key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

pub fn verifying_key(seed: u8) -> VerifyingKey {
    VerifyingKey::from_signing(&signing_key(seed))
}

/// The root key is that of seed 1; handlers `ana` and `bo` those of 2 and 3.
pub const ROOT: u8 = 1;
pub const ANA: u8 = 2;
pub const BO: u8 = 3;
pub const CY: u8 = 4;

pub fn sign(seed: u8, purpose: Purpose, body: &[u8]) -> Hex<64> {
    Hex(signing_key(seed).sign(&purpose.message(body)).to_bytes())
}

pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

pub fn roster() -> Roster {
    let person = |id: &str, seed: u8, letter: &str| {
        let recipient: HybridRecipient = format!("age1pq1{}", letter.repeat(1952)).parse().unwrap();
        Keyholder {
            id: id.into(),
            recipient,
            verifying_key: verifying_key(seed),
        }
    };
    let today = Day::of_unix(now()).unwrap();
    Roster {
        format: FORMAT.into(),
        demo: false,
        organisation: "Test".into(),
        serial: 7,
        not_before: today,
        not_after: today.plus(30),
        handlers: vec![person("ana", ANA, "q"), person("bo", BO, "p")],
        coordinators: vec![person("cy", CY, "z")],
    }
}

pub fn write_roster(folder: &Path, roster: &Roster, signer: u8) {
    let bytes = canonical(roster).unwrap();
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("roster.json"), &bytes).unwrap();
    fs::write(
        folder.join("roster.sig"),
        sign(signer, Purpose::Roster, &bytes).to_string(),
    )
    .unwrap();
}

pub fn write_site(folder: &Path, signer: u8) {
    let files: [(&str, &[u8]); 8] = [
        ("en/index.html", b"<p>page"),
        ("en/letter/sent/index.html", b"<p>letter sent"),
        ("en/letter/refused/index.html", b"<p>letter refused"),
        ("en/letter/too-long/index.html", b"<p>letter too long"),
        ("en/letter/full/index.html", b"<p>no room"),
        ("en/letter/replies/index.html", b"<p><!--replies--></p>"),
        ("form.js", b"script"),
        ("form.js.gz", b"packed"),
    ];
    let digests = files.map(|(name, bytes)| (name.to_owned(), Hex(Sha256::digest(bytes).into())));
    let manifest = Manifest {
        format: SITE_FORMAT.into(),
        organisation: "Test".into(),
        demo: false,
        root: verifying_key(ROOT),
        csp: CSP.into(),
        files: BTreeMap::from(digests),
    };
    let bytes = canonical(&manifest).unwrap();
    for (name, content) in files {
        fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        fs::write(folder.join(name), content).unwrap();
    }
    fs::write(folder.join("manifest.json"), &bytes).unwrap();
    fs::write(
        folder.join("manifest.sig"),
        sign(signer, Purpose::Site, &bytes).to_string(),
    )
    .unwrap();
}

/// An intake and all that it needs, in a folder of its own.
pub struct Intake {
    pub folder: Folder,
    pub options: Vec<String>,
    child: Option<Child>,
    pub public: SocketAddr,
    pub staff: SocketAddr,
    /// What it wrote to its log, once it has ended.
    pub log: String,
    /// Where its slots are.
    store: PathBuf,
    /// A library to load into it, which makes its machine fail.
    pub preload: Option<String>,
}

impl Intake {
    /// Made and running, with few slots and a quick beat.
    pub fn start() -> Self {
        Self::start_with("8,16,8,8,16", &[])
    }

    pub fn start_with(slots: &str, options: &[&str]) -> Self {
        let mut intake = Self::make(slots, options);
        intake.run();
        intake
    }

    /// Made, not running.
    pub fn make(slots: &str, options: &[&str]) -> Self {
        Self::make_in(Folder::new(), slots, options)
    }

    pub fn make_in(folder: Folder, slots: &str, options: &[&str]) -> Self {
        write_site(&folder.0.join("site"), ROOT);
        write_roster(&folder.0.join("roster"), &roster(), ROOT);
        fs::write(
            folder.0.join("root.pub"),
            format!("{}\n", verifying_key(ROOT)),
        )
        .unwrap();
        init(&folder.0.join("intake"), slots);
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        let folder_of_slots = folder.0.join("intake");
        Self {
            folder,
            options,
            child: None,
            public: nowhere,
            staff: nowhere,
            log: String::new(),
            store: folder_of_slots,
            preload: None,
        }
    }

    pub fn store(&self) -> PathBuf {
        self.store.clone()
    }

    /// Moves to another folder of slots; makes it where `slots` says how many.
    pub fn store_at(&mut self, store: PathBuf, slots: Option<&str>) {
        if let Some(slots) = slots {
            init(&store, slots);
        }
        self.store = store;
    }

    pub fn command(&self) -> Command {
        let at = |name: &str| self.folder.0.join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_sotto-intake"));
        command
            .arg("serve")
            .arg("--folder")
            .arg(&self.store)
            .arg("--root")
            .arg(at("root.pub"))
            .arg("--site")
            .arg(at("site"))
            .arg("--roster")
            .arg(at("roster"));
        command.args(&self.options);
        if let Some(library) = &self.preload {
            command.env("LD_PRELOAD", library);
        }
        if !self.options.iter().any(|option| option == "--tick") {
            command.args(["--tick", "40"]);
        }
        command
    }

    /// Starts it and waits until both doors are open.
    pub fn run(&mut self) {
        let mut child = self
            .command()
            .args(ANY)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = || {
            let line = lines.next().and_then(Result::ok).unwrap_or_default();
            line.rsplit("http://")
                .next()
                .and_then(|address| address.trim_end_matches('/').parse().ok())
        };
        let addresses = (address(), address());
        self.child = Some(child);
        let (Some(public), Some(staff)) = addresses else {
            self.end("-KILL");
            panic!("it did not start: {}", self.log);
        };
        (self.public, self.staff) = (public, staff);
    }

    /// Starts it where the doors have names of their own, at ports that were free a moment ago.
    pub fn run_named(&mut self) {
        let free = || {
            std::net::TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
        };
        (self.public, self.staff) = (free(), free());
        let doors = [
            "--public",
            &self.public.to_string(),
            "--staff",
            &self.staff.to_string(),
        ]
        .map(str::to_owned);
        let mut command = self.command();
        self.child = Some(
            command
                .args(doors)
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap(),
        );
        for _ in 0..500 {
            if TcpStream::connect(self.staff).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        self.end("-KILL");
        panic!("it did not start: {}", self.log);
    }

    /// Runs it where it should refuse to start; what it says.
    pub fn refuses(&self) -> String {
        let mut child = self
            .command()
            .args(ANY)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        for _ in 0..200 {
            if let Some(status) = child.try_wait().unwrap() {
                assert!(!status.success());
                let mut said = String::new();
                child
                    .stderr
                    .take()
                    .unwrap()
                    .read_to_string(&mut said)
                    .unwrap();
                assert_eq!(said.lines().count(), 1, "one clear line: {said}");
                return said;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        panic!("it serves");
    }

    /// Ends it: with `-TERM` as an operator does, with `-KILL` as a power cut does.
    pub fn end(&mut self, signal: &str) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status()
            .unwrap();
        child.wait().unwrap();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut self.log)
            .unwrap();
    }

    /// Waits until it has ended by itself.
    pub fn ended(&mut self) -> std::process::ExitStatus {
        let mut child = self.child.take().unwrap();
        for _ in 0..1_000 {
            if let Some(status) = child.try_wait().unwrap() {
                let stderr = child.stderr.as_mut().unwrap();
                stderr.read_to_string(&mut self.log).unwrap();
                return status;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        panic!("it still runs");
    }

    /// What its log says of what happened, without what this machine does not let it enforce.
    pub fn said(&self) -> String {
        let lines = self
            .log
            .lines()
            .filter(|line| !line.contains("not enforced"));
        lines.map(|line| format!("{line}\n")).collect()
    }

    /// Its process id.
    pub fn process(&self) -> u32 {
        self.child.as_ref().map(Child::id).unwrap()
    }

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

    /// A handler's token.
    pub fn token(&self, handler: &str, seed: u8) -> String {
        let reply = self.log_in(&self.login(handler), seed);
        assert_eq!(reply.status, 200);
        let session: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        session["token"].as_str().unwrap().to_owned()
    }

    pub fn listed(&self, token: &str) -> Vec<String> {
        self.listing(token, "reports")
    }

    /// What is listed as `reports` or as `letters`.
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

fn init(folder: &Path, slots: &str) {
    let made = Command::new(env!("CARGO_BIN_EXE_sotto-intake"))
        .args(["init", "--slots", slots, "--folder"])
        .arg(folder)
        .status();
    assert!(made.unwrap().success());
}

impl Drop for Intake {
    fn drop(&mut self) {
        self.end("-KILL");
    }
}

/// What came back, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// 0 if the connection was closed without an answer.
    pub status: u16,
    pub headers: Vec<String>,
    pub body: Vec<u8>,
    /// All of it, on the wire.
    pub length: usize,
}

/// Sends exactly these bytes, and reads one answer.
pub fn raw(door: SocketAddr, bytes: &[u8]) -> Reply {
    try_raw(door, bytes).unwrap_or(Reply {
        status: 0,
        headers: Vec::new(),
        body: Vec::new(),
        length: 0,
    })
}

fn try_raw(door: SocketAddr, bytes: &[u8]) -> Option<Reply> {
    let mut stream = TcpStream::connect(door).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(40)))
        .ok()?;
    // A refusal may come, and the connection close, before all is sent.
    let _ = stream.write_all(bytes);
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut head = line.len();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        head += line.len();
        if line.trim_end().is_empty() {
            break;
        }
        headers.push(line.trim_end().to_owned());
    }
    let length = headers
        .iter()
        .find_map(|header| header.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Reply {
        status,
        headers,
        length: head + body.len(),
        body,
    })
}

/// Sends exactly these bytes; all that comes back until the connection ends.
pub fn everything(door: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(door).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(40)))
        .unwrap();
    stream.write_all(bytes).unwrap();
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said);
    String::from_utf8_lossy(&said).into_owned()
}

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

/// A ticket and the secret that withdraws it.
pub fn ticket(number: u32) -> (Ticket, [u8; 32]) {
    let secret: [u8; 32] = Sha256::digest(number.to_be_bytes()).into();
    (Ticket::of_secret(&secret), secret)
}

const REFUSED: &str = "Not accepted, and nothing was kept. Reload the page and try again; if this comes back, tell the organisation another way.";
const UNAVAILABLE: &str = "Not received. Keep this page open and send again in a minute.";

/// How long every yes and every no is, on the wire.
pub const ANSWER: usize = 727;

/// On every answer.
pub fn security_headers() -> Vec<String> {
    [
        &format!("content-security-policy: {CSP}"),
        "cache-control: no-store",
        "cross-origin-embedder-policy: require-corp",
        "cross-origin-opener-policy: same-origin",
        "cross-origin-resource-policy: same-origin",
        "permissions-policy: camera=(), geolocation=(), microphone=(), display-capture=(), usb=(), serial=(), payment=(), browsing-topics=()",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
        "x-frame-options: DENY",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Asserts the whole answer: these headers and the security headers, and no others.
#[track_caller]
pub fn whole(reply: &Reply, status: u16, own: &[&str], body: &[u8]) {
    let mut expected: Vec<String> = own
        .iter()
        .map(|header| (*header).to_owned())
        .chain(security_headers())
        .collect();
    expected.push(format!("content-length: {}", body.len()));
    let mut headers = reply.headers.clone();
    expected.sort();
    headers.sort();
    assert_eq!((reply.status, headers), (status, expected));
    assert_eq!(
        String::from_utf8_lossy(&reply.body),
        String::from_utf8_lossy(body)
    );
}

/// Asserts the one answer that all refusals have; that of having no room says what to do.
#[track_caller]
pub fn refused(reply: &Reply, status: u16) {
    let sentence = if status == 503 { UNAVAILABLE } else { REFUSED };
    answered(reply, status, &["connection: close"], sentence);
}

/// Asserts a plain yes.
#[track_caller]
pub fn yes(reply: &Reply, status: u16) {
    answered(reply, status, &[], "Done.");
}

#[track_caller]
fn answered(reply: &Reply, status: u16, own: &[&str], sentence: &str) {
    assert_eq!(
        reply.body.trim_ascii_end(),
        sentence.as_bytes(),
        "{}",
        reply.status
    );
    let own = [&["content-type: text/plain; charset=utf-8"], own].concat();
    whole(reply, status, &own, &reply.body);
    assert_eq!(reply.length, ANSWER, "all are equally long");
}
