//! Everything the intake may write to its log: a closed list. No variant has room for a person.
//!
//! Nothing is logged for an arrival, a visit or a refusal: the system that keeps the log adds the time to
//! the second, and the second in which a report came is the reporter's secret.

/// What an operator must hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Both doors are open.
    Started,
    /// Asked to stop; everything acknowledged is on the disk.
    Stopped,
    /// A slot does not hold what its digest says. It stays, and is not served.
    Rotten,
    /// A sealed file was turned away because no slot of its size is free. Said once until one is.
    Full,
}

impl Event {
    /// The line.
    pub const fn line(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Stopped => "stopped",
            Self::Rotten => "a slot is rotten: check the disk, and restore it from a copy",
            Self::Full => {
                "no slot of the wanted size is free: let the desks pull, or make a larger folder"
            }
        }
    }
}

/// Writes the event's line.
#[expect(clippy::print_stderr, reason = "this is that place")]
pub fn note(event: Event) {
    eprintln!("sotto-intake: {}", event.line());
}
