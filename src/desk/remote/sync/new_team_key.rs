//! Makes the team's key under a new roster: the first desk that finds none does so.

use crate::remote::connection::Remote;
use crate::remote::error::{PullError, store};
use crate::remote::sync::envelope::{Matter, envelope};
use crate::session::team_key::{TeamKey, TeamKeyError};
use crate::session::unlocked::Session;
use sotto::ticket::Ticket;

impl Remote {
    /// Makes a team key and seals it to all handlers, if the roster in force has none.
    pub async fn make_team_key(&self) -> Result<(), PullError> {
        let Some((key, sealed)) = self.session.at(|session| draw(session))? else {
            return Ok(());
        };
        let remote_id = Ticket::of_bytes(&sealed);
        let put = self.intake.put_event(remote_id, sealed).await;
        put.map_err(PullError::Client)?;
        self.session.at(|session| {
            session.add_team_key(key).map_err(PullError::Session)?;
            session.store.mark_seen(&[remote_id]).map_err(store)
        })
    }
}

/// Draws a team key, and seals it to all handlers of the roster in force. Returns `None` if the roster has a key.
fn draw(session: &Session) -> Result<Option<(TeamKey, Vec<u8>)>, PullError> {
    let Some(roster) = session.roster().filter(|_| session.team_key().is_none()) else {
        return Ok(None);
    };
    let random = |error| PullError::Team(TeamKeyError::Random(error));
    let key = TeamKey::draw(roster.serial).map_err(random)?;
    let handlers = roster.handlers.iter();
    let to: Vec<&str> = handlers.map(|handler| handler.id.as_str()).collect();
    let matter = Matter::TeamKey(key.write());
    let sealed = envelope(session.store.keys(), roster, &to, matter, b"");
    Ok(Some((key, sealed.map_err(PullError::Team)?)))
}
