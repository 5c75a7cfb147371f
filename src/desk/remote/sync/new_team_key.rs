//! The first desk that finds none under a new roster makes the team's key.

use crate::client::Intake;
use crate::remote::error::{PullError, store};
use crate::remote::sync::envelope::{Matter, envelope};
use crate::session::shared::SharedSession;
use crate::session::team_key::{TeamKey, TeamKeyError};
use sotto::ticket::Ticket;

/// The first desk that finds none under a new roster makes the team's key.
pub async fn make_team_key(session: &SharedSession, intake: &Intake) -> Result<(), PullError> {
    let made = session.at(|session| -> Result<_, PullError> {
        let Some(roster) = session.roster().filter(|_| session.team_key().is_none()) else {
            return Ok(None);
        };
        let key = TeamKey::draw(roster.serial)
            .map_err(|error| PullError::Team(TeamKeyError::Random(error)))?;
        let to: Vec<&str> = roster
            .handlers
            .iter()
            .map(|handler| handler.id.as_str())
            .collect();
        let sealed = envelope(
            session.store.keys(),
            roster,
            &to,
            Matter::TeamKey(key.write()),
            b"",
        );
        let sealed = sealed.map_err(PullError::Team)?;
        Ok(Some((key, sealed)))
    });
    let Some((key, sealed)) = made? else {
        return Ok(());
    };
    let wire = Ticket::of_bytes(&sealed);
    intake
        .put_event(wire, sealed)
        .await
        .map_err(PullError::Client)?;
    session.at(|session| {
        session.add_team_key(key).map_err(PullError::Session)?;
        session.store.mark_seen(&[wire]).map_err(store)
    })
}
