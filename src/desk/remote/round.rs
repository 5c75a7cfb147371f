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
    desk: &SharedSession,
    clock: fn() -> u64,
    keep: Option<&Path>,
    progress: &Progress,
) -> Result<Pulled, PullError> {
    let pulled = run(pull(desk, clock, keep, progress), PullError::Start);
    progress.end();
    pulled
}

pub async fn pull(
    desk: &SharedSession,
    clock: fn() -> u64,
    keep: Option<&Path>,
    progress: &Progress,
) -> Result<Pulled, PullError> {
    progress.say("connecting", 0, 0);
    let intake = Arc::new(connect(desk, clock()).await?);
    let root = desk
        .at(|desk| joined(&desk.store).map_err(PullError::Session))?
        .root;
    let listed = intake.list().await.map_err(PullError::Client)?;
    let mut pulled = Pulled::default();
    pull_sealed(desk, &intake, &listed, clock, keep, progress, &mut pulled).await?;
    pull_pieces(desk, &intake, progress).await?;
    pulled.incomplete = desk.at(|desk| Ok::<_, PullError>(incomplete(desk)))?;
    confirm(desk, &intake, &listed).await?;
    pulled.changes = round::sync(desk, &intake, &root, progress).await?;
    post_shares::post(desk, &intake).await?;
    // A case may have come from a colleague, with pieces of its own.
    pull_pieces(desk, &intake, progress).await?;
    desk.at(|desk| desk.store.remember(LAST_PULL, &desk.today).map_err(store))?;
    Ok(pulled)
}

/// The day of the last pull that went through.
pub const LAST_PULL: &str = "last pull";
