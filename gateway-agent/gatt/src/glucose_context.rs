//! Glucose Measurement Context (0x2A34): what was going on around a measurement.

use crate::reader::Reader;
use crate::words::words;
use crate::{DecodeError, Sfloat};

/// What a person told the meter. `sequence` names the [`crate::Glucose`] that it belongs to.
///
/// Source: Bluetooth GATT Specification Supplement, Glucose Measurement Context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlucoseContext {
    /// The record number of the measurement.
    pub sequence: u16,
    /// Kept for the future. They come before the carbohydrates, although their flag is the last.
    pub extended_flags: Option<u8>,
    /// What was eaten: kilograms, not grams.
    pub carbohydrate: Option<(CarbohydrateKind, Sfloat)>,
    /// Before or after a meal.
    pub meal: Option<Meal>,
    /// Who measured, and how the person felt.
    pub tester_health: Option<(Tester, Health)>,
    /// What the body did.
    pub exercise: Option<Exercise>,
    /// What was taken.
    pub medication: Option<Medication>,
    /// Glycated haemoglobin in per cent.
    pub hba1c: Option<Sfloat>,
}

/// Exercise before the measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exercise {
    /// Seconds, or [`EXERCISE_OVERRUN`].
    pub duration_s: u16,
    /// Per cent of the most that the person can do.
    pub intensity_pct: u8,
}

/// Medication before the measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Medication {
    /// What it was.
    pub kind: MedicationKind,
    /// How much, in `unit`.
    pub amount: Sfloat,
    /// The unit of `amount`.
    pub unit: MedicationUnit,
}

/// The unit of a medication. Sources contradict each other: the field is in kilograms or litres,
/// and the flag speaks of milligrams and millilitres. We read the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MedicationUnit {
    /// Kilograms.
    Kilogram,
    /// Litres.
    Litre,
}

/// [`Exercise::duration_s`] of more seconds than fit.
pub const EXERCISE_OVERRUN: u16 = 0xFFFF;

words!(
    /// What was eaten or drunk.
    CarbohydrateKind {
        Breakfast = 1 "breakfast",
        Lunch = 2 "lunch",
        Dinner = 3 "dinner",
        Snack = 4 "snack",
        Drink = 5 "drink",
        Supper = 6 "supper",
        Brunch = 7 "brunch",
    }
);

words!(
    /// The measurement's place among meals.
    Meal {
        Preprandial = 1 "preprandial",
        Postprandial = 2 "postprandial",
        Fasting = 3 "fasting",
        Casual = 4 "casual",
        Bedtime = 5 "bedtime",
    }
);

words!(
    /// Who measured.
    Tester {
        Oneself = 1 "self",
        Professional = 2 "professional",
        Lab = 3 "lab",
        NotAvailable = 15 "not_available",
    }
);

words!(
    /// How the person felt.
    Health {
        MinorIssues = 1 "minor_issues",
        MajorIssues = 2 "major_issues",
        Menses = 3 "menses",
        Stress = 4 "stress",
        NoIssues = 5 "no_issues",
        NotAvailable = 15 "not_available",
    }
);

words!(
    /// The kind of insulin.
    MedicationKind {
        RapidInsulin = 1 "rapid_insulin",
        ShortInsulin = 2 "short_insulin",
        IntermediateInsulin = 3 "intermediate_insulin",
        LongInsulin = 4 "long_insulin",
        PremixedInsulin = 5 "premixed_insulin",
    }
);

