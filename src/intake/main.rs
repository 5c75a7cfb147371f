//! `sotto-intake`: keeps sealed bytes for the desks, and can do nothing else with them.
//!
//! Reads the configuration and the clock, opens the folder, checks what was signed, and serves.

mod access;
mod armor;
mod board;
mod collect;
mod door;
mod drops;
mod keeper;
mod letters;
mod log;
mod public;
mod refusal;
mod shelf;
mod site;
mod slots;
mod staff;
mod store;
mod strict;

use board::Board;
use clap::{Parser, Subcommand};
use door::{Address, Door, Listener};
use keeper::{Keeper, KeeperError, Rules};
use sha2::{Digest, Sha256};
use shelf::Shelf;
use site::{Page, Site, SiteError};
use slots::{Counts, Slot, Slots};
use sotto::day::Day;
use sotto::roster::{Roster, RosterError};
use sotto::signed::canonical;
use std::collections::HashMap;
use std::fs::{DirBuilder, File, TryLockError};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::time::Duration;
use store::{Entry, Kind, Memory, Store, StoreError};

/// Keeps sealed reports until the desks have them. It cannot open one.
#[derive(Parser)]
#[command(name = "sotto-intake", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the folder: every slot that there will ever be, filled with random bytes.
    Init {
        /// The folder to make. It must not exist.
        #[arg(long)]
        folder: PathBuf,
        /// How many slots of 4, 16, 64 and 256 KiB and of 1 MiB.
        #[arg(long, value_parser = counts, default_value = "1024,2048,512,128,1024")]
        slots: Counts,
    },
    /// Serve reporters and handlers.
    Serve(Box<Serve>),
}

#[derive(clap::Args)]
struct Serve {
    /// The folder that `init` made.
    #[arg(long)]
    folder: PathBuf,
    /// The organisation's root key: a file of 64 hexadecimal digits.
    #[arg(long)]
    root: PathBuf,
    /// The folder of the signed site.
    #[arg(long)]
    site: PathBuf,
    /// The folder of roster.json and roster.sig.
    #[arg(long)]
    roster: PathBuf,
    /// Where reporters come in: 127.0.0.1:PORT, or unix:PATH.
    #[arg(long, default_value = "127.0.0.1:8420")]
    public: Address,
    /// Where handlers come in.
    #[arg(long, default_value = "127.0.0.1:8421")]
    staff: Address,
    /// The Host that reporters must ask for: the onion's name. Needed with unix:.
    #[arg(long)]
    public_host: Option<String>,
    /// The Host that handlers must ask for.
    #[arg(long)]
    staff_host: Option<String>,
    /// Days after which what nobody confirmed is erased.
    #[arg(long, default_value_t = 60)]
    retention: u16,
    /// Hours of the day (UTC) at which new reports become visible to desks, such as 6,14,22; without, at once.
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u8).range(..24))]
    release_hours: Vec<u8>,
    /// The beat at which the intake writes, in milliseconds.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(10..=10_000))]
    tick: u64,
}

/// Why the intake ends, and what to do.
#[derive(Debug, thiserror::Error)]
enum Ending {
    #[error("cannot make the folder {path}: {1}", path = .0.display())]
    Make(PathBuf, io::Error),
    #[error("cannot open the folder {path}: {1}; make one with `sotto-intake init`", path = .0.display())]
    Folder(PathBuf, io::Error),
    #[error("another sotto-intake is using this folder; end that one first")]
    InUse,
    #[error("{0}; nothing was changed")]
    Slots(io::Error),
    #[error("{0}")]
    Store(StoreError),
    #[error("{0}")]
    Site(SiteError),
    #[error("cannot listen on {0}: {1}; choose another address or end what uses it")]
    Listen(Address, io::Error),
    #[error("say with --public-host and --staff-host which names are asked for")]
    NoHost,
    #[error("{0}; stopped, since nothing more can be promised. What was acknowledged is safe")]
    Keeper(KeeperError),
    #[error("the clock shows no day that can be written; set it")]
    Clock,
    #[error("cannot start: {0}")]
    Start(io::Error),
}

fn main() -> ExitCode {
    let run = match Arguments::parse().command {
        Command::Init { folder, slots } => init(&folder, &slots),
        Command::Serve(serve) => start(*serve),
    };
    run.map_or_else(|ending| say_why(&ending), |()| ExitCode::SUCCESS)
}

