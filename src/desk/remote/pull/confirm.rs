//! Tells the intake what rests here whole, or was forgotten.

use crate::client::Intake;
use crate::remote::error::PullError;
use crate::remote::pull::pieces::pieces_of;
use crate::session::shared::SharedSession;
use sotto::ticket::Ticket;
use sotto::wire::{Confirm, Listing};

/// Confirms everything listed that rests here whole, or was forgotten; again and again, since a new roster asks anew.
pub async fn confirm(
    session: &SharedSession,
    intake: &Intake,
    listed: &Listing,
) -> Result<(), PullError> {
    let confirm = session.at(|session| {
        let is_done = |ticket: &Ticket| {
            session.cases.gone.contains(ticket)
                || session
                    .cases
                    .record(*ticket)
                    .is_some_and(|record| record.complete)
        };
        let done = |tickets: &[Ticket]| -> Vec<Ticket> {
            tickets
                .iter()
                .filter(|ticket| is_done(ticket))
                .copied()
                .collect()
        };
        let (reports, letters) = (done(&listed.reports), done(&listed.letters));
        let mut pieces = Vec::new();
        for case in reports
            .iter()
            .filter(|ticket| !session.cases.gone.contains(ticket))
        {
            pieces.extend(pieces_of(session, *case)?);
        }
        pieces.sort_unstable();
        Ok::<_, PullError>(Confirm {
            reports,
            pieces,
            letters,
        })
    })?;
    if confirm.reports.is_empty() && confirm.letters.is_empty() {
        return Ok(());
    }
    intake.confirm(&confirm).await.map_err(PullError::Client)
}
