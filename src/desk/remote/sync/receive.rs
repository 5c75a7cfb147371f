//! Brings the desks of a team together: what colleagues changed comes in, what was changed here goes out.
//!
//! The intake hands out bytes in no order and is believed in nothing: every event is opened under the team's key, and
//! checked against the roster that its handler was named in. What cannot be used yet waits, as it came.

use crate::model::event::SignedEvent;
use crate::remote::error::{PullError, store};
use crate::remote::sync::envelope::{Envelope, Matter, open_envelope};
use crate::remote::sync::verify::Verdict;
use crate::remote::sync::verify::is_signed;
use crate::remote::sync::verify::judge;
use crate::session::alert::{Alert, alert};
use crate::session::team_key::{NotOpened, TeamKey};
use crate::session::unlocked::Session;
use crate::store::NewCase;
use sotto::roster::Roster;
use sotto::secret::Secret;
use sotto::signed::VerifyingKey;
use sotto::ticket::Ticket;

/// Takes in what colleagues sealed to this handler: first what the rest is checked with. What is for others is not asked
/// for again.
pub fn take_in_envelopes(
    session: &mut Session,
    envelopes: Vec<(Ticket, Vec<u8>)>,
    root: &VerifyingKey,
) -> Result<(), PullError> {
    let mut opened = Vec::new();
    let mut seen = Vec::new();
    for (wire, sealed) in envelopes {
        if Ticket::of_bytes(&sealed) != wire {
            alert(session, Alert::WrongBytes { wire }).map_err(PullError::Session)?;
            continue;
        }
        match open_envelope(session.store.keys(), &session.rosters, &sealed) {
            Ok(envelope) => opened.push((wire, envelope)),
            Err(NotOpened::NoKey) => seen.push(wire),
            Err(NotOpened::Damaged) => {
                alert(session, Alert::Forged { wire }).map_err(PullError::Session)?;
                seen.push(wire);
            }
        }
    }
    opened.sort_by_key(|(_, envelope)| matches!(envelope.matter, Matter::Case { .. }));
    for (wire, Envelope { matter, rest }) in opened {
        if take_matter(session, matter, rest, root)? {
            seen.push(wire);
        }
    }
    session.store.mark_seen(&seen).map_err(store)
}

/// Whether it is done with; otherwise it is asked for again with the next pull.
fn take_matter(
    session: &mut Session,
    matter: Matter,
    rest: Secret<Vec<u8>>,
    root: &VerifyingKey,
) -> Result<bool, PullError> {
    match matter {
        Matter::TeamKey(written) => session.add_team_key(TeamKey::read(&written)),
        Matter::Rosters(all) => {
            all.iter()
                .try_for_each(|signed| match Roster::verify_signed(signed, root) {
                    Ok(roster) => session.add_roster(signed, roster),
                    Err(_) => Ok(()),
                })
        }
        Matter::Case { ticket, events } => {
            if session.cases.record(ticket).is_some() || session.cases.gone.contains(&ticket) {
                return Ok(true);
            }
            let is_known =
                |signed: &SignedEvent| session.rosters.contains_key(&signed.event.roster);
            if !events.iter().all(is_known) {
                return Ok(false);
            }
            let sound = |signed: &SignedEvent| {
                is_signed(session, signed) && signed.event.case == Some(ticket)
            };
            let events = events.into_iter().filter(sound);
            let case = NewCase {
                events: events.filter_map(|event| event.known().ok()).collect(),
                ..session.new_case(ticket, rest, false)
            };
            session.take_in(&[case])
        }
    }
    .map_err(PullError::Session)?;
    Ok(true)
}

