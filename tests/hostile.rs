//! The intake among people who mean it harm: floods, clients that stall, more than it can hold, a look at what it
//! may do once it runs. Everything stays on this machine, and ends.

mod support;

use sotto::wire::PIECE;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::{ANA, Intake, Reply, raw, sealed, ticket};

/// The line with which tor would begin a connection on this circuit.
fn line(circuit: u32) -> String {
    format!(
        "PROXY TCP6 fc00:dead:beef:4dad::{:x}:{:x} ::1 {} 80\r\n",
        circuit >> 16,
        circuit & 0xffff,
        circuit & 0xffff
    )
}

fn put_from(door: SocketAddr, circuit: u32, number: u32) -> Reply {
    let body = sealed(16 << 10, 2, &number.to_be_bytes());
    let head = format!(
        "{}PUT /reports/{} HTTP/1.1\r\nHost: {door}\r\nContent-Length: {}\r\n\r\n",
        line(circuit),
        ticket(number).0,
        body.len()
    );
    raw(door, &[head.as_bytes(), &body].concat())
}

/// A line of `/proc/PID/status`, such as `VmRSS`, without its unit.
fn about(intake: &Intake, name: &str) -> String {
    let status = fs::read_to_string(format!("/proc/{}/status", intake.process())).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.unwrap().trim().trim_end_matches(" kB").to_owned()
}

fn resident_mib(intake: &Intake) -> f64 {
    about(intake, "VmRSS").parse::<f64>().unwrap() / 1024.0
}

#[test]
fn ten_thousand_spam_reports_from_a_hundred_circuits_do_not_shut_out_a_reporter() {
    const SPAM: usize = 10_000;
    const HONEST: u32 = 60;
    let intake = Intake::start_with("8,1024,8,8,8", &["--circuits", "--tick", "250"]);
    let (door, sent, over) = (intake.public, AtomicUsize::new(0), AtomicBool::new(false));
    let waited = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for circuit in 0..100 {
            let (sent, over) = (&sent, &over);
            scope.spawn(move || {
                // Some of them hold connections open besides, with a body that never comes.
                let stalled: Vec<_> = (0..if circuit < 20 { 20 } else { 0 })
                    .filter_map(|_| {
                        let mut stream = TcpStream::connect(door).ok()?;
                        let head = format!("{}PUT /pieces/{} HTTP/1.1\r\nHost: {door}\r\nContent-Length: {PIECE}\r\n\r\n", line(circuit), ticket(circuit).0);
                        stream.write_all(head.as_bytes()).ok()?;
                        Some(stream)
                    })
                    .collect();
                loop {
                    let number = sent.fetch_add(1, Ordering::Relaxed);
                    if number >= SPAM || over.load(Ordering::Relaxed) {
                        break;
                    }
                    put_from(door, circuit, u32::try_from(number).unwrap());
                }
                drop(stalled);
            });
        }
        // All of it comes within half a minute instead of an hour; reporters come meanwhile and after.
        let honest: Vec<_> = (0..HONEST)
            .map(|reporter| {
                std::thread::sleep(Duration::from_millis(400));
                let waited = &waited;
                scope.spawn(move || {
                    let began = Instant::now();
                    while put_from(door, 1_000 + reporter, 1_000_000 + reporter).status / 100 != 2 {
                        assert!(began.elapsed() < Duration::from_secs(120), "shut out");
                        std::thread::sleep(Duration::from_secs(1));
                    }
                    waited.lock().unwrap().push(began.elapsed());
                })
            })
            .collect();
        honest
            .into_iter()
            .for_each(|reporter| reporter.join().unwrap());
        over.store(true, Ordering::Relaxed);
    });
    let mut waited = waited.into_inner().unwrap();
    waited.sort();
    let spam = sent.load(Ordering::Relaxed).min(SPAM);
    println!(
        "{spam} spam; honest reports accepted after {:?} at the median, {:?} at worst",
        waited[30], waited[59]
    );
    assert!(spam > 5_000, "it was a flood: {spam}");
    assert!(waited[59] < Duration::from_secs(60), "{waited:?}");
    // What they were told is so, and desks see them first.
    let token = intake.token("ana", ANA);
    let (listed, burst) = (intake.listed(&token), intake.listing(&token, "burst"));
    for reporter in 0..HONEST {
        let name = ticket(1_000_000 + reporter).0.to_string();
        assert!(listed.contains(&name) && !burst.contains(&name));
    }
    let rest = listed.len() - HONEST as usize;
    assert!(
        burst.len() * 10 > rest * 5,
        "most of the spam is known as a burst: {} of {rest}",
        burst.len()
    );
}

