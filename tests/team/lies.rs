//! What a team notices when its intake lies.

use crate::support::liar::{bent, pass_on};
use crate::support::organisation::Organisation;
use crate::support::reporter::ticket_of;
use crate::support::{says, says_nothing_of, ticket};
use serde_json::json;
use std::fs;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A listener of this machine, and the name of an intake that is reached by it.
fn by_another_name() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let name = listener.local_addr().unwrap().to_string();
    (listener, name)
}

/// An organisation whose intake lies, as long as the switch says so, of pieces and of changes.
fn with_a_liar() -> (Organisation, Arc<AtomicBool>) {
    let (listener, name) = by_another_name();
    // A login names whom it is for: an intake of this name, or nobody.
    let mut organisation = Organisation::start(&["--staff-host", &name]);
    organisation.intake.run_named();
    let lies = Arc::new(AtomicBool::new(false));
    let lying = Arc::clone(&lies);
    let staff = organisation.intake.staff;
    pass_on(listener, staff, &name, move |line, answer| {
        let wrong = line.starts_with("GET /pieces/") || line.starts_with("POST /events");
        if wrong && lying.load(Ordering::Relaxed) {
            bent(answer)
        } else {
            answer
        }
    });
    for who in ["ana", "bo"] {
        organisation.join_at(who, &format!("http://{name}"), "");
    }
    organisation.all_pull();
    (organisation, lies)
}

#[test]
fn what_an_intake_that_lies_sends_is_left_out_and_shown_and_asked_for_again() {
    let (organisation, lies) = with_a_liar();
    let file = organisation.at("file.bin");
    fs::write(&file, vec![3; 700_000]).unwrap();
    let told = organisation.report(&json!([{"answers": {"story": "one"}, "files": [file]}]));
    let one = ticket_of(&told[0]);
    organisation.desk("ana", "pull");
    organisation.note("ana", &one, "of Ana's");
    organisation.desk("ana", "pull");

    lies.store(true, Ordering::Relaxed);
    says(
        organisation.desk("bo", "pull"),
        [
            "other bytes than a colleague put there",
            "is not what its reporter sealed",
            "lacks pieces",
        ],
    );
    assert_eq!(organisation.show("bo", &one)["notes"], json!([]));

    lies.store(false, Ordering::Relaxed);
    says(organisation.desk("bo", "pull"), ["1 change"]);
    assert_eq!(
        organisation.show("bo", &one)["notes"][0]["text"],
        "of Ana's"
    );
    says_nothing_of(organisation.desk("bo", "list"), ["not all here"]);
}

#[test]
fn to_an_intake_of_another_name_a_login_is_worth_nothing() {
    let (listener, name) = by_another_name();
    let mut organisation = Organisation::start(&["--staff-host", &name]);
    organisation.intake.run_named();
    let staff = organisation.intake.staff;
    pass_on(listener, staff, &name, |_, answer| answer);
    organisation.join_at("bo", &format!("http://{name}"), "");
    organisation.desk("bo", "pull");

    let (elsewhere, other) = by_another_name();
    pass_on(elsewhere, staff, &name, |_, answer| answer);
    organisation.join_at("bo", &format!("http://{other}"), "");
    says(
        organisation.refused("bo", "pull"),
        ["does not let these keys in"],
    );
}

#[test]
fn a_report_sent_again_under_another_ticket_is_noticed_and_changes_nothing() {
    let organisation = Organisation::start(&[]).run();
    let [once] = organisation.stories(["sent once"]);
    organisation.desk("ana", "pull --keep-sealed sealed");
    let mut sealed = fs::read_dir(organisation.at("sealed")).unwrap();
    let file = sealed.next().unwrap().unwrap().path();
    let again = format!("/reports/{}", ticket(77).0);
    let put = organisation.intake.put(&again, &fs::read(file).unwrap());
    assert_eq!(put.status, 201);
    for who in ["ana", "bo"] {
        let case = format!("claims to come from the reporter of case {once}");
        says(organisation.desk(who, "pull"), [case.as_str()]);
        assert_eq!(organisation.list(who).len(), 2, "a case of its own");
        assert_eq!(organisation.row(who, &once)["unsigned"], false);
        let again = ticket(77).0.to_string();
        assert_eq!(organisation.row(who, &again)["unsigned"], true);
    }
    organisation.desk("ana", "team dismiss");
    assert_eq!(organisation.team("ana")["notices"], json!([]));
}

#[test]
fn an_intake_that_is_set_back_to_an_old_roster_is_noticed() {
    let mut organisation = Organisation::start(&[]).run();
    organisation.desk("ana", "pull");
    organisation.desk("root", "roster next --last intake/roster --out next");
    organisation.desk("ana", "roster publish next");
    organisation.desk("ana", "pull");
    // Roster 2 is in force; then the intake is set back, with the first.
    organisation.intake.end("-TERM");
    let fresh = organisation.intake.folder.0.join("fresh");
    organisation.intake.store_at(fresh, Some("64,64,16,8,32"));
    organisation.intake.run();
    organisation.join("ana");
    says(
        organisation.refused("ana", "pull"),
        ["older than the one in use"],
    );
    let notices = &organisation.team("ana")["notices"];
    assert_eq!(notices[0]["old-roster"]["serial"], 1);
}
