//! Confirms submissions to the intake.

use crate::remote::connection::Remote;
use crate::remote::error::PullError;
use crate::remote::pull::pieces::pieces_of;
use crate::session::unlocked::Session;
use sotto::ticket::Ticket;
use sotto::wire::{Confirm, Listing};

impl Remote {
    /// Confirms every listed submission that is stored here with all its pieces, or was purged. It is confirmed in each round, because
    /// a new roster needs the confirmations again.
    pub async fn confirm(&self, listed: &Listing) -> Result<(), PullError> {
        let confirm = self.session.at(|session| confirmation(session, listed))?;
        if confirm.reports.is_empty() && confirm.letters.is_empty() {
            return Ok(());
        }
        let confirmed = self.intake.confirm(&confirm).await;
        confirmed.map_err(PullError::Client)
    }
}

/// Returns the listed submissions that can be confirmed, and the pieces of stored reports.
fn confirmation(session: &Session, listed: &Listing) -> Result<Confirm, PullError> {
    let is_gone = |ticket: &Ticket| session.cases.gone.contains(ticket);
    let is_done = |ticket: &&Ticket| {
        let record = session.cases.record(**ticket);
        is_gone(ticket) || record.is_some_and(|record| record.complete)
    };
    let done =
        |tickets: &[Ticket]| -> Vec<Ticket> { tickets.iter().filter(is_done).copied().collect() };
    let (reports, letters) = (done(&listed.reports), done(&listed.letters));
    let mut pieces = Vec::new();
    for case in reports.iter().filter(|ticket| !is_gone(ticket)) {
        pieces.extend(pieces_of(session, *case)?);
    }
    pieces.sort_unstable();
    Ok(Confirm {
        reports,
        pieces,
        letters,
    })
}
