//! A stranger who asks learns nothing from how long the answer takes: known and unknown are told apart by chance
//! alone, at two thousand tries.

mod support;

use sotto::wire::Login;
use std::time::{Duration, Instant};
use support::{ANA, BO, Folder, Intake, Reply, report, sealed, ticket};

const TRIES: usize = 2_000;
/// What chance alone exceeds once in 15,000 times.
const CHANCE: f64 = 4.0;

/// How far the two are apart, in standard deviations of what chance does: of each pair, asked one after the other, the
/// slower one is counted (the sign test, <https://doi.org/10.1080/01621459.1946.10501898>), so that a machine that is
/// busy for a while weighs on both.
fn apart(known: &[Duration], unknown: &[Duration]) -> f64 {
    let pairs = || {
        known
            .iter()
            .zip(unknown)
            .filter(|(known, unknown)| known != unknown)
    };
    let (all, slower) = (
        pairs().count() as f64,
        pairs().filter(|(known, unknown)| known > unknown).count() as f64,
    );
    (slower - all / 2.0) / (all.sqrt() / 2.0)
}

/// Asks both in turn, the one or the other first; all answers must be the same.
fn told_apart(
    tries: usize,
    known: impl Fn(usize) -> Reply,
    unknown: impl Fn(usize) -> Reply,
) -> (Vec<Duration>, Vec<Duration>) {
    let timed = |ask: &dyn Fn(usize) -> Reply, n: usize| {
        let began = Instant::now();
        let reply = ask(n);
        (began.elapsed(), reply)
    };
    let mut times = (Vec::new(), Vec::new());
    for n in 0..tries {
        let ((a, one), (b, other)) = if n % 2 == 0 {
            let first = timed(&known, n);
            (first, timed(&unknown, n))
        } else {
            let first = timed(&unknown, n);
            (timed(&known, n), first)
        };
        assert_eq!(
            (one.status, &one.headers, one.length),
            (other.status, &other.headers, other.length)
        );
        assert_ne!(one.status, 0);
        times.0.push(a);
        times.1.push(b);
    }
    times
}

#[track_caller]
fn alike((known, unknown): &(Vec<Duration>, Vec<Duration>)) {
    let apart = apart(known, unknown);
    println!(
        "{} tries, {apart:.2} standard deviations apart",
        known.len()
    );
    assert!(apart.abs() < CHANCE, "{apart}");
}

#[test]
fn the_measure_sees_a_difference_where_there_is_one() {
    let times = |from: u64, step: u64| {
        (0..2_000)
            .map(|n| Duration::from_micros(from + n * step % 101))
            .collect::<Vec<_>>()
    };
    assert!(apart(&times(100, 7919), &times(100, 6967)).abs() < 2.0);
    assert!(apart(&times(107, 7919), &times(100, 6967)) > CHANCE);
}

#[test]
fn whether_there_was_anything_to_withdraw() {
    const INTAKES: usize = 8;
    let times: Vec<_> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..INTAKES)
            .map(|number| scope.spawn(move || withdrawn_alone(number, TRIES / INTAKES)))
            .collect();
        asking.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let (known, unknown): (Vec<_>, Vec<_>) = times.into_iter().unzip();
    alike(&(known.concat(), unknown.concat()));
}

/// Each of these asks alone, so that nothing else is done at the same tick; the tick is short, and so is the disk:
/// in memory, where a commit takes as small a part of it as it does of a second on a real one.
fn withdrawn_alone(intake: usize, tries: usize) -> (Vec<Duration>, Vec<Duration>) {
    let folder = format!("/dev/shm/sotto-{}-{intake}", std::process::id());
    let mut intake = Intake::make_in(Folder::at(folder.into()), "8,512,8,8,8", &["--tick", "40"]);
    intake.run();
    let tries_here = u32::try_from(tries).unwrap();
    std::thread::scope(|scope| {
        for part in 0..10 {
            let intake = &intake;
            scope.spawn(move || {
                (part..tries_here)
                    .step_by(10)
                    .for_each(|number| intake.keeps_report(number, b"x"));
            });
        }
    });
    let withdraw = |n: usize| intake.withdraw(&[ticket(u32::try_from(n).unwrap()).1]);
    let times = told_apart(tries, withdraw, |n| withdraw(n + 50_000));
    let left = intake.listed(&intake.token("ana", ANA));
    assert_eq!(left.len(), 0, "all of it was withdrawn");
    times
}

#[test]
fn whether_a_ticket_rests_there_or_a_session_was_ever_open() {
    let intake = Intake::start();
    intake.keeps_report(1, b"x");
    let ask = |path: &str, headers: &str| intake.ask(intake.staff, "GET", path, headers, b"");
    let fetch = |number| ask(&report(number), "");
    alike(&told_apart(TRIES, |_| fetch(1), |_| fetch(2)));
    let with = |token: &str| ask("/reports", &format!("Authorization: Bearer {token}\r\n"));
    let live = intake.token("ana", ANA);
    let other = if live.ends_with('0') { '1' } else { '0' };
    let near = format!("{}{other}", &live[..63]);
    let far = "0".repeat(64);
    alike(&told_apart(TRIES, |_| with(&near), |_| with(&far)));
}

#[test]
fn whether_a_name_is_that_of_a_handler() {
    let intake = Intake::start();
    let wrong = |name: &str| {
        let request = intake.login(name);
        let signature = support::sign(BO, sotto::signed::Purpose::Login, b"other");
        let body = sotto::signed::canonical(&Login { request, signature }).unwrap();
        intake.ask(intake.staff, "POST", "/session", "", &body)
    };
    alike(&told_apart(TRIES, |_| wrong("ana"), |_| wrong("eve")));
}

#[test]
fn whether_a_reply_hangs_under_a_number() {
    let intake = Intake::start();
    let token = intake.token("ana", ANA);
    let known: sotto::ticket::ReplyNumber = "1234567812345678".parse().unwrap();
    let tag = sotto::ticket::Ticket::of_letter_reply(&known, 0);
    let reply = [&tag.bytes()[..], &sealed(4096, 1, b"x")].concat();
    assert_eq!(intake.desk(&token, "POST", "/replies", &reply).status, 201);
    let ask = |number: &str| {
        let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
        intake.ask(
            intake.public,
            "POST",
            "/letters/en/replies",
            headers,
            format!("number={number}").as_bytes(),
        )
    };
    assert_ne!(
        ask("1234567812345678").body,
        ask("1234567812345678").body,
        "what fills the rest is random"
    );
    alike(&told_apart(
        TRIES,
        |_| ask("1234567812345678"),
        |_| ask("8765432187654321"),
    ));
}