impl GlucoseContext {
    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let flags = reader.u8("flags")?;
        let unit =
            if flags & LITRES == 0 { MedicationUnit::Kilogram } else { MedicationUnit::Litre };
        Ok(Self {
            sequence: reader.u16("sequence number")?,
            extended_flags: reader
                .when(flags & EXTENDED != 0, |reader| reader.u8("extended flags"))?,
            carbohydrate: reader.when(flags & CARBOHYDRATE != 0, |reader| {
                let kind = CarbohydrateKind::from_code(reader.u8("carbohydrate id")?);
                Ok((kind, reader.sfloat("carbohydrate")?))
            })?,
            meal: reader
                .when(flags & MEAL != 0, |reader| reader.u8("meal").map(Meal::from_code))?,
            tester_health: reader.when(flags & TESTER != 0, |reader| {
                let both = reader.u8("tester and health")?;
                Ok((Tester::from_code(both & 0xF), Health::from_code(both >> 4)))
            })?,
            exercise: reader.when(flags & EXERCISE != 0, |reader| {
                Ok(Exercise {
                    duration_s: reader.u16("exercise duration")?,
                    intensity_pct: reader.u8("exercise intensity")?,
                })
            })?,
            medication: reader.when(flags & MEDICATION != 0, |reader| {
                let kind = MedicationKind::from_code(reader.u8("medication id")?);
                Ok(Medication { kind, amount: reader.sfloat("medication")?, unit })
            })?,
            hba1c: reader.when(flags & HBA1C != 0, |reader| reader.sfloat("HbA1c"))?,
        })
    }

    /// The octets of this value. Without a medication, its unit flag is clear.
    pub fn encode(&self) -> Vec<u8> {
        let flag = |present: bool, flag: u8| if present { flag } else { 0 };
        let litres = self.medication.is_some_and(|taken| taken.unit == MedicationUnit::Litre);
        let mut bytes = vec![
            flag(self.carbohydrate.is_some(), CARBOHYDRATE)
                | flag(self.meal.is_some(), MEAL)
                | flag(self.tester_health.is_some(), TESTER)
                | flag(self.exercise.is_some(), EXERCISE)
                | flag(self.medication.is_some(), MEDICATION)
                | flag(litres, LITRES)
                | flag(self.hba1c.is_some(), HBA1C)
                | flag(self.extended_flags.is_some(), EXTENDED),
        ];
        bytes.extend(self.sequence.to_le_bytes());
        bytes.extend(self.extended_flags);
        if let Some((kind, kilograms)) = self.carbohydrate {
            bytes.push(kind.code());
            bytes.extend(kilograms.to_bytes());
        }
        bytes.extend(self.meal.map(Meal::code));
        bytes.extend(self.tester_health.map(|(tester, health)| tester.code() | health.code() << 4));
        if let Some(Exercise { duration_s, intensity_pct }) = self.exercise {
            bytes.extend(duration_s.to_le_bytes());
            bytes.push(intensity_pct);
        }
        if let Some(Medication { kind, amount, .. }) = self.medication {
            bytes.push(kind.code());
            bytes.extend(amount.to_bytes());
        }
        bytes.extend(self.hba1c.into_iter().flat_map(Sfloat::to_bytes));
        bytes
    }
}

const CARBOHYDRATE: u8 = 1;
const MEAL: u8 = 1 << 1;
const TESTER: u8 = 1 << 2;
const EXERCISE: u8 = 1 << 3;
const MEDICATION: u8 = 1 << 4;
const LITRES: u8 = 1 << 5;
const HBA1C: u8 = 1 << 6;
const EXTENDED: u8 = 1 << 7;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{bytes, check_cuts};

    fn check(hex: &str, want: &GlucoseContext) {
        assert_eq!(GlucoseContext::decode(&bytes(hex)).as_ref(), Ok(want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
        check_cuts(&bytes(hex), GlucoseContext::decode);
    }

    const BARE: GlucoseContext = GlucoseContext {
        sequence: 17,
        extended_flags: None,
        carbohydrate: None,
        meal: None,
        tester_health: None,
        exercise: None,
        medication: None,
        hba1c: None,
    };

    #[test]
    fn each_flag_adds_its_field() {
        // Nordic's library took the kilograms for grams: these are 45 g.
        let carbohydrate = Some((CarbohydrateKind::Lunch, Sfloat::from_decimal(0.045, 3)));
        let medication = Some(Medication {
            kind: MedicationKind::LongInsulin,
            amount: Sfloat::from_decimal(0.002, 3),
            unit: MedicationUnit::Litre,
        });
        let exercise = Some(Exercise { duration_s: 1800, intensity_pct: 60 });
        let tester_health = Some((Tester::Oneself, Health::NoIssues));
        let hba1c = Some(Sfloat::from_decimal(7.2, 1));
        check("00 1100", &BARE);
        check("01 1100 02 2DD0", &GlucoseContext { carbohydrate, ..BARE });
        check("02 1100 03", &GlucoseContext { meal: Some(Meal::Fasting), ..BARE });
        check("04 1100 51", &GlucoseContext { tester_health, ..BARE });
        check("08 1100 0807 3C", &GlucoseContext { exercise, ..BARE });
        check("30 1100 04 02D0", &GlucoseContext { medication, ..BARE });
        check("40 1100 48F0", &GlucoseContext { hba1c, ..BARE });
        check("80 1100 AA", &GlucoseContext { extended_flags: Some(0xAA), ..BARE });
        check(
            "FF 1100 AA 02 2DD0 05 51 0807 3C 04 02D0 48F0",
            &GlucoseContext {
                extended_flags: Some(0xAA),
                carbohydrate,
                meal: Some(Meal::Bedtime),
                tester_health,
                exercise,
                medication,
                hba1c,
                ..BARE
            },
        );
    }
}
