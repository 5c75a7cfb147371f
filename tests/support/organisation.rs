//! A whole organisation made by the programs, as people would make it: keys, roster, site, an intake, and the
//! form's own code under node for its reporters.
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test file uses its own part of it"
)]

use crate::support::{self, Folder, Intake};
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};

const PASSPHRASE: &str = "correct horse battery staple";

/// Keys, roster, site and an intake that runs; each person in a folder of their own.
pub struct Organisation {
    pub people: Folder,
    pub intake: Intake,
}

impl Organisation {
    pub fn start(options: &[&str]) -> Self {
        Self::start_with("64,64,16,8,32", options)
    }

    /// The same, with so many slots.
    pub fn start_with(slots: &str, options: &[&str]) -> Self {
        let organisation = Self {
            people: Folder::new(),
            intake: Intake::make(slots, options),
        };
        let at = |name: &str| organisation.people.0.join(name);
        fs::write(at("passphrase"), PASSPHRASE).unwrap();
        fs::set_permissions(at("passphrase"), fs::Permissions::from_mode(0o600)).unwrap();
        let own = |name: &str| {
            organisation
                .intake
                .folder
                .0
                .join(name)
                .display()
                .to_string()
        };
        for folder in ["site", "roster"] {
            fs::remove_dir_all(own(folder)).unwrap();
        }
        fs::remove_file(own("root.pub")).unwrap();
        organisation.desk(
            "root",
            &["key", "new", "--id", "root", "--public", &own("root.pub")],
        );
        for (program, id) in [
            ("desk", "ana"),
            ("desk", "bo"),
            ("stats", "cy"),
            ("stats", "di"),
        ] {
            let card = at(&format!("{id}.json")).display().to_string();
            done(organisation.program(program, id, &["key", "new", "--id", id, "--card", &card]));
        }
        organisation.sign_roster("Helpline", 1);
        organisation.desk(
            "root",
            &[
                "site",
                "build",
                "--page",
                concat!(env!("CARGO_MANIFEST_DIR"), "/frontend/dist"),
                "--roster",
                &own("roster"),
                "--out",
                &own("site"),
            ],
        );
        organisation
    }

    pub fn run(mut self) -> Self {
        self.intake.run();
        for handler in ["ana", "bo"] {
            self.join(handler, &format!("http://{}", self.intake.staff), &[]);
        }
        self
    }

    pub fn sign_roster(&self, name: &str, serial: u32) {
        let card = |id: &str| self.at(&format!("{id}.json"));
        let (from, to) = (days_from_now(0), days_from_now(30));
        let out = self.intake.folder.0.join("roster").display().to_string();
        self.desk(
            "root",
            &[
                "roster",
                "sign",
                "--organisation",
                name,
                "--serial",
                &serial.to_string(),
                "--from",
                &from,
                "--to",
                &to,
                "--demo",
                "--out",
                &out,
                "--handler",
                &card("ana"),
                "--handler",
                &card("bo"),
                "--coordinator",
                &card("cy"),
                "--coordinator",
                &card("di"),
            ],
        );
    }

    pub fn join(&self, handler: &str, address: &str, more: &[&str]) {
        let root = self.intake.folder.0.join("root.pub").display().to_string();
        self.desk(
            handler,
            &[&["join", "--root", &root, "--intake", address], more].concat(),
        );
    }

    pub fn at(&self, name: &str) -> String {
        self.people.0.join(name).display().to_string()
    }

    pub fn program(&self, program: &str, who: &str, arguments: &[&str]) -> Output {
        self.command(program, who, arguments).output().unwrap()
    }

    /// Runs a command, and kills it after so long; it may have ended before.
    pub fn killed(&self, program: &str, who: &str, arguments: &[&str], milliseconds: u64) {
        let mut command = self.command(program, who, arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        let _ = child.kill();
        child.wait().unwrap();
    }

    fn command(&self, program: &str, who: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(if program == "desk" {
            env!("CARGO_BIN_EXE_sotto-desk")
        } else {
            env!("CARGO_BIN_EXE_sotto-stats")
        });
        command
            .args(["--folder", &self.at(who)])
            .args(["--passphrase-file", &self.at("passphrase")])
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    /// Runs a command that succeeds; what it says.
    #[track_caller]
    pub fn desk(&self, who: &str, arguments: &[&str]) -> String {
        done(self.program("desk", who, arguments))
    }

    /// Runs a command that fails with `code`; the one line that it says.
    #[track_caller]
    pub fn fails(&self, program: &str, who: &str, arguments: &[&str], code: i32) -> String {
        let output = self.program(program, who, arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{said}");
        said
    }

    /// Runs a command that reads `input`; what it says, and its exit code.
    pub fn desk_reads(&self, who: &str, arguments: &[&str], input: &str) -> (String, i32) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sotto-desk"));
        command
            .args(["--folder", &self.at(who)])
            .args(["--passphrase-file", &self.at("passphrase")])
            .args(arguments);
        let output = fed(&mut command, input);
        let said = [output.stdout, output.stderr].concat();
        (
            String::from_utf8(said).unwrap(),
            output.status.code().unwrap(),
        )
    }

    /// Where reporters come in.
    pub fn base(&self) -> String {
        format!("http://{}", self.intake.public)
    }

    /// The root key, in hexadecimal.
    pub fn root(&self) -> String {
        let root = fs::read_to_string(self.intake.folder.0.join("root.pub")).unwrap();
        root.trim().to_owned()
    }

    pub fn list(&self, who: &str) -> Vec<serde_json::Value> {
        let output = self.program("desk", who, &["list", "--json"]);
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Sends these reports as the page would; for each, what only its reporter has.
    pub fn report(&self, reports: &serde_json::Value) -> Vec<serde_json::Value> {
        let root = fs::read_to_string(self.intake.folder.0.join("root.pub")).unwrap();
        let mut reporter = reporter(&[
            "send",
            &format!("http://{}", self.intake.public),
            root.trim(),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
        reporter
            .stdin
            .take()
            .unwrap()
            .write_all(reports.to_string().as_bytes())
            .unwrap();
        let output = reporter.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

pub fn reporter(arguments: &[&str]) -> Command {
    let mut command = Command::new("node");
    command
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/frontend/dist-test/reporter.mjs"
        ))
        .args(arguments);
    command
}

/// Runs a command with `input` as its standard input.
pub fn fed(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that does not read to the end has said why.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
pub fn done(output: Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

pub fn days_from_now(days: u16) -> String {
    sotto::day::Day::of_unix(support::now())
        .unwrap()
        .plus(days)
        .to_string()
}

pub fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}
