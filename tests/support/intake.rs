//! An intake that runs, and all that it needs, in a folder of its own.

use super::files::Folder;
use super::signed::{ROOT, roster, verifying_key, write_cards, write_roster, write_site};
use super::wait::in_time;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

/// Ports of the system's choosing.
const ANY: [&str; 4] = ["--public", "127.0.0.1:0", "--staff", "127.0.0.1:0"];

/// An intake and all that it needs, in a folder of its own.
pub struct Intake {
    pub folder: Folder,
    pub options: Vec<String>,
    child: Option<Child>,
    pub public: SocketAddr,
    pub staff: SocketAddr,
    /// What it wrote to its log, once it has ended.
    pub log: String,
    /// Where its slots are.
    store: PathBuf,
    /// A library to load into it, which makes its machine fail.
    pub preload: Option<String>,
}

impl Intake {
    /// Made and running, with few slots and a quick beat.
    pub fn start() -> Self {
        Self::start_with("8,16,8,8,16", &[])
    }

    pub fn start_with(slots: &str, options: &[&str]) -> Self {
        let mut intake = Self::make(slots, options);
        intake.run();
        intake
    }

    /// Made, not running.
    pub fn make(slots: &str, options: &[&str]) -> Self {
        Self::make_in(Folder::new(), slots, options)
    }

    pub fn make_in(folder: Folder, slots: &str, options: &[&str]) -> Self {
        write_site(&folder.0.join("site"), ROOT);
        write_roster(&folder.0.join("roster"), &roster(), ROOT);
        write_cards(&folder.0.join("roster"));
        fs::write(
            folder.0.join("root.pub"),
            format!("{}\n", verifying_key(ROOT)),
        )
        .unwrap();
        init(&folder.0.join("intake"), slots);
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        let folder_of_slots = folder.0.join("intake");
        Self {
            folder,
            options,
            child: None,
            public: nowhere,
            staff: nowhere,
            log: String::new(),
            store: folder_of_slots,
            preload: None,
        }
    }

    pub fn store(&self) -> PathBuf {
        self.store.clone()
    }

    /// Moves to another folder of slots; makes it where `slots` says how many.
    pub fn store_at(&mut self, store: PathBuf, slots: Option<&str>) {
        if let Some(slots) = slots {
            init(&store, slots);
        }
        self.store = store;
    }

    pub fn command(&self) -> Command {
        let at = |name: &str| self.folder.0.join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_sotto-intake"));
        command
            .arg("serve")
            .arg("--folder")
            .arg(&self.store)
            .arg("--root")
            .arg(at("root.pub"))
            .arg("--site")
            .arg(at("site"))
            .arg("--roster")
            .arg(at("roster"));
        command.args(&self.options);
        if let Some(library) = &self.preload {
            command.env("LD_PRELOAD", library);
        }
        if !self.options.iter().any(|option| option == "--tick") {
            command.args(["--tick", "40"]);
        }
        command
    }

    /// Starts it and waits until both doors are open.
    pub fn run(&mut self) {
        let mut child = self
            .command()
            .args(ANY)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = || {
            let line = lines.next().and_then(Result::ok).unwrap_or_default();
            line.rsplit("http://")
                .next()
                .and_then(|address| address.trim_end_matches('/').parse().ok())
        };
        let addresses = (address(), address());
        self.child = Some(child);
        let (Some(public), Some(staff)) = addresses else {
            self.end("-KILL");
            panic!("it did not start: {}", self.log);
        };
        (self.public, self.staff) = (public, staff);
    }

