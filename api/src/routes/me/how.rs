//! How to measure, for each kind of monitor; and a form for what a monitor shows and doesn't send.

use std::collections::HashMap;
use std::time::Duration;

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use ingest::entry::{Item, Why};
use ingest::pipeline::Sent;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use vitals::{DeviceId, Flags, Glucose, HeardAt, InvalidId, Origin, PatientId, TakenAt, VitalSign};
use wire::{Body, ClockRule, Dated, Quantity, WireReading};

use super::super::problem::Problem;
use super::super::signin::{check_form, html};
use super::day::Zone;
use super::{Frame, done_at, unread};
use crate::access::{Authorized, Pass};
use crate::circle;
use crate::json::hex;
use crate::language::{Words, say};
use crate::server::Shared;
use crate::wording;

/// What is measured with one kind of monitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Pressure,
    Oxygen,
    Pulse,
    Temperature,
    Weight,
    Sugar,
    Breathing,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::Pressure,
        Self::Oxygen,
        Self::Pulse,
        Self::Temperature,
        Self::Weight,
        Self::Sugar,
        Self::Breathing,
    ];

    /// The kind that measures a sign; none for what is asked and not measured.
    pub(super) fn of(sign: VitalSign) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.signs().contains(&sign))
    }

    /// In addresses, and for the title.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Pressure => "pressure",
            Self::Oxygen => "oxygen",
            Self::Pulse => "pulse",
            Self::Temperature => "temperature",
            Self::Weight => "weight",
            Self::Sugar => "sugar",
            Self::Breathing => "breathing",
        }
    }

    fn signs(self) -> &'static [VitalSign] {
        match self {
            Self::Pressure => &[VitalSign::Systolic, VitalSign::Diastolic],
            Self::Oxygen => &[VitalSign::Spo2],
            Self::Pulse => &[VitalSign::Pulse],
            Self::Temperature => &[VitalSign::Temperature],
            Self::Weight => &[VitalSign::Weight],
            Self::Sugar => &[VitalSign::Glucose],
            Self::Breathing => &[VitalSign::Respiration],
        }
    }

    /// What to do, sentence by sentence.
    #[rustfmt::skip]
    fn steps(self) -> &'static [&'static str] {
        match self {
            Self::Pressure    => &["how-rest", "how-pressure-1", "how-pressure-2", "how-pressure-3", "how-pressure-4"],
            Self::Oxygen      => &["how-rest", "how-oxygen-1", "how-oxygen-2", "how-oxygen-3"],
            Self::Pulse       => &["how-rest", "how-pulse-1", "how-pulse-2"],
            Self::Temperature => &["how-temperature-1", "how-temperature-2", "how-temperature-3"],
            Self::Weight      => &["how-weight-1", "how-weight-2", "how-weight-3", "how-weight-4"],
            Self::Sugar       => &["how-sugar-1", "how-sugar-2", "how-sugar-3", "how-sugar-4"],
            Self::Breathing   => &["how-rest", "how-breathing-1", "how-breathing-2"],
        }
    }

    /// The measurement, from values in the order of its signs.
    fn body(self, values: &[Quantity]) -> Option<Body> {
        let absent = Quantity::Absent;
        Some(match (self, values) {
            (Self::Pressure, [systolic, diastolic]) => {
                Body::BloodPressure { systolic: *systolic, diastolic: *diastolic, pulse: absent }
            }
            (Self::Oxygen, [spo2]) => Body::Oximetry { spo2: *spo2, pulse: absent },
            (Self::Pulse, [rate]) => Body::HeartRate { rate: *rate, rr_1024: Vec::new() },
            (Self::Temperature, [temperature]) => Body::Temperature { temperature: *temperature },
            (Self::Weight, [weight]) => Body::Weight { weight: *weight },
            (Self::Sugar, [glucose]) => Body::GlucoseMeter { glucose: *glucose },
            (Self::Breathing, [rate]) => Body::Respiration { rate: *rate },
            _ => return None,
        })
    }
}

#[derive(Template)]
#[template(path = "how.html")]
struct HowPage {
    words: Words,
    frame: Frame,
    kind: Kind,
    error: Option<String>,
    fields: Vec<Field>,
}

struct Field {
    name: &'static str,
    label: String,
    typed: String,
}

