//! Sends this handler's events to the intake, and sends those again that have gone missing there.

use crate::model::event::IdentifiedEvent;
use crate::remote::connection::Remote;
use crate::remote::error::{PullError, store};
use crate::session::unlocked::Session;
use sotto::hex::Hex;
use sotto::ticket::Ticket;
use std::collections::HashSet;

/// For how many days a desk checks whether an event that it sent is still at the intake.
pub const LOOK_BACK: u16 = 14;

/// How many events are sent together: 256 KiB, which a bad circuit can still carry.
pub const AT_ONCE: usize = 64;

impl Remote {
    /// Sends this handler's events that the intake does not have. `listed` names those that it has.
    pub async fn send_events(&self, listed: &[Ticket]) -> Result<(), PullError> {
        let listed = listed.iter().copied().collect();
        let outgoing = self.session.at(|session| to_send(session, &listed))?;
        for (number, some) in outgoing.chunks(AT_ONCE).enumerate() {
            self.progress
                .say("own changes", number * AT_ONCE, outgoing.len());
            let bytes = some.iter().flat_map(|(.., sealed)| sealed.iter().copied());
            let put = self.intake.put_events(bytes.collect()).await;
            put.map_err(PullError::Client)?;
            let sent: Vec<_> = some.iter().map(|(digest, id, _)| (*digest, *id)).collect();
            self.session.at(|session| mark_sent(session, &sent))?;
        }
        Ok(())
    }
}

/// Notes the names of events that the intake has now.
pub fn mark_sent(session: &mut Session, sent: &[(Hex<32>, Ticket)]) -> Result<(), PullError> {
    session.store.mark_sent(sent).map_err(store)?;
    sent.iter()
        .for_each(|(digest, remote_id)| session.cases.sent(*digest, *remote_id));
    Ok(())
}

/// An event's digest, its name at the intake, and its sealed bytes.
pub type Outgoing = (Hex<32>, Ticket, Vec<u8>);

/// Returns this handler's events that are not in `listed`: those never sent, and those of the last [`LOOK_BACK`] days that have
/// gone missing. Returns none while there is no team key.
pub fn to_send(session: &Session, listed: &HashSet<Ticket>) -> Result<Vec<Outgoing>, PullError> {
    let Some(key) = session.team_key() else {
        return Ok(Vec::new());
    };
    let own = &session.store.keys().id;
    let is_missing = |known: &IdentifiedEvent| {
        let recent = session.today.since(known.event().day) < LOOK_BACK;
        let lies = session
            .cases
            .remote_ids
            .get(&known.digest)
            .is_some_and(|remote_id| listed.contains(remote_id));
        session.cases.unsent.contains(&known.digest) || recent && !lies
    };
    let mine = session
        .cases
        .events()
        .filter(|known| known.event().handler == *own);
    // Events from before this desk joined an organisation are not sent.
    let mine = mine.filter(|known| known.event().roster > 0);
    mine.filter(|known| is_missing(known))
        .map(|known| {
            let sealed = key.seal(&known.signed).map_err(PullError::Team)?;
            Ok((known.digest, Ticket::of_bytes(&sealed), sealed))
        })
        .collect()
}
