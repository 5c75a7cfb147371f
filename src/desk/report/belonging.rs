//! Whose a submission is.

use crate::report::content::{Content, Format};
use sotto::hex::Hex;

impl Content {
    /// Returns the key under which the submissions of this content's reporter are found: its tag key, if the reporter signed it.
    pub fn reporter(&self) -> Option<Hex<32>> {
        match self {
            Self::Report(report) => report.reporter.map(|_| report.tag_key),
            Self::Letter(_) | Self::File(_) => None,
        }
    }

    /// Returns the tag key of the reporter whose work this claims to be, if that reporter did not sign it.
    pub fn claims(&self) -> Option<Hex<32>> {
        match self {
            Self::Report(report) => {
                let is_unsigned = report.format != Format::HandedOver && report.reporter.is_none();
                is_unsigned.then_some(report.tag_key)
            }
            Self::Letter(_) | Self::File(_) => None,
        }
    }

    /// Returns whether this claims to be the work of a reporter who did not sign it.
    pub fn is_unsigned(&self) -> bool {
        self.claims().is_some()
    }

    /// Returns whether this is a reporter's own request that everything be erased.
    pub fn is_withdrawal(&self) -> bool {
        matches!(self, Self::Report(report) if report.format == Format::Withdrawal && report.reporter.is_some())
    }
}
