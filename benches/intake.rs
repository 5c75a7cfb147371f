//! The intake beside the floor, in one run on one machine: processor time, what reaches the disk, memory, delays.
//!
//! Processor time is the server's own, from `/proc/PID/stat`; bytes written are those that its system calls asked for
//! (`wchar` of `/proc/PID/io`; what the kernel counts as dirty is whole folios, far more than reaches the disk). Wall times are loose on a shared machine; ratios within one run are not.

#[path = "floor.rs"]
mod floor;
#[path = "../tests/support/mod.rs"]
mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::{ANA, Folder, Intake, sealed, ticket};

const PIECE: usize = 1 << 20;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|word| word == "serve") {
        return floor::serve(&arguments[2]);
    }
    println!("{:<34}{:>12}{:>12}{:>8}", "", "floor", "intake", "ratio");
    for clients in [8, 64] {
        println!("{clients} clients send 16 KiB, wait for the answer, and go on");
        compare(|server| closed(server, clients));
    }
    for pace in [100, 400, 600] {
        println!("{pace} reports of 16 KiB come each second, whether or not others were answered");
        compare(|server| paced(server, pace, 12));
    }
    let (floor, intake) = (upload(&Server::floor()), upload(&Server::intake()));
    println!("25 MB in pieces, four in flight");
    row("  processor, ms", floor.0 * 1e3, intake.0 * 1e3);
    row("  written, of what was sent", floor.1, intake.1);
    println!("at rest");
    row(
        "  resident, MiB",
        Server::floor().resident(),
        Server::intake().resident(),
    );
}

fn compare(measure: impl Fn(&Server) -> Measured) {
    let (floor, intake) = (measure(&Server::floor()), measure(&Server::intake()));
    row(
        "  processor, ms a report",
        floor.processor * 1e3,
        intake.processor * 1e3,
    );
    row(
        "  written, KiB a report",
        floor.written / 1024.0,
        intake.written / 1024.0,
    );
    row("  kept, a second", floor.rate, intake.rate);
    row(
        "  delay, median, ms",
        floor.median * 1e3,
        intake.median * 1e3,
    );
    row(
        "  delay, 99 of 100, ms",
        floor.late * 1e3,
        intake.late * 1e3,
    );
    row("  resident, MiB", floor.resident, intake.resident);
}

fn row(name: &str, floor: f64, intake: f64) {
    println!(
        "{name:<34}{floor:>12.3}{intake:>12.3}{:>8.2}",
        intake / floor
    );
}

/// One of the two, running.
struct Server {
    door: SocketAddr,
    process: u32,
    child: Option<Child>,
    intake: Option<Intake>,
    _folder: Folder,
}

impl Server {
    fn floor() -> Self {
        let folder = Folder::new();
        let program = std::env::current_exe().unwrap();
        let mut child = Command::new(program)
            .arg("serve")
            .arg(&folder.0)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let door = line
            .trim()
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .parse()
            .unwrap();
        let server = Self {
            door,
            process: child.id(),
            child: Some(child),
            intake: None,
            _folder: folder,
        };
        server.settle()
    }

    fn intake() -> Self {
        let intake = Intake::start_with("8,24000,8,8,64", &["--tick", "1000"]);
        let server = Self {
            door: intake.public,
            process: intake.process(),
            child: None,
            intake: Some(intake),
            _folder: Folder::new(),
        };
        server.settle()
    }

    fn settle(self) -> Self {
        std::thread::sleep(Duration::from_millis(1_500));
        self
    }

    /// Seconds of processor time so far.
    fn processor(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process)).unwrap();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
    }

    fn written(&self) -> f64 {
        let io = fs::read_to_string(format!("/proc/{}/io", self.process)).unwrap();
        let line = io.lines().find_map(|line| line.strip_prefix("wchar: "));
        line.unwrap().parse().unwrap()
    }

    fn resident(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process)).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

/// A connection that goes on after each answer, as a browser's does.
struct Client(BufReader<TcpStream>, SocketAddr);

impl Client {
    fn new(door: SocketAddr) -> Self {
        Self(BufReader::new(TcpStream::connect(door).unwrap()), door)
    }

    fn put(&mut self, path: &str, body: &[u8]) -> u16 {
        let head = format!(
            "PUT {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n\r\n",
            self.1,
            body.len()
        );
        self.0
            .get_mut()
            .write_all(&[head.as_bytes(), body].concat())
            .unwrap();
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).unwrap_or(0) == 0 {
                return 0;
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
                status = rest[..3].parse().unwrap();
            }
            if let Some(rest) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                length = rest.trim().parse().unwrap();
            }
        }
        self.0.read_exact(&mut vec![0; length]).unwrap();
        status
    }
}

struct Measured {
    processor: f64,
    written: f64,
    rate: f64,
    median: f64,
    late: f64,
    resident: f64,
}

