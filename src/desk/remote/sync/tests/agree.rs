//! Desks that were apart come to the same state, in whatever order events arrive.

use crate::model::change::{Act, Change, Priority, State};
use crate::remote::sync::tests::team::{Team, case, keys};
use crate::session::unlocked::Session;
use crate::store::Store;
use crate::triage::actions;
use proptest::prelude::*;
use sotto::day::Day;
use sotto::ticket::Ticket;

/// Does one of several things that a handler can do.
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
        _ => actions::set_priority(session, &[case], Some(Priority::P1)),
    };
    // An error, such as for a purged case, is what a handler would see; it changes nothing.
    drop(done);
    session.apply_purges().unwrap();
}

/// Opens a desk again from its disk.
fn restart(team: &mut Team, who: usize) {
    let own = team.folder.join((who + 1).to_string());
    let store = Store::open(&own, keys(u8::try_from(who).unwrap() + 1)).unwrap();
    let mut again = Session::open(store, Day::FIRST, None).unwrap();
    again.rosters = std::mem::take(&mut team.desks[who].rosters);
    team.desks[who] = again;
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
        // In the end everything reaches everybody. This runs twice, because purges are carried out in the first run.
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
            let before = team.state(who);
            restart(&mut team, who);
            prop_assert_eq!(team.state(who), before);
        }
    }
}
