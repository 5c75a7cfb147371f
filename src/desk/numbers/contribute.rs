//! Counts closed cases, splits the counts into shares, and seals the shares to coordinators. Nothing else goes from a desk to the
//! statistics.
//!
//! A share alone is uniformly random; only all shares together give the counts. Each is sealed to one coordinator. All have one
//! size, whatever was counted, and they are sent even if no case was counted.

use crate::keyring::file::write_new;
use crate::keyring::hybrid::HybridRecipient;
use crate::keyring::random;
use crate::keyring::seal::seal_to;
use crate::numbers::count;
use crate::numbers::count::Counted;
use crate::numbers::error::ContributeError;
use crate::session::error::SessionError;
use crate::session::membership::joined;
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use data_encoding::BASE64;
use sotto::hex::Hex;
use sotto::plan::{FEWEST_FOR_ONE, Plan, SignedPlan};
use sotto::roster::{Keyholder, Roster};
use sotto::signed::{Purpose, VerifyingKey, canonical};
use sotto::wire::{CONTRIBUTION_FORMAT, Contribution, SignedContribution, contribution_size};
use std::path::Path;

/// A plan that this desk may contribute to.
struct Asked<'a> {
    plan: Plan,
    digest: Hex<32>,
    roster: &'a Roster,
    root: VerifyingKey,
    /// The digest of the plan that this one replaces.
    replaced: Option<Hex<32>>,
}

/// Returns, in words, exactly what [`send`] would give away. Changes nothing.
///
/// # Errors
/// Those of [`send`], except for [`ContributeError::Write`].
pub fn preview(
    session: &Session,
    messages: &DeskMessages,
    plan: &[u8],
    replaced: Option<&[u8]>,
) -> Result<String, ContributeError> {
    let asked = asked(session, plan, replaced)?;
    let counted = counted(session, &asked)?;
    Ok(counted.in_words(messages, &asked.plan) + &messages.text("counts-looked") + "\n")
}

/// Counts, seals a share to each coordinator, and marks the cases as counted. The shares wait for the next pull, which gives them
/// to the intake; the same bytes are written to the folder `out`, to be sent by hand. Returns, in words, what was counted.
///
/// # Errors
/// [`ContributeError::NotAMember`], [`ContributeError::Strangers`] and [`ContributeError::NotOver`] for a plan that this desk may
/// not contribute to, now or ever; [`ContributeError::Again`] if the team has contributed to it already;
/// [`ContributeError::TooFew`] if a single coordinator would see too small a count. Then nothing was written or marked.
pub fn send(
    session: &mut Session,
    messages: &DeskMessages,
    plan: &[u8],
    replaced: Option<&[u8]>,
    out: Option<&Path>,
) -> Result<String, ContributeError> {
    let (plan, digest, replaced, counted, shares, roster) = {
        let asked = asked(session, plan, replaced)?;
        let counted = counted(session, &asked)?;
        let shares = seal(session, &asked, &counted)?;
        let roster = signed_roster(session, &asked)?;
        (
            asked.plan,
            asked.digest,
            asked.replaced,
            counted,
            shares,
            roster,
        )
    };
    if let Some(out) = out {
        let files = shares.iter().map(|(name, bytes)| (name.as_str(), bytes));
        for (name, bytes) in files.chain([("roster.signed", &roster)]) {
            let path = out.join(name);
            write_new(&path, bytes).map_err(|error| ContributeError::Write(path, error))?;
        }
    }
    if let Some(replaced) = replaced {
        count::unmark(session, &replaced).map_err(ContributeError::Session)?;
    }
    wait(session, digest, replaced, shares).map_err(ContributeError::Session)?;
    count::mark_counted(session, &plan, &digest, &counted).map_err(ContributeError::Session)?;
    Ok(counted.in_words(messages, &plan) + &messages.text("done-contribute") + "\n")
}

/// The name under which waiting shares are remembered.
const WAITING: &str = "contributions to be sent";

/// Sealed shares that wait for the next pull, in base64, each with the digest of its plan.
pub type Waiting = Vec<(Hex<32>, String)>;

/// Stores shares until the next pull, in the place of those for this plan and for the one that it replaces.
fn wait(
    session: &Session,
    plan: Hex<32>,
    replaced: Option<Hex<32>>,
    shares: Vec<(String, Vec<u8>)>,
) -> Result<(), SessionError> {
    let mut waiting = waiting(session)?;
    waiting.retain(|(of, _)| *of != plan && Some(*of) != replaced);
    waiting.extend(shares.iter().map(|(_, bytes)| (plan, BASE64.encode(bytes))));
    session
        .store
        .remember(WAITING, &waiting)
        .map_err(SessionError::Store)
}

/// Returns all shares that wait.
fn waiting(session: &Session) -> Result<Waiting, SessionError> {
    let waiting = session.store.recall(WAITING).map_err(SessionError::Store)?;
    Ok(waiting.unwrap_or_default())
}

/// Deletes a waiting share, which the intake has by now.
pub fn forget_sent(session: &Session, sent: &(Hex<32>, String)) -> Result<(), SessionError> {
    let mut rest = waiting(session)?;
    rest.retain(|one| one != sent);
    session
        .store
        .remember(WAITING, &rest)
        .map_err(SessionError::Store)
}

