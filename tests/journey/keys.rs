//! Vaults, and what the root key signs.

use crate::support::command::{ended, of_person};
use crate::support::organisation::Organisation;
use crate::support::says;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let organisation = Organisation::start(&[]);
    let wrong = organisation.at("wrong");
    fs::write(&wrong, "not the passphrase").unwrap();
    for (mode, because) in [(0o644, "others can read"), (0o600, "wrong passphrase")] {
        fs::set_permissions(&wrong, fs::Permissions::from_mode(mode)).unwrap();
        let mut list = of_person("desk", &organisation.people.0, "ana", "wrong", "list");
        let output = list.output().unwrap();
        assert!(!output.status.success());
        says(String::from_utf8(output.stderr).unwrap(), [because]);
    }
}

#[test]
fn a_vault_is_never_overwritten_and_what_is_none_is_said_to_be() {
    let organisation = Organisation::start(&[]);
    let vault = organisation.people.0.join("ana/vault.json");
    let before = fs::read_to_string(&vault).unwrap();
    let again = organisation.refused("ana", "key new --id ana");
    says(again, ["cannot write the vault"]);
    assert_eq!(fs::read_to_string(&vault).unwrap(), before);
    for (change, because) in [
        (&before[..before.len() / 2], "damaged"),
        ("{}", "not a vault"),
        (
            &before.replace("sotto/1 vault", "sotto/9 vault"),
            "later version",
        ),
    ] {
        fs::write(&vault, change).unwrap();
        says(organisation.refused("ana", "list"), [because]);
    }
}

#[test]
fn a_command_that_there_is_not_is_an_error_of_its_own() {
    let organisation = Organisation::start(&[]);
    let said = ended(organisation.program("desk", "ana", "dance"), 64);
    assert!(said.starts_with("error:"), "{said}");
}

#[test]
fn what_is_no_card_is_not_signed_into_a_roster() {
    let organisation = Organisation::start(&[]);
    let not_signed = |handler: &str, because: &str| {
        let line = format!(
            "roster sign --organisation X --serial 2 --from 2026-01-01 --to 2026-02-01 --handler {handler} --out not-signed"
        );
        says(organisation.refused("root", &line), [because]);
    };
    not_signed("passphrase", "is not a key card");
    not_signed("/nowhere", "cannot read /nowhere");
    let card = fs::read_to_string(organisation.at("ana.json")).unwrap();
    // One letter of the key changed for another of its alphabet: right in form, and no key.
    let at = card.find("age1pq1").unwrap() + 40;
    let letter = if card[at..].starts_with('q') {
        "p"
    } else {
        "q"
    };
    let bent = format!("{}{letter}{}", &card[..at], &card[at + 1..]);
    fs::write(organisation.at("bent.json"), bent).unwrap();
    not_signed("bent.json", "cannot be sealed to");
    assert!(!Path::new(&organisation.at("not-signed")).exists());
}

#[test]
fn what_is_no_page_or_not_of_this_root_key_is_not_signed_into_a_site() {
    let organisation = Organisation::start(&[]);
    let not_signed = |page: &str, roster: &str, who: &str, because: &str| {
        let line = format!("site build --page {page} --roster {roster} --out not-signed");
        says(organisation.refused(who, &line), [because]);
    };
    let own = "intake/roster";
    not_signed("ana", own, "root", "does not contain the built page");
    // Only the root key signs a site.
    not_signed("page", own, "ana", "not signed by this root key");
    not_signed("page", "/nowhere", "root", "cannot read /nowhere");
    assert!(!Path::new(&organisation.at("not-signed")).exists());
}