    /// Starts it where the doors have names of their own, at ports that were free a moment ago.
    pub fn run_named(&mut self) {
        (self.public, self.staff) = (free_port(), free_port());
        let child = self
            .command()
            .args(["--public", &self.public.to_string()])
            .args(["--staff", &self.staff.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        self.child = Some(child);
        if in_time(|| TcpStream::connect(self.staff).ok()).is_none() {
            self.end("-KILL");
            panic!("it did not start: {}", self.log);
        }
    }

    /// Runs it where it must refuse to start; returns the line that says why.
    pub fn refuses(&self) -> String {
        let mut child = self
            .command()
            .args(ANY)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let status = until_ended(&mut child, "it serves");
        assert!(!status.success());
        let said = rest_of(child.stderr.as_mut());
        assert_eq!(said.lines().count(), 1, "one clear line: {said}");
        said
    }

    /// Ends it: with `-TERM` as an operator does, with `-KILL` as a power cut does.
    pub fn end(&mut self, signal: &str) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        let process = child.id().to_string();
        let _ = Command::new("kill").args([signal, &process]).status();
        child.wait().unwrap();
        self.log.push_str(&rest_of(child.stderr.as_mut()));
    }

    /// Ends it as an operator does, and starts it again.
    pub fn restart(&mut self) {
        self.end("-TERM");
        self.run();
    }

    /// Waits until it has ended by itself.
    pub fn ended(&mut self) -> ExitStatus {
        let mut child = self.child.take().unwrap();
        let status = until_ended(&mut child, "it still runs");
        self.log.push_str(&rest_of(child.stderr.as_mut()));
        status
    }

    /// Returns what its log says of what happened, without what this machine does not let it enforce.
    pub fn said(&self) -> String {
        let lines = self
            .log
            .lines()
            .filter(|line| !line.contains("not enforced"));
        lines.map(|line| format!("{line}\n")).collect()
    }

    /// Returns its process id.
    pub fn process(&self) -> u32 {
        self.child.as_ref().map(Child::id).unwrap()
    }

    /// Sends it a signal, such as `-STOP`.
    pub fn signal(&self, name: &str) {
        let process = self.process().to_string();
        let sent = Command::new("kill").args([name, &process]).status();
        assert!(sent.unwrap().success());
    }

    /// Returns a line of `/proc/PID/status`, such as `VmRSS`, without its unit.
    pub fn about(&self, name: &str) -> String {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap().trim().trim_end_matches(" kB").to_owned()
    }

    /// Returns how long a core file of it may be: the soft and the hard limit.
    pub fn core_limits(&self) -> [String; 2] {
        let limits = fs::read_to_string(format!("/proc/{}/limits", self.process())).unwrap();
        let core = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max core file size"));
        let mut numbers = core.unwrap().split_whitespace().map(str::to_owned);
        [numbers.next().unwrap(), numbers.next().unwrap()]
    }

    /// Lets the operator look at its folder of slots.
    pub fn inspect(&self) -> Output {
        operator(&["inspect", "--folder", self.store.to_str().unwrap()])
    }

    /// Returns what a file in its folder of slots holds.
    pub fn stored(&self, name: &str) -> Vec<u8> {
        fs::read(self.store.join(name)).unwrap()
    }

    /// Returns every file in its folder of slots, by name, but for the journal: an empty one may come or be cleaned.
    pub fn snapshot(&self) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<_> = fs::read_dir(&self.store)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "index.db-journal")
            .map(|name| (name.clone(), self.stored(&name)))
            .collect();
        files.sort();
        files
    }
}

impl Drop for Intake {
    fn drop(&mut self) {
        self.end("-KILL");
    }
}

/// Runs the program itself, as an operator does who looks at it.
pub fn operator(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sotto-intake"))
        .args(arguments)
        .output()
        .unwrap()
}

fn init(folder: &Path, slots: &str) {
    let folder = folder.to_str().unwrap();
    let made = operator(&["init", "--slots", slots, "--folder", folder]);
    assert!(made.status.success());
}

/// Waits until a program has ended by itself; kills it, and fails, if it does not.
#[track_caller]
fn until_ended(child: &mut Child, otherwise: &str) -> ExitStatus {
    let ended = in_time(|| child.try_wait().unwrap());
    ended.unwrap_or_else(|| {
        child.kill().unwrap();
        child.wait().unwrap();
        panic!("{otherwise}");
    })
}

fn rest_of(output: Option<&mut impl Read>) -> String {
    let mut rest = String::new();
    output.unwrap().read_to_string(&mut rest).unwrap();
    rest
}

/// A port that was free a moment ago.
fn free_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}
