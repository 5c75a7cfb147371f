//! Fetches the reporters' pages as a reporter's browser would, and compares every byte and header with what the root key signed.
//!
//! It uses a circuit of its own, at random moments. What differs is stored, encrypted, as evidence, and shown as an alert until a
//! handler dismisses it. A page that is altered for one person alone cannot be noticed here.

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

/// How many pieces of evidence are stored at most.
const MOST: usize = 32;
const EVIDENCE: &str = "evidence";
const MANIFEST: &str = "manifest";

/// The result of a check of the site.
#[derive(Debug, Default)]
pub struct Watched {
    /// How many pages were compared, the roster included.
    pub looked_at: usize,
    /// Those that differ from what was signed.
    pub differ: Vec<Evidence>,
}

/// Compares every page once, and stores what differs as evidence. `clock` returns seconds since the Unix epoch.
///
/// # Errors
///
/// [`PullError::NoSite`] if this desk does not know the site's address.
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
    // The roster that reporters get must be the one that desks get.
    let before = intake.roster().await.map_err(PullError::Client)?;
    let roster = visitor.visit("/roster.signed").await;
    let roster = roster.map_err(PullError::Client)?;
    // A card may have come meanwhile.
    let after = intake.roster().await.map_err(PullError::Client)?;
    watched.looked_at += 1;
    session.at(|session| {
        let differs = compare_roster(session, &joined.root, &roster, &[before, after]);
        watched.differ.extend(differs);
        let differ = judge(&watched.differ).record(session)?;
        keep(session, differ)
    })?;
    Ok(watched)
}

/// Fetches every page of the manifest, and compares it.
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

/// Returns evidence, if the roster that reporters get is not the one in force, or comes with other cards than desks get.
fn compare_roster(
    session: &Session,
    root: &VerifyingKey,
    roster: &Visit,
    of_desks: &[String; 2],
) -> Option<Evidence> {
    let text = String::from_utf8_lossy(&roster.plain()).into_owned();
    let shown = connection::verify(&text, root).ok();
    let current = session.roster().map(|roster| roster.serial);
    let reason = if shown.map(|roster| roster.serial) != current {
        "the roster is not the one in force"
    } else if !of_desks.contains(&text) {
        "the epoch cards are not those that desks get"
    } else {
        return None;
    };
    Some(evidence(
        session.today,
        "/roster.signed".to_owned(),
        vec![reason.to_owned()],
        Hex(Sha256::digest(b"").into()),
        roster,
    ))
}

/// Returns the manifest that the intake shows desks, if the root key signed it; otherwise the last one that it did sign. Records an
/// alert in the second case.
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

/// Returns the manifest, if the root key signed it; otherwise an alert.
fn judge_manifest(signed: &[u8], root: &VerifyingKey) -> Judged<Option<Manifest>> {
    let manifest = Manifest::verify_signed(signed, root);
    let path = "/site.signed".to_owned();
    let alert = manifest.is_none().then_some(Alert::Site { path });
    Judged::new(manifest, alert.into_iter().collect())
}

/// Returns the evidence, with an alert for each piece.
fn judge(differ: &[Evidence]) -> Judged<&[Evidence]> {
    let alerts = differ.iter().map(|evidence| Alert::Site {
        path: evidence.path.clone(),
    });
    Judged::new(differ, alerts.collect())
}

/// Stores evidence, each piece once, and [`MOST`] pieces at most.
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

/// Returns all stored evidence, to be shown to others.
pub fn kept(session: &Session) -> Result<Vec<Evidence>, PullError> {
    Ok(session
        .store
        .recall(EVIDENCE)
        .map_err(store)?
        .unwrap_or_default())
}
