//! The week as a circle of minutes, in which no two shifts of a layer may overlap.

use std::sync::Arc;

use jiff::civil::{Time, Weekday};
use risk_engine::rota::TextMistake;

/// One shift on one day of the week.
pub(super) struct Turn {
    who: Arc<str>,
    line: usize,
    /// Minutes from Monday 00:00.
    from: i32,
    /// Up to and without; beyond the week's end if it goes on into the next.
    to: i32,
}

const DAY: i32 = 24 * 60;
const WEEK: i32 = 7 * DAY;

impl Turn {
    /// A shift that ends at or before the time at which it begins goes on into the next day.
    pub(super) fn of(who: &Arc<str>, line: usize, day: Weekday, from: Time, to: Time) -> Self {
        let minute = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
        let begin = i32::from(day.to_monday_zero_offset()) * DAY + minute(from);
        let length = (minute(to) - minute(from)).rem_euclid(DAY);
        let length = if length == 0 { DAY } else { length };
        Self { who: who.clone(), line, from: begin, to: begin + length }
    }

    /// Whether both are on call at once, in some week.
    fn overlaps(&self, other: &Self) -> bool {
        let at_once = |by: i32| self.from < other.to + by && other.from + by < self.to;
        [-WEEK, 0, WEEK].into_iter().any(at_once)
    }

    fn begins(&self) -> String {
        const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let day = DAYS.get((self.from / DAY) as usize).unwrap_or(&"");
        format!("{day} {:02}:{:02}", self.from % DAY / 60, self.from % 60)
    }
}

/// A mistake for each two lines that put two people on call at once.
pub(super) fn overlaps(turns: &[Turn]) -> Vec<TextMistake> {
    let mut told: Vec<(usize, usize)> = Vec::new();
    let mut mistakes = Vec::new();
    for (place, first) in turns.iter().enumerate() {
        for second in turns[..place].iter().filter(|second| second.overlaps(first)) {
            let lines = (first.line, second.line);
            if !told.contains(&lines) {
                told.push(lines);
                let what = format!(
                    "the shift of {} on {} overlaps that of {} on {} (line {}): \
                     let one end where the other begins",
                    first.who,
                    first.begins(),
                    second.who,
                    second.begins(),
                    second.line
                );
                mistakes.push(TextMistake { line: first.line, what });
            }
        }
    }
    mistakes
}
