//! How soon somebody should look at a case: suggested with its reasons, never decided; and the clock that runs with it.

use crate::model::change::Priority;
use serde::Serialize;
use sotto::day::Day;

/// What a suggestion rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Somebody is in danger now.
    Danger,
    /// Perhaps.
    MaybeDanger,
    /// Apple, Google or another has warned them.
    Notification,
    /// It names something that is known for spyware.
    Indicator,
    /// They clicked, opened, installed, or typed a password.
    Interaction,
    /// A device was in somebody's hands.
    Seizure,
    /// Others in an open case got the same.
    Campaign,
    /// They ask for advice, and nothing else.
    Advice,
    /// Nothing above.
    Default,
}

/// What the rules look at.
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

/// The suggestion. Read top down; all reasons for the first that fits are given.
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

/// How long a case of this priority may wait for a first look, in minutes.
pub const fn limit(priority: Priority) -> u64 {
    match priority {
        Priority::P1 => 2 * 60,
        Priority::P2 => 8 * 60,
        Priority::P3 => 24 * 60,
        Priority::P4 => 72 * 60,
    }
}

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// It has run out.
    Late,
    /// Three quarters are gone; of an emergency, 90 minutes.
    VerySoon,
    /// Half is gone; of an emergency, an hour.
    Soon,
    Running,
}

/// The clock of a case that arrived on this day, `minutes` ago if this desk has run since: no finer time is written down. One
/// that came before the desk was started is counted from the first minute of its day.
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
