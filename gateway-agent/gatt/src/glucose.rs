//! Glucose Measurement (0x2A18): one record of a blood glucose meter.

use crate::bits::BitNames;
use crate::reader::Reader;
use crate::words::words;
use crate::{DateTime, DecodeError, LocalTime, Sfloat};

/// One stored record of a meter.
///
/// Source: Bluetooth GATT Specification Supplement, Glucose Measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glucose {
    /// The meter's record number.
    pub sequence: u16,
    /// When it was taken by the meter's inner clock, which people can't set.
    pub base_time: DateTime,
    /// Minutes to add for the time that the person has set; 0 when absent.
    pub time_offset_min: Option<i16>,
    /// What was measured, and in what.
    pub sample: Option<Sample>,
    /// Bits of [`STATUS_BITS`].
    pub status: Option<u16>,
    /// A Glucose Measurement Context with the same sequence number follows.
    pub context_follows: bool,
}

/// A concentration, and what it was measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// The concentration, in `unit`.
    pub concentration: Sfloat,
    /// Its unit.
    pub unit: GlucoseUnit,
    /// The fluid. [`SampleType::ControlSolution`] is not the patient.
    pub sample_type: SampleType,
    /// The place. [`SampleLocation::ControlSolution`] is not the patient.
    pub location: SampleLocation,
}

/// The unit of a meter's concentration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GlucoseUnit {
    /// Kilograms per litre: × 10^5 is mg/dL.
    KilogramPerLitre,
    /// Moles per litre: × 10^3 is mmol/L.
    MolePerLitre,
}

words!(
    /// The fluid that glucose was measured in.
    SampleType {
        CapillaryWholeBlood = 1 "capillary_whole_blood",
        CapillaryPlasma = 2 "capillary_plasma",
        VenousWholeBlood = 3 "venous_whole_blood",
        VenousPlasma = 4 "venous_plasma",
        ArterialWholeBlood = 5 "arterial_whole_blood",
        ArterialPlasma = 6 "arterial_plasma",
        UndeterminedWholeBlood = 7 "undetermined_whole_blood",
        UndeterminedPlasma = 8 "undetermined_plasma",
        InterstitialFluid = 9 "interstitial_fluid",
        ControlSolution = 10 "control_solution",
    }
);

words!(
    /// Where the sample came from.
    SampleLocation {
        Finger = 1 "finger",
        AlternateSite = 2 "alternate_site",
        Earlobe = 3 "earlobe",
        ControlSolution = 4 "control_solution",
        NotAvailable = 15 "not_available",
    }
);

/// Bits of [`Glucose::status`].
#[rustfmt::skip]
pub const STATUS_BITS: &BitNames = &[
    (0, "battery_low"),
    (1, "sensor_malfunction"),
    (2, "sample_insufficient"),
    (3, "strip_insertion_error"),
    (4, "strip_type_incorrect"),
    (5, "result_too_high"),
    (6, "result_too_low"),
    (7, "temperature_too_high"),
    (8, "temperature_too_low"),
    (9, "read_interrupted"),
    (10, "device_fault"),
    (11, "time_fault"),
];

impl Glucose {
    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let flags = reader.u8("flags")?;
        let unit = if flags & MOLES == 0 {
            GlucoseUnit::KilogramPerLitre
        } else {
            GlucoseUnit::MolePerLitre
        };
        Ok(Self {
            context_follows: flags & CONTEXT != 0,
            sequence: reader.u16("sequence number")?,
            base_time: reader.date_time("base time")?,
            time_offset_min: reader
                .when(flags & OFFSET != 0, |reader| reader.i16("time offset"))?,
            sample: reader.when(flags & SAMPLE != 0, |reader| Sample::read(reader, unit))?,
            status: reader.when(flags & STATUS != 0, |reader| reader.u16("status"))?,
        })
    }

    /// The octets of this value. Without a sample, the unit flag is clear.
    pub fn encode(&self) -> Vec<u8> {
        let flag = |present: bool, flag: u8| if present { flag } else { 0 };
        let moles = self.sample.is_some_and(|sample| sample.unit == GlucoseUnit::MolePerLitre);
        let mut bytes = vec![
            flag(self.time_offset_min.is_some(), OFFSET)
                | flag(self.sample.is_some(), SAMPLE)
                | flag(moles, MOLES)
                | flag(self.status.is_some(), STATUS)
                | flag(self.context_follows, CONTEXT),
        ];
        bytes.extend(self.sequence.to_le_bytes());
        bytes.extend(self.base_time.to_bytes());
        bytes.extend(self.time_offset_min.into_iter().flat_map(i16::to_le_bytes));
        if let Some(sample) = self.sample {
            bytes.extend(sample.concentration.to_bytes());
            bytes.push(sample.sample_type.code() | sample.location.code() << 4);
        }
        bytes.extend(self.status.into_iter().flat_map(u16::to_le_bytes));
        bytes
    }

    /// When it was taken, by the time that the person has set: base time plus offset.
    pub fn measured_at(&self) -> LocalTime {
        match self.base_time.local() {
            LocalTime::At(ms) => {
                LocalTime::At(ms + i64::from(self.time_offset_min.unwrap_or(0)) * 60_000)
            }
            other => other,
        }
    }

    /// A drop of control solution was measured, to test the meter: not the patient.
    pub fn is_control_solution(&self) -> bool {
        self.sample.is_some_and(|sample| {
            sample.sample_type == SampleType::ControlSolution
                || sample.location == SampleLocation::ControlSolution
        })
    }
}

impl Sample {
    /// A finger-prick sample in mg/dL, as meters in America send it.
    pub fn from_mg_dl(mg_dl: f64) -> Self {
        let concentration = Sfloat::from_decimal(mg_dl / 1e5, 5);
        Self { concentration, unit: GlucoseUnit::KilogramPerLitre, ..Self::FINGER }
    }

