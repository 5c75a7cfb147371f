//! Looks at the reporters' pages as a reporter's browser would, and holds every byte and header against what the root key signed.
//!
//! Over a circuit of its own, at moments that say nothing. What differs is kept sealed, as evidence, and shown until a
//! handler has seen to it. A page altered for one person alone is never seen here.

use crate::client::ClientError;
use crate::remote::connection;
use crate::remote::error::{PullError, store};
use crate::remote::judged::Judged;
use crate::remote::watch::evidence::{Evidence, compare, evidence};
use crate::remote::watch::visitor::{Visit, Visitor};
use crate::session::alert::Alert;
use crate::session::membership;
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::signed::VerifyingKey;
use sotto::wire::Manifest;

/// Evidence is kept of so many visits at most.
const MOST: usize = 32;
const EVIDENCE: &str = "evidence";
const MANIFEST: &str = "manifest";

/// What a look at the site brought.
#[derive(Debug, Default)]
pub struct Watched {
    pub looked_at: usize,
    pub differ: Vec<Evidence>,
}

/// Looks at every page once, and keeps what differs as evidence. Returns how much was looked at, and what differs.
///
/// # Errors
///
/// [`PullError::NoSite`] if this desk does not know where reporters come in.
pub fn watch(session: &SharedSession, clock: fn() -> u64) -> Result<Watched, PullError> {
    connection::run(look(session, clock), PullError::Start)
}

async fn look(session: &SharedSession, clock: fn() -> u64) -> Result<Watched, PullError> {
    let joined =
        session.at(|session| membership::joined(&session.store).map_err(PullError::Session))?;
    let site = joined.site.clone().ok_or(PullError::NoSite)?;
    let intake = connection::connect(session, clock()).await?;
    let signed = intake.manifest().await.map_err(PullError::Client)?;
    let (manifest, today) = session.at(|session| {
        let manifest = newest(session, &signed, &joined.root)?;
        Ok::<_, PullError>((manifest, session.today))
    })?;
    let visitor = Visitor::new(&site, joined.proxy.as_deref()).map_err(PullError::Client)?;
    let mut watched = look_at_pages(&visitor, &manifest, today).await?;
    // The front page, and the roster that reporters are given: signed like the one that desks are given.
    let roster = visitor.visit("/roster.signed").await;
    let roster = roster.map_err(PullError::Client)?;
    watched.looked_at += 1;
    session.at(|session| {
        let differs = compare_roster(session, &joined.root, &roster, today);
        watched.differ.extend(differs);
        let differ = judge(&watched.differ).record(session)?;
        keep(session, differ)
    })?;
    Ok(watched)
}

/// Visits every page of the manifest, and compares it.
async fn look_at_pages(
    visitor: &Visitor,
    manifest: &Manifest,
    today: Day,
) -> Result<Watched, PullError> {
    let mut watched = Watched::default();
    let pages = manifest.files.iter();
    for (name, plain) in pages.filter(|(name, _)| !name.ends_with(".gz")) {
        let packed = manifest.files.get(&format!("{name}.gz"));
        let path = format!("/{}", name.strip_suffix("index.html").unwrap_or(name));
        let visit = visitor.visit(&path).await.map_err(PullError::Client)?;
        watched.looked_at += 1;
        let differs = compare(today, path, &manifest.csp, plain, packed, &visit);
        watched.differ.extend(differs);
    }
    Ok(watched)
}

/// Returns evidence, if the roster that reporters are given is not the one in force.
fn compare_roster(
    session: &Session,
    root: &VerifyingKey,
    roster: &Visit,
    today: Day,
) -> Option<Evidence> {
    let text = String::from_utf8_lossy(&roster.plain()).into_owned();
    let shown = connection::verify(&text, root).ok();
    let current = session.roster().map(|roster| roster.serial);
    (shown.map(|roster| roster.serial) != current).then(|| {
        evidence(
            today,
            "/roster.signed".to_owned(),
            vec!["the roster is not the one in force".to_owned()],
            Hex(Sha256::digest(b"").into()),
            roster,
        )
    })
}

/// Returns the manifest that the intake shows desks, if the root key signed it; else the last that it did sign.
fn newest(
    session: &mut Session,
    signed: &[u8],
    root: &VerifyingKey,
) -> Result<Manifest, PullError> {
    if let Some(manifest) = judge_manifest(signed, root).record(session)? {
        session.store.remember(MANIFEST, &signed).map_err(store)?;
        return Ok(manifest);
    }
    let last: Option<Vec<u8>> = session.store.recall(MANIFEST).map_err(store)?;
    last.and_then(|last| Manifest::verify_signed(&last, root))
        .ok_or(PullError::Client(ClientError::Nonsense))
}

/// Returns the manifest, if the root key signed it.
fn judge_manifest(signed: &[u8], root: &VerifyingKey) -> Judged<Option<Manifest>> {
    let manifest = Manifest::verify_signed(signed, root);
    let path = "/site.signed".to_owned();
    let alert = manifest.is_none().then_some(Alert::Site { path });
    Judged::new(manifest, alert.into_iter().collect())
}

/// Returns what differs, with an alert for each.
fn judge(differ: &[Evidence]) -> Judged<&[Evidence]> {
    let alerts = differ.iter().map(|evidence| Alert::Site {
        path: evidence.path.clone(),
    });
    Judged::new(differ, alerts.collect())
}

/// Keeps evidence, once each and of [`MOST`] visits at most.
fn keep(session: &Session, differ: &[Evidence]) -> Result<(), PullError> {
    if differ.is_empty() {
        return Ok(());
    }
    let mut kept = kept(session)?;
    for evidence in differ {
        if !kept.contains(evidence) && kept.len() < MOST {
            kept.push(evidence.clone());
        }
    }
    session.store.remember(EVIDENCE, &kept).map_err(store)
}

/// Returns everything that was kept, to be shown to others.
pub fn kept(session: &Session) -> Result<Vec<Evidence>, PullError> {
    Ok(session
        .store
        .recall(EVIDENCE)
        .map_err(store)?
        .unwrap_or_default())
}
