//! A team at its desks, by the programs alone: how handlers begin, come and go; what they hand over, keep and forget; and what
//! they notice when somebody lies to them.

#[path = "support/organisation.rs"]
mod organisation;
mod support;

use organisation::{Organisation, done, fed, text};
use serde_json::{Value, json};
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use support::Folder;

fn shown(organisation: &Organisation, who: &str, ticket: &str) -> Value {
    serde_json::from_str(&organisation.desk(who, &["show", ticket, "--json"])).unwrap()
}

fn team(organisation: &Organisation, who: &str) -> Value {
    serde_json::from_str(&organisation.desk(who, &["team", "show", "--json"])).unwrap()
}

/// Runs a command with another passphrase file.
fn with(passphrase: &str, folder: &str, arguments: &[&str], input: &str) -> (String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sotto-desk"));
    command
        .args(["--folder", folder, "--passphrase-file", passphrase])
        .args(arguments);
    let output = fed(&mut command, input);
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (said, output.status.code().unwrap())
}

fn passphrase(folder: &Folder, name: &str, words: &str) -> String {
    let path = folder.0.join(name);
    fs::write(&path, words).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path.display().to_string()
}

#[test]
fn a_handler_begins_with_a_backup_and_comes_back_with_two_papers() {
    let folder = Folder::new();
    let at = |name: &str| folder.0.join(name).display().to_string();
    let (card, backup) = (at("card.json"), at("backup.json"));
    let init = ["init", "--id", "ana", "--card", &card, "--backup", &backup];
    for (weak, because) in [
        ("short", "too short"),
        ("password1234", "could be guessed"),
        ("aaaaaaaaaaaaaaaaaaaa", "could be guessed"),
    ] {
        let (said, code) = with(&passphrase(&folder, "weak", weak), &at("ana"), &init, "");
        assert!(code == 1 && said.contains(because), "{weak}: {said}");
    }
    assert!(
        !Path::new(&card).exists() && !folder.0.join("ana/vault.json").exists(),
        "nothing is half made"
    );
    let first = passphrase(&folder, "first", "seven purple otters juggle quietly");
    let (said, code) = with(&first, &at("ana"), &init, "");
    assert_eq!(code, 0, "{said}");
    let words = said
        .split("Compare aloud with whoever gets them: ")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    assert_eq!(words.split(' ').count(), 8);
    assert!(
        with(&first, &at("ana"), &["key", "card"], "")
            .0
            .contains(words)
    );
    let papers: Vec<String> = said
        .split("Paper ")
        .skip(1)
        .map(|paper| {
            paper
                .lines()
                .skip(1)
                .take(3)
                .collect::<Vec<_>>()
                .join(" ")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    assert!(
        papers.len() == 3 && papers.iter().all(|paper| paper.split(' ').count() == 12),
        "{papers:?}"
    );

    let second = passphrase(&folder, "second", "nine yellow herons argue loudly");
    let identity = with(&first, &at("ana"), &["key", "export"], "").0;
    let recover = ["recover", &backup];
    let (said, code) = with(
        &second,
        &at("new"),
        &recover,
        &format!("{}\n{}\n", papers[2], papers[0]),
    );
    assert!(code == 0 && said.contains("keys of ana"), "{said}");
    assert_eq!(
        with(&second, &at("new"), &["key", "export"], "").0,
        identity
    );
    assert_eq!(
        with(&first, &at("new"), &["key", "export"], "").1,
        1,
        "the old passphrase is of the old vault"
    );
    let (said, code) = with(
        &first,
        &at("old"),
        &["recover", &backup, "--passphrase"],
        "",
    );
    assert!(
        code == 0 && with(&first, &at("old"), &["key", "export"], "").0 == identity,
        "{said}"
    );
    for (typed, because) in [
        (papers[0].clone(), "twelve words, and these are 0"),
        (
            format!("{}\n{}", papers[0], papers[0]),
            "do not open this backup",
        ),
        (
            format!("{}\n{}", papers[0], papers[1].replacen(' ', " sotto ", 1)),
            "these are 13",
        ),
    ] {
        let (said, code) = with(&second, &at("none"), &recover, &typed);
        assert!(code == 1 && said.contains(because), "{said}");
    }
    assert!(!folder.0.join("none/vault.json").exists());
}

#[test]
fn a_newcomer_asks_and_is_given_the_open_cases_and_who_leaves_is_shut_out() {
    let organisation = Organisation::start(&[]).run();
    let file = organisation.at("photo.bin");
    let photo: Vec<u8> = (0..1_500_000u32).map(|n| n.to_le_bytes()[1]).collect();
    fs::write(&file, &photo).unwrap();
    let told = organisation.report(&json!([
        {"answers": {"story": "still open"}, "files": [file]},
        {"answers": {"story": "done with"}},
    ]));
    let [open, done_with] = [0, 1].map(|n| text(&told[n]["ticket"]));
    organisation.desk("ana", &["pull"]);
    organisation.desk("bo", &["pull"]);
    organisation.desk("ana", &["label", &open, "campaign:blue"]);
    organisation.desk_reads("ana", &["note", &open], "spoke to the editor");
    organisation.desk("ana", &["state", "closed", &done_with]);
    organisation.desk("ana", &["pull"]);

    // Ce joins, and Bo leaves.
    let card = organisation.at("ce.json");
    organisation.desk("ce", &["key", "new", "--id", "ce", "--card", &card]);
    let last = organisation
        .intake
        .folder
        .0
        .join("roster")
        .display()
        .to_string();
    let next = organisation.at("next");
    let unknown = organisation.fails(
        "desk",
        "root",
        &[
            "roster", "next", "--last", &last, "--remove", "zoe", "--out", &next,
        ],
        1,
    );
    assert!(
        unknown.contains("nobody in the roster is called zoe"),
        "{unknown}"
    );
    let said = organisation.desk(
        "root",
        &[
            "roster", "next", "--last", &last, "--add", &card, "--remove", "bo", "--out", &next,
        ],
    );
    assert!(
        said.contains("ce joins as a handler. Compare aloud: ")
            && said.contains("Roster 2 signed: 2 handlers"),
        "{said}"
    );
    organisation.desk("ana", &["roster", "publish", &next]);
    organisation.desk("ana", &["pull"]);
    organisation.join("ce", &format!("http://{}", organisation.intake.staff), &[]);
    assert_eq!(
        organisation.desk("ce", &["pull"]),
        "0 new.\n",
        "what was sealed before is not for her"
    );
    let out = organisation.fails("desk", "bo", &["pull"], 1);
    assert!(out.contains("does not name this handler"), "{out}");

    let unasked = organisation.fails("desk", "ana", &["team", "share", "ce"], 1);
    assert!(unasked.contains("has not asked"), "{unasked}");
    organisation.desk("ce", &["team", "ask"]);
    organisation.desk("ce", &["pull"]);
    organisation.desk("ana", &["pull"]);
    assert_eq!(team(&organisation, "ana")["asks"], json!(["ce"]));
    assert_eq!(
        organisation.desk("ana", &["team", "share", "ce"]),
        "1 cases are sealed to ce, and each says so.\n"
    );
    organisation.desk("ana", &["pull"]);
    organisation.desk("ce", &["pull"]);
    let hers = shown(&organisation, "ce", &open);
    assert_eq!(hers["answers"][0][1][0], "still open");
    assert_eq!(
        (&hers["labels"], &hers["notes"][0]["text"]),
        (&json!(["campaign:blue"]), &json!("spoke to the editor"))
    );
    assert_eq!(
        hers["timeline"],
        shown(&organisation, "ana", &open)["timeline"]
    );
    assert!(
        hers["timeline"].to_string().contains("sealed again to ce"),
        "on record"
    );
    let out = organisation.at("photo.out");
    organisation.desk("ce", &["attachment", &open, "1", "--out", &out]);
    assert_eq!(fs::read(out).unwrap(), photo);
    organisation.fails("desk", "ce", &["show", &done_with], 1);
    // And what she does comes back; nobody misses anything of before.
    organisation.desk("ce", &["assign", "ce", &open]);
    organisation.desk("ce", &["pull"]);
    assert_eq!(
        organisation.desk("ana", &["pull"]),
        "0 new.\n2 changes by colleagues.\n"
    );
    assert_eq!(shown(&organisation, "ana", &open)["owner"], "ce");
    for who in ["ana", "ce"] {
        assert_eq!(team(&organisation, who)["notices"], json!([]), "{who}");
    }
}

#[test]
fn a_case_is_handed_over_as_far_as_its_reporter_and_the_team_allow_and_nothing_else() {
    let [ours, theirs] = [
        Organisation::start(&[]).run(),
        Organisation::start(&[]).run(),
    ];
    let file = ours.at("note.txt");
    fs::write(&file, "attached words").unwrap();
    let told = ours.report(&json!([
        {"answers": {"story": "I live in the blue house", "artefacts": "hxxps://evil[.]example.com/x", "share": "indicators", "count_me": "yes"}, "files": [file]},
        {"answers": {"story": "for this team alone", "artefacts": "evil.example.com"}},
    ]));
    let [case, alone] = [0, 1].map(|n| text(&told[n]["ticket"]));
    theirs.report(&json!([{"answers": {"story": "so that they have a roster"}}]));
    for organisation in [&ours, &theirs] {
        organisation.desk("ana", &["pull"]);
        organisation.desk("bo", &["pull"]);
    }
    let card: Value = serde_json::from_slice(&fs::read(theirs.at("ana.json")).unwrap()).unwrap();
    let key = text(&card["recipient"]);
    let give = |ticket: &str, parts: &str, out: &str| {
        let out = ours.at(out);
        ours.program(
            "desk",
            "ana",
            &[
                "hand-over",
                ticket,
                "--to",
                "Partner",
                "--key",
                &key,
                "--parts",
                parts,
                "--out",
                &out,
            ],
        )
    };
    let refused = |ticket: &str, parts: &str| {
        let output = give(ticket, parts, "refused");
        assert_eq!(output.status.code(), Some(1));
        assert!(!Path::new(&ours.at("refused")).exists());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&alone, "indicators").contains("has not agreed that indicators be shared"));
    assert!(refused(&case, "narrative").contains("has not agreed that narrative be shared"));
    let dry = ours.desk(
        "ana",
        &[
            "hand-over",
            &case,
            "--to",
            "P",
            "--key",
            &key,
            "--parts",
            "indicators,facts",
            "--dry-run",
        ],
    );
    assert!(
        dry.contains("https://evil.example.com/x")
            && !dry.contains("blue house")
            && dry.contains("nothing else"),
        "{dry}"
    );
    let said = done(give(&case, "indicators,facts", "first.age"));
    assert!(
        said.contains("Compare aloud whose key it is") && !said.contains("Attention"),
        "{said}"
    );

    // More, once the reporter has agreed and a second handler, too.
    ours.desk_reads(
        "ana",
        &["consent", &case],
        "by a reply of hers: all of it, to Partner",
    );
    assert!(refused(&case, "narrative,files").contains("second handler agrees"));
    ours.desk("ana", &["propose", "narrative", &case]);
    let own = ours.fails("desk", "ana", &["agree", "narrative", &case], 1);
    assert!(
        own.contains("nobody does so to what they proposed themselves"),
        "{own}"
    );
    ours.desk("ana", &["pull"]);
    ours.desk("bo", &["pull"]);
    ours.desk("bo", &["agree", "narrative", &case]);
    ours.desk("bo", &["pull"]);
    ours.desk("ana", &["pull"]);
    done(give(
        &case,
        "indicators,facts,narrative,files",
        "second.age",
    ));

    let receipt = theirs.at("receipt.json");
    let said = theirs.desk(
        "ana",
        &[
            "import",
            &ours.at("first.age"),
            "--receipt",
            &theirs.at("first.json"),
        ],
    );
    let taken = said.split(' ').next().unwrap().to_owned();
    let there = shown(&theirs, "ana", &taken);
    assert!(
        there["indicators"]
            .to_string()
            .contains("evil[.]example[.]com")
            && !there.to_string().contains("blue house")
    );
    let said = theirs.desk(
        "ana",
        &["import", &ours.at("second.age"), "--receipt", &receipt],
    );
    assert!(
        said.contains("given by ana of Helpline (") && said.contains("shared with the team"),
        "{said}"
    );
    let taken = said.split(' ').next().unwrap().to_owned();
    theirs.desk("bo", &["pull"]);
    let there = shown(&theirs, "bo", &taken);
    assert_eq!(
        (&there["kind"], &there["answers"][0][1][0]),
        (&json!("handed-over"), &json!("I live in the blue house"))
    );
    assert!(
        !there.to_string().contains("count"),
        "whether it may be counted was asked elsewhere"
    );
    let out = theirs.at("out");
    theirs.desk("bo", &["attachment", &taken, "1", "--out", &out]);
    assert_eq!(fs::read_to_string(out).unwrap(), "attached words");
    let (said, code) = theirs.desk_reads("bo", &["reply", &taken], "hello");
    assert!(code == 1 && said.contains("gave no address"), "{said}");

    assert!(ours.desk("ana", &["receipt", &receipt]).contains(&case));
    let timeline = shown(&ours, "ana", &case)["timeline"].to_string();
    assert!(
        timeline.contains("handed over to Partner: indicators, facts, narrative, files")
            && timeline.contains("receipt by ana of Helpline"),
        "{timeline}"
    );
    let mut forged: Value = serde_json::from_slice(&fs::read(&receipt).unwrap()).unwrap();
    forged["receipt"]["handler"] = json!("zoe");
    fs::write(theirs.at("forged"), forged.to_string()).unwrap();
    assert!(
        ours.fails("desk", "ana", &["receipt", &theirs.at("forged")], 1)
            .contains("no receipt")
    );
    // Changed on its way, for others, none at all.
    let whole = fs::read(ours.at("second.age")).unwrap();
    let mut bent = whole.clone();
    let last = bent.len() - 9;
    bent[last] ^= 1;
    for (bytes, because) in [
        (bent, "not whole"),
        (whole[..whole.len() - 1].to_vec(), "not whole"),
        (b"hello".to_vec(), "does not open"),
    ] {
        fs::write(theirs.at("bent"), bytes).unwrap();
        let said = theirs.fails(
            "desk",
            "ana",
            &[
                "import",
                &theirs.at("bent"),
                "--receipt",
                &theirs.at("none"),
            ],
            1,
        );
        assert!(said.contains(because), "{said}");
    }
    let before = theirs.list("ana").len();
    assert_eq!(before, 3);
    assert!(
        theirs
            .fails(
                "desk",
                "bo",
                &[
                    "import",
                    &ours.at("first.age"),
                    "--receipt",
                    &theirs.at("none")
                ],
                1
            )
            .contains("does not open")
    );
    // A classical key is taken, and warned of.
    let classical = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    let said = ours.desk(
        "ana",
        &[
            "hand-over",
            &case,
            "--to",
            "Old",
            "--key",
            classical,
            "--parts",
            "facts",
            "--out",
            &ours.at("old.age"),
        ],
    );
    assert!(
        said.contains("Attention: this key is a classical one"),
        "{said}"
    );
    assert!(
        ours.fails(
            "desk",
            "ana",
            &[
                "hand-over",
                &case,
                "--to",
                "X",
                "--key",
                "age1x",
                "--parts",
                "facts",
                "--out",
                &ours.at("x")
            ],
            1
        )
        .contains("no age key")
    );
}

/// Every file below a folder, in one.
fn raw(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.extend(if path.is_dir() {
            raw(&path)
        } else {
            fs::read(&path).unwrap()
        });
    }
    all
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    memchr::memmem::find(bytes, words).is_some()
}

