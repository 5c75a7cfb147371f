//! Why nothing is released, and what to do.

/// Why nothing is released, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    #[error(
        "{0} is not a half of this plan signed by one of its coordinators; ask for the file that `sotto-stats sum` wrote"
    )]
    NotAHalf(String),
    #[error(
        "{0} comes with a ledger whose line {1} was changed, or spends more than there is; ask its coordinator"
    )]
    Ledger(String, usize),
    #[error("a release needs one half from each coordinator: have {0} of {1}; exchange the files")]
    Incomplete(usize, usize),
    #[error("the halves are of different contributions; all coordinators must sum the same ones")]
    DifferentInputs,
    #[error(
        "the halves do not add up to counts; one of them is not what it claims. Nothing is released"
    )]
    Implausible,
    #[error("this is not a release, or it was edited: {0}")]
    NotARelease(&'static str),
}
