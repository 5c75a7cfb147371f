//! Guessing at the handlers' door.

use crate::resident_mib;
use crate::support::{ANA, Intake, ticket};
use std::collections::BTreeMap;

#[test]
fn guessing_at_the_handlers_door_leads_nowhere_and_costs_nothing() {
    let intake = Intake::start();
    let live = intake.token("ana", ANA);
    let before = resident_mib(&intake);
    let mut answers = BTreeMap::<u16, usize>::new();
    for number in 0..3_000u32 {
        let guess = sotto::hex::Hex::<32>(ticket(number).1);
        let reply = intake.desk(&guess.to_string(), "GET", "/reports", b"");
        *answers.entry(reply.status).or_default() += 1;
        let reply = intake.log_in(&intake.login("ana"), 9);
        *answers.entry(reply.status).or_default() += 1;
    }
    assert_eq!(answers, BTreeMap::from([(401, 6_000)]));
    assert_eq!(
        intake.desk(&live, "GET", "/reports", b"").status,
        200,
        "nobody was locked out"
    );
    assert!(
        resident_mib(&intake) - before < 4.0,
        "nothing is remembered of it"
    );
}
