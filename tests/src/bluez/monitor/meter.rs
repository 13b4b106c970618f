//! A glucose meter that hands out its records on request, and loses some on the way.

use std::sync::{Arc, Mutex, MutexGuard};

use gatt::record_access::{Request, ResponseCode};
use gatt::{
    DateTime, Glucose, GlucoseUnit, RecordAccess, RecordRequest, Records, Sample, SampleLocation,
    SampleType, Sfloat,
};

use super::super::lock;
use super::{Act, Monitor, Service, Timed, now_ms};

/// A meter. Clones are the same one.
#[derive(Clone)]
pub struct Meter(Arc<Mutex<State>>);

struct State {
    records: Vec<Glucose>,
    /// Of the first report, every record whose number this divides doesn't arrive.
    loses: Option<u16>,
    /// Asked just before records are deleted: how many are safe.
    safe: Option<Box<dyn FnMut() -> usize + Send>>,
    safe_at_deletion: Vec<usize>,
}

impl Meter {
    /// A meter with so many records, numbered from 0, one for each past minute.
    pub fn new(records: u16) -> Self {
        let state =
            State { records: Vec::new(), loses: None, safe: None, safe_at_deletion: Vec::new() };
        let meter = Self(Arc::new(Mutex::new(state)));
        for _ in 0..records {
            meter.measured();
        }
        meter
    }

    /// Loses every n-th of the first report.
    pub fn losing(self, every: u16) -> Self {
        self.state().loses = Some(every);
        self
    }

    /// Asks this before it deletes anything.
    pub fn asking(self, safe: impl FnMut() -> usize + Send + 'static) -> Self {
        self.state().safe = Some(Box::new(safe));
        self
    }

    /// One more record.
    pub fn measured(&self) {
        let mut state = self.state();
        let sequence = u16::try_from(state.records.len()).expect("a test is short");
        let base_time = DateTime::from_local_ms(now_ms() - 3_600_000);
        state.records.push(Glucose {
            sequence,
            base_time: base_time.expect("it is between 1582 and 9999"),
            time_offset_min: None,
            sample: Some(Sample {
                // 5.5 mmol/L.
                concentration: Sfloat::from_decimal(0.0055, 4),
                unit: GlucoseUnit::MolePerLitre,
                sample_type: SampleType::CapillaryPlasma,
                location: SampleLocation::Finger,
            }),
            status: None,
            context_follows: false,
        });
    }

    /// How many records were safe at each deletion.
    pub fn safe_at_deletion(&self) -> Vec<usize> {
        self.state().safe_at_deletion.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

impl State {
    fn chosen(&self, records: Records) -> Vec<Glucose> {
        let within = |sequence: u16| match records {
            Records::From(first) => sequence >= first,
            Records::UpTo(last) => sequence <= last,
            Records::Within(first, last) => (first..=last).contains(&sequence),
            _ => true,
        };
        let mut chosen: Vec<Glucose> =
            self.records.iter().filter(|it| within(it.sequence)).cloned().collect();
        match records {
            Records::First => chosen.truncate(1),
            Records::Last => drop(chosen.drain(..chosen.len().saturating_sub(1))),
            _ => {}
        }
        chosen
    }

    fn report(&mut self, records: Records) -> Vec<Timed> {
        let loses = self.loses.take();
        let chosen = self.chosen(records);
        let lost = |it: &Glucose| loses.is_some_and(|every| it.sequence.is_multiple_of(every));
        let sent = chosen.iter().filter(|it| !lost(it));
        let sent = sent.map(|it| Timed::new(5, Act::Send(GLUCOSE, it.encode())));
        let code =
            if chosen.is_empty() { ResponseCode::NoRecordsFound } else { ResponseCode::Success };
        sent.chain([answer(RecordAccess::Response { request: Request::Report, code })]).collect()
    }

    fn delete(&mut self, records: Records) -> Vec<Timed> {
        let safe = self.safe.as_mut().map(|safe| safe());
        self.safe_at_deletion.extend(safe);
        let chosen = self.chosen(records);
        self.records.retain(|it| !chosen.contains(it));
        let code = ResponseCode::Success;
        vec![answer(RecordAccess::Response { request: Request::Delete, code })]
    }
}

fn answer(answer: RecordAccess) -> Timed {
    Timed::new(5, Act::Send(RECORD_ACCESS, answer.encode()))
}

impl Monitor for Meter {
    fn name(&self) -> String {
        "Meter".to_owned()
    }

    fn services(&self) -> Vec<Service> {
        let own = vec![(GLUCOSE, vec!["notify"]), (RECORD_ACCESS, vec!["write", "indicate"])];
        vec![(0x1808, own)]
    }

    fn needs_bond(&self) -> bool {
        true
    }

    fn subscribed(&mut self, _: u16) -> Vec<Timed> {
        Vec::new()
    }

    fn written(&mut self, _: u16, value: &[u8]) -> Vec<Timed> {
        let mut state = self.state();
        match RecordRequest::decode(value) {
            Ok(RecordRequest::Count(records)) => {
                let count = u16::try_from(state.chosen(records).len()).unwrap_or(u16::MAX);
                vec![answer(RecordAccess::Count(count))]
            }
            Ok(RecordRequest::Report(records)) => state.report(records),
            Ok(RecordRequest::Delete(records)) => state.delete(records),
            Ok(RecordRequest::Abort) | Err(_) => Vec::new(),
        }
    }

    fn read(&mut self, _: u16) -> Vec<u8> {
        Vec::new()
    }

    fn left(&mut self) {}
}

const GLUCOSE: u16 = 0x2A18;
const RECORD_ACCESS: u16 = 0x2A52;
