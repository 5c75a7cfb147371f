//! Which events of colleagues are believed.

use crate::model::event::{IdentifiedEvent, SignedEvent};
use crate::session::error::SessionError;
use crate::session::team_key::{NotOpened, open_event, roster_of};
use crate::session::unlocked::Session;
use sotto::hex::Hex;

/// No counter is higher: whoever says so wants to be the last for ever.
pub const HIGHEST: u64 = 1 << 53;

/// What becomes of a sealed event that came.
pub enum Verdict {
    New(Box<IdentifiedEvent>),
    /// Its case, its key or its roster is still to come.
    Waits,
    /// Of a case that was forgotten.
    Past(Hex<32>),
    /// Not for this handler.
    Foreign,
    Forged,
}

/// Returns `true` if the handler whom the event names signed it, and the roster that it names knows that handler.
pub fn is_signed(session: &Session, signed: &SignedEvent) -> bool {
    let roster = session.rosters.get(&signed.event.roster);
    let handler = roster.and_then(|roster| roster.handler(&signed.event.handler));
    handler.is_some_and(|(_, handler)| signed.check(&handler.verifying_key).is_ok())
}

/// Opens a sealed event, checks it against the roster that it names, and returns what becomes of it. Changes nothing.
pub fn judge(session: &Session, sealed: &[u8]) -> Verdict {
    let signed = match open_event(&session.team_keys, sealed) {
        Ok(signed) => signed,
        // From before this handler came: that key is not for them.
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

/// Returns the events that wait, as far as they open: they have come, and are not missed. Returns also how many are under a key
/// that has not come.
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
