//! A case as it is given to another organisation, and taken in there: what was chosen, and nothing else.
//!
//! An age file to the partner's key. In it `sotto/1 handover`, a line feed, a length in four bytes, the signed list of what is
//! given as JSON, and the files one after another. Nothing of it touches a disk in clear on either side.

use super::attachment;
use super::book::Entry;
use super::change::{Act, Change, Outcome};
use super::desk::{Desk, DeskError};
use super::indicator::Kind;
use super::keyring::file::create_new;
use super::keyring::hybrid::HybridRecipient;
use super::keyring::open::reader;
use super::keyring::random;
use super::keyring::seal::{AnyRecipient, SealError, sealing_to};
use super::label::Label;
use super::report::{Answer, Format, MAGIC, Metadata, Report};
use super::store::{NewCase, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::code::Code;
use sotto::frame::{self, frame};
use sotto::hex::Hex;
use sotto::secret::Secret;
use sotto::signed::{Purpose, Signature, VerifyingKey, canonical};
use sotto::ticket::Ticket;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

const HANDOVER: &[u8] = b"sotto/1 handover\n";
const LONGEST_HEAD: usize = 4 << 20;

/// What may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Addresses, domains, numbers, digests.
    Indicators,
    /// Labels, outcome, code.
    Facts,
    /// What the reporter told.
    Narrative,
    Files,
}

impl Part {
    const fn word(self) -> &'static str {
        match self {
            Self::Indicators => "indicators",
            Self::Facts => "facts",
            Self::Narrative => "narrative",
            Self::Files => "files",
        }
    }

    /// Whether it can point at its reporter.
    const fn points(self) -> bool {
        matches!(self, Self::Narrative | Self::Files)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The word is no part.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a part; choose from: indicators, facts, narrative, files")]
pub struct NotAPart;

impl FromStr for Part {
    type Err = NotAPart;

    fn from_str(text: &str) -> Result<Self, NotAPart> {
        let all = [Self::Indicators, Self::Facts, Self::Narrative, Self::Files];
        all.into_iter()
            .find(|part| part.word() == text)
            .ok_or(NotAPart)
    }
}

/// Why nothing is given or taken, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum HandoverError {
    #[error("{0}")]
    Desk(DeskError),
    #[error(
        "this reporter has not agreed that {0} be shared; ask, and record the answer with `sotto-desk consent`"
    )]
    NoConsent(Part),
    #[error(
        "what a reporter told leaves the team only when a second handler agrees; run `sotto-desk propose narrative` first"
    )]
    NotAgreed,
    #[error("this is no age key: age1pq1… or age1…")]
    NoKey,
    #[error("{0}")]
    Seal(SealError),
    #[error("cannot read {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write {path}: {1}; nothing was handed over", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error(
        "this does not open with this desk's keys: it was sealed to others, or changed on its way"
    )]
    DoesNotOpen,
    #[error(
        "this opens, but it is no case that was handed over, or it is not whole; nothing was taken in"
    )]
    Malformed,
    #[error("this is no receipt for anything that this desk handed over")]
    NoReceipt,
    #[error("cannot write it as JSON: {0}")]
    Json(serde_json::Error),
    #[error("this desk belongs to no organisation yet; run `sotto-desk join` and `pull`")]
    NotJoined,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    name: String,
    #[serde(rename = "type")]
    media_type: String,
    size: u64,
    digest: Hex<32>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    labels: Vec<Label>,
    outcome: Option<Outcome>,
    code: Option<Code>,
}

/// Everything that is given but the files.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    organisation: String,
    handler: String,
    key: VerifyingKey,
    language: Option<String>,
    parts: Vec<Part>,
    indicators: Vec<(String, String)>,
    facts: Option<Facts>,
    narrative: Option<BTreeMap<String, Answer>>,
    files: Vec<Given>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedPackage {
    package: Package,
    signature: Signature,
}

/// That a package arrived.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    pub package: Hex<32>,
    organisation: String,
    handler: String,
    key: VerifyingKey,
}

/// A receipt and the signature over it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedReceipt {
    pub receipt: Receipt,
    signature: Signature,
}

