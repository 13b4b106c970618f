//! `hearthwatch import`: a file of readings into the journal of a stopped server.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};
use ingest::entry::{Assignment, Enrolment, Entry, Item, Trust};
use ingest::import::{Import, Source, patient_id};
use serde::Serialize;
use store::tabular::Names;
use vitals::named::{Kind, rfc3339, unix_ms_of};
use vitals::{DeviceId, GatewayId, PatientId, Private, StoredAt, TakenAt};
use wire::WireReading;

use super::meter::Meter;
use super::people::{self, Person};
use super::refusals::Refusals;
use super::sets::{Measured, measured, sets};
use crate::clock::ServerClock;
use crate::server::make_private_folder;

/// What to do.
pub struct ImportOptions {
    /// The file of readings.
    pub from: PathBuf,
    /// The server's data folder.
    pub data: PathBuf,
    /// The gateway that the readings are said to come from.
    pub gateway: GatewayId,
    /// Where the list of what could not be used goes.
    pub rejected: Option<PathBuf>,
    /// The file's own names.
    pub names: Names,
    /// Count only, and write nothing.
    pub is_rehearsal: bool,
}

/// What was done.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Rows that could be read.
    pub rows: u64,
    /// People.
    pub patients: u64,
    /// People who were not known before.
    pub enrolled: u64,
    /// Measurements of the file that an earlier run had put into the journal.
    pub held_before: u64,
    /// Measurements that count now.
    pub admitted: u64,
    /// Measurements that were there already, from elsewhere.
    pub repeated: u64,
    /// Measurements that are kept apart, by reason.
    pub quarantined: BTreeMap<&'static str, u64>,
    /// Rows that could not be read.
    pub rejected: u64,
    /// Nothing was written.
    pub dry_run: bool,
}

/// So many measurements are one journal entry, and so many entries one commit.
const ENTRY_READINGS: usize = 256;
const COMMIT_ENTRIES: u64 = 64;

/// Imports a file. Run again after a crash or an interruption, it goes on where it was.
pub fn run(options: &ImportOptions, stop: &AtomicBool) -> Result<Imported> {
    let mut refusals = Refusals::new(options.rejected.as_deref())?;
    let people = people::read(&options.from, &options.names, &mut refusals, stop)?;
    let done = Imported {
        rows: people.rows,
        patients: people.everybody.len() as u64,
        rejected: refusals.total(),
        dry_run: options.is_rehearsal,
        ..Imported::default()
    };
    let mut importer = Importer::open(options, refusals, done)?;
    let mut meter = Meter::new("importing");
    for (place, mut person) in people.everybody.into_iter().enumerate() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        person.sort();
        importer.person(&person)?;
        meter.show(place as u64, importer.done.patients, importer.seen, "measurements");
    }
    meter.end();
    importer.finish()?;
    if stop.load(Ordering::Relaxed) {
        bail!("stopped; run it again to go on");
    }
    importer.refusals.finish()?;
    Ok(importer.done)
}

/// An import with what is in the making.
struct Importer {
    import: Import,
    clock: ServerClock,
    refusals: Refusals,
    done: Imported,
    /// Measurements met so far, those of an earlier run included.
    seen: u64,
    entries: u64,
    /// The measurements of the next entry, with what they come from.
    readings: Vec<WireReading>,
    sources: Vec<Measured>,
    /// Devices of this run that are known to be assigned.
    devices: BTreeSet<DeviceId>,
}

impl Importer {
    fn open(options: &ImportOptions, refusals: Refusals, done: Imported) -> Result<Self> {
        let shown = options.from.display();
        let file = File::open(&options.from).with_context(|| format!("could not open {shown}"))?;
        let meaning = format!("{:?}", options.names);
        let source = Source::of(options.gateway.clone(), file, &meaning)
            .with_context(|| format!("could not read {shown}"))?;
        let clock = ServerClock::start(1.0, None);
        let registered =
            Entry::Registered { gateway: options.gateway.clone(), trust: Trust::Authenticated };
        let mut import = if options.is_rehearsal {
            Import::rehearse(&options.data, source)?
        } else {
            make_private_folder(&options.data)
                .with_context(|| format!("could not make {}", options.data.display()))?;
            Import::open(&options.data, source)?
        };
        import.enlist([registered], StoredAt::from_unix_ms(clock.now_ms()));
        let done = Imported { held_before: import.held(), ..done };
        Ok(Self {
            import,
            clock,
            refusals,
            done,
            seen: 0,
            entries: 0,
            readings: Vec::with_capacity(ENTRY_READINGS),
            sources: Vec::with_capacity(ENTRY_READINGS),
            devices: BTreeSet::new(),
        })
    }