/// Takes in events as they came, in whatever order. How many of them are colleagues' and new.
pub fn take_in_events(
    session: &mut Session,
    events: Vec<(Ticket, Vec<u8>)>,
) -> Result<usize, PullError> {
    let (mut new, mut waiting, mut past) = (Vec::new(), Vec::new(), Vec::new());
    let mut forgotten = Vec::new();
    for (wire, sealed) in events {
        if Ticket::of_bytes(&sealed) != wire {
            alert(session, Alert::WrongBytes { wire }).map_err(PullError::Session)?;
            continue;
        }
        match judge(session, &sealed) {
            Verdict::New(known) => new.push((*known, Some(wire))),
            Verdict::Waits => waiting.push((wire, sealed)),
            Verdict::Foreign => past.push(wire),
            Verdict::Past(digest) => {
                forgotten.push(digest);
                past.push(wire);
            }
            Verdict::Forged => {
                alert(session, Alert::Forged { wire }).map_err(PullError::Session)?;
                past.push(wire);
            }
        }
    }
    let own = session.store.keys().id.clone();
    let came = new
        .iter()
        .filter(|(known, _)| known.event().handler != own)
        .count();
    session
        .add_from_colleagues(new)
        .map_err(PullError::Session)?;
    session.store.add_forgotten(&forgotten).map_err(store)?;
    session.store.keep_waiting(&waiting).map_err(store)?;
    session.store.mark_seen(&past).map_err(store)?;
    Ok(came)
}