impl Package {
    /// Chooses from a case what its reporter, and the team, allow to be given.
    fn choose(desk: &Desk, ticket: Ticket, parts: &[Part]) -> Result<Self, HandoverError> {
        let entry = desk.entry(ticket).map_err(HandoverError::Desk)?;
        for part in parts {
            if !is_allowed(&entry, *part) {
                return Err(HandoverError::NoConsent(*part));
            }
        }
        let agreed = || {
            desk.book
                .proposals
                .agreed(Act::Narrative)
                .any(|proposal| proposal.case == entry.head)
        };
        let alone = desk
            .roster()
            .is_some_and(|roster| roster.handlers.len() == 1);
        if parts.iter().any(|part| part.points()) && !alone && !agreed() {
            return Err(HandoverError::NotAgreed);
        }
        let has = |part: Part| parts.contains(&part);
        let indicators = entry
            .indicators()
            .into_iter()
            .filter(|indicator| indicator.kind != Kind::Email || has(Part::Narrative));
        let told = entry.records().next().map(|(_, record)| &record.told);
        let mut files = Vec::new();
        if has(Part::Files) {
            for (ticket, record) in entry.records() {
                for (number, file) in record.told.attachments().iter().enumerate() {
                    let mut digest = Hashed(Sha256::new());
                    desk.copy_attachment(ticket, number + 1, &mut digest)
                        .map_err(HandoverError::Desk)?;
                    files.push(Given {
                        name: file.name.clone(),
                        media_type: file.media_type.clone(),
                        size: file.size,
                        digest: Hex(digest.0.finalize().into()),
                    });
                }
            }
        }
        Ok(Self {
            organisation: desk
                .roster()
                .ok_or(HandoverError::NotJoined)?
                .organisation
                .clone(),
            handler: desk.store.keys().id.clone(),
            key: desk.store.keys().verifying_key(),
            language: entry
                .language()
                .filter(|_| has(Part::Narrative))
                .map(str::to_owned),
            parts: parts.to_vec(),
            indicators: if has(Part::Indicators) {
                indicators
                    .map(|indicator| (indicator.kind.word().to_owned(), indicator.value.clone()))
                    .collect()
            } else {
                Vec::new()
            },
            facts: has(Part::Facts).then(|| Facts {
                labels: entry.case.labels.iter().cloned().collect(),
                outcome: entry.case.outcome,
                code: entry.case.code,
            }),
            narrative: has(Part::Narrative)
                .then(|| told.map_or_else(BTreeMap::new, super::report::Told::narrative)),
            files,
        })
    }

    /// Exactly what leaves, for whoever sends it.
    fn in_words(&self) -> Result<String, HandoverError> {
        serde_json::to_string_pretty(self).map_err(HandoverError::Json)
    }

    /// Its name: SHA-256 of it as canonical JSON.
    fn digest(&self) -> Result<Hex<32>, HandoverError> {
        Ok(Hex(Sha256::digest(
            canonical(self).map_err(HandoverError::Json)?,
        )
        .into()))
    }
}

/// Exactly what would be given, and nothing else happens.
pub fn preview(desk: &Desk, ticket: Ticket, parts: &[Part]) -> Result<String, HandoverError> {
    let package = Package::choose(desk, ticket, parts)?;
    Ok(package.in_words()? + "\nThis, and nothing else, would be given.\n")
}

/// Seals parts of a case to another organisation's key in a new file, and notes that in the case. What is to be said aloud.
pub fn give(
    desk: &mut Desk,
    ticket: Ticket,
    to: &str,
    key: &str,
    parts: &[Part],
    out: &Path,
) -> Result<String, HandoverError> {
    let package = Package::choose(desk, ticket, parts)?;
    write(desk, ticket, &package, key, out)?;
    let words = super::keyring::fingerprint::fingerprint(key.as_bytes());
    let change = Change::HandedOver {
        to: to.to_owned(),
        key: words.clone(),
        parts: package.parts(),
        package: package.digest()?,
    };
    desk.change(&[ticket], &[change])
        .map_err(HandoverError::Desk)?;
    let warning = if is_hybrid(key) {
        ""
    } else {
        "Attention: this key is a classical one. Whoever records the file may open it one day, with a quantum computer; ask for a key that begins with age1pq1.\n"
    };
    Ok(format!(
        "{warning}{} is sealed to {to}. Compare aloud whose key it is: {words}\n",
        out.display()
    ))
}

/// What the reporter ticked decides; what they agreed to since adds to it.
fn is_allowed(entry: &Entry, part: Part) -> bool {
    let agreed = !entry.case.consents.is_empty();
    match (entry.answer("share"), part) {
        (Some("indicators"), Part::Indicators | Part::Facts) => true,
        _ => agreed,
    }
}

/// Seals a package and its files to `key` in a new file.
fn write(
    desk: &Desk,
    ticket: Ticket,
    package: &Package,
    key: &str,
    out: &Path,
) -> Result<(), HandoverError> {
    let recipient = AnyRecipient::parse(key).ok_or(HandoverError::NoKey)?;
    let message = canonical(package).map_err(HandoverError::Json)?;
    let signature = desk.store.keys().sign(Purpose::Handover, &message);
    let signed = canonical(&SignedPackage {
        package: package.clone(),
        signature,
    })
    .map_err(HandoverError::Json)?;
    let head = frame(HANDOVER, &[&signed]).map_err(|_| HandoverError::Malformed)?;
    let failed = |error| HandoverError::Write(out.to_owned(), error);
    let file = create_new(out).map_err(failed)?;
    let fill = || -> Result<(), HandoverError> {
        let mut sealing = sealing_to(&recipient, &file).map_err(HandoverError::Seal)?;
        sealing.write_all(&head).map_err(failed)?;
        if package.parts.contains(&Part::Files) {
            let entry = desk.entry(ticket).map_err(HandoverError::Desk)?;
            for (ticket, record) in entry.records() {
                for number in 1..=record.told.attachments().len() {
                    desk.copy_attachment(ticket, number, &mut sealing)
                        .map_err(HandoverError::Desk)?;
                }
            }
        }
        sealing
            .finish()
            .and_then(|_| file.sync_all())
            .map_err(failed)
    };
    fill().inspect_err(|_| {
        // A part of a package is of no use to anybody.
        let _ = std::fs::remove_file(out);
    })
}