/// What was typed for each sign.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FormReading)]
pub(super) struct Typed {
    token: String,
    key: String,
    /// How long it waited on a phone.
    #[serde(default)]
    waited_s: i64,
    /// Numbers by sign.
    #[serde(flatten)]
    values: HashMap<String, String>,
}

impl Typed {
    /// A number in the unit that the page names, as gateways send it.
    fn quantity(&self, sign: VitalSign) -> Option<Quantity> {
        let text = self.values.get(wording::sign_name(sign))?;
        let number: f64 = text.trim().replace(',', ".").parse().ok()?;
        let units = match sign {
            VitalSign::Glucose => number / Glucose::MG_DL_PER_MMOL_L,
            _ => number,
        };
        Quantity::from_units(units).filter(|_| units > 0.0)
    }
}

/// The kind that an address names.
fn kind_of(word: &str) -> Result<Kind, Problem> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.word() == word);
    kind.ok_or_else(|| Problem::not_found(say("problem-no-address")))
}

pub(super) async fn get(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    Path((_, kind)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (kind, frame) = (kind_of(&kind)?, Frame::of(&shared, &pass, &patient));
    Ok(page(words, frame, kind, None))
}

/// A reading that somebody typed: it goes through admission and the journal like every other.
pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    Path((_, kind)): Path<(String, String)>,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Problem> {
    let kind = kind_of(&kind)?;
    let Form(typed) = form.map_err(|error| unread(&error))?;
    check_form(pass.actor(), &typed.token)?;
    let key = circle::key(Some(&typed.key))?;
    if key.is_empty() {
        return Err(Problem::bad_request(say("problem-no-key")));
    }
    let values: Option<Vec<Quantity>> =
        kind.signs().iter().map(|sign| typed.quantity(*sign)).collect();
    let body = values.and_then(|values| kind.body(&values));
    let refused = match body {
        Some(body) => {
            let identity = identity(&key, kind, &typed);
            take(&shared, &pass, &patient, (body, typed.waited_s, identity)).await?
        }
        None => Some(Why::Implausible),
    };
    let Some(why) = refused else {
        return Ok(Redirect::to(&format!("/me/{}", *patient)).into_response());
    };
    let frame = Frame::of(&shared, &pass, &patient);
    Ok(page(words, frame, kind, Some((&typed, why))))
}

/// What stands for a monitor's record: what is sent twice counts once, and a number that was corrected is another.
fn identity(key: &str, kind: Kind, typed: &Typed) -> [u8; 32] {
    let text = |sign: &VitalSign| typed.values.get(wording::sign_name(*sign)).map(|it| it.trim());
    let texts: Vec<&str> = kind.signs().iter().filter_map(text).collect();
    Sha256::digest(format!("{key}\0{}\0{}", kind.word(), texts.join("\0"))).into()
}

/// What stands for somebody's own eyes among the devices: each person has one.
fn device(patient: &PatientId) -> Result<DeviceId, InvalidId> {
    format!("typed-{patient}").parse().or_else(|_| {
        let digest = hex(&Sha256::digest(patient.as_str()));
        format!("typed-{}", &digest[..32]).parse()
    })
}

/// Takes a reading; why not, if it doesn't count.
async fn take(
    shared: &Shared,
    pass: &Pass,
    patient: &PatientId,
    (body, waited_s, digest): (Body, i64, [u8; 32]),
) -> Result<Option<Why>, Problem> {
    let taken_at = done_at(shared, waited_s);
    let name = |text: String| text.parse().map_err(|error| Problem::unavailable(&error));
    let reading = WireReading {
        device: device(patient).map_err(|error| Problem::unavailable(&error))?,
        slot: None,
        device_sequence: Some(u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]])),
        device_time: Some(i64::from(u32::from_le_bytes([
            digest[4], digest[5], digest[6], digest[7],
        ]))),
        dated: Dated::At { taken_at: TakenAt::from_unix_ms(taken_at), rule: ClockRule::Received },
        heard_at: HeardAt::from_unix_ms(shared.clock.now_ms()),
        zone_offset_min: Zone::of(shared, patient).offset_min(taken_at),
        origin: Origin::Typed,
        raw_crc: 0,
        flags: Flags::default(),
        body,
    };
    let sent = Sent {
        gateway: name(format!("page-{}", pass.actor().account))?,
        by: pass.by().to_string(),
        enrolments: Vec::new(),
        readings: vec![(patient.clone(), reading)],
        documents: Vec::new(),
    };
    let taken = shared.pipeline.upload(sent).await.ok_or_else(Problem::stopping)?;
    // The page that comes shows it.
    let follows = async {
        while shared.pipeline.readings().cursor() <= taken.offset {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let _ = tokio::time::timeout(FOLLOW_MAX, follows).await;
    Ok(taken.items.iter().find_map(|item| match item {
        Item::Quarantined(quarantined) => Some(quarantined.why),
        _ => None,
    }))
}

/// The readings store is waited for so long.
const FOLLOW_MAX: Duration = Duration::from_secs(2);

/// The page; with what was typed, if that can't be right.
fn page(words: Words, frame: Frame, kind: Kind, wrong: Option<(&Typed, Why)>) -> Response {
    let words = words.at(format!("/me/{}/how/{}", frame.patient, kind.word()));
    let field = |sign: &VitalSign| {
        let name = wording::sign_name(*sign);
        let label = words.say("how-field").with("sign", words.sign(*sign));
        let label = label.with("unit", wording::unit(*sign)).to_string();
        let typed = wrong.and_then(|(wrong, _)| wrong.values.get(name));
        Field { name, label, typed: typed.cloned().unwrap_or_default() }
    };
    let fields = kind.signs().iter().map(field).collect();
    let error = wrong.map(|(_, why)| match why {
        Why::Undatable => words.say("how-too-late").to_string(),
        _ => words.say("how-wrong").to_string(),
    });
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    html(status, &HowPage { words, frame, kind, error, fields })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(values: &[(&str, &str)]) -> Typed {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Typed { token: String::new(), key: String::new(), waited_s: 0, values: values.collect() }
    }

    #[test]
    fn a_number_is_read_as_it_is_written_anywhere_and_sent_in_our_units() {
        let check = |sign, text: &str, milli: Option<i32>| {
            let got = typed(&[(wording::sign_name(sign), text)]).quantity(sign);
            assert_eq!(got, milli.map(Quantity::Milli), "{sign:?} {text:?}");
        };
        check(VitalSign::Weight, "71.2", Some(71_200));
        check(VitalSign::Weight, " 71,2 ", Some(71_200));
        check(VitalSign::Glucose, "100", Some(5_551));
        check(VitalSign::Spo2, "0", None);
        check(VitalSign::Spo2, "ninety", None);
        check(VitalSign::Spo2, "NaN", None);
        check(VitalSign::Spo2, "", None);
    }

    #[test]
    fn a_number_that_was_corrected_under_the_same_key_is_another_reading() {
        let of = |key, kind, values: &[(&str, &str)]| identity(key, kind, &typed(values));
        let first = of("k-1", Kind::Weight, &[("weight", "71.2")]);
        assert_eq!(first, of("k-1", Kind::Weight, &[("weight", " 71.2 ")]), "sent twice");
        assert_ne!(first, of("k-1", Kind::Weight, &[("weight", "72.1")]), "corrected");
        assert_ne!(first, of("k-2", Kind::Weight, &[("weight", "71.2")]), "measured again");
    }

    #[test]
    fn whoever_types_a_number_has_a_device_however_long_their_id_is() {
        let mut devices = std::collections::BTreeSet::new();
        for length in 1..=64 {
            let patient: PatientId = "p".repeat(length).parse().unwrap();
            let device = device(&patient).unwrap_or_else(|error| panic!("{length}: {error}"));
            assert!(devices.insert(device), "{length}: each has their own");
        }
        assert_eq!(device(&"p-0001".parse().unwrap()).unwrap().as_str(), "typed-p-0001");
    }

    #[test]
    fn each_sign_that_a_person_measures_has_its_page() {
        for kind in Kind::ALL {
            assert!(!kind.steps().is_empty());
            let values = vec![Quantity::Milli(1); kind.signs().len()];
            assert!(kind.body(&values).is_some(), "{kind:?}");
            for sign in kind.signs() {
                assert_eq!(Kind::of(*sign), Some(kind));
            }
        }
        assert_eq!(Kind::of(VitalSign::Consciousness), None);
    }
}
