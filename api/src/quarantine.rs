//! What was kept apart, for a person: its bytes read as far as they go, why it is there, and what would
//! mend it.

pub mod desk;

use ingest::admit::Apart;
use ingest::entry::Why;
use serde::Serialize;
use utoipa::ToSchema;
use vitals::ReadingId;
use wire::{Body, Dated, Frame, Quantity, WireReading};

use crate::json::hex;
use crate::language::{Words, recorded};

/// One thing that was kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = QuarantinedInspected)]
pub struct Inspected {
    /// `offset-index`.
    pub id: String,
    /// When it came in, ms since 1970.
    pub at: i64,
    /// Who sent it, as far as that is known.
    pub gateway: Option<String>,
    /// The stable name of the reason.
    pub reason: &'static str,
    /// The reason in words, with the values.
    pub detail: String,
    /// What would mend it.
    pub mend: String,
    /// What the message says, as far as it can be read; nothing of it is proven.
    pub message: Option<Message>,
    /// The readings in it, as far as they can be read.
    pub readings: Vec<Told>,
    /// As text, if it is one.
    pub text: Option<String>,
    /// Why no more of it can be read.
    pub stopped: Option<String>,
    /// The first bytes.
    pub bytes_hex: String,
    /// How many there are.
    pub bytes_total: usize,
}

/// The head of a frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = QuarantinedMessage)]
pub struct Message {
    /// Who is said to have sent it.
    pub gateway: Option<String>,
    /// Which life of its spool.
    pub incarnation: Option<String>,
    /// Sequence number of the first reading.
    pub first_seq: Option<u64>,
    /// How many readings it says that it holds.
    pub count: Option<u16>,
}

/// A reading that doesn't count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = QuarantinedReading)]
pub struct Told {
    /// The monitor.
    pub device: String,
    /// Its user, where it knows users.
    pub user: Option<u8>,
    /// When the body is said to have been measured, ms since 1970.
    pub taken_at: Option<i64>,
    /// When the gateway heard of it.
    pub heard_at: i64,
    /// What the monitor's own clock said, without a zone.
    pub device_time: Option<i64>,
    /// What it measured.
    pub values: Vec<String>,
}

/// So many bytes are shown.
const BYTES_SHOWN: usize = 4096;
/// So many readings of a message are shown.
const READINGS_SHOWN: usize = 50;

/// Reads something that was kept apart.
pub fn inspect(apart: &Apart) -> Inspected {
    let bytes = &apart.quarantined.bytes;
    let mut inspected = Inspected {
        id: name(apart.id),
        at: apart.stored_at.unix_ms(),
        gateway: apart.gateway.as_ref().map(ToString::to_string),
        reason: apart.quarantined.why.name(),
        detail: apart.quarantined.detail.clone(),
        mend: mend(apart.quarantined.why, apart.is_message).to_owned(),
        message: None,
        readings: Vec::new(),
        text: None,
        stopped: None,
        bytes_hex: hex(&bytes[..bytes.len().min(BYTES_SHOWN)]),
        bytes_total: bytes.len(),
    };
    if let Some(text) = text(bytes) {
        inspected.text = Some(text.chars().take(BYTES_SHOWN).collect());
    } else if apart.is_message {
        let peeked = Frame::peek(bytes);
        inspected.message = peeked.gateway.as_ref().map(|gateway| Message {
            gateway: Some(gateway.to_string()),
            incarnation: peeked.incarnation.map(|incarnation| incarnation.to_string()),
            first_seq: peeked.first_seq,
            count: peeked.count,
        });
        inspected.readings = peeked.readings.iter().take(READINGS_SHOWN).map(told).collect();
        inspected.stopped = peeked.stopped.map(|error| error.to_string());
    } else {
        match WireReading::decode(bytes) {
            Ok(reading) => inspected.readings.push(told(&reading)),
            Err(error) => inspected.stopped = Some(error.to_string()),
        }
    }
    inspected
}

impl Inspected {
    /// The same for whoever reads it.
    pub(crate) fn worded(mut self, words: &Words) -> Self {
        let told = |text: &mut String| *text = recorded(words, text);
        told(&mut self.detail);
        told(&mut self.mend);
        self.stopped.iter_mut().for_each(told);
        self.readings.iter_mut().flat_map(|reading| &mut reading.values).for_each(told);
        self
    }
}

/// The bytes as a text that a person can read, if they are one.
fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty())?;
    let is_readable = |c: char| !c.is_control() || c.is_whitespace();
    text.chars().all(is_readable).then_some(text)
}

/// The way in which addresses name it.
pub fn name(id: ReadingId) -> String {
    format!("{}-{}", id.offset, id.index)
}

fn told(reading: &WireReading) -> Told {
    let taken_at = match reading.dated {
        Dated::At { taken_at, .. } => Some(taken_at.unix_ms()),
        Dated::Undatable => None,
    };
    Told {
        device: reading.device.to_string(),
        user: reading.slot.map(vitals::UserSlot::index),
        taken_at,
        heard_at: reading.heard_at.unix_ms(),
        device_time: reading.device_time,
        values: values(&reading.body),
    }
}

