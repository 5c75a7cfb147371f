// An intake with both listeners, and a client that says what it has to say and then nothing. (Taken in by `include!`.)
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex, mpsc};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

const HOST: &str = "h";
/// How long the client waits for an answer before it hangs up.
const PATIENCE: Duration = Duration::from_millis(5);

struct Listeners {
    runtime: tokio::runtime::Runtime,
    public: Arc<http::listener::Listener>,
    staff: Arc<http::listener::Listener>,
}

static LISTENERS: LazyLock<Listeners> = LazyLock::new(listeners);

fn clock() -> u64 {
    1_795_000_000
}

fn listeners() -> Listeners {
    let folder = std::path::PathBuf::from(format!("/dev/shm/sotto-fuzz-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let (counts, today) = ([8, 8, 4, 2, 4], sotto::day::Day::of_unix(clock()).unwrap());
    storage::slots::Slots::make(&folder, &counts).unwrap();
    storage::database::sqlite::Database::make(&folder, &counts, today, &mut storage::slots::rng().unwrap()).unwrap();
    let database = storage::database::sqlite::Database::open(&folder).unwrap();
    let index = Arc::new(storage::index::SlotIndex::new(storage::slots::Slots::open(&folder, &counts).unwrap(), &database.entries().unwrap()));
    let last_use = database.last_use().unwrap();
    let team = storage::team::Team { keep_until: 2, cards: Vec::new() };
    let rules = storage::writer::state::Rules { tick: Duration::from_millis(1), retention: 60, release_hours: Vec::new(), team, clock };
    let metrics = Arc::<metrics::Metrics>::default();
    let writer = storage::writer::state::Writer::new(Arc::clone(&index), database, last_use, rules, Arc::clone(&metrics), Vec::new()).unwrap();
    let (jobs, queue) = mpsc::channel();
    std::thread::spawn(move || writer.run(&queue));
    // All of it is open; what remains goes with the process.
    std::fs::remove_dir_all(&folder).unwrap();
    let page = |text: &'static str| api::site::Page { bytes: text.into(), gzip: None, media_type: "text/html" };
    let names = ["/", "/en/letter/sent/", "/en/letter/refused/", "/en/letter/too-long/", "/en/letter/full/", "/en/letter/replies/"];
    let pages: HashMap<_, _> = names.map(|name| (name.to_owned(), page("<!--replies-->"))).into();
    let key = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
    let root = sotto::signed::VerifyingKey::from_signing(&key);
    let text: &[u8] = include_bytes!("seeds/roster/one");
    let signature = sotto::hex::Hex(ed25519_dalek::Signer::sign(&key, &sotto::signed::Purpose::Roster.message(text)).to_bytes());
    let signed = sotto::signed::SignedText { signature, text }.to_bytes();
    let verified = api::roster_in_force::VerifiedRoster::read(&signed, &root).unwrap();
    let roster_in_force = Arc::new(api::roster_in_force::RosterInForce::new(root, verified, [], clock));
    let reporters = api::public::routes::routes(Arc::new(api::public::state::Public {
        jobs: jobs.clone(),
        board: Arc::new(api::public::board::Board::new(Arc::clone(&index)).unwrap()),
        pages,
        roster_in_force: Arc::clone(&roster_in_force),
    }));
    let state = api::staff::state::Staff { jobs, index, sessions: api::staff::sessions::Sessions::default(), roster_in_force, manifest: axum::body::Bytes::new(), host: HOST.into(), clock, metrics: Arc::clone(&metrics) };
    let listener = |router, circuits| {
        let csp = axum::http::HeaderValue::from_static("default-src 'none'");
        let (connections, memory, metrics) = (limits::connections::Connections::new(8), limits::memory::MemoryBudgets::new(), Arc::clone(&metrics));
        Arc::new(http::listener::Listener { router, host: HOST.into(), csp, circuits, connections, memory, metrics })
    };
    Listeners {
        runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        public: listener(reporters, false),
        staff: listener(api::staff::routes::routes(Arc::new(state)), false),
    }
}

struct Client {
    says: Vec<u8>,
    said: usize,
    hears: Arc<Mutex<Vec<u8>>>,
    hangs_up: Pin<Box<tokio::time::Sleep>>,
}

impl AsyncRead for Client {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let rest = &self.says[self.said..];
        if rest.is_empty() {
            return self.hangs_up.as_mut().poll(cx).map(Ok);
        }
        let part = rest.len().min(buf.remaining());
        buf.put_slice(&rest[..part]);
        self.said += part;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Client {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        self.hears.lock().unwrap().extend_from_slice(buf);
        Poll::Ready(Ok(buf.len()))
    }
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// All that comes back.
fn ask(public: bool, bytes: &[u8]) -> Vec<u8> {
    let listeners = &*LISTENERS;
    let hears = Arc::new(Mutex::new(Vec::new()));
    listeners.runtime.block_on(async {
        let hangs_up = Box::pin(tokio::time::sleep(PATIENCE));
        let client = Client { says: bytes.to_vec(), said: 0, hears: Arc::clone(&hears), hangs_up };
        let listener = if public { &listeners.public } else { &listeners.staff };
        http::connection::serve(client, listener.connections.admit(), Arc::clone(listener)).await;
    });
    std::mem::take(&mut *hears.lock().unwrap())
}

/// Every answer in it is whole, and dressed like all.
fn whole(said: &[u8]) {
    let mut rest = said;
    while !rest.is_empty() {
        let end = rest.windows(4).position(|four| four == b"\r\n\r\n").expect("a head that ends");
        let head = std::str::from_utf8(&rest[..end]).unwrap();
        assert!(head.starts_with("HTTP/1.1 "), "{head}");
        for needed in ["content-security-policy: ", "cache-control: no-store", "referrer-policy: no-referrer", "x-content-type-options: nosniff"] {
            assert!(head.contains(needed), "{head}");
        }
        for absent in ["\r\ndate:", "\r\nserver:", "\r\netag:", "\r\nallow:"] {
            assert!(!head.to_ascii_lowercase().contains(absent), "{head}");
        }
        let length: usize = head.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap().parse().unwrap();
        // A client that hung up may have missed the end of the last one.
        rest = rest.get(end + 4 + length..).unwrap_or_default();
    }
}
