//! Decides which events of colleagues are accepted.

use crate::model::event::{IdentifiedEvent, SignedEvent};
use crate::session::error::SessionError;
use crate::session::team_key::{NotOpened, open_event, roster_of};
use crate::session::unlocked::Session;
use sotto::hex::Hex;

/// The highest counter that is accepted. With a higher one, an event would overwrite all later ones for ever.
pub const HIGHEST: u64 = 1 << 53;

/// What is done with a sealed event that came.
pub enum Verdict {
    New(Box<IdentifiedEvent>),
    /// Its case, its key or its roster has not come yet.
    Waits,
    /// It is about a case that was purged.
    Past(Hex<32>),
    /// It is from before this handler joined.
    Foreign,
    Forged,
}

/// Returns `true` if the handler whom the event names signed it, and the roster that it names knows that handler.
pub fn is_signed(session: &Session, signed: &SignedEvent) -> bool {
    let roster = session.rosters.get(&signed.event.roster);
    let handler = roster.and_then(|roster| roster.handler(&signed.event.handler));
    handler.is_some_and(|(_, handler)| signed.check(&handler.verifying_key).is_ok())
}

/// Opens a sealed event, checks it against the roster that it names, and returns what is to be done with it. Changes nothing.
pub fn judge(session: &Session, sealed: &[u8]) -> Verdict {
    let signed = match open_event(&session.team_keys, sealed) {
        Ok(signed) => signed,
        // The key is from before this handler joined, and is not for them.
        Err(NotOpened::NoKey) if roster_of(sealed) < session.first_roster() => {
            return Verdict::Foreign;
        }
        Err(NotOpened::NoKey) => return Verdict::Waits,
        Err(NotOpened::Damaged) => return Verdict::Forged,
    };
    if !session.rosters.contains_key(&signed.event.roster) {
        return Verdict::Waits;
    }
    if !is_signed(session, &signed) || signed.event.counter > HIGHEST {
        return Verdict::Forged;
    }
    let Ok(known) = signed.known() else {
        return Verdict::Forged;
    };
    match known.event().case {
        Some(case) if session.cases.gone.contains(&case) => Verdict::Past(known.digest),
        Some(case) if session.cases.record(case).is_none() => Verdict::Waits,
        _ => Verdict::New(Box::new(known)),
    }
}

/// Returns the waiting events that open, which count as present, and how many do not open, because their key has not come.
pub fn waiting(session: &Session) -> Result<(Vec<IdentifiedEvent>, usize), SessionError> {
    let waiting = session.store.waiting().map_err(SessionError::Store)?;
    let (mut known, mut shut) = (Vec::new(), 0);
    for (_, sealed) in &waiting {
        match open_event(&session.team_keys, sealed) {
            Ok(signed) if is_signed(session, &signed) => known.extend(signed.known().ok()),
            Ok(_) => {}
            Err(_) => shut += 1,
        }
    }
    Ok((known, shut))
}
