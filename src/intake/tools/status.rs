//! Asks a running intake how it is doing, and puts its figures into words.

use crate::http::address::Address;
use crate::size::Size;
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no status.
#[derive(Debug, thiserror::Error)]
pub enum StatusError {
    #[error("no intake answers at {0}: {1}; start it, or give its address with --staff")]
    Silent(Address, io::Error),
    #[error("give the host name of the listener for desks with --staff-host")]
    NoHost,
    #[error(
        "what answers at {0} is not an intake's listener for desks with this host name; see --staff and --staff-host"
    )]
    Strange(Address),
}

/// Asks the handlers' listener for its figures. Returns them in words.
///
/// # Errors
///
/// Returns why no intake answered, or that what answered is not one.
pub fn ask(staff: &Address, host: Option<&str>) -> Result<String, StatusError> {
    let own = match staff {
        Address::Tcp(address) => Some(address.to_string()),
        Address::Unix(_) => None,
    };
    let host = host.map(str::to_owned).or(own).ok_or(StatusError::NoHost)?;
    let answer =
        exchange(staff, &host).map_err(|error| StatusError::Silent(staff.clone(), error))?;
    let figures = answer
        .strip_prefix("HTTP/1.1 200 OK\r\n")
        .and_then(|rest| rest.split_once("\r\n\r\n"));
    words(figures.map(|(_, figures)| figures).unwrap_or_default())
        .ok_or(StatusError::Strange(staff.clone()))
}

fn exchange(staff: &Address, host: &str) -> io::Result<String> {
    let request = format!("GET /status HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    match staff {
        Address::Tcp(address) => {
            let mut stream = TcpStream::connect(address)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.write_all(request.as_bytes())?;
            stream.read_to_string(&mut answer)?;
        }
        Address::Unix(path) => {
            let mut stream = UnixStream::connect(path)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.write_all(request.as_bytes())?;
            stream.read_to_string(&mut answer)?;
        }
    }
    Ok(answer)
}

/// Returns the figures in words, with what to do about them; `None` if they are not ours.
fn words(figures: &str) -> Option<String> {
    let mut words = String::from(
        "It serves. Figures change once a day, and are rounded.\n\nFree slots this morning, or at the start if that was later:\n",
    );
    for size in Size::ALL.map(Size::name) {
        let name = format!("sotto_free_slots_percent{{size=\"{size}\"}}");
        let free = value(figures, &name)?;
        let advice = if free <= 30 {
            ": scarce. Let the desks pull, or make a larger folder"
        } else {
            ""
        };
        let _ = writeln!(words, "  {size:>4}  {free} % or more{advice}");
    }
    words.push_str("\nYesterday:\n");
    let late = value(figures, "sotto_late_ticks_yesterday")?;
    let advice = if late > 1000 {
        ". The disk or the machine is too slow"
    } else {
        ""
    };
    let _ = writeln!(words, "  ticks late: {}{advice}", up_to(late));
    for (kind, name) in [
        ("full", "turned away for want of room"),
        ("slow", "turned away because it came too slowly"),
        ("other", "turned away otherwise"),
    ] {
        let figure = format!("sotto_refusals_yesterday{{kind=\"{kind}\"}}");
        let count = value(figures, &figure)?;
        let _ = writeln!(words, "  {name}: {}", up_to(count));
    }
    Some(words.trim_end().to_owned())
}

/// Returns the value of this name.
fn value(figures: &str, name: &str) -> Option<u64> {
    figures
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

fn up_to(count: u64) -> String {
    if count == 0 {
        "none".to_owned()
    } else {
        format!("up to {count}")
    }
}
