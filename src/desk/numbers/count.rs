//! Counts the closed cases of a plan on its grid. Counts stay within the team until they are split into shares.

use crate::cases::entry::CaseView;
use crate::cases::index::CaseIndex;
use crate::model::case::{Case, Line};
use crate::model::change::{Change, CountedIn};
use crate::numbers::error::ContributeError;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use sotto::code::Code;
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::plan::{LIFETIME_RHO, Plan, TrueCounts};
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The counts that are to be split into shares, and the cases that they are of.
pub struct Counted {
    pub counts: TrueCounts,
    pub cases: Vec<Ticket>,
    /// How many incidents these cases are: linked cases of one campaign are one incident.
    pub incidents: usize,
    /// How many of the cases were closed before the period, and not counted in an earlier release.
    late: usize,
    /// How many cases closed in the period are left out: the reporter did not allow it, nobody coded them, or their budget is spent.
    left_out: usize,
    /// How many cases closed in the period were counted for another plan of the series, perhaps for the one that this replaces.
    elsewhere: usize,
}

impl Counted {
    /// Exactly what leaves this desk, for the one who sends it.
    pub fn in_words(&self, messages: &DeskMessages, plan: &Plan) -> String {
        let totals = [self.cases.len(), self.incidents, self.left_out];
        let mut text = in_words(messages, totals) + "\n";
        if self.late > 0 {
            let before = [("day", plan.from.to_string())];
            text += &(messages.count_with("counts-late", self.late, &before) + "\n");
        }
        if self.elsewhere > 0 {
            text += &(messages.count("counts-elsewhere", self.elsewhere) + "\n");
        }
        let mut counts = self.counts.for_their_own_team().iter();
        for table in &plan.tables {
            let rows = table.labels();
            for (label, count) in rows
                .iter()
                .zip(&mut counts)
                .filter(|(_, count)| **count > 0)
            {
                let _ = writeln!(text, "  {:<40} {count}", label.join(" / "));
            }
        }
        text
    }
}

/// Returns how many cases are counted, as how many incidents where that differs, and how many are left out.
fn in_words(messages: &DeskMessages, [cases, incidents, left_out]: [usize; 3]) -> String {
    let id = if incidents == cases {
        "counts-counted"
    } else {
        "counts-counted-as"
    };
    let values = [
        ("cases", messages.count("counts-cases", cases)),
        ("incidents", messages.count("counts-incidents", incidents)),
        ("left", left_out.to_string()),
    ];
    messages.format(id, &values)
}

/// The cases that may be counted, by incident.
type Clusters<'a> = BTreeMap<BTreeSet<Ticket>, Vec<(Ticket, &'a Case)>>;

/// Returns the counts of the cases that were closed in the plan's period and whose reporters allowed it, with those that were too
/// late for an earlier release of the series. Linked cases of one campaign are one incident, and count once in a series; an
/// organisation's joint releases are a series of their own. A case that was counted for the plan `replaced` counts as not counted.
pub fn count(
    session: &Session,
    plan: &Plan,
    replaced: Option<&Hex<32>>,
) -> Result<Counted, ContributeError> {
    let mut clusters = Clusters::new();
    let (mut left_out, mut elsewhere) = (0, 0);
    for entry in session.cases.entries() {
        let counts_now = |day: &Day| (plan.late_from..=plan.to).contains(day);
        let Some(closed_on) = entry.case.closed_on().filter(counts_now) else {
            continue;
        };
        let cluster = cluster(&session.cases, entry.head);
        if was_counted(&session.cases, &cluster, plan, replaced) {
            elsewhere += usize::from(closed_on >= plan.from);
            continue;
        }
        let may = may_be_counted(session, &entry)?;
        if may && has_budget_for(&session.cases, &cluster, plan.rho(), replaced) {
            clusters
                .entry(cluster)
                .or_default()
                .push((entry.head, entry.case));
        } else {
            left_out += 1;
        }
    }
    let codes = clusters.values().filter_map(|cases| cases.first()?.1.code);
    let codes: Vec<Code> = codes.collect();
    let cases = || clusters.values().flatten();
    let is_late = |case: &Case| case.closed_on().is_some_and(|day| day < plan.from);
    Ok(Counted {
        counts: plan.count(&codes),
        incidents: codes.len(),
        late: cases().filter(|(_, case)| is_late(case)).count(),
        cases: cases().map(|(head, _)| *head).collect(),
        left_out,
        elsewhere,
    })
}

/// Returns whether the reporter allows this case to be counted, still, and a handler has coded it.
fn may_be_counted(session: &Session, entry: &CaseView) -> Result<bool, ContributeError> {
    let content = session
        .content(entry.head)
        .map_err(ContributeError::Session)?;
    Ok(content.may_be_counted() && !entry.is_withdrawn() && entry.case.code.is_some())
}

