//! Vital-sign quantities: each a whole number of a small unit, inside the range that a living body
//! and a working monitor can give.
//!
//! The ranges are the "reject" column of CLINICAL 2.6: outside them a value is an artefact.

/// A value outside the range that its sign can have.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{sign} {value} {unit} is outside {low} to {high} {unit}")]
pub struct OutOfRange {
    /// The vital sign, as people call it.
    pub sign: &'static str,
    /// The refused value, in `unit`.
    pub value: f64,
    /// The lowest value that is accepted.
    pub low: f64,
    /// The highest value that is accepted.
    pub high: f64,
    /// The unit of the three numbers.
    pub unit: &'static str,
}

/// Declares one quantity held as whole thousandths of its unit.
macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $sign:literal, $unit:literal, $low:literal ..= $high:literal,
     $from_milli:ident, $milli:ident, $from_unit:ident, $get:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i32);

        impl $name {
            #[doc = concat!("From thousandths of ", $unit, "; refuses what is outside ", $low, " to ", $high, " ", $unit, ".")]
            pub fn $from_milli(milli: i32) -> Result<Self, OutOfRange> {
                if ($low * 1000..=$high * 1000).contains(&milli) {
                    return Ok(Self(milli));
                }
                Err(OutOfRange {
                    sign: $sign,
                    value: f64::from(milli) / 1000.0,
                    low: f64::from($low),
                    high: f64::from($high),
                    unit: $unit,
                })
            }

            #[doc = concat!("From a number of ", $unit, ", to the nearest thousandth.")]
            pub fn $from_unit(value: f64) -> Result<Self, OutOfRange> {
                // `as` saturates, and makes 0 of NaN: both are outside every range here.
                Self::$from_milli((value * 1000.0).round() as i32)
            }

            #[doc = concat!("Thousandths of ", $unit, ".")]
            pub fn $milli(self) -> i32 {
                self.0
            }

            #[doc = concat!("The value in ", $unit, ", for a screen or an export; rules compare the integer.")]
            pub fn $get(self) -> f64 {
                f64::from(self.0) / 1000.0
            }
        }
    };
}

quantity!(
    /// Arterial pressure.
    Pressure, "pressure", "mmHg", 20..=300, from_milli_mmhg, milli_mmhg, from_mmhg, mmhg
);
quantity!(
    /// Peripheral oxygen saturation.
    Spo2, "oxygen saturation", "%", 50..=100, from_milli_percent, milli_percent, from_percent, percent
);
quantity!(
    /// Pulse or heart rate.
    PulseRate, "pulse", "/min", 20..=300, from_milli_bpm, milli_bpm, from_bpm, bpm
);
quantity!(
    /// Breaths in a minute.
    RespirationRate, "respiration", "/min", 3..=70, from_milli_per_minute, milli_per_minute, from_per_minute, per_minute
);
quantity!(
    /// Body temperature.
    Temperature, "temperature", "°C", 30..=43, from_milli_celsius, milli_celsius, from_celsius, celsius
);
quantity!(
    /// Body weight, held as whole grams.
    Weight, "weight", "kg", 20..=350, from_grams, grams, from_kilograms, kilograms
);

/// Glucose concentration, held as whole micromoles per litre.
///
/// Rules compare this integer, so no threshold depends on how a screen rounds. The accepted range is
/// 10 to 1,000 mg/dL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Glucose(i32);

impl Glucose {
    /// mg/dL in one mmol/L: molar mass 180.156 g/mol, divided by ten.
    pub const MG_DL_PER_MMOL_L: f64 = 18.0156;
    const LOW_MG_DL: f64 = 10.0;
    const HIGH_MG_DL: f64 = 1000.0;

    /// From micromoles per litre; refuses what is outside 10 to 1,000 mg/dL.
    pub fn from_umol_l(umol_l: i32) -> Result<Self, OutOfRange> {
        let range = Self::umol_l_of(Self::LOW_MG_DL)..=Self::umol_l_of(Self::HIGH_MG_DL);
        if range.contains(&umol_l) {
            return Ok(Self(umol_l));
        }
        Err(OutOfRange {
            sign: "glucose",
            value: (f64::from(umol_l) / 100.0 * Self::MG_DL_PER_MMOL_L).round() / 10.0,
            low: Self::LOW_MG_DL,
            high: Self::HIGH_MG_DL,
            unit: "mg/dL",
        })
    }

    /// From milligrams per decilitre.
    pub fn from_mg_dl(mg_dl: f64) -> Result<Self, OutOfRange> {
        Self::from_umol_l(Self::umol_l_of(mg_dl))
    }

    /// The micromoles per litre, rounded, that so many mg/dL are.
    fn umol_l_of(mg_dl: f64) -> i32 {
        (mg_dl / Self::MG_DL_PER_MMOL_L * 1000.0).round() as i32
    }

    /// Micromoles per litre.
    pub fn umol_l(self) -> i32 {
        self.0
    }

    /// Milligrams per decilitre, for a screen or an export; rules compare the integer.
    pub fn mg_dl(self) -> f64 {
        f64::from(self.0) / 1000.0 * Self::MG_DL_PER_MMOL_L
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_are_inside_and_one_step_beyond_is_refused() {
        assert!(Spo2::from_percent(50.0).is_ok() && Spo2::from_percent(100.0).is_ok());
        assert!(
            Spo2::from_milli_percent(49_999).is_err() && Spo2::from_milli_percent(100_001).is_err()
        );
        assert!(Glucose::from_mg_dl(10.0).is_ok() && Glucose::from_mg_dl(1000.0).is_ok());
        assert!(Glucose::from_mg_dl(9.9).is_err() && Glucose::from_mg_dl(1000.1).is_err());
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        assert!(Temperature::from_celsius(f64::NAN).is_err());
        assert!(PulseRate::from_bpm(f64::INFINITY).is_err());
        assert!(Weight::from_kilograms(f64::NEG_INFINITY).is_err());
    }

    #[test]
    fn a_refusal_says_what_and_why() {
        let refused = Temperature::from_celsius(-17.8).unwrap_err();
        assert_eq!(refused.to_string(), "temperature -17.8 °C is outside 30 to 43 °C");
        let refused = Glucose::from_mg_dl(2000.0).unwrap_err();
        assert_eq!(refused.to_string(), "glucose 2000 mg/dL is outside 10 to 1000 mg/dL");
    }

    #[test]
    fn glucose_thresholds_survive_the_change_of_unit() {
        assert_eq!(Glucose::from_mg_dl(54.0).unwrap().umol_l(), 2997);
        assert_eq!(Glucose::from_mg_dl(70.0).unwrap().mg_dl().round(), 70.0);
    }
}
