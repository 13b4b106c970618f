//! Temperature, weight and what a body is made of: 2A1C, 2A9D and 2A9C.

use gatt::weight::{Build, MassUnit, UNSUCCESSFUL};
use gatt::{BodyComposition, Special, Temperature, TemperatureSite, TemperatureUnit, Weight};

use super::cardio::{read_user, show_user};
use super::fields::Fields;
use super::quantities::Amount;
use super::shapes::{Object, exact, failed, quantity, steps, time};
use super::{Refused, Value};

pub(super) fn show_temperature(value: &Temperature) -> Value {
    Object::default()
        .with("temperature", quantity(value.temperature.get(), 0, value.unit.symbol()))
        .maybe("time", value.time.map(time))
        .maybe("site", value.site.map(TemperatureSite::word))
        .value()
}

pub(super) fn read_temperature(fields: &mut Fields) -> Result<Temperature, Refused> {
    let (amount, fahrenheit) = fields
        .need("temperature", |fields, key| fields.quantity_in_either(key, ["degC", "degF"]))?;
    Ok(Temperature {
        temperature: fields.as_float("temperature", &amount)?,
        unit: if fahrenheit { TemperatureUnit::Fahrenheit } else { TemperatureUnit::Celsius },
        time: fields.time("time")?,
        site: fields.word("site", TemperatureSite::ALL, TemperatureSite::word)?,
    })
}

pub(super) fn show_weight(value: &Weight) -> Value {
    let unit = value.unit;
    let object = Object::default()
        .with("weight", show_mass(unit, value.steps))
        .maybe("time", value.time.map(time));
    let height = |build: Build| exact(unit.height(build.height_steps), unit.height_symbol());
    show_user(object, value.user)
        .maybe("bmi", value.build.map(|build| steps(build.bmi_tenths, -1, "kg/m2")))
        .maybe("height", value.build.map(height))
        .value()
}

fn show_mass(unit: MassUnit, steps: u16) -> Value {
    match steps {
        UNSUCCESSFUL => failed(unit.mass_symbol()),
        steps => exact(unit.mass(steps), unit.mass_symbol()),
    }
}

pub(super) fn read_weight(fields: &mut Fields) -> Result<Weight, Refused> {
    let (amount, imperial) =
        fields.need("weight", |fields, key| fields.quantity_in_either(key, ["kg", "lb"]))?;
    let unit = if imperial { MassUnit::Imperial } else { MassUnit::Metric };
    let bmi = fields.steps("bmi", "kg/m2", -1)?;
    let build = match (bmi, read_height(fields, unit)?) {
        (Some(bmi_tenths), Some(height_steps)) => Some(Build { bmi_tenths, height_steps }),
        (None, None) => None,
        (Some(_), None) => return Err(fields.refuse("height", "bmi can't be sent without it")),
        (None, Some(_)) => return Err(fields.refuse("bmi", "height can't be sent without it")),
    };
    Ok(Weight {
        steps: mass_steps(fields, "weight", &amount, unit)?,
        unit,
        time: fields.time("time")?,
        user: read_user(fields)?,
        build,
    })
}

fn mass_steps(fields: &Fields, key: &str, amount: &Amount, unit: MassUnit) -> Result<u16, Refused> {
    let steps = match (amount, unit) {
        (Amount::Special(Special::Nan), _) => return Ok(UNSUCCESSFUL),
        (amount, MassUnit::Metric) => fields.as_steps(key, amount, 5, -3)?,
        (amount, MassUnit::Imperial) => fields.as_steps(key, amount, 1, -2)?,
    };
    if steps == UNSUCCESSFUL {
        return Err(fields.refuse(key, "this many steps are sent for a failed measurement"));
    }
    Ok(steps)
}

fn read_height(fields: &mut Fields, unit: MassUnit) -> Result<Option<u16>, Refused> {
    match unit {
        MassUnit::Metric => fields.steps("height", "m", -3),
        MassUnit::Imperial => fields.steps("height", "in", -1),
    }
}

