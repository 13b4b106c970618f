//! `/api/patients/{id}/stays`: stays in hospital, as staff enter them, mend them and take them back.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use cohort::day::{Day, date, of_date};
use ingest::entry::{Done, LEAVINGS, Leaving, STAY_KINDS, Stay, StayKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::PatientId;

use super::bounded;
use super::me::day::Zone;
use super::problem::Problem;
use crate::access::{Authorized, Pass, Right, Routes};
use crate::circle;
use crate::circle::stay::{Known, collide, known};
use crate::language::say;
use crate::openapi::About;
use crate::server::Shared;

/// The routes about stays.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/patients/{id}/stays", Right::Record, get)
        .says(
            About::of("Somebody's stays in hospital, the last admission first.")
                .gives_list::<StayJson>(),
        )
        .post("/api/patients/{id}/stays", Right::Act, post)
        .says(
            About::of("Enters a stay in hospital.")
                .takes::<Request>()
                .gives_list::<StayJson>()
                .refuses(&[409, 422]),
        )
        .put("/api/patients/{id}/stays/{thing}", Right::Act, put)
        .says(
            About::of("Mends a stay, or takes it back.")
                .takes::<Request>()
                .gives_list::<StayJson>()
                .refuses(&[409, 422]),
        )
}

/// A stay as it is entered or mended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StayWish)]
struct Request {
    /// `unplanned`, `planned` or `emergency`: seen in an emergency department, and not admitted.
    kind: String,
    /// The day of admission where the person lives, such as `2026-11-02`.
    admitted: String,
    /// The day of discharge; missing while it lasts.
    discharged: Option<String>,
    /// How it ended, with a day of discharge: `home`, `transferred`, `against_advice` or `died`.
    ended: Option<String>,
    /// Where, and what for.
    #[serde(default)]
    note: String,
    /// It never was: it doesn't count.
    #[serde(default)]
    withdrawn: bool,
    /// Which version this mends; missing for a new stay.
    version: Option<u32>,
    key: Option<String>,
}

/// One stay.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Stay)]
struct StayJson {
    id: String,
    version: u32,
    kind: &'static str,
    admitted: String,
    discharged: Option<String>,
    ended: Option<&'static str>,
    note: String,
    withdrawn: bool,
    by: String,
    at: i64,
}

const NOTE_CHARS_MAX: usize = 200;
/// What was longer ago is in no figure.
const BEHIND_DAYS: Day = 5 * 366;
const STAYS_MAX: usize = 500;

async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
) -> Result<Json<Vec<StayJson>>, Problem> {
    json(&shared, &patient).await
}

/// Enters one.
async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Vec<StayJson>>, Problem> {
    let request = bounded::body(request)?;
    let key = circle::key(request.key.as_deref())?;
    let stay = stay(circle::new_id("s"), 1, &request, today(&shared, &patient))?;
    let _settling = shared.circle.settling.lock().await;
    if !circle::is_done(&shared, &patient, &key).await? {
        let there = all(&shared, &patient).await?;
        if there.len() >= STAYS_MAX {
            return Err(Problem::unprocessable(say("problem-stays-many").with("max", STAYS_MAX)));
        }
        settle(&shared, &pass, &patient, &key, &there, stay).await?;
    }
    json(&shared, &patient).await
}

