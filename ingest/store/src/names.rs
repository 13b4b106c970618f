//! The stable names under which small choices are stored. Add to a table; never change a name.

use risk_engine::fact::{CaseResult, NextStep, WithdrawalReason};
use risk_engine::held::Reach;
use risk_engine::outcome::{Change, Disposition, Severity, Undoable};
use vitals::{Origin, VitalSign};

/// Makes a module with both directions; with `json` after its type, with what serde's `with` asks
/// for, too.
macro_rules! names {
    ($module:ident, $type:ident $(, $json:ident)? { $($variant:ident => $name:literal),+ $(,)? }) => {
        pub(crate) mod $module {
            use super::$type;

            pub(crate) fn name(value: $type) -> &'static str {
                match value {
                    $($type::$variant => $name,)+
                }
            }

            pub(crate) fn parse(name: &str) -> Option<$type> {
                match name {
                    $($name => Some($type::$variant),)+
                    _ => None,
                }
            }

            $(names!(@$json $module $type);)?
        }
    };
    // serde's half, for what stands in JSON.
    (@json $module:ident $type:ident) => {
        pub(crate) fn serialize<S>(value: &$type, to: S) -> Result<S::Ok, S::Error>
        where
            S: serde::Serializer,
        {
            to.serialize_str(name(*value))
        }

        pub(crate) fn deserialize<'de, D>(from: D) -> Result<$type, D::Error>
        where
            D: serde::Deserializer<'de>,
        {
            let text = <String as serde::Deserialize>::deserialize(from)?;
            parse(&text).ok_or_else(|| {
                serde::de::Error::invalid_value(serde::de::Unexpected::Str(&text), &stringify!($module))
            })
        }
    };
}

names!(sign, VitalSign, json {
    Respiration => "respiration",
    Spo2 => "spo2",
    SupplementalOxygen => "supplemental_oxygen",
    Systolic => "systolic",
    Diastolic => "diastolic",
    Pulse => "pulse",
    Consciousness => "consciousness",
    Temperature => "temperature",
    Weight => "weight",
    Glucose => "glucose",
    Rhythm => "rhythm",
});
names!(reach, Reach, json { Within => "within", Below => "below", Above => "above" });
names!(origin, Origin { Device => "device", Typed => "typed" });
names!(disposition, Disposition { Watch => "watch", Assist => "assist", Attend => "attend" });
names!(severity, Severity, json { Review => "review", Urgent => "urgent", Emergency => "emergency" });
names!(next_step, NextStep, json {
    CallingNow => "calling_now",
    Known => "known",
    ReadingWrong => "reading_wrong",
    PassedOn => "passed_on",
    Other => "other",
});
names!(change, Change, json {
    Raised => "raised",
    Joined => "joined",
    Acknowledged => "acknowledged",
    Escalated => "escalated",
    Cleared => "cleared",
    Assigned => "assigned",
    Snoozed => "snoozed",
    Reopened => "reopened",
    PutOff => "put_off",
    Undone => "undone",
    Closed => "closed",
    Superseded => "superseded",
});
names!(case_result, CaseResult, json {
    ActedOn => "acted_on",
    NothingToDo => "nothing_to_do",
    FalseReading => "false_reading",
    Expected => "expected",
});
names!(undoable, Undoable, json {
    Acknowledged => "acknowledged",
    Assigned => "assigned",
    Snoozed => "snoozed",
    Closed => "closed",
});
names!(withdrawal, WithdrawalReason {
    EnteredInError => "entered_in_error",
    AnotherPerson => "another_person",
});

#[cfg(test)]
mod tests {
    use risk_engine::held::SIGNS;

    use super::*;

    #[test]
    fn every_sign_comes_back_from_its_name() {
        for value in SIGNS {
            assert_eq!(sign::parse(sign::name(value)), Some(value));
        }
        assert_eq!(sign::parse("mood"), None);
    }
}
