//! PLX Spot-Check Measurement (0x2A5E) and PLX Continuous Measurement (0x2A5F).

use crate::bits::BitNames;
use crate::reader::Reader;
use crate::{DateTime, DecodeError, Sfloat};

/// Oxygen saturation and pulse, measured together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Peripheral oxygen saturation in per cent.
    pub spo2: Sfloat,
    /// Pulse in beats per minute.
    pub pulse: Sfloat,
}

/// One measurement that a person made. An oximeter may store it and send it later.
///
/// Source: Bluetooth Pulse Oximeter Service 1.0.1, section 3.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpotCheck {
    /// What was measured.
    pub normal: Pair,
    /// The oximeter says that nobody has set its clock: `time` is not to be trusted.
    pub clock_not_set: bool,
    /// When it was taken, by the oximeter's clock.
    pub time: Option<DateTime>,
    /// Bits of [`MEASUREMENT_STATUS_BITS`].
    pub measurement_status: Option<u16>,
    /// Bits of [`DEVICE_STATUS_BITS`], 24 at most.
    pub device_status: Option<u32>,
    /// Pulse amplitude index in per cent.
    pub pulse_amplitude: Option<Sfloat>,
}

/// One moment of a stream. It has no time: it is when it arrives.
///
/// Source: Bluetooth Pulse Oximeter Service 1.0.1, section 3.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continuous {
    /// Averaged as usual.
    pub normal: Pair,
    /// Averaged over a shorter time.
    pub fast: Option<Pair>,
    /// Averaged over a longer time.
    pub slow: Option<Pair>,
    /// Bits of [`MEASUREMENT_STATUS_BITS`].
    pub measurement_status: Option<u16>,
    /// Bits of [`DEVICE_STATUS_BITS`], 24 at most.
    pub device_status: Option<u32>,
    /// Pulse amplitude index in per cent.
    pub pulse_amplitude: Option<Sfloat>,
}

/// Bits of the measurement status; 0 to 4 are kept for the future.
#[rustfmt::skip]
pub const MEASUREMENT_STATUS_BITS: &BitNames = &[
    (5, "measurement_ongoing"),
    (6, "early_estimated_data"),
    (7, "validated_data"),
    (8, "fully_qualified_data"),
    (9, "data_from_storage"),
    (10, "data_for_demonstration"),
    (11, "data_for_testing"),
    (12, "calibration_ongoing"),
    (13, "measurement_unavailable"),
    (14, "questionable_measurement"),
    (15, "invalid_measurement"),
];

/// Bits of the device and sensor status; 16 to 23 are kept for the future.
#[rustfmt::skip]
pub const DEVICE_STATUS_BITS: &BitNames = &[
    (0, "extended_display_update"),
    (1, "equipment_malfunction"),
    (2, "signal_processing_irregularity"),
    (3, "inadequate_signal"),
    (4, "poor_signal"),
    (5, "low_perfusion"),
    (6, "erratic_signal"),
    (7, "nonpulsatile_signal"),
    (8, "questionable_pulse"),
    (9, "signal_analysis_ongoing"),
    (10, "sensor_interference"),
    (11, "sensor_unconnected_to_user"),
    (12, "unknown_sensor"),
    (13, "sensor_displaced"),
    (14, "sensor_malfunctioning"),
    (15, "sensor_disconnected"),
];

impl Pair {
    /// The nearest patterns to whole per cent and whole beats per minute.
    pub fn from_percent_and_bpm(percent: f64, bpm: f64) -> Self {
        Self { spo2: Sfloat::from_decimal(percent, 0), pulse: Sfloat::from_decimal(bpm, 0) }
    }

    fn read(
        reader: &mut Reader,
        spo2: &'static str,
        pulse: &'static str,
    ) -> Result<Self, DecodeError> {
        Ok(Self { spo2: reader.sfloat(spo2)?, pulse: reader.sfloat(pulse)? })
    }

    fn append(self, bytes: &mut Vec<u8>) {
        bytes.extend(self.spo2.to_bytes());
        bytes.extend(self.pulse.to_bytes());
    }
}

impl SpotCheck {
    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let flags = reader.u8("flags")?;
        Ok(Self {
            clock_not_set: flags & 1 << 4 != 0,
            normal: Pair::read(&mut reader, "oxygen saturation", "pulse")?,
            time: reader.when(flags & 1 != 0, |reader| reader.date_time("time"))?,
            measurement_status: reader
                .when(flags & 1 << 1 != 0, |reader| reader.u16("measurement status"))?,
            device_status: reader
                .when(flags & 1 << 2 != 0, |reader| reader.u24("device status"))?,
            pulse_amplitude: reader
                .when(flags & 1 << 3 != 0, |reader| reader.sfloat("pulse amplitude index"))?,
        })
    }

    /// The octets of this value. Of `device_status`, the low 24 bits travel.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![
            u8::from(self.time.is_some())
                | u8::from(self.measurement_status.is_some()) << 1
                | u8::from(self.device_status.is_some()) << 2
                | u8::from(self.pulse_amplitude.is_some()) << 3
                | u8::from(self.clock_not_set) << 4,
        ];
        self.normal.append(&mut bytes);
        bytes.extend(self.time.into_iter().flat_map(DateTime::to_bytes));
        append_status(
            &mut bytes,
            self.measurement_status,
            self.device_status,
            self.pulse_amplitude,
        );
        bytes
    }
}

