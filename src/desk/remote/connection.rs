//! A session at the intake where this desk belongs, once its roster has been checked.

use crate::client::Intake;
use crate::remote::error::PullError;
use crate::session::alert::{Alert, alert};
use crate::session::membership::Joined;
use crate::session::membership::join;
use crate::session::membership::joined;
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use sotto::roster::Roster;
use sotto::signed::VerifyingKey;
use std::io::{self};

/// Runs what waits for the network, on a thread that has nothing else to do.
pub fn run<T, E>(
    work: impl Future<Output = Result<T, E>>,
    failed: impl Fn(io::Error) -> E,
) -> Result<T, E> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(failed)?.block_on(work)
}

/// Returns a session at the intake where this desk belongs, once its roster has been checked.
pub async fn connect(session: &SharedSession, now: u64) -> Result<Intake, PullError> {
    let joined = session.at(|session| joined(&session.store).map_err(PullError::Session))?;
    let mut intake =
        Intake::new(&joined.intake, joined.proxy.as_deref()).map_err(PullError::Client)?;
    let signed = intake.roster().await.map_err(PullError::Client)?;
    let login = session.at(|session| {
        check_roster(session, joined, &signed)?;
        crate::client::login(session.store.keys(), intake.host(), now).map_err(PullError::Client)
    })?;
    intake.log_in(login).await.map_err(PullError::Client)?;
    Ok(intake)
}

pub fn check_roster(
    session: &mut Session,
    mut joined: Joined,
    signed: &str,
) -> Result<(), PullError> {
    let roster = verify(signed, &joined.root)?;
    if roster.serial < joined.serial {
        let shown = Alert::OldRoster {
            serial: roster.serial,
        };
        alert(session, shown).map_err(PullError::Session)?;
    }
    roster
        .holds_on(session.today, joined.serial)
        .map_err(PullError::Roster)?;
    let keys = session.store.keys();
    let named = roster
        .handler(&keys.id)
        .is_some_and(|(_, handler)| handler.verifying_key == keys.verifying_key());
    if !named {
        return Err(PullError::NotNamed);
    }
    if roster.serial != joined.serial {
        joined.serial = roster.serial;
        join(session, &joined).map_err(PullError::Session)?;
    }
    session
        .add_roster(signed, roster)
        .map_err(PullError::Session)
}

/// Reads a signature, a line feed, and a roster.
pub fn verify(signed: &str, root: &VerifyingKey) -> Result<Roster, PullError> {
    Roster::verify_signed(signed, root).map_err(PullError::Roster)
}
