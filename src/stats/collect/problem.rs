//! Everything that can be wrong with a file that a coordinator was given.

/// What is wrong with a file, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error(
        "is neither a contribution nor a signed roster; ask for the files that `sotto-desk contribute` wrote"
    )]
    Strange,
    #[error(
        "is sealed to somebody else, perhaps to the other coordinator; ask for the one that bears your name"
    )]
    SealedToOthers,
    #[error("was altered or cut on its way; ask for it again")]
    Altered,
    #[error(
        "is for another plan, or for this one before it was changed; ask for a contribution to this very plan"
    )]
    OtherPlan,
    #[error("was made for the other coordinator; ask for the one that bears your name")]
    OtherPlace,
    #[error("comes from an organisation that is not in the plan; send it back")]
    NotAMember,
    #[error("comes from {0}, whose roster number {1} is not here; ask for its roster.signed")]
    NoRoster(String, u64),
    #[error("is not signed by a handler of the newest roster of {0}; ask {0} who sent it")]
    Unsigned(String),
    #[error(
        "is a second contribution of {0}, with other shares; ask {0} which one holds, and take the other away"
    )]
    Twice(String),
    #[error("does not hold the plan's cells; ask {0} to run `sotto-desk contribute` again")]
    OtherGrid(String),
    #[error(
        "holds fewer than 20 cases of {0}, whose counts one coordinator alone must not see; plan with two"
    )]
    TooFew(String),
}