#[test]
fn what_two_agree_to_forget_is_gone_from_the_files_and_does_not_come_back() {
    let organisation = Organisation::start(&[]).run();
    let file = organisation.at("evidence.bin");
    fs::write(&file, vec![b'e'; 1_200_000]).unwrap();
    let told = organisation.report(&json!([{"answers": {"story": "forget this", "count_me": "yes"}, "files": [file]}, {"answers": {"story": "keep this"}}]));
    let [gone, kept] = [0, 1].map(|n| text(&told[n]["ticket"]));
    for who in ["ana", "bo"] {
        organisation.desk(who, &["pull"]);
    }
    organisation.desk_reads("ana", &["note", &gone], "a note of Ana's");
    organisation.desk("ana", &["state", "closed", &gone]);
    let paper = organisation.at("paper.json");
    organisation.desk("ana", &["export", &gone, "--out", &paper]);
    let paper = fs::read_to_string(paper).unwrap();
    assert!(
        paper.contains("closed") && !paper.contains("forget this") && !paper.contains("a note of"),
        "{paper}"
    );
    assert!(
        organisation
            .fails(
                "desk",
                "ana",
                &["export", &gone, "--narrative", "--out", "/nowhere"],
                1
            )
            .contains("when two agree")
    );
    organisation.desk("ana", &["pull"]);
    organisation.desk("bo", &["pull"]);
    // What lies in the rows of the case: its key, and everything under it.
    let database = organisation.people.0.join("ana/desk.db");
    let rows = || -> Vec<Vec<u8>> {
        let db = rusqlite::Connection::open(&database).unwrap();
        let ticket: sotto::ticket::Ticket = gone.parse().unwrap();
        let mut found = Vec::new();
        for sql in [
            "SELECT key FROM cases WHERE ticket = ?",
            "SELECT substr(told, 1, 64) FROM cases WHERE ticket = ?",
            "SELECT substr(sealed, 1, 64) FROM events WHERE ticket = ?",
        ] {
            let mut statement = db.prepare(sql).unwrap();
            let rows = statement
                .query_map([ticket.bytes()], |row| row.get(0))
                .unwrap();
            found.extend(rows.map(|row| row.unwrap()));
        }
        found
    };
    let before = rows();
    assert!(
        before.len() > 4
            && before
                .iter()
                .all(|row| holds(&raw(&organisation.people.0.join("ana")), row))
    );

    organisation.desk("ana", &["propose", "purge", &gone]);
    organisation.desk("ana", &["pull"]);
    organisation.desk("bo", &["pull"]);
    assert_eq!(
        team(&organisation, "bo")["proposals"][0]["case"],
        json!(gone)
    );
    assert!(
        organisation
            .desk("bo", &["agree", "purge", &gone])
            .contains("Each desk forgets")
    );
    for who in ["bo", "ana"] {
        organisation.desk(who, &["pull"]);
        assert!(
            organisation
                .fails("desk", who, &["show", &gone], 1)
                .contains("was forgotten at every desk"),
            "{who}"
        );
        assert_eq!(organisation.list(who).len(), 1);
        assert_eq!(team(&organisation, who)["notices"], json!([]));
    }
    let files = raw(&organisation.people.0.join("ana"));
    for row in &before {
        assert!(
            !holds(&files, row),
            "nothing of it is left, in the database or its journal"
        );
    }
    assert_eq!(rows().len(), 0);
    // A late report of the same ticket, and another pull, bring nothing back.
    organisation.desk("ana", &["pull"]);
    assert_eq!(organisation.list("ana").len(), 1);
    assert_eq!(
        shown(&organisation, "ana", &kept)["answers"][0][1][0],
        "keep this"
    );
}

