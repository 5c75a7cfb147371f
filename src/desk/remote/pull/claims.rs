//! Compares what came with the reporters whose it claims to be, and with what is here.

use crate::cases::index::CaseIndex;
use crate::report::content::{Content, Format};
use crate::session::alert::Alert;
use sotto::hex::Hex;
use sotto::ticket::Ticket;
use std::collections::{HashMap, HashSet};

/// Returns an alert for each new submission that claims to come from a reporter whose signed work is here or comes with it, and is
/// not signed by them, whichever of the two comes first; and for each second first report from one codename.
///
/// A claim to come from a reporter whom this desk does not know raises none: anybody can send any number of those.
pub fn alerts(index: &CaseIndex, new: &[(Ticket, &Content)]) -> Vec<Alert> {
    let signed_new = new
        .iter()
        .filter_map(|(ticket, content)| Some((content.reporter()?, *ticket)));
    let signed_new: HashMap<_, _> = signed_new.collect();
    let signed_here = |key: Hex<32>| Some(index.reporters.get(&key)?.first()?.1);
    let claimed_new = new
        .iter()
        .filter_map(|(ticket, content)| Some((content.claims()?, *ticket)));
    let of_new = claimed_new.filter_map(|(key, ticket)| {
        let case = signed_here(key).or_else(|| signed_new.get(&key).copied())?;
        Some(Alert::Unsigned { ticket, case })
    });
    let of_here = index.claims().filter_map(|(key, ticket)| {
        let is_known = index.reporters.contains_key(&key);
        let case = signed_new.get(&key).filter(|_| !is_known).copied()?;
        Some(Alert::Unsigned { ticket, case })
    });
    of_new.chain(of_here).chain(twice(index, new)).collect()
}

/// Returns an alert for each first report from a codename that has one already: the page draws a new codename for each.
fn twice(index: &CaseIndex, new: &[(Ticket, &Content)]) -> Vec<Alert> {
    let mut begun = HashSet::new();
    let mut is_second = |key: Hex<32>| {
        let here = index.reporters.get(&key).into_iter().flatten();
        let is_here = here
            .into_iter()
            .any(|(format, _)| *format == Format::Report);
        !begun.insert(key) || is_here
    };
    new.iter()
        .filter(|(_, content)| matches!(content, Content::Report(report) if report.format == Format::Report))
        .filter(|(_, content)| content.reporter().is_some_and(&mut is_second))
        .map(|(ticket, _)| Alert::Twice { ticket: *ticket })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::record::Submission;
    use crate::report::fixture::Reporter;
    use crate::store::About;
    use serde_json::json;
    use sotto::day::Day;

    fn signed(ticket: u8) -> (Ticket, Content) {
        let (ticket, reporter) = ([ticket; 16].into(), Reporter::new(1));
        let told = reporter.told("report", &json!({}));
        let content = Content::read(ticket, &reporter.sign(ticket, &told));
        (ticket, content.unwrap())
    }

    /// Returns a report that claims to come from that reporter, or from one whom nobody knows.
    fn claim(ticket: u8, reporter: u8) -> (Ticket, Content) {
        let ticket = [ticket; 16].into();
        let told = Reporter::new(reporter).told("report", &json!({}));
        let plaintext = Reporter::new(99).sign(ticket, &told);
        (ticket, Content::read(ticket, &plaintext).unwrap())
    }

    /// Returns the alerts of batches that come one after the other.
    fn raised<const N: usize>(batches: [Vec<(Ticket, Content)>; N]) -> Vec<Alert> {
        let mut index = CaseIndex::default();
        let mut raised = Vec::new();
        for batch in batches {
            let new = batch.iter().map(|(ticket, content)| (*ticket, content));
            raised.extend(alerts(&index, &new.collect::<Vec<_>>()));
            for (ticket, content) in batch {
                let about = About {
                    arrived: Day::FIRST,
                    burst: false,
                    read: false,
                };
                index.put(ticket, Submission::new(content, about, true, vec![]));
            }
        }
        raised
    }

    #[test]
    fn a_false_claim_is_noticed_once_whichever_of_the_two_comes_first() {
        let expected = [Alert::Unsigned {
            ticket: [1; 16].into(),
            case: [5; 16].into(),
        }];
        assert_eq!(raised([vec![signed(5)], vec![claim(1, 1)]]), expected);
        assert_eq!(
            raised([vec![claim(1, 1)], vec![signed(5)], vec![]]),
            expected
        );
        assert_eq!(raised([vec![claim(1, 1), signed(5)]]), expected);
    }

    #[test]
    fn claims_about_reporters_whom_nobody_knows_raise_no_alert() {
        let many = (10..40).map(|n| claim(n, n)).collect();
        assert_eq!(raised([vec![signed(5)], many]), []);
    }

    #[test]
    fn a_second_first_report_of_one_codename_is_noticed() {
        let expected = [Alert::Twice {
            ticket: [6; 16].into(),
        }];
        assert_eq!(raised([vec![signed(5)], vec![signed(6)]]), expected);
        assert_eq!(raised([vec![signed(5), signed(6)]]), expected);
    }
}
