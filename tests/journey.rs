//! From the form's bytes to what a handler reads, through the programs and no other way.
//!
//! The reporter is the form's own code under node; everything else is the programs, as people run them.

#[path = "support/organisation.rs"]
mod organisation;
mod support;

use organisation::{Organisation, done, reporter, text};
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use support::{sealed, ticket};

#[test]
fn what_one_person_reports_another_reads_byte_for_byte() {
    let organisation = Organisation::start(&[]).run();
    let story = "وصلتني رسالة — \u{202e}مقلوب\u{202c}\nline two \u{1b}[31m, a tab\t, 🙂";
    let file = organisation.people.0.join("photo.jpg");
    let photo: Vec<u8> = (0..3_000_017u32)
        .map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap())
        .collect();
    fs::write(&file, &photo).unwrap();
    let told = organisation.report(
        &serde_json::json!([{"answers": {"story": story, "danger": "yes"}, "files": [file, file]}]),
    );
    let name = text(&told[0]["ticket"]);
    for who in ["ana", "bo"] {
        assert_eq!(organisation.desk(who, &["pull"]), "1 new.\n");
        assert_eq!(
            organisation.desk(who, &["pull"]),
            "0 new.\n",
            "a second time brings nothing"
        );
        let shown: serde_json::Value =
            serde_json::from_str(&organisation.desk(who, &["show", &name, "--json"])).unwrap();
        assert_eq!(
            shown["answers"],
            serde_json::json!([
                ["Tell us what happened", [story]],
                ["Is anyone in danger now?", ["Yes"]]
            ])
        );
        assert!(
            organisation.desk(who, &["show", &name]).contains(story),
            "into a pipe, byte for byte"
        );
        let out = organisation.at(&format!("{who}.jpg"));
        organisation.desk(who, &["attachment", &name, "2", "--out", &out]);
        assert_eq!(fs::read(&out).unwrap(), photo);
        assert!(
            organisation
                .fails("desk", who, &["attachment", &name, "1", "--out", &out], 1)
                .contains("cannot write"),
            "never over another file"
        );
        assert!(
            organisation
                .fails(
                    "desk",
                    who,
                    &["attachment", &name, "3", "--out", "/nowhere"],
                    1
                )
                .contains("no attachment 3")
        );
    }
    let token = |who: &str| {
        organisation
            .program("desk", who, &["pull"])
            .status
            .success()
    };
    assert!(token("ana"));
    let slots = fs::read(organisation.intake.store().join("slots-16k")).unwrap();
    let sealed = slots
        .windows(22)
        .filter(|window| window == b"age-encryption.org/v1\n");
    assert_eq!(
        sealed.count(),
        1,
        "both have confirmed: the intake has forgotten all but the team's key"
    );
}

#[test]
fn another_age_program_opens_the_same_file() {
    let organisation = Organisation::start(&[]).run();
    let told =
        organisation.report(&serde_json::json!([{"answers": {"story": "for any age program"}}]));
    let name = text(&told[0]["ticket"]);
    organisation.desk(
        "ana",
        &["pull", "--keep-sealed", &organisation.at("sealed")],
    );
    let sealed = organisation.at(&format!("sealed/{name}.age"));
    let identity = organisation.desk("ana", &["key", "export"]);
    let opened = done(
        reporter(&["open", identity.trim(), &sealed])
            .output()
            .unwrap(),
    );
    assert!(opened.starts_with("sotto/1\n") && opened.contains("for any age program"));
    if let Some(age) = stock_age() {
        let key = organisation.at("key");
        fs::write(&key, &identity).unwrap();
        assert_eq!(
            done(
                Command::new(age)
                    .args(["-d", "-i", &key, &sealed])
                    .output()
                    .unwrap()
            ),
            opened
        );
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
    // One sealed to others, and one sealed to these handlers in which a bit was turned on the way.
    let stranger = ticket(1).0.to_string();
    let bent = ticket(2).0.to_string();
    let file = organisation.at("sealed-here.age");
    let card = |id: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(organisation.at(&format!("{id}.json"))).unwrap()).unwrap()
    };
    done(
        reporter(&[
            "seal",
            &text(&card("ana")["recipient"]),
            &text(&card("bo")["recipient"]),
            &file,
        ])
        .output()
        .unwrap(),
    );
    let whole = fs::read(&file).unwrap();
    let mut turned = whole.clone();
    turned[9000] ^= 4;
    for (name, body) in [
        (&stranger, sealed(16 << 10, 2, b"x")),
        (&bent, turned),
        (&ticket(3).0.to_string(), whole),
    ] {
        assert_eq!(
            organisation
                .intake
                .put(&format!("/reports/{name}"), &body)
                .status,
            201
        );
    }
    for who in ["ana", "bo", "ana"] {
        let output = organisation.program("desk", who, &["pull"]);
        assert_eq!(
            output.status.code(),
            Some(2),
            "what does not open is not confirmed away"
        );
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(
            [&stranger, &bent]
                .iter()
                .all(|name| said.contains(&format!("{name} does not open"))),
            "{said}"
        );
    }
    let rows = organisation.list("ana");
    let states: Vec<_> = rows.iter().map(|row| text(&row["state"])).collect();
    assert_eq!(states, ["new", "does not open", "does not open"]);
    assert_eq!(
        text(&rows[0]["opening"]),
        "A golden story: ذهب, золото, 金."
    );
    assert_eq!(
        organisation.program("desk", "ana", &["list"]).status.code(),
        Some(2)
    );
    assert!(
        organisation
            .fails("desk", "ana", &["show", &stranger], 1)
            .contains("does not open")
    );
}

