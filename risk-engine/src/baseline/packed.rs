//! Summaries as few bytes: a person has hundreds, and there may be a million people.
//!
//! Each is written as what differs from the one before it: most take four to eight bytes of sixteen.
//! Nothing outlives a snapshot's version, so the form can change with it.

use bincode::{Decode, Encode};

use super::{PartOfDay, Summary};

/// Summaries of one sign, sorted by day and part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub(super) struct Packed(Vec<u8>);

impl Packed {
    pub(super) fn of(summaries: &[Summary]) -> Self {
        let mut bytes = Vec::with_capacity(summaries.len() * 6);
        let mut before = START;
        for summary in summaries {
            write(&mut bytes, &before, summary);
            before = *summary;
        }
        bytes.shrink_to_fit();
        Self(bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Summary> + '_ {
        let mut rest = &self.0[..];
        let mut before = START;
        std::iter::from_fn(move || {
            before = read(&mut rest, &before)?;
            Some(before)
        })
    }
}

/// What the first summary differs from.
const START: Summary =
    Summary { day: 0, part: None, count: 0, median_milli: 0, min_milli: 0, max_milli: 0 };
/// A step of so many days or more stands in a number of its own.
const LONG_STEP: u8 = 31;

/// Five bits of days since the one before, three of the part; the count; the median's step; and, of
/// several samples, how far the least and the greatest lie from it.
fn write(bytes: &mut Vec<u8>, before: &Summary, summary: &Summary) {
    let days = u64::from(summary.day - before.day);
    let short = u8::try_from(days).unwrap_or(LONG_STEP).min(LONG_STEP);
    bytes.push(short << 3 | summary.part.map_or(4, |part| part as u8));
    if short == LONG_STEP {
        write_number(bytes, days);
    }
    write_number(bytes, summary.count.into());
    let median = i64::from(summary.median_milli);
    let step = median - i64::from(before.median_milli);
    write_number(bytes, (step << 1 ^ step >> 63) as u64);
    if summary.count > 1 {
        write_number(bytes, (median - i64::from(summary.min_milli)) as u64);
        write_number(bytes, (i64::from(summary.max_milli) - median) as u64);
    }
}

/// The next summary; none at the end, or where bytes are missing.
fn read(rest: &mut &[u8], before: &Summary) -> Option<Summary> {
    let (head, tail) = rest.split_first()?;
    *rest = tail;
    let part = match head & 7 {
        0 => Some(PartOfDay::Night),
        1 => Some(PartOfDay::Morning),
        2 => Some(PartOfDay::Afternoon),
        3 => Some(PartOfDay::Evening),
        _ => None,
    };
    let days = match head >> 3 {
        LONG_STEP => read_number(rest)?,
        days => days.into(),
    };
    let count = u16::try_from(read_number(rest)?).ok()?;
    let step = read_number(rest)?;
    let step = (step >> 1) as i64 ^ -((step & 1) as i64);
    let median = i64::from(before.median_milli).checked_add(step)?;
    let mut ends = [median; 2];
    if count > 1 {
        ends[0] = median.checked_sub_unsigned(read_number(rest)?)?;
        ends[1] = median.checked_add_unsigned(read_number(rest)?)?;
    }
    Some(Summary {
        day: before.day.checked_add(u16::try_from(days).ok()?)?,
        part,
        count,
        median_milli: i32::try_from(median).ok()?,
        min_milli: i32::try_from(ends[0]).ok()?,
        max_milli: i32::try_from(ends[1]).ok()?,
    })
}

/// Seven bits a byte, the lowest first; the eighth says that more come.
fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read_number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, tail) = rest.split_first()?;
        *rest = tail;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_summary() -> impl Strategy<Value = Summary> {
        let part = prop::option::of(prop::sample::select(vec![
            PartOfDay::Night,
            PartOfDay::Morning,
            PartOfDay::Afternoon,
            PartOfDay::Evening,
        ]));
        let values = prop::array::uniform3(any::<i32>());
        (any::<u16>(), part, 1..2_500u16, values).prop_map(|(day, part, count, mut values)| {
            values.sort();
            let [min_milli, median_milli, max_milli] =
                if count == 1 { [values[1]; 3] } else { values };
            Summary { day, part, count, median_milli, min_milli, max_milli }
        })
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(mut summaries in prop::collection::vec(any_summary(), 0..50)) {
            summaries.sort_by_key(|summary| summary.day);
            prop_assert_eq!(Packed::of(&summaries).iter().collect::<Vec<_>>(), summaries);
        }

        #[test]
        fn any_bytes_are_read_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Packed(bytes.clone()).iter().count() <= bytes.len());
        }
    }

    #[test]
    fn a_daily_value_takes_four_bytes() {
        let daily = |day: u16| {
            let milli = 70_000 + i32::from(day % 5) * 300;
            let [median_milli, min_milli, max_milli] = [milli; 3];
            let part = Some(PartOfDay::Morning);
            Summary { day: 20_000 + day, part, count: 1, median_milli, min_milli, max_milli }
        };
        let days: Vec<_> = (0..90).map(daily).collect();
        assert!(Packed::of(&days).0.len() <= 4 * 90 + 5, "{}", Packed::of(&days).0.len());
    }
}