#[test]
fn four_hundred_stalled_uploads_take_little_memory_and_end() {
    let intake = Intake::start_with("1024,2048,512,128,64", &[]);
    std::thread::sleep(Duration::from_millis(500));
    let idle = resident_mib(&intake);
    let mut stalled: Vec<TcpStream> = (0..400)
        .map(|number| {
            let mut stream = TcpStream::connect(intake.public).unwrap();
            stream.set_nonblocking(true).unwrap();
            let head = format!(
                "PUT /pieces/{} HTTP/1.1\r\nHost: {}\r\nContent-Length: {PIECE}\r\n\r\n",
                ticket(number).0,
                intake.public
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    // As much of each body as is taken, but for its end.
    let mut left = vec![PIECE - 1; stalled.len()];
    let began = Instant::now();
    let mut most: f64 = 0.0;
    while began.elapsed() < Duration::from_secs(8) {
        for (stream, left) in stalled.iter_mut().zip(&mut left) {
            if let Ok(written) = stream.write(&vec![7; (*left).min(64 << 10)]) {
                *left -= written;
            }
        }
        most = most.max(resident_mib(&intake));
        std::thread::sleep(Duration::from_millis(20));
    }
    println!("idle {idle:.1} MiB, with 400 stalled uploads {most:.1} MiB");
    assert!(idle <= 20.0, "{idle}");
    assert!(most - idle <= 32.0, "{most} over {idle}");
    // A reporter's words still come through at once.
    let began = Instant::now();
    assert_eq!(
        intake
            .put(
                &format!("/reports/{}", ticket(9_999).0),
                &sealed(16 << 10, 2, b"x")
            )
            .status,
        201
    );
    assert!(began.elapsed() < Duration::from_secs(5));
    // And a piece as soon as those that stall are given up.
    let began = Instant::now();
    let path = format!("/pieces/{}", ticket(9_999).0);
    while intake.put(&path, &vec![1; PIECE]).status / 100 != 2 {
        assert!(began.elapsed() < Duration::from_secs(100));
    }
    println!("a piece came through after {:?}", began.elapsed());
}

/// A thousand connections from 250 circuits, each with a small body that comes a byte at a time, and a new one for each
/// that is ended: as much as fits in at all.
#[test]
fn bodies_that_drip_from_everywhere_make_room_for_a_reporter() {
    let intake = Intake::start_with("8,64,64,8,8", &["--circuits"]);
    let (door, over) = (intake.public, AtomicBool::new(false));
    let mut waited = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let open = |number: u32| -> Option<TcpStream> {
                let mut stream = TcpStream::connect(door).ok()?;
                let head = format!(
                    "{}PUT /reports/{} HTTP/1.1\r\nHost: {door}\r\nContent-Length: 65536\r\n\r\n",
                    line(number / 4),
                    ticket(number).0
                );
                stream.write_all(head.as_bytes()).ok()?;
                stream.set_nonblocking(true).ok()?;
                Some(stream)
            };
            let mut next = 1_000;
            let mut dripping: Vec<_> = (0..1_000).map(open).collect();
            while !over.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(500));
                for place in &mut dripping {
                    let ended = place.as_mut().is_none_or(|stream| {
                        let said = stream.read(&mut [0; 64]);
                        said.is_ok() || stream.write(b"x").is_err()
                    });
                    if ended {
                        *place = open(next);
                        next += 1;
                    }
                }
            }
        });
        std::thread::sleep(Duration::from_secs(3));
        for reporter in 0..4 {
            let began = Instant::now();
            while put_from(door, 1_000_000 + reporter, 1_000_000 + reporter).status / 100 != 2 {
                assert!(began.elapsed() < Duration::from_secs(60), "shut out");
                std::thread::sleep(Duration::from_secs(1));
            }
            waited.push(began.elapsed());
        }
        over.store(true, Ordering::Relaxed);
    });
    println!("among dripping bodies, honest reports accepted after {waited:?}");
    assert!(
        waited.iter().all(|one| *one < Duration::from_secs(60)),
        "{waited:?}"
    );
}