    /// A finger-prick sample in mmol/L, as meters in Europe send it.
    pub fn from_mmol_l(mmol_l: f64) -> Self {
        Self { concentration: Sfloat::from_decimal(mmol_l / 1e3, 4), ..Self::FINGER }
    }

    const FINGER: Self = Self {
        concentration: Sfloat::NAN,
        unit: GlucoseUnit::MolePerLitre,
        sample_type: SampleType::CapillaryWholeBlood,
        location: SampleLocation::Finger,
    };

    /// Micromoles per litre, a tie away from zero; `None` for a special value.
    pub fn micromol_l(&self) -> Option<i32> {
        let number = self.concentration.get().number()?;
        match self.unit {
            GlucoseUnit::MolePerLitre => number.ratio(1_000_000, 1)?.try_into().ok(),
            GlucoseUnit::KilogramPerLitre => micromol_l_from_mg_dl(number.shifted(5)),
        }
    }

    fn read(reader: &mut Reader, unit: GlucoseUnit) -> Result<Self, DecodeError> {
        let concentration = reader.sfloat("glucose concentration")?;
        let kind = reader.u8("sample type and location")?;
        Ok(Self {
            concentration,
            unit,
            sample_type: SampleType::from_code(kind & 0xF),
            location: SampleLocation::from_code(kind >> 4),
        })
    }
}

/// Micromoles per litre of a concentration in mg/dL: 18.0156 mg/dL are one mmol/L.
pub(crate) fn micromol_l_from_mg_dl(mg_dl: crate::Decimal) -> Option<i32> {
    mg_dl.ratio(10_000_000, 180_156)?.try_into().ok()
}

const OFFSET: u8 = 1;
const SAMPLE: u8 = 1 << 1;
const MOLES: u8 = 1 << 2;
const STATUS: u8 = 1 << 3;
const CONTEXT: u8 = 1 << 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOVEMBER_21, bytes, check_cuts};
    use crate::{Decimal, Medfloat};

    fn check(hex: &str, want: &Glucose) {
        assert_eq!(Glucose::decode(&bytes(hex)).as_ref(), Ok(want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
        check_cuts(&bytes(hex), Glucose::decode);
    }

    const BARE: Glucose = Glucose {
        sequence: 17,
        base_time: NOVEMBER_21,
        time_offset_min: None,
        sample: None,
        status: None,
        context_follows: false,
    };

    #[test]
    fn each_flag_adds_its_field() {
        check("00 1100 EA070B15081E00", &BARE);
        check("10 1100 EA070B15081E00", &Glucose { context_follows: true, ..BARE });
        check("01 1100 EA070B15081E00 C4FF", &Glucose { time_offset_min: Some(-60), ..BARE });
        check("08 1100 EA070B15081E00 2000", &Glucose { status: Some(0x20), ..BARE });
        let mg_dl = Sample::from_mg_dl(93.0);
        assert_eq!(mg_dl.concentration.get(), Medfloat::Number(Decimal::new(93, -5)));
        check("02 1100 EA070B15081E00 5DB0 11", &Glucose { sample: Some(mg_dl), ..BARE });
        let mmol_l = Sample::from_mmol_l(5.5);
        check("06 1100 EA070B15081E00 37C0 11", &Glucose { sample: Some(mmol_l), ..BARE });
        check(
            "1F 1100 EA070B15081E00 3C00 37C0 11 0108",
            &Glucose {
                time_offset_min: Some(60),
                sample: Some(mmol_l),
                status: Some(0x0801),
                context_follows: true,
                ..BARE
            },
        );
    }

    #[test]
    fn the_offset_moves_the_time() {
        let LocalTime::At(base) = NOVEMBER_21.local() else { unreachable!() };
        assert_eq!(BARE.measured_at(), LocalTime::At(base));
        let moved = Glucose { time_offset_min: Some(-90), ..BARE };
        assert_eq!(moved.measured_at(), LocalTime::At(base - 5_400_000));
        let unknown = Glucose { base_time: DateTime { year: 0, ..NOVEMBER_21 }, ..moved };
        assert_eq!(unknown.measured_at(), LocalTime::Unknown);
    }

    /// Nordic's library divides by 18.2: it makes 5.495 of 100 mg/dL.
    #[test]
    fn one_millimole_per_litre_is_18_0156_milligrams_per_decilitre() {
        assert_eq!(Sample::from_mg_dl(100.0).micromol_l(), Some(5551));
        assert_eq!(Sample::from_mg_dl(180.0).micromol_l(), Some(9991));
        assert_eq!(Sample::from_mmol_l(5.5).micromol_l(), Some(5500));
        assert_eq!(
            Sample { concentration: Sfloat::NAN, ..Sample::from_mmol_l(1.0) }.micromol_l(),
            None
        );
    }

    #[test]
    fn control_solution_is_not_the_patient() {
        for (kind, control) in [("11", false), ("1A", true), ("41", true), ("F9", false)] {
            let got =
                Glucose::decode(&bytes(&format!("02 1100 EA070B15081E00 5DB0 {kind}"))).unwrap();
            assert_eq!(got.is_control_solution(), control, "{kind}");
        }
    }

    #[test]
    fn kinds_without_a_name_are_reserved() {
        for kind in ["00", "5B", "EF"] {
            let got =
                Glucose::decode(&bytes(&format!("02 1100 EA070B15081E00 5DB0 {kind}"))).unwrap();
            let sample = got.sample.unwrap();
            assert_eq!(sample.sample_type, SampleType::Reserved, "{kind}");
            assert_eq!(sample.location, SampleLocation::Reserved, "{kind}");
        }
    }
}
