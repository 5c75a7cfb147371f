//! Takes in a case that another organisation handed over.

use crate::handover::error::HandoverError;
use crate::handover::package::{Given, HANDOVER, LONGEST_HEAD, Package, SignedPackage};
use crate::handover::receipt::{Receipt, SignedReceipt};
use crate::keyring::open::reader;
use crate::keyring::{NoRandomness, random};
use crate::report::answer::Answer;
use crate::report::attachment;
use crate::report::content::{Format, MAGIC, Report};
use crate::report::manifest::{Attachment, Metadata};
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::store::{NewCase, StoreError};
use sha2::{Digest, Sha256};
use sotto::frame::{self, frame};
use sotto::hex::Hex;
use sotto::secret::Secret;
use sotto::signed::{Purpose, canonical};
use sotto::ticket::Ticket;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// Opens the package in the file `path`, stores it as a new case, and seals its files again. Returns the case's ticket, the
/// package, and the signed receipt for it.
///
/// # Errors
/// [`HandoverError::DoesNotOpen`] if it is sealed to somebody else or altered; [`HandoverError::Malformed`] if it is not a whole
/// package, signed by the key in it. Then there is no new case.
pub fn take_in(
    session: &mut Session,
    path: &Path,
) -> Result<(Ticket, Package, SignedReceipt), HandoverError> {
    let file = File::open(path).map_err(|error| HandoverError::Read(path.to_owned(), error))?;
    let mut opened = reader(BufReader::new(file), &session.store.keys().identity)
        .map_err(|_| HandoverError::DoesNotOpen)?;
    let package = read_package(&mut opened)?;
    let mut attachments = Vec::new();
    for given in &package.files {
        attachments.push(keep_file(session, &mut opened, given)?);
    }
    let mut end = [0];
    let behind = opened.read(&mut end);
    if behind.map_err(|_| HandoverError::Malformed)? != 0 {
        return Err(HandoverError::Malformed);
    }
    let report = report(&package, attachments)?;
    let ticket = keep_report(session, &report)?;
    let receipt = sign_receipt(session, &package)?;
    Ok((ticket, package, receipt))
}

/// Reads a package, and checks that the key in it signed it.
fn read_package(opened: &mut impl Read) -> Result<Package, HandoverError> {
    let SignedPackage { package, signature } = read_head(opened)?;
    let message = canonical(&package).map_err(HandoverError::Json)?;
    package
        .key
        .verify(Purpose::Handover, &message, &signature)
        .map_err(|_| HandoverError::Malformed)?;
    Ok(package)
}

/// Seals a file again, piece by piece, and checks its digest. Returns it as an attachment.
fn keep_file(
    session: &Session,
    opened: &mut impl Read,
    given: &Given,
) -> Result<Attachment, HandoverError> {
    let mut digest = Sha256::new();
    let keep = |piece, bytes: &[u8]| {
        let kept = session.store.keep_piece(piece, bytes);
        kept.map_err(io::Error::other)
    };
    let key = random32().map_err(no_randomness)?;
    let mut left = opened.take(given.size);
    let sealed = attachment::seal(&mut left, given.size, key, keep, &mut digest);
    let (key, pieces, tags) = sealed.map_err(|_| HandoverError::Malformed)?;
    if <[u8; 32]>::from(digest.finalize()) != given.digest.0 {
        return Err(HandoverError::Malformed);
    }
    Ok(Attachment {
        name: given.name.clone(),
        media_type: given.media_type.clone(),
        size: given.size,
        key,
        pieces,
        digest: tags,
        metadata: Metadata::Unread,
    })
}

/// Returns the package as a report. Indicators become an answer if there is no narrative.
fn report(package: &Package, attachments: Vec<Attachment>) -> Result<Report, HandoverError> {
    let mut answers = package.narrative.clone().unwrap_or_default();
    let listed = package.indicators.iter().map(|(_, value)| value.as_str());
    let listed: Vec<_> = listed.collect();
    if package.narrative.is_none() && !listed.is_empty() {
        answers.insert("artefacts".to_owned(), Answer::One(listed.join("\n")));
    }
    // The reporter answered this for the organisation that handed the case over, not for this one.
    answers.remove("count_me");
    Ok(Report {
        to: None,
        format: Format::HandedOver,
        page: package.language.clone().unwrap_or_else(|| "en".to_owned()),
        answers,
        attachments,
        reply_to: None,
        tag_key: Hex(random32().map_err(no_randomness)?),
        reporter: None,
        from: Some(package.organisation.clone()),
    })
}

/// Stores the report as a new case. Returns its ticket.
fn keep_report(session: &mut Session, report: &Report) -> Result<Ticket, HandoverError> {
    let json = serde_json::to_vec(report).map_err(HandoverError::Json)?;
    let content = frame(MAGIC, &[&json]).map_err(|_| HandoverError::Malformed)?;
    let ticket = Ticket::from(random::<16>().map_err(no_randomness)?);
    let case: NewCase = session.new_case(ticket, Secret::new(content), false);
    session.take_in(&[case]).map_err(HandoverError::Session)?;
    session
        .mark_complete(ticket)
        .map_err(HandoverError::Session)?;
    Ok(ticket)
}

/// Returns this handler's signed receipt for the package.
fn sign_receipt(session: &Session, package: &Package) -> Result<SignedReceipt, HandoverError> {
    let keys = session.store.keys();
    let roster = session.roster();
    let receipt = Receipt {
        package: package.digest()?,
        organisation: roster.map_or_else(String::new, |roster| roster.organisation.clone()),
        handler: keys.id.clone(),
        key: keys.verifying_key(),
    };
    let message = canonical(&receipt).map_err(HandoverError::Json)?;
    let signature = keys.sign(Purpose::Receipt, &message);
    Ok(SignedReceipt { receipt, signature })
}

fn no_randomness(error: NoRandomness) -> HandoverError {
    HandoverError::Session(SessionError::Store(StoreError::Random(error)))
}

fn random32() -> Result<[u8; 32], NoRandomness> {
    random()
}

/// Reads the frame and the JSON that a package begins with.
fn read_head(opened: &mut impl Read) -> Result<SignedPackage, HandoverError> {
    let malformed = |_| HandoverError::Malformed;
    let mut header = [0; HANDOVER.len() + frame::LENGTH];
    opened.read_exact(&mut header).map_err(malformed)?;
    let length = frame::length(HANDOVER, &header).filter(|length| *length <= LONGEST_HEAD);
    let mut json = vec![0; length.ok_or(HandoverError::Malformed)?];
    opened.read_exact(&mut json).map_err(malformed)?;
    serde_json::from_slice(&json).map_err(|_| HandoverError::Malformed)
}
