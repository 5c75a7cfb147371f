//! The intake among people who mean it harm: floods, clients that stall, more than it can hold, a look at what it
//! may do once it runs. Everything stays on this machine, and ends.

#[path = "../support/mod.rs"]
mod support;

mod confined;
mod flood;
mod guesses;
mod stalled;

use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use support::{Intake, REPORT, raw, report, sealed};

/// The line with which tor would begin a connection on this circuit.
fn line(circuit: u32) -> String {
    format!(
        "PROXY TCP6 fc00:dead:beef:4dad::{:x}:{:x} ::1 {} 80\r\n",
        circuit >> 16,
        circuit & 0xffff,
        circuit & 0xffff
    )
}

/// Sends a report from this circuit; returns the status of its answer.
fn put_from(door: SocketAddr, circuit: u32, number: u32) -> u16 {
    let body = sealed(REPORT, 2, &number.to_be_bytes());
    let head = format!(
        "{}PUT {} HTTP/1.1\r\nHost: {door}\r\nContent-Length: {}\r\n\r\n",
        line(circuit),
        report(number),
        body.len()
    );
    raw(door, &[head.as_bytes(), &body].concat()).status
}

/// Sends the same report until it is kept; returns how long that took.
fn insists(door: SocketAddr, reporter: u32, limit: Duration) -> Duration {
    let began = Instant::now();
    while put_from(door, reporter, reporter) / 100 != 2 {
        assert!(began.elapsed() < limit, "shut out");
        std::thread::sleep(Duration::from_secs(1));
    }
    began.elapsed()
}

/// Opens a connection and sends the head of a request, and nothing of its body.
fn begins(door: SocketAddr, circuit: &str, path: &str, length: usize) -> Option<TcpStream> {
    use std::io::Write;
    let mut stream = TcpStream::connect(door).ok()?;
    let head =
        format!("{circuit}PUT {path} HTTP/1.1\r\nHost: {door}\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).ok()?;
    Some(stream)
}

fn resident_mib(intake: &Intake) -> f64 {
    intake.about("VmRSS").parse::<f64>().unwrap() / 1024.0
}
