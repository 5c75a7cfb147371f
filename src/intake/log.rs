//! Everything the intake may write to its log: a closed list. No variant has room for a person.
//!
//! Nothing is logged for an arrival, a visit or a refusal: the system that keeps the log adds the time to
//! the second, and the second in which a report came is the reporter's secret.
//!
//! Lines go through `tracing`, as those of libraries do, to a subscriber of ours that writes this list and drops
//! everything else, whoever emits it: it knows our one callsite, and reads of an event a number of the list alone.

use std::fmt::Debug;
use tracing_core::callsite::DefaultCallsite;
use tracing_core::dispatcher::{Dispatch, SetGlobalDefaultError, set_global_default};
use tracing_core::field::{Field, Value, Visit};
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::{Event, Kind, Level, Metadata, Subscriber, metadata};

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
    const ALL: [Self; 10] = [
        Self::Started,
        Self::Stopped,
        Self::Corrupt,
        Self::NotEnforced(Missing::Memory),
        Self::NotEnforced(Missing::Privileges),
        Self::NotEnforced(Missing::Files),
        Self::NotEnforced(Missing::Network),
        Self::NotEnforced(Missing::Calls),
        Self::Panicked,
        Self::Full,
    ];

    /// Returns its number in the list, by which an event carries it.
    fn number(self) -> u64 {
        (0..)
            .zip(Self::ALL)
            .find(|(_, line)| *line == self)
            .map_or(u64::MAX, |(number, _)| number)
    }

    /// Returns the line of this number.
    fn of(number: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|line| line.number() == number)
    }

    /// Returns what is written.
    pub const fn text(self) -> &'static str {
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

/// The one callsite whose events are written.
static CALLSITE: DefaultCallsite = DefaultCallsite::new(&METADATA);
static METADATA: Metadata<'static> = metadata! {
    name: "line",
    target: "sotto_intake",
    level: Level::INFO,
    fields: &[NUMBER],
    callsite: &CALLSITE,
    kind: Kind::EVENT,
};
const NUMBER: &str = "number";

/// Logs a line.
pub fn note(line: LogLine) {
    let (fields, number) = (METADATA.fields(), line.number());
    if let Some(field) = fields.field(NUMBER) {
        let values = [(&field, Some(&number as &dyn Value))];
        Event::dispatch(&METADATA, &fields.value_set(&values));
    }
}

/// Opens the log: from now on lines are written to standard error.
///
/// # Errors
///
/// If somebody else took the log of this process.
pub fn open() -> Result<(), SetGlobalDefaultError> {
    set_global_default(Dispatch::new(ClosedList(write)))
}

#[expect(clippy::print_stderr, reason = "this is that place")]
fn write(line: LogLine) {
    eprintln!("sotto-intake: {}", line.text());
}

/// Hands on the lines of the list, and nothing else.
struct ClosedList<W>(W);

impl<W: Fn(LogLine) + Send + Sync + 'static> Subscriber for ClosedList<W> {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.callsite() == METADATA.callsite()
    }

    fn event(&self, event: &Event<'_>) {
        // An event may come without being asked for: it is looked at again.
        if self.enabled(event.metadata()) {
            let mut number = Number(None);
            event.record(&mut number);
            number.0.and_then(LogLine::of).into_iter().for_each(&self.0);
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What is read of an event: a number, and of anything else not a byte.
struct Number(Option<u64>);

impl Visit for Number {
    fn record_u64(&mut self, _: &Field, value: u64) {
        self.0 = Some(value);
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};
    use tracing_core::dispatcher::with_default;

    /// What is written while `emit` runs.
    fn written(emit: impl FnOnce()) -> Vec<LogLine> {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&lines);
        let log = Dispatch::new(ClosedList(move |line| list.lock().unwrap().push(line)));
        with_default(&log, emit);
        std::mem::take(&mut *lines.lock().unwrap())
    }

    #[test]
    fn every_line_of_the_list_is_written() {
        let lines = written(|| LogLine::ALL.into_iter().for_each(note));
        assert_eq!(lines, LogLine::ALL);
        let texts: std::collections::HashSet<_> = lines.iter().map(|line| line.text()).collect();
        assert_eq!(texts.len(), LogLine::ALL.len(), "and no two are alike");
    }

    #[test]
    fn whatever_anybody_else_emits_is_dropped() {
        let lines = written(|| {
            tracing::error!("a secret");
            tracing::error!(target: "hyper", number = 0_u64, token = "a secret", "a secret");
            tracing::info!(target: "sotto_intake", number = 0_u64, "a secret");
            tracing::event!(name: "line", target: "sotto_intake", Level::INFO, number = 0_u64);
            let span =
                tracing::error_span!("request", path = "a secret", ticket = tracing::field::Empty);
            span.record("ticket", "a secret");
            span.in_scope(|| tracing::warn!(?span, "a secret"));
        });
        assert_eq!(lines, []);
    }

    static FORGED: DefaultCallsite = DefaultCallsite::new(&FORGERY);
    static FORGERY: Metadata<'static> = metadata! {
        name: "line",
        target: "sotto_intake",
        level: Level::INFO,
        fields: &["number", "message"],
        callsite: &FORGED,
        kind: Kind::EVENT,
    };

    #[test]
    fn an_event_that_looks_like_ours_and_is_sent_without_being_asked_for_is_dropped() {
        let lines = written(|| {
            let fields = FORGERY.fields();
            let [number, message] = ["number", "message"].map(|name| fields.field(name).unwrap());
            let values = [
                (&number, Some(&0_u64 as &dyn Value)),
                (&message, Some(&"a secret" as &dyn Value)),
            ];
            Event::dispatch(&FORGERY, &fields.value_set(&values));
        });
        assert_eq!(lines, []);
    }
}
