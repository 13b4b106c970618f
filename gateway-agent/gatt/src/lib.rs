//! Bluetooth health characteristics: bytes to values, and back.
//!
//! Every bit pattern is a value or a named error that says where. Nothing here knows of radios,
//! clocks or JSON, or has an opinion about health.

pub mod bits;
pub mod blood_pressure;
pub mod body_composition;
pub mod cgm;
pub mod cgm_session;
mod characteristic;
pub mod clock;
mod crc;
mod date_time;
mod decimal;
pub mod device;
mod error;
mod float;
pub mod glucose;
pub mod glucose_context;
pub mod heart_rate;
pub mod pulse_oximetry;
mod reader;
pub mod record_access;
pub mod temperature;
pub mod user;
mod value;
pub mod weight;
mod words;

pub use blood_pressure::{BloodPressure, PressureUnit};
pub use body_composition::BodyComposition;
pub use cgm::{CgmMeasurement, CgmRecord};
pub use cgm_session::{CgmFeature, CgmOpsResponse, CgmSessionStart, CgmStatus};
pub use characteristic::Characteristic;
pub use clock::CurrentTime;
pub use crc::{E2eCrc, crc16};
pub use date_time::{DateTime, LocalTime};
pub use decimal::Decimal;
pub use device::{Battery, PnpId, SystemId};
pub use error::DecodeError;
pub use float::{Float, Medfloat, Sfloat, Special};
pub use glucose::{Glucose, GlucoseUnit, Sample, SampleLocation, SampleType};
pub use glucose_context::GlucoseContext;
pub use heart_rate::{Contact, HeartRate};
pub use pulse_oximetry::{Continuous, Pair, SpotCheck};
pub use record_access::{RecordAccess, RecordRequest, Records};
pub use temperature::{Temperature, TemperatureSite, TemperatureUnit};
pub use user::{Consent, UserControl, UserIndex};
pub use value::{Value, decode, decode_with_crc};
pub use weight::{MassUnit, Weight};

#[cfg(test)]
mod testing;
