//! A message of the workload as it was sent: parsed, its ranges not yet judged.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use vitals::{Glucose, TakenAt};
use wire::{Body, Dated, Quantity, WireReading};

use super::scan::scan;

/// One measurement of one device, 1 to 3 readings.
#[derive(Debug, PartialEq, Deserialize)]
pub struct Sent<'a> {
    /// Whose.
    #[serde(borrow)]
    pub pid: Cow<'a, str>,
    /// From which device.
    #[serde(borrow)]
    pub dev: Cow<'a, str>,
    /// The device's own count, from 1.
    pub seq: u64,
    /// What it measured.
    #[serde(borrow)]
    pub r: Vec<SentReading<'a>>,
}

/// One reading; its fields may be anything.
#[derive(Debug, PartialEq, Deserialize)]
pub struct SentReading<'a> {
    /// The code of the sign.
    #[serde(borrow, default)]
    pub c: Loose<'a>,
    /// Event time, ms since 1970.
    #[serde(borrow, default)]
    pub t: Loose<'a>,
    /// The value.
    #[serde(borrow, default)]
    pub v: Loose<'a>,
}

/// A JSON value of which only texts and numbers matter.
#[derive(Debug, Default, PartialEq)]
pub enum Loose<'a> {
    /// A whole number.
    Whole(i64),
    /// Another number.
    Number(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// Anything else, or nothing.
    #[default]
    Other,
}

/// Event times outside this stretch are refused: from 2020 until before 2030.
const TIMES: std::ops::Range<i64> = 1_577_836_800_000..1_893_456_000_000;

/// A code with the range of its values, inclusive, in thousandths: the table of the workload.
#[rustfmt::skip]
const RANGES: [(&str, i64, i64); 10] = [
    ("RR",         2_000,    80_000),
    ("SPO2",      40_000,   100_000),
    ("O2",             0,     1_000),
    ("SBP",       40_000,   300_000),
    ("HR",        20_000,   300_000),
    ("ACVPU",          0,     4_000),
    ("TEMP",      25_000,    45_000),
    ("DBP",       20_000,   200_000),
    ("WT",         1_000,   400_000),
    ("GLU",       10_000, 1_000_000),
];
const ACVPU: [u8; 5] = *b"ACVPU";

impl<'a> Sent<'a> {
    /// Reads a message; what isn't one is refused.
    pub fn parse(payload: &'a [u8]) -> Result<Self, String> {
        scan(payload).map_or_else(|| Self::read(payload), Self::counted)
    }

    /// The same by serde_json alone, as the floor does it.
    pub fn read(payload: &'a [u8]) -> Result<Self, String> {
        serde_json::from_slice(payload).map_err(|error| error.to_string()).and_then(Self::counted)
    }

    fn counted(sent: Self) -> Result<Self, String> {
        if sent.seq == 0 {
            return Err("seq is 0, and devices count from 1".into());
        }
        Ok(sent)
    }
}

impl SentReading<'_> {
    /// The code, if it is a text.
    pub fn code(&self) -> &str {
        match &self.c {
            Loose::Text(code) => code,
            _ => "",
        }
    }

    /// When it was measured and what, in the product's own words; or why it can't count.
    pub fn measured(&self) -> Result<(TakenAt, Body), String> {
        let (code, at_ms, milli) = self.checked()?;
        Ok((TakenAt::from_unix_ms(at_ms), body(code, milli)))
    }

    /// The same as a gateway sends it: whether there can be such a value, and such a time, is the server's
    /// to judge. None if a frame has no way to say it.
    pub fn sendable(&self) -> Option<(TakenAt, Body)> {
        let (code, low, high) = RANGES.iter().find(|(code, ..)| *code == self.code())?;
        let milli = self.v.milli()?;
        // A frame says these two without a number.
        let is_sayable = !matches!(*code, "O2" | "ACVPU") || (low..=high).contains(&&milli);
        let (Loose::Whole(at_ms), true) = (&self.t, is_sayable) else {
            return None;
        };
        Some((TakenAt::from_unix_ms(*at_ms), body(code, i32::try_from(milli).ok()?)))
    }

    /// The code, the time (ms since 1970) and the value in thousandths; or why they can't count.
    pub fn checked(&self) -> Result<(&'static str, i64, i32), String> {
        let (code, low, high) = RANGES
            .iter()
            .find(|(code, ..)| *code == self.code())
            .ok_or_else(|| format!("unknown code {:?}", self.c))?;
        let milli = self.v.milli().ok_or_else(|| format!("{code} {:?} is no number", self.v))?;
        if !(low..=high).contains(&&milli) {
            return Err(format!("{code} {milli} thousandths is outside {low} to {high}"));
        }
        let Loose::Whole(at_ms @ 1_577_836_800_000..1_893_456_000_000) = self.t else {
            return Err(format!("time {:?} is outside {TIMES:?}", self.t));
        };
        // The table's ranges fit.
        Ok((code, at_ms, milli as i32))
    }
}

/// What a reading of a frame says, if the table of the workload lets it count: the code, the time (ms since
/// 1970), and the value in thousandths.
pub fn checked_of(reading: &WireReading) -> Option<(&'static str, i64, i32)> {
    let (code, milli) = code_of(&reading.body)?;
    let Dated::At { taken_at, .. } = reading.dated else {
        return None;
    };
    let (_, low, high) = RANGES.iter().find(|(known, ..)| *known == code)?;
    let counts = (*low..=*high).contains(&i64::from(milli)) && TIMES.contains(&taken_at.unix_ms());
    counts.then_some((code, taken_at.unix_ms(), milli))
}

