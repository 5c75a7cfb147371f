//! Why no noise was drawn, and what to do.

use crate::keyring::NoRandomness;
use sotto::day::Day;
use sotto::plan::{PlanError, Series};
use std::io;
use std::path::PathBuf;

/// Why nothing was drawn, and what to do. Nothing was spent.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("cannot read the ledger {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write the ledger {path}: {1}; nothing was drawn", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("the ledger was changed after it was signed, in line {0}; restore it from its backup")]
    Broken(usize),
    #[error(
        "noise was drawn for this plan already, from other contributions, and its budget is spent: {0}. Sum the same ones again to have the same numbers; what came late counts in the next period"
    )]
    Spent(String),
    #[error(
        "these organisations' {1} numbers for these days are released already, as {0}: they stay as they are. What was not counted there counts in the next period"
    )]
    Repeated(String, Series),
    #[error(
        "the budget is too small: releases of these organisations for these days have spent rho {spent} of 0.125, and this plan would spend {wanted}. Nothing more can be released of them; plan other days, or fewer tables"
    )]
    Exhausted { spent: String, wanted: String },
    #[error(
        "the plan's period ends on {to}, and this machine says that today is {today}; release after it, or set the clock right"
    )]
    NotOver { to: Day, today: Day },
    #[error(
        "the ledger's last line is of {0}, and this machine says that today is {1}; set the clock right"
    )]
    Clock(Day, Day),
    #[error("{0}")]
    Plan(PlanError),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
}
