//! A reporter without scripts: a letter, and the reply to it.

use crate::support::command::{done, fed};
use crate::support::organisation::Organisation;
use crate::support::reporter::{lines_of_json, reporter, reporter_said, text, ticket_of};
use crate::support::says;
use serde_json::Value;
use std::fs;

/// What the writer chose, and what the site's page of replies asks for.
const NUMBER: &str = "4711 0815 1234 5678";
const REPLY: &str = "We can help. کمک می‌کنیم.";

#[test]
fn a_letter_becomes_a_case_and_its_writer_finds_the_reply() {
    let organisation = Organisation::start(&[]).run();
    let key = &lines_of_json(&reporter_said(&["keygen"]))[0];
    let words = format!(
        "نامه: They took my phone.\n{}\n{NUMBER}\n",
        text(&key["recipient"])
    );
    sends(&organisation, &words, "text.age");
    sends(&organisation, "PK\u{3}\u{4}\0 a file", "file.age");
    organisation.desk("ana", "pull");
    let [letter, file] = both_are_cases(&organisation);
    each_is_shown_as_what_it_is(&organisation, &letter, &file);

    let no_address = organisation.desk_reads("ana", &format!("reply {file}"), "hello", 1);
    says(no_address, ["gave no address"]);
    organisation.desk_reads("ana", &format!("reply {letter}"), REPLY, 0);
    assert_eq!(finds_the_reply(&organisation, key).trim_end(), REPLY);
}

/// Seals a letter with the keys of the site, and sends it by the form of its Persian page.
fn sends(organisation: &Organisation, content: &str, name: &str) {
    let intake = &organisation.intake;
    let recipients = String::from_utf8(intake.get("/recipients.txt").body).unwrap();
    let out = organisation.at(name);
    let mut arguments = vec!["letter"];
    arguments.extend(recipients.lines());
    arguments.push(&out);
    done(fed(&mut reporter(&arguments), content));
    let head = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    let sealed = fs::read(&out).unwrap();
    let body = [head.as_bytes(), &sealed, b"\r\n--XX--\r\n"].concat();
    let headers = "Content-Type: multipart/form-data; boundary=XX\r\n";
    let reply = intake.ask(intake.public, "POST", "/letters/fa", headers, &body);
    assert_eq!(reply.status, 201);
    let page = String::from_utf8(reply.body).unwrap();
    says(page, ["<html lang=\"fa\" dir=\"rtl\">"]);
}

/// Returns the tickets of the text and of the file.
fn both_are_cases(organisation: &Organisation) -> [String; 2] {
    let rows = organisation.list("ana");
    assert_eq!(rows.iter().filter(|row| row["need"] == "Letter").count(), 2);
    ["نامه: They took my phone.", "(a file"].map(|opening| {
        let row = rows
            .iter()
            .find(|row| text(&row["opening"]).starts_with(opening));
        ticket_of(row.unwrap())
    })
}

fn each_is_shown_as_what_it_is(organisation: &Organisation, letter: &str, file: &str) {
    let shown = text(&organisation.show("ana", letter)["letter"]);
    assert!(shown.starts_with("نامه: They took my phone."), "{shown}");
    organisation.desk("ana", &format!("attachment {file} 1 --out taken.out"));
    let taken = fs::read(organisation.at("taken.out")).unwrap();
    assert_eq!(taken, b"PK\x03\x04\0 a file");
    organisation.refused("ana", &format!("attachment {letter} 1 --out other.out"));
}

/// Asks for the replies to the number, and opens the one that is there.
fn finds_the_reply(organisation: &Organisation, key: &Value) -> String {
    let intake = &organisation.intake;
    let form = format!("number={}", NUMBER.replace(' ', "+"));
    let (path, headers) = (
        "/letters/fa/replies",
        "Content-Type: application/x-www-form-urlencoded\r\n",
    );
    let page = intake.ask(intake.public, "POST", path, headers, form.as_bytes());
    let page = String::from_utf8(page.body).unwrap();
    let block = page.split("<pre>").nth(1).unwrap();
    let block = block.split("</pre>").next().unwrap();
    let base64: String = block
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let sealed = data_encoding::BASE64.decode(base64.as_bytes()).unwrap();
    let file = organisation.at("reply.age");
    fs::write(&file, sealed).unwrap();
    reporter_said(&["open", &text(&key["identity"]), &file])
}
