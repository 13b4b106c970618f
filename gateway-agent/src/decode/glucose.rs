//! A glucose meter's records and their context: 2A18 and 2A34.

use gatt::glucose::STATUS_BITS;
use gatt::glucose_context::{
    CarbohydrateKind, EXERCISE_OVERRUN, Exercise, Health, Meal, Medication, MedicationKind,
    MedicationUnit, Tester,
};
use gatt::{
    DateTime, Glucose, GlucoseContext, GlucoseUnit, LocalTime, Sample, SampleLocation, SampleType,
    Sfloat,
};

use super::fields::Fields;
use super::shapes::{Object, quantity, raw_bits, time};
use super::{Refused, Value};

pub(super) fn show_glucose(value: &Glucose) -> Value {
    let measured_at = match value.measured_at() {
        // Beyond the calendar's end, adding the offset makes a time that does not exist.
        LocalTime::At(ms) => Some(DateTime::from_local_ms(ms).unwrap_or(NO_SUCH_TIME)),
        LocalTime::Unknown | LocalTime::Invalid => None,
    };
    let glucose = |sample: Sample| {
        let (power, unit) = shown(sample.unit);
        quantity(sample.concentration.get(), power, unit)
    };
    Object::default()
        .with("sequence", value.sequence)
        .with("base_time", time(value.base_time))
        .with("context_follows", value.context_follows)
        .maybe("measured_at", measured_at.map(time))
        .maybe("time_offset_min", value.time_offset_min)
        .maybe("glucose", value.sample.map(glucose))
        .maybe("sample_type", value.sample.map(|sample| sample.sample_type.word()))
        .maybe("sample_location", value.sample.map(|sample| sample.location.word()))
        .maybe("status", value.status.map(|status| raw_bits(status.into(), STATUS_BITS)))
        .value()
}

/// The power of ten from the unit that is sent to the one that people use, and its name.
fn shown(unit: GlucoseUnit) -> (i32, &'static str) {
    match unit {
        GlucoseUnit::KilogramPerLitre => (5, "mg/dL"),
        GlucoseUnit::MolePerLitre => (3, "mmol/L"),
    }
}

pub(super) fn read_glucose(fields: &mut Fields) -> Result<Glucose, Refused> {
    // It follows from base time and offset.
    fields.skip("measured_at");
    let status = fields.raw_bits("status", STATUS_BITS)?.map(u16::try_from).transpose();
    Ok(Glucose {
        sequence: fields.need("sequence", Fields::integer)?,
        base_time: fields.need("base_time", Fields::time)?,
        time_offset_min: fields.integer("time_offset_min")?,
        sample: read_sample(fields)?,
        status: status.map_err(|_| fields.refuse("status.raw", "it has more than 16 bits"))?,
        context_follows: fields.flag("context_follows")?,
    })
}

/// A fluid or place that is not given is `Reserved`.
fn read_sample(fields: &mut Fields) -> Result<Option<Sample>, Refused> {
    let Some((amount, moles)) = fields.quantity_in_either("glucose", ["mg/dL", "mmol/L"])? else {
        return Ok(None);
    };
    let unit = if moles { GlucoseUnit::MolePerLitre } else { GlucoseUnit::KilogramPerLitre };
    let sample_type = fields.word("sample_type", SampleType::ALL, SampleType::word)?;
    let location = fields.word("sample_location", SampleLocation::ALL, SampleLocation::word)?;
    Ok(Some(Sample {
        concentration: fields.as_sfloat("glucose", &amount, shown(unit).0)?,
        unit,
        sample_type: sample_type.unwrap_or(SampleType::Reserved),
        location: location.unwrap_or(SampleLocation::Reserved),
    }))
}