/// Clients that send the next report once the last was acknowledged.
fn closed(server: &Server, clients: usize) -> Measured {
    // A floor without a beat is quick; ours waits for one.
    let lasting = Duration::from_secs(12);
    let number = AtomicU32::new(0);
    let delays = Mutex::new(Vec::new());
    let (processor, written) = (server.processor(), server.written());
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                let (mut client, until) = (Client::new(server.door), Instant::now() + lasting);
                while Instant::now() < until {
                    let name = ticket(number.fetch_add(1, Ordering::Relaxed)).0;
                    let body = sealed(16 << 10, 2, b"report");
                    let began = Instant::now();
                    assert_eq!(client.put(&format!("/reports/{name}"), &body), 201);
                    delays.lock().unwrap().push(began.elapsed().as_secs_f64());
                }
            });
        }
    });
    let mut delays = delays.into_inner().unwrap();
    delays.sort_by(f64::total_cmp);
    let count = delays.len() as f64;
    Measured {
        processor: (server.processor() - processor) / count,
        written: (server.written() - written) / count,
        rate: count / lasting.as_secs_f64(),
        median: delays[delays.len() / 2],
        late: delays[delays.len() * 99 / 100],
        resident: server.resident(),
    }
}

/// Reports that come at a pace of their own, whether or not others were answered; what of them is durable, and when.
fn paced(server: &Server, pace: u32, seconds: u32) -> Measured {
    let delays = Arc::new(Mutex::new(Vec::new()));
    let lost = Arc::new(AtomicU32::new(0));
    let (processor, written) = (server.processor(), server.written());
    // Enough connections that one is always free: each carries a report at a time, for a tick and a bit.
    let connections = (pace * 3 / 2).clamp(64, 960);
    let (free, taken) = std::sync::mpsc::channel::<Client>();
    (0..connections).for_each(|_| free.send(Client::new(server.door)).unwrap());
    let taken = Arc::new(Mutex::new(taken));
    // Once all senders stand ready.
    let began = Instant::now() + Duration::from_secs(2);
    let work: Vec<_> = (0..connections)
        .map(|first| {
            let (taken, free, delays, lost) = (
                Arc::clone(&taken),
                free.clone(),
                Arc::clone(&delays),
                Arc::clone(&lost),
            );
            std::thread::spawn(move || {
                for number in (first..pace * seconds).step_by(connections as usize) {
                    let due = began + Duration::from_secs_f64(f64::from(number) / f64::from(pace));
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let mut client = taken.lock().unwrap().recv().unwrap();
                    let status = client.put(
                        &format!("/reports/{}", ticket(number).0),
                        &sealed(16 << 10, 2, &number.to_be_bytes()),
                    );
                    if status == 201 {
                        delays
                            .lock()
                            .unwrap()
                            .push((due.elapsed().as_secs_f64(), number));
                    } else {
                        lost.fetch_add(1, Ordering::Relaxed);
                        client = Client::new(client.1);
                    }
                    free.send(client).unwrap();
                }
            })
        })
        .collect();
    work.into_iter().for_each(|thread| thread.join().unwrap());
    let mut kept = std::mem::take(&mut *delays.lock().unwrap());
    let (processor, written) = (server.processor() - processor, server.written() - written);
    if let Some(intake) = &server.intake {
        let listed: std::collections::BTreeSet<String> = intake
            .listed(&intake.token("ana", ANA))
            .into_iter()
            .collect();
        let missing = kept
            .iter()
            .filter(|(_, number)| !listed.contains(&ticket(*number).0.to_string()))
            .count();
        println!(
            "  {} acknowledged, {missing} of them lost, {} turned away",
            kept.len(),
            lost.load(Ordering::Relaxed)
        );
        assert_eq!(missing, 0);
    }
    kept.sort_by(|one, other| one.0.total_cmp(&other.0));
    let count = kept.len() as f64;
    Measured {
        processor: processor / count,
        written: written / count,
        rate: count / f64::from(seconds),
        median: kept[kept.len() / 2].0,
        late: kept[kept.len() * 99 / 100].0,
        resident: server.resident(),
    }
}

/// 25 pieces by four connections: processor seconds, and bytes written for each byte sent.
fn upload(server: &Server) -> (f64, f64) {
    let number = AtomicU32::new(0);
    let (processor, written) = (server.processor(), server.written());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut client = Client::new(server.door);
                loop {
                    let next = number.fetch_add(1, Ordering::Relaxed);
                    if next >= 25 {
                        return;
                    }
                    assert_eq!(
                        client.put(&format!("/pieces/{}", ticket(next).0), &vec![7; PIECE]),
                        201
                    );
                }
            });
        }
    });
    (
        server.processor() - processor,
        (server.written() - written) / (25 * PIECE) as f64,
    )
}
