//! Values that must not reach a log.

use std::fmt;

/// A name, phone number or address: `Debug` and `Display` print `[private]`.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Hides a value from logs.
    pub fn hide(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for a screen whose reader may see it.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

impl<T> fmt::Display for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_value_prints_as_nothing_but_private() {
        let name = Private::hide("Dilys");
        assert_eq!(format!("{name} {name:?}"), "[private] [private]");
    }
}
