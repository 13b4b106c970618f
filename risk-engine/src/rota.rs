//! Who is on call, by the journal's clock.
//!
//! The engine knows no time zones: a weekly plan is made into dated shifts outside, and what is here
//! compares whole milliseconds.

use std::sync::Arc;

use bincode::{Decode, Encode};
use vitals::StoredAt;

mod document;

pub use document::{TextMistake, line_of};

/// Who is on call, when: layers of dated shifts, and a list of people for when every layer was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Rota {
    /// The first is asked first. Each is sorted by start, and no two of its shifts overlap.
    layers: Vec<Vec<Shift>>,
    list: Vec<Arc<str>>,
}

/// Somebody's time on call: from a moment up to, and without, another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Shift {
    who: Arc<str>,
    from_ms: i64,
    to_ms: i64,
}

/// A stretch of time in which an escalation would reach nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// At which level.
    pub level: u8,
    /// From this moment.
    pub from: StoredAt,
    /// Up to, and without, this one.
    pub to: StoredAt,
}

/// One thing that is wrong with a rota.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RotaMistake {
    /// A shift that is over before it begins.
    #[error("level {level}: the shift of {} ends at or before its start", shift.who)]
    Empty {
        /// At which level.
        level: usize,
        /// Which.
        shift: Shift,
    },
    /// Two people at once: an escalation goes to one.
    #[error("level {level}: {first} and {} are both on call at {} ms", second.who, second.from_ms)]
    Overlap {
        /// At which level.
        level: usize,
        /// Who began first.
        first: Arc<str>,
        /// The shift that begins before that is over.
        second: Shift,
    },
    /// More layers than an alert has escalations.
    #[error("there are {count} layers, and {LAYERS_MAX} are the most")]
    Layers {
        /// How many there are.
        count: usize,
    },
}

/// An alert counts its escalations in a byte.
const LAYERS_MAX: usize = 100;

impl RotaMistake {
    /// The shift that is wrong, with its level from 1.
    pub fn shift(&self) -> Option<(usize, &Shift)> {
        match self {
            Self::Empty { level, shift } | Self::Overlap { level, second: shift, .. } => {
                Some((*level, shift))
            }
            Self::Layers { .. } => None,
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "let it end later",
            Self::Overlap { .. } => "let one end where the other begins",
            Self::Layers { .. } => "put the last people in `list`, which is asked in turn",
        }
    }
}

impl Shift {
    /// Somebody's time on call, from a moment up to, and without, another.
    pub fn of(who: Arc<str>, from: StoredAt, to: StoredAt) -> Self {
        Self { who, from_ms: from.unix_ms(), to_ms: to.unix_ms() }
    }
}

impl Rota {
    /// A rota from its layers, first asked first, and the list that is asked in turn after them. Gives
    /// every mistake at once.
    pub fn of(mut layers: Vec<Vec<Shift>>, list: Vec<Arc<str>>) -> Result<Self, Vec<RotaMistake>> {
        let mut mistakes = Vec::new();
        if layers.len() > LAYERS_MAX {
            mistakes.push(RotaMistake::Layers { count: layers.len() });
        }
        for (layer, level) in layers.iter_mut().zip(1..) {
            layer.sort_by_key(|shift| (shift.from_ms, shift.to_ms));
            check(layer, level, &mut mistakes);
        }
        if mistakes.is_empty() { Ok(Self { layers, list }) } else { Err(mistakes) }
    }

    /// Whom the escalation of a level goes to at a moment; none if the rota has a gap there.
    ///
    /// Level 1 is the first escalation. After the last layer its list is asked in turn; without a list the
    /// last layer is asked again.
    pub fn on_call(&self, at: StoredAt, level: u8) -> Option<&Arc<str>> {
        let place = usize::from(level.saturating_sub(1));
        match place.checked_sub(self.layers.len()) {
            None => self.layers.get(place).and_then(|layer| on_shift(layer, at)),
            Some(turn) if !self.list.is_empty() => self.list.get(turn % self.list.len()),
            Some(_) => self.layers.last().and_then(|layer| on_shift(layer, at)),
        }
    }

