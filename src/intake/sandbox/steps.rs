//! What the intake gives up before it lets anybody in: privileges, all files but its own, outgoing connections,
//! system calls that it does not need, core dumps, swap. Whoever breaks in finds little to do.
//!
//! What the kernel or a limit does not allow is not hidden: each is named in a line of the log.

use crate::log::Missing;
use crate::sandbox::syscalls::allow_syscalls;
use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, PathBeneath, PathFd,
    RestrictionStatus, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus, Scope,
};
use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, geteuid, getrlimit, set_dumpable_behavior, setrlimit, umask,
};
use rustix::thread::{
    CapabilitySet, CapabilitySets, set_capabilities, set_thread_gid, set_thread_groups,
    set_thread_uid,
};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Disables core dumps, and makes new files unreadable for others. Comes first: what passes through memory must not
/// end in a file.
pub fn disable_core_dumps() -> io::Result<()> {
    umask(rustix::fs::Mode::from_raw_mode(0o077));
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none).map_err(io::Error::from)
}

/// Gives up the rest, for this thread and all that it will start. Everything outside `folder` must be open by now.
/// Returns what could not be enforced.
pub fn enter_sandbox(folder: &Path) -> Vec<Missing> {
    let steps = [
        (Missing::Memory, lock_memory()),
        (Missing::Privileges, drop_privileges(folder)),
        (Missing::Files, restrict_files(folder)),
        (Missing::Network, deny_network()),
        (Missing::Calls, allow_syscalls()),
    ];
    steps
        .into_iter()
        .filter(|(_, done)| !done)
        .map(|(missing, _)| missing)
        .collect()
}

/// Keeps memory out of swap. Returns whether it is. Only where there is no limit: later allocations would fail at it.
fn lock_memory() -> bool {
    let unlimited = Rlimit {
        current: None,
        maximum: None,
    };
    let _ = setrlimit(Resource::Memlock, unlimited);
    getrlimit(Resource::Memlock) == unlimited
        && mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT).is_ok()
}

/// Becomes the owner of the folder if root started us, and drops all capabilities. Returns whether both are true.
fn drop_privileges(folder: &Path) -> bool {
    let Ok(owner) = folder.metadata() else {
        return false;
    };
    if geteuid().is_root() && owner.uid() != 0 {
        let (uid, gid) = (
            rustix::process::Uid::from_raw(owner.uid()),
            rustix::process::Gid::from_raw(owner.gid()),
        );
        if set_thread_groups(&[])
            .and_then(|()| set_thread_gid(gid))
            .and_then(|()| set_thread_uid(uid))
            .is_err()
        {
            return false;
        }
        // The kernel has just taken this back.
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    set_capabilities(None, none).is_ok() && !geteuid().is_root()
}

/// Leaves no file in reach but those in `folder`, where none can be made or removed. Returns whether the kernel obeys.
fn restrict_files(folder: &Path) -> bool {
    let restricted = || -> Option<RestrictionStatus> {
        let rules = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(ABI::V5))
            .ok()?;
        let inside = PathBeneath::new(
            PathFd::new(folder).ok()?,
            AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::ReadDir,
        );
        rules
            .create()
            .ok()?
            .add_rule(inside)
            .ok()?
            .restrict_self()
            .ok()
    };
    restricted().is_some_and(|status| status.ruleset != RulesetStatus::NotEnforced)
}

/// Denies outgoing connections, signals to other processes, and their abstract sockets. Returns whether the kernel
/// obeys.
fn deny_network() -> bool {
    let restricted = || -> Option<RestrictionStatus> {
        let rules = Ruleset::default().set_compatibility(CompatLevel::BestEffort);
        let rules = rules
            .handle_access(AccessNet::BindTcp | AccessNet::ConnectTcp)
            .ok()?;
        rules
            .scope(Scope::AbstractUnixSocket | Scope::Signal)
            .ok()?
            .create()
            .ok()?
            .restrict_self()
            .ok()
    };
    restricted().is_some_and(|status| status.ruleset == RulesetStatus::FullyEnforced)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{File, OpenOptions, read_to_string, write};
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::process::Command;

    /// Each confinement holds for one thread and what it starts: the test itself goes on free.
    #[test]
    fn what_is_given_up_is_gone() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("target")
            .join(format!("confined-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        write(folder.join("own"), "own").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        assert!(
            read_to_string("/etc/hostname").is_ok() || File::open("/etc").is_ok(),
            "there was something to lose"
        );
        let inside = folder.clone();
        std::thread::spawn(move || {
            assert!(drop_privileges(&inside) || geteuid().is_root());
            assert!(restrict_files(&inside), "this kernel has no landlock");
            only_what_is_there_can_be_used(&inside);
            if deny_network() {
                assert!(TcpStream::connect(address).is_err());
                assert!(TcpListener::bind("127.0.0.1:0").is_err());
            }
            assert!(allow_syscalls());
            other_calls_are_refused(address);
            let works = std::thread::spawn(|| vec![1; 1 << 20].len()).join();
            assert_eq!(works.unwrap(), 1 << 20, "it can still work");
        })
        .join()
        .unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }

    fn only_what_is_there_can_be_used(inside: &Path) {
        let own = inside.join("own");
        assert!(read_to_string(&own).is_ok());
        assert!(OpenOptions::new().write(true).open(&own).is_ok());
        assert!(File::open("/etc").is_err() && File::open("/proc/self/maps").is_err());
        assert!(File::create(inside.join("new")).is_err());
        assert!(std::fs::remove_file(&own).is_err());
        assert!(std::fs::rename(&own, inside.join("other")).is_err());
    }

    fn other_calls_are_refused(address: SocketAddr) {
        let refused = |result: io::Result<()>| {
            assert_eq!(result.unwrap_err().raw_os_error(), Some(libc::EPERM));
        };
        refused(TcpStream::connect(address).map(drop));
        refused(std::os::unix::net::UnixStream::connect("/nowhere").map(drop));
        refused(Command::new("/bin/true").status().map(drop));
        let own = rustix::process::getpid();
        let killed = rustix::process::kill_process(own, rustix::process::Signal::CONT);
        refused(killed.map_err(io::Error::from));
    }
}
