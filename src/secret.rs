//! A secret prints as `[secret]`, cannot be cloned, and is wiped when dropped.

use std::fmt;
use zeroize::Zeroize;

/// A value that must not be printed, copied or left behind in memory.
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Wraps `value`.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value. Every call needs a reason that a reader can guess from the line.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_prints_as_a_word_and_not_as_itself() {
        assert_eq!(
            format!("{:?}", Secret::new(String::from("hunter2"))),
            "[secret]"
        );
    }
}
