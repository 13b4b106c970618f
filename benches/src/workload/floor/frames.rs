//! The floor's job from frames: check the code, decode, refuse repetitions, score, append what counts to a
//! buffered file as the frame says it.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use vitals::{DeviceId, GatewayId, PatientId};
use wire::{Frame, GatewayKey, WireReading};

use super::{Person, write_final};
use crate::household::MASTER_KEY;
use crate::workload::frames::{Frames, Leaving, place_of};
use crate::workload::message::checked_of;
use crate::workload::numbers::Numbers;

/// What one thread needs to know.
pub struct FrameFloor {
    keys: HashMap<GatewayId, GatewayKey>,
    people: Vec<(PatientId, Person)>,
    devices: HashMap<DeviceId, Device>,
    readings: BufWriter<File>,
    alerts: BufWriter<File>,
    bytes: Vec<u8>,
    /// Readings and alerts so far.
    pub counts: (u64, u64),
}

struct Device {
    /// Whose, by their place.
    person: usize,
    /// The record numbers that came; the workload repeats nothing older.
    records: Option<Numbers>,
}

impl FrameFloor {
    /// Begins the files of the answers, knowing who wears what.
    pub fn start(out: &Path, frames: &Frames) -> Result<Self> {
        let file = |name| Ok::<_, std::io::Error>(BufWriter::new(File::create(out.join(name))?));
        let (readings, alerts) = (file("readings.bin")?, file("alerts.csv")?);
        let (mut places, mut people) = (HashMap::new(), Vec::new());
        let mut devices = HashMap::new();
        for (device, patient) in frames.worn() {
            let person = *places.entry(patient).or_insert_with(|| {
                people.push((patient.clone(), Person::default()));
                people.len() - 1
            });
            devices.insert(device.clone(), Device { person, records: None });
        }
        let (keys, bytes, counts) = Default::default();
        Ok(Self { keys, people, devices, readings, alerts, bytes, counts })
    }

    /// Takes a frame.
    pub fn take(&mut self, frame: &Leaving) -> Result<()> {
        let gateway = frame.message.gateway.as_ref().context("a frame of no gateway")?;
        if !self.keys.contains_key(gateway) {
            self.keys.insert(gateway.clone(), GatewayKey::derive(&MASTER_KEY, gateway));
        }
        let frame = Frame::decode(&frame.message.payload, &self.keys[gateway])?;
        frame.readings.iter().try_for_each(|reading| self.take_one(reading))
    }

    fn take_one(&mut self, reading: &WireReading) -> Result<()> {
        let device = self.devices.get_mut(&reading.device).context("a device of nobody")?;
        let record = reading.device_sequence.context("a reading without its number")?;
        let (seq, place) = place_of(record);
        let record = u64::from(record);
        if let Some(records) = &mut device.records {
            if !records.add(record) {
                return Ok(());
            }
        } else {
            device.records = Some(Numbers::from(record));
        }
        let Some((code, at_ms, milli)) = checked_of(reading) else {
            return Ok(());
        };
        self.bytes.clear();
        reading.encode_onto(&mut self.bytes);
        self.readings.write_all(&self.bytes)?;
        self.counts.0 += 1;
        let (patient, person) = &mut self.people[device.person];
        person.stored += 1;
        if let Some((level, sum)) = person.rise(code, at_ms, milli) {
            let dev = &reading.device;
            writeln!(self.alerts, "{patient},{dev},{seq},{place},{at_ms},{code},{level},{sum}")?;
            self.counts.1 += 1;
        }
        Ok(())
    }

    /// Writes how everybody stands.
    pub fn finish(mut self, out: &Path) -> Result<()> {
        self.readings.flush()?;
        self.alerts.flush()?;
        let people = self.people.iter();
        write_final(out, people.map(|(patient, person)| (patient.as_str(), person)))
    }
}
