//! What one person reports, another reads; and nobody else.

use crate::support::command::{done, ended};
use crate::support::files::files_below;
use crate::support::organisation::Organisation;
use crate::support::reporter::{reporter_said, text, ticket_of};
use crate::support::{REPORT, holds, report, says, says_nothing_of, sealed, ticket};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn what_one_person_reports_another_reads_byte_for_byte() {
    let organisation = Organisation::start(&[]).run();
    let story = "وصلتني رسالة — \u{202e}مقلوب\u{202c}\nline two \u{1b}[31m, a tab\t, 🙂";
    let file = organisation.at("photo.jpg");
    let photo = noise(3_000_017);
    fs::write(&file, &photo).unwrap();
    let told = organisation
        .report(&json!([{"answers": {"story": story, "danger": "yes"}, "files": [file, file]}]));
    let name = ticket_of(&told[0]);
    for who in ["ana", "bo"] {
        assert_eq!(organisation.desk(who, "pull"), "1 new report.\n");
        let again = organisation.desk(who, "pull");
        assert_eq!(again, "0 new reports.\n", "a second time brings nothing");
        assert_eq!(
            organisation.show(who, &name)["answers"],
            json!([
                ["Tell us what happened", [story]],
                ["Is anyone in danger now?", ["Yes"]]
            ])
        );
        // Into a pipe, byte for byte.
        says(organisation.desk(who, &format!("show {name}")), [story]);
        an_attachment_is_written_once_and_over_nothing(&organisation, who, &name, &photo);
    }
    organisation.desk("ana", "pull");
    the_intake_has_forgotten_all_but_what_desks_share(&organisation);
}

/// So many bytes that look like noise, and are the same each time.
pub fn noise(length: u32) -> Vec<u8> {
    (0..length)
        .map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap())
        .collect()
}

fn an_attachment_is_written_once_and_over_nothing(
    organisation: &Organisation,
    who: &str,
    name: &str,
    photo: &[u8],
) {
    let out = format!("{who}.jpg");
    organisation.desk(who, &format!("attachment {name} 2 --out {out}"));
    assert_eq!(fs::read(organisation.at(&out)).unwrap(), photo);
    let over = organisation.refused(who, &format!("attachment {name} 1 --out {out}"));
    says(over, ["cannot write"]);
    let third = organisation.refused(who, &format!("attachment {name} 3 --out /nowhere"));
    says(third, ["no attachment 3"]);
}

/// Both have confirmed.
fn the_intake_has_forgotten_all_but_what_desks_share(organisation: &Organisation) {
    let found = String::from_utf8(organisation.intake.inspect().stdout).unwrap();
    says(&found, ["events of desks", "epoch cards"]);
    says_nothing_of(&found, ["reports in slots", "pieces of files"]);
}

#[test]
fn another_age_program_opens_the_same_file() {
    let organisation = Organisation::start(&[]).run();
    let [name] = organisation.stories(["for any age program"]);
    organisation.desk("ana", "pull --keep-sealed sealed");
    let sealed = organisation.at(&format!("sealed/{name}.age"));
    let identity = organisation.desk("ana", "key export");
    let opened = reporter_said(&["open", identity.trim(), &sealed]);
    assert!(opened.starts_with("sotto/1\n"));
    says(&opened, ["for any age program"]);
    if let Some(age) = stock_age() {
        let key = organisation.at("key");
        fs::write(&key, &identity).unwrap();
        let other = Command::new(age).args(["-d", "-i", &key, &sealed]).output();
        assert_eq!(done(other.unwrap()), opened);
    }
}

/// An age program that knows hybrid keys: 1.3 or later, if this machine has one.
fn stock_age() -> Option<&'static str> {
    let version =
        String::from_utf8(Command::new("age").arg("--version").output().ok()?.stdout).ok()?;
    let mut numbers = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .map(|number| number.parse::<u32>().unwrap_or(0));
    ((numbers.next()?, numbers.next()?) >= (1, 3)).then_some("age")
}

