//! One round: everything that a desk does with the intake, in order.

use crate::remote::connection::{Remote, run};
use crate::remote::error::{PullError, store};
use crate::remote::progress::Progress;
use crate::remote::pull::reports::Pulled;
use crate::session::shared::SharedSession;
use std::path::Path;

/// The name under which the day of the last complete pull is remembered.
pub const LAST_PULL: &str = "last pull";

/// Pulls, and returns what came. `clock` returns seconds since the Unix epoch; `keep` names a folder for the sealed files as they
/// came, if they are wanted.
///
/// # Errors
///
/// The reason for which the pull ended early. What came before that is stored, and its alerts are recorded.
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

async fn pull(
    session: &SharedSession,
    clock: fn() -> u64,
    keep: Option<&Path>,
    progress: &Progress,
) -> Result<Pulled, PullError> {
    progress.say("connecting", 0, 0);
    let remote = Remote::connect(session, clock(), progress).await?;
    remote.put_cards().await?;
    let listed = remote.intake.list().await.map_err(PullError::Client)?;
    let mut pulled = remote.pull_submissions(&listed, clock, keep).await?;
    pulled.incomplete = remote.pull_pieces().await?;
    remote.confirm(&listed).await?;
    pulled.changes = remote.sync().await?;
    remote.compare_board().await?;
    remote.reseal_to_those_who_are_back().await?;
    remote.post_shares().await?;
    // A case may have come from a colleague, with pieces of its own.
    remote.pull_pieces().await?;
    session.at(|session| {
        session.destroy_old_keys(true).map_err(PullError::Session)?;
        session
            .store
            .remember(LAST_PULL, &session.today)
            .map_err(store)
    })?;
    Ok(pulled)
}
