//! The licences of everything that is built in go with ours.
//!
//! `make check` asks cargo-deny, which `ops/setup` installs; this test reads the same list and needs nothing installed.

use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn every_licence_goes_with_ours() {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--all-features",
            "--locked",
            "--format-version",
            "1",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let known = allowed();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    for package in packages {
        let licence = package["license"]
            .as_str()
            .map_or_else(|| in_its_file(package), str::to_owned)
            .replace('/', " OR ")
            .replace(['(', ')'], " ")
            .replace(" WITH LLVM-exception", "");
        let fits = licence
            .split(" AND ")
            .all(|part| part.split(" OR ").any(|word| known.contains(word.trim())));
        assert!(fits, "{}: {}", package["name"], package["license"]);
    }
}

/// Of a package that names a file instead of a licence: what its first line says.
fn in_its_file(package: &serde_json::Value) -> String {
    let manifest = std::path::Path::new(package["manifest_path"].as_str().unwrap());
    let file = package["license_file"].as_str().unwrap_or("none");
    let text = std::fs::read_to_string(manifest.with_file_name(file)).unwrap_or_default();
    let first = text.lines().next().unwrap_or_default();
    first.trim_end_matches(" License").to_owned()
}

/// Returns the licences that deny.toml allows.
fn allowed() -> BTreeSet<String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).unwrap();
    let (_, list) = text.split_once("\nallow = [").unwrap();
    let (list, _) = list.split_once(']').unwrap();
    let names = list.split('"').skip(1).step_by(2);
    names.map(str::to_owned).collect()
}
