//! Puts down what was changed here; and again what has gone missing at the intake.

use crate::client::Intake;
use crate::model::event::IdentifiedEvent;
use crate::remote::error::{PullError, store};
use crate::remote::progress::Progress;
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use sotto::hex::Hex;
use sotto::ticket::Ticket;
use std::collections::HashSet;

/// How many days back a desk looks whether what it put down is still there.
pub const LOOK_BACK: u16 = 14;

/// How many events go out together: 256 KiB, which a bad circuit can still carry.
pub const AT_ONCE: usize = 64;

/// Puts down what was changed here; and again what has gone missing at the intake.
pub async fn send(
    session: &SharedSession,
    intake: &Intake,
    listed: &[Ticket],
    progress: &Progress,
) -> Result<(), PullError> {
    let sealed = session.at(|session| to_send(session, &listed.iter().copied().collect()))?;
    for (number, some) in sealed.chunks(AT_ONCE).enumerate() {
        progress.say("own changes", number * AT_ONCE, sealed.len());
        let bytes = some.iter().flat_map(|(.., sealed)| sealed.iter().copied());
        let put = intake.put_events(bytes.collect()).await;
        put.map_err(PullError::Client)?;
        let names: Vec<_> = some
            .iter()
            .map(|(digest, wire, _)| (*digest, *wire))
            .collect();
        session.at(|session| mark_sent(session, &names))?;
    }
    Ok(())
}

pub fn mark_sent(session: &mut Session, sent: &[(Hex<32>, Ticket)]) -> Result<(), PullError> {
    session.store.mark_sent(sent).map_err(store)?;
    sent.iter()
        .for_each(|(digest, wire)| session.cases.sent(*digest, *wire));
    Ok(())
}

pub type Outgoing = (Hex<32>, Ticket, Vec<u8>);

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
            .is_some_and(|wire| listed.contains(wire));
        session.cases.unsent.contains(&known.digest) || recent && !lies
    };
    let mine = session
        .cases
        .events()
        .filter(|known| known.event().handler == *own);
    // Made before this desk belonged anywhere: of interest to nobody else.
    let mine = mine.filter(|known| known.event().roster > 0);
    mine.filter(|known| is_missing(known))
        .map(|known| {
            let sealed = key.seal(&known.signed).map_err(PullError::Team)?;
            Ok((known.digest, Ticket::of_bytes(&sealed), sealed))
        })
        .collect()
}
