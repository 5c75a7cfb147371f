//! Closed cases become counts, and counts become two shares: the only way out to the statistics.
//!
//! A share alone is uniformly random; only both together are the counts. Both have one size, whatever was
//! counted, and are sent even if nothing was.

use super::book::Book;
use super::case::{Case, Line};
use super::change::Change;
use super::desk::{Desk, DeskError};
use super::keyring::NoRandomness;
use super::keyring::file::write_new;
use super::keyring::hybrid::HybridRecipient;
use super::keyring::random;
use super::keyring::seal::{SealError, seal_to};
use data_encoding::BASE64;
use sotto::hex::Hex;
use sotto::plan::{LIFETIME_RHO, Plan, PlanError, SignedPlan};
use sotto::roster::Roster;
use sotto::signed::{Purpose, canonical};
use sotto::ticket::Ticket;
use sotto::wire::{CONTRIBUTION_FORMAT, Contribution, SHARE_MAGIC, SignedContribution, share_size};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing is contributed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ContributeError {
    #[error("{0}")]
    Desk(DeskError),
    #[error("{0}")]
    Plan(PlanError),
    #[error(
        "the plan's coordinators are not those of the roster; ask which of the two is out of date"
    )]
    Strangers,
    #[error("the plan's period is not over; contribute after its last day")]
    NotOver,
    #[error("this desk has contributed to this plan already; its files are the ones to be sent")]
    Again,
    #[error("{0} has contributed this team's cases to this plan already")]
    Colleague(String),
    #[error("{0}")]
    Seal(SealError),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("cannot write the contribution: {0}")]
    Json(serde_json::Error),
    #[error("cannot write {path}: {1}; nothing is marked", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("this desk has not joined an organisation; run `sotto-desk join` and `pull`")]
    NotJoined,
    #[error("the plan has more cells than a share can hold")]
    TooLarge,
}

/// What would leave this desk, and for which cases.
struct Counted {
    counts: Vec<u64>,
    cases: Vec<Ticket>,
    /// How many incidents these are: linked cases of one campaign are one.
    incidents: usize,
    /// Closed in the period, and left out: the reporter did not allow it, nobody coded it, or its budget is spent.
    left_out: usize,
}

impl Counted {
    /// Exactly what leaves this desk, for the one who sends it.
    fn in_words(&self, plan: &Plan) -> String {
        let mut text = format!(
            "Counted {} closed cases{}; {} left out (not allowed by the reporter, not coded, or counted as often as it may be).\n",
            self.cases.len(),
            if self.incidents == self.cases.len() {
                String::new()
            } else {
                format!(" as {} incidents", self.incidents)
            },
            self.left_out
        );
        let mut counts = self.counts.iter();
        for table in &plan.tables {
            for (label, count) in table
                .labels()
                .iter()
                .zip(&mut counts)
                .filter(|(_, count)| **count > 0)
            {
                let _ = writeln!(text, "  {:<40} {count}", label.join(" / "));
            }
        }
        text + "Send one file to each coordinator. Neither alone says anything.\n"
    }
}

/// Exactly what would leave, and nothing else happens.
pub fn preview(desk: &Desk, plan: &[u8]) -> Result<String, ContributeError> {
    let plan = SignedPlan::verify(plan).map_err(ContributeError::Plan)?;
    Ok(count(desk, &plan)?.in_words(&plan) + "Nothing was sealed, and nothing is marked.\n")
}

/// Counts, seals two shares into `out`, and marks the cases once both are there. What left, in words.
pub fn send(desk: &mut Desk, plan: &[u8], out: &Path) -> Result<String, ContributeError> {
    let plan = SignedPlan::verify(plan).map_err(ContributeError::Plan)?;
    let roster = desk.roster().ok_or(ContributeError::NotJoined)?;
    let counted = count(desk, &plan)?;
    let shares = seal(desk, &plan, roster, &counted)?;
    for (number, share) in shares.iter().enumerate() {
        let path = out.join(format!("contribution-{}.json", number + 1));
        let bytes = canonical(share).map_err(ContributeError::Json)?;
        write_new(&path, &bytes).map_err(|error| ContributeError::Write(path, error))?;
    }
    mark(desk, &plan, &counted)?;
    Ok(counted.in_words(&plan))
}

