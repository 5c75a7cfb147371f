//! Everything the intake may write to its log: a closed list. No variant has room for a person.
//!
//! Nothing is logged for an arrival, a visit or a refusal: the system that keeps the log adds the time to
//! the second, and the second in which a report came is the reporter's secret.

/// What an operator must hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLine {
    /// Both listeners are open.
    Started,
    /// Asked to stop; everything acknowledged is on the disk.
    Stopped,
    /// A slot does not hold what its digest says. It stays, and is not served.
    Corrupt,
    /// Something could not be enforced at the start.
    NotEnforced(Missing),
    /// A request met a fault of ours, and was given up.
    Panicked,
    /// A sealed file was turned away because no slot of its size is free. Said once until one is.
    Full,
}

/// Something that could not be enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    Memory,
    Privileges,
    Files,
    Network,
    Calls,
}

impl LogLine {
    /// The line.
    pub const fn line(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Stopped => "stopped",
            Self::Corrupt => "a slot is rotten: check the disk, and restore it from a copy",
            Self::NotEnforced(Missing::Memory) => {
                "not enforced: memory may be swapped out; raise LimitMEMLOCK to infinity"
            }
            Self::NotEnforced(Missing::Privileges) => {
                "not enforced: it runs as root; give its folder to a user of its own"
            }
            Self::NotEnforced(Missing::Files) => {
                "not enforced: other files are in reach; use a kernel with landlock"
            }
            Self::NotEnforced(Missing::Network) => {
                "not enforced: connections could be opened; use Linux 6.12 or later"
            }
            Self::NotEnforced(Missing::Calls) => {
                "not enforced: all system calls are allowed; use a kernel with seccomp"
            }
            Self::Panicked => "a request was given up for a fault in this program: tell its makers",
            Self::Full => {
                "no slot of the wanted size is free: let the desks pull, or make a larger folder"
            }
        }
    }
}

/// Writes the line's line.
#[expect(clippy::print_stderr, reason = "this is that place")]
pub fn note(line: LogLine) {
    eprintln!("sotto-intake: {}", line.line());
}
