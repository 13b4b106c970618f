//! One cuff measurement: two pressures that belong together.

use crate::{OutOfRange, Pressure, PulseRate};

/// Systolic and diastolic pressure of one inflation, with the pulse that the cuff counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BloodPressure {
    systolic: Pressure,
    diastolic: Pressure,
    pulse: Option<PulseRate>,
}

/// Limits in thousandths of mmHg, CLINICAL 2.6 "reject".
const SYSTOLIC_LOW: i32 = 40_000;
const DIASTOLIC_HIGH: i32 = 200_000;

impl BloodPressure {
    /// Joins two pressures; refuses a systolic under 40 mmHg, a diastolic over 200 mmHg, and a
    /// diastolic that isn't below the systolic.
    pub fn new(
        systolic: Pressure,
        diastolic: Pressure,
        pulse: Option<PulseRate>,
    ) -> Result<Self, OutOfRange> {
        let (systolic, diastolic) =
            (Self::systolic_alone(systolic)?, Self::diastolic_alone(diastolic)?);
        if diastolic >= systolic {
            let high = systolic.mmhg().min(f64::from(DIASTOLIC_HIGH) / 1000.0);
            return Err(outside("diastolic pressure", diastolic, 20.0, high));
        }
        Ok(Self { systolic, diastolic, pulse })
    }

    /// A systolic pressure without its diastolic; refuses one under 40 mmHg.
    pub fn systolic_alone(systolic: Pressure) -> Result<Pressure, OutOfRange> {
        if systolic.milli_mmhg() < SYSTOLIC_LOW {
            let low = f64::from(SYSTOLIC_LOW) / 1000.0;
            return Err(outside("systolic pressure", systolic, low, 300.0));
        }
        Ok(systolic)
    }

    /// A diastolic pressure without its systolic; refuses one over 200 mmHg.
    pub fn diastolic_alone(diastolic: Pressure) -> Result<Pressure, OutOfRange> {
        if diastolic.milli_mmhg() > DIASTOLIC_HIGH {
            let high = f64::from(DIASTOLIC_HIGH) / 1000.0;
            return Err(outside("diastolic pressure", diastolic, 20.0, high));
        }
        Ok(diastolic)
    }

    /// The higher pressure.
    pub fn systolic(self) -> Pressure {
        self.systolic
    }

    /// The lower pressure.
    pub fn diastolic(self) -> Pressure {
        self.diastolic
    }

    /// The pulse that the cuff counted, if it did.
    pub fn pulse(self) -> Option<PulseRate> {
        self.pulse
    }
}

fn outside(sign: &'static str, pressure: Pressure, low: f64, high: f64) -> OutOfRange {
    OutOfRange { sign, value: pressure.mmhg(), low, high, unit: "mmHg" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(systolic: f64, diastolic: f64, accepted: bool) {
        let pair = BloodPressure::new(
            Pressure::from_mmhg(systolic).unwrap(),
            Pressure::from_mmhg(diastolic).unwrap(),
            None,
        );
        assert_eq!(pair.is_ok(), accepted, "{systolic}/{diastolic}");
    }

    #[test]
    fn pressures_that_no_body_has_are_refused() {
        check(120.0, 80.0, true);
        check(40.0, 20.0, true);
        check(39.0, 20.0, false);
        check(250.0, 200.0, true);
        check(250.0, 201.0, false);
        check(120.0, 120.0, false);
        check(80.0, 120.0, false);
    }
}
