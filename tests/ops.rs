//! What an operator copies from `ops/`: tor accepts it, systemd finds it tight, and the handlers' service can't be left open.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const TOP: &str = env!("CARGO_MANIFEST_DIR");

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("ops-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn clients(arguments: &[&str]) -> Output {
    Command::new(format!("{TOP}/ops/tor/clients"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn tor_takes_the_torrcs_and_they_say_what_they_must() {
    let read = |name: &str| fs::read_to_string(format!("{TOP}/ops/tor/{name}.torrc")).unwrap();
    let all = ["host", "public", "staff"].map(read).concat();
    let settings: Vec<&str> = all
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect();
    for needed in [
        "SocksPort 0",
        "HiddenServiceExportCircuitID haproxy",
        "HiddenServiceMaxStreams 64",
        "HiddenServiceMaxStreamsCloseCircuit 0",
        "HiddenServicePoWDefensesEnabled 1",
        "HiddenServicePort 80 unix:/run/sotto/public.sock",
        "HiddenServicePort 80 unix:/run/sotto/staff.sock",
    ] {
        assert!(settings.contains(&needed), "{needed}");
    }
    assert!(
        !settings.iter().any(|line| line.starts_with("Sandbox")),
        "any reload would end tor"
    );
    let folder = folder("torrc");
    let torrc = all.replace("/var/lib/tor/", &format!("{}/", folder.display()));
    fs::write(folder.join("torrc"), torrc).unwrap();
    fs::write(folder.join("empty"), "").unwrap();
    let verified = Command::new("tor")
        .args(["--verify-config", "--defaults-torrc"])
        .arg(folder.join("empty"))
        .arg("-f")
        .arg(folder.join("torrc"))
        .arg("--DataDirectory")
        .arg(folder.join("data"))
        .output()
        .expect("tor; ops/setup test installs it");
    let said = String::from_utf8(verified.stdout).unwrap();
    assert!(
        verified.status.success() && said.contains("Configuration was valid"),
        "{said}"
    );
    assert!(
        !said.contains("[warn]")
            || said
                .lines()
                .filter(|line| line.contains("[warn]"))
                .all(|line| line.contains("running Tor as root")),
        "{said}"
    );
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn no_tor_of_ours_writes_down_how_many_came() {
    let mut tors = 0;
    for entry in fs::read_dir(format!("{TOP}/ops/tor")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "torrc") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        // A file that adds a service is read by a tor that another file sets up.
        if text
            .lines()
            .any(|line| line.starts_with("HiddenServiceDir "))
        {
            continue;
        }
        tors += 1;
        assert!(
            text.lines().any(|line| line == "HeartbeatPeriod 0"),
            "{}: tor would write every six hours how many introductions came",
            path.display()
        );
    }
    assert!(tors > 0, "at least one tor hosts the services");
}

#[test]
fn systemd_finds_the_unit_tight() {
    let output = Command::new("systemd-analyze")
        .args(["security", "--offline=true"])
        .arg(format!("{TOP}/ops/systemd/sotto-intake.service"))
        .output()
        .expect("systemd-analyze; ops/setup test installs it");
    let said = String::from_utf8(output.stdout).unwrap();
    let exposure = said
        .split("sotto-intake.service: ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
        .unwrap();
    assert!(exposure.parse::<f64>().unwrap() <= 0.5, "{exposure}");
}

#[test]
fn the_handlers_service_is_never_left_open_to_everybody() {
    let folder = folder("clients");
    let service = folder.join("staff");
    let dir = service.to_str().unwrap();
    let refused = |arguments: &[&str], because: &str| {
        let output = clients(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(because), "{said}");
    };
    refused(&["check", dir], "tor would let EVERYBODY in");
    assert!(clients(&["init", dir]).status.success() && clients(&["check", dir]).status.success());
    fs::write(
        service.join("hostname"),
        format!("{}.onion\n", "a".repeat(56)),
    )
    .unwrap();
    let added = clients(&["add", dir, "ana"]);
    let line = String::from_utf8(added.stdout).unwrap();
    let (name, key) = line.trim().split_once(":descriptor:x25519:").unwrap();
    assert_eq!(
        (name.len(), key.len(), added.status.success()),
        (56, 52, true)
    );
    let kept = fs::read_to_string(service.join("authorized_clients/ana.auth")).unwrap();
    assert!(
        kept.starts_with("descriptor:x25519:") && !kept.contains(key),
        "the private half is not kept"
    );
    refused(&["add", dir, "ana"], "has a key already");
    refused(&["add", dir, "../ana"], "name a handler with");
    refused(&["drop", dir, "sentinel"], "name a handler with");
    assert!(
        clients(&["drop", dir, "ana"]).status.success()
            && clients(&["check", dir]).status.success(),
        "the sentinel stays"
    );
    let sentinel = service.join("authorized_clients/sentinel.auth");
    fs::write(&sentinel, "descriptor:x25519:short\n").unwrap();
    refused(&["check", dir], "not well formed");
    fs::remove_file(&sentinel).unwrap();
    refused(&["check", dir], "EVERYBODY");
    refused(&["frobnicate", dir], "say init, add, drop or check");
    fs::remove_dir_all(folder).unwrap();
}

/// Runs `script` as if ops/environment stood at its head, in `folder`, with a hostile surrounding; returns what it prints.
fn surrounded(folder: &Path, script: &str) -> String {
    let decoy = folder.join("decoy");
    fs::create_dir_all(decoy.join("ops")).unwrap();
    let output = Command::new("bash")
        .args(["-euc", &format!("source '{TOP}/ops/environment'; {script}")])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("built here"))
        .env("CARGO_BUILD_TARGET", "wasm32-unknown-unknown")
        .env("CDPATH", &decoy)
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("GREP_OPTIONS", "--invert-match")
        .env("SOTTO_DEMO_DIR", "demo")
        .env_remove("SOTTO_BIN")
        .output()
        .unwrap();
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{complaints}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn scripts_find_the_programs_wherever_cargo_builds() {
    let folder = folder("environment");
    let found = surrounded(&folder, "programs");
    let rooms = folder.join("built here/rooms");
    assert_eq!(found, rooms.to_str().unwrap());
    let found = surrounded(&folder, "SOTTO_BIN=my/programs programs");
    assert_eq!(found, folder.join("my/programs").to_str().unwrap());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_callers_environment_changes_nothing_in_scripts() {
    let folder = folder("surroundings");
    let script = "pwd; from_caller \"$SOTTO_DEMO_DIR\"; printf '\\n%s %s\\n' \"$LC_ALL\" \"${CARGO_BUILD_TARGET-none}\"; cd ops; pwd";
    let expected = format!(
        "{TOP}\n{}/demo\nC.UTF-8 none\n{TOP}/ops\n",
        folder.display()
    );
    assert_eq!(surrounded(&folder, script), expected);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn every_script_leaves_the_callers_environment_aside() {
    for path in ["ops", "ops/demo"]
        .into_iter()
        .flat_map(|folder| fs::read_dir(format!("{TOP}/{folder}")).unwrap())
    {
        let path = path.unwrap().path();
        let text = fs::read_to_string(&path).unwrap_or_default();
        if text.starts_with("#!/usr/bin/env bash") {
            let source = text
                .lines()
                .position(|line| line.starts_with("source \"$(dirname \"$0\")/"));
            let strict = text.lines().position(|line| line == "set -euo pipefail");
            assert!(strict.is_some() && strict < source, "{}", path.display());
        }
    }
}
