//! What the root key signs: the roster and the site; and the keys of a small organisation, each of a seed.

use super::http::CSP;
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::epoch::Epoch;
use sotto::hex::Hex;
use sotto::roster::{CARD_FORMAT, Card, FORMAT, Handler, HybridRecipient, Keyholder, Roster};
use sotto::signed::{Purpose, SignedText, VerifyingKey, canonical};
use sotto::wire::{Manifest, SITE_FORMAT};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

pub fn signing_key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

pub fn verifying_key(seed: u8) -> VerifyingKey {
    VerifyingKey::from_signing(&signing_key(seed))
}

/// The root key is that of seed 1; handlers `ana` and `bo` those of 2 and 3.
pub const ROOT: u8 = 1;
pub const ANA: u8 = 2;
pub const BO: u8 = 3;
pub const CY: u8 = 4;

pub fn sign(seed: u8, purpose: Purpose, body: &[u8]) -> Hex<64> {
    Hex(signing_key(seed).sign(&purpose.message(body)).to_bytes())
}

pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

pub fn roster() -> Roster {
    let handler = |id: &str, seed: u8| Handler {
        id: id.into(),
        verifying_key: verifying_key(seed),
    };
    let coordinator = Keyholder {
        id: "cy".into(),
        recipient: recipient("z"),
        verifying_key: verifying_key(CY),
    };
    let today = Day::of_unix(now()).unwrap();
    Roster {
        format: FORMAT.into(),
        demo: false,
        organisation: "Test".into(),
        serial: 7,
        not_before: today,
        not_after: today.plus(30),
        handlers: vec![handler("ana", ANA), handler("bo", BO)],
        least: 2,
        keep_until: 2,
        coordinators: vec![coordinator],
    }
}

/// A recipient that is one in form.
fn recipient(letter: &str) -> HybridRecipient {
    format!("age1pq1{}", letter.repeat(1952)).parse().unwrap()
}

/// A handler's epoch card: a signature, a line feed, the card. `letter` makes its recipient.
pub fn card(id: &str, seed: u8, epoch: Epoch, letter: &str) -> Vec<u8> {
    let card = Card {
        format: CARD_FORMAT.into(),
        root: verifying_key(ROOT),
        handler: id.into(),
        epoch,
        recipient: recipient(letter),
    };
    let text = canonical(&card).unwrap();
    let signature = sign(seed, Purpose::Card, &text);
    SignedText {
        signature,
        text: &text,
    }
    .to_bytes()
}

/// The epoch of today.
pub fn epoch() -> Epoch {
    Epoch::of(Day::of_unix(now()).unwrap())
}

/// Writes the epoch cards of both handlers beside the roster, where an operator may put them.
pub fn write_cards(folder: &Path) {
    let cards = [card("ana", ANA, epoch(), "q"), card("bo", BO, epoch(), "p")];
    fs::write(folder.join("cards.signed"), cards.join(&b'\n')).unwrap();
}

pub fn write_roster(folder: &Path, roster: &Roster, signer: u8) {
    let bytes = canonical(roster).unwrap();
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("roster.json"), &bytes).unwrap();
    fs::write(
        folder.join("roster.sig"),
        sign(signer, Purpose::Roster, &bytes).to_string(),
    )
    .unwrap();
}

pub fn write_site(folder: &Path, signer: u8) {
    let files: [(&str, &[u8]); 8] = [
        ("en/index.html", b"<p>page"),
        ("en/letter/sent/index.html", b"<p>letter sent"),
        ("en/letter/refused/index.html", b"<p>letter refused"),
        ("en/letter/too-long/index.html", b"<p>letter too long"),
        ("en/letter/full/index.html", b"<p>no room"),
        ("en/letter/replies/index.html", b"<p><!--replies--></p>"),
        ("form.js", b"script"),
        ("form.js.gz", b"packed"),
    ];
    let digests = files.map(|(name, bytes)| (name.to_owned(), Hex(Sha256::digest(bytes).into())));
    let manifest = Manifest {
        format: SITE_FORMAT.into(),
        organisation: "Test".into(),
        demo: false,
        root: verifying_key(ROOT),
        csp: CSP.into(),
        files: BTreeMap::from(digests),
    };
    let bytes = canonical(&manifest).unwrap();
    for (name, content) in files {
        fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        fs::write(folder.join(name), content).unwrap();
    }
    fs::write(folder.join("manifest.json"), &bytes).unwrap();
    fs::write(
        folder.join("manifest.sig"),
        sign(signer, Purpose::Site, &bytes).to_string(),
    )
    .unwrap();
}
