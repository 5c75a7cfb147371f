//! Everything that this desk has, opened, in memory: what was told, and the cases that came of it.
//!
//! Made anew whenever the desk is unlocked, with all processors; gone when it is locked.

use super::case::Case;
use super::change::Priority;
use super::event::Known;
use super::feed::{Feeds, Hit, Tier};
use super::indicator::{Indicator, extract};
use super::keyring::keys::Keys;
use super::label::Label;
use super::priority::{Clock, Reason, Signs, clock, suggest};
use super::proposal::Proposals;
use super::report::{Format, Told};
use super::search::Haystack;
use super::store::{About, CaseRow, EventRow, Store, StoreError};
use sotto::hex::Hex;
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What came under one ticket.
pub struct Record {
    pub told: Told,
    pub about: About,
    pub complete: bool,
    pub events: Vec<Known>,
    pub indicators: BTreeSet<Indicator>,
    hay: Haystack,
}

/// A case: the report that began it, and what its reporter told later.
pub struct Whole {
    /// The first is the head, whose ticket names the case.
    pub tickets: Vec<Ticket>,
    pub case: Case,
    /// Notes and replies, to be searched.
    hay: Haystack,
    hits: Vec<Hit>,
}

/// Everything of this desk.
#[derive(Default)]
pub struct Book {
    records: BTreeMap<Ticket, Record>,
    wholes: BTreeMap<Ticket, Whole>,
    /// The head of the case that a ticket belongs to.
    heads: HashMap<Ticket, Ticket>,
    /// Which tickets carry the same key for naming replies: one reporter's.
    reporters: HashMap<Hex<32>, Vec<(Format, Ticket)>>,
    /// In which cases a trace stands, and in which a domain above it.
    traces: HashMap<String, BTreeSet<Ticket>>,
    /// The cases of a campaign that are not done yet.
    active: HashMap<Label, BTreeSet<Ticket>>,
    /// Events of no case, and what handlers proposed in them.
    pub team: Vec<Known>,
    pub proposals: Proposals,
    /// Events of this handler that no intake has yet.
    pub unsent: BTreeSet<Hex<32>>,
    /// Under which name an event lies at the intake.
    pub wires: HashMap<Hex<32>, Ticket>,
    /// The tickets of what did not open, and of what was forgotten.
    pub unopened: BTreeSet<Ticket>,
    pub gone: BTreeSet<Ticket>,
    pub feeds: Feeds,
    /// When things came, in seconds since the epoch, as far as this process saw. Never written down.
    arrivals: HashMap<Ticket, u64>,
}

/// A case, to be looked at.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub head: Ticket,
    pub tickets: &'a [Ticket],
    pub case: &'a Case,
    pub hits: &'a [Hit],
    whole: &'a Whole,
    book: &'a Book,
}

impl Book {
    /// Opens all that rests, with all processors.
    pub fn read(store: &Store) -> Result<Self, StoreError> {
        let rows = store.case_rows(None)?;
        let mut events: HashMap<Option<Ticket>, Vec<EventRow>> = HashMap::new();
        for row in store.event_rows(None)? {
            events.entry(row.ticket).or_default().push(row);
        }
        let mut book = Self {
            unopened: store.unopened()?.into_iter().collect(),
            gone: store.gone()?.into_iter().collect(),
            feeds: Feeds::new(store.recall("feeds")?.unwrap_or_default()),
            ..Self::default()
        };
        let own = store.keys();
        for row in events.remove(&None).unwrap_or_default() {
            let known = row.open(&own.storage)?;
            book.take_note(&known, row.wire, &own.id);
            book.team.push(known);
        }
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let share = rows.len().div_ceil(processors).max(1);
        let opened = std::thread::scope(|scope| {
            let events = &events;
            let shares: Vec<_> = rows
                .chunks(share)
                .map(|rows| scope.spawn(move || open_rows(own, rows, events)))
                .collect();
            shares
                .into_iter()
                .flat_map(|share| {
                    share.join().unwrap_or_else(|_| {
                        vec![Err(StoreError::Shut(
                            super::keyring::storage_key::CannotDecrypt,
                        ))]
                    })
                })
                .collect::<Vec<_>>()
        });
        for opened in opened {
            let (ticket, record, wires) = opened?;
            for (known, wire) in record.events.iter().zip(wires) {
                book.take_note(known, wire, &own.id);
            }
            book.put(ticket, record);
        }
        let heads: BTreeSet<_> = book.heads.values().copied().collect();
        heads.into_iter().for_each(|head| book.refold(head));
        book.refold_team();
        Ok(book)
    }

