//! The vocabulary of Hearthwatch: vital signs, units, ids, clocks and readings.
//!
//! Everything here is a value that is right because it exists. Nothing here knows of bytes, disks,
//! networks or the time of day.

mod blood_pressure;
mod clock;
mod id;
mod known;
pub mod named;
mod private;
mod quantity;
mod reading;
mod spells;

pub use blood_pressure::BloodPressure;
pub use clock::{HeardAt, StoredAt, TakenAt};
pub use id::{AlertId, DeviceId, GatewayId, IdMap, InvalidId, PatientId, SYNTHETIC, UserSlot};
pub use known::{Known, Why};
pub use private::Private;
pub use quantity::{
    Glucose, OutOfRange, Pressure, PulseRate, RespirationRate, Spo2, Temperature, Weight,
};
pub use reading::{Consciousness, Flags, Measurement, Origin, Reading, ReadingId, VitalSign};
pub use spells::{SpellManner, spells};