pub(super) fn show_composition(value: &BodyComposition) -> Value {
    let unit = value.unit;
    let mass = |steps: Option<u16>| steps.map(|steps| show_mass(unit, steps));
    let body_fat = match value.body_fat {
        UNSUCCESSFUL => failed("%"),
        tenths => steps(tenths, -1, "%"),
    };
    let object = Object::default()
        .with("body_fat", body_fat)
        .with("multi_packet", value.multi_packet)
        .maybe("time", value.time.map(time));
    show_user(object, value.user)
        .maybe("basal_metabolism", value.basal_metabolism_kj.map(|energy| steps(energy, 0, "kJ")))
        .maybe("muscle", value.muscle.map(|tenths| steps(tenths, -1, "%")))
        .maybe("muscle_mass", mass(value.muscle_mass))
        .maybe("fat_free_mass", mass(value.fat_free_mass))
        .maybe("soft_lean_mass", mass(value.soft_lean_mass))
        .maybe("body_water_mass", mass(value.body_water_mass))
        .maybe("impedance", value.impedance.map(|tenths| steps(tenths, -1, "ohm")))
        .maybe("weight", mass(value.weight))
        .maybe(
            "height",
            value.height.map(|height| exact(unit.height(height), unit.height_symbol())),
        )
        .value()
}

pub(super) fn read_composition(fields: &mut Fields) -> Result<BodyComposition, Refused> {
    let body_fat = match fields.need("body_fat", |fields, key| fields.quantity_in(key, "%"))? {
        Amount::Special(Special::Nan) => UNSUCCESSFUL,
        amount => fields.as_steps("body_fat", &amount, 1, -1)?,
    };
    let mut imperial = None;
    let masses = MASSES.map(|key| read_mass(fields, key, &mut imperial));
    let [muscle_mass, fat_free_mass, soft_lean_mass, body_water_mass, weight] = masses;
    // Without a mass, the unit of the height decides.
    let unit = match imperial {
        Some(true) => MassUnit::Imperial,
        Some(false) => MassUnit::Metric,
        None => height_unit(fields),
    };
    Ok(BodyComposition {
        body_fat,
        unit,
        multi_packet: fields.flag("multi_packet")?,
        time: fields.time("time")?,
        user: read_user(fields)?,
        basal_metabolism_kj: fields.steps("basal_metabolism", "kJ", 0)?,
        muscle: fields.steps("muscle", "%", -1)?,
        muscle_mass: muscle_mass?,
        fat_free_mass: fat_free_mass?,
        soft_lean_mass: soft_lean_mass?,
        body_water_mass: body_water_mass?,
        impedance: fields.steps("impedance", "ohm", -1)?,
        weight: weight?,
        height: read_height(fields, unit)?,
    })
}

/// A mass in the unit of the ones before it.
fn read_mass(
    fields: &mut Fields,
    key: &str,
    imperial: &mut Option<bool>,
) -> Result<Option<u16>, Refused> {
    let Some((amount, is_imperial)) = fields.quantity_in_either(key, ["kg", "lb"])? else {
        return Ok(None);
    };
    if *imperial.get_or_insert(is_imperial) != is_imperial {
        return Err(fields.refuse(key, "its unit must be that of the other masses"));
    }
    let unit = if is_imperial { MassUnit::Imperial } else { MassUnit::Metric };
    mass_steps(fields, key, &amount, unit).map(Some)
}

fn height_unit(fields: &Fields) -> MassUnit {
    match fields.peek("height", "unit") {
        Some("in") => MassUnit::Imperial,
        _ => MassUnit::Metric,
    }
}

const MASSES: [&str; 5] =
    ["muscle_mass", "fat_free_mass", "soft_lean_mass", "body_water_mass", "weight"];