    /// Reads one ticket's record anew from the store.
    pub fn reread(&mut self, store: &Store, ticket: Ticket) -> Result<(), StoreError> {
        let rows = store.case_rows(Some(&[ticket]))?;
        let events = [(Some(ticket), store.event_rows(Some(ticket))?)].into();
        for opened in open_rows(store.keys(), &rows, &events) {
            let (ticket, record, wires) = opened?;
            for (known, wire) in record.events.iter().zip(wires) {
                self.take_note(known, wire, &store.keys().id);
            }
            self.put(ticket, record);
            self.unopened.remove(&ticket);
            self.refold(self.head(ticket));
        }
        Ok(())
    }

    fn take_note(&mut self, known: &Known, wire: Option<Ticket>, own: &str) {
        match wire {
            Some(wire) => drop(self.wires.insert(known.digest, wire)),
            None if known.event().handler == own => drop(self.unsent.insert(known.digest)),
            None => {}
        }
    }

    /// Notes under which name an event lies at the intake.
    pub fn sent(&mut self, digest: Hex<32>, wire: Ticket) {
        self.unsent.remove(&digest);
        self.wires.insert(digest, wire);
    }

    fn put(&mut self, ticket: Ticket, record: Record) {
        if let Told::Report(report) = &record.told {
            let told = self.reporters.entry(report.tag_key).or_default();
            if !told.contains(&(report.format, ticket)) {
                told.push((report.format, ticket));
                told.sort_unstable();
            }
            let head = told.first().map_or(ticket, |(_, head)| *head);
            for (_, ticket) in told.iter() {
                if let Some(before) = self
                    .heads
                    .insert(*ticket, head)
                    .filter(|before| *before != head)
                {
                    self.wholes.remove(&before);
                }
            }
        } else {
            self.heads.insert(ticket, ticket);
        }
        self.records.insert(ticket, record);
    }

    /// Folds a case anew.
    pub fn refold(&mut self, head: Ticket) {
        let tickets = self.whole_of(head);
        let events = tickets
            .iter()
            .filter_map(|ticket| self.records.get(ticket))
            .flat_map(|record| &record.events);
        let case = Case::fold(events);
        let notes = case
            .notes
            .iter()
            .chain(&case.consents)
            .map(|note| note.text.as_str());
        let texts: Vec<_> = notes
            .chain(case.replies.values().map(|reply| reply.text.as_str()))
            .collect();
        let hay = Haystack::of(&texts.join("\n"));
        let mut indicators = BTreeSet::new();
        for record in tickets.iter().filter_map(|ticket| self.records.get(ticket)) {
            indicators.extend(record.indicators.iter().cloned());
        }
        for indicator in indicators.iter().filter(|indicator| indicator.tells()) {
            self.traces
                .entry(indicator.value.clone())
                .or_default()
                .insert(head);
        }
        self.active.values_mut().for_each(|heads| {
            heads.remove(&head);
        });
        if !case.state.is_done() {
            for label in case
                .labels
                .iter()
                .filter(|label| label.of("campaign").is_some())
            {
                self.active.entry(label.clone()).or_default().insert(head);
            }
        }
        let hits = self.feeds.hits(&indicators);
        self.wholes.insert(
            head,
            Whole {
                tickets,
                case,
                hay,
                hits,
            },
        );
    }

    /// Looks everything up in other lists.
    pub fn take_feeds(&mut self, feeds: Feeds) {
        self.feeds = feeds;
        let heads: Vec<_> = self.wholes.keys().copied().collect();
        heads.into_iter().for_each(|head| self.refold(head));
    }

    /// Folds what is of no case anew.
    pub fn refold_team(&mut self) {
        self.proposals = Proposals::fold(&self.team);
    }

    fn whole_of(&self, head: Ticket) -> Vec<Ticket> {
        let Some(Told::Report(report)) = self.records.get(&head).map(|record| &record.told) else {
            return vec![head];
        };
        let told = self.reporters.get(&report.tag_key);
        told.map_or_else(
            || vec![head],
            |told| told.iter().map(|(_, ticket)| *ticket).collect(),
        )
    }

    /// Adds an event that rests here by now.
    pub fn add(&mut self, known: Known, wire: Option<Ticket>, own: &str) {
        self.take_note(&known, wire, own);
        match known.event().case {
            None if self.team.iter().any(|had| had.digest == known.digest) => {}
            None => self.team.push(known),
            Some(ticket) => {
                if let Some(record) = self.records.get_mut(&ticket)
                    && !record.events.iter().any(|had| had.digest == known.digest)
                {
                    record.events.push(known);
                }
            }
        }
    }

