//! Who handlers are at the start: the roster and the epoch cards, from the operator's files and from slots.

use crate::api::roster_in_force::{VerifiedCard, VerifiedRoster};
use crate::api::site::{self, SiteError};
use crate::serve::args::Serve;
use crate::serve::exit_reason::ExitReason;
use crate::storage::entry::Entry;
use crate::storage::frame::unframe;
use crate::storage::kind::SlotKind;
use crate::storage::slots::{Slot, Slots};
use sotto::day::Day;
use sotto::roster::{CardError, Roster, RosterAndCards, RosterError};
use sotto::signed::VerifyingKey;
use sotto::ticket::Ticket;

/// Returns the newer of the operator's roster and the one that handlers put in place. One that is over is served, too: the page
/// says so, and the next one comes through this intake.
pub fn roster_to_serve(
    serve: &Serve,
    slots: &Slots,
    entries: &[(Slot, Entry)],
    root: &VerifyingKey,
    (today, seen): (Day, u64),
) -> Result<VerifiedRoster, ExitReason> {
    let signed = site::signed_roster(&serve.roster).map_err(ExitReason::Site)?;
    let roster = newest(&signed, resting_roster(slots, entries), root);
    let roster = roster.map_err(|error| ExitReason::Site(SiteError::Roster(error)))?;
    match roster.roster.holds_on(today, seen) {
        Ok(()) | Err(RosterError::Expired) => Ok(roster),
        Err(error) => Err(ExitReason::Site(SiteError::Roster(error))),
    }
}

/// A card, and the ticket of its slot if it has one.
pub type FoundCard = (Option<Ticket>, VerifiedCard);

/// Returns the cards in the operator's file, and then those in slots: of two for one epoch, the later stands. What is in a slot
/// and of nobody in the roster is left to its last day.
pub fn cards(
    serve: &Serve,
    slots: &Slots,
    entries: &[(Slot, Entry)],
    roster: &Roster,
    root: &VerifyingKey,
) -> Result<Vec<FoundCard>, ExitReason> {
    let no_card = |error| ExitReason::Site(SiteError::Card(error));
    let file = site::signed_cards(&serve.roster).map_err(ExitReason::Site)?;
    let mut cards: Vec<FoundCard> = Vec::new();
    for signed in RosterAndCards::split(&file).ok_or_else(|| no_card(CardError::Malformed))? {
        match VerifiedCard::read(&signed.to_bytes(), roster, root) {
            Ok(card) => cards.push((None, card)),
            // Whoever left a newer roster is left out.
            Err(CardError::NotNamed) => {}
            Err(error) => return Err(no_card(error)),
        }
    }
    let resting = entries
        .iter()
        .filter(|(_, entry)| entry.kind == SlotKind::Card);
    for (slot, entry) in resting {
        let signed = slots.read(*slot).ok().and_then(|bytes| unframe(&bytes));
        let card = signed.and_then(|signed| VerifiedCard::read(&signed, roster, root).ok());
        if let Some(card) = card {
            cards.retain(|(_, one)| one.held(None) != card.held(None));
            cards.push((Some(entry.ticket), card));
        }
    }
    Ok(cards)
}

/// Returns the roster that handlers put in place while the intake last ran, if any.
fn resting_roster(slots: &Slots, entries: &[(Slot, Entry)]) -> Option<Vec<u8>> {
    let (slot, _) = entries
        .iter()
        .find(|(_, entry)| entry.kind == SlotKind::Roster)?;
    unframe(&slots.read(*slot).ok()?)
}

/// Returns the newer of two rosters: the one in the operator's files, and the one that handlers put in place.
fn newest(
    files: &[u8],
    resting: Option<Vec<u8>>,
    root: &VerifyingKey,
) -> Result<VerifiedRoster, RosterError> {
    let files = VerifiedRoster::read(files, root)?;
    let resting = resting.and_then(|signed| VerifiedRoster::read(&signed, root).ok());
    Ok(match resting {
        Some(resting) if resting.roster.serial > files.roster.serial => resting,
        _ => files,
    })
}
