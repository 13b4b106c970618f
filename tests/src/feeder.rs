//! A monitor's side of a gateway: readings as characteristic bytes, each given until it is saved.
//!
//! A reading that the gateway did not confirm before it died is given again, with the same
//! bytes, as a monitor does that keeps what was not taken from it.

use std::collections::VecDeque;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// One reading of a weight scale. Its weight is its name: no other of this person has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weighing {
    /// Whose it is: the place of their monitors in the feeder.
    pub person: usize,
    /// When, by the scale's clock: seconds since it began.
    pub second: u32,
    /// In the scale's own steps of 5 g.
    pub steps: u16,
    /// Not a weight but a saturation of so many per cent, by the oximeter beside the scale.
    pub saturation: Option<u16>,
}

impl Weighing {
    /// The weight in grams.
    pub fn grams(self) -> u32 {
        u32::from(self.steps) * 5
    }

    /// When it was measured, if its monitor's clock began with `start`.
    pub fn taken_at(self, start: Timestamp) -> Timestamp {
        start + SignedDuration::from_secs(self.second.into())
    }

    /// PLX spot-check measurement 2A5E: saturation and pulse, with a time stamp.
    fn saturation_bytes(self, percent: u16, start: Timestamp) -> Vec<u8> {
        let mut bytes = vec![0b0000_0001];
        bytes.extend(percent.to_le_bytes());
        bytes.extend(72_u16.to_le_bytes());
        // The same clock as the scale's.
        bytes.extend(&self.bytes(start)[3..]);
        bytes
    }

    /// Weight measurement 2A9D: SI units with a time stamp.
    fn bytes(self, start: Timestamp) -> [u8; 10] {
        let [steps_low, steps_high] = self.steps.to_le_bytes();
        let time = TimeZone::UTC.to_datetime(self.taken_at(start));
        let [year_low, year_high] = time.year().to_le_bytes();
        let [month, day, hour, minute, second] =
            [time.month(), time.day(), time.hour(), time.minute(), time.second()]
                .map(i8::unsigned_abs);
        let flags = 0b0000_0010;
        [flags, steps_low, steps_high, year_low, year_high, month, day, hour, minute, second]
    }
}

/// When monitors begin: hours ago, so that no time of theirs is still to come, also for a gateway whose clock
/// is an hour behind; and not a day, or each reading has the engine decide again what lies between.
pub fn start() -> Timestamp {
    let seconds = Timestamp::now().as_second() - START_S;
    Timestamp::from_second(seconds).expect("a time of this century")
}

const START_S: i64 = 6 * 3600;
/// The most that one person measures, in five hours by their monitor's clock.
const MADE_MAX: u16 = 9_000;
/// Seconds from one measurement of a person to the next.
const STEP_S: u32 = 2;

/// What the oximeter says in the place of a weight: twice that it is urgent, and later twice that all is
/// well. The second time is 70 s after the first: what is closer than a minute confirms nothing.
fn saturation(number: u16) -> Option<u16> {
    match number % 250 {
        20 | 55 => Some(82),
        120 | 155 => Some(97),
        _ => None,
    }
}

/// How many measurements somebody with an oximeter has made when an alert must have been raised.
pub const ALERT_AFTER: u16 = 56;

/// What one person measures with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitors {
    /// The weight scale.
    pub scale: String,
    /// Beside it, where there is one: now and then it says what is urgent, and later that all is well.
    pub oximeter: Option<String>,
}

/// What the monitors of a home have measured, each person in their turn, and what the gateway has said
/// about it.
#[derive(Debug)]
pub struct Feeder {
    people: Vec<Monitors>,
    start: Timestamp,
    made: usize,
    /// Not confirmed yet, oldest first. The first `given` of them were given in this life.
    open: VecDeque<Weighing>,
    given: usize,
    saved: Vec<(u64, Weighing)>,
}

impl Feeder {
    /// A scale that has measured nothing yet.
    pub fn new(device: &str) -> Self {
        Self::of(vec![Monitors { scale: device.into(), oximeter: None }], start())
    }

    /// These people's monitors, which have measured nothing yet.
    pub fn of(people: Vec<Monitors>, start: Timestamp) -> Self {
        Self { people, start, made: 0, open: VecDeque::new(), given: 0, saved: Vec::new() }
    }

    /// Whether no more can be measured that is told apart.
    pub fn is_full(&self) -> bool {
        self.made >= usize::from(MADE_MAX) * self.people.len()
    }

    /// Measures once more.
    pub fn measure(&mut self) {
        let (person, number) = (self.made % self.people.len(), self.made / self.people.len());
        assert!(number < MADE_MAX.into(), "the scale has no time left");
        self.made += 1;
        let number = number as u16;
        let saturation = self.people[person].oximeter.as_ref().and_then(|_| saturation(number));
        // From 40 kg, and from the start on, so each has a weight and a time of its own.
        let (steps, second) = (8_000 + number, u32::from(number) * STEP_S);
        self.open.push_back(Weighing { person, second, steps, saturation });
    }

    /// The next line for the gateway's standard input, if there is one.
    pub fn next_line(&mut self) -> Option<String> {
        let weighing = *self.open.get(self.given)?;
        self.given += 1;
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let monitors = &self.people[weighing.person];
        let line = match (weighing.saturation, &monitors.oximeter) {
            (Some(percent), Some(oximeter)) => json!({
                "device": oximeter, "characteristic": "2a5e",
                "hex": hex(&weighing.saturation_bytes(percent, self.start)), "clock_offset_ms": 0,
            }),
            _ => json!({
                "device": monitors.scale, "characteristic": "2a9d",
                "hex": hex(&weighing.bytes(self.start)), "clock_offset_ms": 0,
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

    /// When its clocks began.
    pub fn start(&self) -> Timestamp {
        self.start
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

    /// 2026-11-20T00:00:00Z.
    const START: Timestamp = Timestamp::constant(1_795_132_800, 0);

    #[test]
    fn a_reading_that_was_not_confirmed_is_given_again_with_the_same_bytes() {
        let mut feeder = Feeder::new("scale-1");
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
    fn people_of_a_home_measure_in_turn_and_an_oximeter_speaks_up_twice_a_minute_apart() {
        let monitors = |number: u8| Monitors {
            scale: format!("scale-{number}"),
            oximeter: Some(format!("oximeter-{number}")),
        };
        let mut feeder = Feeder::of(vec![monitors(1), monitors(2)], START);
        for _ in 0..2 * ALERT_AFTER {
            feeder.measure();
        }
        let of = |person| feeder.open.iter().filter(move |weighing| weighing.person == person);
        assert_eq!((of(0).count(), of(1).count()), (ALERT_AFTER.into(), ALERT_AFTER.into()));
        let low: Vec<_> =
            of(1).filter(|it| it.saturation == Some(82)).map(|it| it.second).collect();
        assert_eq!(low, [40, 110]);
        assert!(feeder.next_line().is_some_and(|line| line.contains("scale-1")));
        assert!(feeder.next_line().is_some_and(|line| line.contains("scale-2")));
    }

    #[test]
    fn a_weighing_is_the_bytes_of_2a9d() {
        let weighing = Weighing { person: 0, second: 3_723, steps: 14_000, saturation: None };
        assert_eq!(weighing.grams(), 70_000);
        assert_eq!(weighing.bytes(START), [0x02, 0xB0, 0x36, 0xEA, 0x07, 11, 20, 1, 2, 3]);
    }
}
