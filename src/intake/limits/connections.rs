//! The connections of one door: so many and no more. When all places are taken, the circuit that has most of them
//! gives up its oldest for the newcomer; so nobody who has one is shut out by somebody who has many.

use crate::limits::circuit::Circuit;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// All that are connected.
pub struct Crowd {
    most: usize,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    next: u64,
    connected: BTreeMap<u64, (Circuit, Arc<Notify>)>,
}

/// One connection's place. Left when dropped.
pub struct Visit {
    crowd: Arc<Crowd>,
    number: u64,
    cut: Arc<Notify>,
    pub circuit: Circuit,
}

impl Crowd {
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            inside: Mutex::default(),
        })
    }

    /// Comes in, as one of whom nothing is known.
    pub fn enter(self: &Arc<Self>) -> Visit {
        let cut = Arc::new(Notify::new());
        let mut inside = self.inside();
        if inside.connected.len() >= self.most {
            inside.make_room();
        }
        inside.next += 1;
        let (number, circuit) = (inside.next, Circuit::Alone(inside.next));
        inside.connected.insert(number, (circuit, Arc::clone(&cut)));
        drop(inside);
        Visit {
            crowd: Arc::clone(self),
            number,
            cut,
            circuit,
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn make_room(&mut self) {
        let mut crowded: HashMap<Circuit, (usize, u64)> = HashMap::new();
        for (number, (circuit, _)) in &self.connected {
            crowded.entry(*circuit).or_insert((0, *number)).0 += 1;
        }
        let oldest = crowded
            .values()
            .max_by_key(|(count, oldest)| (*count, std::cmp::Reverse(*oldest)));
        if let Some((_, cut)) = oldest.and_then(|(_, number)| self.connected.remove(number)) {
            cut.notify_one();
        }
    }
}

impl Visit {
    /// Its circuit has become known.
    pub fn named(&mut self, circuit: Circuit) {
        self.circuit = circuit;
        if let Some((named, _)) = self.crowd.inside().connected.get_mut(&self.number) {
            *named = circuit;
        }
    }

    /// Comes back only if this connection must make room.
    pub async fn cut(&self) {
        self.cut.notified().await;
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.crowd.inside().connected.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn visit(crowd: &Arc<Crowd>, circuit: u32) -> Visit {
        let mut visit = crowd.enter();
        visit.named(Circuit::Tor(circuit));
        visit
    }

    fn is_cut(visit: &Visit) -> bool {
        visit.cut().now_or_never().is_some()
    }

    #[test]
    fn whoever_has_most_places_makes_room() {
        let crowd = Crowd::new(4);
        let honest = visit(&crowd, 7);
        let flood: Vec<_> = (0..20).map(|_| visit(&crowd, 1)).collect();
        let another = visit(&crowd, 8);
        assert!(!is_cut(&honest) && !is_cut(&another));
        assert_eq!(flood.iter().filter(|visit| !is_cut(visit)).count(), 2);
        drop(flood);
        let few = [visit(&crowd, 1), visit(&crowd, 2)];
        assert!(
            few.iter()
                .chain([&honest, &another])
                .all(|visit| !is_cut(visit)),
            "there is room again"
        );
    }

    #[test]
    fn where_all_have_one_the_oldest_goes() {
        let crowd = Crowd::new(3);
        let visits: Vec<_> = (0..4).map(|circuit| visit(&crowd, circuit)).collect();
        assert_eq!(
            visits.iter().map(is_cut).collect::<Vec<_>>(),
            [true, false, false, false]
        );
    }
}