    /// Lets go of a case that was forgotten.
    pub fn forget(&mut self, tickets: &[Ticket]) {
        for ticket in tickets {
            self.records.remove(ticket);
            self.wholes.remove(ticket);
            self.heads.remove(ticket);
            self.arrivals.remove(ticket);
            self.gone.insert(*ticket);
        }
        self.reporters
            .retain(|_, told| !told.iter().any(|(_, ticket)| tickets.contains(ticket)));
        for heads in self.traces.values_mut().chain(self.active.values_mut()) {
            heads.retain(|head| !tickets.contains(head));
        }
    }

    /// Notes when something came.
    pub fn arrived(&mut self, ticket: Ticket, now: u64) {
        self.arrivals.insert(ticket, now);
    }

    /// When things came, for the next book.
    pub fn arrivals_of(&mut self, before: &mut Self) {
        self.arrivals = std::mem::take(&mut before.arrivals);
    }

    /// Notes what this desk alone knows of a record.
    pub fn set_about(&mut self, ticket: Ticket, about: About, complete: bool) {
        if let Some(record) = self.records.get_mut(&ticket) {
            (record.about, record.complete) = (about, complete);
        }
    }

    /// Whether a first report with this key is here.
    pub fn has_report_of(&self, tag_key: &Hex<32>) -> bool {
        let told = self.reporters.get(tag_key);
        told.is_some_and(|told| told.iter().any(|(format, _)| *format == Format::Report))
    }

    /// The head of the case that this ticket belongs to; itself, if none.
    pub fn head(&self, ticket: Ticket) -> Ticket {
        self.heads.get(&ticket).copied().unwrap_or(ticket)
    }

    pub fn record(&self, ticket: Ticket) -> Option<&Record> {
        self.records.get(&ticket)
    }

    pub fn records(&self) -> impl Iterator<Item = (&Ticket, &Record)> {
        self.records.iter()
    }

    /// Every event here, of cases and of the team.
    pub fn events(&self) -> impl Iterator<Item = &Known> {
        let of_cases = self.records.values().flat_map(|record| &record.events);
        of_cases.chain(&self.team)
    }

    /// The case that this ticket belongs to.
    pub fn entry(&self, ticket: Ticket) -> Option<Entry<'_>> {
        let head = self.head(ticket);
        self.wholes
            .get(&head)
            .map(|whole| self.entry_of(head, whole))
    }

    /// Every case.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.wholes
            .iter()
            .map(|(head, whole)| self.entry_of(*head, whole))
    }

    fn entry_of<'a>(&'a self, head: Ticket, whole: &'a Whole) -> Entry<'a> {
        Entry {
            head,
            tickets: &whole.tickets,
            case: &whole.case,
            hits: &whole.hits,
            whole,
            book: self,
        }
    }

    /// How many cases there are.
    pub fn len(&self) -> usize {
        self.wholes.len()
    }
}

type Opened = Result<(Ticket, Record, Vec<Option<Ticket>>), StoreError>;

fn open_rows(
    own: &Keys,
    rows: &[CaseRow],
    events: &HashMap<Option<Ticket>, Vec<EventRow>>,
) -> Vec<Opened> {
    let open = |row: &CaseRow| -> Opened {
        let key = row.key(&own.storage)?;
        let (plaintext, about) = row.open(&key)?;
        let none = Vec::new();
        let of_case = events.get(&Some(row.ticket)).unwrap_or(&none);
        let wires = of_case.iter().map(|event| event.wire).collect();
        let events = of_case
            .iter()
            .map(|event| event.open(&key))
            .collect::<Result<_, _>>()?;
        // What was kept could be read. A later version's report is shown as what it is not: text.
        let told =
            Told::read(plaintext.expose()).unwrap_or_else(|error| Told::Letter(error.to_string()));
        Ok((
            row.ticket,
            Record::new(told, about, row.complete, events),
            wires,
        ))
    };
    rows.iter().map(open).collect()
}

impl Record {
    pub fn new(told: Told, about: About, complete: bool, events: Vec<Known>) -> Self {
        Self {
            hay: Haystack::of(&told.text()),
            indicators: extract(&told.written()),
            told,
            about,
            complete,
            events,
        }
    }
}