/// How long the intake puts up with a client that sends `bytes` and then nothing.
fn patience(door: SocketAddr, bytes: &[u8]) -> (Duration, String) {
    let began = Instant::now();
    let said = support::everything(door, bytes);
    (began.elapsed(), said)
}

#[test]
fn whoever_stalls_is_let_go() {
    let intake = Intake::start_with("8,16,8,8,16", &["--circuits"]);
    let door = intake.public;
    let named = line(1);
    let head = |body: &str| {
        format!(
            "{named}PUT /pieces/{} HTTP/1.1\r\nHost: {door}\r\nContent-Length: {PIECE}\r\n\r\n{body}",
            ticket(1).0
        )
    };
    std::thread::scope(|scope| {
        let of = |bytes: String, from: u64, to: u64, says: &'static str| {
            scope.spawn(move || {
                let (waited, said) = patience(door, bytes.as_bytes());
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
        of(
            format!("{named}GET / HTTP/1.1\r\nHost: {door}\r\n\r\n"),
            9,
            14,
            "HTTP/1.1 200 OK",
        );
        of(head(""), 19, 26, "HTTP/1.1 408 Request Timeout");
        of(head("abc"), 19, 26, "HTTP/1.1 408 Request Timeout");
    });
}

#[test]
fn slow_header_slow_body_and_slow_reading_tools_do_not_keep_a_reporter_out() {
    for attack in ["-H", "-B", "-X"] {
        let intake = Intake::start_with("8,64,8,8,16", &[]);
        let address = format!("http://{}/", intake.public);
        let mut tool = Command::new("slowhttptest")
            .args([
                attack, "-c", "600", "-r", "200", "-i", "3", "-l", "12", "-t", "PUT", "-u",
                &address, "-p", "3",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("slowhttptest; ops/setup test installs it");
        let began = Instant::now();
        let mut number = 0;
        let mut slowest = Duration::ZERO;
        while tool.try_wait().unwrap().is_none() {
            if began.elapsed() > Duration::from_secs(40) {
                tool.kill().unwrap();
            }
            let asked = Instant::now();
            assert_eq!(intake.get("/").status, 200, "{attack}");
            number += 1;
            let put = intake.put(
                &format!("/reports/{}", ticket(number).0),
                &sealed(16 << 10, 2, b"x"),
            );
            assert!([201, 503].contains(&put.status), "{attack}: {}", put.status);
            slowest = slowest.max(asked.elapsed());
            std::thread::sleep(Duration::from_millis(200));
        }
        println!("slowhttptest {attack}: a page and a report within {slowest:?}");
        assert!(
            number > 5 && slowest < Duration::from_secs(5),
            "{attack}: {number}, {slowest:?}"
        );
    }
}

#[test]
fn endless_chunks_are_not_even_begun() {
    let intake = Intake::start();
    let mut stream = TcpStream::connect(intake.public).unwrap();
    let head = format!(
        "PUT /pieces/{} HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
        ticket(1).0,
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

#[test]
fn once_it_serves_it_may_do_little_and_says_what_could_not_be_enforced() {
    let mut intake = Intake::start();
    assert_eq!(intake.get("/").status, 200);
    for (name, value) in [
        ("Seccomp", "2"),
        ("NoNewPrivs", "1"),
        ("CapEff", "0000000000000000"),
        ("CapPrm", "0000000000000000"),
    ] {
        assert_eq!(about(&intake, name), value, "{name}");
    }
    let locked: u64 = about(&intake, "VmLck").parse().unwrap();
    let limits = fs::read_to_string(format!("/proc/{}/limits", intake.process())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"));
    let mine = rustix::process::geteuid();
    intake.end("-TERM");
    assert_eq!(
        intake.log.contains("memory may be swapped"),
        locked == 0,
        "{}",
        intake.log
    );
    assert_eq!(
        intake.log.contains("it runs as root"),
        mine.is_root(),
        "{}",
        intake.log
    );
    assert!(
        !intake.log.contains("other files are in reach")
            && !intake.log.contains("all system calls"),
        "{}",
        intake.log
    );
}

#[test]
fn started_by_root_it_becomes_the_owner_of_its_folder() {
    if !rustix::process::geteuid().is_root() {
        println!("not root: there is nothing to give up");
        return;
    }
    let mut intake = Intake::make("8,8,8,8,8", &[]);
    let nobody = Command::new("chown")
        .args(["-R", "65534:65534"])
        .arg(intake.store())
        .status();
    assert!(nobody.unwrap().success());
    intake.run();
    assert_eq!(
        intake
            .put(
                &format!("/reports/{}", ticket(1).0),
                &sealed(16 << 10, 2, b"x")
            )
            .status,
        201
    );
    assert!(
        about(&intake, "Uid")
            .split_whitespace()
            .all(|id| id == "65534")
    );
    assert!(
        about(&intake, "Gid")
            .split_whitespace()
            .all(|id| id == "65534")
    );
    assert_eq!(about(&intake, "Groups"), "");
    intake.end("-TERM");
    assert!(!intake.log.contains("it runs as root"), "{}", intake.log);
}

#[test]
fn guessing_at_the_handlers_door_leads_nowhere_and_costs_nothing() {
    let intake = Intake::start();
    let live = intake.token("ana", ANA);
    let before = resident_mib(&intake);
    let mut answers = BTreeMap::<u16, usize>::new();
    for number in 0..3_000u32 {
        let guess = sotto::hex::Hex::<32>(ticket(number).1);
        let reply = intake.desk(&guess.to_string(), "GET", "/reports", b"");
        *answers.entry(reply.status).or_default() += 1;
        let reply = intake.log_in(&intake.login("ana"), 9);
        *answers.entry(reply.status).or_default() += 1;
    }
    assert_eq!(answers, BTreeMap::from([(401, 6_000)]));
    assert_eq!(
        intake.desk(&live, "GET", "/reports", b"").status,
        200,
        "nobody was locked out"
    );
    assert!(
        resident_mib(&intake) - before < 4.0,
        "nothing is remembered of it"
    );
}

#[test]
fn an_operator_hears_how_it_fares_and_nothing_of_people() {
    let intake = Intake::start_with("8,20,8,8,8", &[]);
    let status = || {
        let output = Command::new(env!("CARGO_BIN_EXE_sotto-intake"))
            .args(["status", "--staff", &intake.staff.to_string()])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let figures = || intake.ask(intake.staff, "GET", "/status", "", b"").body;
    let (before, raw_before) = (status(), figures());
    assert!(
        before.contains("16k  100 % or more") && before.contains("ticks late: none"),
        "{before}"
    );
    for number in 0..20 {
        intake.put(
            &format!("/reports/{}", ticket(number).0),
            &sealed(16 << 10, 2, b"x"),
        );
        intake.get("/nothing");
    }
    assert_eq!(
        (status(), figures()),
        (before, raw_before),
        "nothing changes within a day"
    );
    assert_eq!(intake.get("/status").status, 404, "reporters' door");
    let asked = |options: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_sotto-intake"))
            .arg("status")
            .args(options)
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(asked(&["--staff", "127.0.0.1:1"]).contains("no intake answers at 127.0.0.1:1"));
    assert!(asked(&["--staff", "unix:/nowhere"]).contains("--staff-host"));
    assert!(asked(&["--staff", &intake.public.to_string()]).contains("not a handlers' door"));
}
