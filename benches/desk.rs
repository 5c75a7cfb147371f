//! The desk with ten thousand cases: opening, unlocking, the queue, search, and what colleagues changed. Whole programs against a
//! whole intake; opening beside a plain loop over the age crate, in the same run.

#[allow(
    dead_code,
    unused_imports,
    clippy::allow_attributes,
    reason = "the bench opens; it needs no vault"
)]
#[path = "../src/keyring/mod.rs"]
mod keyring;
#[path = "../tests/support/mod.rs"]
mod support;

use keyring::hybrid::from_text;
use keyring::open::open;
use serde_json::{Value, json};
use std::fs;
use std::sync::Arc;
use std::time::Instant;
use support::command::{done, fed};
use support::desk_page::DeskPage;
use support::organisation::Organisation;
use support::reporter::{reporter, ticket_of};

const CASES: u32 = 10_000;
const SIZE: usize = 16 << 10;

fn main() {
    let organisation = Organisation::start_with("24576,12288,16,8,32", &["--tick", "40"]).run();
    let sealed = Arc::new(seal_all(&organisation));
    println!(
        "{CASES} reports of some 1,500 characters in four scripts, sealed to two handlers, 16 KiB each"
    );
    let alone = loop_alone(&organisation, &sealed);
    println!(
        "{:<58}{alone:>10.0}",
        "opened a second of processor time, the age crate alone"
    );
    put_all(&organisation, &sealed);
    let (wall, processor) = measured(&organisation, "ana", "pull");
    println!(
        "{:<58}{wall:>10.1}",
        "pulled, opened, sealed anew and kept, all of them, s"
    );
    println!("{:<58}{processor:>10.1}", "  of it processor time, s");
    measured(&organisation, "bo", "pull");
    let opened = opening(&organisation, &sealed);
    println!(
        "{:<58}{opened:>10.0}",
        "opened a second of processor time, by the desk’s way, all cores"
    );
    println!("{:<58}{:>10.2}", "  of the loop", opened / alone);

    let tickets: Vec<String> = organisation.list("ana").iter().map(ticket_of).collect();
    let state = format!("state open {}", tickets.join(" "));
    let (wall, _) = measured(&organisation, "ana", &state);
    println!("{:<58}{wall:>10.1}", "one change to each of them, s");
    let (wall, _) = measured(&organisation, "ana", "pull");
    println!("{:<58}{wall:>10.1}", "these 10,000 changes sent, s");
    let (wall, processor) = measured(&organisation, "bo", "pull");
    println!(
        "{:<58}{wall:>10.1}",
        "received by a colleague, checked and kept, s"
    );
    println!("{:<58}{processor:>10.1}", "  of it processor time, s");
    let (wall, _) = measured(&organisation, "bo", "list case:nothing");
    println!(
        "{:<58}{wall:>10.2}",
        "unlocked (passphrase and all 10,000 cases), goal < 5 s"
    );
    page(&organisation);
}

fn story(n: u32) -> String {
    let parts = [
        "وصلتني رسالة من رقم لا أعرفه وتقول إن حسابي سيغلق خلال ساعة ",
        "I got a message with a link and did not open it; two colleagues got the same ",
        "Пришло письмо якобы от провайдера с просьбой подтвердить пароль ",
        "我收到一条短信要求我点击链接更新账户 ",
    ];
    (0..24)
        .map(|k| {
            format!(
                "{}{} ",
                parts[((n + k) % 4) as usize],
                n.wrapping_mul(2_654_435_761).wrapping_add(k)
            )
        })
        .collect()
}

/// Sealed by the page's own code, in as many processes as there are processors.
fn seal_all(organisation: &Organisation) -> Vec<Vec<u8>> {
    let keys = organisation.recipients();
    let reply_to = format!("age1pq1{}", "q".repeat(1_952));
    let report = |n: u32| {
        let told = json!({
            "format": "sotto/1 report", "page": "en", "attachments": [], "reply_to": reply_to, "to": {"roster": "00".repeat(32), "cards": []},
            "answers": {"story": story(n), "need": ["message"], "danger": if n.is_multiple_of(100) { "yes" } else { "no" }, "artefacts": format!("hxxps://site-{}[.]example[.]org/{n}", n % 700)},
        });
        json!({"ticket": support::ticket(n).0, "report": told})
    };
    let half = &|numbers: std::ops::Range<u32>| {
        let out = organisation.at(&format!("sealed-{}", numbers.start));
        let reports = Value::from(numbers.map(report).collect::<Vec<_>>());
        done(fed(
            &mut reporter(&["many", &keys[0], &keys[1], &out]),
            &reports.to_string(),
        ));
        fs::read(out).unwrap()
    };
    std::thread::scope(|scope| {
        let halves =
            [0..CASES / 2, CASES / 2..CASES].map(|numbers| scope.spawn(move || half(numbers)));
        let halves = halves
            .into_iter()
            .flat_map(|half| half.join().unwrap())
            .collect::<Vec<u8>>();
        halves.chunks(SIZE).map(<[u8]>::to_vec).collect()
    })
}

