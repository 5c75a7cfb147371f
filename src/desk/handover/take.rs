//! Takes in a case that another organisation gave.

use crate::handover::error::HandoverError;
use crate::handover::package::{HANDOVER, LONGEST_HEAD, Package, SignedPackage};
use crate::handover::receipt::{Receipt, SignedReceipt};
use crate::keyring::open::reader;
use crate::keyring::random;
use crate::report::answer::Answer;
use crate::report::attachment;
use crate::report::content::{Format, MAGIC, Report};
use crate::report::manifest::Metadata;
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

/// Takes in what another organisation gave: a case, its files sealed anew, and the receipt for it.
pub fn take_in(
    session: &mut Session,
    path: &Path,
) -> Result<(Ticket, Package, SignedReceipt), HandoverError> {
    let file = File::open(path).map_err(|error| HandoverError::Read(path.to_owned(), error))?;
    let mut opened = reader(BufReader::new(file), &session.store.keys().identity)
        .map_err(|_| HandoverError::DoesNotOpen)?;
    let signed = read_head(&mut opened)?;
    let package = signed.package;
    let message = canonical(&package).map_err(HandoverError::Json)?;
    package
        .key
        .verify(Purpose::Handover, &message, &signed.signature)
        .map_err(|_| HandoverError::Malformed)?;
    let random = |error| HandoverError::Session(SessionError::Store(StoreError::Random(error)));
    let mut attachments = Vec::new();
    for given in &package.files {
        let mut digest = Sha256::new();
        let mut left = (&mut opened).take(given.size);
        let sealed = attachment::seal(
            &mut left,
            given.size,
            random32().map_err(random)?,
            |piece, bytes| {
                session
                    .store
                    .keep_piece(piece, bytes)
                    .map_err(io::Error::other)
            },
            &mut digest,
        );
        let (key, pieces, tags) = sealed.map_err(|_| HandoverError::Malformed)?;
        if <[u8; 32]>::from(digest.finalize()) != given.digest.0 {
            return Err(HandoverError::Malformed);
        }
        attachments.push(crate::report::manifest::Attachment {
            name: given.name.clone(),
            media_type: given.media_type.clone(),
            size: given.size,
            key,
            pieces,
            digest: tags,
            metadata: Metadata::Unread,
        });
    }
    let mut end = [0];
    if opened
        .read(&mut end)
        .map_err(|_| HandoverError::Malformed)?
        != 0
    {
        return Err(HandoverError::Malformed);
    }
    let mut answers = package.narrative.clone().unwrap_or_default();
    let listed: Vec<_> = package
        .indicators
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    if package.narrative.is_none() && !listed.is_empty() {
        answers.insert("artefacts".to_owned(), Answer::One(listed.join("\n")));
    }
    // Whom it was told to asked whether it may be counted; nobody else has.
    answers.remove("count_me");
    let report = Report {
        format: Format::HandedOver,
        page: package.language.clone().unwrap_or_else(|| "en".to_owned()),
        answers,
        attachments,
        reply_to: None,
        tag_key: Hex(random32().map_err(random)?),
        from: Some(package.organisation.clone()),
    };
    let json = serde_json::to_vec(&report).map_err(HandoverError::Json)?;
    let told = frame(MAGIC, &[&json]).map_err(|_| HandoverError::Malformed)?;
    let told = Secret::new(told);
    let ticket = Ticket::from(crate::keyring::random::<16>().map_err(random)?);
    let case: NewCase = session.new_case(ticket, told, false);
    session.take_in(&[case]).map_err(HandoverError::Session)?;
    session
        .mark_complete(ticket)
        .map_err(HandoverError::Session)?;
    let receipt = Receipt {
        package: package.digest()?,
        organisation: session
            .roster()
            .map_or_else(String::new, |roster| roster.organisation.clone()),
        handler: session.store.keys().id.clone(),
        key: session.store.keys().verifying_key(),
    };
    let message = canonical(&receipt).map_err(HandoverError::Json)?;
    let signature = session.store.keys().sign(Purpose::Receipt, &message);
    Ok((ticket, package, SignedReceipt { receipt, signature }))
}

pub fn random32() -> Result<[u8; 32], crate::keyring::NoRandomness> {
    random()
}

pub fn read_head(opened: &mut impl Read) -> Result<SignedPackage, HandoverError> {
    let malformed = |_| HandoverError::Malformed;
    let mut header = [0; HANDOVER.len() + frame::LENGTH];
    opened.read_exact(&mut header).map_err(malformed)?;
    let length = frame::length(HANDOVER, &header).filter(|length| *length <= LONGEST_HEAD);
    let mut json = vec![0; length.ok_or(HandoverError::Malformed)?];
    opened.read_exact(&mut json).map_err(malformed)?;
    serde_json::from_slice(&json).map_err(|_| HandoverError::Malformed)
}
