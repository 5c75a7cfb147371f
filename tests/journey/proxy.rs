//! A desk behind a SOCKS proxy, as behind tor; and connections that break off.

use crate::report::noise;
use crate::support::organisation::Organisation;
use crate::support::reporter::ticket_of;
use crate::support::says;
use serde_json::json;
use std::collections::VecDeque;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

const ONION: &str = "staffdoor.onion";

/// The names that a proxy was asked for.
type Asked = Arc<Mutex<Vec<String>>>;

/// After how many bytes of answer the next connections end, one after the other; later ones live.
type Cuts = Arc<Mutex<VecDeque<u64>>>;

/// An organisation whose handlers' door is an onion service, which is reached by a proxy. Both handlers have pulled.
fn behind_a_proxy() -> (Organisation, Asked, Cuts) {
    let mut organisation = Organisation::start(&["--staff-host", ONION]);
    organisation.intake.run_named();
    let (asked, cuts) = (Asked::default(), Cuts::default());
    let proxy = socks(
        organisation.intake.staff,
        Arc::clone(&asked),
        Arc::clone(&cuts),
    );
    let by_proxy = format!("--proxy socks5h://{proxy}");
    for who in ["ana", "bo"] {
        organisation.join_at(who, &format!("http://{ONION}"), &by_proxy);
    }
    organisation.all_pull();
    (organisation, asked, cuts)
}

#[test]
fn a_desk_pulls_over_socks_and_lets_the_proxy_resolve_the_name() {
    let (organisation, asked, _) = behind_a_proxy();
    organisation.stories(["over socks"]);
    assert_eq!(organisation.desk("ana", "pull"), "1 new report.\n");
    let asked = asked.lock().unwrap();
    assert!(
        !asked.is_empty() && asked.iter().all(|name| name == "staffdoor.onion:80"),
        "{asked:?}"
    );
}

#[test]
fn a_proxy_that_would_have_us_resolve_the_name_is_refused() {
    let organisation = Organisation::start(&[]);
    let leaky = "join --root intake/root.pub --intake http://x.onion --proxy socks5://127.0.0.1:1";
    says(organisation.refused("ana", leaky), ["socks5h"]);
}

#[test]
fn a_transfer_that_breaks_off_is_taken_up_where_it_broke() {
    let (organisation, asked, cuts) = behind_a_proxy();
    let file = organisation.at("long.bin");
    let bytes = noise(2_500_000);
    fs::write(&file, &bytes).unwrap();
    let told =
        organisation.report(&json!([{"answers": {"story": "in bad weather"}, "files": [file]}]));
    // The first connection ends within the first piece, the next within the rest of it, the third in another.
    cuts.lock().unwrap().extend([400_000, 300_000, 900_000]);
    let before = asked.lock().unwrap().len();
    assert_eq!(organisation.desk("ana", "pull"), "1 new report.\n");
    assert!(
        asked.lock().unwrap().len() >= before + 4,
        "one connection more for each that broke off"
    );
    let attachment = format!("attachment {} 1 --out long.out", ticket_of(&told[0]));
    organisation.desk("ana", &attachment);
    assert_eq!(fs::read(organisation.at("long.out")).unwrap(), bytes);
}

/// A SOCKS5 proxy (RFC 1928) that writes down the names it is asked for, and leads all of them to `target`.
fn socks(target: SocketAddr, asked: Asked, cuts: Cuts) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (client, asked) = (client.unwrap(), Arc::clone(&asked));
            let cut = cuts.lock().unwrap().pop_front().unwrap_or(u64::MAX);
            std::thread::spawn(move || lead(client, target, &asked, cut));
        }
    });
    address
}

fn lead(mut client: TcpStream, target: SocketAddr, asked: &Mutex<Vec<String>>, cut: u64) {
    asked.lock().unwrap().push(asked_for(&mut client));
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
    let server = TcpStream::connect(target).unwrap();
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    std::thread::spawn(move || std::io::copy(&mut from, &mut to));
    let _ = std::io::copy(&mut server.take(cut), &mut client);
    let _ = client.shutdown(std::net::Shutdown::Both);
}

/// Greets a client; returns the name and the port that it asks for.
fn asked_for(client: &mut TcpStream) -> String {
    let mut head = [0; 2];
    client.read_exact(&mut head).unwrap();
    client.read_exact(&mut vec![0; head[1].into()]).unwrap();
    client.write_all(&[5, 0]).unwrap();
    let mut request = [0; 5];
    client.read_exact(&mut request).unwrap();
    assert_eq!(request[3], 3, "a name, and not an address");
    let mut name = vec![0; request[4].into()];
    let mut port = [0; 2];
    client.read_exact(&mut name).unwrap();
    client.read_exact(&mut port).unwrap();
    let name = String::from_utf8(name).unwrap();
    format!("{name}:{}", u16::from_be_bytes(port))
}