/// Takes in what another organisation gave: a case, its files sealed anew, and the receipt for it.
pub fn take_in(
    desk: &mut Desk,
    path: &Path,
) -> Result<(Ticket, Package, SignedReceipt), HandoverError> {
    let file = File::open(path).map_err(|error| HandoverError::Read(path.to_owned(), error))?;
    let mut opened = reader(BufReader::new(file), &desk.store.keys().identity)
        .map_err(|_| HandoverError::DoesNotOpen)?;
    let signed = read_head(&mut opened)?;
    let package = signed.package;
    let message = canonical(&package).map_err(HandoverError::Json)?;
    package
        .key
        .verify(Purpose::Handover, &message, &signed.signature)
        .map_err(|_| HandoverError::Malformed)?;
    let random = |error| HandoverError::Desk(DeskError::Store(StoreError::Random(error)));
    let mut attachments = Vec::new();
    for given in &package.files {
        let mut digest = Sha256::new();
        let mut left = (&mut opened).take(given.size);
        let sealed = attachment::seal(
            &mut left,
            given.size,
            random32().map_err(random)?,
            |piece, bytes| {
                desk.store
                    .keep_piece(piece, bytes)
                    .map_err(io::Error::other)
            },
            &mut digest,
        );
        let (key, pieces, tags) = sealed.map_err(|_| HandoverError::Malformed)?;
        if <[u8; 32]>::from(digest.finalize()) != given.digest.0 {
            return Err(HandoverError::Malformed);
        }
        attachments.push(super::report::Attachment {
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
    let ticket = Ticket::from(super::keyring::random::<16>().map_err(random)?);
    let case: NewCase = desk.new_case(ticket, told, false);
    desk.take_in(&[case]).map_err(HandoverError::Desk)?;
    desk.mark_complete(ticket).map_err(HandoverError::Desk)?;
    let receipt = Receipt {
        package: package.digest()?,
        organisation: desk
            .roster()
            .map_or_else(String::new, |roster| roster.organisation.clone()),
        handler: desk.store.keys().id.clone(),
        key: desk.store.keys().verifying_key(),
    };
    let message = canonical(&receipt).map_err(HandoverError::Json)?;
    let signature = desk.store.keys().sign(Purpose::Receipt, &message);
    Ok((ticket, package, SignedReceipt { receipt, signature }))
}

fn random32() -> Result<[u8; 32], super::keyring::NoRandomness> {
    random()
}

fn read_head(opened: &mut impl Read) -> Result<SignedPackage, HandoverError> {
    let malformed = |_| HandoverError::Malformed;
    let mut header = [0; HANDOVER.len() + frame::LENGTH];
    opened.read_exact(&mut header).map_err(malformed)?;
    let length = frame::length(HANDOVER, &header).filter(|length| *length <= LONGEST_HEAD);
    let mut json = vec![0; length.ok_or(HandoverError::Malformed)?];
    opened.read_exact(&mut json).map_err(malformed)?;
    serde_json::from_slice(&json).map_err(|_| HandoverError::Malformed)
}

impl SignedReceipt {
    /// Reads a receipt that is signed by whom it names.
    pub fn read(bytes: &[u8]) -> Result<Self, HandoverError> {
        let signed: Self = serde_json::from_slice(bytes).map_err(|_| HandoverError::NoReceipt)?;
        let message = canonical(&signed.receipt).map_err(|_| HandoverError::NoReceipt)?;
        let key = signed.receipt.key;
        key.verify(Purpose::Receipt, &message, &signed.signature)
            .map_err(|_| HandoverError::NoReceipt)?;
        Ok(signed)
    }

    /// Who signed it, in words.
    pub fn by(&self) -> String {
        let Receipt {
            handler,
            organisation,
            ..
        } = &self.receipt;
        let words =
            super::keyring::fingerprint::fingerprint(self.receipt.key.to_string().as_bytes());
        format!("{handler} of {organisation} ({words})")
    }
}

impl Package {
    /// Who gave it, in words.
    pub fn by(&self) -> String {
        let words = super::keyring::fingerprint::fingerprint(self.key.to_string().as_bytes());
        format!("{} of {} ({words})", self.handler, self.organisation)
    }

    /// The parts, by their words.
    fn parts(&self) -> Vec<String> {
        self.parts.iter().map(ToString::to_string).collect()
    }
}

/// Whether a key is hybrid; a classical one opens to whoever keeps what they recorded until they have a quantum computer.
fn is_hybrid(key: &str) -> bool {
    HybridRecipient::parse(key).is_ok()
}

struct Hashed(Sha256);

impl Write for Hashed {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        self.0.update(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
