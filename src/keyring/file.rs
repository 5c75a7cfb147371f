//! Files that only their owner can read.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Creates a file of mode 0600 and returns it, open for writing.
///
/// # Errors
///
/// An existing file is never overwritten: the error is `AlreadyExists`.
pub fn create_new(path: &Path) -> io::Result<File> {
    private().create_new(true).open(path)
}

/// Writes a new file, and its folder if there is none; returns once it is on the disk.
///
/// # Errors
///
/// An existing file is never overwritten: the error is `AlreadyExists`.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        make_folder(folder)?;
    }
    let mut file = create_new(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all())
}

/// Writes a file whether it exists or not; returns once it is on the disk.
pub fn overwrite(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private().create(true).truncate(true).open(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all())
}

/// Waits for the exclusive lock on the file at `path`, which is created if there is none. Dropping the file releases it.
pub fn lock(path: &Path) -> io::Result<File> {
    let file = private().create(true).truncate(false).open(path)?;
    file.lock()?;
    Ok(file)
}

/// Makes a folder of mode 0700, and those above it, if there are none.
pub fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// For writing, with mode 0600 where the file is created.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn every_file_is_its_owners_alone_and_a_new_one_takes_no_others_place() {
        let folder = Path::new("/dev/shm").join(format!("sotto-file-{}", std::process::id()));
        let at = |name: &str| folder.join("below").join(name);
        write_new(&at("new"), b"one").unwrap();
        drop(lock(&at("lock")).unwrap());
        overwrite(&at("over"), b"long").unwrap();
        overwrite(&at("over"), b"two").unwrap();
        for name in ["new", "lock", "over"] {
            let mode = fs::metadata(at(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        assert_eq!(fs::read(at("over")).unwrap(), b"two");
        let again = write_new(&at("new"), b"two").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(at("new")).unwrap(), b"one");
        drop(lock(&at("lock")).unwrap());
        fs::remove_dir_all(folder).unwrap();
    }
}
