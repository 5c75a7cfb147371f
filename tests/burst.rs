//! What comes as one of many on one circuit is not thrown away: the desk shows it last, marked, until somebody looks.

#[path = "support/organisation.rs"]
mod organisation;
mod support;

use organisation::{Organisation, done, fed, reporter, text};
use serde_json::{Value, json};
use std::io::{Write, copy};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Stands where tor stands: names a circuit before each connection that it hands on.
fn hand_on(listener: TcpListener, to: std::net::SocketAddr, circuit: Arc<AtomicU32>) {
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

#[test]
fn a_burst_waits_behind_everybody_else_until_somebody_looks() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let name = listener.local_addr().unwrap().to_string();
    let mut organisation = Organisation::start(&["--circuits", "--public-host", &name]);
    organisation.intake.run_named();
    let circuit = Arc::new(AtomicU32::new(1));
    hand_on(listener, organisation.intake.public, Arc::clone(&circuit));
    let staff = organisation.intake.staff.to_string();
    organisation.join("ana", &format!("http://{staff}"), &[]);

    let send = |story: &str, count: usize| -> Vec<String> {
        let reports = Value::from(vec![
            json!({"answers": {"story": story, "danger": "yes"}});
            count
        ]);
        let (base, root) = (format!("http://{name}"), organisation.root());
        let said = done(fed(
            &mut reporter(&["send", &base, &root]),
            &reports.to_string(),
        ));
        said.lines()
            .map(|line| text(&serde_json::from_str::<Value>(line).unwrap()["ticket"]))
            .collect()
    };
    let spam = send("buy this", 8);
    circuit.store(2, Ordering::Relaxed);
    let honest = send("they took my phone", 1);
    organisation.desk("ana", &["pull"]);

    let listed = organisation.list("ana");
    let burst: Vec<bool> = listed
        .iter()
        .map(|row| row["burst"].as_bool().unwrap())
        .collect();
    assert_eq!(
        burst,
        [false, false, false, false, true, true, true, true, true],
        "three are a few; what follows is a burst"
    );
    assert!(
        listed[..4]
            .iter()
            .any(|row| row["ticket"] == honest[0].as_str())
    );
    let shown = organisation.desk("ana", &["list"]);
    assert_eq!(shown.matches("[one of many]").count(), 5, "{shown}");
    assert!(
        shown
            .lines()
            .skip(4)
            .all(|line| line.contains("[one of many]")),
        "{shown}"
    );

    // The desk remembers when the intake does not any more; a case that somebody has taken up is one like others.
    organisation.intake.end("-TERM");
    let marked: Vec<&String> = spam
        .iter()
        .filter(|ticket| {
            listed
                .iter()
                .any(|row| row["ticket"] == ticket.as_str() && row["burst"] == true)
        })
        .collect();
    organisation.desk("ana", &["state", "open", marked[0]]);
    assert_eq!(
        organisation
            .list("ana")
            .iter()
            .filter(|row| row["burst"] == true)
            .count(),
        4
    );
}
