//! Where to listen, and the socket that is opened there.

use std::fmt;
use std::fs::{Permissions, remove_file, symlink_metadata};
use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where to listen: a loopback address and port, or a socket in the file system.
#[derive(Clone, Debug)]
pub enum Address {
    Tcp(std::net::SocketAddr),
    Unix(PathBuf),
}

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("unix:") {
            return Ok(Self::Unix(path.into()));
        }
        let address: std::net::SocketAddr = text
            .parse()
            .map_err(|_| "write it as 127.0.0.1:8420 or unix:/run/sotto/public.sock")?;
        if address.ip().is_loopback() {
            Ok(Self::Tcp(address))
        } else {
            Err("listen on 127.0.0.1 alone; Tor brings the rest")
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// An open socket.
pub enum Socket {
    Tcp(std::net::TcpListener),
    Unix(std::os::unix::net::UnixListener),
}

impl Socket {
    pub fn open(address: &Address) -> io::Result<Self> {
        match address {
            Address::Tcp(address) => {
                let socket = std::net::TcpListener::bind(address)?;
                socket.set_nonblocking(true)?;
                Ok(Self::Tcp(socket))
            }
            Address::Unix(path) => {
                remove_socket(path)?;
                let socket = std::os::unix::net::UnixListener::bind(path)?;
                // Tor connects as a member of the folder's group.
                std::fs::set_permissions(path, Permissions::from_mode(0o660))?;
                socket.set_nonblocking(true)?;
                Ok(Self::Unix(socket))
            }
        }
    }

    /// Returns the address that was bound, with its port; `None` for a socket in the file system.
    pub fn address(&self) -> io::Result<Option<std::net::SocketAddr>> {
        match self {
            Self::Tcp(socket) => socket.local_addr().map(Some),
            Self::Unix(_) => Ok(None),
        }
    }
}

/// Removes the socket that an earlier run left there.
///
/// # Errors
///
/// [`io::ErrorKind::AlreadyExists`] if it is anything but a socket.
fn remove_socket(path: &Path) -> io::Result<()> {
    match symlink_metadata(path) {
        Ok(found) if found.file_type().is_socket() => remove_file(path),
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
