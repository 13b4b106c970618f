//! Stretches of values beyond a limit: when one opens, when it ends, and how many there were.

use std::time::Duration;

use crate::TakenAt;

/// When a stretch of values beyond a limit is one spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpellManner {
    /// It opens when values have been beyond the limit for so long.
    pub opens: Duration,
    /// It ends when values have been back for so long.
    pub ends: Duration,
    /// A value speaks until the next one, but no longer than this.
    pub speaks: Duration,
}

impl SpellManner {
    /// Of glucose: 15 minutes beyond open an episode, 15 minutes back end it.
    ///
    /// Source: ADA/ATTD consensus on CGM: CLINICAL 2.4. That a value speaks for 2 hours at most, so
    /// that two finger sticks of one morning are two episodes, is ours.
    pub const GLUCOSE: Self = Self {
        opens: Duration::from_secs(15 * 60),
        ends: Duration::from_secs(15 * 60),
        speaks: Duration::from_secs(2 * 3600),
    };
}

/// How many spells there were by `at`: stretches of values, oldest first, that are beyond a limit.
///
/// A value speaks until the next one. So three sensor values at five minutes open a spell of 15
/// minutes, and so does one value of a meter that nothing contradicts in that time.
pub fn spells(
    values: impl IntoIterator<Item = (TakenAt, bool)>,
    at: TakenAt,
    manner: SpellManner,
) -> usize {
    let [opens_ms, ends_ms, speaks_ms] =
        [manner.opens, manner.ends, manner.speaks].map(|time| time.as_millis() as i64);
    let mut spells = 0;
    let (mut is_open, mut beyond_ms, mut back_ms) = (false, 0, 0);
    let mut values = values.into_iter().peekable();
    while let Some((taken_at, is_beyond)) = values.next() {
        if !is_beyond && !is_open {
            beyond_ms = 0;
            continue;
        }
        let next = values.peek().map_or(at, |(next, _)| *next);
        let lasted_ms = (next.unix_ms() - taken_at.unix_ms()).max(0);
        let spoke_ms = lasted_ms.min(speaks_ms);
        (beyond_ms, back_ms) =
            if is_beyond { (beyond_ms + spoke_ms, 0) } else { (0, back_ms + spoke_ms) };
        if is_beyond && !is_open && beyond_ms >= opens_ms {
            is_open = true;
            spells += 1;
        }
        if !is_beyond && back_ms >= ends_ms || lasted_ms > speaks_ms {
            (is_open, beyond_ms) = (false, 0);
        }
    }
    spells
}
