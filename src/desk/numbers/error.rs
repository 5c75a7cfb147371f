//! Why nothing was contributed, and what to do.

use crate::keyring::NoRandomness;
use crate::keyring::seal::SealError;
use crate::session::error::SessionError;
use sotto::plan::{FEWEST_FOR_ONE, PlanError};
use std::io;
use std::path::PathBuf;

/// Why nothing was contributed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ContributeError {
    #[error("{0}")]
    Session(SessionError),
    #[error("{0}")]
    Plan(PlanError),
    #[error(
        "the plan's coordinators are not among those of the roster; ask which of the two is out of date"
    )]
    Strangers,
    #[error(
        "the plan does not name this organisation; ask the coordinators whether it is the right one"
    )]
    NotAMember,
    #[error(
        "the plan's period ends on {to}, and this machine says that today is {today}; contribute after it, or set the clock right"
    )]
    NotOver {
        to: sotto::day::Day,
        today: sotto::day::Day,
    },
    #[error("{0} has contributed this team's cases to this plan already; send those files")]
    Again(String),
    #[error(
        "this plan has one coordinator, who would see the true counts (incidents: {0}); with fewer than {FEWEST_FOR_ONE}, contribute to a plan with two coordinators"
    )]
    TooFew(usize),
    #[error("{0}")]
    Seal(SealError),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("cannot write the contribution: {0}")]
    Json(serde_json::Error),
    #[error("cannot write {path}: {1}; nothing is marked", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("the plan has more cells than a share can hold")]
    TooLarge,
}
