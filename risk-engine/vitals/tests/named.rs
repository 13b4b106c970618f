//! The readers of names, numbers and times are total: any text is a value or a refusal.

use proptest::prelude::*;
use vitals::named::{Given, Kind, Unit, Value, micro_of, rfc3339, unix_ms_of};

/// Texts that come close to what the readers take, and any other.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[-+]?[0-9]{0,25}[.]?[0-9]{0,25}([eE][-+]?[0-9]{0,12})?",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?([.][0-9]{0,10})?(Z|[+-][0-9:]{0,5})?",
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn every_text_is_a_value_or_a_refusal(text in texts(), micro: i64) {
        let _ = unix_ms_of(&text);
        let _ = (Kind::from_name(&text), Unit::from_name(&text));
        for kind in Kind::ALL {
            for unit in kind.units() {
                for given in [Given::Text(&text), Given::Micro(micro), Given::Empty] {
                    let value = Value::of(kind, *unit, given);
                    let _ = value.map(|value| value.milli(kind));
                }
            }
        }
    }

    #[test]
    fn a_number_is_what_its_digits_say(micro in -1_000_000_000_000_000_i64..1_000_000_000_000_000) {
        let sign = if micro < 0 { "-" } else { "" };
        let (whole, part) = (micro.unsigned_abs() / 1_000_000, micro.unsigned_abs() % 1_000_000);
        prop_assert_eq!(micro_of(&format!("{sign}{whole}.{part:06}")), Some(micro));
        prop_assert_eq!(micro_of(&format!("{micro}e-6")), Some(micro));
    }

    #[test]
    fn a_time_comes_back_out_of_its_text(ms in -62_000_000_000_000_i64..253_402_300_800_000) {
        prop_assert_eq!(unix_ms_of(&rfc3339(ms)).ok(), Some(ms));
    }
}
