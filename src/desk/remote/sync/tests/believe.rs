//! Events that are withheld, forged, or early.

use crate::keyring::keys::Keys;
use crate::model::change::{Change, Set, State};
use crate::model::event::{Event, SignedEvent};
use crate::remote::sync::tests::team::{Team, case, keys, team_key};
use crate::session::alert::Alert;
use crate::session::team_key::{TeamKey, open_event};
use crate::triage::actions;
use sotto::secret::Secret;
use sotto::ticket::Ticket;

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
    // The author's desk sends an event again that it does not find listed.
    team.send(0);
    assert_eq!(team.intake.len(), 3);
}

/// Returns an event signed by this handler and sealed.
fn sealed(key: &TeamKey, event: &Event, signer: &Keys) -> Vec<u8> {
    let signed = SignedEvent::sign(event.clone(), signer).unwrap();
    key.seal(&signed).unwrap()
}

/// Returns versions of an event that must be refused: signed by a stranger in Ana's name; signed by another handler; changed after
/// it was signed; with the highest possible counter; with a bit of the ciphertext changed.
fn forged(event: &Event, key: &TeamKey) -> [Vec<u8>; 5] {
    let mut changed = SignedEvent::sign(event.clone(), &keys(1)).unwrap();
    changed.event.change = Change::State(Set {
        from: State::New,
        to: State::Closed,
    });
    let last = Event {
        counter: u64::MAX,
        ..event.clone()
    };
    let mut bent = sealed(key, event, &keys(1));
    bent[999] ^= 1;
    [
        sealed(key, event, &keys(9)),
        sealed(key, event, &keys(2)),
        key.seal(&changed).unwrap(),
        sealed(key, &last, &keys(1)),
        bent,
    ]
}

#[test]
fn what_nobody_of_the_roster_signed_is_left_out_and_shown() {
    let mut team = Team::new(&[1, 2], 1);
    let key = TeamKey::read(&team_key());
    actions::set_state(&mut team.desks[0], &[case(0)], State::Open).unwrap();
    let event = team.desks[0].cases.events().next().unwrap().event().clone();
    for (number, sealed) in forged(&event, &key).into_iter().enumerate() {
        let remote_id = Ticket::of_bytes(&sealed);
        team.receive(1, vec![(remote_id, sealed)]);
        assert!(
            team.alerts(1).contains(&Alert::Forged { wire: remote_id }),
            "{number}"
        );
        assert_eq!(
            team.desks[1].case(case(0)).unwrap().state,
            State::New,
            "{number}"
        );
    }
    let good = sealed(&key, &event, &keys(1));
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
