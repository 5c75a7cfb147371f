//! Room in memory for bodies on their way in: so much and no more, shared out among circuits.
//!
//! A body is read only once there is room for the whole of it. Until then it waits in the sockets, and whoever
//! holds least is served first. While others wait, the slowest of what takes too long is cut off.

use crate::limits::circuit::Circuit;
use crate::limits::memory_queue::{Coming, Inside, Waiting};
use crate::refusal::Refusal;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Nobody waits longer for room in memory.
const PATIENCE: Duration = Duration::from_secs(60);
/// Up to here a body is small: most reports are, and they never wait behind large ones.
const SMALL: usize = 64 << 10;
/// Room for small bodies: a thousand reports of the smallest size.
const SMALL_ROOM: usize = 16 << 20;
/// Room for large ones: ten pieces.
const LARGE_ROOM: usize = 10 << 20;

/// Whoever waits looks so often whether somebody is too slow.
const LOOK: Duration = Duration::from_secs(1);

/// Room in memory for what is on its way in.
#[derive(Clone)]
pub struct Rooms {
    small: Arc<Room>,
    large: Arc<Room>,
}

impl Rooms {
    pub fn new() -> Self {
        Self {
            small: Room::new(SMALL_ROOM, Duration::from_secs(10), PATIENCE),
            large: Room::new(LARGE_ROOM, Duration::from_secs(30), PATIENCE),
        }
    }

    /// Waits for room for `bytes`, among bodies of about that size.
    pub async fn place(&self, circuit: Circuit, bytes: usize) -> Result<Place, Refusal> {
        let room = if bytes <= SMALL {
            &self.small
        } else {
            &self.large
        };
        room.place(circuit, bytes).await
    }
}

/// Room of one kind.
pub struct Room {
    /// A body that takes longer may be cut off for another, if it is the slowest.
    time: Duration,
    /// Nobody waits longer.
    patience: Duration,
    inside: Mutex<Inside>,
}

/// Room for one body. Given back when dropped.
pub struct Place {
    room: Arc<Room>,
    number: u64,
    coming: Arc<Coming>,
}

impl Room {
    pub fn new(free: usize, time: Duration, patience: Duration) -> Arc<Self> {
        let inside = Mutex::new(Inside::new(free));
        Arc::new(Self {
            time,
            patience,
            inside,
        })
    }

    /// Waits for room for `bytes`, within reason.
    pub async fn place(self: &Arc<Self>, circuit: Circuit, bytes: usize) -> Result<Place, Refusal> {
        let (granted, mut wait) = oneshot::channel();
        let number = self.inside().enter(Waiting {
            circuit,
            bytes,
            granted,
        });
        let begun = Instant::now();
        let mut leave = Leave {
            room: self,
            number,
            armed: true,
        };
        loop {
            if let Ok(Ok(coming)) = tokio::time::timeout(LOOK, &mut wait).await {
                leave.armed = false;
                return Ok(Place {
                    room: Arc::clone(self),
                    number,
                    coming,
                });
            }
            if begun.elapsed() >= self.patience {
                return Err(Refusal::Unavailable);
            }
            self.inside().cut_the_slowest(self.time);
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever stops waiting leaves the queue; what was granted meanwhile goes back.
struct Leave<'a> {
    room: &'a Room,
    number: u64,
    armed: bool,
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        if self.armed {
            self.room.inside().leave(self.number);
        }
    }
}

impl Place {
    /// So many bytes more are here.
    pub fn came(&self, bytes: usize) {
        self.coming.came.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Comes back only if this body must make room for others.
    pub async fn cut(&self) {
        self.coming.cut.notified().await;
    }

    /// The body is whole: from now on it is not its sender who keeps others waiting.
    pub fn whole(&self) {
        self.room.inside().whole(self.number);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.room.inside().give_back(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::memory_queue::AT_A_TIME;

    const A: Circuit = Circuit::Tor(1);
    const B: Circuit = Circuit::Tor(2);

    fn room(free: usize) -> Arc<Room> {
        Room::new(free, Duration::from_secs(30), Duration::from_secs(60))
    }

    #[tokio::test(start_paused = true)]
    async fn one_circuit_never_holds_more_than_its_part() {
        let room = room(100);
        let mut places = Vec::new();
        for _ in 0..AT_A_TIME {
            places.push(room.place(A, 1).await.unwrap());
        }
        assert_eq!(room.place(A, 1).await.err(), Some(Refusal::Unavailable));
        assert!(room.place(B, 1).await.is_ok());
        places.pop();
        assert!(room.place(A, 1).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn who_holds_least_is_served_first() {
        let room = room(2);
        let places = [
            room.place(A, 1).await.unwrap(),
            room.place(Circuit::Tor(3), 1).await.unwrap(),
        ];
        let order = Arc::new(Mutex::new(Vec::new()));
        let wait = |circuit| {
            let (room, order) = (Arc::clone(&room), Arc::clone(&order));
            tokio::spawn(async move {
                let place = room.place(circuit, 1).await.unwrap();
                order.lock().unwrap().push(circuit);
                drop(place);
            })
        };
        let waiting = [wait(A), wait(A), wait(B)];
        tokio::task::yield_now().await;
        let [first, second] = places;
        drop(second);
        for one in waiting {
            one.await.unwrap();
        }
        assert_eq!(*order.lock().unwrap(), [B, A, A]);
        drop(first);
        assert_eq!(room.inside().free, 2, "all was given back");
    }

    #[tokio::test]
    async fn who_is_slow_is_cut_off_only_for_somebody_else_and_never_when_whole() {
        let room = Room::new(3, Duration::ZERO, Duration::from_secs(60));
        let (slow, whole) = (
            room.place(A, 1).await.unwrap(),
            room.place(A, 1).await.unwrap(),
        );
        whole.whole();
        let slower = room.place(Circuit::Tor(4), 1).await.unwrap();
        slow.came(2);
        slower.came(1);
        let nobody = tokio::time::timeout(Duration::from_millis(50), slow.cut()).await;
        assert!(nobody.is_err(), "nobody waits");
        let next = tokio::spawn({
            let room = Arc::clone(&room);
            async move { room.place(B, 1).await.is_ok() }
        });
        slower.cut().await;
        drop(slower);
        assert!(next.await.unwrap());
        drop(slow);
        drop(whole);
    }

    #[tokio::test(start_paused = true)]
    async fn who_goes_away_while_waiting_leaves_nothing_behind() {
        let room = room(1);
        let place = room.place(A, 1).await.unwrap();
        let waiting = tokio::spawn({
            let room = Arc::clone(&room);
            async move { room.place(B, 1).await.is_ok() }
        });
        tokio::task::yield_now().await;
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        drop(place);
        let inside = room.inside();
        assert_eq!((inside.free, inside.waiting.len()), (1, 0));
    }
}