impl Continuous {
    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let flags = reader.u8("flags")?;
        Ok(Self {
            normal: Pair::read(&mut reader, "oxygen saturation", "pulse")?,
            fast: reader.when(flags & 1 != 0, |reader| {
                Pair::read(reader, "fast oxygen saturation", "fast pulse")
            })?,
            slow: reader.when(flags & 1 << 1 != 0, |reader| {
                Pair::read(reader, "slow oxygen saturation", "slow pulse")
            })?,
            measurement_status: reader
                .when(flags & 1 << 2 != 0, |reader| reader.u16("measurement status"))?,
            device_status: reader
                .when(flags & 1 << 3 != 0, |reader| reader.u24("device status"))?,
            pulse_amplitude: reader
                .when(flags & 1 << 4 != 0, |reader| reader.sfloat("pulse amplitude index"))?,
        })
    }

    /// The octets of this value. Of `device_status`, the low 24 bits travel.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![
            u8::from(self.fast.is_some())
                | u8::from(self.slow.is_some()) << 1
                | u8::from(self.measurement_status.is_some()) << 2
                | u8::from(self.device_status.is_some()) << 3
                | u8::from(self.pulse_amplitude.is_some()) << 4,
        ];
        for pair in [Some(self.normal), self.fast, self.slow].into_iter().flatten() {
            pair.append(&mut bytes);
        }
        append_status(
            &mut bytes,
            self.measurement_status,
            self.device_status,
            self.pulse_amplitude,
        );
        bytes
    }
}

fn append_status(
    bytes: &mut Vec<u8>,
    measurement: Option<u16>,
    device: Option<u32>,
    amplitude: Option<Sfloat>,
) {
    bytes.extend(measurement.into_iter().flat_map(u16::to_le_bytes));
    bytes.extend(device.into_iter().flat_map(|device| device.to_le_bytes().into_iter().take(3)));
    bytes.extend(amplitude.into_iter().flat_map(Sfloat::to_bytes));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Special;
    use crate::testing::{NOVEMBER_21, bytes, check_cuts};

    fn check_spot(hex: &str, want: &SpotCheck) {
        assert_eq!(SpotCheck::decode(&bytes(hex)).as_ref(), Ok(want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
        check_cuts(&bytes(hex), SpotCheck::decode);
    }

    fn check_continuous(hex: &str, want: &Continuous) {
        assert_eq!(Continuous::decode(&bytes(hex)).as_ref(), Ok(want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
        check_cuts(&bytes(hex), Continuous::decode);
    }

    #[test]
    fn each_flag_of_a_spot_check_adds_its_field() {
        let base = SpotCheck {
            normal: Pair::from_percent_and_bpm(97.0, 72.0),
            clock_not_set: false,
            time: None,
            measurement_status: None,
            device_status: None,
            pulse_amplitude: None,
        };
        check_spot("00 6100 4800", &base);
        check_spot("10 6100 4800", &SpotCheck { clock_not_set: true, ..base.clone() });
        check_spot(
            "01 6100 4800 EA070B15081E00",
            &SpotCheck { time: Some(NOVEMBER_21), ..base.clone() },
        );
        check_spot(
            "02 6100 4800 2001",
            &SpotCheck { measurement_status: Some(0x0120), ..base.clone() },
        );
        check_spot(
            "04 6100 4800 200080",
            &SpotCheck { device_status: Some(0x80_0020), ..base.clone() },
        );
        let pulse_amplitude = Some(Sfloat::from_decimal(1.5, 1));
        check_spot("08 6100 4800 0FF0", &SpotCheck { pulse_amplitude, ..base.clone() });
        check_spot(
            "1F 6100 4800 EA070B15081E00 0002 010000 0FF0",
            &SpotCheck {
                clock_not_set: true,
                time: Some(NOVEMBER_21),
                measurement_status: Some(0x0200),
                device_status: Some(1),
                pulse_amplitude,
                ..base
            },
        );
    }

    #[test]
    fn each_flag_of_a_moment_adds_its_field() {
        let base = Continuous {
            normal: Pair {
                spo2: Sfloat::from_decimal(93.5, 1),
                pulse: Sfloat::from_decimal(72.0, 0),
            },
            fast: None,
            slow: None,
            measurement_status: None,
            device_status: None,
            pulse_amplitude: None,
        };
        let (fast, slow) = (
            Some(Pair::from_percent_and_bpm(92.0, 75.0)),
            Some(Pair::from_percent_and_bpm(94.0, 71.0)),
        );
        check_continuous("00 A7F3 4800", &base);
        check_continuous("01 A7F3 4800 5C00 4B00", &Continuous { fast, ..base.clone() });
        check_continuous("02 A7F3 4800 5E00 4700", &Continuous { slow, ..base.clone() });
        check_continuous(
            "1F A7F3 4800 5C00 4B00 5E00 4700 0040 0020FF 0AF0",
            &Continuous {
                fast,
                slow,
                measurement_status: Some(0x4000),
                device_status: Some(0xFF_2000),
                pulse_amplitude: Some(Sfloat::from_decimal(1.0, 1)),
                ..base
            },
        );
    }

    #[test]
    fn a_finger_that_is_not_there_is_no_number() {
        let got = SpotCheck::decode(&bytes("00 FF07 0008")).unwrap();
        assert_eq!(got.normal.spo2.get(), crate::Medfloat::Special(Special::Nan));
        assert_eq!(got.normal.pulse.get(), crate::Medfloat::Special(Special::Nres));
    }

    #[test]
    fn unknown_flags_and_further_octets_are_ignored() {
        assert!(SpotCheck::decode(&bytes("E0 6100 4800 00")).unwrap().time.is_none());
        assert!(Continuous::decode(&bytes("E0 6100 4800 00")).unwrap().fast.is_none());
    }
}
