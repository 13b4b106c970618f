//! Who lives in a simulated home.

/// A person as a register would know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Id, safe as a `vitals::PatientId`: `p-0001`, or `cinc2019b-1042`.
    pub patient: String,
    /// Given name and surname; a recorded person has the name of the set instead.
    pub name: String,
    /// Date of birth, `YYYY-MM-DD`; of a recorded person only the year, if that, is known.
    pub born: Option<String>,
    /// `"F"`, `"M"`, or `"U"` for unknown.
    pub sex: &'static str,
    /// What they are cared for, in words: `COPD`, `Heart failure`.
    pub conditions: Vec<String>,
    /// Which NEWS2 scale their oxygen saturation is read on: 1, or 2 where a clinician prescribed it.
    pub spo2_scale: u8,
    /// Time zone of the home, an IANA name: see [`crate::zone_offset_min`].
    pub zone: String,
    /// `invented`, or the name of the set that the series come from.
    pub source: String,
}
