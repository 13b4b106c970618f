//! `gateway-agent decode` and `encode`: a characteristic's octets as JSON, and back.
//!
//! For people with a monitor and a question, and for tests against other programs. Readings never
//! pass through here.

use gatt::{Characteristic, Decimal, E2eCrc, Float, Medfloat, Sfloat};
use serde_json::Value;

mod body;
mod cardio;
mod cgm;
mod device;
mod fields;
mod glucose;
mod quantities;
mod shapes;

use fields::Fields;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Neither a characteristic that we read nor a bare float.
    #[error("{0} is not a characteristic that is read here, nor sfloat or float32")]
    UnknownUuid(String),
    /// A character that is no digit.
    #[error("character {at} of the octets, {got:?}, is no hexadecimal digit")]
    Hex {
        /// The character's place, from 0.
        at: usize,
        /// The character.
        got: char,
    },
    /// Half an octet.
    #[error("byte {at} has one hexadecimal digit, not two")]
    HalfOctet {
        /// The octet's place, from 0.
        at: usize,
    },
    /// The octets are no value.
    #[error(transparent)]
    Bytes(#[from] gatt::DecodeError),
    /// The text is no JSON.
    #[error("the value is not JSON")]
    Json(#[from] serde_json::Error),
    /// The JSON is no value.
    #[error("{field}: {reason}")]
    Field {
        /// The field's path, as `status.raw`.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// The JSON of octets given as hexadecimal digits. `uuid` has four digits, or `0x` and four, or is
/// the whole UUID; or it is `sfloat` or `float32`. `e2e_crc` says that the octets of a continuous
/// glucose monitor end with its check.
pub fn decode(uuid: &str, hex: &str, e2e_crc: bool) -> Result<Value, Refused> {
    let kind = Kind::parse(uuid)?;
    let bytes = octets(hex)?;
    let crc = if e2e_crc { E2eCrc::Present } else { E2eCrc::Absent };
    Ok(match kind {
        Kind::Sfloat => shapes::bare(Sfloat::from_bytes(first(&bytes)?).get()),
        Kind::Float32 => shapes::bare(Float::from_bytes(first(&bytes)?).get()),
        Kind::Characteristic(it) => show(&gatt::decode_with_crc(it, &bytes, crc)?),
    })
}

/// The way back: hexadecimal digits of the JSON that [`decode`] gives, without a check of a
/// continuous glucose monitor. What JSON can't say (reserved codes, octets after the known fields,
/// which of several forms a number had) comes back in its plainest form.
pub fn encode(uuid: &str, json: &str) -> Result<String, Refused> {
    let kind = Kind::parse(uuid)?;
    let mut fields = Fields::parse(json)?;
    let bytes = match kind {
        Kind::Sfloat => fields.need("value", |it, key| it.sfloat(key, "1", 0))?.to_bytes().to_vec(),
        Kind::Float32 => fields.need("value", |it, key| it.float(key, "1"))?.to_bytes().to_vec(),
        Kind::Characteristic(it) => read(it, &mut fields)?.encode(E2eCrc::Absent),
    };
    fields.finish()?;
    Ok(bytes.iter().map(|octet| format!("{octet:02x}")).collect())
}

/// What the octets are.
enum Kind {
    Sfloat,
    Float32,
    Characteristic(Characteristic),
}

impl Kind {
    fn parse(uuid: &str) -> Result<Self, Refused> {
        let name = uuid.trim().to_ascii_lowercase();
        match name.as_str() {
            "sfloat" => return Ok(Self::Sfloat),
            "float32" => return Ok(Self::Float32),
            _ => {}
        }
        let digits = name.strip_prefix("0x").unwrap_or(&name).replace('-', "");
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let found = match digits.len() {
            4 if is_hex => {
                u16::from_str_radix(&digits, 16).ok().and_then(Characteristic::from_uuid16)
            }
            32 if is_hex => {
                u128::from_str_radix(&digits, 16).ok().and_then(Characteristic::from_uuid128)
            }
            _ => None,
        };
        found.map(Self::Characteristic).ok_or_else(|| Refused::UnknownUuid(uuid.to_owned()))
    }
}

fn show(value: &gatt::Value) -> Value {
    match value {
        gatt::Value::BloodPressure(value) => cardio::show_blood_pressure(value),
        gatt::Value::CuffPressure(value) => cardio::show_cuff_pressure(value),
        gatt::Value::SpotCheck(value) => cardio::show_spot_check(value),
        gatt::Value::Continuous(value) => cardio::show_continuous(value),
        gatt::Value::HeartRate(value) => cardio::show_heart_rate(value),
        gatt::Value::Temperature(value) => body::show_temperature(value),
        gatt::Value::Weight(value) => body::show_weight(value),
        gatt::Value::BodyComposition(value) => body::show_composition(value),
        gatt::Value::Glucose(value) => glucose::show_glucose(value),
        gatt::Value::GlucoseContext(value) => glucose::show_context(value),
        gatt::Value::Cgm(value) => cgm::show_measurement(value),
        gatt::Value::CgmFeature(value) => cgm::show_feature(value),
        gatt::Value::CgmStatus(value) => cgm::show_status(value),
        gatt::Value::CgmSessionStart(value) => cgm::show_session_start(value),
        gatt::Value::CgmOps(value) => cgm::show_ops(value),
        gatt::Value::RecordAccess(value) => device::show_record_access(value),
        gatt::Value::Battery(value) => device::show_battery(value),
        gatt::Value::CurrentTime(value) => device::show_current_time(value),
        gatt::Value::DateTime(value) => device::show_date_time(*value),
        gatt::Value::PnpId(value) => device::show_pnp_id(value),
        gatt::Value::SystemId(value) => device::show_system_id(value),
        gatt::Value::UserIndex(value) => device::show_user_index(*value),
        gatt::Value::UserControl(value) => device::show_user_control(value),
        gatt::Value::Text(text) => device::show_text(text),
    }
}

fn read(characteristic: Characteristic, fields: &mut Fields) -> Result<gatt::Value, Refused> {
    Ok(match characteristic {
        Characteristic::BloodPressure => {
            gatt::Value::BloodPressure(cardio::read_blood_pressure(fields)?)
        }
        Characteristic::CuffPressure => {
            gatt::Value::CuffPressure(cardio::read_cuff_pressure(fields)?)
        }
        Characteristic::SpotCheck => gatt::Value::SpotCheck(cardio::read_spot_check(fields)?),
        Characteristic::Continuous => gatt::Value::Continuous(cardio::read_continuous(fields)?),
        Characteristic::HeartRate => gatt::Value::HeartRate(cardio::read_heart_rate(fields)?),
        Characteristic::Temperature => gatt::Value::Temperature(body::read_temperature(fields)?),
        Characteristic::Weight => gatt::Value::Weight(body::read_weight(fields)?),
        Characteristic::BodyComposition => {
            gatt::Value::BodyComposition(body::read_composition(fields)?)
        }
        Characteristic::Glucose => gatt::Value::Glucose(glucose::read_glucose(fields)?),
        Characteristic::GlucoseContext => {
            gatt::Value::GlucoseContext(glucose::read_context(fields)?)
        }
        Characteristic::Cgm => gatt::Value::Cgm(cgm::read_measurement(fields)?),
        Characteristic::CgmFeature => gatt::Value::CgmFeature(cgm::read_feature(fields)?),
        Characteristic::CgmStatus => gatt::Value::CgmStatus(cgm::read_status(fields)?),
        Characteristic::CgmSessionStart => {
            gatt::Value::CgmSessionStart(cgm::read_session_start(fields)?)
        }
        Characteristic::CgmOps => gatt::Value::CgmOps(cgm::read_ops(fields)?),
        Characteristic::RecordAccess => {
            gatt::Value::RecordAccess(device::read_record_access(fields)?)
        }
        Characteristic::Battery => gatt::Value::Battery(device::read_battery(fields)?),
        Characteristic::CurrentTime => gatt::Value::CurrentTime(device::read_current_time(fields)?),
        Characteristic::DateTime => gatt::Value::DateTime(device::read_date_time(fields)?),
        Characteristic::PnpId => gatt::Value::PnpId(device::read_pnp_id(fields)?),
        Characteristic::SystemId => gatt::Value::SystemId(device::read_system_id(fields)?),
        Characteristic::UserIndex => gatt::Value::UserIndex(device::read_user_index(fields)?),
        Characteristic::UserControl => gatt::Value::UserControl(device::read_user_control(fields)?),
        Characteristic::Manufacturer
        | Characteristic::ModelNumber
        | Characteristic::SerialNumber
        | Characteristic::FirmwareRevision
        | Characteristic::HardwareRevision
        | Characteristic::SoftwareRevision => gatt::Value::Text(device::read_text(fields)?),
    })
}

/// The octets of hexadecimal digits. Spaces, colons and dashes between them are allowed, as is `0x`
/// before them.
fn octets(hex: &str) -> Result<Vec<u8>, Refused> {
    let start = if hex.starts_with("0x") || hex.starts_with("0X") { 2 } else { 0 };
    let mut digits = Vec::new();
    for (at, got) in hex.chars().enumerate().skip(start) {
        match got.to_digit(16) {
            // A digit of base 16 is below 16.
            Some(digit) => digits.push(digit as u8),
            None if got.is_whitespace() || got == ':' || got == '-' => {}
            None => return Err(Refused::Hex { at, got }),
        }
    }
    if digits.len() % 2 == 1 {
        return Err(Refused::HalfOctet { at: digits.len() / 2 });
    }
    Ok(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// The first octets of a bare float; what follows is ignored, as after a characteristic's fields.
fn first<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Refused> {
    let short = gatt::DecodeError::TooShort { field: "value", at: 0, needed: N, left: bytes.len() };
    bytes.first_chunk().copied().ok_or(Refused::Bytes(short))
}

#[cfg(test)]
mod tests;
