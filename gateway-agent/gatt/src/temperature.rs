//! Temperature Measurement (0x2A1C).

use crate::reader::Reader;
use crate::words::words;
use crate::{DateTime, Decimal, DecodeError, Float};

/// What a thermometer measured.
///
/// Source: Bluetooth GATT Specification Supplement, Temperature Measurement and Temperature Type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Temperature {
    /// The temperature, in `unit`.
    pub temperature: Float,
    /// Its unit.
    pub unit: TemperatureUnit,
    /// When it was taken, by the thermometer's clock.
    pub time: Option<DateTime>,
    /// Where on the body.
    pub site: Option<TemperatureSite>,
}

/// The unit of a temperature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TemperatureUnit {
    /// Degrees Celsius.
    Celsius,
    /// Degrees Fahrenheit.
    Fahrenheit,
}

words!(
    /// Where a temperature was taken.
    TemperatureSite {
        Armpit = 1 "armpit",
        Body = 2 "body",
        Ear = 3 "ear",
        Finger = 4 "finger",
        Gastrointestinal = 5 "gastrointestinal",
        Mouth = 6 "mouth",
        Rectum = 7 "rectum",
        Toe = 8 "toe",
        Tympanum = 9 "tympanum",
    }
);

impl Temperature {
    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let flags = reader.u8("flags")?;
        let unit =
            if flags & 1 == 0 { TemperatureUnit::Celsius } else { TemperatureUnit::Fahrenheit };
        Ok(Self {
            unit,
            temperature: reader.float("temperature")?,
            time: reader.when(flags & 1 << 1 != 0, |reader| reader.date_time("time"))?,
            site: reader.when(flags & 1 << 2 != 0, |reader| {
                reader.u8("temperature type").map(TemperatureSite::from_code)
            })?,
        })
    }

    /// The octets of this value.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![
            u8::from(self.unit == TemperatureUnit::Fahrenheit)
                | u8::from(self.time.is_some()) << 1
                | u8::from(self.site.is_some()) << 2,
        ];
        bytes.extend(self.temperature.to_bytes());
        bytes.extend(self.time.into_iter().flat_map(DateTime::to_bytes));
        bytes.extend(self.site.map(TemperatureSite::code));
        bytes
    }

    /// Thousandths of a degree Celsius, a tie away from zero; `None` for a special value, or for
    /// one that `i32` can't hold.
    pub fn milli_celsius(&self) -> Option<i32> {
        let number = self.temperature.get().number()?;
        match self.unit {
            TemperatureUnit::Celsius => number.milli(),
            TemperatureUnit::Fahrenheit => {
                // Nine decimals are more than any thermometer sends.
                let nano = number.ratio(1_000_000_000, 1)?.checked_sub(32_000_000_000)?;
                Decimal::new(nano, 0).ratio(5, 9_000_000)?.try_into().ok()
            }
        }
    }
}

impl TemperatureUnit {
    /// As people write it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Celsius => "degC",
            Self::Fahrenheit => "degF",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOVEMBER_21, bytes, check_cuts};

    fn check(hex: &str, want: &Temperature, milli_celsius: Option<i32>) {
        assert_eq!(Temperature::decode(&bytes(hex)).as_ref(), Ok(want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
        assert_eq!(want.milli_celsius(), milli_celsius, "{hex}");
        check_cuts(&bytes(hex), Temperature::decode);
    }

    #[test]
    fn each_flag_adds_its_field() {
        let temperature = Float::from_decimal(36.5, 1);
        let base =
            Temperature { temperature, unit: TemperatureUnit::Celsius, time: None, site: None };
        // bluetooth-sig 0.6.0 read 3.65e129.
        check("00 6D0100FF", &base, Some(36_500));
        let fahrenheit = Temperature {
            temperature: Float::from_decimal(97.7, 1),
            unit: TemperatureUnit::Fahrenheit,
            ..base.clone()
        };
        check("01 D10300FF", &fahrenheit, Some(36_500));
        let timed = Temperature { time: Some(NOVEMBER_21), ..base.clone() };
        check("02 6D0100FF EA070B15081E00", &timed, Some(36_500));
        let sited = Temperature { site: Some(TemperatureSite::Tympanum), ..base.clone() };
        check("04 6D0100FF 09", &sited, Some(36_500));
        let both = Temperature { site: Some(TemperatureSite::Armpit), ..timed };
        check("06 6D0100FF EA070B15081E00 01", &both, Some(36_500));
        let nan = Temperature { temperature: Float::NAN, ..base };
        check("00 FFFF7F00", &nan, None);
    }

    #[test]
    fn a_site_without_a_name_is_reserved() {
        for code in [0, 10, 255] {
            let got = Temperature::decode(&[4, 37, 0, 0, 0, code]).unwrap();
            assert_eq!(got.site, Some(TemperatureSite::Reserved), "{code}");
        }
    }

    #[test]
    fn unknown_flags_and_further_octets_are_ignored() {
        assert_eq!(Temperature::decode(&bytes("F8 6D0100FF 01")).unwrap().site, None);
    }
}
