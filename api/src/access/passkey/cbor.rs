//! The part of CBOR (RFC 8949) that authenticators write: whole numbers, bytes, texts, lists, maps and
//! plain values, each of a length that is said first (CTAP2 canonical form).

/// A value, which borrows from the bytes that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Number(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    List(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
    /// True, false, null.
    Plain(u8),
}

/// Nothing that authenticators write lies deeper.
const DEPTH_MAX: u8 = 8;

/// Reads one value; gives what stands after it. None if it isn't one.
pub(super) fn read(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    value(bytes, DEPTH_MAX)
}

/// Reads one value with nothing after it.
pub(super) fn read_all(bytes: &[u8]) -> Option<Value<'_>> {
    read(bytes).filter(|(_, rest)| rest.is_empty()).map(|(value, _)| value)
}

impl<'a> Value<'a> {
    /// What a map holds under a key, if it does so once.
    pub(super) fn get(&self, key: &Value<'_>) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        let mut found = pairs.iter().filter(|(own, _)| own == key).map(|(_, value)| value);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    pub(super) fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }
}

fn value(bytes: &[u8], depth: u8) -> Option<(Value<'_>, &[u8])> {
    let depth = depth.checked_sub(1)?;
    let (first, rest) = bytes.split_first()?;
    let (kind, short) = (first >> 5, first & 0x1f);
    if kind == 7 {
        return (20..=22).contains(&short).then_some((Value::Plain(short), rest));
    }
    let (size, rest) = size(short, rest)?;
    let count = usize::try_from(size).ok();
    match kind {
        0 => Some((Value::Number(i64::try_from(size).ok()?), rest)),
        1 => Some((Value::Number(-1 - i64::try_from(size).ok()?), rest)),
        2 => rest.split_at_checked(count?).map(|(own, rest)| (Value::Bytes(own), rest)),
        3 => {
            let (own, rest) = rest.split_at_checked(count?)?;
            Some((Value::Text(std::str::from_utf8(own).ok()?), rest))
        }
        4 => list(count?, rest, depth).map(|(all, rest)| (Value::List(all), rest)),
        5 => {
            let (all, rest) = list(count?.checked_mul(2)?, rest, depth)?;
            let mut all = all.into_iter();
            let mut pairs = Vec::new();
            while let (Some(key), Some(value)) = (all.next(), all.next()) {
                pairs.push((key, value));
            }
            Some((Value::Map(pairs), rest))
        }
        _ => None,
    }
}

fn list(count: usize, mut rest: &[u8], depth: u8) -> Option<(Vec<Value<'_>>, &[u8])> {
    // Each takes a byte at least, so a count that lies makes no room.
    if count > rest.len() {
        return None;
    }
    let mut all = Vec::new();
    for _ in 0..count {
        let (next, after) = value(rest, depth)?;
        all.push(next);
        rest = after;
    }
    Some((all, rest))
}

/// A length or a number, in the first byte or in the 1, 2, 4 or 8 after it.
fn size(short: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    let width = match short {
        0..24 => return Some((u64::from(short), rest)),
        24..=27 => 1 << (short - 24),
        _ => return None,
    };
    let (own, rest) = rest.split_at_checked(width)?;
    Some((own.iter().fold(0, |size, byte| (size << 8) | u64::from(*byte)), rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RFC 8949, appendix A.
    #[test]
    fn values_are_read_as_the_standard_writes_them() {
        let check = |bytes: &[u8], value: Option<Value<'_>>| {
            assert_eq!(read_all(bytes), value, "{bytes:02x?}");
        };
        check(&[0x00], Some(Value::Number(0)));
        check(&[0x17], Some(Value::Number(23)));
        check(&[0x18, 0x64], Some(Value::Number(100)));
        check(&[0x19, 0x03, 0xe8], Some(Value::Number(1000)));
        check(&[0x1a, 0x00, 0x0f, 0x42, 0x40], Some(Value::Number(1_000_000)));
        check(&[0x20], Some(Value::Number(-1)));
        check(&[0x39, 0x01, 0x00], Some(Value::Number(-257)));
        check(&[0x44, 1, 2, 3, 4], Some(Value::Bytes(&[1, 2, 3, 4])));
        check(&[0x64, b'I', b'E', b'T', b'F'], Some(Value::Text("IETF")));
        check(&[0xf4], Some(Value::Plain(20)));
        let pair = vec![Value::Number(1), Value::Number(2)];
        check(&[0x82, 1, 2], Some(Value::List(pair)));
        let map = vec![(Value::Number(1), Value::Number(2))];
        check(&[0xa1, 1, 2], Some(Value::Map(map)));
        check(&[0xa0], Some(Value::Map(vec![])));
    }

    #[test]
    fn what_is_cut_endless_or_too_deep_is_no_value() {
        let check = |bytes: &[u8]| assert_eq!(read_all(bytes), None, "{bytes:02x?}");
        check(&[]);
        check(&[0x18]);
        check(&[0x44, 1, 2, 3]);
        check(&[0x01, 0x01]);
        check(&[0x5f, 0x41, 1, 0xff]);
        check(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        check(&[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        check(&[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        check(&[0x62, 0xff, 0xff]);
        check(&[0xc0, 0x00]);
        check(&[0xfb, 0, 0, 0, 0, 0, 0, 0, 0]);
        check(&[[0x81; 9].as_slice(), &[0]].concat());
    }

    #[test]
    fn a_key_that_is_there_twice_says_nothing() {
        let twice = read_all(&[0xa2, 1, 2, 1, 3]).unwrap();
        assert_eq!(twice.get(&Value::Number(1)), None);
    }

    proptest! {
        #[test]
        fn whatever_bytes_come_reading_ends(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
