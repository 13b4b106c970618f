//! A monitor's side of a gateway: readings as characteristic bytes, each given until it is saved.
//!
//! A reading that the gateway did not confirm before it died is given again, with the same
//! bytes, as a monitor does that keeps what was not taken from it.

use std::collections::VecDeque;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// One reading of a weight scale. Its weight is its name: no other from this feeder has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weighing {
    /// In the scale's own steps of 5 g.
    pub steps: u16,
    /// When, by the scale's clock: seconds of the day.
    pub second: u32,
    /// Not a weight but a saturation of so many per cent, by the oximeter beside the scale.
    pub saturation: Option<u16>,
}

impl Weighing {
    /// The weight in grams.
    pub fn grams(self) -> u32 {
        u32::from(self.steps) * 5
    }

    /// PLX spot-check measurement 2A5E: saturation and pulse, with a time stamp.
    fn saturation_bytes(self, percent: u16, day: Day) -> Vec<u8> {
        let mut bytes = vec![0b0000_0001];
        bytes.extend(percent.to_le_bytes());
        bytes.extend(72_u16.to_le_bytes());
        // The same clock as the scale's.
        bytes.extend(&self.bytes(day)[3..]);
        bytes
    }

    /// Weight measurement 2A9D: SI units with a time stamp.
    fn bytes(self, day: Day) -> [u8; 10] {
        let [steps_low, steps_high] = self.steps.to_le_bytes();
        let [year_low, year_high] = day.year.to_le_bytes();
        let [hour, minute, second] =
            [self.second / 3600, self.second / 60 % 60, self.second % 60].map(|part| part as u8);
        let flags = 0b0000_0010;
        let Day { month, day, .. } = day;
        [flags, steps_low, steps_high, year_low, year_high, month, day, hour, minute, second]
    }
}

/// The day on which the scale believes it is.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    /// The year, 1582 to 9999.
    pub year: u16,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

impl Day {
    /// Yesterday in UTC: recent enough to count, and none of its times is still to come.
    pub fn yesterday() -> Self {
        let day = Timestamp::now() - SignedDuration::from_hours(24);
        let date = day.to_zoned(TimeZone::UTC).date();
        let (year, month, day) = (date.year() as u16, date.month() as u8, date.day() as u8);
        Self { year, month, day }
    }
}

/// Fewer than a day has seconds, and lighter than 200 kg.
const MADE_MAX: u16 = 31_900;

/// What the oximeter says in the place of a weight: three times that it is urgent, and, 250 measurements
/// later, three times that all is well.
fn saturation(number: u16) -> Option<u16> {
    match number % 500 {
        100..=102 => Some(82),
        350..=352 => Some(97),
        _ => None,
    }
}

/// What one scale has measured, and what the gateway has said about it.
#[derive(Debug)]
pub struct Feeder {
    device: String,
    /// Beside the scale, where there is one.
    oximeter: Option<String>,
    day: Day,
    made: u16,
    /// Not confirmed yet, oldest first. The first `given` of them were given in this life.
    open: VecDeque<Weighing>,
    given: usize,
    saved: Vec<(u64, Weighing)>,
}

impl Feeder {
    /// A scale that has measured nothing yet.
    pub fn new(device: &str, day: Day) -> Self {
        let open = VecDeque::new();
        let (device, saved) = (device.into(), Vec::new());
        Self { device, oximeter: None, day, made: 0, open, given: 0, saved }
    }

    /// One with an oximeter beside it, which now and then measures what is urgent, and later that all is
    /// well again.
    pub fn with_oximeter(device: &str, oximeter: &str, day: Day) -> Self {
        Self { oximeter: Some(oximeter.into()), ..Self::new(device, day) }
    }

    /// Whether no more can be measured that is told apart.
    pub fn is_full(&self) -> bool {
        self.made >= MADE_MAX
    }

    /// Measures once more.
    pub fn measure(&mut self) {
        let number = self.made;
        self.made += 1;
        // From 40 kg; one per second from midnight, so each has a time of its own.
        let saturation = self.oximeter.as_ref().and_then(|_| saturation(number));
        let weighing = Weighing { steps: 8_000 + number, second: u32::from(number), saturation };
        assert!(weighing.second < 86_400 && weighing.grams() < 200_000, "the scale's day is full");
        self.open.push_back(weighing);
    }

    /// The next line for the gateway's standard input, if there is one.
    pub fn next_line(&mut self) -> Option<String> {
        let weighing = *self.open.get(self.given)?;
        self.given += 1;
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let line = match (weighing.saturation, &self.oximeter) {
            (Some(percent), Some(oximeter)) => json!({
                "device": oximeter, "characteristic": "2a5e",
                "hex": hex(&weighing.saturation_bytes(percent, self.day)), "clock_offset_ms": 0,
            }),
            _ => json!({
                "device": self.device, "characteristic": "2a9d",
                "hex": hex(&weighing.bytes(self.day)), "clock_offset_ms": 0,
            }),
        };
        Some(format!("{line}\n"))
    }

    /// Takes one line of the gateway's standard output: it has saved the oldest line it was given.
    pub fn take(&mut self, line: &str) {
        let said: Value = serde_json::from_str(line)
            .unwrap_or_else(|e| panic!("the gateway said {line:?}, which is not JSON: {e}"));
        let seq = said["saved"]["seq"].as_u64();
        let seq = seq.unwrap_or_else(|| panic!("the gateway did not save a reading: {line}"));
        assert!(self.given > 0, "the gateway saved what it was not given: {line}");
        let weighing = self.open.pop_front().expect("given is never more than open");
        self.given -= 1;
        self.saved.push((seq, weighing));
    }

    /// The gateway died: what it did not confirm will be given again.
    pub fn gateway_died(&mut self) {
        self.given = 0;
    }

    /// The day of its clock.
    pub fn day(&self) -> Day {
        self.day
    }

    /// How many readings are given and not confirmed.
    pub fn waiting(&self) -> usize {
        self.given
    }

    /// How many readings are not confirmed, given or not.
    pub fn open(&self) -> usize {
        self.open.len()
    }

    /// Each reading that was confirmed, with its number in the spool.
    pub fn saved(&self) -> &[(u64, Weighing)] {
        &self.saved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Day = Day { year: 2026, month: 11, day: 20 };

    #[test]
    fn a_reading_that_was_not_confirmed_is_given_again_with_the_same_bytes() {
        let mut feeder = Feeder::new("scale-1", DAY);
        feeder.measure();
        feeder.measure();
        let (first, second) = (feeder.next_line(), feeder.next_line());
        assert_eq!(feeder.next_line(), None);
        feeder.take(r#"{"saved":{"seq":1}}"#);
        feeder.gateway_died();
        assert_eq!(feeder.next_line(), second);
        assert_ne!(first, second);
        feeder.take(r#"{"saved":{"seq":3}}"#);
        assert_eq!(feeder.open(), 0);
        assert_eq!(feeder.saved().iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn a_weighing_is_the_bytes_of_2a9d() {
        let weighing = Weighing { steps: 14_000, second: 3_723, saturation: None };
        assert_eq!(weighing.grams(), 70_000);
        assert_eq!(weighing.bytes(DAY), [0x02, 0xB0, 0x36, 0xEA, 0x07, 11, 20, 1, 2, 3]);
    }
}
