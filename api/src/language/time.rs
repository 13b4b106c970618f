//! Days and times in words. The clock has 24 hours in all languages.

use jiff::Zoned;

use super::Words;

impl Words {
    /// "today 9:41", "yesterday 18:02", or "Tue 24 Nov, 10:30", beside what is now; both in one zone.
    pub(crate) fn when(&self, at: &Zoned, now: &Zoned) -> String {
        let clock = at.strftime("%H:%M").to_string();
        let days = now.date().since(at.date()).map(|span| span.get_days());
        let said = match days {
            Ok(0) => self.say("times-today"),
            Ok(1) => self.say("times-yesterday"),
            Ok(-1) => self.say("times-tomorrow"),
            _ => self
                .say("times-date")
                .with(
                    "weekday",
                    self.say("times-weekday")
                        .with("weekday", i64::from(at.weekday().to_monday_one_offset())),
                )
                .with("day", i64::from(at.day()))
                .with("month", self.say("times-month").with("month", i64::from(at.month()))),
        };
        // None of its words is left behind on another line.
        said.with("clock", clock).to_string().replace(' ', "\u{a0}")
    }
}
