//! Which submissions are one case, whatever else comes, and in whatever order.

use crate::cases::entry::CaseView;
use crate::cases::index::CaseIndex;
use crate::cases::record::Submission;
use crate::report::content::{Content, MAGIC};
use crate::report::fixture::Reporter;
use crate::store::About;
use proptest::prelude::*;
use serde_json::{Value, json};
use sotto::day::Day;
use sotto::frame::frame;
use sotto::ticket::Ticket;

const FORMATS: [&str; 3] = ["report", "follow-up", "withdrawal"];

/// Submissions as they come, each under its ticket.
type Arrivals = Vec<(Ticket, Vec<u8>)>;

fn index_of(arrivals: &Arrivals) -> CaseIndex {
    let mut index = CaseIndex::default();
    for (ticket, plaintext) in arrivals {
        let about = About {
            arrived: Day::FIRST,
            burst: false,
            read: true,
        };
        let content = Content::read(*ticket, plaintext).unwrap();
        index.put(*ticket, Submission::new(content, about, true, vec![]));
        index.refold(index.head(*ticket));
    }
    index
}

/// Returns what a handler goes by in a case: its head, its submissions, its priority, the address for replies, its language, and
/// whether it is withdrawn.
fn looks(entry: &CaseView) -> String {
    let head = entry.records().next().map(|(_, record)| &record.content);
    let Some(Content::Report(report)) = head else {
        panic!("no report");
    };
    let address = (report.reply_to.as_ref(), report.tag_key, report.reporter);
    let withdrawn = entry.is_withdrawn();
    let (tickets, language) = (entry.tickets, entry.language());
    format!(
        "{} {tickets:?} {:?} {address:?} {language:?} {withdrawn}",
        entry.head,
        entry.priority()
    )
}

/// Returns a report in danger, and a follow-up, signed by their reporter.
fn honest(tickets: &[Ticket]) -> Arrivals {
    let reporter = Reporter::new(1);
    let answers = json!({"story": "The police took my telephone.", "danger": "yes", "lang": "ar"});
    let sign = |(ticket, format): (&Ticket, &&str)| {
        let told = reporter.told(format, &answers);
        (*ticket, reporter.sign(*ticket, &told))
    };
    tickets.iter().zip(&FORMATS).map(sign).collect()
}

/// Returns what somebody writes who has read the report and has not the codename: in one of these ways, and of this kind.
fn hostile(ticket: Ticket, way: u8, format: &str) -> (Ticket, Vec<u8>) {
    let (victim, own) = (Reporter::new(1), Reporter::new(2));
    let answers = json!({"story": "just a test", "danger": "no", "need": ["advice"], "lang": "en"});
    let mut told = victim.told(format, &answers);
    told["reply_to"] = json!(format!("age1pq1{}", "p".repeat(1952)));
    let plaintext = match way {
        // As in protocol 1: the tag key alone.
        0 => {
            told.as_object_mut().unwrap().remove("reporter");
            unsigned(&told)
        }
        1 => unsigned(&told),
        // Signed, with a key of their own; which they may also name.
        2 => own.sign(ticket, &told),
        3 => {
            told["reporter"] = json!(own.key());
            own.sign(ticket, &told)
        }
        // The reporter's own words, under another ticket.
        _ => victim.sign([77; 16].into(), &victim.told(format, &answers)),
    };
    (ticket, plaintext)
}

fn unsigned(told: &Value) -> Vec<u8> {
    frame(MAGIC, &[told.to_string().as_bytes()]).unwrap()
}

#[test]
fn a_second_report_with_a_known_tag_key_takes_no_case_over() {
    let alone = honest(&[[9; 16].into(), [8; 16].into()]);
    let before = index_of(&alone);
    let before = looks(&before.entry([9; 16].into()).unwrap());
    let mut all = alone;
    all.push(hostile([0; 16].into(), 0, "report"));
    let after = index_of(&all);
    assert_eq!(looks(&after.entry([9; 16].into()).unwrap()), before);
    assert!(after.entry([0; 16].into()).unwrap().is_unsigned());
}

proptest! {
    #[test]
    fn what_a_reporter_signed_is_one_case_and_nothing_else_changes_it(
        tickets in prop::collection::hash_set(any::<[u8; 16]>(), 3..12),
        own in 1usize..=3,
        hostile_kinds in prop::collection::vec((0u8..5, 0usize..3), 12),
        order: u64,
    ) {
        let tickets: Vec<Ticket> = tickets.into_iter().map(Ticket::from).collect();
        let (own, others) = tickets.split_at(own);
        let alone = honest(own);
        let index = index_of(&alone);
        prop_assert_eq!(index.len(), 1);
        let before = looks(&index.entry(own[0]).unwrap());
        let kinds = others.iter().zip(&hostile_kinds);
        let hostile = kinds.map(|(ticket, (way, format))| hostile(*ticket, *way, FORMATS[*format]));
        let mut all: Arrivals = alone.into_iter().chain(hostile).collect();
        // Any order, by the bits of a number.
        all.sort_by_key(|(ticket, _)| {
            let bits = ticket.bytes().iter().fold(order, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
            bits.rotate_left(17)
        });
        let index = index_of(&all);
        for ticket in own {
            prop_assert_eq!(looks(&index.entry(*ticket).unwrap()), before.clone());
        }
        prop_assert!(!index.entry(own[0]).unwrap().is_unsigned());
        for ticket in others {
            let entry = index.entry(*ticket).unwrap();
            prop_assert!(entry.head == *ticket && entry.is_unsigned() && !entry.is_withdrawn());
            prop_assert_eq!(entry.tickets.len(), 1);
        }
        prop_assert_eq!(index.len(), 1 + others.len());
    }
}
