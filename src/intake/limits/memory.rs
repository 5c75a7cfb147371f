//! Memory for bodies on their way in: a fixed budget, shared out among circuits.
//!
//! A body is read only once there is memory for the whole of it. Until then it waits in the sockets, and the circuit
//! that holds least is served first. While others wait, the slowest of the bodies that take too long is cut off.

use crate::limits::circuit::Circuit;
use crate::limits::memory_queue::{Coming, MemoryQueue, Waiting};
use crate::refusal::Refusal;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// The longest wait for a memory permit.
const PATIENCE: Duration = Duration::from_secs(60);
/// The largest small body, in bytes: most reports are small, and never wait behind large ones.
const SMALL: usize = 64 << 10;
/// Memory for small bodies, in bytes: a thousand reports of the smallest size.
const SMALL_BUDGET: usize = 16 << 20;
/// Memory for large ones, in bytes: ten pieces.
const LARGE_BUDGET: usize = 10 << 20;

/// How often a waiting body checks whether another is too slow.
const LOOK: Duration = Duration::from_secs(1);

/// The budgets of a listener: small bodies never wait behind large ones.
#[derive(Clone)]
pub struct MemoryBudgets {
    small: Arc<MemoryBudget>,
    large: Arc<MemoryBudget>,
}

impl MemoryBudgets {
    pub fn new() -> Self {
        Self {
            small: MemoryBudget::new(SMALL_BUDGET, Duration::from_secs(10), PATIENCE),
            large: MemoryBudget::new(LARGE_BUDGET, Duration::from_secs(30), PATIENCE),
        }
    }

    /// Waits for a permit for `bytes`, among bodies of about that size.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unavailable`] after the longest wait.
    pub async fn acquire(&self, circuit: Circuit, bytes: usize) -> Result<Permit, Refusal> {
        let budget = if bytes <= SMALL {
            &self.small
        } else {
            &self.large
        };
        budget.acquire(circuit, bytes).await
    }
}

/// A budget of memory.
pub struct MemoryBudget {
    /// How long a body may take before it may be cut off for another, if it is the slowest.
    time: Duration,
    /// The longest wait.
    patience: Duration,
    queue: Mutex<MemoryQueue>,
}

/// Memory for one body. Given back when dropped.
pub struct Permit {
    budget: Arc<MemoryBudget>,
    number: u64,
    coming: Arc<Coming>,
}

impl MemoryBudget {
    pub fn new(free: usize, time: Duration, patience: Duration) -> Arc<Self> {
        let queue = Mutex::new(MemoryQueue::new(free));
        Arc::new(Self {
            time,
            patience,
            queue,
        })
    }

    /// Waits for a permit for `bytes`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unavailable`] after the longest wait.
    pub async fn acquire(
        self: &Arc<Self>,
        circuit: Circuit,
        bytes: usize,
    ) -> Result<Permit, Refusal> {
        let (granted, mut wait) = oneshot::channel();
        let number = self.queue().enter(Waiting {
            circuit,
            bytes,
            granted,
        });
        let begun = Instant::now();
        let mut leave = Leave {
            budget: self,
            number,
            armed: true,
        };
        loop {
            if let Ok(Ok(coming)) = tokio::time::timeout(LOOK, &mut wait).await {
                leave.armed = false;
                return Ok(Permit {
                    budget: Arc::clone(self),
                    number,
                    coming,
                });
            }
            if begun.elapsed() >= self.patience {
                return Err(Refusal::Unavailable);
            }
            self.queue().cut_the_slowest(self.time);
        }
    }

    fn queue(&self) -> MutexGuard<'_, MemoryQueue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leaves the queue when dropped, and gives back what was granted meanwhile.
struct Leave<'a> {
    budget: &'a MemoryBudget,
    number: u64,
    armed: bool,
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        if self.armed {
            self.budget.queue().leave(self.number);
        }
    }
}

impl Permit {
    /// Notes that this many more bytes have arrived.
    pub fn came(&self, bytes: usize) {
        self.coming.came.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Returns only if this body must make room for others.
    pub async fn cut(&self) {
        self.coming.cut.notified().await;
    }

    /// Notes that the body is whole: it is no longer its sender who keeps others waiting.
    pub fn whole(&self) {
        self.budget.queue().whole(self.number);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.budget.queue().give_back(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::memory_queue::AT_A_TIME;

    const A: Circuit = Circuit::Tor(1);
    const B: Circuit = Circuit::Tor(2);

    fn budget(free: usize) -> Arc<MemoryBudget> {
        MemoryBudget::new(free, Duration::from_secs(30), Duration::from_secs(60))
    }

    #[tokio::test(start_paused = true)]
    async fn one_circuit_never_holds_more_than_its_part() {
        let budget = budget(100);
        let mut permits = Vec::new();
        for _ in 0..AT_A_TIME {
            permits.push(budget.acquire(A, 1).await.unwrap());
        }
        assert_eq!(budget.acquire(A, 1).await.err(), Some(Refusal::Unavailable));
        assert!(budget.acquire(B, 1).await.is_ok());
        permits.pop();
        assert!(budget.acquire(A, 1).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn who_holds_least_is_served_first() {
        let budget = budget(2);
        let permits = [
            budget.acquire(A, 1).await.unwrap(),
            budget.acquire(Circuit::Tor(3), 1).await.unwrap(),
        ];
        let order = Arc::new(Mutex::new(Vec::new()));
        let wait = |circuit| {
            let (budget, order) = (Arc::clone(&budget), Arc::clone(&order));
            tokio::spawn(async move {
                let permit = budget.acquire(circuit, 1).await.unwrap();
                order.lock().unwrap().push(circuit);
                drop(permit);
            })
        };
        let waiting = [wait(A), wait(A), wait(B)];
        tokio::task::yield_now().await;
        let [first, second] = permits;
        drop(second);
        for one in waiting {
            one.await.unwrap();
        }
        assert_eq!(*order.lock().unwrap(), [B, A, A]);
        drop(first);
        assert_eq!(budget.queue().free, 2, "all was given back");
    }

    #[tokio::test]
    async fn who_is_slow_is_cut_off_only_for_somebody_else_and_never_when_whole() {
        let budget = MemoryBudget::new(3, Duration::ZERO, Duration::from_secs(60));
        let (slow, whole) = (
            budget.acquire(A, 1).await.unwrap(),
            budget.acquire(A, 1).await.unwrap(),
        );
        whole.whole();
        let slower = budget.acquire(Circuit::Tor(4), 1).await.unwrap();
        slow.came(2);
        slower.came(1);
        let nobody = tokio::time::timeout(Duration::from_millis(50), slow.cut()).await;
        assert!(nobody.is_err(), "nobody waits");
        let next = tokio::spawn({
            let budget = Arc::clone(&budget);
            async move { budget.acquire(B, 1).await.is_ok() }
        });
        slower.cut().await;
        drop(slower);
        assert!(next.await.unwrap());
        drop(slow);
        drop(whole);
    }

    #[tokio::test(start_paused = true)]
    async fn who_goes_away_while_waiting_leaves_nothing_behind() {
        let budget = budget(1);
        let permit = budget.acquire(A, 1).await.unwrap();
        let waiting = tokio::spawn({
            let budget = Arc::clone(&budget);
            async move { budget.acquire(B, 1).await.is_ok() }
        });
        tokio::task::yield_now().await;
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        drop(permit);
        let queue = budget.queue();
        assert_eq!((queue.free, queue.waiting.len()), (1, 0));
    }
}