/// The other way round than [`body`].
fn code_of(body: &Body) -> Option<(&'static str, i32)> {
    let (code, quantity) = match body {
        Body::Respiration { rate } => ("RR", *rate),
        Body::Oximetry { spo2, .. } => ("SPO2", *spo2),
        Body::SupplementalOxygen { on } => ("O2", Quantity::Milli(1_000 * i32::from(*on))),
        Body::BloodPressure { systolic: Quantity::Absent, diastolic, .. } => ("DBP", *diastolic),
        Body::BloodPressure { systolic, .. } => ("SBP", *systolic),
        Body::HeartRate { rate, .. } => ("HR", *rate),
        Body::Consciousness { letter } => {
            let step = ACVPU.iter().position(|known| known == letter)?;
            ("ACVPU", Quantity::Milli(1_000 * i32::try_from(step).ok()?))
        }
        Body::Temperature { temperature } => ("TEMP", *temperature),
        Body::Weight { weight } => ("WT", *weight),
        Body::GlucoseMeter { glucose } | Body::GlucoseCgm { glucose } => ("GLU", *glucose),
    };
    match quantity {
        // To the tenth of a mg/dL that it was before it was whole µmol/L.
        Quantity::Milli(umol_l) if code == "GLU" => {
            let tenths = f64::from(umol_l) * Glucose::MG_DL_PER_MMOL_L / 100.0;
            Some((code, 100 * tenths.round() as i32))
        }
        Quantity::Milli(milli) => Some((code, milli)),
        _ => None,
    }
}

/// A value of a code of the table.
fn body(code: &str, milli: i32) -> Body {
    let value = Quantity::Milli(milli);
    let absent = Quantity::Absent;
    match code {
        "RR" => Body::Respiration { rate: value },
        "SPO2" => Body::Oximetry { spo2: value, pulse: absent },
        "O2" => Body::SupplementalOxygen { on: milli >= 1_000 },
        "SBP" => Body::BloodPressure { systolic: value, diastolic: absent, pulse: absent },
        "HR" => Body::HeartRate { rate: value, rr_1024: Vec::new() },
        "ACVPU" => Body::Consciousness { letter: ACVPU[milli as usize / 1_000] },
        "TEMP" => Body::Temperature { temperature: value },
        "DBP" => Body::BloodPressure { systolic: absent, diastolic: value, pulse: absent },
        "WT" => Body::Weight { weight: value },
        // mg/dL; the product holds whole µmol/L.
        _ => Body::GlucoseMeter { glucose: glucose(milli) },
    }
}

fn glucose(milli_mg_dl: i32) -> Quantity {
    let glucose = Glucose::from_mg_dl(f64::from(milli_mg_dl) / 1000.0);
    glucose.map_or(Quantity::Nan, |glucose| Quantity::Milli(glucose.umol_l()))
}

impl Loose<'_> {
    /// A number in thousandths.
    fn milli(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => number.checked_mul(1000),
            Self::Number(number) => Some((number * 1000.0).round() as i64),
            Self::Text(_) | Self::Other => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Loose<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Loose::Whole(number))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(i64::try_from(number).map_or(Loose::Other, Loose::Whole))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Loose::Number(number))
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Loose::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Loose::Text(Cow::Owned(text.to_owned())))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Loose::Other)
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Loose::Other)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Loose::Other)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Loose::Other)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(reading: &str, taken: bool) {
        let payload = format!(r#"{{"pid":"p","dev":"d","seq":1,"r":[{reading}]}}"#);
        let sent = Sent::parse(payload.as_bytes()).unwrap();
        assert_eq!(sent.r[0].measured().is_ok(), taken, "{reading}");
    }

    #[test]
    fn a_reading_is_taken_inside_its_range_and_its_time_and_nowhere_else() {
        for (code, low, high) in RANGES {
            let value = |milli: i64| {
                format!(r#"{{"c":"{code}","t":1767225600000,"v":{}}}"#, milli as f64 / 1000.0)
            };
            check(&value(low), true);
            check(&value(high), true);
            check(&value(low - 1_000), false);
            check(&value(high + 1_000), false);
        }
        check(r#"{"c":"HR","t":1577836800000,"v":70}"#, true);
        check(r#"{"c":"HR","t":1577836799999,"v":70}"#, false);
        check(r#"{"c":"HR","t":1893455999999,"v":70}"#, true);
        check(r#"{"c":"HR","t":1893456000000,"v":70}"#, false);
        check(r#"{"c":"HR","t":0,"v":70}"#, false);
        check(r#"{"c":"XYZ","t":1767225600000,"v":70}"#, false);
        check(r#"{"c":"HR","t":1767225600000,"v":"n/a"}"#, false);
        check(r#"{"c":"HR","t":1767225600000,"v":null}"#, false);
        check(r#"{"c":"HR","t":1767225600000}"#, false);
    }

    #[test]
    fn what_is_no_message_is_refused_whole() {
        for payload in [
            r#"{"pid":"p","dev":"d","seq":1,"r":[{"c":"HR","#,
            r#"{"dev":"d","seq":1,"r":[]}"#,
            r#"{"pid":"p","dev":7,"seq":1,"r":[]}"#,
            r#"{"pid":"p","dev":"d","seq":0,"r":[]}"#,
            r#"{"pid":"p","dev":"d","seq":1.5,"r":[]}"#,
            r#"{"pid":"p","dev":"d","seq":1,"r":{}}"#,
        ] {
            assert!(Sent::parse(payload.as_bytes()).is_err(), "{payload}");
        }
    }
}
