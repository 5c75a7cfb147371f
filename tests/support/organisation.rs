//! A whole organisation made by the programs, as people would make it: keys, roster, site and an intake.
//!
//! Everybody works in one folder, which has a folder for each person, `intake` (roster, site and root key, where the
//! intake reads them) and `page` (the form as it was built). Command lines name files in it.

use super::command::{done, ended, fed, of_person, write_passphrase};
use super::files::Folder;
use super::intake::Intake;
use super::made::Made;
use super::signed::now;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

/// Keys, roster, site and an intake that runs; each person in a folder of their own.
pub struct Organisation {
    pub people: Folder,
    pub intake: Intake,
}

impl Organisation {
    /// Made, with Ana and Bo as handlers, Cy and Di as coordinators; the intake does not run yet.
    pub fn start(options: &[&str]) -> Self {
        Self::start_with("64,64,16,8,32", options)
    }

    /// The same, with so many slots.
    pub fn start_with(slots: &str, options: &[&str]) -> Self {
        static MADE: OnceLock<Made> = OnceLock::new();
        let organisation = Self::empty(slots, options);
        let made = MADE.get_or_init(|| {
            let first = Self::another("1,1,1,1,1", &[]);
            Made::keep(&first.people.0, &first.intake.folder.0)
        });
        made.copy("people", &organisation.people.0);
        made.copy("intake", &organisation.intake.folder.0);
        organisation
    }

    /// The same, with keys that no other organisation here has.
    pub fn another(slots: &str, options: &[&str]) -> Self {
        let organisation = Self::empty(slots, options);
        organisation.desk("root", "key new --id root --public intake/root.pub");
        for handler in ["ana", "bo"] {
            organisation.new_key("desk", handler);
        }
        for coordinator in ["cy", "di"] {
            organisation.new_key("stats", coordinator);
        }
        organisation.sign_roster("Helpline", 1);
        let site = "site build --page page --roster intake/roster --out intake/site";
        organisation.desk("root", site);
        organisation
    }

    /// An intake of which nobody has signed anything, and a folder in which nobody has keys.
    fn empty(slots: &str, options: &[&str]) -> Self {
        let organisation = Self {
            people: Folder::new(),
            intake: Intake::make(slots, options),
        };
        let (people, intake) = (&organisation.people.0, &organisation.intake.folder.0);
        for signed in ["site", "roster"] {
            fs::remove_dir_all(intake.join(signed)).unwrap();
        }
        fs::remove_file(intake.join("root.pub")).unwrap();
        write_passphrase(people);
        symlink(intake, people.join("intake")).unwrap();
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/frontend/dist");
        symlink(page, people.join("page")).unwrap();
        organisation
    }

    /// Makes keys of this person, and a card `ID.json`.
    pub fn new_key(&self, program: &str, id: &str) {
        let line = format!("key new --id {id} --card {id}.json");
        done(self.program(program, id, &line));
    }

    /// Starts the intake, both handlers join, and they pull: from then on there are cards that reports can be sealed to.
    pub fn run(self) -> Self {
        let organisation = self.run_before_anybody_pulls();
        organisation.all_pull();
        organisation
    }

    /// Starts the intake, and both handlers join.
    pub fn run_before_anybody_pulls(mut self) -> Self {
        self.intake.run();
        for handler in ["ana", "bo"] {
            self.join(handler);
        }
        self
    }

    /// Both handlers pull at the same time.
    pub fn all_pull(&self) {
        let pull = |who| {
            self.command("desk", who, "pull")
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        };
        for mut pull in ["ana", "bo"].map(pull) {
            assert!(pull.wait().unwrap().success());
        }
    }

    /// Returns the keys that a letter is sealed to: those of today's cards.
    pub fn recipients(&self) -> Vec<String> {
        let listed = String::from_utf8(self.intake.get("/recipients.txt").body).unwrap();
        listed.lines().map(str::to_owned).collect()
    }

    pub fn sign_roster(&self, name: &str, serial: u32) {
        let (from, to) = (days_from_now(0), days_from_now(30));
        let people =
            "--handler ana.json --handler bo.json --coordinator cy.json --coordinator di.json";
        let line = format!(
            "roster sign --organisation {name} --serial {serial} --from {from} --to {to} --demo --out intake/roster {people}"
        );
        self.desk("root", &line);
    }

