//! Who waits for memory and who holds it: in which order it is granted, and who must give it back.

use crate::limits::circuit::Circuit;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;

/// How many bodies one circuit may have on their way at a time: as many as the page sends pieces.
pub const AT_A_TIME: usize = 4;

/// How much memory is free, who holds the rest, and who waits.
#[derive(Default)]
pub struct MemoryQueue {
    pub free: usize,
    next: u64,
    held: BTreeMap<u64, Held>,
    pub waiting: BTreeMap<u64, Waiting>,
}

struct Held {
    circuit: Circuit,
    bytes: usize,
    since: Instant,
    /// `None` once the body is whole, and waits for the writer alone.
    coming: Option<Arc<Coming>>,
}

/// A body on its way.
#[derive(Default)]
pub struct Coming {
    /// How many bytes of it have arrived.
    pub came: AtomicUsize,
    /// Notified when it must make room.
    pub cut: Notify,
}

/// A body that waits for memory and is not read yet.
pub struct Waiting {
    pub circuit: Circuit,
    pub bytes: usize,
    pub granted: oneshot::Sender<Arc<Coming>>,
}

impl MemoryQueue {
    pub fn new(free: usize) -> Self {
        Self {
            free,
            ..Self::default()
        }
    }

    pub fn enter(&mut self, waiting: Waiting) -> u64 {
        self.next += 1;
        self.waiting.insert(self.next, waiting);
        let number = self.next;
        self.settle();
        number
    }

    /// Grants what memory there is: first to the circuit that holds least, then to the body that came first.
    fn settle(&mut self) {
        while let Some((number, waiting)) = self.take_first() {
            let coming = Arc::<Coming>::default();
            if waiting.granted.send(Arc::clone(&coming)).is_ok() {
                self.free -= waiting.bytes;
                let held = Held {
                    circuit: waiting.circuit,
                    bytes: waiting.bytes,
                    since: Instant::now(),
                    coming: Some(coming),
                };
                self.held.insert(number, held);
            }
        }
    }

    /// Takes the body whose turn it is out of the queue, if there is memory for it.
    fn take_first(&mut self) -> Option<(u64, Waiting)> {
        let (_, number) = self
            .waiting
            .iter()
            .map(|(number, waiting)| (self.bodies_of(waiting.circuit), *number))
            .filter(|(bodies, _)| *bodies < AT_A_TIME)
            .min()?;
        let fits = self.waiting.get(&number)?.bytes <= self.free;
        let waiting = fits.then(|| self.waiting.remove(&number))?;
        waiting.map(|waiting| (number, waiting))
    }

    fn bodies_of(&self, circuit: Circuit) -> usize {
        self.held
            .values()
            .filter(|held| held.circuit == circuit)
            .count()
    }

    /// Cuts off the slowest of the bodies that have taken longer than `time`, if another could have its memory.
    pub fn cut_the_slowest(&mut self, time: Duration) {
        if !self
            .waiting
            .values()
            .any(|waiting| self.bodies_of(waiting.circuit) < AT_A_TIME)
        {
            return;
        }
        let late = self
            .held
            .values_mut()
            .filter(|held| held.since.elapsed() > time);
        let slowest = late
            .filter_map(|held| Some((held.pace()?, held)))
            .min_by(|(one, _), (other, _)| one.total_cmp(other));
        if let Some(coming) = slowest.and_then(|(_, held)| held.coming.take()) {
            coming.cut.notify_one();
        }
    }

    pub fn give_back(&mut self, number: u64) {
        if let Some(held) = self.held.remove(&number) {
            self.free += held.bytes;
            self.settle();
        }
    }

    /// Takes a body out of the queue, and gives back what was granted meanwhile.
    pub fn leave(&mut self, number: u64) {
        self.waiting.remove(&number);
        self.give_back(number);
    }

    /// Notes that a body is whole: it cannot be cut off any more.
    pub fn whole(&mut self, number: u64) {
        if let Some(held) = self.held.get_mut(&number) {
            held.coming = None;
        }
    }
}

impl Held {
    /// Returns the bytes a second at which it comes; `None` once it is whole or was cut off.
    fn pace(&self) -> Option<f64> {
        let came = self.coming.as_ref()?.came.load(Ordering::Relaxed);
        let came = u32::try_from(came).unwrap_or(u32::MAX);
        Some(f64::from(came) / self.since.elapsed().as_secs_f64())
    }
}
