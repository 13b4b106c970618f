//! `/api/patients/{id}/medicines`: what is to be taken, settled by a clinician; and what was.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use ingest::entry::{By, Done, Dose, Medicine};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::PatientId;

use super::bounded;
use super::me::day::Zone;
use super::problem::Problem;
use crate::access::{Authorized, Pass};
use crate::circle::medicine::{Line, is_dose, list};
use crate::circle::{self, dues};
use crate::language::{Sentence, say};
use crate::server::Shared;

/// A medicine as a clinician settles it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MedicineWish)]
pub(super) struct Request {
    name: String,
    dose: String,
    /// "08:00", in the patient's own time; none: when needed.
    times: Vec<String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    stopped: bool,
    /// Which version this changes; missing for a new medicine.
    version: Option<u32>,
    key: Option<String>,
}

/// That a dose was taken, or not.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DoseWish)]
pub(super) struct DoseRequest {
    /// Unix ms; missing for what is taken when needed.
    pub(super) due_at: Option<i64>,
    pub(super) taken: bool,
    #[serde(default)]
    pub(super) reason: String,
    pub(super) key: Option<String>,
    /// When it was said, if it waited on a phone.
    #[serde(skip)]
    pub(super) said_at: Option<i64>,
}

/// One line of the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Medicine)]
pub(super) struct LineJson {
    id: String,
    version: u32,
    name: String,
    dose: String,
    times: Vec<String>,
    note: String,
    stopped: bool,
    by: String,
    at: i64,
    /// Newest first.
    doses: Vec<DoseJson>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dose)]
struct DoseJson {
    due_at: Option<i64>,
    taken: bool,
    reason: String,
    by: String,
    at: i64,
}

const NAME_CHARS_MAX: usize = 80;
const DOSE_CHARS_MAX: usize = 40;
const NOTE_CHARS_MAX: usize = 200;
const TIMES_MAX: usize = 12;
const MEDICINES_MAX: usize = 60;
const DOSES_SHOWN: usize = 60;
/// A dose can be told of so long before and after it is due.
const EARLY_MS: i64 = 3 * 3_600_000;
const LATE_MS: i64 = 48 * 3_600_000;
/// What was said longer ago than readings may be old is refused.
const SAID_PAST_MS: i64 = 400 * 24 * 3_600_000;

pub(super) async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
) -> Result<Json<Vec<LineJson>>, Problem> {
    json(&shared, &patient).await
}

/// Puts a medicine on the list.
pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Vec<LineJson>>, Problem> {
    let request = bounded::body(request)?;
    let key = circle::key(request.key.as_deref())?;
    let medicine = medicine(circle::new_id("m"), 1, &request)?;
    let _settling = shared.circle.settling.lock().await;
    if !circle::is_done(&shared, &patient, &key).await? {
        let there = lines(&shared, &patient).await?;
        let lasting = there.iter().filter(|line| !line.medicine.stopped);
        if lasting.clone().count() >= MEDICINES_MAX {
            return Err(Problem::unprocessable(
                say("problem-medicines-many").with("max", MEDICINES_MAX),
            ));
        }
        let same = |line: &&Line| line.medicine.name.eq_ignore_ascii_case(&medicine.name);
        if let Some(line) = lasting.clone().find(same) {
            let what = say("problem-medicine-there").with("name", medicine.name.clone());
            let what = what.with_person("by", &line.by);
            return Err(Problem::conflict("problem-title-medicine-there", what));
        }
        let done = Done::Prescribed(medicine);
        circle::commit(&shared, &patient, circle::by(&pass), &key, done).await?;
    }
    json(&shared, &patient).await
}

