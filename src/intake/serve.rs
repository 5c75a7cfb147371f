//! From a folder and what was signed to two open doors: everything is checked and opened, then all that is no longer
//! needed is given up, and only then is anybody let in.

use crate::api::public::board::Board;
use crate::api::public::state::Public;
use crate::api::roster_in_force::{InForce, Standing};
use crate::api::site::{self, Site, SiteError};
use crate::api::staff::sessions::Access;
use crate::api::staff::state::Staff;
use crate::api::{public, staff};
use crate::http::accept;
use crate::http::address::{Address, Listener};
use crate::http::listener::Door;
use crate::limits::connections::Crowd;
use crate::limits::memory::Rooms;
use crate::log::{Event, note};
use crate::metrics::Tally;
use crate::sandbox;
use crate::storage::database::error::StoreError;
use crate::storage::database::store::{Memory, Store};
use crate::storage::entry::Entry;
use crate::storage::frame::unframed;
use crate::storage::index::Shelf;
use crate::storage::kind::SlotKind;
use crate::storage::slots::{Slot, Slots};
use crate::storage::writer::error::KeeperError;
use crate::storage::writer::job::Job;
use crate::storage::writer::state::{Keeper, Rules};
use crate::tools::inspect::InspectError;
use crate::tools::status::StatusError;
use axum::Router;
use sotto::day::Day;
use sotto::roster::RosterError;
use sotto::signed::VerifyingKey;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// How many may be connected: reporters, handlers.
const REPORTERS: usize = 1024;
const HANDLERS: usize = 64;

