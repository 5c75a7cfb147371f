//! Hands parts of a case over to another organisation.

use crate::cases::entry::CaseView;
use crate::handover::digest::Hashed;
use crate::handover::error::HandoverError;
use crate::handover::package::{Facts, Given, HANDOVER, Package, SignedPackage};
use crate::handover::part::Part;
use crate::indicators::indicator::{Indicator, defang};
use crate::indicators::withhold::asks_for_a_mark;
use crate::keyring::file::create_new;
use crate::keyring::hybrid::HybridRecipient;
use crate::keyring::seal::{AnyRecipient, sealing_to};
use crate::model::change::{Act, Change};
use crate::session::unlocked::Session;
use sha2::{Digest, Sha256};
use sotto::frame::frame;
use sotto::hex::Hex;
use sotto::signed::{Purpose, canonical};
use sotto::ticket::Ticket;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// Returns, in words, exactly what would be handed over, and what would be withheld. Changes nothing.
///
/// # Errors
/// [`HandoverError::NoConsent`] if the reporter has not agreed to a part; [`HandoverError::NotAgreed`] if a second handler must
/// agree first.
pub fn preview(session: &Session, ticket: Ticket, parts: &[Part]) -> Result<String, HandoverError> {
    let package = Package::choose(session, ticket, parts)?;
    let said = package.in_words()? + "\nThis, and nothing else, would be given.\n";
    let entry = session.entry(ticket).map_err(HandoverError::Session)?;
    Ok(said + &withheld(&entry, parts))
}

/// Returns the indicators that are withheld until a handler marks them, one a line; an empty string if none is.
pub fn withheld(entry: &CaseView, parts: &[Part]) -> String {
    let stays =
        |found: &&Indicator| asks_for_a_mark(found) && !entry.case.marked.contains(&found.value);
    let mut lines: Vec<_> = entry
        .indicators()
        .iter()
        .filter(stays)
        .map(|found| format!("    {}\n", defang(&found.value)))
        .collect();
    if lines.is_empty() || !parts.contains(&Part::Indicators) {
        return String::new();
    }
    lines.insert(0, "Withheld, in whole or in part, until a handler marks it as the attacker's with `sotto-desk mark`:\n".to_owned());
    lines.concat()
}

/// Seals parts of a case to another organisation's key in the new file `out`, and records that in the case. Returns what the
/// handler must know and do next: whose key to compare, and whether it is weak.
///
/// # Errors
/// Those of [`preview`], [`HandoverError::NoKey`], and [`HandoverError::Write`]; then no file is left.
pub fn give(
    session: &mut Session,
    ticket: Ticket,
    to: &str,
    key: &str,
    parts: &[Part],
    out: &Path,
) -> Result<String, HandoverError> {
    let package = Package::choose(session, ticket, parts)?;
    write(session, ticket, &package, key, out)?;
    let words = crate::keyring::fingerprint::fingerprint(key.as_bytes());
    let change = Change::HandedOver {
        to: to.to_owned(),
        key: words.clone(),
        parts: package.parts(),
        package: package.digest()?,
    };
    session
        .change(&[ticket], &[change])
        .map_err(HandoverError::Session)?;
    let warning = if is_hybrid(key) {
        ""
    } else {
        "Attention: this key is a classical one. Whoever records the file may open it one day, with a quantum computer; ask for a key that begins with age1pq1.\n"
    };
    Ok(format!(
        "{warning}{} is sealed to {to}. Compare these words by voice with {to}: {words}\n",
        out.display()
    ))
}

/// Returns whether a part may be handed over: because of what the reporter ticked, or of a consent that was recorded since.
pub fn is_allowed(entry: &CaseView, part: Part) -> bool {
    let agreed = !entry.case.consents.is_empty();
    match (entry.answer("share"), part) {
        (Some("indicators"), Part::Indicators | Part::Facts) => true,
        _ => agreed,
    }
}

