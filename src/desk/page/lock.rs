//! Decides when the desk locks itself, and how long a handler waits after a wrong passphrase.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The time at which a person last did something at this desk, in seconds since the Unix epoch.
pub struct Presence {
    last: AtomicU64,
    /// The number of seconds without anything done after which the desk locks itself.
    limit: u64,
}

impl Presence {
    /// Returns the presence of a person who does something `now`, for a desk that locks itself after `limit` seconds.
    pub fn new(now: u64, limit: u64) -> Self {
        Self {
            last: AtomicU64::new(now),
            limit,
        }
    }

    /// Notes that a person did something `idle` seconds before `now`.
    pub fn seen(&self, now: u64, idle: u64) {
        self.last
            .fetch_max(now.saturating_sub(idle), Ordering::Relaxed);
    }

    /// Returns whether nobody has done anything for too long. If the clock was set back, the time counts from then on.
    pub fn is_over(&self, now: u64) -> bool {
        let last = self.last.fetch_min(now, Ordering::Relaxed).min(now);
        now - last >= self.limit
    }
}

/// The longest wait after a wrong passphrase, in seconds.
pub const LONGEST: u64 = 60;

/// The vault's folder, and the wait after wrong passphrases.
pub struct Lock {
    pub folder: PathBuf,
    wrong: Mutex<(u32, Option<Instant>)>,
}

impl Lock {
    /// Returns the lock of the desk in this folder.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            wrong: Mutex::default(),
        }
    }

    /// Returns the desk's own folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns how many wrong passphrases there were in a row, and when the next may be tried.
    pub fn wrong(&self) -> std::sync::MutexGuard<'_, (u32, Option<Instant>)> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns how many seconds are left until the next try; `None` if one may be made now.
    pub fn wait(&self) -> Option<u64> {
        let until = self.wrong().1?;
        let left = until.checked_duration_since(Instant::now())?;
        Some(left.as_secs() + 1)
    }

    /// Notes a wrong passphrase: each makes the next try wait twice as long. Returns the wait, in seconds.
    pub fn was_wrong(&self) -> u64 {
        let mut wrong = self.wrong();
        let seconds = 1u64.checked_shl(wrong.0).unwrap_or(LONGEST).min(LONGEST);
        *wrong = (
            wrong.0.saturating_add(1),
            Some(Instant::now() + Duration::from_secs(seconds)),
        );
        seconds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_minutes_without_a_person_lock_the_desk_however_the_clock_is_set() {
        let presence = Presence::new(1_000, 600);
        assert!(!presence.is_over(1_599));
        assert!(presence.is_over(1_600));
        // The page asks, and says that its person last moved a minute ago.
        presence.seen(1_660, 60);
        assert!(!presence.is_over(2_199));
        // An older word changes nothing.
        presence.seen(2_190, 2_000);
        assert!(presence.is_over(2_200));
        // The clock is set back: no more than ten minutes from there.
        assert!(!presence.is_over(500));
        assert!(presence.is_over(1_100));
    }
}