pub(super) fn show_context(value: &GlucoseContext) -> Value {
    let carbohydrate = value.carbohydrate.map(|(kind, kilograms)| {
        let amount = quantity(kilograms.get(), 3, "g");
        Object::default().with("kind", kind.word()).with("amount", amount).value()
    });
    Object::default()
        .with("sequence", value.sequence)
        .maybe("carbohydrate", carbohydrate)
        .maybe("meal", value.meal.map(Meal::word))
        .maybe("tester", value.tester_health.map(|(tester, _)| tester.word()))
        .maybe("health", value.tester_health.map(|(_, health)| health.word()))
        .maybe("exercise", value.exercise.map(show_exercise))
        .maybe("medication", value.medication.map(show_medication))
        .maybe("hba1c", value.hba1c.map(|hba1c| quantity(hba1c.get(), 0, "%")))
        .maybe("extended_flags", value.extended_flags)
        .value()
}

fn show_exercise(exercise: Exercise) -> Value {
    let object = match exercise.duration_s {
        EXERCISE_OVERRUN => Object::default().with("overrun", true),
        seconds => Object::default().with("duration_s", seconds),
    };
    object.with("intensity_pct", exercise.intensity_pct).value()
}

fn show_medication(medication: Medication) -> Value {
    let amount = match medication.unit {
        MedicationUnit::Kilogram => quantity(medication.amount.get(), 6, "mg"),
        MedicationUnit::Litre => quantity(medication.amount.get(), 3, "mL"),
    };
    Object::default().with("kind", medication.kind.word()).with("amount", amount).value()
}

pub(super) fn read_context(fields: &mut Fields) -> Result<GlucoseContext, Refused> {
    let tester = fields.word("tester", Tester::ALL, Tester::word)?;
    let health = fields.word("health", Health::ALL, Health::word)?;
    let tester_health = (tester.is_some() || health.is_some())
        .then(|| (tester.unwrap_or(Tester::NotAvailable), health.unwrap_or(Health::NotAvailable)));
    Ok(GlucoseContext {
        sequence: fields.need("sequence", Fields::integer)?,
        extended_flags: fields.integer("extended_flags")?,
        carbohydrate: fields.object("carbohydrate")?.map(read_carbohydrate).transpose()?,
        meal: fields.word("meal", Meal::ALL, Meal::word)?,
        tester_health,
        exercise: fields.object("exercise")?.map(read_exercise).transpose()?,
        medication: fields.object("medication")?.map(read_medication).transpose()?,
        hba1c: fields.sfloat("hba1c", "%", 0)?,
    })
}

fn read_carbohydrate(mut fields: Fields) -> Result<(CarbohydrateKind, Sfloat), Refused> {
    let kind = fields
        .need("kind", |it, key| it.word(key, CarbohydrateKind::ALL, CarbohydrateKind::word))?;
    let kilograms = fields.need("amount", |it, key| it.sfloat(key, "g", 3))?;
    fields.finish()?;
    Ok((kind, kilograms))
}

fn read_exercise(mut fields: Fields) -> Result<Exercise, Refused> {
    let duration_s = if fields.flag("overrun")? {
        EXERCISE_OVERRUN
    } else {
        fields.need("duration_s", Fields::integer)?
    };
    let intensity_pct = fields.need("intensity_pct", Fields::integer)?;
    fields.finish()?;
    Ok(Exercise { duration_s, intensity_pct })
}

fn read_medication(mut fields: Fields) -> Result<Medication, Refused> {
    let kind =
        fields.need("kind", |it, key| it.word(key, MedicationKind::ALL, MedicationKind::word))?;
    let (amount, litres) =
        fields.need("amount", |it, key| it.quantity_in_either(key, ["mg", "mL"]))?;
    fields.finish()?;
    let (unit, power) =
        if litres { (MedicationUnit::Litre, 3) } else { (MedicationUnit::Kilogram, 6) };
    Ok(Medication { kind, amount: fields.as_sfloat("amount", &amount, power)?, unit })
}

const NO_SUCH_TIME: DateTime =
    DateTime { year: u16::MAX, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