/// Tries again what waited.
pub fn take_in_waiting(session: &mut Session) -> Result<usize, PullError> {
    let waiting = session.store.waiting().map_err(store)?;
    take_in_events(session, waiting)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::keys::Keys;
    use crate::model::change::{Act, Change, Set, State};
    use crate::remote::alerts;
    use crate::remote::sync::send::mark_sent;
    use crate::remote::sync::send::to_send;
    use crate::session::error::SessionError;
    use crate::session::team_key::open_event;
    use crate::store::Store;
    use crate::triage::actions;
    use proptest::prelude::*;
    use sotto::day::Day;
    use sotto::roster::FORMAT;
    use sotto::signed::canonical;
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicU32, Ordering};

    static COUNT: AtomicU32 = AtomicU32::new(0);

    /// Desks of one team, and what an intake would have of them. No network: bytes go by hand.
    struct Team {
        folder: PathBuf,
        desks: Vec<Session>,
        intake: Vec<(Ticket, Vec<u8>)>,
    }

    impl Drop for Team {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }

    fn case(n: u8) -> Ticket {
        [n; 16].into()
    }

    fn keys(number: u8) -> Keys {
        let seed = [number; 96];
        let bytes = [seed.as_slice(), format!("h{number}").as_bytes()].concat();
        Keys::from_bytes(&Secret::new(bytes)).unwrap()
    }

    fn roster(people: &[u8], serial: u64) -> Roster {
        Roster {
            format: FORMAT.into(),
            demo: false,
            organisation: "Test".into(),
            serial,
            not_before: Day::FIRST,
            not_after: Day::FIRST,
            handlers: people
                .iter()
                .map(|number| keys(*number).card().unwrap())
                .collect(),
            coordinators: vec![],
        }
    }

    impl Team {
        /// Everybody has the same cases, the same roster and the same team key.
        fn new(people: &[u8], cases: u8) -> Self {
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
                let told = |n| {
                    session.new_case(
                        case(n),
                        Secret::new(format!("letter {n}").into_bytes()),
                        false,
                    )
                };
                let all: Vec<_> = (0..cases).map(told).collect();
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

        fn send(&mut self, who: usize) {
            let listed = self.intake.iter().map(|(wire, _)| *wire).collect();
            for (digest, wire, sealed) in to_send(&self.desks[who], &listed).unwrap() {
                self.intake.push((wire, sealed));
                mark_sent(&mut self.desks[who], &[(digest, wire)]).unwrap();
            }
        }

        fn receive(&mut self, who: usize, events: Vec<(Ticket, Vec<u8>)>) {
            let session = &mut self.desks[who];
            take_in_events(session, events).unwrap();
            take_in_waiting(session).unwrap();
            session.apply_purges().unwrap();
        }

        /// What of the team's work a desk shows: to be the same everywhere, byte for byte.
        fn state(&self, who: usize) -> Vec<u8> {
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

        fn alerts(&self, who: usize) -> Vec<Alert> {
            alerts::all(&self.desks[who]).unwrap()
        }
    }

    fn team_key() -> crate::session::team_key::WrittenKey {
        let written =
            serde_json::json!({"name": "07".repeat(16), "roster": 1, "key": "08".repeat(32)});
        serde_json::from_value(written).unwrap()
    }

    /// Something that a handler does.
    fn act(session: &mut Session, case: Ticket, what: u8) {
        let done = match what % 9 {
            0 => actions::set_state(session, &[case], State::ALL[usize::from(what / 9) % 6]),
            1 => actions::assign(session, &[case], Some("h1")),
            2 => actions::assign(session, &[case], None),
            3 => actions::label(
                session,
                &[case],
                vec!["campaign:a".parse().unwrap()],
                what > 100,
            ),
            4 => actions::write(session, case, &format!("note {what}"), Change::Note),
            5 => actions::link(session, case, [0; 16].into(), what > 100),
            6 => actions::propose(session, case, Act::Purge),
            7 => actions::answer_proposal(session, case, Act::Purge, what > 60),
            _ => actions::set_priority(session, &[case], Some(crate::model::change::Priority::P1)),
        };
        // Forgotten, not proposed, linked with itself: what a handler would hear, and what changes nothing.
        drop(done);
        session.apply_purges().unwrap();
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn desks_that_were_apart_agree_to_the_byte_in_whatever_order_everything_comes(
            acts in proptest::collection::vec((0usize..3, 0u8..3, any::<u8>()), 0..40),
            deliveries in proptest::collection::vec((0usize..3, any::<u64>(), 0u8..100), 0..12),
        ) {
            let mut team = Team::new(&[1, 2, 3], 3);
            let mut deliveries = deliveries.into_iter();
            for (number, (who, n, what)) in acts.into_iter().enumerate() {
                act(&mut team.desks[who], case(n), what);
                // Now and then somebody is online: sends all, and is given some, twice, in another order.
                if number % 4 == 3 && let Some((who, seed, lost)) = deliveries.next() {
                    team.send(who);
                    let mut some: Vec<_> = team.intake.iter().chain(&team.intake).enumerate()
                        .filter(|(n, _)| (seed >> (n % 61)) % 100 >= u64::from(lost)).map(|(_, event)| event.clone()).collect();
                    let length = some.len().max(1);
                    some.rotate_left(usize::try_from(seed).unwrap_or(0) % length);
                    team.receive(who, some);
                }
            }
            // In the end everything reaches everybody. Twice, since what is forgotten is said then.
            for round in 0..2 {
                (0..3).for_each(|who| team.send(who));
                for who in 0..3 {
                    let mut all = team.intake.clone();
                    let length = all.len().max(1);
                    all.rotate_left((who * 7 + round) % length);
                    team.receive(who, all);
                }
            }
            prop_assert_eq!(team.state(0), team.state(1));
            prop_assert_eq!(team.state(1), team.state(2));
            for who in 0..3 {
                prop_assert_eq!(team.alerts(who), vec![]);
                // The same after a restart.
                let store = Store::open(&team.folder.join((who + 1).to_string()), keys(u8::try_from(who).unwrap() + 1)).unwrap();
                let mut again = Session::open(store, Day::FIRST, None).unwrap();
                again.rosters = std::mem::take(&mut team.desks[who].rosters);
                let before = team.state(who);
                team.desks[who] = again;
                prop_assert_eq!(team.state(who), before);
            }
        }
    }

    #[test]
    fn nobodys_purge_is_carried_out_because_a_team_shrank() {
        for leaver in 1..3 {
            let mut team = Team::new(&[1, 2, 3], 2);
            actions::propose(&mut team.desks[leaver], case(0), Act::Purge).unwrap();
            actions::propose(&mut team.desks[0], case(1), Act::Purge).unwrap();
            for who in [0, leaver] {
                team.send(who);
            }
            let all = team.intake.clone();
            team.receive(0, all);
            // The others leave: what was proposed while they were there needed their word, and has not got it.
            let alone = &mut team.desks[0];
            alone.rosters.insert(2, roster(&[1], 2));
            assert_eq!(alone.apply_purges().unwrap(), []);
            assert_eq!((alone.cases.len(), alone.cases.gone.len()), (2, 0));
            // Asked again, the one who is left decides.
            actions::propose(alone, case(0), Act::Purge).unwrap();
            assert_eq!(alone.apply_purges().unwrap(), [case(0)]);
            assert_eq!(alone.cases.gone, [case(0)].into());
        }
    }

    #[test]
    fn what_is_withheld_shows_until_it_comes() {
        let mut team = Team::new(&[1, 2], 1);
        for text in ["one", "two", "three"] {
            actions::write(&mut team.desks[0], case(0), text, Change::Note).unwrap();
        }
        team.send(0);
        let all = std::mem::take(&mut team.intake);
        let is_two = |event: &(Ticket, Vec<u8>)| {
            let signed = open_event(&team.desks[0].team_keys, &event.1).unwrap();
            signed.event.change == Change::Note("two".into())
        };
        let (two, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_two);
        team.receive(1, others);
        assert_eq!(
            team.alerts(1),
            [Alert::Withheld {
                handler: "h1".into(),
                missing: 1
            }]
        );
        team.receive(1, two);
        assert_eq!(team.alerts(1), []);
        // What its author does not see listed is put down again.
        team.send(0);
        assert_eq!(team.intake.len(), 3);
    }

    #[test]
    fn what_nobody_of_the_roster_signed_is_left_out_and_shown() {
        let mut team = Team::new(&[1, 2], 1);
        let key = TeamKey::read(&team_key());
        actions::set_state(&mut team.desks[0], &[case(0)], State::Open).unwrap();
        let mut known = team.desks[0].cases.events().next().unwrap().clone();
        // Signed by a stranger, in Ana's name; by a handler in another's; changed behind the signature; without end.
        let sealed = |event: &crate::model::event::Event, signer: &Keys| {
            let signed = crate::model::event::SignedEvent::sign(event.clone(), signer).unwrap();
            key.seal(&signed).unwrap()
        };
        let event = known.event().clone();
        let last = crate::model::event::Event {
            counter: u64::MAX,
            ..event.clone()
        };
        known.signed.event.change = Change::State(Set {
            from: State::New,
            to: State::Closed,
        });
        let forged = [
            sealed(&event, &keys(9)),
            sealed(&event, &keys(2)),
            key.seal(&known.signed).unwrap(),
            sealed(&last, &keys(1)),
        ];
        let mut bent = sealed(&event, &keys(1));
        bent[999] ^= 1;
        for (number, sealed) in forged.into_iter().chain([bent]).enumerate() {
            let wire = Ticket::of_bytes(&sealed);
            team.receive(1, vec![(wire, sealed)]);
            assert!(team.alerts(1).contains(&Alert::Forged { wire }), "{number}");
            assert_eq!(
                team.desks[1].case(case(0)).unwrap().state,
                State::New,
                "{number}"
            );
        }
        let good = sealed(&event, &keys(1));
        team.receive(1, vec![([5; 16].into(), good.clone())]);
        assert!(team.alerts(1).contains(&Alert::WrongBytes {
            wire: [5; 16].into()
        }));
        team.receive(
            1,
            vec![
                (Ticket::of_bytes(&good), good.clone()),
                (Ticket::of_bytes(&good), good),
            ],
        );
        assert_eq!(
            team.desks[1].case(case(0)).unwrap().timeline.len(),
            1,
            "once, however often it comes"
        );
    }

    #[test]
    fn what_comes_before_its_case_or_its_key_waits_for_it() {
        let mut team = Team::new(&[1, 2], 1);
        let new = team.desks[0].new_case(case(7), Secret::new(b"late".to_vec()), false);
        team.desks[0].take_in(&[new]).unwrap();
        actions::set_state(&mut team.desks[0], &[case(7)], State::Open).unwrap();
        team.desks[0].append_for_team(Change::AskForCases).unwrap();
        team.send(0);
        let keys = std::mem::take(&mut team.desks[1].team_keys);
        let no_key = Alert::NoKey { waiting: 2 };
        team.receive(1, team.intake.clone());
        assert_eq!(
            (
                team.desks[1].cases.team.len(),
                team.desks[1].store.waiting().unwrap().len()
            ),
            (0, 2)
        );
        assert_eq!(team.alerts(1), [no_key]);
        team.desks[1].team_keys = keys;
        team.receive(1, vec![]);
        assert_eq!(
            (team.desks[1].cases.team.len(), team.alerts(1)),
            (1, vec![])
        );
        let new = team.desks[1].new_case(case(7), Secret::new(b"late".to_vec()), false);
        team.desks[1].take_in(&[new]).unwrap();
        team.receive(1, vec![]);
        assert_eq!(team.desks[1].case(case(7)).unwrap().state, State::Open);
        assert_eq!(team.desks[1].store.waiting().unwrap().len(), 0);
    }

    #[test]
    fn an_agreement_holds_though_another_refused_before_they_heard_of_it() {
        let mut team = Team::new(&[1, 2, 3], 1);
        actions::propose(&mut team.desks[0], case(0), Act::Purge).unwrap();
        team.send(0);
        for who in [1, 2] {
            team.receive(who, team.intake.clone());
            let agree = who == 1;
            actions::answer_proposal(&mut team.desks[who], case(0), Act::Purge, agree).unwrap();
        }
        // The first two forget it before the refusal comes.
        team.send(1);
        for who in [0, 1] {
            team.receive(who, team.intake.clone());
            assert!(team.desks[who].cases.gone.contains(&case(0)), "{who}");
        }
        team.send(2);
        for who in 0..3 {
            team.receive(who, team.intake.clone());
        }
        assert_eq!(team.state(0), team.state(1));
        assert_eq!(team.state(1), team.state(2));
        assert!(team.desks[2].cases.gone.contains(&case(0)));
    }

    #[test]
    fn what_two_agreed_to_forget_is_gone_at_every_desk_and_stays_so() {
        let mut team = Team::new(&[1, 2, 3], 2);
        actions::write(&mut team.desks[2], case(1), "about it", Change::Note).unwrap();
        actions::propose(&mut team.desks[0], case(1), Act::Purge).unwrap();
        assert!(matches!(
            actions::answer_proposal(&mut team.desks[0], case(1), Act::Purge, true),
            Err(SessionError::OwnProposal)
        ));
        team.send(0);
        team.receive(1, team.intake.clone());
        actions::answer_proposal(&mut team.desks[1], case(1), Act::Purge, true).unwrap();
        for round in 0..2 {
            for who in 0..3 {
                team.send(who);
                team.receive(who, team.intake.clone());
                if round == 1 {
                    assert!(
                        matches!(team.desks[who].case(case(1)), Err(SessionError::Gone(_))),
                        "{who}"
                    );
                    assert_eq!(team.alerts(who), []);
                    assert_eq!(team.desks[who].store.waiting().unwrap().len(), 0);
                }
            }
        }
        let agreed = team.desks[2]
            .cases
            .proposals
            .agreed(Act::Purge)
            .next()
            .unwrap();
        let who = (agreed.by.as_str(), agreed.agreed.as_deref());
        assert_eq!(who, ("h1", Some("h2")), "who agreed is what remains");
        let again = team.desks[2].new_case(case(1), Secret::new(b"x".to_vec()), false);
        assert!(team.desks[2].cases.gone.contains(&again.ticket));
    }
}