/// Passes everything on between a desk and the intake, and changes answers on the way.
fn liar(
    door: SocketAddr,
    lie: impl Fn(&str, Vec<u8>) -> Vec<u8> + Send + Sync + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    pass_on(listener, door, &door.to_string(), lie);
    address
}

/// The same, for a door that is called `name`.
fn pass_on(
    listener: TcpListener,
    door: SocketAddr,
    name: &str,
    lie: impl Fn(&str, Vec<u8>) -> Vec<u8> + Send + Sync + 'static,
) {
    let address = listener.local_addr().unwrap();
    let (lie, name) = (Arc::new(lie), name.to_owned());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut near) = stream else { return };
            let (lie, name) = (Arc::clone(&lie), name.clone());
            std::thread::spawn(move || {
                while let Some((line, answer)) = ask_for(&mut near, address, door, &name) {
                    let _ = near.write_all(&lie(&line, without_close(answer)));
                }
            });
        }
    });
}

/// Reads one request, asks it of the door by its own name, and gives the request's line and the answer.
fn ask_for(
    near: &mut TcpStream,
    address: SocketAddr,
    door: SocketAddr,
    name: &str,
) -> Option<(String, Vec<u8>)> {
    let mut request = Vec::new();
    let mut part = [0; 65_536];
    while !is_whole(&request) {
        match near.read(&mut part).ok()? {
            0 => return None,
            read => request.extend(&part[..read]),
        }
    }
    let head = String::from_utf8_lossy(&request).to_lowercase();
    let host = format!("host: {address}");
    let at = head.find(&host)?;
    let mut asked = request[..at].to_vec();
    asked.extend(format!("host: {name}\r\nconnection: close").bytes());
    asked.extend(&request[at + host.len()..]);
    let mut far = TcpStream::connect(door).ok()?;
    far.write_all(&asked).ok()?;
    let mut answer = Vec::new();
    far.read_to_end(&mut answer).ok()?;
    let request = String::from_utf8_lossy(&request);
    Some((request.lines().next()?.to_owned(), answer))
}