#[derive(clap::Args)]
pub struct Serve {
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
    /// Tor names the circuit before each connection of reporters (HiddenServiceExportCircuitID haproxy): needed for
    /// fairness, and nobody comes in without.
    #[arg(long)]
    circuits: bool,
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
pub enum Ending {
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
    #[error("{0}")]
    Status(StatusError),
    #[error("{0}")]
    Inspect(InspectError),
    #[error("a seizure would show more than it should: see above")]
    Unsound,
}

/// Serves until asked to stop.
pub fn run(serve: Serve, clock: fn() -> u64, say: fn(&str)) -> Result<(), Ending> {
    sandbox::leave_nothing_behind().map_err(Ending::Start)?;
    std::panic::set_hook(Box::new(|_| note(Event::Panicked)));
    let lock = lock(&serve.folder)?;
    let tally = Arc::<Tally>::default();
    let opened = open(&serve, clock, Arc::clone(&tally))?;
    let (public_listener, public_host) = listen(&serve.public, serve.public_host.as_ref())?;
    let (staff_listener, staff_host) = listen(&serve.staff, serve.staff_host.as_ref())?;
    sandbox::confine(&serve.folder)
        .into_iter()
        .for_each(|missing| note(Event::NotEnforced(missing)));

    let keeper = opened.keeper;
    let (jobs, queue) = mpsc::channel();
    let (hosts, ask) = ([public_host, staff_host], jobs.clone());
    let [reporters, handlers] =
        opened
            .furnishing
            .doors(jobs, &hosts, serve.circuits, clock, &tally)?;
    let workers = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(4)
        .enable_all()
        .build();
    let runtime = workers.map_err(Ending::Start)?;
    let keeping = std::thread::spawn(move || keeper.run(&queue));
    let [public_host, staff_host] = hosts;
    say(&format!(
        "reporters: http://{public_host}/\nhandlers: http://{staff_host}/"
    ));
    note(Event::Started);
    let doors = [(public_listener, reporters), (staff_listener, handlers)];
    let result = runtime.block_on(until_asked(doors, keeping, &ask));
    drop(lock);
    result
}

/// What there is before the doors open: all of it checked, nothing of it served yet.
struct Opened {
    keeper: Keeper,
    furnishing: Furnishing,
}

/// What stands behind the doors.
struct Furnishing {
    shelf: Arc<Shelf>,
    standing: Standing,
    site: Site,
}

impl Furnishing {
    /// The reporters' door and the handlers'.
    fn doors(
        self,
        jobs: Sender<Job>,
        [public_host, staff_host]: &[String; 2],
        circuits: bool,
        clock: fn() -> u64,
        tally: &Arc<Tally>,
    ) -> Result<[Arc<Door>; 2], Ending> {
        let board = Board::new(Arc::clone(&self.shelf))
            .map_err(|error| Ending::Start(io::Error::other(error.to_string())))?;
        let standing = Arc::new(self.standing);
        let reporters = public::routes::routes(Arc::new(Public {
            jobs: jobs.clone(),
            standing: Arc::clone(&standing),
            board: Arc::new(board),
            pages: self.site.pages,
        }));
        let handlers = staff::routes::routes(Arc::new(Staff {
            jobs,
            shelf: self.shelf,
            access: Access::default(),
            standing,
            manifest: self.site.manifest,
            host: staff_host.clone(),
            clock,
            tally: Arc::clone(tally),
        }));
        let csp = self.site.csp;
        let door = |router: Router, host: &str, circuits, most| {
            Arc::new(Door {
                router,
                host: host.into(),
                csp: csp.clone(),
                circuits,
                crowd: Crowd::new(most),
                rooms: Rooms::new(),
                tally: Arc::clone(tally),
            })
        };
        Ok([
            door(reporters, public_host, circuits, REPORTERS),
            door(handlers, staff_host, false, HANDLERS),
        ])
    }
}

fn open(serve: &Serve, clock: fn() -> u64, tally: Arc<Tally>) -> Result<Opened, Ending> {
    let mut store = Store::open(&serve.folder).map_err(Ending::Store)?;
    let counts = store.counts().map_err(Ending::Store)?;
    let slots = Slots::open(&serve.folder, &counts).map_err(Ending::Slots)?;
    let mut memory = store.memory().map_err(Ending::Store)?;
    let today = Day::of_unix(clock()).map_err(|_| Ending::Clock)?;
    let root = site::root(&serve.root).map_err(Ending::Site)?;
    let site = site::site(&serve.site, &root).map_err(Ending::Site)?;

    let mut entries = store.entries().map_err(Ending::Store)?;
    let signed = site::signed_roster(&serve.roster).map_err(Ending::Site)?;
    let in_force = newest(&signed, resting_roster(&slots, &entries), &root)
        .and_then(|found| {
            found.roster.holds_on(today, memory.serial)?;
            Ok(found)
        })
        .map_err(|error| Ending::Site(SiteError::Roster(error)))?;
    if memory.roster != in_force.digest {
        (memory.roster, memory.serial) = (in_force.digest, in_force.roster.serial);
        forget_confirmations(&mut store, &mut entries, &memory)?;
    }
    let unfinished: Vec<Slot> = entries
        .iter()
        .filter(|(_, entry)| entry.kind == SlotKind::Erasing)
        .map(|(slot, _)| *slot)
        .collect();
    let shelf = Arc::new(Shelf::new(slots, &entries));
    let rules = Rules {
        tick: Duration::from_millis(serve.tick),
        retention: serve.retention,
        release_hours: serve.release_hours.clone(),
        handlers: in_force.roster.handlers.len(),
        clock,
    };
    let keeper = Keeper::new(Arc::clone(&shelf), store, memory, rules, tally, unfinished)
        .map_err(Ending::Keeper)?;
    let furnishing = Furnishing {
        shelf,
        standing: Standing::new(root, in_force),
        site,
    };
    Ok(Opened { keeper, furnishing })
}

/// The roster that was put in place while the intake ran last, if one was.
fn resting_roster(slots: &Slots, entries: &[(Slot, Entry)]) -> Option<Vec<u8>> {
    let (slot, _) = entries
        .iter()
        .find(|(_, entry)| entry.kind == SlotKind::Roster)?;
    unframed(&slots.read(*slot).ok()?)
}

/// The newer of the roster in the operator's files and the one that handlers put in place.
fn newest(
    files: &[u8],
    resting: Option<Vec<u8>>,
    root: &VerifyingKey,
) -> Result<InForce, RosterError> {
    let files = InForce::read(files, root)?;
    let resting = resting.and_then(|signed| InForce::read(&signed, root).ok());
    Ok(match resting {
        Some(resting) if resting.roster.serial > files.roster.serial => resting,
        _ => files,
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

/// Two processes must never write one folder.
fn lock(folder: &Path) -> Result<File, Ending> {
    let file = File::open(folder).map_err(|error| Ending::Folder(folder.to_owned(), error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Ending::InUse),
        Err(TryLockError::Error(error)) => Err(Ending::Folder(folder.to_owned(), error)),
    }
}

fn listen(address: &Address, host: Option<&String>) -> Result<(Listener, String), Ending> {
    let cannot = |error| Ending::Listen(address.clone(), error);
    let listener = Listener::open(address).map_err(cannot)?;
    let own = listener
        .address()
        .map_err(cannot)?
        .map(|address| address.to_string());
    let host = host.cloned().or(own).ok_or(Ending::NoHost)?;
    Ok((listener, host))
}

/// Serves until asked to stop, or until the keeper can no longer write.
async fn until_asked(
    doors: [(Listener, Arc<Door>); 2],
    keeper: std::thread::JoinHandle<Result<(), KeeperError>>,
    ask: &Sender<Job>,
) -> Result<(), Ending> {
    let [reporters, handlers] =
        doors.map(|(listener, door)| tokio::spawn(accept::serve(listener, door)));
    let mut keeper = tokio::task::spawn_blocking(move || keeper.join());
    let mut terminate = signal(SignalKind::terminate()).map_err(Ending::Start)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Ending::Start)?;
    let other = |words| Err(Ending::Start(io::Error::other(words)));
    let asked = tokio::select! {
        ended = &mut keeper => return told(ended),
        _ = reporters => return other("the reporters' door closed"),
        _ = handlers => return other("the handlers' door closed"),
        _ = terminate.recv() => ask.send(Job::Stop),
        _ = interrupt.recv() => ask.send(Job::Stop),
    };
    if asked.is_ok() {
        told(keeper.await)?;
    }
    note(Event::Stopped);
    Ok(())
}

/// How the keeper ended: well only if it was asked to.
fn told<E, F>(ended: Result<Result<Result<(), KeeperError>, E>, F>) -> Result<(), Ending> {
    match ended {
        Ok(Ok(result)) => result.map_err(Ending::Keeper),
        _ => Err(Ending::Start(io::Error::other("the keeper ended"))),
    }
}
