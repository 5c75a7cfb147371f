//! What comes as one of many on one circuit is not thrown away: the desk shows it last, marked, until somebody looks.

use crate::support::organisation::Organisation;
use crate::support::reporter::ticket_of;
use serde_json::{Value, json};
use std::io::{Write, copy};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Stands where tor stands: names a circuit before each connection that it hands on.
fn hand_on(listener: TcpListener, to: SocketAddr, circuit: Arc<AtomicU32>) {
    std::thread::spawn(move || {
        for near in listener.incoming() {
            let (near, far) = (near.unwrap(), TcpStream::connect(to).unwrap());
            let number = circuit.load(Ordering::Relaxed);
            let line = format!("PROXY TCP6 fc00:dead:beef:4dad::0:{number:x} ::1 {number} 80\r\n");
            (&far).write_all(line.as_bytes()).unwrap();
            for (mut from, mut to) in [
                (near.try_clone().unwrap(), far.try_clone().unwrap()),
                (far, near),
            ] {
                std::thread::spawn(move || {
                    let _ = copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Write);
                });
            }
        }
    });
}

/// An organisation that is reached by circuits; the reports of eight that were sent by one, and of one by another.
fn eight_and_one() -> (Organisation, Vec<String>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let name = listener.local_addr().unwrap().to_string();
    let mut organisation = Organisation::start(&["--circuits", "--public-host", &name]);
    organisation.intake.run_named();
    let circuit = Arc::new(AtomicU32::new(1));
    hand_on(listener, organisation.intake.public, Arc::clone(&circuit));
    for who in ["ana", "bo"] {
        organisation.join(who);
    }
    organisation.all_pull();
    let send = |report: Value, count: usize| -> Vec<String> {
        let reports = Value::from(vec![report; count]);
        let told = organisation.report_at(&format!("http://{name}"), &reports);
        told.iter().map(ticket_of).collect()
    };
    let urgent = |words| json!({"answers": {"story": words, "danger": "yes"}});
    let spam = send(urgent("buy this"), 8);
    circuit.store(2, Ordering::Relaxed);
    let honest = send(urgent("they took my phone"), 1).remove(0);
    organisation.desk("ana", "pull");
    (organisation, spam, honest)
}

#[test]
fn a_burst_waits_behind_everybody_else_until_somebody_looks() {
    let (mut organisation, spam, honest) = eight_and_one();
    let listed = organisation.list("ana");
    let burst: Vec<bool> = listed.iter().map(|row| row["burst"] == true).collect();
    assert_eq!(
        burst,
        [false, false, false, false, true, true, true, true, true],
        "three are a few; what follows is a burst"
    );
    assert!(listed[..4].iter().any(|row| row["ticket"] == honest));
    let shown = organisation.desk("ana", "list");
    let mut lines = shown.lines().skip(4);
    assert_eq!(shown.matches("[one of many]").count(), 5, "{shown}");
    assert!(lines.all(|line| line.contains("[one of many]")), "{shown}");

    // The desk remembers when the intake does not any more; a case that somebody has taken up is one like others.
    organisation.intake.end("-TERM");
    let one = listed
        .iter()
        .find(|row| row["burst"] == true && spam.contains(&ticket_of(row)));
    let one = ticket_of(one.unwrap());
    organisation.desk("ana", &format!("state open {one}"));
    let rows = organisation.list("ana");
    assert_eq!(rows.iter().filter(|row| row["burst"] == true).count(), 4);
}