fn is_whole(request: &[u8]) -> bool {
    let Some(end) = memchr::memmem::find(request, b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
    let length = head
        .split("content-length: ")
        .nth(1)
        .and_then(|rest| rest.lines().next()?.parse().ok())
        .unwrap_or(0);
    request.len() >= end + 4 + length
}

/// Without the header that only this connection needed.
fn without_close(answer: Vec<u8>) -> Vec<u8> {
    let close = b"connection: close\r\n";
    match memchr::memmem::find(&answer, close) {
        Some(at) => [&answer[..at], &answer[at + close.len()..]].concat(),
        None => answer,
    }
}

/// Turns a bit in the middle of a body.
fn bent(mut answer: Vec<u8>) -> Vec<u8> {
    let end = memchr::memmem::find(&answer, b"\r\n\r\n").unwrap() + 4;
    let middle = end + (answer.len() - end) / 2;
    if let Some(byte) = answer.get_mut(middle) {
        *byte ^= 1;
    }
    answer
}

#[test]
fn what_an_intake_that_lies_sends_is_left_out_and_shown_and_asked_for_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let name = listener.local_addr().unwrap().to_string();
    // A login names whom it is for: an intake of this name, or nobody.
    let mut organisation = Organisation::start(&["--staff-host", &name]);
    organisation.intake.run_named();
    let lies = Arc::new(AtomicBool::new(false));
    let lying = Arc::clone(&lies);
    pass_on(
        listener,
        organisation.intake.staff,
        &name,
        move |line, answer| {
            let wrong = line.starts_with("GET /pieces/") || line.starts_with("POST /events");
            if wrong && lying.load(Ordering::Relaxed) {
                bent(answer)
            } else {
                answer
            }
        },
    );
    for who in ["ana", "bo"] {
        organisation.join(who, &format!("http://{name}"), &[]);
    }
    let file = organisation.at("file.bin");
    fs::write(&file, vec![3; 700_000]).unwrap();
    let told = organisation.report(&json!([{"answers": {"story": "one"}, "files": [file]}]));
    let one = text(&told[0]["ticket"]);
    organisation.desk("ana", &["pull"]);
    organisation.desk_reads("ana", &["note", &one], "of Ana's");
    organisation.desk("ana", &["pull"]);
    lies.store(true, Ordering::Relaxed);
    let said = organisation.desk("bo", &["pull"]);
    assert!(
        said.contains("other bytes than a colleague put there"),
        "{said}"
    );
    assert!(
        said.contains("is not what its reporter sealed") && said.contains("lacks pieces"),
        "{said}"
    );
    assert_eq!(shown(&organisation, "bo", &one)["notes"], json!([]));
    lies.store(false, Ordering::Relaxed);
    assert!(
        organisation
            .desk("bo", &["pull"])
            .contains("1 changes by colleagues")
    );
    assert_eq!(
        shown(&organisation, "bo", &one)["notes"][0]["text"],
        "of Ana's"
    );
    assert!(!organisation.desk("bo", &["list"]).contains("not all here"));
    // To another name the same login is worth nothing.
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    let other = elsewhere.local_addr().unwrap().to_string();
    pass_on(elsewhere, organisation.intake.staff, &name, |_, answer| {
        answer
    });
    organisation.join("bo", &format!("http://{other}"), &[]);
    assert!(
        organisation
            .fails("desk", "bo", &["pull"], 1)
            .contains("does not let these keys in")
    );
}

