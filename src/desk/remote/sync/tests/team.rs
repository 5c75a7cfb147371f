//! A team whose events are carried from desk to desk by hand.

use crate::keyring::keys::Keys;
use crate::remote::alerts;
use crate::remote::sync::receive::{take_in_events, take_in_waiting};
use crate::remote::sync::send::{mark_sent, to_send};
use crate::session::alert::Alert;
use crate::session::team_key::TeamKey;
use crate::session::unlocked::Session;
use crate::store::Store;
use sotto::day::Day;
use sotto::roster::{FORMAT, Handler, Roster};
use sotto::secret::Secret;
use sotto::signed::canonical;
use sotto::ticket::Ticket;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The desks of one team, and the bytes that an intake would have of them. There is no network.
pub struct Team {
    pub folder: PathBuf,
    pub desks: Vec<Session>,
    pub intake: Vec<(Ticket, Vec<u8>)>,
}

impl Drop for Team {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn case(n: u8) -> Ticket {
    [n; 16].into()
}

pub fn keys(number: u8) -> Keys {
    let seed = [number; 96];
    let bytes = [seed.as_slice(), format!("h{number}").as_bytes()].concat();
    Keys::from_bytes(&Secret::new(bytes)).unwrap()
}

pub fn handler(keys: &Keys) -> Handler {
    Handler {
        id: keys.id.clone(),
        verifying_key: keys.verifying_key(),
    }
}

pub fn roster(people: &[u8], serial: u64) -> Roster {
    Roster {
        format: FORMAT.into(),
        demo: false,
        organisation: "Test".into(),
        serial,
        not_before: Day::FIRST,
        not_after: Day::FIRST,
        handlers: people
            .iter()
            .map(|number| handler(&keys(*number)))
            .collect(),
        least: people.len().min(2),
        keep_until: 1,
        coordinators: vec![],
    }
}

impl Team {
    /// Returns a team in which everybody has the same cases, the same roster and the same team key.
    pub fn new(people: &[u8], cases: u8) -> Self {
        let name = format!(
            "sotto-sync-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::path::Path::new("/dev/shm").join(name);
        let desks = people.iter().map(|number| {
            let own = folder.join(number.to_string());
            std::fs::create_dir_all(&own).unwrap();
            let store = Store::open(&own, keys(*number)).unwrap();
            let mut session = Session::open(store, Day::FIRST.plus(9), None).unwrap();
            session.rosters.insert(1, roster(people, 1));
            session.add_team_key(TeamKey::read(&team_key())).unwrap();
            let content = |n| {
                session.new_case(
                    case(n),
                    Secret::new(format!("letter {n}").into_bytes()),
                    false,
                )
            };
            let all: Vec<_> = (0..cases).map(content).collect();
            session.take_in(&all).unwrap();
            session
        });
        let desks = desks.collect();
        Self {
            folder,
            desks,
            intake: Vec::new(),
        }
    }

    /// Carries the events that this desk would send to the intake.
    pub fn send(&mut self, who: usize) {
        let listed = self
            .intake
            .iter()
            .map(|(remote_id, _)| *remote_id)
            .collect();
        for (digest, remote_id, sealed) in to_send(&self.desks[who], &listed).unwrap() {
            self.intake.push((remote_id, sealed));
            mark_sent(&mut self.desks[who], &[(digest, remote_id)]).unwrap();
        }
    }

    /// Carries events to this desk, as the intake would send them.
    pub fn receive(&mut self, who: usize, events: Vec<(Ticket, Vec<u8>)>) {
        let session = &mut self.desks[who];
        take_in_events(session, events).unwrap();
        take_in_waiting(session).unwrap();
        session.apply_purges().unwrap();
    }

    /// Returns what a desk shows of the team's work, which must be the same at every desk, byte for byte.
    pub fn state(&self, who: usize) -> Vec<u8> {
        let book = &self.desks[who].cases;
        let cases: Vec<_> = book
            .entries()
            .map(|entry| (entry.head, entry.case))
            .collect();
        let mut team: Vec<_> = book.team.iter().collect();
        team.sort_by(|one, other| one.place().cmp(&other.place()));
        let team: Vec<_> = team.iter().map(|known| known.digest).collect();
        canonical(&serde_json::json!([cases, book.gone, book.proposals, team])).unwrap()
    }

    pub fn alerts(&self, who: usize) -> Vec<Alert> {
        alerts::all(&self.desks[who]).unwrap()
    }
}

pub fn team_key() -> crate::session::team_key::WrittenKey {
    let written = serde_json::json!({"name": "07".repeat(16), "roster": 1, "epoch": 4, "key": "08".repeat(32)});
    serde_json::from_value(written).unwrap()
}
