//! An intake that cannot be believed is not.

use crate::support::organisation::Organisation;
use crate::support::says;
use std::fs;

#[test]
fn an_intake_that_cannot_be_believed_is_not() {
    let mut organisation = Organisation::start(&[]).run();
    organisation.stories(["first"]);
    organisation.desk("ana", "pull");

    organisation.intake.end("-TERM");
    says(
        organisation.refused("ana", "pull"),
        ["cannot reach the intake"],
    );
    let here = organisation.list("ana").len();
    assert_eq!(here, 1, "what is here stays readable");

    // An organisation of another root key at the same address.
    let other = Organisation::another("8,8,8,8,8", &[]).run();
    organisation.join_at("ana", &other.staff(), "");
    says(
        organisation.refused("ana", "pull"),
        ["not signed by this root key"],
    );
}

#[test]
fn a_desk_joins_with_a_root_key_and_an_address_alone() {
    let organisation = Organisation::start(&[]);
    let no_key = organisation.refused("bo", "join --root ana.json --intake http://x");
    says(no_key, ["does not contain a root key"]);
    let no_address = organisation.refused("bo", "join --root intake/root.pub --intake x");
    says(no_address, ["address"]);
}

#[test]
fn a_desk_takes_no_older_roster_even_after_joining_again() {
    let organisation = Organisation::start(&[]);
    organisation.sign_roster("Helpline", 5);
    let mut organisation = organisation.run();
    organisation.desk("ana", "pull");
    organisation.intake.end("-TERM");
    // An intake made anew has seen no roster, and believes an old one that the root key signed.
    let store = organisation.intake.store();
    fs::remove_dir_all(&store).unwrap();
    organisation.intake.store_at(store, Some("8,8,8,8,8"));
    organisation.sign_roster("Helpline", 4);
    let organisation = organisation.run_before_anybody_pulls();
    says(
        organisation.refused("ana", "pull"),
        ["older than the one in use"],
    );
}
