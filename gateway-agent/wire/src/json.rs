//! The JSON form of a frame, for gateways that other people write.

use serde_json::value::RawValue;
use vitals::HeardAt;

use self::fields::{Fields, Refused};
use crate::{Frame, Incarnation, MAX_BODY_BYTES, WireReading};

mod fields;
mod reading;
mod time;

/// A frame that came as JSON: good readings, and refused ones in their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonFrame {
    /// Which life of the sender's spool, if it has one.
    pub incarnation: Option<Incarnation>,
    /// Sequence number of the first reading, if the sender counts; from 1.
    pub first_seq: Option<u64>,
    /// One entry for each reading in the document, in order.
    pub readings: Vec<Result<WireReading, JsonReadingError>>,
}

/// A document in which no readings can be told apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Over the limit of [`crate::MAX_BODY_BYTES`].
    #[error("a document of {length} bytes is over the limit of {MAX_BODY_BYTES}")]
    TooLong {
        /// Bytes given.
        length: usize,
    },
    /// Not JSON, or not an object with `readings`, or a field of it is wrong.
    #[error("{path}: {reason}")]
    Document {
        /// Which field, `$` for the whole document.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// One reading that can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {reason}", self.path())]
pub struct JsonReadingError {
    /// Its place in the document, from 0.
    pub index: usize,
    /// The field, empty when it is the whole reading.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
    /// The reading as it came.
    pub bytes: Vec<u8>,
}

impl JsonReadingError {
    /// Where in the document, such as `readings[3].systolic_mmhg`.
    pub fn path(&self) -> String {
        let dot = if self.field.is_empty() { "" } else { "." };
        format!("readings[{}]{dot}{}", self.index, self.field)
    }
}

impl Frame {
    /// Reads the JSON form. A reading that doesn't say when it was heard gets `heard_at`.
    pub fn from_json(bytes: &[u8], heard_at: HeardAt) -> Result<JsonFrame, JsonError> {
        if bytes.len() > MAX_BODY_BYTES {
            return Err(JsonError::TooLong { length: bytes.len() });
        }
        let mut document = Fields::parse(bytes)?;
        let incarnation: Option<Incarnation> =
            document.take_as("incarnation", |text| text.parse().map_err(|why| format!("{why}")))?;
        let first_seq: Option<u64> = document.take("seq")?;
        let raw =
            document.take_raw("readings").ok_or_else(|| Refused::at("readings", "is missing"))?;
        document.end()?;
        let readings: Vec<&RawValue> = serde_json::from_str(raw.get())
            .map_err(|error| Refused::by_serde("readings", &error))?;
        check_seq(first_seq, incarnation, readings.len())?;
        let readings = readings
            .into_iter()
            .enumerate()
            .map(|(index, raw)| WireReading::from_json(raw.get().as_bytes(), index, heard_at))
            .collect();
        Ok(JsonFrame { incarnation, first_seq, readings })
    }
}

impl WireReading {
    /// Reads one reading of the JSON form, which stands at `index`.
    pub fn from_json(
        bytes: &[u8],
        index: usize,
        heard_at: HeardAt,
    ) -> Result<Self, JsonReadingError> {
        reading::reading(bytes, heard_at).map_err(|refused| JsonReadingError {
            index,
            field: refused.path,
            reason: refused.reason,
            bytes: bytes.to_vec(),
        })
    }
}

/// A sequence means something only within an incarnation, starts at 1, and never wraps.
fn check_seq(
    first: Option<u64>,
    incarnation: Option<Incarnation>,
    count: usize,
) -> Result<(), Refused> {
    if !(1..=Frame::MAX_READINGS).contains(&count) {
        let reason = format!("holds {count} readings, not 1 to {}", Frame::MAX_READINGS);
        return Err(Refused::at("readings", reason));
    }
    let Some(first) = first else { return Ok(()) };
    if incarnation.is_none() {
        return Err(Refused::at("seq", "needs an incarnation beside it"));
    }
    if first == 0 || first.checked_add(count as u64).is_none() {
        return Err(Refused::at("seq", "is not a sequence number, which starts at 1"));
    }
    Ok(())
}

impl From<Refused> for JsonError {
    fn from(refused: Refused) -> Self {
        let path = if refused.path.is_empty() { "$".to_owned() } else { refused.path };
        Self::Document { path, reason: refused.reason }
    }
}
