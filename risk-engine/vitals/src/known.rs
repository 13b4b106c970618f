//! A value that may be beyond its sensor's range, or missing for a reason.

/// What is known of a value. Absence has a reason, and is never a zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Known<T> {
    /// Measured.
    Value(T),
    /// Measured as lower than the sensor can tell ("LO").
    Below,
    /// Measured as higher than the sensor can tell ("HI").
    Above,
    /// Not measured.
    Missing(Why),
}

/// Why a value is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// No monitor gives it.
    NotFitted,
    /// It was measured, too long ago.
    Stale,
    /// The monitor said that it could not measure.
    SensorFault,
}