    pub fn join(&self, handler: &str) {
        self.join_at(handler, &self.staff(), "");
    }

    /// Joins at this address, with more options.
    pub fn join_at(&self, handler: &str, address: &str, more: &str) {
        let line = format!("join --root intake/root.pub --intake {address} {more}");
        self.desk(handler, &line);
    }

    /// Returns the whole path of a file that command lines call by its name.
    pub fn at(&self, name: &str) -> String {
        self.people.0.join(name).display().to_string()
    }

    pub fn command(&self, program: &str, who: &str, line: &str) -> Command {
        of_person(program, &self.people.0, who, "passphrase", line)
    }

    pub fn program(&self, program: &str, who: &str, line: &str) -> Output {
        self.command(program, who, line).output().unwrap()
    }

    /// Runs a command, and kills it after so long; it may have ended before.
    pub fn killed(&self, program: &str, who: &str, line: &str, milliseconds: u64) {
        let mut command = self.command(program, who, line);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        let _ = child.kill();
        child.wait().unwrap();
    }

    /// Runs a command of the desk that succeeds; returns what it says.
    #[track_caller]
    pub fn desk(&self, who: &str, line: &str) -> String {
        done(self.program("desk", who, line))
    }

    /// Runs a command of the desk that fails with code 1; returns the reason it gives.
    #[track_caller]
    pub fn refused(&self, who: &str, line: &str) -> String {
        self.fails("desk", who, line, 1)
    }

    /// Runs a command that fails with `code`; returns the reason it gives.
    #[track_caller]
    pub fn fails(&self, program: &str, who: &str, line: &str, code: i32) -> String {
        let output = self.program(program, who, line);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{said}");
        said
    }

    /// Runs a command of the desk that reads `input` and ends with `code`; returns what it says.
    #[track_caller]
    pub fn desk_reads(&self, who: &str, line: &str, input: &str, code: i32) -> String {
        ended(fed(&mut self.command("desk", who, line), input), code)
    }

    /// Notes this in a case.
    #[track_caller]
    pub fn note(&self, who: &str, case: &str, text: &str) {
        self.desk_reads(who, &format!("note {case}"), text, 0);
    }

    /// Each of them pulls, one after the other.
    #[track_caller]
    pub fn pull_each(&self, who: &[&str]) {
        for who in who {
            self.desk(who, "pull");
        }
    }

    /// Where reporters come in.
    pub fn base(&self) -> String {
        format!("http://{}", self.intake.public)
    }

    /// Where desks come in.
    pub fn staff(&self) -> String {
        format!("http://{}", self.intake.staff)
    }

    /// The root key, in hexadecimal.
    pub fn root(&self) -> String {
        let root = fs::read_to_string(self.intake.folder.0.join("root.pub")).unwrap();
        root.trim().to_owned()
    }

    /// Returns the rows of a desk's queue.
    pub fn list(&self, who: &str) -> Vec<Value> {
        let output = self.program("desk", who, "list --json");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Returns the row of this case.
    pub fn row(&self, who: &str, ticket: &str) -> Value {
        let row = self
            .list(who)
            .into_iter()
            .find(|row| row["ticket"] == ticket);
        row.unwrap()
    }

    /// Returns all that a desk knows of a case.
    #[track_caller]
    pub fn show(&self, who: &str, ticket: &str) -> Value {
        let said = self.desk(who, &format!("show {ticket} --json"));
        serde_json::from_str(&said).unwrap()
    }

    /// Returns what a desk knows of its team.
    #[track_caller]
    pub fn team(&self, who: &str) -> Value {
        serde_json::from_str(&self.desk(who, "team show --json")).unwrap()
    }

    /// Returns what is on somebody's card.
    pub fn card(&self, id: &str) -> Value {
        serde_json::from_slice(&fs::read(self.at(&format!("{id}.json"))).unwrap()).unwrap()
    }
}

/// Returns a day, counted from today.
pub fn days_from_now(days: u16) -> String {
    let today = sotto::day::Day::of_unix(now()).unwrap();
    today.plus(days).to_string()
}