#[rustfmt::skip]
fn values(body: &Body) -> Vec<String> {
    let said = |name: &str, quantity: Quantity, unit: &str| match quantity {
        Quantity::Absent => None,
        Quantity::Milli(milli) => Some(format!("{name} {} {unit}", f64::from(milli) / 1000.0)),
        Quantity::Nan => Some(format!("{name}: the measurement failed")),
        Quantity::Nres => Some(format!("{name}: not at this resolution")),
        Quantity::PositiveInfinity => Some(format!("{name} above the sensor's range")),
        Quantity::NegativeInfinity => Some(format!("{name} below the sensor's range")),
        Quantity::Reserved => Some(format!("{name}: a code without a meaning")),
    };
    let all = match body {
        Body::BloodPressure { systolic, diastolic, pulse } => vec![
            said("systolic", *systolic, "mmHg"), said("diastolic", *diastolic, "mmHg"), said("pulse", *pulse, "/min"),
        ],
        Body::Oximetry { spo2, pulse } => vec![said("saturation", *spo2, "%"), said("pulse", *pulse, "/min")],
        Body::HeartRate { rate, .. } => vec![said("pulse", *rate, "/min")],
        Body::Respiration { rate } => vec![said("respiration", *rate, "/min")],
        Body::Temperature { temperature } => vec![said("temperature", *temperature, "°C")],
        Body::Weight { weight } => vec![said("weight", *weight, "kg")],
        Body::GlucoseMeter { glucose } | Body::GlucoseCgm { glucose } => vec![said("glucose", *glucose, "mmol/L")],
        Body::Consciousness { letter } => vec![Some(format!("consciousness {}", char::from(*letter).escape_default()))],
        Body::SupplementalOxygen { on } => vec![Some(if *on { "on oxygen" } else { "on air" }.to_owned())],
    };
    all.into_iter().flatten().collect()
}

/// What somebody can do about it.
fn mend(why: Why, is_message: bool) -> &'static str {
    match why {
        Why::UnknownDevice => {
            "say who wore the device then, for a period or in the register, and replay it"
        }
        Why::Undatable => {
            "correct the device's clock for the time in which it was heard, or take the gateway's time, and replay it"
        }
        Why::UnknownGateway => {
            "register the gateway if it is ours: it sends again by itself, and what came only once can be replayed"
        }
        Why::NotAuthentic => {
            "see whether the gateway has its right key and certificate; once it is trusted again it sends again, and this can be replayed"
        }
        Why::FutureVersion => "run a server that knows this version, and replay it",
        Why::Implausible | Why::NotMeasured => {
            "nothing: no body has such a value; ask the person to measure again"
        }
        Why::Damaged => "nothing: it was damaged on the way, and its gateway sends it again",
        Why::Malformed if is_message => "mend the sender: this message can't be read",
        Why::Malformed => "mend the sender: this reading can't be read",
    }
}

#[cfg(test)]
mod tests {
    use ingest::entry::Quarantined;
    use vitals::StoredAt;
    use wire::{GatewayKey, Incarnation};

    use super::*;

    fn reading() -> WireReading {
        WireReading {
            device: "cuff-1".parse().unwrap(),
            slot: None,
            device_sequence: None,
            device_time: None,
            dated: Dated::Undatable,
            heard_at: vitals::HeardAt::from_unix_ms(7),
            zone_offset_min: 0,
            origin: vitals::Origin::Device,
            raw_crc: 0,
            flags: vitals::Flags::default(),
            body: Body::Weight { weight: Quantity::Milli(70_250) },
        }
    }

    fn apart(why: Why, bytes: &[u8], is_message: bool) -> Apart {
        Apart {
            id: ReadingId { offset: 7, index: 2 },
            stored_at: StoredAt::from_unix_ms(9),
            gateway: Some("gw-1".parse().unwrap()),
            quarantined: Quarantined::new(why, "why", bytes),
            is_message,
        }
    }

    #[test]
    fn a_reading_is_told_with_its_values() {
        let inspected = inspect(&apart(Why::Undatable, &reading().encode(), false));
        assert_eq!(inspected.id, "7-2");
        assert_eq!(inspected.stopped, None);
        let [told] = inspected.readings.as_slice() else { panic!("{inspected:?}") };
        assert_eq!((told.device.as_str(), told.taken_at), ("cuff-1", None));
        assert_eq!(told.values, ["weight 70.25 kg"]);
    }

    #[test]
    fn a_damaged_frame_is_read_as_far_as_it_goes() {
        let frame = Frame {
            gateway: "gw-1".parse().unwrap(),
            incarnation: Incarnation(3),
            first_seq: 41,
            readings: vec![reading(), reading()],
        };
        let bytes = frame.encode(&GatewayKey::derive(&[1; 32], &frame.gateway));
        for cut in 0..=bytes.len() {
            let inspected = inspect(&apart(Why::Malformed, &bytes[..cut], true));
            assert!(inspected.readings.len() <= 2, "cut at {cut}");
        }
        let short = inspect(&apart(Why::Malformed, &bytes[..bytes.len() - 50], true));
        let message = short.message.unwrap();
        assert_eq!((message.first_seq, message.count), (Some(41), Some(2)));
        assert_eq!(short.readings.len(), 1);
        assert!(short.stopped.unwrap().contains("not what arrived"));
    }

    #[test]
    fn what_is_a_text_is_shown_as_one() {
        let inspected = inspect(&apart(Why::Malformed, b" {\"readings\":7}", true));
        assert_eq!(inspected.text.as_deref(), Some(" {\"readings\":7}"));
        assert_eq!(
            inspect(&apart(Why::Malformed, b"\"low\"", false)).text.as_deref(),
            Some("\"low\"")
        );
        assert_eq!(inspect(&apart(Why::Malformed, b"", true)).text, None);
    }
}
