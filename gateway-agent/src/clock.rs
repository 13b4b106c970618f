//! The time in this home, given to whoever needs it: a simulated home's runs faster.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use vitals::HeardAt;

/// Where local time comes from.
#[derive(Debug, Clone)]
pub enum Zone {
    /// Always so many minutes ahead of UTC.
    Fixed(i16),
    /// A place, with its summer time.
    Place(jiff::tz::TimeZone),
}

/// A gateway's clock.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> HeardAt + Send + Sync>,
    zone: Zone,
}

impl Clock {
    /// The computer's clock.
    pub fn system(zone: Zone) -> Self {
        Self::from_fn(zone, || {
            // Before 1970 is as wrong as 1970.
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            HeardAt::from_unix_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        })
    }

    /// Any other clock.
    pub fn from_fn(zone: Zone, now: impl Fn() -> HeardAt + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), zone }
    }

    /// What it shows.
    pub fn now(&self) -> HeardAt {
        (self.now)()
    }

    /// Minutes that local time is ahead of UTC at that moment.
    pub fn zone_offset_min(&self, at: HeardAt) -> i16 {
        match &self.zone {
            Zone::Fixed(minutes) => *minutes,
            Zone::Place(zone) => jiff::Timestamp::from_millisecond(at.unix_ms())
                .ok()
                .and_then(|at| i16::try_from(zone.to_offset(at).seconds() / 60).ok())
                .unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_its_summer_time() {
        let london = Zone::Place(jiff::tz::TimeZone::get("Europe/London").unwrap());
        let clock = Clock::system(london);
        let november = HeardAt::from_unix_ms(1_795_249_800_000);
        let july = HeardAt::from_unix_ms(1_783_249_800_000);
        assert_eq!((clock.zone_offset_min(november), clock.zone_offset_min(july)), (0, 60));
    }
}
