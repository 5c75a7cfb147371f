//! Nothing acknowledged is lost when the intake is killed at a random moment under load.
//!
//! `SOTTO_KILLS` says how often (100 for the figure in the README; a few each time).

mod support;

use sotto::wire::PIECE;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::{ANA, BO, Intake, raw, sealed, ticket};

/// Under which numbers something was acknowledged; odd ones are pieces.
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
    let name = ticket(number).0;
    let fill = number.to_be_bytes();
    if number % 2 == 1 {
        (format!("/pieces/{name}"), fill.repeat(PIECE / 4))
    } else {
        (format!("/reports/{name}"), sealed(16 << 10, 2, &fill))
    }
}

#[test]
fn what_was_acknowledged_is_there_after_every_kill() {
    let kills: u32 = std::env::var("SOTTO_KILLS").map_or(8, |kills| kills.parse().unwrap());
    let mut intake = Intake::start_with("8,256,8,8,192", &[]);
    let counter = Arc::new(AtomicU32::new(0));
    let mut random = Instant::now().elapsed().as_nanos() as u64 ^ u64::from(std::process::id());
    let (mut slowest, mut total) = (Duration::ZERO, 0);
    for _ in 0..kills {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let lasting = Duration::from_millis(30 + (random >> 33) % 700);
        let (clients, acknowledged) = load(&intake, &counter, lasting);
        std::thread::sleep(lasting);
        intake.end("-KILL");
        clients
            .into_iter()
            .for_each(|client| client.join().unwrap());
        let started = Instant::now();
        intake.run();
        slowest = slowest.max(started.elapsed());
        let (ana, bo) = (intake.token("ana", ANA), intake.token("bo", BO));
        let acknowledged = std::mem::take(&mut *acknowledged.lock().unwrap());
        total += acknowledged.len();
        for number in &acknowledged {
            let (path, body) = thing(*number);
            let reply = intake.desk(&ana, "GET", &path, b"");
            assert!(
                reply.status == 200 && reply.body == body,
                "{number} was acknowledged and is lost: {}",
                reply.status
            );
        }
        // Everything of this round goes, acknowledged or not, so that the slots last.
        let names = |piece: u32| {
            (0..counter.load(Ordering::Relaxed))
                .filter(|number| number % 2 == piece)
                .map(|number| ticket(number).0.to_string())
                .collect::<Vec<_>>()
        };
        let body =
            serde_json::json!({"reports": names(0), "pieces": names(1), "letters": []}).to_string();
        for token in [&ana, &bo] {
            assert_eq!(
                intake
                    .desk(token, "POST", "/confirm", body.as_bytes())
                    .status,
                200
            );
        }
        assert_eq!(intake.listed(&ana).len(), 0);
    }
    assert!(total > 0, "the load acknowledged something");
    println!(
        "{kills} kills, {total} acknowledged, none lost; slowest start {} ms",
        slowest.as_millis()
    );
}
