//! Clients that stall: they take little, and are let go.

use crate::support::{Intake, everything, piece};
use crate::{begins, line, resident_mib};
use sotto::wire::PIECE;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn four_hundred_stalled_uploads_take_little_memory_and_end() {
    let intake = Intake::start_with("1024,2048,512,128,64", &[]);
    std::thread::sleep(Duration::from_millis(500));
    let idle = resident_mib(&intake);
    let mut stalled: Vec<TcpStream> = (0..400)
        .map(|number| {
            let stream = begins(intake.public, "", &piece(number), PIECE).unwrap();
            stream.set_nonblocking(true).unwrap();
            stream
        })
        .collect();
    let most = most_while_sending(&mut stalled, &intake);
    println!("idle {idle:.1} MiB, with 400 stalled uploads {most:.1} MiB");
    assert!(idle <= 20.0, "{idle}");
    assert!(most - idle <= 32.0, "{most} over {idle}");
    // A reporter's words still come through at once.
    let began = Instant::now();
    intake.keeps_report(9_999, b"x");
    assert!(began.elapsed() < Duration::from_secs(5));
    // And a piece as soon as those that stall are given up.
    let began = Instant::now();
    while intake.put(&piece(9_999), &vec![1; PIECE]).status / 100 != 2 {
        assert!(began.elapsed() < Duration::from_secs(100));
    }
    println!("a piece came through after {:?}", began.elapsed());
}

/// Sends as much of each body as is taken, but for its end, for eight seconds; returns the most memory that was taken.
fn most_while_sending(stalled: &mut [TcpStream], intake: &Intake) -> f64 {
    let mut left = vec![PIECE - 1; stalled.len()];
    let began = Instant::now();
    let mut most: f64 = 0.0;
    while began.elapsed() < Duration::from_secs(8) {
        for (stream, left) in stalled.iter_mut().zip(&mut left) {
            if let Ok(written) = stream.write(&vec![7; (*left).min(64 << 10)]) {
                *left -= written;
            }
        }
        most = most.max(resident_mib(intake));
        std::thread::sleep(Duration::from_millis(20));
    }
    most
}

#[test]
fn whoever_stalls_is_let_go() {
    let intake = Intake::start_with("8,16,8,8,16", &["--circuits"]);
    let door = intake.public;
    let (named, path) = (line(1), piece(1));
    let head =
        format!("{named}PUT {path} HTTP/1.1\r\nHost: {door}\r\nContent-Length: {PIECE}\r\n\r\n");
    std::thread::scope(|scope| {
        let of = |bytes: String, from: u64, to: u64, says: &'static str| {
            scope.spawn(move || {
                let began = Instant::now();
                let said = everything(door, bytes.as_bytes());
                let waited = began.elapsed();
                assert!(
                    (from..=to).contains(&waited.as_secs()),
                    "{waited:?} for {bytes:.60?}"
                );
                assert!(
                    said.starts_with(says) && said.is_empty() == says.is_empty(),
                    "{said}"
                );
            });
        };
        of(String::new(), 4, 8, "");
        of("PROXY TCP6 ".to_owned(), 4, 8, "");
        of(named.clone(), 9, 14, "");
        of(format!("{named}GET / HTTP/1.1\r\nHost:"), 9, 14, "");
        let whole = format!("{named}GET / HTTP/1.1\r\nHost: {door}\r\n\r\n");
        of(whole, 9, 14, "HTTP/1.1 200 OK");
        of(head.clone(), 19, 26, "HTTP/1.1 408 Request Timeout");
        of(head + "abc", 19, 26, "HTTP/1.1 408 Request Timeout");
    });
}

#[test]
fn slow_header_slow_body_and_slow_reading_tools_do_not_keep_a_reporter_out() {
    std::thread::scope(|scope| {
        for attack in ["-H", "-B", "-X"] {
            scope.spawn(move || {
                let intake = Intake::start_with("8,64,8,8,16", &[]);
                let (asked, slowest) = asks_during(slowly(attack, &intake), &intake);
                println!("slowhttptest {attack}: a page and a report within {slowest:?}");
                assert!(
                    asked > 5 && slowest < Duration::from_secs(5),
                    "{attack}: {asked}, {slowest:?}"
                );
            });
        }
    });
}

/// The tool of that name, with 600 connections for twelve seconds.
fn slowly(attack: &str, intake: &Intake) -> Child {
    let address = format!("http://{}/", intake.public);
    let mut tool = Command::new("slowhttptest");
    tool.args([attack, "-c", "600", "-r", "200", "-i", "3", "-l", "12"])
        .args(["-t", "PUT", "-u", &address, "-p", "3"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    tool.spawn()
        .expect("slowhttptest; ops/setup test installs it")
}

/// Asks for a page and sends a report until the tool has ended; returns how often, and how long both took at most.
fn asks_during(mut tool: Child, intake: &Intake) -> (u32, Duration) {
    let (began, mut number, mut slowest) = (Instant::now(), 0, Duration::ZERO);
    while tool.try_wait().unwrap().is_none() {
        if began.elapsed() > Duration::from_secs(40) {
            tool.kill().unwrap();
        }
        let asked = Instant::now();
        assert_eq!(intake.get("/").status, 200);
        number += 1;
        let put = intake.put_report(number, b"x").status;
        assert!([201, 503].contains(&put), "{put}");
        slowest = slowest.max(asked.elapsed());
        std::thread::sleep(Duration::from_millis(200));
    }
    (number, slowest)
}

#[test]
fn endless_chunks_are_not_even_begun() {
    let intake = Intake::start();
    let mut stream = TcpStream::connect(intake.public).unwrap();
    let head = format!(
        "PUT {} HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
        piece(1),
        intake.public
    );
    stream.write_all(head.as_bytes()).unwrap();
    let began = Instant::now();
    while stream.write_all(b"5\r\nabcde\r\n").is_ok() && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let mut said = [0; 12];
    let read = stream.read(&mut said).unwrap_or(0);
    assert!(read == 0 || &said == b"HTTP/1.1 411");
}
