//! One pull: everything that is done with the intake, in order.

use crate::remote::connection::connect;
use crate::remote::connection::run;
use crate::remote::error::PullError;
use crate::remote::error::store;
use crate::remote::post_shares;
use crate::remote::progress::Progress;
use crate::remote::pull::confirm::confirm;
use crate::remote::pull::pieces::incomplete;
use crate::remote::pull::pieces::pull_pieces;
use crate::remote::pull::reports::Pulled;
use crate::remote::pull::reports::pull_sealed;
use crate::remote::sync::round;
use crate::session::membership::joined;
use crate::session::shared::SharedSession;
use std::path::Path;
use std::sync::Arc;

/// Pulls, and returns when done. `keep` names a folder for the sealed files as they came, if they are wanted.
pub fn pull_now(
    session: &SharedSession,
    clock: fn() -> u64,
    keep: Option<&Path>,
    progress: &Progress,
) -> Result<Pulled, PullError> {
    let pulled = run(pull(session, clock, keep, progress), PullError::Start);
    progress.end();
    pulled
}

pub async fn pull(
    session: &SharedSession,
    clock: fn() -> u64,
    keep: Option<&Path>,
    progress: &Progress,
) -> Result<Pulled, PullError> {
    progress.say("connecting", 0, 0);
    let intake = Arc::new(connect(session, clock()).await?);
    let root = session
        .at(|session| joined(&session.store).map_err(PullError::Session))?
        .root;
    let listed = intake.list().await.map_err(PullError::Client)?;
    let mut pulled = Pulled::default();
    pull_sealed(
        session,
        &intake,
        &listed,
        clock,
        keep,
        progress,
        &mut pulled,
    )
    .await?;
    pull_pieces(session, &intake, progress).await?;
    pulled.incomplete = session.at(|session| Ok::<_, PullError>(incomplete(session)))?;
    confirm(session, &intake, &listed).await?;
    pulled.changes = round::sync(session, &intake, &root, progress).await?;
    post_shares::post(session, &intake).await?;
    // A case may have come from a colleague, with pieces of its own.
    pull_pieces(session, &intake, progress).await?;
    session.at(|session| {
        session
            .store
            .remember(LAST_PULL, &session.today)
            .map_err(store)
    })?;
    Ok(pulled)
}

/// The day of the last pull that went through.
pub const LAST_PULL: &str = "last pull";
