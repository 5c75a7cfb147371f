//! Errors of speaking to the intake.

use crate::keyring::NoRandomness;
use hyper::StatusCode;

/// The reason for which the intake was not asked or did not answer, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error(
        "the intake's address is not valid; write it as http://NAME.onion, or http://127.0.0.1:8421"
    )]
    Address,
    #[error(
        "without a proxy, only an intake on 127.0.0.1 is contacted, so that no onion address leaks; give Tor's proxy with --proxy socks5h://127.0.0.1:9050"
    )]
    NoProxy,
    #[error("the proxy's address is not valid; write it as socks5h://127.0.0.1:9050")]
    Proxy,
    #[error(
        "cannot reach the intake; check that it runs, and Tor where it is needed, and try again"
    )]
    Reach,
    #[error(
        "the intake does not let these keys in; check the clock, and that the roster names them"
    )]
    Refused,
    #[error("the intake answered with {0}; try again, and tell the operator if it stays so")]
    Answer(StatusCode),
    #[error("the intake sent something else than was asked for; tell the operator")]
    Nonsense,
    #[error("{0}")]
    Random(NoRandomness),
}
