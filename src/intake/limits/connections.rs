//! The connections of one listener, of which there is a limited number. When it is reached, the circuit that has most
//! of them loses its oldest to the newcomer; so nobody who has one is shut out by somebody who has many.

use crate::limits::circuit::Circuit;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// All open connections of a listener.
pub struct Connections {
    most: usize,
    admitted: Mutex<Admitted>,
}

#[derive(Default)]
struct Admitted {
    next: u64,
    connected: BTreeMap<u64, (Circuit, Arc<Notify>)>,
}

/// One open connection. Dropping it makes room for another.
pub struct Connection {
    connections: Arc<Connections>,
    number: u64,
    cut: Arc<Notify>,
    pub circuit: Circuit,
}

impl Connections {
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            admitted: Mutex::default(),
        })
    }

    /// Admits a connection whose circuit is not known yet.
    pub fn admit(self: &Arc<Self>) -> Connection {
        let cut = Arc::new(Notify::new());
        let mut admitted = self.admitted();
        if admitted.connected.len() >= self.most {
            admitted.make_room();
        }
        admitted.next += 1;
        let (number, circuit) = (admitted.next, Circuit::Alone(admitted.next));
        admitted
            .connected
            .insert(number, (circuit, Arc::clone(&cut)));
        drop(admitted);
        Connection {
            connections: Arc::clone(self),
            number,
            cut,
            circuit,
        }
    }

    fn admitted(&self) -> MutexGuard<'_, Admitted> {
        self.admitted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Admitted {
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

impl Connection {
    /// Notes the circuit, which has become known.
    pub fn set_circuit(&mut self, circuit: Circuit) {
        self.circuit = circuit;
        if let Some((named, _)) = self.connections.admitted().connected.get_mut(&self.number) {
            *named = circuit;
        }
    }

    /// Returns only if this connection must make room for another.
    pub async fn cut(&self) {
        self.cut.notified().await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.connections.admitted().connected.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn connect(connections: &Arc<Connections>, circuit: u32) -> Connection {
        let mut connection = connections.admit();
        connection.set_circuit(Circuit::Tor(circuit));
        connection
    }

    fn is_cut(connection: &Connection) -> bool {
        connection.cut().now_or_never().is_some()
    }

    #[test]
    fn whoever_has_most_places_makes_room() {
        let connections = Connections::new(4);
        let honest = connect(&connections, 7);
        let flood: Vec<_> = (0..20).map(|_| connect(&connections, 1)).collect();
        let another = connect(&connections, 8);
        assert!(!is_cut(&honest) && !is_cut(&another));
        assert_eq!(
            flood
                .iter()
                .filter(|connection| !is_cut(connection))
                .count(),
            2
        );
        drop(flood);
        let few = [connect(&connections, 1), connect(&connections, 2)];
        assert!(
            few.iter()
                .chain([&honest, &another])
                .all(|connection| !is_cut(connection)),
            "there is room again"
        );
    }

    #[test]
    fn where_all_have_one_the_oldest_goes() {
        let connections = Connections::new(3);
        let all: Vec<_> = (0..4)
            .map(|circuit| connect(&connections, circuit))
            .collect();
        assert_eq!(
            all.iter().map(is_cut).collect::<Vec<_>>(),
            [true, false, false, false]
        );
    }
}
