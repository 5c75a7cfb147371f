//! The Tor circuit on which a connection came: all that fairness needs to know about who is behind it.
//!
//! Tor names it in a line before the first byte (`HiddenServiceExportCircuitID haproxy`), in the form of the PROXY
//! protocol, version 1: <https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt>. The number is kept in memory
//! alone, and no longer than it is needed.

use std::net::Ipv6Addr;

/// The longest line that the PROXY protocol allows, in bytes, with its end.
pub const LONGEST: usize = 107;

/// Where tor puts the number of a circuit: the last 32 bits of an address that begins so.
const PREFIX: [u16; 6] = [0xfc00, 0xdead, 0xbeef, 0x4dad, 0, 0];

/// One of those among whom slots, memory and connections are shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Circuit {
    /// A circuit of the onion service, by tor's number for it.
    Tor(u32),
    /// A connection whose circuit is not known: it counts as a circuit of its own.
    Alone(u64),
}

/// Parses a whole line with its end. Returns `None` if it is not exactly what tor writes.
pub fn read(line: &[u8]) -> Option<Circuit> {
    let line = std::str::from_utf8(line).ok()?.strip_suffix("\r\n")?;
    let mut words = line.split(' ');
    if words.next() != Some("PROXY") || words.next() != Some("TCP6") {
        return None;
    }
    let [a, b, c, d, e, f, high, low] = words.next()?.parse::<Ipv6Addr>().ok()?.segments();
    let to: Option<Ipv6Addr> = words.next()?.parse().ok();
    let ports = [words.next()?, words.next()?].map(|port| port.parse::<u16>().is_ok());
    let whole = words.next().is_none() && line.len() + 2 <= LONGEST;
    ([a, b, c, d, e, f] == PREFIX && to == Some(Ipv6Addr::LOCALHOST) && ports == [true; 2] && whole)
        .then(|| Circuit::Tor(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_line_that_tor_writes_names_its_circuit() {
        let line = b"PROXY TCP6 fc00:dead:beef:4dad::0:4d ::1 77 80\r\n";
        assert_eq!(read(line), Some(Circuit::Tor(77)));
        let line = b"PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 2 80\r\n";
        assert_eq!(read(line), Some(Circuit::Tor(65_538)));
    }

    #[test]
    fn no_other_line_does() {
        for line in [
            "",
            "\r\n",
            "GET / HTTP/1.1\r\n",
            "PROXY UNKNOWN\r\n",
            "PROXY TCP4 127.0.0.1 127.0.0.1 77 80\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::4d ::1 77 80",
            "PROXY TCP6 fc00:dead:beef:4dad::4d ::1 77 80\n",
            "PROXY TCP6 fc00:dead:beef:4dad::4d ::1 77 80 \r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::4d ::1 77 99999\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad::4d ::2 77 80\r\n",
            "PROXY TCP6 fc00:dead:beef:4dae::4d ::1 77 80\r\n",
            "PROXY TCP6 fc00:dead:beef:4dad:1::4d ::1 77 80\r\n",
            "PROXY TCP6 2001:db8::1 ::1 77 80\r\n",
            "proxy TCP6 fc00:dead:beef:4dad::4d ::1 77 80\r\n",
        ] {
            assert_eq!(read(line.as_bytes()), None, "{line:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_at_all_make_it_panic(bytes: Vec<u8>) {
            let _ = read(&bytes);
        }
    }
}