#[test]
fn an_intake_that_cannot_be_believed_is_not() {
    let mut organisation = Organisation::start(&[]).run();
    organisation.report(&serde_json::json!([{"answers": {"story": "first"}}]));
    organisation.desk("ana", &["pull"]);

    organisation.intake.end("-TERM");
    assert!(
        organisation
            .fails("desk", "ana", &["pull"], 1)
            .contains("cannot reach the intake")
    );
    assert_eq!(
        organisation.list("ana").len(),
        1,
        "what is here stays readable"
    );

    // An organisation of another root key at the same address.
    let other = Organisation::start(&[]).run();
    organisation.join("ana", &format!("http://{}", other.intake.staff), &[]);
    assert!(
        organisation
            .fails("desk", "ana", &["pull"], 1)
            .contains("not signed by this root key")
    );
    assert!(
        organisation
            .fails(
                "desk",
                "bo",
                &[
                    "join",
                    "--root",
                    &other.at("ana.json"),
                    "--intake",
                    "http://x"
                ],
                1
            )
            .contains("holds no root key")
    );
    assert!(
        organisation
            .fails(
                "desk",
                "bo",
                &[
                    "join",
                    "--root",
                    &organisation
                        .intake
                        .folder
                        .0
                        .join("root.pub")
                        .display()
                        .to_string(),
                    "--intake",
                    "x"
                ],
                1
            )
            .contains("address")
    );
}

#[test]
fn a_desk_pulls_over_socks_and_lets_the_proxy_resolve_the_name() {
    let mut organisation = Organisation::start(&["--staff-host", "staffdoor.onion"]);
    organisation.intake.run_named();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let proxy = socks(organisation.intake.staff, Arc::clone(&asked), Vec::new());
    organisation.join(
        "ana",
        "http://staffdoor.onion",
        &["--proxy", &format!("socks5h://{proxy}")],
    );
    organisation.report(&serde_json::json!([{"answers": {"story": "over socks"}}]));
    assert_eq!(organisation.desk("ana", &["pull"]), "1 new.\n");
    let asked = asked.lock().unwrap();
    assert!(
        !asked.is_empty() && asked.iter().all(|name| name == "staffdoor.onion:80"),
        "{asked:?}"
    );
    let root = organisation
        .intake
        .folder
        .0
        .join("root.pub")
        .display()
        .to_string();
    let leaky = organisation.fails(
        "desk",
        "ana",
        &[
            "join",
            "--root",
            &root,
            "--intake",
            "http://x.onion",
            "--proxy",
            "socks5://127.0.0.1:1",
        ],
        1,
    );
    assert!(
        leaky.contains("socks5h"),
        "a proxy that would have us resolve the name is refused: {leaky}"
    );
}

/// A SOCKS5 proxy (RFC 1928) that writes down the names it is asked for and what is asked of them, and leads all
/// of them to `target`. Connections end after `cuts` bytes of answer, one after the other; later ones live.
fn socks(target: SocketAddr, asked: Arc<Mutex<Vec<String>>>, cuts: Vec<u64>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let cuts = Arc::new(Mutex::new(cuts.into_iter()));
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (client, asked) = (client.unwrap(), Arc::clone(&asked));
            let cut = cuts.lock().unwrap().next().unwrap_or(u64::MAX);
            std::thread::spawn(move || lead(client, target, &asked, cut));
        }
    });
    address
}

