//! Keeps what says who handlers are: the roster, and their epoch cards.

use crate::size::Size;
use crate::storage::entry::Entry;
use crate::storage::kind::SlotKind;
use crate::storage::team::{HeldCard, Team};
use crate::storage::writer::batch::Batch;
use crate::storage::writer::error::WriterError;
use crate::storage::writer::job::{Kept, NewCard, NewRoster};
use crate::storage::writer::state::Writer;
use rand_chacha::rand_core::RngCore;
use sha2::{Digest, Sha256};
use sotto::ticket::Ticket;

impl Writer {
    /// Puts a new roster in the place of the old, and goes by it.
    pub(super) fn keep_roster(
        &mut self,
        roster: &NewRoster,
        batch: &mut Batch,
    ) -> Result<Kept, WriterError> {
        if roster.former != self.last_use.serial {
            return Ok(Kept::Full);
        }
        let mut ticket = [0; 16];
        self.random.fill_bytes(&mut ticket);
        let ticket = Ticket::from(ticket);
        let size = Size::exactly(roster.framed.len());
        let Some(slot) = size.and_then(|size| self.slot(SlotKind::Roster, size, None)) else {
            return Ok(Kept::Full);
        };
        self.index
            .slots
            .write(slot, &roster.framed)
            .map_err(WriterError::Slots)?;
        self.end_former_roster(&roster.places, batch);
        let entry = Entry {
            kind: SlotKind::Roster,
            ticket,
            day: self.last_use.day,
            digest: Sha256::digest(&roster.framed).into(),
            able: 0,
            confirmed: 0,
        };
        batch.changes.insert(slot, entry);
        batch.kept.insert((SlotKind::Roster, ticket), slot);
        (self.last_use.serial, self.last_use.roster) = (roster.serial, roster.digest);
        self.rules.team.keep_until = roster.keep_until;
        Ok(Kept::New)
    }

    /// Gives up the roster that is kept, and the cards of those who left. Clears all confirmations, since indexes in the roster
    /// may change hands; who can open what is carried over.
    fn end_former_roster(&mut self, places: &[Option<usize>], batch: &mut Batch) {
        let place = |handler: usize| places.get(handler).copied().flatten();
        let (stay, leave): (Vec<_>, Vec<_>) = std::mem::take(&mut self.rules.team.cards)
            .into_iter()
            .partition(|card| place(card.handler).is_some());
        let leave: Vec<_> = leave.iter().filter_map(|card| card.ticket).collect();
        let moved = |card: HeldCard| {
            Some(HeldCard {
                handler: place(card.handler)?,
                ..card
            })
        };
        self.rules.team.cards = stay.into_iter().filter_map(moved).collect();
        let resting: Vec<_> = self.index.read().entries().collect();
        for (slot, resting) in resting {
            let mut entry = batch.changes.get(&slot).copied().unwrap_or(resting);
            if entry.kind == SlotKind::Roster
                || entry.kind == SlotKind::Card && leave.contains(&entry.ticket)
            {
                batch.give_up(slot, entry, &mut self.random);
            } else if entry.able != 0 || entry.confirmed != 0 {
                entry.able = Team::moved(entry.able, places);
                entry.confirmed = 0;
                batch.changes.insert(slot, entry);
            }
        }
    }

    /// Keeps an epoch card, in the place of the handler's earlier one of that epoch.
    pub(super) fn keep_card(
        &mut self,
        card: &NewCard,
        batch: &mut Batch,
    ) -> Result<Kept, WriterError> {
        if card.serial != self.last_use.serial {
            return Ok(Kept::Full);
        }
        match self.find(SlotKind::Card, card.ticket, batch) {
            Some((_, entry)) if entry.kind == SlotKind::Card => return Ok(Kept::Same),
            _ => {}
        }
        let kept = self.write_slot(SlotKind::Card, card.ticket, &card.framed, None, batch)?;
        if kept != Kept::New {
            return Ok(kept);
        }
        if let Some(slot) = batch.kept.get(&(SlotKind::Card, card.ticket))
            && let Some(entry) = batch.changes.get_mut(slot)
        {
            (entry.day, entry.able) = (card.epoch.last(), 0);
        }
        self.replace_card(card, batch);
        Ok(kept)
    }

    fn replace_card(&mut self, card: &NewCard, batch: &mut Batch) {
        let is_former = |held: &HeldCard| (held.handler, held.epoch) == (card.handler, card.epoch);
        let cards = std::mem::take(&mut self.rules.team.cards);
        let (former, mut cards): (Vec<_>, Vec<_>) = cards.into_iter().partition(is_former);
        for ticket in former.iter().filter_map(|held| held.ticket) {
            if let Some((slot, entry)) = self.find(SlotKind::Card, ticket, batch) {
                batch.give_up(slot, entry, &mut self.random);
            }
        }
        cards.push(HeldCard {
            handler: card.handler,
            epoch: card.epoch,
            ticket: Some(card.ticket),
        });
        self.rules.team.cards = cards;
    }
}
