//! Which closed cases a plan counts, and on which cells of its grid. Counts stay within the team until they are shares.

use crate::cases::entry::CaseView;
use crate::cases::index::CaseIndex;
use crate::model::case::{Case, Line};
use crate::model::change::{Change, CountedIn};
use crate::numbers::error::ContributeError;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use sotto::code::Code;
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::plan::{LIFETIME_RHO, Plan, TrueCounts};
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What would leave this desk, and for which cases.
pub struct Counted {
    pub counts: TrueCounts,
    pub cases: Vec<Ticket>,
    /// How many incidents these are: linked cases of one campaign are one.
    pub incidents: usize,
    /// Of the cases, those that were closed before the period, and that no earlier release counted.
    late: usize,
    /// Closed in the period, and left out: the reporter did not allow it, nobody coded it, or its budget is spent.
    left_out: usize,
    /// Closed in the period, and counted for another plan of the series: perhaps for the one that this replaces.
    elsewhere: usize,
}

impl Counted {
    /// Exactly what leaves this desk, for the one who sends it.
    pub fn in_words(&self, plan: &Plan) -> String {
        let mut text = format!("Counted {} closed cases", self.cases.len());
        if self.incidents != self.cases.len() {
            let _ = write!(text, " as {} incidents", self.incidents);
        }
        let _ = writeln!(
            text,
            "; {} left out (not allowed by the reporter, not coded, or counted as often as it may be).",
            self.left_out
        );
        if self.late > 0 {
            let _ = writeln!(
                text,
                "{} of them were closed before {}; no release had counted them yet.",
                self.late, plan.from
            );
        }
        if self.elsewhere > 0 {
            let _ = writeln!(
                text,
                "{} closed in this period were counted for another plan already. If this plan replaces that one, name it, too (--instead-of), or they are lost.",
                self.elsewhere
            );
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

/// A member of this desk's index that may be counted: its cluster and its code.
type Clusters<'a> = BTreeMap<BTreeSet<Ticket>, Vec<(Ticket, &'a Case)>>;

/// Counts the closed cases of the plan's period whose reporters allowed it, and those that came too late for an earlier
/// release of the series. Linked cases of one campaign are one, and count once in a series; joint releases and an
/// organisation's own are two.
/// What was counted for a plan that this one replaces counts as if it had not been.
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

/// Returns who of this team has contributed to the plan already.
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

/// Marks the cases as counted, once the shares are safe in their files.
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

/// Frees what was counted for a plan that was replaced, so that it can be counted again.
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

fn mark_of(plan: &Hex<32>) -> String {
    format!("contributed {plan}")
}

/// Returns every release that counted a case of this incident.
fn releases<'a>(
    index: &'a CaseIndex,
    cluster: &'a BTreeSet<Ticket>,
) -> impl Iterator<Item = (&'a Hex<32>, &'a CountedIn)> {
    let cases = cluster.iter().filter_map(|head| index.entry(*head));
    cases.flat_map(|entry| &entry.case.contributed)
}

fn was_counted(
    index: &CaseIndex,
    cluster: &BTreeSet<Ticket>,
    plan: &Plan,
    replaced: Option<&Hex<32>>,
) -> bool {
    let mut counted = releases(index, cluster).filter(|(of, _)| Some(*of) != replaced);
    counted.any(|(_, of)| of.series == plan.series && of.joint == plan.is_joint())
}

/// Returns whether an incident may be counted once more: over its whole life it has [`LIFETIME_RHO`], however many cases it has.
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

/// Returns all the cases that are linked with this one, step by step, within a campaign; and itself.
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
