//! Any characteristic's value, for whoever learns which one it is from the radio.

use crate::{
    Battery, BloodPressure, BodyComposition, CgmFeature, CgmMeasurement, CgmOpsResponse,
    CgmSessionStart, CgmStatus, Characteristic, Continuous, CurrentTime, DateTime, DecodeError,
    E2eCrc, Glucose, GlucoseContext, HeartRate, PnpId, RecordAccess, SpotCheck, SystemId,
    Temperature, UserControl, UserIndex, Weight, device, reader::Reader,
};

/// What a characteristic said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A blood pressure.
    BloodPressure(BloodPressure),
    /// The pressure in a cuff that is still at work: no measurement.
    CuffPressure(BloodPressure),
    /// A spot-check of an oximeter.
    SpotCheck(SpotCheck),
    /// A moment of an oximeter's stream.
    Continuous(Continuous),
    /// A heart rate.
    HeartRate(HeartRate),
    /// A temperature.
    Temperature(Temperature),
    /// A weight.
    Weight(Weight),
    /// A body's composition.
    BodyComposition(BodyComposition),
    /// A glucose meter's record.
    Glucose(Glucose),
    /// What was going on around it.
    GlucoseContext(GlucoseContext),
    /// Records of a continuous glucose monitor.
    Cgm(CgmMeasurement),
    /// What a continuous glucose monitor can do.
    CgmFeature(CgmFeature),
    /// How it is.
    CgmStatus(CgmStatus),
    /// When its session started.
    CgmSessionStart(CgmSessionStart),
    /// How a request to it went.
    CgmOps(CgmOpsResponse),
    /// An answer about stored records.
    RecordAccess(RecordAccess),
    /// A battery's charge.
    Battery(Battery),
    /// A monitor's clock.
    CurrentTime(CurrentTime),
    /// A monitor's clock, without weekday and fraction.
    DateTime(DateTime),
    /// Maker and product.
    PnpId(PnpId),
    /// A number of its own that the monitor has from its maker.
    SystemId(SystemId),
    /// Which user it is set to.
    UserIndex(UserIndex),
    /// How a request about its users went.
    UserControl(UserControl),
    /// The maker's name, the model, the serial number or a version.
    Text(String),
}

/// Reads a value of `characteristic` that carries no check: all but those of continuous glucose
/// monitors whose features say so.
pub fn decode(characteristic: Characteristic, bytes: &[u8]) -> Result<Value, DecodeError> {
    decode_with_crc(characteristic, bytes, E2eCrc::Absent)
}

/// Reads a value of `characteristic`. `crc` matters to those of continuous glucose monitors only.
pub fn decode_with_crc(
    characteristic: Characteristic,
    bytes: &[u8],
    crc: E2eCrc,
) -> Result<Value, DecodeError> {
    Ok(match characteristic {
        Characteristic::BloodPressure => Value::BloodPressure(BloodPressure::decode(bytes)?),
        Characteristic::CuffPressure => Value::CuffPressure(BloodPressure::decode(bytes)?),
        Characteristic::SpotCheck => Value::SpotCheck(SpotCheck::decode(bytes)?),
        Characteristic::Continuous => Value::Continuous(Continuous::decode(bytes)?),
        Characteristic::HeartRate => Value::HeartRate(HeartRate::decode(bytes)?),
        Characteristic::Temperature => Value::Temperature(Temperature::decode(bytes)?),
        Characteristic::Weight => Value::Weight(Weight::decode(bytes)?),
        Characteristic::BodyComposition => Value::BodyComposition(BodyComposition::decode(bytes)?),
        Characteristic::Glucose => Value::Glucose(Glucose::decode(bytes)?),
        Characteristic::GlucoseContext => Value::GlucoseContext(GlucoseContext::decode(bytes)?),
        Characteristic::Cgm => Value::Cgm(CgmMeasurement::decode(bytes, crc)?),
        Characteristic::CgmFeature => Value::CgmFeature(CgmFeature::decode(bytes, crc)?),
        Characteristic::CgmStatus => Value::CgmStatus(CgmStatus::decode(bytes, crc)?),
        Characteristic::CgmSessionStart => {
            Value::CgmSessionStart(CgmSessionStart::decode(bytes, crc)?)
        }
        Characteristic::CgmOps => Value::CgmOps(CgmOpsResponse::decode(bytes, crc)?),
        Characteristic::RecordAccess => Value::RecordAccess(RecordAccess::decode(bytes)?),
        Characteristic::Battery => Value::Battery(Battery::decode(bytes)?),
        Characteristic::CurrentTime => Value::CurrentTime(CurrentTime::decode(bytes)?),
        Characteristic::DateTime => Value::DateTime(Reader::new(bytes).date_time("time")?),
        Characteristic::PnpId => Value::PnpId(PnpId::decode(bytes)?),
        Characteristic::SystemId => Value::SystemId(SystemId::decode(bytes)?),
        Characteristic::UserIndex => Value::UserIndex(UserIndex::decode(bytes)?),
        Characteristic::UserControl => Value::UserControl(UserControl::decode(bytes)?),
        Characteristic::Manufacturer
        | Characteristic::ModelNumber
        | Characteristic::SerialNumber
        | Characteristic::FirmwareRevision
        | Characteristic::HardwareRevision
        | Characteristic::SoftwareRevision => Value::Text(device::decode_text(bytes)?),
    })
}

impl Value {
    /// The octets of this value; `crc` as for [`decode_with_crc`].
    pub fn encode(&self, crc: E2eCrc) -> Vec<u8> {
        match self {
            Self::BloodPressure(value) | Self::CuffPressure(value) => value.encode(),
            Self::SpotCheck(value) => value.encode(),
            Self::Continuous(value) => value.encode(),
            Self::HeartRate(value) => value.encode(),
            Self::Temperature(value) => value.encode(),
            Self::Weight(value) => value.encode(),
            Self::BodyComposition(value) => value.encode(),
            Self::Glucose(value) => value.encode(),
            Self::GlucoseContext(value) => value.encode(),
            Self::Cgm(value) => value.encode(crc),
            Self::CgmFeature(value) => value.encode(),
            Self::CgmStatus(value) => value.encode(crc),
            Self::CgmSessionStart(value) => value.encode(crc),
            Self::CgmOps(value) => value.encode(crc),
            Self::RecordAccess(value) => value.encode(),
            Self::Battery(value) => value.encode(),
            Self::CurrentTime(value) => value.encode(),
            Self::DateTime(value) => value.to_bytes().to_vec(),
            Self::PnpId(value) => value.encode(),
            Self::SystemId(value) => value.encode(),
            Self::UserIndex(value) => value.encode(),
            Self::UserControl(value) => value.encode(),
            Self::Text(value) => value.as_bytes().to_vec(),
        }
    }
}
