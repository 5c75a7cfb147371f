//! The walls of the house, held against the dependency graph: the intake can open nothing, by construction.

mod support {
    pub mod imports;
}

use std::collections::BTreeSet;
use std::process::Command;
use support::imports::{Room, sources};

const TOP: &str = env!("CARGO_MANIFEST_DIR");

/// Crates that open, or that only somebody who opens would need.
const OPENS: [&str; 20] = [
    "age",
    "age-core",
    "aead",
    "aes",
    "aes-gcm",
    "argon2",
    "bech32",
    "chacha20",
    "chacha20poly1305",
    "crypto_box",
    "ghash",
    "hkdf",
    "hpke",
    "kem",
    "ml-kem",
    "poly1305",
    "polyval",
    "salsa20",
    "sha3",
    "x25519-dalek",
];

/// The crates in a room's graph, built alone: normal dependencies, for this machine.
fn graph(room: &str) -> BTreeSet<String> {
    let arguments = [
        "tree",
        "--locked",
        "--no-default-features",
        "--features",
        room,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    names(&String::from_utf8(output.stdout).unwrap())
}

fn names(tree: &str) -> BTreeSet<String> {
    tree.lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn that_open(graph: &BTreeSet<String>) -> Vec<&str> {
    OPENS
        .into_iter()
        .filter(|name| graph.contains(*name))
        .collect()
}

#[test]
fn the_intake_holds_nothing_that_opens() {
    let graph = graph("intake");
    assert!(
        graph.contains("rusqlite") && graph.contains("axum"),
        "this is the intake's graph: {graph:?}"
    );
    assert_eq!(that_open(&graph), [""; 0]);
}

#[test]
fn a_forbidden_edge_is_caught() {
    let tree = "sotto v0.1.0 (/somewhere)\naxum v0.8.9\nage v0.12.1\nage-core v0.12.0\n";
    assert_eq!(that_open(&names(tree)), ["age", "age-core"]);
    // And in a real graph, of a room that may open.
    let desk = that_open(&graph("desk"))
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    for name in ["age", "aes-gcm", "ml-kem", "chacha20poly1305"] {
        assert!(desk.contains(&name.to_owned()), "{desk:?}");
    }
}

#[test]
fn no_feature_but_its_own_room_is_needed_for_the_ground_floor() {
    let floor = graph("");
    assert_eq!(that_open(&floor), [""; 0]);
    for none in ["tokio", "rusqlite", "axum", "clap", "getrandom"] {
        assert!(!floor.contains(none), "{none} is what one room alone needs");
    }
}

#[test]
fn statistics_serve_nothing_and_hold_no_database() {
    let stats = graph("stats");
    for none in ["axum", "rusqlite", "libsqlite3-sys"] {
        assert!(!stats.contains(none), "{none}");
    }
}

#[test]
fn no_room_takes_in_a_file_of_another() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/");
    let taken = |room: &str| {
        let mut found = BTreeSet::new();
        let mut folders = vec![std::path::PathBuf::from(format!("{root}{room}"))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
            {
                if entry.is_dir() {
                    folders.push(entry);
                    continue;
                }
                if entry.extension().is_none_or(|kind| kind != "rs") {
                    continue;
                }
                let text = std::fs::read_to_string(&entry).unwrap();
                found.extend(
                    text.lines()
                        .filter(|line| {
                            line.trim_start().starts_with("#[path") || line.contains("include!(")
                        })
                        .map(|line| line.trim().to_owned()),
                );
            }
        }
        found
    };
    let shared =
        ["client", "keyring", "messages"].map(|name| format!("#[path = \"../{name}/mod.rs\"]"));
    assert_eq!(taken("intake"), BTreeSet::new());
    assert_eq!(taken("desk"), BTreeSet::from(shared.clone()));
    assert_eq!(taken("stats"), BTreeSet::from(shared));
}

#[test]
fn no_file_imports_in_a_circle_upward_or_sideways() {
    let rust = sources(TOP, "src", "rs");
    let scripts = sources(TOP, "frontend", "ts");
    let roots = [
        "src/lib.rs",
        "src/intake/main.rs",
        "src/desk/main.rs",
        "src/stats/main.rs",
    ];
    let pages = ["frontend/form", "frontend/desk"];
    let rooms = roots.map(|root| Room::rust(root, &rust)).into_iter();
    let rooms = rooms.chain(pages.map(|folder| Room::typescript(folder, &scripts)));
    // The client, the keyring and the messages stand in two rooms.
    let mut found = BTreeSet::new();
    for (room, name) in rooms.zip(roots.iter().chain(&pages)) {
        found.extend(room.findings());
        if room.files() < 5 {
            found.insert(format!("{name}: no room, having {} files", room.files()));
        }
    }
    assert!(
        found.is_empty(),
        "{} findings:\n{}",
        found.len(),
        found.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn the_architecture_document_names_only_files_that_exist() {
    let text = std::fs::read_to_string(format!("{TOP}/docs/architecture.md"))
        .expect("docs/architecture.md");
    let mut fenced = false;
    let prose = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fence && !fenced
    });
    let quoted: Vec<&str> = prose
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|word| !word.contains([' ', '<']) && !word.starts_with(['/', '-']))
        .collect();
    // A line or a function may follow a colon.
    let paths: BTreeSet<&str> = quoted
        .into_iter()
        .filter_map(|word| word.split(':').next())
        .filter(|path| path.contains('/') || path.ends_with(".rs") || path.ends_with(".ts"))
        .collect();
    assert!(
        paths.len() >= 10,
        "it names the files of three walks: {paths:?}"
    );
    let missing: Vec<&str> = paths
        .into_iter()
        .filter(|path| !std::path::Path::new(TOP).join(path).exists())
        .collect();
    assert_eq!(missing, [""; 0], "say the whole path, from the top");
}
