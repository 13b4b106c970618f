//! A folder of recorded people in the form of `gateway-agent/homes/README.md`, made up here so that
//! everything that must become of it is known beforehand.

use std::collections::BTreeMap;
use std::fmt::Write;

/// What was written, and what must come of it.
#[derive(Debug, Default)]
pub struct Folder {
    /// `people.csv`.
    pub csv: String,
    /// Readings that must count.
    pub good: u64,
    /// Readings that must be kept apart, by reason.
    pub apart: BTreeMap<&'static str, u64>,
}

impl Folder {
    /// So many people, each with half a day of readings; every tenth has artefacts as real series
    /// have them.
    pub fn of(people: u32) -> Self {
        let mut folder =
            Self { csv: "patient,taken_at,kind,value,unit\n".into(), ..Self::default() };
        for person in 0..people {
            for hour in 8..20 {
                folder.hour(person, hour);
            }
        }
        folder
    }

    fn hour(&mut self, person: u32, hour: u32) {
        // Nobody's values are anybody else's, nor the same for long.
        let wave = (person * 7 + hour * 3) % 10;
        match hour % 4 {
            0 => {
                self.row(person, hour, "systolic", f64::from(115 + wave), "mm[Hg]");
                self.row(person, hour, "diastolic", f64::from(70 + wave), "mm[Hg]");
                self.good += 1;
            }
            1 => {
                self.row(person, hour, "spo2", f64::from(90 + wave), "%");
                self.good += 1;
            }
            2 => {
                self.row(person, hour, "temperature", 97.0 + f64::from(wave) / 10.0, "[degF]");
                self.good += 1;
            }
            _ => {
                self.row(person, hour, "glucose_meter", f64::from(85 + wave), "mg/dL");
                self.good += 1;
            }
        }
        if person % 10 == hour % 10 {
            self.artefact(person, hour);
        }
    }

    fn artefact(&mut self, person: u32, hour: u32) {
        let reason = match person % 3 {
            0 => {
                self.row_later(person, hour, "systolic", 0.0, "mm[Hg]");
                self.row_later(person, hour, "diastolic", 0.0, "mm[Hg]");
                "implausible"
            }
            1 => {
                // 0 °F: a thermometer that measured nothing.
                self.row_later(person, hour, "temperature", -17.8, "Cel");
                "implausible"
            }
            _ => {
                self.row_later(person, hour, "spo2", f64::NAN, "%");
                "not_measured"
            }
        };
        *self.apart.entry(reason).or_default() += 1;
    }

    fn row(&mut self, person: u32, hour: u32, kind: &str, value: f64, unit: &str) {
        self.write(person, hour, 0, kind, value, unit);
    }

    fn row_later(&mut self, person: u32, hour: u32, kind: &str, value: f64, unit: &str) {
        self.write(person, hour, 30, kind, value, unit);
    }

    fn write(&mut self, person: u32, hour: u32, minute: u32, kind: &str, value: f64, unit: &str) {
        let at = format!("2026-01-05 {hour:02}:{minute:02}:00");
        writeln!(self.csv, "made-{person:04},{at},{kind},{value:.1},{unit}")
            .expect("a text takes everything");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_knows_what_it_holds() {
        let Folder { csv, good, apart } = Folder::of(30);
        assert_eq!(good, 30 * 12);
        let pressures = csv.lines().filter(|line| line.contains("diastolic")).count() as u64;
        let others = csv.lines().filter(|line| !line.contains("stolic")).count() as u64 - 1;
        assert_eq!(pressures + others, good + apart.values().sum::<u64>());
        assert!(
            csv.contains(",0.0,mm[Hg]") && csv.contains(",-17.8,Cel") && csv.contains(",NaN,%")
        );
    }
}
