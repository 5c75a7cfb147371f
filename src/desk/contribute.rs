//! Closed cases become counts, and counts become two shares: the only way out to the statistics.
//!
//! A share alone is uniformly random; only both together are the counts. Both have one size, whatever was
//! counted, and are sent even if nothing was.

use super::desk::{Desk, DeskError};
use super::event::Change;
use super::keyring::NoRandomness;
use super::keyring::hybrid::HybridRecipient;
use super::keyring::random;
use super::keyring::seal::{SealError, seal_to};
use super::thread::Threads;
use data_encoding::BASE64;
use sotto::hex::Hex;
use sotto::plan::{Plan, PlanError};
use sotto::roster::Roster;
use sotto::signed::{Purpose, canonical};
use sotto::ticket::Ticket;
use sotto::wire::{CONTRIBUTION_FORMAT, Contribution, SHARE_MAGIC, SignedContribution, share_size};
use std::fmt::Write;

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
    #[error("{0}")]
    Seal(SealError),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("cannot write the contribution: {0}")]
    Json(serde_json::Error),
    #[error("the plan has more cells than a share can hold")]
    TooLarge,
}

/// What would leave this desk, and for which cases.
pub struct Counted {
    pub counts: Vec<u64>,
    pub cases: Vec<Ticket>,
    /// Closed in the period, and left out: the reporter did not allow it, nobody coded it, or its budget is spent.
    pub left_out: usize,
}

impl Counted {
    /// Exactly what leaves this desk, for the one who sends it.
    pub fn in_words(&self, plan: &Plan) -> String {
        let mut text = format!(
            "Counted {} closed cases; {} left out (not allowed by the reporter, not coded, or counted as often as it may be).\n",
            self.cases.len(),
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

/// Counts the closed cases of the plan's period whose reporters allowed it.
pub fn count(desk: &Desk, plan: &Plan) -> Result<Counted, ContributeError> {
    let digest = plan.digest().map_err(ContributeError::Plan)?;
    if !plan.demo && desk.today <= plan.to {
        return Err(ContributeError::NotOver);
    }
    if desk
        .store
        .recall(&mark_of(&digest))
        .map_err(DeskError::Store)
        .map_err(ContributeError::Desk)?
        .is_some()
    {
        return Err(ContributeError::Again);
    }
    let threads = Threads::read(desk).map_err(ContributeError::Desk)?;
    let mut counted = Counted {
        counts: vec![0; plan.cells()],
        cases: Vec::new(),
        left_out: 0,
    };
    for ticket in desk
        .store
        .cases()
        .map_err(DeskError::Store)
        .map_err(ContributeError::Desk)?
    {
        // What followed a report belongs to its case, and is none of its own.
        if threads.head(ticket) != ticket {
            continue;
        }
        let case = desk.case(ticket).map_err(ContributeError::Desk)?;
        if !case.is_closed_between(plan.from, plan.to) {
            continue;
        }
        let told = desk.told(ticket).map_err(ContributeError::Desk)?;
        let allowed = told.may_be_counted()
            && !threads.is_withdrawn(ticket)
            && case.has_budget_for(plan.rho());
        let Some(code) = case.code.filter(|_| allowed) else {
            counted.left_out += 1;
            continue;
        };
        counted.cases.push(ticket);
        for cell in plan.place(&code) {
            if let Some(count) = counted.counts.get_mut(cell) {
                *count += 1;
            }
        }
    }
    Ok(counted)
}

/// Splits the counts, and seals a share to each of the two coordinators.
pub fn seal(
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
        let sealed = seal_to(&recipient, share, 0, size).map_err(ContributeError::Seal)?;
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
pub fn mark(desk: &mut Desk, plan: &Plan, counted: &Counted) -> Result<(), ContributeError> {
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
        .remember(&mark_of(&digest), b"sent")
        .map_err(DeskError::Store)
        .map_err(ContributeError::Desk)
}

fn mark_of(plan: &Hex<32>) -> String {
    format!("contributed {plan}")
}
