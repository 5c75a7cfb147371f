//! The retention of closed cases, by outcome. No case is deleted automatically: two handlers must agree to it.

use crate::model::case::Case;
use crate::model::change::Outcome;
use sotto::day::Day;

/// Returns how many days a case is kept after it was closed. Without an outcome: 1,825, the longest.
pub const fn days(outcome: Option<Outcome>) -> u16 {
    match outcome {
        Some(Outcome::Spam) => 30,
        Some(Outcome::Duplicate) => 90,
        Some(Outcome::Nothing | Outcome::OutOfMandate | Outcome::NoReply) => 180,
        Some(Outcome::Referred | Outcome::Untargeted) => 365,
        Some(Outcome::Inconclusive | Outcome::Phishing) => 730,
        Some(Outcome::Spyware) | None => 1_825,
    }
}

/// Returns whether the case has been kept for as long as it should be.
pub fn is_due(case: &Case, today: Day) -> bool {
    let closed = case.closed_on();
    closed.is_some_and(|day| today.since(day) >= days(case.outcome))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::State;

    #[test]
    fn only_what_is_closed_falls_due_and_each_outcome_in_its_time() {
        let closed = Day::FIRST.plus(100);
        let case = |state, outcome| Case {
            state,
            outcome,
            since: Some(closed),
            ..Case::default()
        };
        let spam = case(State::Closed, Some(Outcome::Spam));
        assert_eq!(
            (
                is_due(&spam, closed.plus(29)),
                is_due(&spam, closed.plus(30))
            ),
            (false, true)
        );
        assert!(!is_due(
            &case(State::Open, Some(Outcome::Spam)),
            closed.plus(9_999)
        ));
        assert!(!is_due(&case(State::Closed, None), closed.plus(1_824)));
    }
}