/// Signs a package, and seals it with its files to `key` in the new file `out`.
pub fn write(
    session: &Session,
    ticket: Ticket,
    package: &Package,
    key: &str,
    out: &Path,
) -> Result<(), HandoverError> {
    let recipient = AnyRecipient::parse(key).ok_or(HandoverError::NoKey)?;
    let head = signed_head(session, package)?;
    let failed = |error| HandoverError::Write(out.to_owned(), error);
    let file = create_new(out).map_err(failed)?;
    let fill = || -> Result<(), HandoverError> {
        let mut sealing = sealing_to(&recipient, &file).map_err(HandoverError::Seal)?;
        sealing.write_all(&head).map_err(failed)?;
        if package.parts.contains(&Part::Files) {
            let entry = session.entry(ticket).map_err(HandoverError::Session)?;
            for (ticket, record) in entry.records() {
                for number in 1..=record.content.attachments().len() {
                    session
                        .copy_attachment(ticket, number, &mut sealing)
                        .map_err(HandoverError::Session)?;
                }
            }
        }
        sealing
            .finish()
            .and_then(|_| file.sync_all())
            .map_err(failed)
    };
    fill().inspect_err(|_| {
        // Half a package is of no use to anybody.
        let _ = std::fs::remove_file(out);
    })
}

/// Returns a package, signed by this handler, framed as the file begins with it.
fn signed_head(session: &Session, package: &Package) -> Result<Vec<u8>, HandoverError> {
    let message = canonical(package).map_err(HandoverError::Json)?;
    let signature = session.store.keys().sign(Purpose::Handover, &message);
    let signed = canonical(&SignedPackage {
        package: package.clone(),
        signature,
    })
    .map_err(HandoverError::Json)?;
    frame(HANDOVER, &[&signed]).map_err(|_| HandoverError::Malformed)
}

/// Returns whether a key is hybrid. What is sealed to a classical key can be recorded now and opened later with a quantum computer.
pub fn is_hybrid(key: &str) -> bool {
    HybridRecipient::parse(key).is_ok()
}

impl Package {
    /// Returns the package of these parts of a case, if its reporter and the team allow all of them.
    fn choose(session: &Session, ticket: Ticket, parts: &[Part]) -> Result<Self, HandoverError> {
        let entry = session.entry(ticket).map_err(HandoverError::Session)?;
        check_allowed(session, &entry, parts)?;
        let has = |part: Part| parts.contains(&part);
        let content = entry.records().next().map(|(_, record)| &record.content);
        let files = if has(Part::Files) {
            digests(session, &entry)?
        } else {
            Vec::new()
        };
        let roster = session.roster().ok_or(HandoverError::NotJoined)?;
        let leaving = || entry.leaving().into_iter();
        let indicators = has(Part::Indicators).then(|| {
            leaving()
                .map(|indicator| (indicator.kind.as_str().to_owned(), indicator.value))
                .collect()
        });
        Ok(Self {
            organisation: roster.organisation.clone(),
            handler: session.store.keys().id.clone(),
            key: session.store.keys().verifying_key(),
            language: entry
                .language()
                .filter(|_| has(Part::Narrative))
                .map(str::to_owned),
            parts: parts.to_vec(),
            indicators: indicators.unwrap_or_default(),
            facts: has(Part::Facts).then(|| Facts {
                labels: entry.case.labels.iter().cloned().collect(),
                outcome: entry.case.outcome,
                code: entry.case.code,
            }),
            narrative: has(Part::Narrative).then(|| {
                content.map_or_else(BTreeMap::new, crate::report::content::Content::narrative)
            }),
            files,
        })
    }
}

/// Checks that the reporter and the team allow all of these parts to be given.
fn check_allowed(session: &Session, entry: &CaseView, parts: &[Part]) -> Result<(), HandoverError> {
    for part in parts {
        if !is_allowed(entry, *part) {
            return Err(HandoverError::NoConsent(*part));
        }
    }
    if parts.iter().any(|part| part.points()) && !is_agreed(session, entry.head) {
        return Err(HandoverError::NotAgreed);
    }
    Ok(())
}

/// Returns whether the narrative may leave the team: a second handler has agreed, or there is no other handler.
fn is_agreed(session: &Session, head: Ticket) -> bool {
    let alone = session
        .roster()
        .is_some_and(|roster| roster.handlers.len() == 1);
    let mut agreed = session.cases.proposals.agreed(Act::Narrative);
    alone || agreed.any(|proposal| proposal.case == head)
}

/// Returns every file of a case with its digest.
fn digests(session: &Session, entry: &CaseView) -> Result<Vec<Given>, HandoverError> {
    let mut files = Vec::new();
    for (ticket, record) in entry.records() {
        for (number, file) in record.content.attachments().iter().enumerate() {
            let mut digest = Hashed(Sha256::new());
            session
                .copy_attachment(ticket, number + 1, &mut digest)
                .map_err(HandoverError::Session)?;
            files.push(Given {
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                size: file.size,
                digest: Hex(digest.0.finalize().into()),
            });
        }
    }
    Ok(files)
}
