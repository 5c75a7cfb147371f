//! The bytes at rest: files of preallocated slots of five sizes, full of random bytes until used.
//!
//! A slot is only ever written as a whole or, while it is free, by a cover write. Nothing here knows what the
//! bytes are.

use crate::size::Size;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::fs::{File, FileTimes, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::time::SystemTime;

/// One slot of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    pub size: Size,
    pub number: u32,
}

impl Slot {
    fn offset(self) -> u64 {
        u64::from(self.number) * self.size.bytes() as u64
    }
}

/// How many slots of each size there are, in the order of [`Size::ALL`].
pub type Counts = [u32; 5];

/// The open files.
pub struct Slots {
    files: [File; 5],
}

/// Returns a generator of what must look like sealed bytes: seeded by the operating system, fast enough for gigabytes.
pub fn rng() -> io::Result<ChaCha20Rng> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(ChaCha20Rng::from_seed(seed))
}

impl Slots {
    /// Makes the files, every slot filled with random bytes, and flushes them to the disk.
    pub fn make(folder: &Path, counts: &Counts) -> io::Result<()> {
        let mut random = rng()?;
        let mut block = vec![0; Size::M1.bytes()];
        for (size, count) in Size::ALL.into_iter().zip(counts) {
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(folder.join(size.file()))?;
            let mut left = u64::from(*count) * size.bytes() as u64;
            while left > 0 {
                random.fill_bytes(&mut block);
                let part = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
                file.write_all(block.get(..part).unwrap_or(&block))?;
                left -= part as u64;
            }
            file.sync_all()?;
        }
        File::open(folder)?.sync_all()
    }

    /// Opens the files.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidData`] if one is not exactly as long as its slots.
    pub fn open(folder: &Path, counts: &Counts) -> io::Result<Self> {
        let slots = Self::with(OpenOptions::new().read(true).write(true), folder, counts)?;
        slots.files.iter().try_for_each(forget_times)?;
        Ok(slots)
    }

    /// Opens the files for reading alone.
    pub fn look(folder: &Path, counts: &Counts) -> io::Result<Self> {
        Self::with(OpenOptions::new().read(true), folder, counts)
    }

    fn with(how: &OpenOptions, folder: &Path, counts: &Counts) -> io::Result<Self> {
        let open = |size: Size| how.open(folder.join(size.file()));
        let files = [
            open(Size::K4)?,
            open(Size::K16)?,
            open(Size::K64)?,
            open(Size::K256)?,
            open(Size::M1)?,
        ];
        for ((size, count), file) in Size::ALL.into_iter().zip(counts).zip(&files) {
            if file.metadata()?.len() != u64::from(*count) * size.bytes() as u64 {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("{} has not the length it was made with", size.file()),
                ));
            }
        }
        Ok(Self { files })
    }

    fn file(&self, size: Size) -> &File {
        let [k4, k16, k64, k256, m1] = &self.files;
        match size {
            Size::K4 => k4,
            Size::K16 => k16,
            Size::K64 => k64,
            Size::K256 => k256,
            Size::M1 => m1,
        }
    }

    pub fn read(&self, slot: Slot) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; slot.size.bytes()];
        self.file(slot.size)
            .read_exact_at(&mut bytes, slot.offset())?;
        Ok(bytes)
    }

    /// Overwrites the whole slot. `bytes` must be exactly of its size.
    pub fn write(&self, slot: Slot, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() != slot.size.bytes() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        self.put(slot.size, bytes, slot.offset())
    }

    /// Overwrites the whole slot with fresh random bytes.
    pub fn erase(&self, slot: Slot, random: &mut ChaCha20Rng) -> io::Result<()> {
        let mut bytes = vec![0; slot.size.bytes()];
        random.fill_bytes(&mut bytes);
        self.write(slot, &bytes)
    }

    /// Overwrites a random block of a free slot, so that a tick without arrivals looks like one with.
    pub fn cover_write(&self, slot: Slot, random: &mut ChaCha20Rng) -> io::Result<()> {
        let mut block = vec![0; Size::K4.bytes()];
        random.fill_bytes(&mut block);
        let blocks = (slot.size.bytes() / block.len()) as u64;
        let at = slot.offset() + (random.next_u64() % blocks) * block.len() as u64;
        self.put(slot.size, &block, at)
    }

    /// Writes, and sets the file's times back at once. (Its ctime can't be set: it shows the last tick.)
    fn put(&self, size: Size, bytes: &[u8], at: u64) -> io::Result<()> {
        self.file(size).write_all_at(bytes, at)?;
        forget_times(self.file(size))
    }

    /// Returns once everything written is on the disk.
    pub fn flush(&self) -> io::Result<()> {
        self.files.iter().try_for_each(File::sync_data)
    }
}

/// Sets a file's times back to the epoch.
pub fn forget_times(file: &File) -> io::Result<()> {
    let never = SystemTime::UNIX_EPOCH;
    file.set_times(FileTimes::new().set_accessed(never).set_modified(never))
}
