//! What one reporter told over time: a report, and what came later with the same codename.
//!
//! The intake cannot tell that they belong together; here they carry the same key for naming replies.

use super::desk::{Desk, DeskError};
use super::report::{Format, Told};
use sotto::hex::Hex;
use sotto::ticket::Ticket;
use std::collections::HashMap;

/// Every report at this desk, by its reporter.
pub struct Threads {
    reporters: HashMap<Hex<32>, Vec<(Ticket, Format)>>,
    keys: HashMap<Ticket, Hex<32>>,
}

impl Threads {
    /// Reads them all.
    pub fn read(desk: &Desk) -> Result<Self, DeskError> {
        let mut threads = Self {
            reporters: HashMap::new(),
            keys: HashMap::new(),
        };
        for ticket in desk.store.cases().map_err(DeskError::Store)? {
            if let Told::Report(report) = desk.told(ticket)? {
                let told = threads.reporters.entry(report.tag_key).or_default();
                told.push((ticket, report.format));
                threads.keys.insert(ticket, report.tag_key);
            }
        }
        for told in threads.reporters.values_mut() {
            told.sort_by_key(|(ticket, format)| (*format, *ticket));
        }
        Ok(threads)
    }

    fn of(&self, ticket: Ticket) -> &[(Ticket, Format)] {
        let told = self
            .keys
            .get(&ticket)
            .and_then(|key| self.reporters.get(key));
        told.map_or(&[], Vec::as_slice)
    }

    /// The report that the others follow; itself if nothing came before.
    pub fn head(&self, ticket: Ticket) -> Ticket {
        self.of(ticket).first().map_or(ticket, |(head, _)| *head)
    }

    /// What followed the head of the thread.
    pub fn followed(&self, ticket: Ticket) -> Vec<Ticket> {
        let behind = self.of(ticket).iter().skip(1);
        behind.map(|(ticket, _)| *ticket).collect()
    }

    /// The head and all that followed.
    pub fn whole(&self, ticket: Ticket) -> Vec<Ticket> {
        let mut whole = vec![self.head(ticket)];
        whole.extend(self.followed(ticket));
        whole
    }

    /// Whether the reporter has asked that all of it be forgotten.
    pub fn is_withdrawn(&self, ticket: Ticket) -> bool {
        let mut told = self.of(ticket).iter();
        told.any(|(_, format)| *format == Format::Withdrawal)
    }
}