/// Changes a medicine, or stops it.
pub(super) async fn put(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    Path((_, thing)): Path<(String, String)>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Vec<LineJson>>, Problem> {
    let request = bounded::body(request)?;
    let version = request.version.ok_or_else(|| Problem::unreadable("`version` is missing"))?;
    let changed = medicine(thing.clone(), version.saturating_add(1), &request)?;
    let _settling = shared.circle.settling.lock().await;
    let lines = lines(&shared, &patient).await?;
    let line = lines.iter().find(|line| line.medicine.id == thing).ok_or_else(unknown)?;
    if line.medicine.version != version {
        let what = say("problem-changed").with_person("by", &line.by);
        let problem = Problem::conflict("problem-title-changed", what);
        return Err(problem.with("version", line.medicine.version.into()));
    }
    circle::commit(&shared, &patient, circle::by(&pass), "", Done::Prescribed(changed)).await?;
    json(&shared, &patient).await
}

/// Notes that a dose was taken, or not.
pub(super) async fn dose(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    Path((_, thing)): Path<(String, String)>,
    request: Result<Json<DoseRequest>, JsonRejection>,
) -> Result<Json<Vec<LineJson>>, Problem> {
    take(&shared, circle::by(&pass), &patient, thing, bounded::body(request)?).await?;
    json(&shared, &patient).await
}

/// Notes a dose, if it is one and nobody has said something about it before.
pub(super) async fn take(
    shared: &Shared,
    by: By,
    patient: &PatientId,
    medicine: String,
    request: DoseRequest,
) -> Result<(), Problem> {
    let key = circle::key(request.key.as_deref())?;
    let reason = optional("reason", &request.reason)?;
    if !request.taken && reason.is_empty() {
        return Err(Problem::bad_request(say("problem-not-taken-why")));
    }
    if request.said_at.is_some_and(|said_at| said_at < shared.clock.now_ms() - SAID_PAST_MS) {
        return Err(Problem::bad_request(say("problem-due-at")));
    }
    let _settling = shared.circle.settling.lock().await;
    if circle::is_done(shared, patient, &key).await? {
        return Ok(());
    }
    let lines = lines(shared, patient).await?;
    let line = lines.iter().find(|line| line.medicine.id == medicine).ok_or_else(unknown)?;
    match request.due_at {
        Some(due_at) => check_due(shared, patient, line, (due_at, request.said_at))?,
        None if line.medicine.minutes.is_empty() && !line.medicine.stopped => {}
        None => return Err(Problem::bad_request(say("problem-no-due-at"))),
    }
    let DoseRequest { due_at, taken, said_at, .. } = request;
    let dose = Dose { medicine, due_at, taken, reason, said_at };
    circle::commit(shared, patient, by, &key, Done::Dosed(dose)).await
}

fn check_due(
    shared: &Shared,
    patient: &PatientId,
    line: &Line,
    (due_at, said_at): (i64, Option<i64>),
) -> Result<(), Problem> {
    if let Some(taken) = line.taken(due_at) {
        let what = say("problem-dose-told").with_person("by", &taken.by);
        let problem = Problem::conflict("problem-title-told", what);
        return Err(problem
            .with("taken", taken.dose.taken.into())
            .with("by", taken.by.clone().into()));
    }
    let said_at = said_at.unwrap_or_else(|| shared.clock.now_ms());
    let zone = Zone::of(shared, patient);
    let near = due_at >= said_at - LATE_MS && due_at <= said_at + EARLY_MS;
    // Far away from now there may be no moment before it.
    let is_due = near
        && line.slots(zone.zone(), due_at - 1, due_at).iter().any(|slot| slot.due.at == due_at);
    let wrong = || Problem::bad_request(say("problem-due-at"));
    is_due.then_some(()).ok_or_else(wrong)
}

/// A person's medicines with their doses.
pub(super) async fn lines(shared: &Shared, patient: &PatientId) -> Result<Vec<Line>, Problem> {
    let prescribed = circle::deeds(shared, patient, "medicine").await?;
    let dosed = circle::deeds(shared, patient, "dose").await?;
    Ok(list(&prescribed, &dosed))
}

fn unknown() -> Problem {
    Problem::not_found(say("problem-no-medicine"))
}

fn medicine(id: String, version: u32, request: &Request) -> Result<Medicine, Problem> {
    let wrong = |what: Sentence| Problem::bad_request(what);

    let name = bounded::short(&request.name, NAME_CHARS_MAX).ok_or_else(|| {
        wrong(say("problem-text").with("field", "name").with("max", NAME_CHARS_MAX))
    })?;
    let dose = bounded::short(&request.dose, DOSE_CHARS_MAX).filter(|dose| is_dose(dose));
    let dose = dose.ok_or_else(|| wrong(say("problem-dose")))?;
    let minutes: Option<Vec<u16>> = request.times.iter().map(|time| dues::minute(time)).collect();
    let mut minutes = minutes.ok_or_else(|| wrong(say("problem-times")))?;
    minutes.sort_unstable();
    minutes.dedup();
    if minutes.len() > TIMES_MAX {
        return Err(wrong(say("problem-times-many").with("max", TIMES_MAX)));
    }
    let note = optional("note", &request.note)?;
    let (name, dose) = (name.to_string(), dose.to_string());
    Ok(Medicine { id, version, name, dose, minutes, note, stopped: request.stopped })
}

/// A line that may be empty.
fn optional(key: &str, text: &str) -> Result<String, Problem> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    let wrong = || {
        Problem::bad_request(
            say("problem-long-text").with("field", key.to_owned()).with("max", NOTE_CHARS_MAX),
        )
    };
    Ok(bounded::short(text, NOTE_CHARS_MAX).ok_or_else(wrong)?.to_string())
}

async fn json(shared: &Shared, patient: &PatientId) -> Result<Json<Vec<LineJson>>, Problem> {
    Ok(Json(lines(shared, patient).await?.into_iter().map(LineJson::of).collect()))
}

impl LineJson {
    fn of(line: Line) -> Self {
        let Medicine { id, version, name, dose, minutes, note, stopped } = line.medicine;
        let doses = line.doses.into_iter().rev().take(DOSES_SHOWN).map(|taken| DoseJson {
            due_at: taken.dose.due_at,
            taken: taken.dose.taken,
            reason: taken.dose.reason,
            by: taken.by,
            at: taken.at,
        });
        let times = minutes.into_iter().map(dues::clock).collect();
        let (by, at) = (line.by, line.at);
        Self { id, version, name, dose, times, note, stopped, by, at, doses: doses.collect() }
    }
}
