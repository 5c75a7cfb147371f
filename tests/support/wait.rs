//! Waiting for what will be so, and no longer than it takes.

use std::time::{Duration, Instant};

/// Longer than anything takes that a test waits for, on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(10);

/// Waits until there is something, and returns it: `None` if there is nothing in half a minute.
pub fn in_time<T>(mut there: impl FnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    while began.elapsed() < LIMIT {
        let found = there();
        if found.is_some() {
            return found;
        }
        std::thread::sleep(PAUSE);
    }
    None
}

/// The same, and fails with `what` if there is nothing.
#[track_caller]
pub fn until<T>(what: &str, there: impl FnMut() -> Option<T>) -> T {
    in_time(there).unwrap_or_else(|| panic!("waited in vain: {what}"))
}

/// Waits until this is so; fails with `what` if it is not in half a minute.
#[track_caller]
pub fn wait_for(what: &str, mut so: impl FnMut() -> bool) {
    until(what, || so().then_some(()));
}
