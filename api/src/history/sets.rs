//! What one person's rows of one time mean together: the bodies that a gateway would send.

use store::tabular::Rejected;
use vitals::named::Kind;
use vitals::{DeviceId, Flags, HeardAt, Origin, TakenAt};
use wire::{Body, ClockRule, Dated, Quantity, WireReading};

use super::people::Fact;

/// Something measured, with the rows that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measured {
    pub(crate) body: Body,
    pub(crate) row: u32,
    /// The row of the diastolic pressure, where two rows are one inflation.
    pub(crate) second_row: Option<u32>,
    pub(crate) kind: Kind,
    pub(crate) is_typed: bool,
}

impl Measured {
    /// The measurement as a gateway would have sent it that moment.
    pub(crate) fn sent(&self, device: DeviceId, at_ms: i64) -> WireReading {
        let taken_at = TakenAt::from_unix_ms(at_ms);
        WireReading {
            device,
            slot: None,
            device_sequence: None,
            device_time: Some(at_ms),
            dated: Dated::At { taken_at, rule: ClockRule::Corrected },
            // That a file is read later says nothing of when somebody was heard of.
            heard_at: HeardAt::from_unix_ms(at_ms),
            zone_offset_min: 0,
            origin: if self.is_typed { Origin::Typed } else { Origin::Device },
            raw_crc: self.body.checksum(),
            flags: Flags::default(),
            body: self.body.clone(),
        }
    }

    /// What is told of it when no body has such a value.
    pub(crate) fn refused(&self, detail: &str) -> Rejected {
        let given = match self.second_row {
            Some(second) => format!("{} with row {second}", self.kind.name()),
            None => self.kind.name().to_owned(),
        };
        let want = format!("what a monitor can measure in a body: {detail}");
        Rejected { number: u64::from(self.row), column: "value", given, want }
    }
}

/// The rows of each time, in order. The facts are sorted.
pub(crate) fn sets(facts: &[Fact]) -> impl Iterator<Item = &[Fact]> {
    facts.chunk_by(|a, b| a.taken_at_ms == b.taken_at_ms)
}

/// What was measured at one time, in the order of the rows.
///
/// The first systolic pressure belongs to the first diastolic one, and so on; what has no partner
/// stands alone. Everything else stays apart, so that an artefact takes nothing along.
pub(crate) fn measured(set: &[Fact], into: &mut Vec<Measured>) {
    into.clear();
    let of = |kind: Kind| set.iter().filter(move |fact| fact.kind == kind);
    let mut diastolics = of(Kind::Diastolic);
    for systolic in of(Kind::Systolic) {
        let diastolic = diastolics.next();
        into.push(pressures(systolic, Some(systolic), diastolic));
    }
    into.extend(diastolics.map(|diastolic| pressures(diastolic, None, Some(diastolic))));
    for fact in set {
        if let Some(body) = alone(fact.kind, fact.quantity) {
            let (row, kind, is_typed) = (fact.row, fact.kind, fact.is_typed);
            into.push(Measured { body, row, second_row: None, kind, is_typed });
        }
    }
    into.sort_by_key(|measured| measured.row);
}

fn pressures(first: &Fact, systolic: Option<&Fact>, diastolic: Option<&Fact>) -> Measured {
    let quantity = |fact: Option<&Fact>| fact.map_or(Quantity::Absent, |fact| fact.quantity);
    let body = Body::BloodPressure {
        systolic: quantity(systolic),
        diastolic: quantity(diastolic),
        pulse: Quantity::Absent,
    };
    let second_row = diastolic.map(|fact| fact.row).filter(|row| *row != first.row);
    Measured { body, row: first.row, second_row, kind: first.kind, is_typed: first.is_typed }
}

/// The body of a row that needs no partner.
fn alone(kind: Kind, quantity: Quantity) -> Option<Body> {
    // A letter or a yes is a whole number, or the reader had refused it.
    let whole = if let Quantity::Milli(whole) = quantity { whole } else { 0 };
    Some(match kind {
        Kind::Systolic | Kind::Diastolic => return None,
        Kind::Pulse => Body::HeartRate { rate: quantity, rr_1024: Vec::new() },
        Kind::Respiration => Body::Respiration { rate: quantity },
        Kind::Spo2 => Body::Oximetry { spo2: quantity, pulse: Quantity::Absent },
        Kind::Temperature => Body::Temperature { temperature: quantity },
        Kind::Weight => Body::Weight { weight: quantity },
        Kind::GlucoseCgm => Body::GlucoseCgm { glucose: quantity },
        Kind::GlucoseMeter => Body::GlucoseMeter { glucose: quantity },
        Kind::Consciousness => Body::Consciousness { letter: u8::try_from(whole).unwrap_or(0) },
        Kind::Oxygen => Body::SupplementalOxygen { on: whole != 0 },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(row: u32, kind: Kind, milli: i32) -> Fact {
        let quantity = Quantity::Milli(milli);
        Fact { taken_at_ms: 0, quantity, row, kind, is_typed: false }
    }

    fn check(set: &[Fact], expected: &[(u32, Option<u32>)]) {
        let mut found = Vec::new();
        measured(set, &mut found);
        let rows: Vec<_> =
            found.iter().map(|measured| (measured.row, measured.second_row)).collect();
        assert_eq!(rows, expected, "{found:?}");
    }

    #[test]
    fn pressures_of_one_time_belong_together_and_everything_else_stays_apart() {
        use Kind::{Diastolic, Pulse, Spo2, Systolic};
        check(
            &[fact(1, Diastolic, 80_000), fact(2, Pulse, 70_000), fact(3, Systolic, 120_000)],
            &[(2, None), (3, Some(1))],
        );
        check(&[fact(1, Systolic, 120_000), fact(2, Spo2, 97_000)], &[(1, None), (2, None)]);
        check(&[fact(1, Diastolic, 80_000)], &[(1, None)]);
        check(
            &[fact(1, Systolic, 120_000), fact(2, Systolic, 130_000), fact(3, Diastolic, 80_000)],
            &[(1, Some(3)), (2, None)],
        );
    }
}