#[test]
fn what_does_not_open_is_named_and_the_rest_goes_on() {
    let organisation = Organisation::start(&[]).run();
    let [stranger, bent] = [1, 2].map(|number| ticket(number).0.to_string());
    one_of_three_opens(&organisation);
    for who in ["ana", "bo", "ana"] {
        // What does not open is not confirmed away.
        let said = ended(organisation.program("desk", who, "pull"), 2);
        for name in [&stranger, &bent] {
            says(&said, [&format!("{name} does not open")]);
        }
    }
    let rows = organisation.list("ana");
    let states: Vec<_> = rows.iter().map(|row| text(&row["state"])).collect();
    assert_eq!(states, ["new", "does not open", "does not open"]);
    let opening = text(&rows[0]["opening"]);
    assert_eq!(opening, "A golden story: ذهب, золото, 金.");
    ended(organisation.program("desk", "ana", "list"), 2);
    let said = organisation.refused("ana", &format!("show {stranger}"));
    says(said, ["does not open"]);
}

/// One is sealed to others, and one to these handlers, in which a bit was turned on the way.
fn one_of_three_opens(organisation: &Organisation) {
    let file = organisation.at("sealed-here.age");
    let keys = organisation.recipients();
    reporter_said(&["seal", &keys[0], &keys[1], &file]);
    let whole = fs::read(&file).unwrap();
    let mut turned = whole.clone();
    turned[9000] ^= 4;
    for (number, body) in (1..).zip([sealed(REPORT, 2, b"x"), turned, whole]) {
        assert_eq!(organisation.intake.put(&report(number), &body).status, 201);
    }
}

#[test]
fn a_file_whose_pieces_were_lost_is_named_and_the_report_is_read_all_the_same() {
    let mut organisation = Organisation::start(&[]).run();
    let file = organisation.at("lost.bin");
    fs::write(&file, vec![7; 2_000_000]).unwrap();
    let told =
        organisation.report(&json!([{"answers": {"story": "with a file"}, "files": [file]}]));
    let name = ticket_of(&told[0]);
    organisation.intake.end("-TERM");
    let length = organisation.intake.stored("slots-1m").len();
    let slots = organisation.intake.store().join("slots-1m");
    fs::write(slots, vec![0; length]).unwrap();
    let mut organisation = organisation.run();
    for _ in 0..2 {
        let said = organisation.desk("ana", "pull");
        says(said, [&format!("{name} lacks pieces")]);
    }
    says(organisation.desk("ana", "list"), ["not all here"]);
    says(
        organisation.desk("ana", &format!("show {name}")),
        ["with a file"],
    );
    let said = organisation.refused("ana", &format!("attachment {name} 1 --out out"));
    says(said, ["has not arrived"]);
    assert!(!Path::new(&organisation.at("out")).exists());
    organisation.intake.end("-TERM");
    // The operator is told.
    says(&organisation.intake.log, ["a slot is rotten"]);
}

#[test]
fn nothing_that_a_report_says_is_found_on_the_handlers_disk() {
    let organisation = Organisation::start(&[]).run();
    let told = organisation
        .report(&json!([{"answers": {"story": "planted-word-in-clear", "need": ["message"]}}]));
    let name = ticket_of(&told[0]);
    organisation.desk("ana", "pull");
    organisation.desk("ana", &format!("label {name} campaign:planted-label"));
    let shown = organisation.desk("ana", &format!("show {name}"));
    says(shown, ["planted-word-in-clear"]);
    let intake = organisation.intake.staff.to_string();
    for file in files_below(&organisation.people.0.join("ana")) {
        let bytes = fs::read(&file).unwrap();
        for planted in [
            "planted-word",
            "planted-label",
            "suspicious message",
            "Helpline",
            &intake,
        ] {
            let wide: Vec<u8> = planted.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(
                !holds(&bytes, planted.as_bytes()) && !holds(&bytes, &wide),
                "{planted} in {}",
                file.display()
            );
        }
    }
}