/// Returns the shares that may be sent. Those of a run that stopped before its cases were marked are not among them: that run is
/// repeated, and makes new ones.
pub fn ready(session: &Session) -> Result<Waiting, SessionError> {
    let mut ready = Waiting::new();
    for (plan, share) in waiting(session)? {
        if count::contributor(session, &plan)?.is_some_and(|who| who == session.store.keys().id) {
            ready.push((plan, share));
        }
    }
    Ok(ready)
}

/// Returns the plan, if it and the one that it replaces are signed and this desk may contribute to it now.
fn asked<'a>(
    session: &'a Session,
    plan: &[u8],
    replaced: Option<&[u8]>,
) -> Result<Asked<'a>, ContributeError> {
    let plan = SignedPlan::verify(plan).map_err(ContributeError::Plan)?;
    let replaced = replaced
        .map(|old| SignedPlan::verify(old)?.digest())
        .transpose();
    let replaced = replaced.map_err(ContributeError::Plan)?;
    let root = joined(&session.store)
        .map_err(ContributeError::Session)?
        .root;
    let roster = crate::session::membership::roster(session).map_err(ContributeError::Session)?;
    if plan.member(&root).is_none() {
        return Err(ContributeError::NotAMember);
    }
    if !plan
        .coordinators
        .iter()
        .all(|one| roster.coordinators.contains(one))
    {
        return Err(ContributeError::Strangers);
    }
    if !plan.demo && session.today <= plan.to {
        let (to, today) = (plan.to, session.today);
        return Err(ContributeError::NotOver { to, today });
    }
    let digest = plan.digest().map_err(ContributeError::Plan)?;
    if let Some(who) = count::contributor(session, &digest).map_err(ContributeError::Session)? {
        return Err(ContributeError::Again(who));
    }
    Ok(Asked {
        plan,
        digest,
        roster,
        root,
        replaced,
    })
}

/// Returns the counts of the plan, unless they are too small for a single coordinator to see.
fn counted(session: &Session, asked: &Asked) -> Result<Counted, ContributeError> {
    let counted = count::count(session, &asked.plan, asked.replaced.as_ref())?;
    if asked.plan.coordinators.len() == 1 && counted.incidents < FEWEST_FOR_ONE {
        return Err(ContributeError::TooFew(counted.incidents));
    }
    Ok(counted)
}

/// Returns the roster in force with its signature. Coordinators check the contribution against it.
fn signed_roster(session: &Session, asked: &Asked) -> Result<Vec<u8>, ContributeError> {
    let rosters = session.signed_rosters().map_err(ContributeError::Session)?;
    let in_force = |signed: &String| {
        Roster::verify_signed(signed, &asked.root)
            .is_ok_and(|roster| roster.serial == asked.roster.serial)
    };
    let signed = rosters.into_iter().find(in_force);
    signed
        .map(String::into_bytes)
        .ok_or(ContributeError::Strangers)
}

/// Splits the counts, and seals a share to each coordinator. Returns the name and the bytes of each file.
fn seal(
    session: &Session,
    asked: &Asked,
    counted: &Counted,
) -> Result<Vec<(String, Vec<u8>)>, ContributeError> {
    let pair = Hex(random().map_err(ContributeError::Random)?);
    let cells = asked.plan.cells();
    let coordinators = &asked.plan.coordinators;
    let masks = (1..coordinators.len()).map(|_| mask(cells));
    let shares = counted.counts.split(&masks.collect::<Result<Vec<_>, _>>()?);
    let size = contribution_size(cells).ok_or(ContributeError::TooLarge)?;
    let each = coordinators.iter().zip(shares).enumerate();
    let sealed = each.map(|(place, (coordinator, share))| {
        let words: Vec<u8> = share.into_iter().flat_map(u64::to_le_bytes).collect();
        let contribution = Contribution {
            format: CONTRIBUTION_FORMAT.to_owned(),
            plan: asked.digest,
            organisation: asked.root,
            roster: asked.roster.serial,
            handler: session.store.keys().id.clone(),
            place,
            pair,
            share: BASE64.encode(&words),
        };
        Ok((
            format!("contribution-{}.age", coordinator.id),
            seal_one(session, contribution, coordinator, size)?,
        ))
    });
    sealed.collect()
}

/// Signs a contribution and seals it to one coordinator, in `size` bytes.
fn seal_one(
    session: &Session,
    contribution: Contribution,
    coordinator: &Keyholder,
    size: usize,
) -> Result<Vec<u8>, ContributeError> {
    let message = canonical(&contribution).map_err(ContributeError::Json)?;
    let signature = session.store.keys().sign(Purpose::Contribution, &message);
    let signed = SignedContribution {
        contribution,
        signature,
    };
    let message = [
        &canonical(&signed).map_err(ContributeError::Json)?[..],
        b"\n",
    ]
    .concat();
    let recipient = HybridRecipient::parse(coordinator.recipient.as_str())
        .map_err(|_| ContributeError::Strangers)?;
    seal_to(&[recipient], &message, b' ', size).map_err(ContributeError::Seal)
}

/// Returns a random word for each cell.
fn mask(cells: usize) -> Result<Vec<u64>, ContributeError> {
    let word = |_| {
        random()
            .map(u64::from_le_bytes)
            .map_err(ContributeError::Random)
    };
    (0..cells).map(word).collect()
}