impl<'a> Entry<'a> {
    /// What was told, the report first.
    pub fn records(&self) -> impl Iterator<Item = (Ticket, &'a Record)> {
        let book = self.book;
        let tickets = self.tickets.iter();
        tickets.filter_map(|ticket| Some((*ticket, book.records.get(ticket)?)))
    }

    fn head_record(&self) -> Option<&'a Record> {
        self.book.records.get(&self.head)
    }

    /// The single answer of the report to this question.
    pub fn answer(&self, question: &str) -> Option<&'a str> {
        self.head_record()?.told.answer(question)
    }

    /// The language of the reporter.
    pub fn language(&self) -> Option<&'a str> {
        self.head_record()?.told.language()
    }

    /// Whether a haystack of this case is such.
    pub fn any(&self, is: impl Fn(&Haystack) -> bool) -> bool {
        self.records().any(|(_, record)| is(&record.hay)) || is(&self.whole.hay)
    }

    /// Whether something came that nobody at this desk has looked at.
    pub fn is_unread(&self) -> bool {
        self.records().any(|(_, record)| !record.about.read)
    }

    /// Whether something came after somebody had looked.
    pub fn is_news(&self) -> bool {
        self.records().skip(1).any(|(_, record)| !record.about.read)
    }

    pub fn files(&self) -> usize {
        self.records()
            .map(|(_, record)| record.told.attachments().len())
            .sum()
    }

    /// Whether the reporter has asked that all of it be forgotten.
    pub fn is_withdrawn(&self) -> bool {
        self.records().any(|(_, record)| matches!(&record.told, Told::Report(report) if report.format == Format::Withdrawal))
    }

    /// Came as one of many, and nobody has done anything with it.
    pub fn is_burst(&self) -> bool {
        self.head_record().is_some_and(|record| record.about.burst) && self.case.timeline.is_empty()
    }

    /// What the suggestion rests on.
    pub fn signs(&self) -> Signs {
        let Some(record) = self.head_record() else {
            return Signs::default();
        };
        let told = &record.told;
        let need = told.answers("need");
        let did = told.answers("interaction");
        let others = |label| {
            self.book
                .active
                .get(label)
                .is_some_and(|heads| heads.iter().any(|head| *head != self.head))
        };
        Signs {
            danger: told.answer("danger") == Some("yes"),
            maybe_danger: told.answer("danger") == Some("maybe"),
            notification: need.contains(&"notification") || told.answer("notice").is_some(),
            indicator: self.hits.iter().any(|hit| hit.tier == Tier::Strong),
            interaction: did
                .iter()
                .any(|did| ["clicked", "opened", "entered", "installed"].contains(did)),
            seizure: need.contains(&"seizure"),
            campaign: self.case.labels.iter().any(others),
            only_advice: need == ["advice"],
        }
    }

    /// How soon: as a handler decided, or as suggested, with the reasons.
    pub fn priority(&self) -> (Priority, Vec<Reason>) {
        let (suggested, reasons) = suggest(&self.signs());
        (self.case.priority.unwrap_or(suggested), reasons)
    }

    /// How its clock stands, while nobody has taken it up; and for how many minutes it has run, if this desk knows.
    pub fn clock(&self, priority: Priority, now: u64) -> Option<(Clock, Option<u64>)> {
        let record = self.head_record()?;
        let arrival = self.book.arrivals.get(&self.head);
        let minutes = arrival.map(|arrival| now.saturating_sub(*arrival) / 60);
        let is_new = self.case.state == super::change::State::New;
        is_new.then(|| (clock(priority, record.about.arrived, now, minutes), minutes))
    }

    /// Every trace in it.
    pub fn indicators(&self) -> BTreeSet<&'a Indicator> {
        self.records()
            .flat_map(|(_, record)| &record.indicators)
            .collect()
    }

    /// In which other cases this trace stands.
    pub fn also_in(&self, indicator: &Indicator) -> Vec<Ticket> {
        let heads = self.book.traces.get(&indicator.value).into_iter().flatten();
        heads.filter(|head| **head != self.head).copied().collect()
    }

    /// The cases it is linked with, from either side.
    pub fn links(&self) -> BTreeSet<Ticket> {
        let own = self.case.links.iter().map(|other| self.book.head(*other));
        let back = self.book.wholes.iter().filter(|(_, other)| {
            other
                .case
                .links
                .iter()
                .any(|link| self.tickets.contains(link))
        });
        own.chain(back.map(|(head, _)| *head))
            .filter(|other| *other != self.head && self.book.wholes.contains_key(other))
            .collect()
    }
}
