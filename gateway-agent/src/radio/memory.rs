//! What is remembered of a monitor between its connections, and beyond a restart.

use gatt::{Characteristic, E2eCrc, Value};
use serde::{Deserialize, Serialize};

/// What is remembered of one monitor. Without it everything is asked for again, and nothing is lost:
/// the server knows repetitions by what they say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The first stored record that isn't saved; `None` to ask for all.
    pub next_record: Option<u16>,
    /// When its clock was last set, by itself: civil milliseconds since 1970-01-01.
    pub clock_set_at: Option<i64>,
    /// When the session of a continuous sensor began, as it said it.
    pub sensor_session: Option<Vec<u8>>,
    /// Whether the sensor's values carry a check.
    pub sensor_checked: bool,
}

impl Memory {
    /// Takes what a sensor says of itself. A new session numbers its records from the start.
    pub fn sensor(&mut self, characteristic: Characteristic, bytes: &[u8]) {
        if characteristic == Characteristic::CgmSessionStart {
            let before = self.sensor_session.replace(bytes.to_vec());
            if before.as_deref() != Some(bytes) {
                self.next_record = None;
            }
        }
        if let Ok(Value::CgmFeature(feature)) = gatt::decode(characteristic, bytes) {
            self.sensor_checked = feature.e2e_crc() == E2eCrc::Present;
        }
    }

    /// Whether the sensor's values carry a check.
    pub fn e2e_crc(&self) -> E2eCrc {
        if self.sensor_checked { E2eCrc::Present } else { E2eCrc::Absent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_session_of_a_sensor_is_asked_for_from_its_start() {
        let mut memory = Memory { next_record: Some(700), ..Memory::default() };
        memory.sensor(Characteristic::CgmSessionStart, &[1]);
        assert_eq!(memory.next_record, None);
        memory.next_record = Some(5);
        memory.sensor(Characteristic::CgmSessionStart, &[1]);
        assert_eq!(memory.next_record, Some(5));
    }
}
