//! The suggested priority of a case with the reasons for it, and the clock that runs until somebody looks. A handler decides.

use crate::model::change::Priority;
use serde::Serialize;
use sotto::day::Day;

/// A reason for a suggested priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Somebody is in danger now.
    Danger,
    /// Somebody may be in danger now.
    MaybeDanger,
    /// Apple, Google or another company has warned the reporter.
    Notification,
    /// An indicator in the report is in a list of known spyware.
    Indicator,
    /// The reporter clicked, opened, installed, or typed a password.
    Interaction,
    /// A device was out of the reporter's hands.
    Seizure,
    /// An open case carries the same campaign label.
    Campaign,
    /// The reporter asks for advice, and nothing else.
    Advice,
    /// None of the others.
    Default,
}

/// The facts that the rules look at: whether each of the reasons applies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signs {
    pub danger: bool,
    pub maybe_danger: bool,
    pub notification: bool,
    pub indicator: bool,
    pub interaction: bool,
    pub seizure: bool,
    pub campaign: bool,
    pub only_advice: bool,
}

/// Returns the priority of the first rule that fits, and all reasons that this rule has.
pub fn suggest(signs: &Signs) -> (Priority, Vec<Reason>) {
    let rules = [
        (Priority::P1, vec![(signs.danger, Reason::Danger)]),
        (
            Priority::P2,
            vec![
                (signs.maybe_danger, Reason::MaybeDanger),
                (signs.notification, Reason::Notification),
                (signs.indicator, Reason::Indicator),
                (signs.interaction, Reason::Interaction),
                (signs.seizure, Reason::Seizure),
                (signs.campaign, Reason::Campaign),
            ],
        ),
        (Priority::P4, vec![(signs.only_advice, Reason::Advice)]),
    ];
    for (priority, reasons) in rules {
        let given: Vec<_> = reasons
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, reason)| reason)
            .collect();
        if !given.is_empty() {
            return (priority, given);
        }
    }
    (Priority::P3, vec![Reason::Default])
}

/// Returns how long a case of this priority may wait for a first look, in minutes.
pub const fn limit(priority: Priority) -> u64 {
    match priority {
        Priority::P1 => 2 * 60,
        Priority::P2 => 8 * 60,
        Priority::P3 => 24 * 60,
        Priority::P4 => 72 * 60,
    }
}

/// The state of the clock of a case that waits for a first look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// The time has run out.
    Late,
    /// Three quarters of the time are over; in an emergency, 90 minutes.
    VerySoon,
    /// Half of the time is over; in an emergency, an hour.
    Soon,
    Running,
}

/// Returns the clock of a case that arrived on this day. Only the day is stored. `minutes` is how long ago the case arrived, if
/// it came while the desk was running; without it, the time counts from the start of that day. `now` is in seconds since the
/// Unix epoch.
pub fn clock(priority: Priority, arrived: Day, now: u64, minutes: Option<u64>) -> Clock {
    let midnight = u64::from(arrived.number()) * 86_400;
    match minutes.unwrap_or_else(|| now.saturating_sub(midnight) / 60) {
        waited if waited >= limit(priority) => Clock::Late,
        waited if waited * 4 >= limit(priority) * 3 => Clock::VerySoon,
        waited if waited * 2 >= limit(priority) => Clock::Soon,
        _ => Clock::Running,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_fits_decides_and_gives_all_its_reasons() {
        let all = Signs {
            danger: true,
            maybe_danger: true,
            notification: true,
            indicator: true,
            interaction: true,
            seizure: true,
            campaign: true,
            only_advice: true,
        };
        assert_eq!(suggest(&all), (Priority::P1, vec![Reason::Danger]));
        let (priority, reasons) = suggest(&Signs {
            danger: false,
            ..all
        });
        assert_eq!((priority, reasons.len()), (Priority::P2, 6));
        assert_eq!(
            suggest(&Signs {
                only_advice: true,
                ..Signs::default()
            }),
            (Priority::P4, vec![Reason::Advice])
        );
        assert_eq!(
            suggest(&Signs::default()),
            (Priority::P3, vec![Reason::Default])
        );
    }

    #[test]
    fn an_emergency_warns_after_an_hour_and_is_late_after_two() {
        let day = Day::FIRST;
        let midnight = u64::from(day.number()) * 86_400;
        let at = |minutes| clock(Priority::P1, day, midnight, Some(minutes));
        assert_eq!(
            [59, 60, 89, 90, 119, 120].map(at),
            [
                Clock::Running,
                Clock::Soon,
                Clock::Soon,
                Clock::VerySoon,
                Clock::VerySoon,
                Clock::Late
            ]
        );
        assert_eq!(
            clock(Priority::P1, day, midnight + 3 * 3_600, None),
            Clock::Late,
            "when it came is not known: at worst, at midnight"
        );
        assert_eq!(
            clock(Priority::P3, day, midnight + 3 * 3_600, None),
            Clock::Running
        );
    }
}
