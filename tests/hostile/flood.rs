//! More than it can hold, from many circuits: a reporter among them still gets through.

use crate::support::{ANA, Intake, piece, ticket};
use crate::{begins, insists, line, put_from};
use sotto::wire::PIECE;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

const SPAM: usize = 10_000;
const HONEST: u32 = 60;
/// The first number of an honest reporter, which is their circuit, too.
const FIRST_HONEST: u32 = 1_000_000;

/// How many spam reports were sent, and whether that is to end.
#[derive(Default)]
struct Spam {
    sent: AtomicUsize,
    over: AtomicBool,
}

#[test]
fn ten_thousand_spam_reports_from_a_hundred_circuits_do_not_shut_out_a_reporter() {
    let intake = Intake::start_with("8,1024,8,8,8", &["--circuits", "--tick", "250"]);
    let (door, spam) = (intake.public, Spam::default());
    let waited = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for circuit in 0..100 {
            let spam = &spam;
            scope.spawn(move || floods(door, circuit, spam));
        }
        // All of it comes within half a minute instead of an hour; reporters come meanwhile and after.
        let honest: Vec<_> = (0..HONEST)
            .map(|reporter| {
                std::thread::sleep(Duration::from_millis(400));
                let waited = &waited;
                scope.spawn(move || {
                    let took = insists(door, FIRST_HONEST + reporter, Duration::from_secs(120));
                    waited.lock().unwrap().push(took);
                })
            })
            .collect();
        honest
            .into_iter()
            .for_each(|reporter| reporter.join().unwrap());
        spam.over.store(true, Ordering::Relaxed);
    });
    let mut waited = waited.into_inner().unwrap();
    waited.sort();
    let sent = spam.sent.load(Ordering::Relaxed).min(SPAM);
    println!(
        "{sent} spam; honest reports accepted after {:?} at the median, {:?} at worst",
        waited[30], waited[59]
    );
    assert!(sent > 5_000, "it was a flood: {sent}");
    assert!(waited[59] < Duration::from_secs(60), "{waited:?}");
    desks_see_the_honest_ones_first(&intake);
}

/// Sends spam from one circuit until all is sent. Some hold connections open besides, with a body that never comes.
fn floods(door: SocketAddr, circuit: u32, spam: &Spam) {
    let stalled: Vec<_> = (0..if circuit < 20 { 20 } else { 0 })
        .filter_map(|_| begins(door, &line(circuit), &piece(circuit), PIECE))
        .collect();
    loop {
        let number = spam.sent.fetch_add(1, Ordering::Relaxed);
        if number >= SPAM || spam.over.load(Ordering::Relaxed) {
            break;
        }
        put_from(door, circuit, u32::try_from(number).unwrap());
    }
    drop(stalled);
}

/// What reporters were told is so.
fn desks_see_the_honest_ones_first(intake: &Intake) {
    let token = intake.token("ana", ANA);
    let (listed, burst) = (intake.listed(&token), intake.listing(&token, "burst"));
    for reporter in 0..HONEST {
        let name = ticket(FIRST_HONEST + reporter).0.to_string();
        assert!(listed.contains(&name) && !burst.contains(&name));
    }
    let rest = listed.len() - HONEST as usize;
    assert!(
        burst.len() * 10 > rest * 5,
        "most of the spam is known as a burst: {} of {rest}",
        burst.len()
    );
}

/// A thousand connections from 250 circuits, each with a small body that comes a byte at a time, and a new one for each
/// that is ended: as much as fits in at all.
#[test]
fn bodies_that_drip_from_everywhere_make_room_for_a_reporter() {
    let intake = Intake::start_with("8,64,64,8,8", &["--circuits"]);
    let (door, over) = (intake.public, AtomicBool::new(false));
    let waited: Vec<_> = std::thread::scope(|scope| {
        scope.spawn(|| drip(door, &over));
        std::thread::sleep(Duration::from_secs(3));
        let limit = Duration::from_secs(60);
        let waited = (FIRST_HONEST..FIRST_HONEST + 4)
            .map(|reporter| insists(door, reporter, limit))
            .collect();
        over.store(true, Ordering::Relaxed);
        waited
    });
    println!("among dripping bodies, honest reports accepted after {waited:?}");
    assert!(
        waited.iter().all(|one| *one < Duration::from_secs(60)),
        "{waited:?}"
    );
}

fn drip(door: SocketAddr, over: &AtomicBool) {
    let open = |number: u32| -> Option<TcpStream> {
        let path = crate::support::report(number);
        let stream = begins(door, &line(number / 4), &path, 65_536)?;
        stream.set_nonblocking(true).ok()?;
        Some(stream)
    };
    let mut next = 1_000;
    let mut dripping: Vec<_> = (0..1_000).map(open).collect();
    while !over.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(500));
        for connection in &mut dripping {
            let ended = connection.as_mut().is_none_or(|stream| {
                let said = stream.read(&mut [0; 64]);
                said.is_ok() || stream.write(b"x").is_err()
            });
            if ended {
                *connection = open(next);
                next += 1;
            }
        }
    }
}
