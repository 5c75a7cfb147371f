//! What the intake gives up before it lets anybody in: privileges, files but its own, connections of its own,
//! system calls that it does not need, core files, swap. Whoever breaks in finds little to do.
//!
//! What a kernel or a limit does not allow is not hidden: each of it is named in a line of the log.

use crate::log::Missing;
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
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};
use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// First of all: what passes through memory must not be found in a core file, nor what is made be read by others.
pub fn leave_nothing_behind() -> io::Result<()> {
    umask(rustix::fs::Mode::from_raw_mode(0o077));
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none).map_err(io::Error::from)
}

/// Gives up the rest, for this thread and all that it will start. Everything that must be opened outside `folder` is
/// open by now; gives what is still possible and should not be.
pub fn confine(folder: &Path) -> Vec<Missing> {
    let steps = [
        (Missing::Memory, lock_memory()),
        (Missing::Privileges, drop_privileges(folder)),
        (Missing::Files, see_only(folder)),
        (Missing::Network, call_nobody()),
        (Missing::Calls, allow_calls()),
    ];
    steps
        .into_iter()
        .filter(|(_, done)| !done)
        .map(|(missing, _)| missing)
        .collect()
}

/// Keeps memory out of swap. Only without a limit: later allocations would fail at it.
fn lock_memory() -> bool {
    let unlimited = Rlimit {
        current: None,
        maximum: None,
    };
    let _ = setrlimit(Resource::Memlock, unlimited);
    getrlimit(Resource::Memlock) == unlimited
        && mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT).is_ok()
}

/// Started by root, it becomes the folder's owner. In any case it keeps no capability.
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

/// From now on there is no file but those in `folder`, and none can be made or removed there.
fn see_only(folder: &Path) -> bool {
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

/// No connection is opened from here, to nobody; no other process hears a signal or finds a socket.
fn call_nobody() -> bool {
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

/// Whatever the intake does not need is refused by the kernel. (The process is not killed for it: a library that
/// tries something new must not become a way to end the intake.)
fn allow_calls() -> bool {
    let filter = || -> Option<BpfProgram> {
        // Memory is never both written and run.
        let not_run = SeccompCondition::new(
            2,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::MaskedEq(PROT_EXEC),
            0,
        )
        .ok()?;
        let not_run = SeccompRule::new(vec![not_run]).ok()?;
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
            CALLS.iter().map(|call| (*call, Vec::new())).collect();
        rules.insert(libc::SYS_mmap, vec![not_run.clone()]);
        rules.insert(libc::SYS_mprotect, vec![not_run]);
        let refused = SeccompAction::Errno(u32::try_from(libc::EPERM).ok()?);
        let machine = std::env::consts::ARCH.try_into().ok()?;
        SeccompFilter::new(rules, refused, SeccompAction::Allow, machine)
            .ok()?
            .try_into()
            .ok()
    };
    filter().is_some_and(|program| seccompiler::apply_filter(&program).is_ok())
}

const PROT_EXEC: u64 = 4;

/// What the intake asks of the kernel once its doors are open.
const CALLS: &[i64] = &[
    // Files that are there.
    libc::SYS_openat,
    libc::SYS_close,
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_pread64,
    libc::SYS_pwrite64,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_faccessat,
    libc::SYS_fcntl,
    libc::SYS_flock,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_utimensat,
    libc::SYS_geteuid,
    // Connections that others opened.
    libc::SYS_accept4,
    libc::SYS_recvfrom,
    libc::SYS_recvmsg,
    libc::SYS_sendto,
    libc::SYS_sendmsg,
    libc::SYS_shutdown,
    libc::SYS_getsockopt,
    libc::SYS_setsockopt,
    libc::SYS_getsockname,
    libc::SYS_getpeername,
    libc::SYS_socketpair,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_eventfd2,
    libc::SYS_ppoll,
    // Memory, threads, time, chance.
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_clone,
    libc::SYS_clone3,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_clock_gettime,
    libc::SYS_gettimeofday,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_getrandom,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_prlimit64,
    // Signals, and the end.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_tgkill,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // Older ways to say the same, which only this machine has.
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_stat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lstat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_access,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_epoll_wait,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{File, OpenOptions, read_to_string, write};
    use std::net::{TcpListener, TcpStream};
    use std::process::Command;

    /// Each confinement holds for one thread and what it starts: the test itself goes on free.
    #[test]
    fn what_is_given_up_is_gone() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("target")
            .join(format!("confined-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        write(folder.join("own"), "own").unwrap();
        let door = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = door.local_addr().unwrap();
        assert!(
            read_to_string("/etc/hostname").is_ok() || File::open("/etc").is_ok(),
            "there was something to lose"
        );
        let inside = folder.clone();
        std::thread::spawn(move || {
            assert!(drop_privileges(&inside) || geteuid().is_root());
            assert!(see_only(&inside), "this kernel has no landlock");
            assert!(
                read_to_string(inside.join("own")).is_ok()
                    && OpenOptions::new()
                        .write(true)
                        .open(inside.join("own"))
                        .is_ok()
            );
            assert!(File::open("/etc").is_err() && File::open("/proc/self/maps").is_err());
            assert!(
                File::create(inside.join("new")).is_err()
                    && std::fs::remove_file(inside.join("own")).is_err()
            );
            assert!(std::fs::rename(inside.join("own"), inside.join("other")).is_err());
            if call_nobody() {
                assert!(
                    TcpStream::connect(address).is_err()
                        && TcpListener::bind("127.0.0.1:0").is_err()
                );
            }
            assert!(allow_calls());
            let refused = |result: io::Result<()>| {
                assert_eq!(result.unwrap_err().raw_os_error(), Some(libc::EPERM))
            };
            refused(TcpStream::connect(address).map(drop));
            refused(std::os::unix::net::UnixStream::connect("/nowhere").map(drop));
            refused(Command::new("/bin/true").status().map(drop));
            refused(
                rustix::process::kill_process(
                    rustix::process::getpid(),
                    rustix::process::Signal::CONT,
                )
                .map_err(io::Error::from),
            );
            assert_eq!(
                std::thread::spawn(|| vec![1; 1 << 20].len())
                    .join()
                    .unwrap(),
                1 << 20,
                "it can still work"
            );
        })
        .join()
        .unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