    /// Whom it goes to when somebody passes it on, who was told at `level` last: the next level that has
    /// somebody, with them; none if nobody at all is on call.
    pub fn next_on_call(&self, at: StoredAt, level: u8) -> Option<(u8, &Arc<str>)> {
        let more = self.layers.len() + self.list.len() + 1;
        let levels = (1..=more).map_while(|step| u8::try_from(usize::from(level) + step).ok());
        levels.chain([u8::MAX]).find_map(|level| Some((level, self.on_call(at, level)?)))
    }

    /// When each layer has nobody, between two moments, by level and time.
    pub fn gaps(&self, from: StoredAt, to: StoredAt) -> Vec<Gap> {
        let mut gaps = Vec::new();
        if self.layers.is_empty() && self.list.is_empty() && from < to {
            gaps.push(Gap { level: 1, from, to });
        }
        for (layer, level) in self.layers.iter().zip(1..) {
            gaps_of(layer, level, (from.unix_ms(), to.unix_ms()), &mut gaps);
        }
        gaps
    }

    /// When its last shift ends; none if it has no shifts. From then on every layer is a gap.
    pub fn until(&self) -> Option<StoredAt> {
        let shifts = self.layers.iter().flatten();
        shifts.map(|shift| shift.to_ms).max().map(StoredAt::from_unix_ms)
    }

    /// Everybody whom an escalation may go to, each once, sorted.
    pub fn people(&self) -> Vec<&Arc<str>> {
        let on_shift = self.layers.iter().flatten().map(|shift| &shift.who);
        let mut people: Vec<_> = on_shift.chain(&self.list).collect();
        people.sort();
        people.dedup();
        people
    }
}

/// Looks for mistakes in a sorted layer.
fn check(layer: &[Shift], level: usize, mistakes: &mut Vec<RotaMistake>) {
    let empty = layer.iter().filter(|shift| shift.to_ms <= shift.from_ms);
    mistakes.extend(empty.map(|shift| RotaMistake::Empty { level, shift: shift.clone() }));
    let mut longest: Option<&Shift> = None;
    for shift in layer {
        if let Some(first) = longest.filter(|first| shift.from_ms < first.to_ms) {
            mistakes.push(RotaMistake::Overlap {
                level,
                first: first.who.clone(),
                second: shift.clone(),
            });
        }
        if longest.is_none_or(|first| first.to_ms < shift.to_ms) {
            longest = Some(shift);
        }
    }
}

fn on_shift(layer: &[Shift], at: StoredAt) -> Option<&Arc<str>> {
    let begun = layer.partition_point(|shift| shift.from_ms <= at.unix_ms());
    let last = layer.get(begun.checked_sub(1)?)?;
    (at.unix_ms() < last.to_ms).then_some(&last.who)
}

