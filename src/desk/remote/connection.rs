//! A session at the intake where this desk belongs, once its roster has been checked.

use crate::client::Intake;
use crate::remote::error::PullError;
use crate::remote::judged::Judged;
use crate::remote::progress::Progress;
use crate::session::alert::Alert;
use crate::session::membership::{Joined, join, joined};
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use sotto::roster::{Roster, RosterAndCards, RosterError};
use sotto::signed::VerifyingKey;
use std::io;
use std::sync::Arc;

/// The intake to which this desk is logged in, and what every step of a round needs.
///
/// A step is a method. It holds the session's lock once for each batch, to look and to write, and never while the network is
/// waited for.
pub struct Remote {
    pub session: SharedSession,
    pub intake: Arc<Intake>,
    pub progress: Progress,
    /// The organisation's root key, which signs rosters.
    pub root: VerifyingKey,
}

impl Remote {
    /// Logs in. `now` is in seconds since the Unix epoch.
    ///
    /// # Errors
    ///
    /// Those of [`connect`].
    pub async fn connect(
        session: &SharedSession,
        now: u64,
        progress: &Progress,
    ) -> Result<Self, PullError> {
        let intake = Arc::new(connect(session, now).await?);
        let joined = session.at(|session| joined(&session.store).map_err(PullError::Session))?;
        Ok(Self {
            session: session.clone(),
            intake,
            progress: progress.clone(),
            root: joined.root,
        })
    }
}

/// Runs `work` to its end on this thread, and returns its result. `failed` turns the reason for which it could not start into an
/// error.
pub fn run<T, E>(
    work: impl Future<Output = Result<T, E>>,
    failed: impl Fn(io::Error) -> E,
) -> Result<T, E> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(failed)?.block_on(work)
}

/// Returns a session at the intake, once its roster has been checked. `now` is in seconds since the Unix epoch.
///
/// # Errors
///
/// [`PullError::Roster`] for a roster that the root key did not sign, that is not valid today, or that is older than one seen before;
/// [`PullError::NotNamed`] if it does not name this handler.
pub async fn connect(session: &SharedSession, now: u64) -> Result<Intake, PullError> {
    let joined = session.at(|session| joined(&session.store).map_err(PullError::Session))?;
    let mut intake =
        Intake::new(&joined.intake, joined.proxy.as_deref()).map_err(PullError::Client)?;
    let signed = intake.roster().await.map_err(PullError::Client)?;
    let login = session.at(|session| {
        let served = RosterAndCards::parse(signed.as_bytes());
        let served = served.ok_or(PullError::Roster(RosterError::Signature))?;
        let root = joined.root;
        let roster = judge_roster(&joined, &signed)?.record(session)?;
        take_roster(session, joined, &served, roster)?;
        session
            .take_cards(&served, &root)
            .map_err(PullError::Session)?;
        crate::client::login(session.store.keys(), intake.host(), now).map_err(PullError::Client)
    })?;
    intake.log_in(login).await.map_err(PullError::Client)?;
    Ok(intake)
}

/// Returns the roster, if the root key signed it, and an alert if it is older than one that was seen before.
fn judge_roster(joined: &Joined, signed: &str) -> Result<Judged<Roster>, PullError> {
    let roster = verify(signed, &joined.root)?;
    let serial = roster.serial;
    let older = (serial < joined.serial).then_some(Alert::OldRoster { serial });
    Ok(Judged::new(roster, older.into_iter().collect()))
}

/// Stores the roster, if it is valid today and names this handler with these keys.
fn take_roster(
    session: &mut Session,
    mut joined: Joined,
    served: &RosterAndCards<'_>,
    roster: Roster,
) -> Result<(), PullError> {
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
    let signed = String::from_utf8_lossy(&served.roster.to_bytes()).into_owned();
    session
        .add_roster(&signed, roster)
        .map_err(PullError::Session)
}

/// Parses a signature, a line feed, and a roster, and returns the roster.
///
/// # Errors
///
/// [`PullError::Roster`] if `root` did not sign it.
pub fn verify(signed: &str, root: &VerifyingKey) -> Result<Roster, PullError> {
    Roster::verify_signed(signed, root).map_err(PullError::Roster)
}