/// How many a plain loop opens in a second of one processor.
fn loop_alone(organisation: &Organisation, sealed: &[Vec<u8>]) -> f64 {
    let identity = from_text(organisation.desk("ana", "key export").trim()).unwrap();
    let began = processor_of("self");
    let some = &sealed[..2_000];
    for file in some {
        std::hint::black_box(open(file, &[&identity]).unwrap());
    }
    some.len() as f64 / (processor_of("self") - began)
}

/// The same work as the desk does it: shared out over all processors.
fn opening(organisation: &Organisation, sealed: &[Vec<u8>]) -> f64 {
    let identity = from_text(organisation.desk("ana", "key export").trim()).unwrap();
    let some = &sealed[..4_000];
    let processors = std::thread::available_parallelism().unwrap().get();
    let began = processor_of("self");
    std::thread::scope(|scope| {
        for share in some.chunks(some.len().div_ceil(processors)) {
            let identity = &identity;
            scope.spawn(move || {
                share
                    .iter()
                    .for_each(|file| drop(std::hint::black_box(open(file, &[identity]).unwrap())))
            });
        }
    });
    some.len() as f64 / (processor_of("self") - began)
}

fn put_all(organisation: &Organisation, sealed: &Arc<Vec<Vec<u8>>>) {
    let public = organisation.intake.public;
    std::thread::scope(|scope| {
        for part in 0..64u32 {
            let sealed = Arc::clone(sealed);
            scope.spawn(move || {
                for n in (part..CASES).step_by(64) {
                    let head = format!("PUT {} HTTP/1.1\r\nHost: {public}\r\nConnection: close\r\nContent-Length: {SIZE}\r\n\r\n", support::report(n));
                    let reply = support::raw(public, &[head.as_bytes(), &sealed[n as usize]].concat());
                    assert_eq!(reply.status, 201);
                }
            });
        }
    });
}

/// Wall time and processor time of a command, in seconds.
fn measured(organisation: &Organisation, who: &str, line: &str) -> (f64, f64) {
    let before = processor_of_children();
    let began = Instant::now();
    done(organisation.program("desk", who, line));
    (
        began.elapsed().as_secs_f64(),
        processor_of_children() - before,
    )
}

/// utime and stime, in seconds.
fn processor_of(process: &str) -> f64 {
    fields(process)[..2].iter().sum()
}

fn processor_of_children() -> f64 {
    fields("self")[2..4].iter().sum()
}

fn fields(process: &str) -> Vec<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let behind = stat.rsplit(')').next().unwrap();
    behind
        .split_whitespace()
        .skip(11)
        .take(4)
        .map(|field| field.parse::<f64>().unwrap() / 100.0)
        .collect()
}

/// The page of a desk that is unlocked.
fn page(organisation: &Organisation) {
    let mut serve = organisation.command("desk", "ana", "serve");
    let page = DeskPage::open(&mut serve, &organisation.people.0.join("ana"));
    let bearer = page.bearer();
    let median = |query: &str| {
        let body = json!({"query": query, "limit": 0});
        let mut times: Vec<f64> = (0..21)
            .map(|_| {
                let began = Instant::now();
                assert_eq!(page.post("/queue", &bearer, &body).status, 200);
                began.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[10]
    };
    println!(
        "{:<58}{:>10.1}",
        "the queue, with its first 200 rows, ms (goal < 50)",
        median("")
    );
    for (what, query) in [
        ("a word of two signs", "短信"),
        ("an Arabic word behind its article", "رساله"),
        ("a number", "2654435761"),
        ("a word that is nowhere", "quokka"),
        ("a field and a word", "danger:yes colleagues"),
    ] {
        println!(
            "{:<58}{:>10.1}",
            format!("search for {what}, ms (goal < 100)"),
            median(query)
        );
    }
}