fn lead(mut client: TcpStream, target: SocketAddr, asked: &Mutex<Vec<String>>, cut: u64) {
    let mut head = [0; 2];
    client.read_exact(&mut head).unwrap();
    client.read_exact(&mut vec![0; head[1].into()]).unwrap();
    client.write_all(&[5, 0]).unwrap();
    let mut request = [0; 5];
    client.read_exact(&mut request).unwrap();
    assert_eq!(request[3], 3, "a name, and not an address");
    let mut name = vec![0; request[4].into()];
    let mut port = [0; 2];
    client.read_exact(&mut name).unwrap();
    client.read_exact(&mut port).unwrap();
    asked.lock().unwrap().push(format!(
        "{}:{}",
        String::from_utf8(name).unwrap(),
        u16::from_be_bytes(port)
    ));
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
    let server = TcpStream::connect(target).unwrap();
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    std::thread::spawn(move || std::io::copy(&mut from, &mut to));
    let _ = std::io::copy(&mut server.take(cut), &mut client);
    let _ = client.shutdown(std::net::Shutdown::Both);
}

#[test]
fn a_transfer_that_breaks_off_is_taken_up_where_it_broke() {
    let mut organisation = Organisation::start(&["--staff-host", "staffdoor.onion"]);
    organisation.intake.run_named();
    let file = organisation.people.0.join("long.bin");
    let bytes: Vec<u8> = (0..2_500_000u32)
        .map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap())
        .collect();
    fs::write(&file, &bytes).unwrap();
    let told = organisation
        .report(&serde_json::json!([{"answers": {"story": "in bad weather"}, "files": [file]}]));
    let asked = Arc::new(Mutex::new(Vec::new()));
    // The first connection ends within the first piece, the next within the rest of it, the third in another.
    let proxy = socks(
        organisation.intake.staff,
        Arc::clone(&asked),
        vec![400_000, 300_000, 900_000],
    );
    organisation.join(
        "ana",
        "http://staffdoor.onion",
        &["--proxy", &format!("socks5h://{proxy}")],
    );
    assert_eq!(organisation.desk("ana", &["pull"]), "1 new.\n");
    assert!(
        asked.lock().unwrap().len() >= 4,
        "one connection more for each that broke off"
    );
    let out = organisation.at("long.out");
    organisation.desk(
        "ana",
        &["attachment", &text(&told[0]["ticket"]), "1", "--out", &out],
    );
    assert_eq!(fs::read(out).unwrap(), bytes);
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_a_vault_is_never_overwritten() {
    let organisation = Organisation::start(&[]);
    let wrong = organisation.at("wrong");
    fs::write(&wrong, "not the passphrase").unwrap();
    let with = |file: &str| {
        Command::new(env!("CARGO_BIN_EXE_sotto-desk"))
            .args([
                "--folder",
                &organisation.at("ana"),
                "--passphrase-file",
                file,
                "list",
            ])
            .output()
            .unwrap()
    };
    let said = |output: Output| String::from_utf8(output.stderr).unwrap();
    fs::set_permissions(&wrong, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(said(with(&wrong)).contains("others can read"));
    fs::set_permissions(&wrong, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(said(with(&wrong)).contains("wrong passphrase"));
    let vault = organisation.people.0.join("ana/vault.json");
    let before = fs::read(&vault).unwrap();
    assert!(
        organisation
            .fails("desk", "ana", &["key", "new", "--id", "ana"], 1)
            .contains("cannot write the vault")
    );
    assert_eq!(fs::read(&vault).unwrap(), before);
    for (change, because) in [
        (&before[..before.len() / 2], "damaged"),
        (b"{}", "no vault"),
        (
            &String::from_utf8(before.clone())
                .unwrap()
                .replace("sotto/1 vault", "sotto/9 vault")
                .into_bytes(),
            "later version",
        ),
    ] {
        fs::write(&vault, change).unwrap();
        let said = organisation.fails("desk", "ana", &["list"], 1);
        assert!(said.contains(because), "{said}");
    }
    assert_eq!(
        organisation
            .fails("desk", "ana", &["dance"], 64)
            .lines()
            .next()
            .map(|line| line.starts_with("error:")),
        Some(true)
    );
}

#[test]
fn a_file_whose_pieces_were_lost_is_named_and_the_report_is_read_all_the_same() {
    let mut organisation = Organisation::start(&[]).run();
    let file = organisation.people.0.join("lost.bin");
    fs::write(&file, vec![7; 2_000_000]).unwrap();
    let told = organisation
        .report(&serde_json::json!([{"answers": {"story": "with a file"}, "files": [file]}]));
    let name = text(&told[0]["ticket"]);
    organisation.intake.end("-TERM");
    let slots = organisation.intake.store().join("slots-1m");
    let length = fs::metadata(&slots).unwrap().len();
    fs::write(&slots, vec![0; usize::try_from(length).unwrap()]).unwrap();
    let mut organisation = organisation.run();
    for _ in 0..2 {
        assert!(
            organisation
                .desk("ana", &["pull"])
                .contains(&format!("{name} lacks pieces"))
        );
    }
    assert!(organisation.desk("ana", &["list"]).contains("not all here"));
    assert!(
        organisation
            .desk("ana", &["show", &name])
            .contains("with a file")
    );
    let out = organisation.at("out");
    let said = organisation.fails("desk", "ana", &["attachment", &name, "1", "--out", &out], 1);
    assert!(
        said.contains("has not arrived") && !Path::new(&out).exists(),
        "{said}"
    );
    organisation.intake.end("-TERM");
    assert!(
        organisation.intake.log.contains("a slot is rotten"),
        "the operator is told"
    );
}

#[test]
fn a_desk_takes_no_older_roster_even_after_joining_again() {
    let organisation = Organisation::start(&[]);
    organisation.sign_roster("Helpline", 5);
    let mut organisation = organisation.run();
    organisation.desk("ana", &["pull"]);
    organisation.intake.end("-TERM");
    // An intake made anew has seen no roster, and believes an old one that the root key signed.
    let store = organisation.intake.store();
    fs::remove_dir_all(&store).unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_sotto-intake"))
        .args(["init", "--slots", "8,8,8,8,8", "--folder"])
        .arg(&store)
        .status();
    assert!(made.unwrap().success());
    organisation.sign_roster("Helpline", 4);
    let organisation = organisation.run();
    assert!(
        organisation
            .fails("desk", "ana", &["pull"], 1)
            .contains("older than the one in use")
    );
}

#[test]
fn what_cannot_be_signed_is_not() {
    let organisation = Organisation::start(&[]);
    let roster = |handler: &str, out: &str| {
        let arguments = [
            "roster",
            "sign",
            "--organisation",
            "X",
            "--serial",
            "2",
            "--from",
            "2026-01-01",
            "--to",
            "2026-02-01",
            "--handler",
            handler,
            "--out",
            out,
        ];
        organisation.fails("desk", "root", &arguments, 1)
    };
    let out = organisation.at("not-signed");
    assert!(roster(&organisation.at("passphrase"), &out).contains("is no card"));
    assert!(roster("/nowhere", &out).contains("cannot read /nowhere"));
    let card = fs::read_to_string(organisation.at("ana.json")).unwrap();
    let bent = organisation.at("bent.json");
    // One letter of the key changed for another of its alphabet: right in form, and no key.
    let at = card.find("age1pq1").unwrap() + 40;
    let letter = if card[at..].starts_with('q') {
        "p"
    } else {
        "q"
    };
    fs::write(&bent, format!("{}{letter}{}", &card[..at], &card[at + 1..])).unwrap();
    assert!(roster(&bent, &out).contains("cannot be sealed to"));
    assert!(!Path::new(&out).exists());
    let own = organisation
        .intake
        .folder
        .0
        .join("roster")
        .display()
        .to_string();
    let site = |page: &str, roster: &str, who: &str| {
        organisation.fails(
            "desk",
            who,
            &[
                "site", "build", "--page", page, "--roster", roster, "--out", &out,
            ],
            1,
        )
    };
    assert!(site(&organisation.at("ana"), &own, "root").contains("holds no built page"));
    assert!(
        site("frontend/dist", &own, "ana").contains("not signed by this root key"),
        "only the root key signs a site"
    );
    assert!(site("frontend/dist", "/nowhere", "root").contains("cannot read /nowhere"));
    assert!(!Path::new(&out).exists());
}

#[test]
fn nothing_that_a_report_says_is_found_on_the_handlers_disk() {
    let organisation = Organisation::start(&[]).run();
    let told = organisation.report(
        &serde_json::json!([{"answers": {"story": "planted-word-in-clear", "need": ["message"]}}]),
    );
    let name = text(&told[0]["ticket"]);
    organisation.desk("ana", &["pull"]);
    organisation.desk("ana", &["label", &name, "campaign:planted-label"]);
    assert!(
        organisation
            .desk("ana", &["show", &name])
            .contains("planted-word-in-clear")
    );
    let intake = organisation.intake.staff.to_string();
    for file in walk(&organisation.people.0.join("ana")) {
        let bytes = fs::read(&file).unwrap();
        for planted in [
            "planted-word",
            "planted-label",
            "suspicious message",
            "Helpline",
            &intake,
        ] {
            let found = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
            let wide: Vec<u8> = planted.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(
                !found(planted.as_bytes()) && !found(&wide),
                "{planted} in {}",
                file.display()
            );
        }
    }
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
