//! A disk of its own for a test: an ext4 file system in a file.

use super::wait::in_time;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An ext4 file system in a file, mounted until dropped.
pub struct Image {
    pub file: PathBuf,
    pub mounted: PathBuf,
}

/// Runs a command that only root may; returns whether it succeeded.
pub fn privileged(command: &[&str]) -> bool {
    let mut all = if rustix::process::geteuid().is_root() {
        vec![]
    } else {
        vec!["sudo", "-n"]
    };
    all.extend(command);
    let status = Command::new(all[0])
        .args(&all[1..])
        .stdout(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

impl Image {
    pub fn make(at: &Path, mebibytes: u64) -> Self {
        fs::create_dir_all(at).unwrap();
        let file = at.join("image");
        fs::File::create(&file)
            .unwrap()
            .set_len(mebibytes << 20)
            .unwrap();
        let owner = format!(
            "root_owner={}:{},lazy_itable_init=0",
            rustix::process::geteuid().as_raw(),
            rustix::process::getegid().as_raw()
        );
        let made = Command::new("/usr/sbin/mkfs.ext4")
            .args(["-q", "-E", &owner])
            .arg(&file)
            .status();
        assert!(made.unwrap().success());
        Self::mount(file, at.join("disk"), "loop,data=ordered")
    }

    pub fn mount(file: PathBuf, mounted: PathBuf, options: &str) -> Self {
        fs::create_dir_all(&mounted).unwrap();
        let done = privileged(&[
            "mount",
            "-o",
            options,
            file.to_str().unwrap(),
            mounted.to_str().unwrap(),
        ]);
        assert!(
            done,
            "cannot mount an image: run this as root, on a machine that has loop devices"
        );
        Self { file, mounted }
    }

    /// Copies what is on the disk at this moment, and nothing of what only waits in memory to be written; returns the
    /// copy.
    pub fn pulled_out(&self, at: &Path) -> PathBuf {
        fs::create_dir_all(at).unwrap();
        let copied = Command::new("cp")
            .arg("--sparse=never")
            .arg(&self.file)
            .arg(at.join("image"))
            .status();
        assert!(copied.unwrap().success());
        at.join("image")
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        let unmount = ["umount", self.mounted.to_str().unwrap()];
        in_time(|| privileged(&unmount).then_some(()));
    }
}