#[test]
fn an_old_roster_and_a_report_sent_twice_are_noticed() {
    let mut organisation = Organisation::start(&[]).run();
    organisation.report(&json!([{"answers": {"story": "sent once"}}]));
    let sealed = organisation.at("sealed");
    organisation.desk("ana", &["pull", "--keep-sealed", &sealed]);
    let file = fs::read_dir(&sealed)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let again = support::ticket(77).0;
    let put = organisation
        .intake
        .put(&format!("/reports/{again}"), &fs::read(file).unwrap());
    assert_eq!(put.status, 201);
    for who in ["ana", "bo"] {
        let said = organisation.desk(who, &["pull"]);
        assert!(said.contains("the same report twice"), "{said}");
        assert_eq!(organisation.list(who).len(), 1, "one case");
    }
    organisation.desk("ana", &["team", "dismiss"]);
    assert_eq!(team(&organisation, "ana")["notices"], json!([]));
    // Roster 2 is put in force; then the intake is set back, with the first.
    let last = organisation
        .intake
        .folder
        .0
        .join("roster")
        .display()
        .to_string();
    let next = organisation.at("next");
    organisation.desk("root", &["roster", "next", "--last", &last, "--out", &next]);
    organisation.desk("ana", &["roster", "publish", &next]);
    organisation.desk("ana", &["pull"]);
    organisation.intake.end("-TERM");
    let fresh = organisation.intake.folder.0.join("fresh");
    organisation.intake.store_at(fresh, Some("64,64,16,8,32"));
    organisation.intake.run();
    organisation.join("ana", &format!("http://{}", organisation.intake.staff), &[]);
    let said = organisation.fails("desk", "ana", &["pull"], 1);
    assert!(said.contains("older than the one in use"), "{said}");
    assert_eq!(
        team(&organisation, "ana")["notices"][0]["old-roster"]["serial"],
        1
    );
}

