//! Cases that a team agreed to purge.

use crate::model::change::{Act, Change};
use crate::remote::sync::tests::team::{Team, case, roster};
use crate::session::error::SessionError;
use crate::triage::actions;
use sotto::secret::Secret;

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
        // The others leave. The proposal from before needed their agreement, and did not get it.
        let alone = &mut team.desks[0];
        alone.rosters.insert(2, roster(&[1], 2));
        assert_eq!(alone.apply_purges().unwrap(), []);
        assert_eq!((alone.cases.len(), alone.cases.gone.len()), (2, 0));
        // A new proposal by the one who is left is enough.
        actions::propose(alone, case(0), Act::Purge).unwrap();
        assert_eq!(alone.apply_purges().unwrap(), [case(0)]);
        assert_eq!(alone.cases.gone, [case(0)].into());
    }
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
    // The first two desks purge it before the refusal comes.
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
