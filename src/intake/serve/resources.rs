//! Opens the folder, checks what was signed, and builds what the listeners need. Nothing is served yet.

use crate::api::public::board::Board;
use crate::api::public::state::Public;
use crate::api::roster_in_force::RosterInForce;
use crate::api::site::{self, Site};
use crate::api::staff::sessions::Sessions;
use crate::api::staff::state::Staff;
use crate::api::{public, staff};
use crate::http::listener::Listener;
use crate::limits::connections::Connections;
use crate::limits::memory::MemoryBudgets;
use crate::metrics::Metrics;
use crate::serve::args::Serve;
use crate::serve::exit_reason::ExitReason;
use crate::serve::people::{cards, roster_to_serve};
use crate::storage::database::sqlite::{Database, LastUse};
use crate::storage::entry::Entry;
use crate::storage::index::SlotIndex;
use crate::storage::kind::SlotKind;
use crate::storage::slots::{Slot, Slots};
use crate::storage::team::Team;
use crate::storage::writer::job::Job;
use crate::storage::writer::state::{Rules, Writer};
use axum::Router;
use sotto::day::Day;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

/// The most connections of reporters at a time.
const REPORTERS: usize = 1024;
/// The most connections of handlers at a time.
const HANDLERS: usize = 64;

/// What exists before the listeners open: all of it checked, none of it served yet.
pub struct Opened {
    pub writer: Writer,
    pub resources: Resources,
}

/// What the listeners serve.
pub struct Resources {
    index: Arc<SlotIndex>,
    roster_in_force: RosterInForce,
    site: Site,
}

impl Resources {
    /// Returns the reporters' listener and the handlers'.
    pub fn listeners(
        self,
        jobs: Sender<Job>,
        hosts: &[String; 2],
        circuits: bool,
        clock: fn() -> u64,
        metrics: &Arc<Metrics>,
    ) -> Result<[Arc<Listener>; 2], ExitReason> {
        let [public_host, staff_host] = hosts;
        let csp = self.site.csp.clone();
        let [reporters, handlers] = self.routers(jobs, staff_host, clock, metrics)?;
        let listener = |router: Router, host: &str, circuits, most| {
            Arc::new(Listener {
                router,
                host: host.into(),
                csp: csp.clone(),
                circuits,
                connections: Connections::new(most),
                memory: MemoryBudgets::new(),
                metrics: Arc::clone(metrics),
            })
        };
        Ok([
            listener(reporters, public_host, circuits, REPORTERS),
            listener(handlers, staff_host, false, HANDLERS),
        ])
    }

    fn routers(
        self,
        jobs: Sender<Job>,
        staff_host: &str,
        clock: fn() -> u64,
        metrics: &Arc<Metrics>,
    ) -> Result<[Router; 2], ExitReason> {
        let board = Board::new(Arc::clone(&self.index))
            .map_err(|error| ExitReason::Start(io::Error::other(error.to_string())))?;
        let roster_in_force = Arc::new(self.roster_in_force);
        let reporters = public::routes::routes(Arc::new(Public {
            jobs: jobs.clone(),
            roster_in_force: Arc::clone(&roster_in_force),
            board: Arc::new(board),
            pages: self.site.pages,
        }));
        let handlers = staff::routes::routes(Arc::new(Staff {
            jobs,
            index: self.index,
            sessions: Sessions::default(),
            roster_in_force,
            manifest: self.site.manifest,
            host: staff_host.to_owned(),
            clock,
            metrics: Arc::clone(metrics),
        }));
        Ok([reporters, handlers])
    }
}

/// Opens the folder and checks what was signed.
///
/// # Errors
///
/// Returns why the intake must not start with these; nothing was changed.
pub fn open(
    serve: &Serve,
    clock: fn() -> u64,
    metrics: Arc<Metrics>,
) -> Result<Opened, ExitReason> {
    let mut database = Database::open(&serve.folder).map_err(ExitReason::Database)?;
    let counts = database.counts().map_err(ExitReason::Database)?;
    let slots = Slots::open(&serve.folder, &counts).map_err(ExitReason::Slots)?;
    let mut last_use = database.last_use().map_err(ExitReason::Database)?;
    let today = Day::of_unix(clock()).map_err(|_| ExitReason::Clock)?;
    let root = site::root(&serve.root).map_err(ExitReason::Site)?;
    let site = site::site(&serve.site, &root).map_err(ExitReason::Site)?;

    let mut entries = database.entries().map_err(ExitReason::Database)?;
    let verified = roster_to_serve(serve, &slots, &entries, &root, (today, last_use.serial))?;
    let cards = cards(serve, &slots, &entries, &verified.roster, &root)?;
    if last_use.roster != verified.digest {
        (last_use.roster, last_use.serial) = (verified.digest, verified.roster.serial);
        forget_confirmations(&mut database, &mut entries, &last_use)?;
    }
    let given_up = unfinished(&entries);
    let index = Arc::new(SlotIndex::new(slots, &entries));
    let held = cards.iter().map(|(ticket, one)| one.held(*ticket));
    let team = Team {
        keep_until: verified.roster.keep_until,
        cards: held.collect(),
    };
    let rules = rules(serve, team, clock);
    let shared = Arc::clone(&index);
    let writer = Writer::new(shared, database, last_use, rules, metrics, given_up)
        .map_err(ExitReason::Writer)?;
    let cards = cards.into_iter().map(|(_, one)| one);
    let roster_in_force = RosterInForce::new(root, verified, cards, clock);
    let resources = Resources {
        index,
        roster_in_force,
        site,
    };
    Ok(Opened { writer, resources })
}

fn rules(serve: &Serve, team: Team, clock: fn() -> u64) -> Rules {
    Rules {
        tick: Duration::from_millis(serve.tick),
        retention: serve.retention,
        release_hours: serve.release_hours.clone(),
        team,
        clock,
    }
}

/// Returns the slots that were given up before a crash and not yet overwritten.
fn unfinished(entries: &[(Slot, Entry)]) -> Vec<Slot> {
    entries
        .iter()
        .filter(|(_, entry)| entry.kind == SlotKind::Erasing)
        .map(|(slot, _)| *slot)
        .collect()
}

/// Clears all confirmations: indexes in the roster may have changed hands, so every desk confirms again.
fn forget_confirmations(
    database: &mut Database,
    entries: &mut [(Slot, Entry)],
    last_use: &LastUse,
) -> Result<(), ExitReason> {
    let mut forgotten = Vec::new();
    for (slot, entry) in entries
        .iter_mut()
        .filter(|(_, entry)| entry.able != 0 || entry.confirmed != 0)
    {
        // Whose index was whose is not known any more.
        (entry.able, entry.confirmed) = (u64::MAX, 0);
        forgotten.push((*slot, *entry));
    }
    database
        .commit(forgotten.into_iter(), last_use)
        .map_err(ExitReason::Database)
}
