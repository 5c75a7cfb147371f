//! The reasons for which a plan is refused.

/// The reason for which a plan is refused, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It is not a plan, or not in canonical form.
    #[error("this is not a plan, or it was edited by hand; make it with `sotto-stats plan new`")]
    Malformed,
    /// A coordinator's signature is missing or wrong.
    #[error("the plan is not signed by all its coordinators; each runs `sotto-stats plan sign`")]
    Unsigned,
    /// A table would connect a named vendor's tool with a place.
    #[error(
        "a table of tools by region or country is never released: named vendors belong in case studies that people agreed to; plan another table"
    )]
    Vendors,
    /// The tables together spend more than a case has.
    #[error(
        "the tables spend more than the budget of a case (rho 0.125), or nothing, or the period is empty; plan fewer tables"
    )]
    Budget,
}
