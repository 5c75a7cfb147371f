//! The comparison of the board with events: of any board with any events, and of a desk's own.

use crate::keyring::hybrid::HybridIdentity;
use crate::keyring::keys::Keys;
use crate::keyring::open::open;
use crate::model::change::Change;
use crate::remote::reply::compare::{
    Answered, EXPECTED, Recorded, answered, differences, is_strange, lasting, remember,
};
use crate::remote::reply::tags::Tags;
use crate::report::fixture::GOLDEN;
use crate::session::alert::Alert;
use crate::session::unlocked::Session;
use crate::store::Store;
use proptest::prelude::*;
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::roster::{FORMAT, Handler, Roster};
use sotto::secret::Secret;
use sotto::ticket::Ticket;
use std::collections::BTreeSet;
use std::path::Path;

fn tags(case: u8) -> Tags {
    Tags::Codename(Hex([case; 32]))
}

fn recorded(day: Day, taken_down: bool, former: Option<&str>) -> Recorded {
    Recorded {
        day,
        taken_down,
        former: former.map(str::to_owned),
    }
}

fn case(case: u8, replies: impl IntoIterator<Item = (u32, Recorded)>) -> Answered {
    Answered {
        case: [case; 16].into(),
        tags: tags(case),
        replies: replies.into_iter().collect(),
    }
}

fn lost(case: u8, number: u32) -> Alert {
    let case = [case; 16].into();
    Alert::LostReply { case, number }
}

fn strange(case: u8, number: u32) -> Alert {
    let case = [case; 16].into();
    Alert::StrangeReply { case, number }
}

#[test]
fn a_reply_is_missed_as_long_as_every_intake_keeps_it_and_not_once_it_was_taken_down() {
    let (day, today) = (Day::FIRST, Day::FIRST.plus(EXPECTED - 1));
    let cases = [case(
        1,
        [
            (0, recorded(day, false, None)),
            (1, recorded(day, true, None)),
        ],
    )];
    let missed = differences(BTreeSet::new(), &cases, today);
    assert_eq!(missed, [lost(1, 1)].into());
    let later = differences(BTreeSet::new(), &cases, today.plus(1));
    assert_eq!(later, BTreeSet::new());
}

#[test]
fn what_a_handler_signed_who_has_left_is_to_be_sent_again() {
    let cases = [case(1, [(0, recorded(Day::FIRST, false, Some("bo")))])];
    let board = [tags(1).tag(0)].into();
    let former = Alert::FormerReply {
        case: [1; 16].into(),
        number: 1,
        handler: "bo".into(),
    };
    assert_eq!(differences(board, &cases, Day::FIRST), [former].into());
}

proptest! {
    /// For each of three cases and of some numbers: whether events record a reply, whether it was taken down, whether it hangs.
    #[test]
    fn board_and_events_are_told_apart_both_ways(
        replies in proptest::collection::btree_map(
            (0u8..3, prop_oneof![0u32..4, 250u32..256]),
            (any::<bool>(), any::<bool>(), any::<bool>()),
            0..12,
        ),
        others in proptest::collection::btree_set(any::<[u8; 16]>(), 0..4),
    ) {
        let mut board: BTreeSet<Ticket> = others.into_iter().map(Ticket::from).collect();
        let mut cases: Vec<Answered> = (0..3).map(|number| case(number, [])).collect();
        let mut expected = BTreeSet::new();
        for ((number, n), (is_recorded, taken_down, hangs)) in replies {
            if hangs {
                board.insert(tags(number).tag(n));
            }
            if is_recorded {
                let reply = recorded(Day::FIRST, taken_down, None);
                cases[usize::from(number)].replies.insert(n, reply);
            }
            match (is_recorded, taken_down, hangs) {
                (true, false, false) => drop(expected.insert(lost(number, n + 1))),
                (false, _, true) | (true, true, true) => drop(expected.insert(strange(number, n + 1))),
                _ => {}
            }
        }
        prop_assert_eq!(differences(board, &cases, Day::FIRST), expected);
    }
}

fn keys(seed: u8) -> Keys {
    let bytes = [&[seed; 96][..], b"ana"].concat();
    Keys::from_bytes(&Secret::new(bytes)).unwrap()
}

/// Returns a roster that names `ana` with these keys alone.
fn roster(serial: u64, ana: &Keys) -> Roster {
    Roster {
        format: FORMAT.into(),
        demo: false,
        organisation: "Test".into(),
        serial,
        not_before: Day::FIRST,
        not_after: Day::FIRST,
        handlers: vec![Handler {
            id: ana.id.clone(),
            verifying_key: ana.verifying_key(),
        }],
        least: 1,
        keep_until: 1,
        coordinators: vec![],
    }
}

/// Returns Ana's desk, in `folder`, with the golden report as its case.
fn desk(folder: &Path) -> (Session, Ticket) {
    let store = Store::open(folder, keys(5)).unwrap();
    let mut session = Session::open(store, Day::FIRST.plus(9), None).unwrap();
    session.rosters.insert(1, roster(1, &keys(5)));
    let sealed = include_bytes!("../../../../tests/golden/report.age");
    let report = open(sealed, &[&HybridIdentity::from_seed([3; 32])]).unwrap();
    let ticket = GOLDEN.parse().unwrap();
    let report = Secret::new(report.expose().to_vec());
    let case = session.new_case(ticket, report, false);
    session.take_in(&[case]).unwrap();
    (session, ticket)
}

/// Compares this board with the desk's events, as a pull does. Returns the alerts that the desk then shows.
fn pulled(session: &Session, board: &[Ticket]) -> Vec<Alert> {
    let board = board.iter().copied().collect();
    let found = differences(board, &answered(session), session.today);
    remember(session, found).unwrap();
    crate::remote::alerts::all(session).unwrap()
}

#[test]
fn a_difference_raises_an_alert_once_it_lasts_and_none_when_it_ends() {
    let name = format!("sotto-compare-{}", std::process::id());
    let folder = Path::new("/dev/shm").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let (mut session, ticket) = desk(&folder);
    let tags = answered(&session).remove(0).tags;
    let (first, sixth) = (tags.tag(0), tags.tag(5));
    let text = "of Ana's".to_owned();
    let replied = Change::Replied { n: 0, text };
    session.change(&[ticket], &[replied]).unwrap();
    let strange = Alert::StrangeReply {
        case: ticket,
        number: 6,
    };
    let lost = Alert::LostReply {
        case: ticket,
        number: 1,
    };
    let former = Alert::FormerReply {
        case: ticket,
        number: 1,
        handler: "ana".into(),
    };

    assert_eq!(pulled(&session, &[first]), []);
    assert_eq!(pulled(&session, &[sixth]), [], "seen today");
    assert!(is_strange(&session, ticket, 6).unwrap());
    assert!(!is_strange(&session, ticket, 1).unwrap());
    session.today = session.today.plus(1);
    assert_eq!(lasting(&session).unwrap(), [strange.clone(), lost.clone()]);
    assert_eq!(pulled(&session, &[sixth]), [strange, lost]);
    assert_eq!(pulled(&session, &[first]), [], "all is well again");

    // Under another roster Ana has other keys, with which nobody signed this.
    session.rosters.insert(2, roster(2, &keys(6)));
    assert_eq!(pulled(&session, &[first]), []);
    session.today = session.today.plus(1);
    assert_eq!(pulled(&session, &[first]), [former]);
    session
        .change(&[ticket], &[Change::TakenDown { n: 0 }])
        .unwrap();
    assert_eq!(pulled(&session, &[]), []);
    std::fs::remove_dir_all(&folder).unwrap();
}
