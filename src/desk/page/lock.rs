//! How long until the next try with a passphrase, and whether somebody is there.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Whether a person is at this desk: when they last did something, in seconds since the Unix epoch.
pub struct Presence {
    last: AtomicU64,
    /// After so many seconds without a person's act the desk is locked.
    limit: u64,
}

impl Presence {
    /// Returns the presence of somebody who just did something, `now`, and may do nothing for `limit` seconds.
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

    /// Returns whether nobody has done anything for too long. A clock that was set back counts from now on.
    pub fn is_over(&self, now: u64) -> bool {
        let last = self.last.fetch_min(now, Ordering::Relaxed).min(now);
        now - last >= self.limit
    }
}

/// The longest wait after a wrong passphrase, in seconds.
pub const LONGEST: u64 = 60;

/// Where the vault is, and how long whoever was wrong has to wait.
pub struct Lock {
    pub folder: PathBuf,
    wrong: Mutex<(u32, Option<Instant>)>,
}

impl Lock {
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

    pub fn wrong(&self) -> std::sync::MutexGuard<'_, (u32, Option<Instant>)> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns how many seconds are left until the next try.
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
