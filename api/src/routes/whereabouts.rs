//! `/api/patients/{id}/whereabouts`: how somebody is reached, by telephone and in person.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use ingest::entry::{Done, Whereabouts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::{PatientId, Private};

use super::bounded;
use super::problem::Problem;
use crate::access::{Authorized, Pass, Right, Routes};
use crate::circle::{self, telephone};
use crate::language::say;
use crate::openapi::About;
use crate::server::Shared;

/// The routes about how people are reached.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/patients/{id}/whereabouts", Right::Record, get)
        .says(About::of("How somebody is reached.").gives::<WhereaboutsJson>())
        .put("/api/patients/{id}/whereabouts", Right::Act, put)
        .says(
            About::of("Settles by which telephone and in which room somebody is reached.")
                .takes::<Request>()
                .gives::<WhereaboutsJson>()
                .refuses(&[409, 422]),
        )
}

/// How somebody is reached from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhereaboutsWish)]
struct Request {
    /// With the country first: `+44 1632 960123`. Empty: none is known.
    phone: String,
    /// Empty: where they live.
    #[serde(default)]
    room: String,
    /// Which version this changes: 0 for somebody of whom nothing is known.
    version: u32,
}

/// How somebody is reached.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Whereabouts)]
struct WhereaboutsJson {
    /// 0: nobody has settled it yet.
    version: u32,
    phone: String,
    room: String,
    by: Option<String>,
    at: Option<i64>,
}

const ROOM_CHARS_MAX: usize = 20;

async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
) -> Result<Json<WhereaboutsJson>, Problem> {
    newest(&shared, &patient).await.map(Json)
}

/// Settles it, if it is still as whoever does saw it.
async fn put(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<WhereaboutsJson>, Problem> {
    let request = bounded::body(request)?;
    let phone = telephone::number(&request.phone)
        .ok_or_else(|| Problem::unprocessable(say("problem-phone")))
        .map(Private::hide)?;
    let room = match request.room.trim() {
        "" => String::new(),
        room => {
            bounded::short(room, ROOM_CHARS_MAX).map(|room| room.to_string()).ok_or_else(|| {
                let what = say("problem-long-name").with("field", "room".to_owned());
                Problem::unprocessable(what.with("max", ROOM_CHARS_MAX))
            })?
        }
    };
    let _settling = shared.circle.settling.lock().await;
    let before = newest(&shared, &patient).await?;
    if before.version != request.version {
        return Err(Problem::changed_first(before.by.as_deref(), before.version));
    }
    let version = request.version.saturating_add(1);
    let done = Done::Located(Whereabouts { version, phone, room });
    circle::commit(&shared, &patient, circle::by(&pass), "", done).await?;
    newest(&shared, &patient).await.map(Json)
}

async fn newest(shared: &Shared, patient: &PatientId) -> Result<WhereaboutsJson, Problem> {
    let located = circle::deeds_upto(shared, patient, "whereabouts", 1).await?;
    let newest = located.into_iter().rev().find_map(|placed| match placed.deed.done {
        Done::Located(known) => Some(WhereaboutsJson {
            version: known.version,
            phone: known.phone.reveal().clone(),
            room: known.room,
            by: Some(placed.deed.by.name),
            at: Some(placed.at),
        }),
        _ => None,
    });
    let nothing = || WhereaboutsJson {
        version: 0,
        phone: String::new(),
        room: String::new(),
        by: None,
        at: None,
    };
    Ok(newest.unwrap_or_else(nothing))
}
