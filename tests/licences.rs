//! The licences of everything that is built in go with ours.
//!
//! `cargo deny`, where it is installed, holds them to the same list in deny.toml; this test needs nothing installed.

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
    let known = [
        "MIT",
        "Apache-2.0",
        "BSD-3-Clause",
        "BSD-2-Clause",
        "ISC",
        "Zlib",
        "Unicode-3.0",
        "CC0-1.0",
        "0BSD",
        "Unlicense",
        "BSL-1.0",
        "AGPL-3.0-or-later",
        "MIT-0",
    ];
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
            .all(|part| part.split(" OR ").any(|word| known.contains(&word.trim())));
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