/// Returns the id of the handler of this team who has contributed to the plan already; `None` if nobody has.
pub fn contributor(session: &Session, plan: &Hex<32>) -> Result<Option<String>, SessionError> {
    let mine: Option<bool> = session
        .store
        .recall(&mark_of(plan))
        .map_err(SessionError::Store)?;
    if mine.is_some() {
        return Ok(Some(session.store.keys().id.clone()));
    }
    let contributed =
        |line: &&Line| matches!(&line.change, Change::Contributed { plan: of, .. } if of == plan);
    Ok(session.cases.entries().find_map(|entry| {
        let line = entry.case.timeline.iter().find(contributed)?;
        Some(line.handler.clone())
    }))
}

/// Marks the cases as counted for this plan.
pub fn mark_counted(
    session: &mut Session,
    plan: &Plan,
    digest: &Hex<32>,
    counted: &Counted,
) -> Result<(), SessionError> {
    let counted_in = CountedIn {
        series: plan.series,
        joint: plan.is_joint(),
        rho: plan.rho(),
    };
    let change = Change::Contributed {
        plan: *digest,
        counted: counted_in,
    };
    session.change(&counted.cases, &[change])?;
    session
        .store
        .remember(&mark_of(digest), &true)
        .map_err(SessionError::Store)
}

/// Removes the marks of a plan that was replaced, so that its cases can be counted again.
pub fn unmark(session: &mut Session, replaced: &Hex<32>) -> Result<(), SessionError> {
    let counted = session
        .cases
        .entries()
        .filter(|entry| entry.case.contributed.contains_key(replaced));
    let cases: Vec<Ticket> = counted.map(|entry| entry.head).collect();
    session
        .change(&cases, &[Change::Uncounted(*replaced)])
        .map(drop)
}

/// Returns the name under which this handler's contribution to the plan is remembered.
fn mark_of(plan: &Hex<32>) -> String {
    format!("contributed {plan}")
}

/// Returns every plan that a case of this incident was counted for.
fn releases<'a>(
    index: &'a CaseIndex,
    cluster: &'a BTreeSet<Ticket>,
) -> impl Iterator<Item = (&'a Hex<32>, &'a CountedIn)> {
    let cases = cluster.iter().filter_map(|head| index.entry(*head));
    cases.flat_map(|entry| &entry.case.contributed)
}

/// Returns whether the incident was counted in the plan's series for a plan other than `replaced`.
fn was_counted(
    index: &CaseIndex,
    cluster: &BTreeSet<Ticket>,
    plan: &Plan,
    replaced: Option<&Hex<32>>,
) -> bool {
    let mut counted = releases(index, cluster).filter(|(of, _)| Some(*of) != replaced);
    counted.any(|(_, of)| of.series == plan.series && of.joint == plan.is_joint())
}

/// Returns whether the incident has `rho` thousandths of its budget left. Its budget is [`LIFETIME_RHO`] for its whole life,
/// however many cases it has.
fn has_budget_for(
    index: &CaseIndex,
    cluster: &BTreeSet<Ticket>,
    rho: u32,
    replaced: Option<&Hex<32>>,
) -> bool {
    let counted = releases(index, cluster).filter(|(of, _)| Some(*of) != replaced);
    let spent: BTreeMap<_, _> = counted.map(|(plan, of)| (plan, of.rho)).collect();
    spent.values().copied().sum::<u32>().saturating_add(rho) <= LIFETIME_RHO
}

/// Returns the case and all that are linked with it, directly or through others, by links within a campaign.
fn cluster(index: &CaseIndex, head: Ticket) -> BTreeSet<Ticket> {
    let mut known: BTreeSet<Ticket> = [head].into();
    let mut waiting = vec![head];
    while let Some(entry) = waiting.pop().and_then(|head| index.entry(head)) {
        let labels = entry.case.labels.iter();
        let campaigns: Vec<_> = labels
            .filter(|label| label.of("campaign").is_some())
            .collect();
        let links = entry.links().into_iter();
        for other in links.filter_map(|other| index.entry(other)) {
            let shared = campaigns
                .iter()
                .any(|label| other.case.labels.contains(label));
            if shared && known.insert(other.head) {
                waiting.push(other.head);
            }
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_case_is_a_case_and_one_incident_an_incident() {
        let messages = DeskMessages::new();
        for (totals, said) in [
            ([0, 0, 1], "Counted 0 closed cases; 1 left out ("),
            ([1, 1, 0], "Counted 1 closed case; 0 left out ("),
            ([2, 2, 0], "Counted 2 closed cases; 0 left out ("),
            (
                [2, 1, 2],
                "Counted 2 closed cases as 1 incident; 2 left out (",
            ),
            (
                [3, 2, 0],
                "Counted 3 closed cases as 2 incidents; 0 left out (",
            ),
        ] {
            let words = in_words(&messages, totals);
            assert!(words.starts_with(said), "{words}");
        }
    }
}
