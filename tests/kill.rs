//! Nothing acknowledged is lost when the intake is killed at a random moment under load.
//!
//! `SOTTO_KILLS` says how often (100 for the figure in the README; a few each time).

mod support;

use sotto::wire::PIECE;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::{ANA, BO, Intake, REPORT, piece, raw, report, sealed};

/// Starts clients that send for so long; returns them, and the numbers of what was acknowledged. Odd ones are pieces.
fn load(
    intake: &Intake,
    counter: &Arc<AtomicU32>,
    lasting: Duration,
) -> (Vec<std::thread::JoinHandle<()>>, Arc<Mutex<Vec<u32>>>) {
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let until = Instant::now() + lasting + Duration::from_millis(300);
    let clients = (0..6).map(|_| {
        let (door, counter, acknowledged) = (
            intake.public,
            Arc::clone(counter),
            Arc::clone(&acknowledged),
        );
        std::thread::spawn(move || {
            while Instant::now() < until {
                let number = counter.fetch_add(1, Ordering::Relaxed);
                let (path, body) = thing(number);
                let head = format!(
                    "PUT {path} HTTP/1.1\r\nHost: {door}\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                match raw(door, &[head.as_bytes(), &body].concat()).status {
                    201 => acknowledged.lock().unwrap().push(number),
                    // Killed: nothing more will be answered.
                    0 => return,
                    _ => {}
                }
            }
        })
    });
    (clients.collect(), acknowledged)
}

fn thing(number: u32) -> (String, Vec<u8>) {
    let fill = number.to_be_bytes();
    if number % 2 == 1 {
        (piece(number), fill.repeat(PIECE / 4))
    } else {
        (report(number), sealed(REPORT, 2, &fill))
    }
}

#[test]
fn what_was_acknowledged_is_there_after_every_kill() {
    let kills: u32 = std::env::var("SOTTO_KILLS").map_or(8, |kills| kills.parse().unwrap());
    let mut intake = Intake::start_with("8,256,8,8,192", &[]);
    let counter = Arc::new(AtomicU32::new(0));
    let mut random = u64::from(std::process::id());
    let (mut slowest, mut total) = (Duration::ZERO, 0);
    for _ in 0..kills {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let lasting = Duration::from_millis(30 + (random >> 33) % 700);
        let acknowledged = killed_under_load(&mut intake, &counter, lasting);
        total += acknowledged.len();
        let started = Instant::now();
        intake.run();
        slowest = slowest.max(started.elapsed());
        all_of_it_is_there(&intake, &acknowledged);
        everything_goes(&intake, counter.load(Ordering::Relaxed));
    }
    assert!(total > 0, "the load acknowledged something");
    println!(
        "{kills} kills, {total} acknowledged, none lost; slowest start {} ms",
        slowest.as_millis()
    );
}

/// Returns the numbers under which something was acknowledged before it was killed.
fn killed_under_load(intake: &mut Intake, counter: &Arc<AtomicU32>, lasting: Duration) -> Vec<u32> {
    let (clients, acknowledged) = load(intake, counter, lasting);
    std::thread::sleep(lasting);
    intake.end("-KILL");
    clients
        .into_iter()
        .for_each(|client| client.join().unwrap());
    std::mem::take(&mut *acknowledged.lock().unwrap())
}

fn all_of_it_is_there(intake: &Intake, acknowledged: &[u32]) {
    let token = intake.token("ana", ANA);
    for number in acknowledged {
        let (path, body) = thing(*number);
        let reply = intake.fetch(&token, &path);
        assert!(
            reply.status == 200 && reply.body == body,
            "{number} was acknowledged and is lost: {}",
            reply.status
        );
    }
}

/// Both handlers confirm whatever was sent, acknowledged or not, so that the slots last.
fn everything_goes(intake: &Intake, sent: u32) {
    let (pieces, reports): (Vec<u32>, Vec<u32>) = (0..sent).partition(|number| number % 2 == 1);
    let tokens = [intake.token("ana", ANA), intake.token("bo", BO)];
    for token in &tokens {
        assert_eq!(intake.confirm(token, &reports, &pieces).status, 200);
    }
    assert_eq!(intake.listed(&tokens[0]).len(), 0);
}
