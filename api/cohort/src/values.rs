//! A frame of readings, taken apart by person: each one's values in the order of time.

use std::collections::HashMap;

use polars::prelude::{DataFrame, PolarsError};

/// One value of one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value {
    /// When the body was measured.
    pub(crate) at_ms: i64,
    pub(crate) sign: Sign,
    /// Thousandths of the sign's unit.
    pub(crate) milli: i32,
    /// Whether the sensor could tell it.
    pub(crate) is_within: bool,
    /// Whether a device sent it; else it was typed.
    pub(crate) by_device: bool,
    /// The reading that it is part of.
    pub(crate) reading: (u64, u32),
}

/// A sign, by its place in [`SIGNS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sign(u8);

/// The names of signs in a frame.
const SIGNS: [&str; 11] = [
    "respiration",
    "spo2",
    "supplemental_oxygen",
    "systolic",
    "diastolic",
    "pulse",
    "consciousness",
    "temperature",
    "weight",
    "glucose",
    "rhythm",
];

impl Sign {
    pub(crate) const SYSTOLIC: Self = Self(3);
    pub(crate) const DIASTOLIC: Self = Self(4);
    pub(crate) const GLUCOSE: Self = Self(9);

    pub(crate) fn named(name: &str) -> Option<Self> {
        SIGNS.iter().position(|known| *known == name).map(|place| Self(place as u8))
    }
}

/// The values of these people, each in the order of time; in the order of `ids`. Others' are left out.
pub(crate) fn of_people(frame: &DataFrame, ids: &[&str]) -> Result<Vec<Vec<Value>>, PolarsError> {
    let places: HashMap<&str, usize> =
        ids.iter().zip(0..).map(|(id, place)| (*id, place)).collect();
    let mut people: Vec<Vec<Value>> = vec![Vec::new(); ids.len()];
    let (patient, sign) = (frame.column("patient")?.str()?, frame.column("sign")?.str()?);
    let (at, milli) = (frame.column("taken_at_ms")?.i64()?, frame.column("milli")?.i32()?);
    let (reach, origin) = (frame.column("reach")?.str()?, frame.column("origin")?.str()?);
    let (offset, index) = (frame.column("offset")?.u64()?, frame.column("index")?.u32()?);
    let rows = patient.iter().zip(sign.iter()).zip(at.iter()).zip(milli.iter());
    let rows = rows.zip(reach.iter()).zip(origin.iter()).zip(offset.iter()).zip(index.iter());
    // Rows come in runs of one person, so most of them need no look-up.
    let mut last: (&str, Option<usize>) = ("", None);
    for (((((((patient, sign), at), milli), reach), origin), offset), index) in rows {
        let patient = patient.unwrap_or_default();
        if last.0 != patient {
            last = (patient, places.get(patient).copied());
        }
        let (Some(place), Some(sign)) = (last.1, sign.and_then(Sign::named)) else { continue };
        let (Some(at_ms), Some(milli)) = (at, milli) else { continue };
        people[place].push(Value {
            at_ms,
            sign,
            milli,
            is_within: reach == Some("within"),
            by_device: origin == Some("device"),
            reading: (offset.unwrap_or_default(), index.unwrap_or_default()),
        });
    }
    for values in &mut people {
        values.sort_unstable_by_key(|value| (value.at_ms, value.reading, value.sign));
    }
    Ok(people)
}