    fn now(&self) -> StoredAt {
        StoredAt::from_unix_ms(self.clock.now_ms())
    }

    fn person(&mut self, person: &Person) -> Result<()> {
        let patient = patient_id(&person.id);
        let mut found = Vec::new();
        for set in sets(&person.facts) {
            let at_ms = set[0].taken_at_ms; // a chunk is never empty
            measured(set, &mut found);
            for measured in found.drain(..) {
                self.seen += 1;
                if self.seen <= self.done.held_before {
                    continue;
                }
                let device = self.device(&patient, &person.id, measured.kind, at_ms);
                self.readings.push(measured.sent(device, at_ms));
                self.sources.push(measured);
                if self.readings.len() == ENTRY_READINGS {
                    self.deliver()?;
                }
            }
        }
        Ok(())
    }

    /// The device of a person's month. A sensor has its own: admission remembers the newest few
    /// thousand measurements of a device, so a month of each is known again whichever file it comes in.
    fn device(&mut self, patient: &PatientId, name: &str, kind: Kind, at_ms: i64) -> DeviceId {
        let month: String = rfc3339(at_ms).chars().take(7).collect();
        let word = if kind == Kind::GlucoseCgm { "cgm" } else { "chart" };
        // At most a word of 5, a month of 10 in the last years that there are, and an id of 47.
        let of = short(patient);
        let device: DeviceId = format!("{word}:{}:{of}", month.trim_start_matches('-'))
            .parse()
            .expect("a word, digits and an id");
        if self.devices.insert(device.clone()) {
            self.enlist(patient, name, &device, &month);
        }
        device
    }

    fn enlist(&mut self, patient: &PatientId, name: &str, device: &DeviceId, month: &str) {
        let now = self.now();
        if self.import.roster().patient(patient).is_none() {
            self.done.enrolled += 1;
            self.import.enlist([Entry::Enrolled(enrolment(patient, name))], now);
        }
        let from = unix_ms_of(&format!("{month}-01 00:00")).unwrap_or(i64::MIN);
        self.import.enlist(
            [Entry::Assigned(Assignment {
                device: device.clone(),
                slot: None,
                patient: patient.clone(),
                from: TakenAt::from_unix_ms(from),
                shared: false,
            })],
            now,
        );
    }

    /// Ends an entry, and a commit after so many of them.
    fn deliver(&mut self) -> Result<()> {
        let now = self.now();
        let items = self.import.deliver(std::mem::take(&mut self.readings), now);
        for (item, measured) in items.iter().zip(self.sources.drain(..)) {
            match item {
                Item::Admitted { .. } => self.done.admitted += 1,
                // The import's own device, shared with somebody on purpose.
                Item::Unclaimed { .. } => {
                    *self.done.quarantined.entry("unclaimed").or_default() += 1;
                }
                Item::Repeated => self.done.repeated += 1,
                Item::Quarantined(apart) => {
                    *self.done.quarantined.entry(apart.why.name()).or_default() += 1;
                    self.refusals.take(&measured.refused(&apart.detail));
                }
            }
        }
        self.entries += 1;
        if self.entries.is_multiple_of(COMMIT_ENTRIES) {
            self.import.commit()?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.deliver()?;
        Ok(self.import.commit()?)
    }
}

/// Somebody of whom only the id is known.
fn enrolment(patient: &PatientId, name: &str) -> Enrolment {
    Enrolment {
        patient: patient.clone(),
        name: Private::hide(name.to_owned()),
        born: Private::hide(String::new()),
        sex: String::new(),
        conditions: Vec::new(),
        zone: "UTC".to_owned(),
        plan: Arc::default(),
    }
}

/// An id short enough to be part of another.
fn short(patient: &PatientId) -> PatientId {
    if patient.as_str().len() <= ID_MAX {
        patient.clone()
    } else {
        patient_id(&format!("{patient} "))
    }
}

/// What a made id has at most.
const ID_MAX: usize = 48;
