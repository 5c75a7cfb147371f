//! Files that a coordinator names: read, and written whole or not at all.

use super::failure::Failure;
use crate::keyring::file::write_new;
use sotto::signed::VerifyingKey;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files, and those directly in the folders that are given; hidden ones left out.
pub fn gather(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let mut inside = vec![path.clone()];
        if path.is_dir() {
            let failed = |error| Failure::Read(path.clone(), error);
            let entries: Result<Vec<_>, _> = fs::read_dir(path).map_err(failed)?.collect();
            inside = entries
                .map_err(failed)?
                .into_iter()
                .map(|entry| entry.path())
                .collect();
            inside.retain(|path| {
                path.is_file()
                    && !path
                        .file_name()
                        .is_some_and(|name| name.to_string_lossy().starts_with('.'))
            });
            inside.sort();
        }
        for path in inside {
            files.push((path.display().to_string(), read(&path)?));
        }
    }
    Ok(files)
}

/// A root key, from the file that holds it.
pub fn read_root(path: &Path) -> Result<VerifyingKey, Failure> {
    let text = String::from_utf8_lossy(&read(path)?).into_owned();
    VerifyingKey::parse(&text).map_err(|_| Failure::NoRoot(path.to_owned()))
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::Read(path.to_owned(), error))
}

/// Writes a new file, for its owner alone.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_new(path, bytes).map_err(|error| Failure::Write(path.to_owned(), error))
}

/// Writes a file that may stand there already, if it stands there as it is. Whole or not at all.
pub fn write_again(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if path.exists() {
        return Err(Failure::Write(
            path.to_owned(),
            io::ErrorKind::AlreadyExists.into(),
        ));
    }
    replace(path, bytes)
}

/// Writes a file in the place of what may stand there. Whole or not at all.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::Write(path.to_owned(), error);
    // Hidden, so that nobody gathers what is left of a run that was interrupted.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = path.with_file_name(format!(".{name}.unfinished"));
    if unfinished.exists() {
        fs::remove_file(&unfinished).map_err(failed)?;
    }
    write(&unfinished, bytes)?;
    fs::rename(&unfinished, path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::TempFolder;

    #[test]
    fn what_an_interrupted_run_left_is_neither_gathered_nor_in_the_way() {
        let temp = TempFolder::new();
        let path = temp.0.join("half");
        write(&temp.0.join(".half.unfinished"), b"ha").unwrap();
        assert!(gather(std::slice::from_ref(&temp.0)).unwrap().is_empty());
        write_again(&path, b"half").unwrap();
        write_again(&path, b"half").unwrap();
        let gathered = gather(std::slice::from_ref(&temp.0)).unwrap();
        assert_eq!(gathered, [(path.display().to_string(), b"half".to_vec())]);
        assert_eq!(fs::read_dir(&temp.0).unwrap().count(), 1);
    }

    #[test]
    fn another_file_is_not_written_over_unless_it_is_to_be_replaced() {
        let temp = TempFolder::new();
        let path = temp.0.join("half");
        write_again(&path, b"one").unwrap();
        assert!(matches!(
            write_again(&path, b"two"),
            Err(Failure::Write(..))
        ));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }
}
