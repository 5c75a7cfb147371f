//! Memory that is never swapped out.

use std::ops::Deref;

/// A value in an allocation of its own, which is locked into memory where the system allows it.
pub struct Locked<T> {
    value: Box<T>,
    _guard: Option<region::LockGuard>,
}

impl<T> Locked<T> {
    /// Moves a value there.
    pub fn new(value: T) -> Self {
        let value = Box::new(value);
        let guard = region::lock(std::ptr::from_ref(value.as_ref()), size_of::<T>());
        Self {
            value,
            _guard: guard.ok(),
        }
    }

    /// Returns whether the system locked it.
    #[cfg(test)]
    pub fn is_locked(&self) -> bool {
        self._guard.is_some()
    }
}

impl<T> Deref for Locked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