/// Counts the closed cases of the plan's period whose reporters allowed it. Linked cases of one campaign are one.
fn count(desk: &Desk, plan: &Plan) -> Result<Counted, ContributeError> {
    let digest = plan.digest().map_err(ContributeError::Plan)?;
    if !plan.demo && desk.today <= plan.to {
        return Err(ContributeError::NotOver);
    }
    let sent: Option<bool> = desk
        .store
        .recall(&mark_of(&digest))
        .map_err(DeskError::Store)
        .map_err(ContributeError::Desk)?;
    if sent.is_some() {
        return Err(ContributeError::Again);
    }
    let contributed =
        |line: &&Line| matches!(&line.change, Change::Contributed { plan, .. } if *plan == digest);
    let by_colleague = desk.book.entries().find_map(|entry| {
        let line = entry.case.timeline.iter().find(contributed)?;
        Some(line.handler.clone())
    });
    if let Some(colleague) = by_colleague {
        return Err(ContributeError::Colleague(colleague));
    }
    let mut counted = Counted {
        counts: vec![0; plan.cells()],
        cases: Vec::new(),
        incidents: 0,
        left_out: 0,
    };
    let mut clusters: BTreeMap<BTreeSet<Ticket>, Vec<(Ticket, &Case)>> = BTreeMap::new();
    for entry in desk.book.entries() {
        if !entry.case.is_closed_between(plan.from, plan.to) {
            continue;
        }
        let told = desk.told(entry.head).map_err(ContributeError::Desk)?;
        let allowed = told.may_be_counted() && !entry.is_withdrawn() && entry.case.code.is_some();
        if allowed {
            let cluster = clusters.entry(cluster(&desk.book, entry.head)).or_default();
            cluster.push((entry.head, entry.case));
        } else {
            counted.left_out += 1;
        }
    }
    for (cluster, cases) in &clusters {
        let frugal = has_budget_for(&desk.book, cluster, plan.rho());
        let Some(code) = cases
            .first()
            .and_then(|(_, case)| case.code)
            .filter(|_| frugal)
        else {
            counted.left_out += cases.len();
            continue;
        };
        counted.incidents += 1;
        counted.cases.extend(cases.iter().map(|(head, _)| *head));
        for cell in plan.place(&code) {
            if let Some(count) = counted.counts.get_mut(cell) {
                *count += 1;
            }
        }
    }
    Ok(counted)
}

/// Whether an incident may be counted once more: over its whole life it has [`LIFETIME_RHO`], however many cases it has.
fn has_budget_for(book: &Book, cluster: &BTreeSet<Ticket>, rho: u32) -> bool {
    let cases = cluster.iter().filter_map(|head| book.entry(*head));
    let spent: BTreeMap<_, _> = cases.flat_map(|entry| &entry.case.contributed).collect();
    spent.values().copied().sum::<u32>().saturating_add(rho) <= LIFETIME_RHO
}

/// All the cases that are linked with this one, step by step, within a campaign; and itself.
fn cluster(book: &Book, head: Ticket) -> BTreeSet<Ticket> {
    let mut known: BTreeSet<Ticket> = [head].into();
    let mut waiting = vec![head];
    while let Some(entry) = waiting.pop().and_then(|head| book.entry(head)) {
        let campaigns: Vec<_> = entry
            .case
            .labels
            .iter()
            .filter(|label| label.of("campaign").is_some())
            .collect();
        for other in entry
            .links()
            .into_iter()
            .filter_map(|other| book.entry(other))
        {
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

/// Splits the counts, and seals a share to each of the two coordinators.
fn seal(
    desk: &Desk,
    plan: &Plan,
    roster: &Roster,
    counted: &Counted,
) -> Result<[SignedContribution; 2], ContributeError> {
    let keys: Vec<_> = roster
        .coordinators
        .iter()
        .map(|coordinator| coordinator.verifying_key)
        .collect();
    let [first, second] = roster.coordinators.as_slice() else {
        return Err(ContributeError::Strangers);
    };
    if keys != plan.coordinators {
        return Err(ContributeError::Strangers);
    }
    let digest = plan.digest().map_err(ContributeError::Plan)?;
    let size = share_size(plan.cells()).ok_or(ContributeError::TooLarge)?;
    let pair = Hex(random().map_err(ContributeError::Random)?);
    let mut shares = [SHARE_MAGIC.to_vec(), SHARE_MAGIC.to_vec()];
    for count in &counted.counts {
        let mask = u64::from_le_bytes(random().map_err(ContributeError::Random)?);
        let [one, other] = &mut shares;
        one.extend(mask.to_le_bytes());
        other.extend(count.wrapping_sub(mask).to_le_bytes());
    }
    let mut signed = Vec::new();
    for (share, coordinator) in shares.iter().zip([first, second]) {
        let recipient = HybridRecipient::parse(coordinator.recipient.as_str())
            .map_err(|_| ContributeError::Strangers)?;
        let sealed = seal_to(&[recipient], share, 0, size).map_err(ContributeError::Seal)?;
        let contribution = Contribution {
            format: CONTRIBUTION_FORMAT.to_owned(),
            plan: digest,
            organisation: roster.organisation.clone(),
            handler: desk.store.keys().id.clone(),
            coordinator: coordinator.recipient.clone(),
            pair,
            share: BASE64.encode(&sealed),
        };
        let signature = desk.store.keys().sign(
            Purpose::Contribution,
            &canonical(&contribution).map_err(ContributeError::Json)?,
        );
        signed.push(SignedContribution {
            contribution,
            signature,
        });
    }
    <[SignedContribution; 2]>::try_from(signed).map_err(|_| ContributeError::Strangers)
}

/// Marks the cases as contributed, once the shares are safe in their files.
fn mark(desk: &mut Desk, plan: &Plan, counted: &Counted) -> Result<(), ContributeError> {
    let digest = plan.digest().map_err(ContributeError::Plan)?;
    desk.change(
        &counted.cases,
        &[Change::Contributed {
            plan: digest,
            rho: plan.rho(),
        }],
    )
    .map_err(ContributeError::Desk)?;
    desk.store
        .remember(&mark_of(&digest), &true)
        .map_err(DeskError::Store)
        .map_err(ContributeError::Desk)
}

fn mark_of(plan: &Hex<32>) -> String {
    format!("contributed {plan}")
}
