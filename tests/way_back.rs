//! A reporter comes back: replies, more to tell, and the wish to be forgotten; with a codename, or with a letter.

#[path = "support/organisation.rs"]
mod organisation;
mod support;

use organisation::{Organisation, done, fed, reporter, text};
use serde_json::{Value, json};
use std::fs;

fn replies(organisation: &Organisation, told: &Value) -> Vec<Value> {
    let (identity, key) = (text(&told["identity"]), text(&told["tag_key"]));
    let arguments = ["replies", &organisation.base(), &identity, &key];
    let said = done(reporter(&arguments).output().unwrap());
    said.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn follow(organisation: &Organisation, told: &Value, message: &str) -> String {
    let (root, entropy) = (organisation.root(), text(&told["entropy"]));
    let arguments = ["follow", &organisation.base(), &root, &entropy];
    let said = done(fed(&mut reporter(&arguments), message));
    text(&serde_json::from_str::<Value>(&said).unwrap()["ticket"])
}

fn show(organisation: &Organisation, ticket: &str) -> Value {
    serde_json::from_str(&organisation.desk("ana", &["show", ticket, "--json"])).unwrap()
}

#[test]
fn replies_reach_the_one_whose_codename_it_is_and_nobody_else() {
    let organisation = Organisation::start(&[]).run();
    let told =
        organisation.report(&json!([{"answers": {"story": "one"}}, {"answers": {"story": "two"}}]));
    organisation.desk("ana", &["pull"]);
    organisation.desk("bo", &["pull"]);
    let one = text(&told[0]["ticket"]);
    assert_eq!(replies(&organisation, &told[0]), Vec::<Value>::new());

    let posted = organisation.desk_reads("ana", &["reply", &one], "شكرا. Do not open it.");
    assert_eq!(
        posted,
        (
            "Reply 1 is posted. Sotto cannot know whether it is read.\n".into(),
            0
        )
    );
    // Bo's desk does not know of Ana's reply: the board tells it that the number is taken.
    assert_eq!(
        organisation
            .desk_reads("bo", &["reply", &one], "And update it.")
            .0,
        posted.0.replace('1', "2")
    );
    let expected = json!([{"number": 0, "text": "شكرا. Do not open it."}, {"number": 1, "text": "And update it."}]);
    assert_eq!(json!(replies(&organisation, &told[0])), expected);
    assert_eq!(replies(&organisation, &told[1]).len(), 0);

    organisation.desk("ana", &["reply", &one, "--take-down", "1"]);
    assert_eq!(
        json!(replies(&organisation, &told[0])),
        json!([expected[1]])
    );
    let shown = show(&organisation, &one);
    assert_eq!(shown["replies"]["1"]["taken_down"], true);
    assert_eq!(shown["replies"]["1"]["text"], "شكرا. Do not open it.");

    let again = organisation.fails("desk", "ana", &["reply", &one, "--take-down", "1"], 1);
    assert!(
        again.contains("there is no reply 1 on the board"),
        "{again}"
    );
    for (wrong, said) in [(" \n", "no text to seal"), (&"x".repeat(1901), "too long")] {
        let (answer, code) = organisation.desk_reads("ana", &["reply", &one], wrong);
        assert!(code == 1 && answer.contains(said), "{answer}");
    }
    assert_eq!(replies(&organisation, &told[0]).len(), 1);
}

#[test]
fn what_a_reporter_adds_comes_to_the_same_case_whichever_arrives_first() {
    let organisation = Organisation::start(&[]).run();
    let told = organisation.report(&json!([{"answers": {"story": "the first", "count_me": "yes"}}, {"answers": {"story": "another"}}]));
    let first = text(&told[0]["ticket"]);
    organisation.desk("ana", &["pull"]);
    organisation.desk("ana", &["state", "closed", &first]);
    let later = follow(&organisation, &told[0], "and then this");
    assert_ne!(later, first);
    organisation.desk("ana", &["pull"]);

    let rows = organisation.list("ana");
    assert_eq!(rows.len(), 2, "one row a case");
    let row = rows.iter().find(|row| row["ticket"] == *first).unwrap();
    assert_eq!(
        (&row["state"], &row["followed"], &row["news"]),
        (&json!("closed"), &json!(1), &json!(true))
    );
    for ticket in [&first, &later] {
        let shown = show(&organisation, ticket);
        assert_eq!(
            (&shown["ticket"], &shown["kind"]),
            (&json!(first), &json!("report"))
        );
        let followed = &shown["followed"][0];
        assert_eq!(
            (&followed["ticket"], &followed["kind"]),
            (&json!(later), &json!("follow-up"))
        );
        assert_eq!(followed["answers"][0][1][0], "and then this");
    }
    let text = organisation.desk("ana", &["list"]);
    assert!(text.contains("[came back: 1, new]"), "{text}");
    organisation.desk("ana", &["show", &first]);
    assert_eq!(
        organisation
            .list("ana")
            .iter()
            .filter(|row| row["news"] == true)
            .count(),
        0
    );

    // At a desk that pulls only now, all come at once, in the order of tickets.
    organisation.desk("bo", &["pull"]);
    let rows = organisation.list("bo");
    assert!(
        rows.iter()
            .any(|row| row["ticket"] == *first && row["followed"] == 1)
    );
}

#[test]
fn a_withdrawal_erases_what_no_desk_has_and_asks_the_desks_for_the_rest() {
    let organisation = Organisation::start(&[]).run();
    let file = organisation.at("evidence.bin");
    fs::write(&file, vec![b'e'; 2_500_000]).unwrap();
    let told = organisation.report(&json!([
        {"answers": {"story": "nobody has this"}, "files": [file]},
        {"answers": {"story": "ana has this", "count_me": "yes"}},
    ]));
    let withdraw = |told: &Value| {
        let (root, entropy) = (organisation.root(), text(&told["entropy"]));
        done(
            reporter(&["withdraw", &organisation.base(), &root, &entropy])
                .output()
                .unwrap(),
        );
    };
    withdraw(&told[0]);
    organisation.desk("ana", &["pull"]);
    let rows = organisation.list("ana");
    assert_eq!(rows.len(), 2);
    let note = rows.iter().find(|row| row["withdrawn"] == true).unwrap();
    assert_eq!(
        note["opening"], "(withdrawn by its reporter)",
        "only the note is left of it"
    );
    assert_eq!(note["attachments"], 0);

    withdraw(&told[1]);
    organisation.desk("ana", &["pull"]);
    let rows = organisation.list("ana");
    let row = rows
        .iter()
        .find(|row| row["ticket"] == told[1]["ticket"])
        .unwrap();
    assert_eq!(
        (&row["withdrawn"], &row["opening"]),
        (&json!(true), &json!("ana has this"))
    );
    assert!(
        organisation
            .desk("ana", &["list"])
            .contains("[withdrawn by its reporter]")
    );
    let shown = organisation.desk("ana", &["show", &text(&told[1]["ticket"])]);
    assert!(shown.contains("withdrawal"), "{shown}");
}

#[test]
fn a_letter_becomes_a_case_and_its_writer_finds_the_reply() {
    let organisation = Organisation::start(&[]).run();
    let recipients = String::from_utf8(organisation.intake.get("/recipients.txt").body).unwrap();
    let key: Value = serde_json::from_str(&done(reporter(&["keygen"]).output().unwrap())).unwrap();
    let send = |content: &str, name: &str| {
        let out = organisation.at(name);
        let mut arguments = vec!["letter"];
        arguments.extend(recipients.lines());
        arguments.push(&out);
        done(fed(&mut reporter(&arguments), content));
        let head = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
        let body = [head.as_bytes(), &fs::read(&out).unwrap(), b"\r\n--XX--\r\n"].concat();
        let headers = "Content-Type: multipart/form-data; boundary=XX\r\n";
        let reply = organisation.intake.ask(
            organisation.intake.public,
            "POST",
            "/letters/fa",
            headers,
            &body,
        );
        assert_eq!(reply.status, 201);
        assert!(
            String::from_utf8(reply.body)
                .unwrap()
                .contains("<html lang=\"fa\" dir=\"rtl\">")
        );
    };
    let number = "4711 0815 1234 5678";
    send(
        &format!(
            "نامه: They took my phone.\n{}\n{number}\n",
            text(&key["recipient"])
        ),
        "text.age",
    );
    send("PK\u{3}\u{4}\0 a file", "file.age");
    organisation.desk("ana", &["pull"]);
    let rows = organisation.list("ana");
    assert_eq!(rows.iter().filter(|row| row["need"] == "Letter").count(), 2);
    let opening = |start: &str| {
        let row = rows
            .iter()
            .find(|row| text(&row["opening"]).starts_with(start));
        text(&row.unwrap()["ticket"])
    };
    let letter = opening("نامه: They took my phone.");
    assert!(text(&show(&organisation, &letter)["letter"]).starts_with("نامه: They took my phone."));
    let out = organisation.at("taken.out");
    let file = opening("(a file");
    organisation.desk("ana", &["attachment", &file, "1", "--out", &out]);
    assert_eq!(fs::read(&out).unwrap(), b"PK\x03\x04\0 a file");
    organisation.fails(
        "desk",
        "ana",
        &["attachment", &letter, "1", "--out", &out],
        1,
    );

    let (no_address, code) = organisation.desk_reads("ana", &["reply", &file], "hello");
    assert!(
        code == 1 && no_address.contains("gave no address"),
        "{no_address}"
    );
    organisation.desk_reads("ana", &["reply", &letter], "We can help. کمک می‌کنیم.");
    let form = format!("number={}", number.replace(' ', "+"));
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    let page = organisation.intake.ask(
        organisation.intake.public,
        "POST",
        "/letters/fa/replies",
        headers,
        form.as_bytes(),
    );
    let page = String::from_utf8(page.body).unwrap();
    let block = page
        .split("<pre>")
        .nth(1)
        .unwrap()
        .split("</pre>")
        .next()
        .unwrap();
    let base64: String = block
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let sealed = organisation.at("reply.age");
    fs::write(
        &sealed,
        data_encoding::BASE64.decode(base64.as_bytes()).unwrap(),
    )
    .unwrap();
    let opened = done(
        reporter(&["open", &text(&key["identity"]), &sealed])
            .output()
            .unwrap(),
    );
    assert_eq!(opened.trim_end(), "We can help. کمک می‌کنیم.");
}
