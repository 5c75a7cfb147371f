//! How the intake is doing, in figures that identify nobody: `GET /status` at the handlers' listener.
//!
//! A figure changes once a day, and is rounded: free slots down to a twentieth of their number, counts up to the next
//! power of ten. Nothing about whoever asked is counted. `docs/operating.md` says why each figure is safe.

use crate::size::Size;
use axum::http::StatusCode;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Ticks that ended after the next should have begun.
    LateTick,
    /// Requests refused because there was no slot, or no memory.
    Full,
    /// Requests refused because they were too slow.
    Slow,
    /// Requests refused for any other reason.
    Refused,
}

impl Metric {
    const fn index(self) -> usize {
        self as usize
    }
}

/// Today's counts, and the figures that are shown.
#[derive(Default)]
pub struct Metrics {
    today: [AtomicU64; 4],
    shown: Mutex<Shown>,
}

#[derive(Default)]
struct Shown {
    /// Twentieths of the slots of each size, this morning.
    free: [usize; 5],
    /// Yesterday's counts.
    counts: [u64; 4],
}

impl Metrics {
    pub fn count(&self, metric: Metric) {
        if let Some(counter) = self.today.get(metric.index()) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub fn answered(&self, status: StatusCode) {
        match status {
            StatusCode::SERVICE_UNAVAILABLE => self.count(Metric::Full),
            StatusCode::REQUEST_TIMEOUT => self.count(Metric::Slow),
            status if status.is_success() => {}
            _ => self.count(Metric::Refused),
        }
    }

    /// Begins a day: from now on yesterday's counts are shown. `slots` has the number of free and of all slots of each
    /// size, in the order of [`Size::ALL`].
    pub fn turn(&self, slots: [(usize, usize); 5]) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.free = slots.map(|(free, all)| free * 20 / all.max(1));
        for (shown, today) in shown.counts.iter_mut().zip(&self.today) {
            *shown = today.swap(0, Ordering::Relaxed);
        }
    }

    /// Returns all figures in the format of
    /// <https://prometheus.io/docs/instrumenting/exposition_formats/>.
    pub fn text(&self) -> String {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::from("# TYPE sotto_free_slots_percent gauge\n");
        for (size, twentieths) in Size::ALL.into_iter().zip(shown.free) {
            let _ = writeln!(
                text,
                "sotto_free_slots_percent{{size=\"{}\"}} {}",
                size.name(),
                twentieths * 5
            );
        }
        let count = |metric: Metric| shown.counts.get(metric.index()).copied().map_or(0, rounded);
        let _ = writeln!(
            text,
            "# TYPE sotto_late_ticks_yesterday gauge\nsotto_late_ticks_yesterday {}",
            count(Metric::LateTick)
        );
        text.push_str("# TYPE sotto_refusals_yesterday gauge\n");
        for (kind, metric) in [
            ("full", Metric::Full),
            ("slow", Metric::Slow),
            ("other", Metric::Refused),
        ] {
            let _ = writeln!(
                text,
                "sotto_refusals_yesterday{{kind=\"{kind}\"}} {}",
                count(metric)
            );
        }
        text
    }
}

/// Rounds up to the next power of ten; zero stays zero.
fn rounded(count: u64) -> u64 {
    if count == 0 {
        0
    } else {
        std::iter::successors(Some(10u64), |ten| ten.checked_mul(10))
            .find(|ten| count <= *ten)
            .unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_shown_only_the_day_after_and_only_roughly() {
        let metrics = Metrics::default();
        let before = metrics.text();
        (0..37).for_each(|_| metrics.answered(StatusCode::NOT_FOUND));
        metrics.answered(StatusCode::SERVICE_UNAVAILABLE);
        metrics.answered(StatusCode::CREATED);
        metrics.count(Metric::LateTick);
        assert_eq!(metrics.text(), before, "nothing changes within a day");
        metrics.turn([(0, 0); 5]);
        let text = metrics.text();
        for line in [
            "{kind=\"other\"} 100",
            "{kind=\"full\"} 10",
            "{kind=\"slow\"} 0",
            "ticks_yesterday 10",
        ] {
            assert!(text.contains(line), "{text}");
        }
        assert_eq!(
            [0, 1, 10, 11, 100, u64::MAX].map(rounded),
            [0, 10, 10, 100, 100, u64::MAX]
        );
        assert_eq!(
            [
                Metric::LateTick,
                Metric::Full,
                Metric::Slow,
                Metric::Refused
            ]
            .map(Metric::index),
            [0, 1, 2, 3]
        );
    }
}