fn gaps_of(layer: &[Shift], level: u8, (from_ms, to_ms): (i64, i64), gaps: &mut Vec<Gap>) {
    let mut push = |from_ms: i64, to_ms: i64| {
        if from_ms < to_ms {
            let [from, to] = [from_ms, to_ms].map(StoredAt::from_unix_ms);
            gaps.push(Gap { level, from, to });
        }
    };
    let mut covered_ms = from_ms;
    for shift in layer.iter().filter(|shift| shift.to_ms > from_ms && shift.from_ms < to_ms) {
        push(covered_ms, shift.from_ms);
        covered_ms = shift.to_ms;
    }
    push(covered_ms, to_ms);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(ms: i64) -> StoredAt {
        StoredAt::from_unix_ms(ms)
    }

    fn layer(shifts: &[(&str, i64, i64)]) -> Vec<Shift> {
        shifts.iter().map(|(who, from, to)| Shift::of((*who).into(), at(*from), at(*to))).collect()
    }

    fn rota() -> Rota {
        let nurses = layer(&[("day", 100, 200), ("night", 200, 300), ("day", 350, 400)]);
        let doctors = layer(&[("doctor", 0, 1000)]);
        Rota::of(vec![nurses, doctors], vec!["first".into(), "second".into()]).unwrap()
    }

    #[test]
    fn the_level_and_the_moment_say_who_is_asked() {
        let rota = rota();
        #[rustfmt::skip]
        let table = [
            (99,  1, None),
            (100, 1, Some("day")),
            (199, 1, Some("day")),
            (200, 1, Some("night")),
            (299, 1, Some("night")),
            (300, 1, None),
            (349, 1, None),
            (350, 1, Some("day")),
            (400, 1, None),
            (300, 2, Some("doctor")),
            (300, 3, Some("first")),
            (300, 4, Some("second")),
            (300, 5, Some("first")),
            (300, 255, Some("first")),
            (150, 0, Some("day")),
        ];
        for (ms, level, want) in table {
            let got = rota.on_call(at(ms), level).map(|who| &**who);
            assert_eq!(got, want, "level {level} at {ms}");
        }
    }

    #[test]
    fn without_a_list_the_last_layer_is_asked_again() {
        let rota = Rota::of(vec![layer(&[("day", 0, 9)])], vec![]).unwrap();
        assert_eq!(rota.on_call(at(3), 7).map(|who| &**who), Some("day"));
        assert_eq!(rota.on_call(at(9), 7), None);
    }

    #[test]
    fn what_is_passed_on_goes_over_a_gap_to_the_next_who_is_there() {
        let rota = rota();
        #[rustfmt::skip]
        let table = [
            (150, 0,   Some((1, "day"))),
            (150, 1,   Some((2, "doctor"))),
            (320, 0,   Some((2, "doctor"))),
            (320, 2,   Some((3, "first"))),
            (150, 254, Some((255, "first"))),
            (150, 255, Some((255, "first"))),
        ];
        for (ms, level, want) in table {
            let got = rota.next_on_call(at(ms), level).map(|(level, who)| (level, &**who));
            assert_eq!(got, want, "after level {level} at {ms}");
        }
        assert_eq!(Rota::default().next_on_call(at(1), 0), None);
        let only = Rota::of(vec![layer(&[("day", 0, 9)])], vec![]).unwrap();
        assert_eq!(only.next_on_call(at(9), 3), None);
    }

    #[test]
    fn gaps_are_told_by_level_within_what_was_asked() {
        let gap = |level, from, to| Gap { level, from: at(from), to: at(to) };
        let gaps = rota().gaps(at(50), at(2000));
        assert_eq!(
            gaps,
            [gap(1, 50, 100), gap(1, 300, 350), gap(1, 400, 2000), gap(2, 1000, 2000)]
        );
        assert_eq!(rota().gaps(at(100), at(300)), []);
        assert_eq!(Rota::default().gaps(at(1), at(2)), [gap(1, 1, 2)]);
        assert_eq!(rota().until(), Some(at(1000)));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let first = layer(&[("ann", 0, 100), ("bob", 90, 95), ("cat", 97, 120)]);
        let second = layer(&[("dan", 5, 5)]);
        let told: Vec<String> = Rota::of(vec![first, second], vec![])
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            told,
            [
                "level 1: ann and bob are both on call at 90 ms",
                "level 1: ann and cat are both on call at 97 ms",
                "level 2: the shift of dan ends at or before its start",
            ]
        );
    }

    proptest! {
        #[test]
        fn every_moment_is_somebody_s_or_in_a_gap(
            pieces in prop::collection::vec((0_i64..50, 1_i64..50), 0..12),
            from in -20_i64..300,
            length in 0_i64..400,
        ) {
            let (mut end, mut shifts) = (0, Vec::new());
            for (pause, long) in pieces {
                let begin = end + pause;
                end = begin + long;
                shifts.push(Shift::of(format!("p{begin}").into(), at(begin), at(end)));
            }
            shifts.reverse();
            let rota = Rota::of(vec![shifts], vec![]).unwrap();
            let gaps = rota.gaps(at(from), at(from + length));
            for ms in from..from + length {
                let found = gaps.iter().filter(|gap| gap.from <= at(ms) && at(ms) < gap.to).count();
                let expected = usize::from(rota.on_call(at(ms), 1).is_none());
                prop_assert_eq!(found, expected, "{} ms", ms);
            }
        }
    }
}