#[expect(clippy::print_stderr, reason = "the one line that an operator gets")]
fn say_why(ending: &Ending) -> ExitCode {
    eprintln!("sotto-intake: {ending}.");
    ExitCode::FAILURE
}

/// Seconds since the Unix epoch. The one place where the clock is read.
#[expect(clippy::disallowed_methods, reason = "this is that place")]
fn clock() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

fn today() -> Result<Day, Ending> {
    Day::of_unix(clock()).map_err(|_| Ending::Clock)
}

/// Five numbers with commas between them.
fn counts(text: &str) -> Result<Counts, &'static str> {
    let numbers: Option<Vec<u32>> = text.split(',').map(|number| number.parse().ok()).collect();
    let counts = numbers.and_then(|numbers| Counts::try_from(numbers).ok());
    counts
        .filter(|counts| counts.iter().all(|count| (1..=1 << 20).contains(count)))
        .ok_or("write five numbers, each at least 1, such as 1024,2048,512,128,1024")
}

fn init(folder: &Path, counts: &Counts) -> Result<(), Ending> {
    let make = |error| Ending::Make(folder.to_owned(), error);
    DirBuilder::new().mode(0o700).create(folder).map_err(make)?;
    Slots::make(folder, counts).map_err(make)?;
    let mut random = slots::stirrer().map_err(make)?;
    Store::make(folder, counts, today()?, &mut random).map_err(Ending::Store)
}

fn start(serve: Serve) -> Result<(), Ending> {
    leave_no_core().map_err(Ending::Start)?;
    let lock = lock(&serve.folder)?;
    let Opened {
        keeper,
        shelf,
        roster,
        roster_pages,
        site,
    } = open(&serve)?;
    let (jobs, queue) = mpsc::channel();
    let board = Board::new(Arc::clone(&shelf))
        .map_err(|error| Ending::Start(io::Error::other(error.to_string())))?;
    let public = Arc::new(public::Public {
        jobs: jobs.clone(),
        handlers: roster.handlers.len(),
        board: Arc::new(board),
        pages: roster_pages.clone().into_iter().chain(site.pages).collect(),
    });
    let access = access::Access::default();
    let staff = move |host| {
        Arc::new(staff::Staff {
            jobs,
            shelf,
            access,
            roster,
            pages: roster_pages,
            host,
            clock,
        })
    };
    let workers = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = workers.map_err(Ending::Start)?;
    let doors = runtime.block_on(open_doors(&serve, site.csp, public, staff))?;
    let keeping = std::thread::spawn(move || keeper.run(&queue));
    log::note(log::Event::Started);
    let result = runtime.block_on(serve_until_asked(doors, keeping));
    drop(lock);
    result
}

/// What there is before the doors open: all of it checked, nothing of it served yet.
struct Opened {
    keeper: Keeper,
    shelf: Arc<Shelf>,
    roster: Roster,
    roster_pages: HashMap<String, Page>,
    site: Site,
}

fn open(serve: &Serve) -> Result<Opened, Ending> {
    let mut store = Store::open(&serve.folder).map_err(Ending::Store)?;
    let counts = store.counts().map_err(Ending::Store)?;
    let slots = Slots::open(&serve.folder, &counts).map_err(Ending::Slots)?;
    let mut memory = store.memory().map_err(Ending::Store)?;
    let root = site::root(&serve.root).map_err(Ending::Site)?;
    let (roster, roster_pages) =
        site::roster(&serve.roster, &root, today()?, memory.serial).map_err(Ending::Site)?;
    let site = site::site(&serve.site, &root).map_err(Ending::Site)?;

    let mut entries = store.entries().map_err(Ending::Store)?;
    let malformed = |_| Ending::Site(SiteError::Roster(RosterError::Malformed));
    let digest: [u8; 32] = Sha256::digest(canonical(&roster).map_err(malformed)?).into();
    if memory.roster != digest {
        (memory.roster, memory.serial) = (digest, roster.serial);
        forget_confirmations(&mut store, &mut entries, &memory)?;
    }
    let unfinished: Vec<Slot> = entries
        .iter()
        .filter(|(_, entry)| entry.kind == Kind::Erasing)
        .map(|(slot, _)| *slot)
        .collect();
    let shelf = Arc::new(Shelf::new(slots, &entries));
    let rules = Rules {
        tick: Duration::from_millis(serve.tick),
        retention: serve.retention,
        release_hours: serve.release_hours.clone(),
        handlers: roster.handlers.len(),
        clock,
    };
    let keeper = Keeper::new(Arc::clone(&shelf), store, memory, rules, &unfinished)
        .map_err(Ending::Keeper)?;
    Ok(Opened {
        keeper,
        shelf,
        roster,
        roster_pages,
        site,
    })
}

