//! A disk that is seized, pulled out, full, read-only or failing: what it tells a forensic reader, and what it loses.
//!
//! The folder rests on an ext4 image of its own, so that the reader can look beneath the files, at every byte that
//! the file system ever wrote. Mounting one needs root, or a sudo that does not ask.

#[path = "../support/mod.rs"]
mod support;

mod failing;
mod inspected;
mod pulled;
mod reader;
mod seized;

use std::path::PathBuf;
use support::disk::Image;
use support::{Folder, Intake, REPORT, sealed};

/// An intake whose folder rests on an image. (It ends before its disk goes.)
struct Resting {
    intake: Intake,
    disk: Image,
}

impl Resting {
    fn make(slots: &str, mebibytes: u64, options: &[&str]) -> Self {
        let folder = Folder::new();
        let disk = Image::make(&folder.0.join("seized"), mebibytes);
        let mut intake = Intake::make_in(folder, "1,1,1,1,1", options);
        intake.store_at(disk.mounted.join("intake"), Some(slots));
        Self { intake, disk }
    }

    /// The same organisation's intake on another disk, as it was pulled out.
    fn on(file: PathBuf, like: &Intake) -> Self {
        let mounted = file.with_file_name("disk");
        let disk = Image::mount(file, mounted, "loop");
        let mut intake = Intake::make("1,1,1,1,1", &[]);
        intake.options.clone_from(&like.options);
        intake.store_at(disk.mounted.join("intake"), None);
        Self { intake, disk }
    }

    /// Copies the disk as it is at this moment, while the intake stands still; returns the image, and what `known`
    /// finds then.
    fn pulled_out<T>(&self, name: &str, known: impl FnOnce() -> T) -> (PathBuf, T) {
        self.intake.signal("-STOP");
        let known = known();
        let image = self.disk.pulled_out(&self.intake.folder.0.join(name));
        self.intake.signal("-CONT");
        (image, known)
    }
}

/// What a report of this number is filled with, so that a reader of the disk finds it.
fn marker(number: u32) -> Vec<u8> {
    format!("<marker {number:08}>").into_bytes()
}

/// The report of this number.
fn marked(number: u32) -> Vec<u8> {
    sealed(REPORT, 2, &marker(number))
}
