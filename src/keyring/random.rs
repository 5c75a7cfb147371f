//! Random bytes from the operating system.

/// Draws `N` bytes from the operating system's generator.
///
/// # Errors
///
/// [`NoRandomness`] if the operating system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// The operating system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random numbers; nothing was done")]
pub struct NoRandomness;