/// Places in the roster may have changed hands: every desk confirms again.
fn forget_confirmations(
    store: &mut Store,
    entries: &mut [(Slot, Entry)],
    memory: &Memory,
) -> Result<(), Ending> {
    let mut forgotten = Vec::new();
    for (slot, entry) in entries.iter_mut().filter(|(_, entry)| entry.confirmed != 0) {
        entry.confirmed = 0;
        forgotten.push((*slot, *entry));
    }
    store
        .commit(forgotten.into_iter(), memory)
        .map_err(Ending::Store)
}

/// What passes through memory must not be found in a core file.
fn leave_no_core() -> io::Result<()> {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none).map_err(io::Error::from)
}

/// Two processes must never write one folder.
fn lock(folder: &Path) -> Result<File, Ending> {
    let file = File::open(folder).map_err(|error| Ending::Folder(folder.to_owned(), error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Ending::InUse),
        Err(TryLockError::Error(error)) => Err(Ending::Folder(folder.to_owned(), error)),
    }
}

type Doors = [(Listener, Arc<Door>); 2];

async fn open_doors(
    serve: &Serve,
    csp: axum::http::HeaderValue,
    public: Arc<public::Public>,
    staff: impl FnOnce(String) -> Arc<staff::Staff>,
) -> Result<Doors, Ending> {
    let (public_listener, public_host) =
        open_door(&serve.public, serve.public_host.as_ref()).await?;
    let (staff_listener, staff_host) = open_door(&serve.staff, serve.staff_host.as_ref()).await?;
    say_where(&public_host, &staff_host);
    let public = Door {
        router: public::routes(public),
        host: public_host,
        csp: csp.clone(),
    };
    let staff = Door {
        router: staff::routes(staff(staff_host.clone())),
        host: staff_host,
        csp,
    };
    Ok([
        (public_listener, Arc::new(public)),
        (staff_listener, Arc::new(staff)),
    ])
}

async fn open_door(address: &Address, host: Option<&String>) -> Result<(Listener, String), Ending> {
    let cannot = |error| Ending::Listen(address.clone(), error);
    let listener = Listener::open(address).await.map_err(cannot)?;
    let own = listener
        .address()
        .map_err(cannot)?
        .map(|address| address.to_string());
    let host = host.cloned().or(own).ok_or(Ending::NoHost)?;
    Ok((listener, host))
}

#[expect(clippy::print_stdout, reason = "the addresses, for whoever started it")]
fn say_where(public: &str, staff: &str) {
    println!("reporters: http://{public}/\nhandlers: http://{staff}/");
}

/// Serves until asked to stop, or until the keeper can no longer write.
async fn serve_until_asked(
    doors: Doors,
    keeper: std::thread::JoinHandle<Result<(), KeeperError>>,
) -> Result<(), Ending> {
    let served: Vec<_> = doors
        .into_iter()
        .map(|(listener, door)| tokio::spawn(door::serve(listener, door)))
        .collect();
    let keeper = tokio::task::spawn_blocking(move || keeper.join());
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .map_err(Ending::Start)?;
    tokio::select! {
        ended = keeper => match ended {
            Ok(Ok(Err(error))) => Err(Ending::Keeper(error)),
            _ => Err(Ending::Start(io::Error::other("the keeper ended"))),
        },
        _ = tokio::signal::ctrl_c() => { served.iter().for_each(tokio::task::JoinHandle::abort); log::note(log::Event::Stopped); Ok(()) }
        _ = terminate.recv() => { served.iter().for_each(tokio::task::JoinHandle::abort); log::note(log::Event::Stopped); Ok(()) }
    }
}
