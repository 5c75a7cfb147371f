//! Reads key cards, and signs and reads rosters.

use crate::admin::error::OrganisationError;
use crate::admin::site::write;
use crate::keyring::hybrid::HybridRecipient;
use crate::keyring::keys::Keys;
use sotto::hex::Hex;
use sotto::roster::{Handler, Keyholder, Roster, RosterError};
use sotto::signed::{Purpose, canonical};
use std::fs;
use std::path::Path;

/// Reads a card.
///
/// # Errors
/// [`OrganisationError::NoCard`] if the file is not a card; [`OrganisationError::NoKey`] if its key cannot be sealed to.
pub fn card(path: &Path) -> Result<Keyholder, OrganisationError> {
    let bytes = fs::read(path).map_err(|error| OrganisationError::Read(path.to_owned(), error))?;
    let card: Keyholder =
        serde_json::from_slice(&bytes).map_err(|_| OrganisationError::NoCard(path.to_owned()))?;
    HybridRecipient::parse(card.recipient.as_str())
        .map_err(|_| OrganisationError::NoKey(path.to_owned()))?;
    Ok(card)
}

/// Returns what a roster says of the handler on a card: what is sealed to them is sealed to their epoch cards.
pub fn handler(card: Keyholder) -> Handler {
    Handler {
        id: card.id,
        verifying_key: card.verifying_key,
    }
}

/// Sets how many cards and how many confirmations a roster asks for: what was given, or else what it asks for already, as far as
/// it has handlers; at least two where it has two.
pub fn set_numbers(roster: &mut Roster, least: Option<usize>, keep_until: Option<usize>) {
    let most = roster.handlers.len().max(1);
    let two = most.min(2);
    roster.least = least.unwrap_or(roster.least.clamp(two, most));
    roster.keep_until = keep_until.unwrap_or(roster.keep_until.clamp(two, most));
}

/// Signs `roster` and writes it to `out` as roster.json and roster.sig.
///
/// # Errors
/// [`OrganisationError::Roster`] if the roster breaks a rule; then nothing is written.
pub fn sign_roster(root: &Keys, roster: &Roster, out: &Path) -> Result<(), OrganisationError> {
    let bytes = canonical(roster).map_err(OrganisationError::Json)?;
    let signature = root.sign(Purpose::Roster, &bytes);
    Roster::verify(&bytes, &signature, &root.verifying_key()).map_err(OrganisationError::Roster)?;
    write(&out.join("roster.json"), &bytes)?;
    write(&out.join("roster.sig"), format!("{signature}\n").as_bytes())
}

/// Reads roster.json and roster.sig from `folder`.
///
/// # Errors
/// [`OrganisationError::Roster`] if this root key did not sign it.
pub fn read_roster(root: &Keys, folder: &Path) -> Result<Roster, OrganisationError> {
    let json = folder.join("roster.json");
    let bytes = fs::read(&json).map_err(|error| OrganisationError::Read(json, error))?;
    let sig = folder.join("roster.sig");
    let signature =
        fs::read_to_string(&sig).map_err(|error| OrganisationError::Read(sig, error))?;
    let signature = Hex::parse(signature.trim_end())
        .ok_or(OrganisationError::Roster(RosterError::Signature))?;
    Roster::verify(&bytes, &signature, &root.verifying_key()).map_err(OrganisationError::Roster)
}