#[test]
fn a_page_that_is_not_the_signed_one_raises_an_alarm_with_evidence() {
    let organisation = Organisation::start(&[]).run();
    let staff = format!("http://{}", organisation.intake.staff);
    organisation.join("ana", &staff, &[]);
    assert!(
        organisation
            .fails("desk", "ana", &["watch"], 1)
            .contains("--site")
    );
    organisation.join("ana", &staff, &["--site", &organisation.base()]);
    let said = organisation.desk("ana", &["watch"]);
    assert!(
        said.ends_with(" pages looked at, 0 differ.\n") && said.len() < 60,
        "{said}"
    );
    assert_eq!(team(&organisation, "ana")["notices"], json!([]));

    let altered = liar(organisation.intake.public, |line, answer| match line {
        line if line.starts_with("GET /form.js") => bent(answer),
        line if line.starts_with("GET /fa/ ") => {
            let at = memchr::memmem::find(&answer, b"\r\n").unwrap();
            [&answer[..at], b"\r\nset-cookie: who=you", &answer[at..]].concat()
        }
        _ => answer,
    });
    organisation.join("ana", &staff, &["--site", &format!("http://{altered}")]);
    let output = organisation.program("desk", "ana", &["watch"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("/form.js is not what was signed: its bytes"),
        "{said}"
    );
    assert!(
        said.contains("/fa/ is not what was signed: ") && said.contains("set-cookie"),
        "{said}"
    );
    let notices = team(&organisation, "ana")["notices"].to_string();
    assert!(
        notices.contains("/form.js") && notices.contains("/fa/"),
        "{notices}"
    );
    let out = organisation.at("evidence.json");
    assert_eq!(
        organisation
            .program("desk", "ana", &["watch", "--evidence", &out])
            .status
            .code(),
        Some(2)
    );
    let evidence: Value = serde_json::from_slice(&fs::read(out).unwrap()).unwrap();
    let script = evidence
        .as_array()
        .unwrap()
        .iter()
        .find(|found| found["path"] == "/form.js")
        .unwrap();
    assert!(
        script["came"].as_str().unwrap().len() > 1_000
            && script["signed"].as_str().unwrap().len() == 64
    );
}

#[test]
fn known_traces_raise_a_case_and_what_leaves_says_nothing_else() {
    let organisation = Organisation::start(&[]).run();
    let told = organisation.report(&json!([
        {"answers": {"story": "a link: hxxp://sub.evil[.]example.com/a, from a friend in the blue house", "need": ["message"]}},
        {"answers": {"story": "the same link: http://evil.example.com", "need": ["advice"]}},
    ]));
    organisation.desk("ana", &["pull"]);
    let list = organisation.at("list.txt");
    fs::write(&list, "# known\nevil.example.com\n").unwrap();
    let said = organisation.desk("ana", &["indicators", "load", &list, "--name", "lab"]);
    assert!(
        said.contains("lab: 1 traces. No match is not a clean result."),
        "{said}"
    );
    let [sub, exact] = [0, 1].map(|n| shown(&organisation, "ana", &text(&told[n]["ticket"])));
    assert_eq!(
        (&sub["hits"][0]["tier"], &exact["hits"][0]["tier"]),
        (&json!("likely"), &json!("strong"))
    );
    assert_eq!(
        (&exact["priority"], &exact["reasons"]),
        (&json!("p2"), &json!(["indicator"]))
    );
    let traces = organisation.desk("ana", &["traces", "--form", "csv", "blue"]);
    assert_eq!(
        traces,
        "type,value\nurl,\"http://sub.evil.example.com/a\"\ndomain,\"sub.evil.example.com\"\n"
    );
    organisation.desk("ana", &["indicators", "remove", "lab"]);
    assert_eq!(
        shown(&organisation, "ana", &text(&told[1]["ticket"]))["hits"],
        json!([])
    );
    fs::write(&list, "nothing").unwrap();
    assert!(
        organisation
            .fails(
                "desk",
                "ana",
                &["indicators", "load", &list, "--name", "lab"],
                1
            )
            .contains("no list of indicators")
    );
    assert!(
        organisation
            .fails("desk", "ana", &["indicators", "remove", "lab"], 1)
            .contains("no list called lab")
    );
    assert!(
        organisation
            .desk("ana", &["completion", "bash"])
            .contains("sotto-desk")
    );
}

#[test]
fn a_disk_that_is_full_while_pulling_loses_nothing_and_confirms_nothing() {
    let organisation = Organisation::start(&[]).run();
    let file = organisation.at("big.bin");
    fs::write(&file, vec![1; 5_000_000]).unwrap();
    organisation.report(&json!([{"answers": {"story": "much"}, "files": [file]}]));
    let desk = format!(
        "{} --folder {} --passphrase-file {} pull",
        env!("CARGO_BIN_EXE_sotto-desk"),
        organisation.at("ana"),
        organisation.at("passphrase")
    );
    // No file may become longer than 2 MB.
    let full = Command::new("bash")
        .args(["-c", &format!("trap '' XFSZ; ulimit -f 2048; exec {desk}")])
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let said = String::from_utf8(full.stderr).unwrap();
    assert_eq!(full.status.code(), Some(1), "{said}");
    assert!(
        said.contains("cannot write to the desk's database")
            && said.contains("nothing was confirmed"),
        "{said}"
    );
    assert!(
        organisation.desk("ana", &["pull"]).starts_with("0 new."),
        "the report itself was safe"
    );
    assert!(!organisation.desk("ana", &["list"]).contains("not all here"));
}

#[test]
fn nothing_that_was_opened_is_ever_written_to_a_file() {
    let organisation = Organisation::start(&[]).run();
    let library = organisation.at("writes.so");
    let built = Command::new("cc")
        .args([
            "-shared",
            "-fPIC",
            "-O1",
            "-o",
            &library,
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/writes.c"),
        ])
        .status()
        .unwrap();
    assert!(built.success());
    let planted = [
        "Zanzibar-Quokka",
        "منظمةسرية",
        "Marmalade-Falcon",
        "Obsidian-Walrus",
        "Tangerine-Heron",
    ];
    let file = organisation.at("inner.txt");
    fs::write(&file, "Tangerine-Heron ".repeat(5_000)).unwrap();
    let told = organisation.report(&json!([{"answers": {"story": format!("{} {}", planted[0], planted[1]), "artefacts": "https://obsidian-walrus.example.com", "danger": "yes"}, "files": [file]}]));
    let case = text(&told[0]["ticket"]);
    let watched = organisation.at("watched");
    let desk = |arguments: &[&str], input: &str| -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sotto-desk"));
        command
            .args([
                "--folder",
                &organisation.at("ana"),
                "--passphrase-file",
                &organisation.at("passphrase"),
            ])
            .args(arguments);
        command.env("LD_PRELOAD", &library).env("WATCHED", &watched);
        done(fed(&mut command, input))
    };
    desk(&["pull"], "");
    assert!(desk(&["show", &case], "").contains(planted[0]));
    assert!(desk(&["list", planted[1]], "").contains(&case));
    desk(&["note", &case], planted[2]);
    desk(&["label", &case, "campaign:obsidian-walrus"], "");
    desk(&["reply", &case], &format!("{} {}", planted[2], planted[3]));
    desk(&["propose", "purge", &case], "");
    desk(&["pull"], "");
    // The page: a case looked at, a draft kept, a search.
    let mut page = Command::new(env!("CARGO_BIN_EXE_sotto-desk"));
    page.args([
        "--folder",
        &organisation.at("ana"),
        "--passphrase-file",
        &organisation.at("passphrase"),
        "serve",
        "--port",
        "0",
    ]);
    let mut page = page
        .env("LD_PRELOAD", &library)
        .env("WATCHED", &watched)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let handover = organisation.people.0.join("ana/open.html");
    let url = (0..600)
        .find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            Some(
                fs::read_to_string(&handover)
                    .ok()?
                    .split("url=http://")
                    .nth(1)?
                    .split('"')
                    .next()?
                    .to_owned(),
            )
        })
        .unwrap();
    let (host, token) = url.split_once("/#").unwrap();
    let ask = |method: &str, path: &str, header: &str, body: &str| {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{header}\r\n{body}"
        );
        support::raw(host.parse().unwrap(), request.as_bytes())
    };
    let session: Value = serde_json::from_slice(
        &ask("POST", "/session", "", &json!({"token": token}).to_string()).body,
    )
    .unwrap();
    let bearer = format!("Authorization: Bearer {}\r\n", text(&session["token"]));
    let seen = ask("GET", &format!("/case/{case}"), &bearer, "");
    assert!(holds(&seen.body, planted[0].as_bytes()));
    assert_eq!(
        ask(
            "POST",
            &format!("/draft/{case}"),
            &bearer,
            &json!({"text": planted[2]}).to_string()
        )
        .status,
        200
    );
    assert_eq!(
        ask(
            "POST",
            "/queue",
            &bearer,
            &json!({"query": planted[1], "limit": 0}).to_string()
        )
        .status,
        200
    );
    page.kill().unwrap();
    page.wait().unwrap();

    let written = fs::read(&watched).unwrap();
    assert!(
        written.len() > 100_000,
        "the watcher saw {} bytes",
        written.len()
    );
    let everything = [written, raw(&organisation.people.0.join("ana"))].concat();
    for word in planted
        .iter()
        .flat_map(|word| [(*word).to_owned(), word.to_lowercase()])
    {
        let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(!holds(&everything, word.as_bytes()), "{word}");
        assert!(!holds(&everything, &utf16), "{word} in UTF-16");
    }
}