/// Mends one that is still as whoever mends it saw it.
async fn put(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    Path((_, thing)): Path<(String, String)>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Vec<StayJson>>, Problem> {
    let request = bounded::body(request)?;
    let version = request.version.ok_or_else(|| Problem::unreadable("`version` is missing"))?;
    let today = today(&shared, &patient);
    let stay = stay(thing, version.saturating_add(1), &request, today)?;
    let _settling = shared.circle.settling.lock().await;
    let there = all(&shared, &patient).await?;
    let unknown = || Problem::not_found(say("problem-no-stay"));
    let before = there.iter().find(|known| known.stay.id == stay.id).ok_or_else(unknown)?;
    if before.stay.version != version {
        let what = say("problem-changed").with_person("by", &before.by);
        let problem = Problem::conflict("problem-title-changed", what);
        return Err(problem.with("version", before.stay.version.into()));
    }
    settle(&shared, &pass, &patient, "", &there, stay).await?;
    json(&shared, &patient).await
}

async fn settle(
    shared: &Shared,
    pass: &Pass,
    patient: &PatientId,
    key: &str,
    there: &[Known],
    stay: Stay,
) -> Result<(), Problem> {
    if let Some(other) = there.iter().find(|other| collide(&stay, &other.stay)) {
        let what = say("problem-stay-there").with("day", date(other.stay.admitted).to_string());
        let what = what.with_person("by", &other.by);
        return Err(Problem::conflict("problem-title-stay-there", what));
    }
    circle::commit(shared, patient, circle::by(pass), key, Done::Stayed(stay)).await?;
    shared.surveys.forget().await;
    Ok(())
}

async fn all(shared: &Shared, patient: &PatientId) -> Result<Vec<Known>, Problem> {
    Ok(known(&circle::deeds(shared, patient, "stay").await?))
}

async fn json(shared: &Shared, patient: &PatientId) -> Result<Json<Vec<StayJson>>, Problem> {
    Ok(Json(all(shared, patient).await?.into_iter().map(StayJson::of).collect()))
}

/// Today on the person's wall.
fn today(shared: &Shared, patient: &PatientId) -> Day {
    let now = jiff::Timestamp::from_millisecond(shared.clock.now_ms()).unwrap_or_default();
    of_date(now.to_zoned(Zone::of(shared, patient).zone().clone()).date())
}

fn stay(id: String, version: u32, request: &Request, today: Day) -> Result<Stay, Problem> {
    let kind = STAY_KINDS.iter().find(|(_, name)| *name == request.kind).map(|(kind, _)| *kind);
    let kind =
        kind.ok_or_else(|| Problem::unreadable("`kind` is none of unplanned, planned, emergency"))?;
    let admitted = day("admitted", &request.admitted, today)?;
    if admitted < today - BEHIND_DAYS {
        return Err(Problem::bad_request(say("problem-admitted")));
    }
    let discharged = request.discharged.as_deref().filter(|text| !text.is_empty());
    let discharged = discharged.map(|text| day("discharged", text, today)).transpose()?;
    let ended = request.ended.as_deref().filter(|text| !text.is_empty());
    let left = match (kind, discharged, ended) {
        // Whoever isn't admitted goes home on the same day, if nothing else is said.
        (StayKind::Emergency, None, None) => Some((admitted, Leaving::Home)),
        (_, None, None) => None,
        (_, Some(day), Some(ended)) if day >= admitted => Some((day, leaving(ended)?)),
        (_, Some(_), Some(_)) => {
            return Err(Problem::bad_request(say("problem-discharged")));
        }
        (_, None, Some(_)) | (_, Some(_), None) => {
            return Err(Problem::bad_request(say("problem-ended")));
        }
    };
    let note = match request.note.trim() {
        "" => String::new(),
        note => bounded::short(note, NOTE_CHARS_MAX)
            .ok_or_else(|| Problem::bad_request(say("problem-note").with("max", NOTE_CHARS_MAX)))?
            .to_string(),
    };
    Ok(Stay { id, version, kind, admitted, left, note, withdrawn: request.withdrawn })
}

fn leaving(ended: &str) -> Result<Leaving, Problem> {
    let known = LEAVINGS.iter().find(|(_, name)| *name == ended).map(|(leaving, _)| *leaving);
    let what = "`ended` is none of home, transferred, against_advice, died";
    known.ok_or_else(|| Problem::unreadable(what))
}

/// A day that isn't in the future.
fn day(key: &str, text: &str, today: Day) -> Result<Day, Problem> {
    let date = text.parse::<Date>().ok().filter(|_| text.len() == "2026-11-02".len());
    let day = date.map(of_date).filter(|day| *day <= today);
    day.ok_or_else(|| Problem::bad_request(say("problem-day").with("field", key.to_owned())))
}

impl StayJson {
    fn of(known: Known) -> Self {
        let Known { stay, by, at } = known;
        Self {
            id: stay.id,
            version: stay.version,
            kind: stay.kind.name(),
            admitted: date(stay.admitted).to_string(),
            discharged: stay.left.map(|(day, _)| date(day).to_string()),
            ended: stay.left.map(|(_, leaving)| leaving.name()),
            note: stay.note,
            withdrawn: stay.withdrawn,
            by,
            at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: &str, admitted: &str, discharged: &str, ended: &str, left: Option<bool>) {
        let some = |text: &str| Some(text.to_owned());
        let request = Request {
            kind: kind.into(),
            admitted: admitted.into(),
            discharged: some(discharged),
            ended: some(ended),
            note: String::new(),
            withdrawn: false,
            version: None,
            key: None,
        };
        let today = of_date("2026-11-22".parse().unwrap());
        let found = stay("s-1".into(), 1, &request, today).ok();
        assert_eq!(found.map(|stay| stay.left.is_some()), left, "{request:?}");
    }

    #[test]
    fn a_stay_is_in_the_past_and_ends_as_something_or_not_at_all() {
        check("unplanned", "2026-11-02", "", "", Some(false));
        check("unplanned", "2026-11-02", "2026-11-09", "home", Some(true));
        check("planned", "2026-11-02", "2026-11-02", "died", Some(true));
        check("emergency", "2026-11-22", "", "", Some(true));
        check("unplanned", "2026-11-23", "", "", None);
        check("unplanned", "2026-11-02", "2026-11-23", "home", None);
        check("unplanned", "2026-11-02", "2026-11-01", "home", None);
        check("unplanned", "2026-11-02", "2026-11-09", "", None);
        check("unplanned", "2026-11-02", "", "home", None);
        check("unplanned", "2026-11-02", "2026-11-09", "cured", None);
        check("unplanned", "2026-02-30", "", "", None);
        check("unplanned", "2026-11-02T10:00", "", "", None);
        check("unplanned", "2020-11-02", "", "", None);
        check("holiday", "2026-11-02", "", "", None);
    }
}
