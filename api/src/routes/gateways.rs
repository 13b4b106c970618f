//! `GET /api/gateways`, and what an operator does about them: codes, commands, shutting out.

use std::time::SystemTime;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ingest::entry::{Entry, GatewayChange, GatewayFact};
use ingest::fleet::{Commanded, Fleet, Member};
use ingest::telemetry::Said;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::{GatewayId, InvalidId};
use wire::{Order, Settings};

use super::bounded;
use super::problem::Problem;
use crate::access::{Pass, Right, Routes};
use crate::authority::unix_ms;
use crate::enrolment::Grant;
use crate::json::hex;
use crate::language::say;
use crate::openapi::About;
use crate::server::Shared;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/gateways", Right::Operations, list)
        .says(About::of("All gateways.").gives_list::<GatewayJson>())
        .post("/api/gateways/codes", Right::Gateways, code)
        .says(
            About::of("A code with which a gateway comes for its certificate.")
                .takes::<CodeRequest>()
                .makes::<Code>()
                .refuses(&[409, 422]),
        )
        .post("/api/gateways/{id}/commands", Right::Gateways, command)
        .says(
            About::of("Asks a gateway to do something.")
                .takes::<CommandRequest>()
                .begins::<Asked>()
                .refuses(&[409]),
        )
        .post("/api/gateways/{id}/revocations", Right::Gateways, shut_out)
        .says(
            About::of("Shuts a gateway out: no certificate that it has counts any more.")
                .takes::<ShutOutRequest>()
                .says_done(),
        )
}

/// One gateway.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Gateway)]
struct GatewayJson {
    id: String,
    /// `null` until it says so itself.
    online: Option<bool>,
    version: Option<String>,
    /// When its newest frame entered the journal, since the server started.
    heard_at: Option<i64>,
    stored_seq: u64,
    certificate: Option<CertificateJson>,
    shut_out: Option<ShutOut>,
    /// What it last said of itself, as it said it.
    status: serde_json::Value,
    /// Newest first.
    commands: Vec<CommandJson>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatewayCertificate)]
struct CertificateJson {
    serial: String,
    expires_at: i64,
    /// `good`, `due` when the gateway should have renewed it by now, `over`.
    state: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatewayShutOut)]
struct ShutOut {
    by: String,
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatewayCommand)]
struct CommandJson {
    number: u64,
    order: &'static str,
    by: String,
    asked_at: i64,
    expires_at: i64,
    /// `waiting`, or what came of it.
    state: &'static str,
    answered_at: Option<i64>,
    detail: Option<String>,
}

async fn list(State(shared): State<Shared>) -> Json<Vec<GatewayJson>> {
    let now = unix_ms(SystemTime::now());
    let fleet = shared.pipeline.fleet().borrow().clone();
    let telemetry = shared.pipeline.telemetry();
    let (heard, said) = (telemetry.gateways(), telemetry.said());
    let gateway = |(id, member): (&GatewayId, &Member)| {
        let said = said.get(id);
        let status = said.map(|said: &Said| said.status.clone()).unwrap_or_default();
        let heard = heard.get(id).copied().unwrap_or_default();
        let shut_out = member.is_shut_out().then(|| member.shut_out.clone()).flatten();
        GatewayJson {
            id: id.to_string(),
            online: said.map(|said| said.online),
            version: status["version"].as_str().map(str::to_owned),
            heard_at: heard.at.map(vitals::StoredAt::unix_ms),
            stored_seq: heard.stored_seq,
            certificate: certificate(member, now),
            shut_out: shut_out.map(|(by, reason)| ShutOut { by, reason }),
            status,
            commands: member.commands.iter().rev().map(|asked| asked_json(asked, now)).collect(),
        }
    };
    Json(fleet.members().map(gateway).collect())
}

fn certificate(member: &Member, now: i64) -> Option<CertificateJson> {
    let (serial, expires_at) = member.certificate?;
    let due = serial.made_at() + (expires_at - serial.made_at()) / 3 * 2;
    let state = match now {
        now if now >= expires_at => "over",
        // A day for a gateway that was offline when it was due.
        now if now >= due + DAY_MS => "due",
        _ => "good",
    };
    Some(CertificateJson { serial: hex(&serial.0), expires_at, state })
}

const DAY_MS: i64 = 24 * 3600 * 1000;

fn asked_json(asked: &Commanded, now: i64) -> CommandJson {
    let answer = asked.answer.as_ref();
    CommandJson {
        number: asked.number,
        order: asked.order.name(),
        by: asked.by.clone(),
        asked_at: asked.asked_at,
        expires_at: asked.expires_at,
        state: match answer {
            Some((_, state, _)) => state.name(),
            None if now >= asked.expires_at => "expired",
            None => "waiting",
        },
        answered_at: answer.map(|(at, ..)| *at),
        detail: answer.map(|(.., detail)| detail.clone()),
    }
}

/// For whom a code is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EnrolmentCodeWish)]
struct CodeRequest {
    gateway: String,
    by: Option<String>,
}

/// A code. It is shown once: the server keeps a hash.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EnrolmentCode)]
struct Code {
    code: String,
    gateway: String,
    expires_at: i64,
    /// Where a gateway goes with it.
    server: String,
    /// The whole command as a text for a QR code.
    qr: String,
}

async fn code(
    State(shared): State<Shared>,
    pass: Pass,
    request: Result<Json<CodeRequest>, JsonRejection>,
) -> Result<(StatusCode, Json<Code>), Problem> {
    let request = bounded::body(request)?;
    let by = pass.by_if_same(request.by.as_deref())?.to_string();
    let gateway: GatewayId = request.gateway.parse().map_err(|error| bad_id("gateway", &error))?;
    let registry = shared.registry.clone();
    let server = registry
        .doors
        .server()
        .ok_or_else(|| Problem::conflict("problem-title-enrolment", say("problem-enrolment")))?;
    let grant = Grant { gateway: gateway.clone(), shard: registry.shard, by };
    let make = move || registry.codes.make(&registry.authority, &grant, unix_ms(SystemTime::now()));
    // It waits for the disk.
    let made = tokio::task::spawn_blocking(make).await.map_err(|_| Problem::stopping())?;
    let (code, expires_at) = made.map_err(|error| match error {
        crate::enrolment::CodesError::Reserved(gateway) => {
            let what = say("problem-gateway-reserved").with("gateway", gateway.to_string());
            Problem::unprocessable(what)
        }
        error => Problem::unavailable(&error),
    })?;
    let qr = qr(&server, &code.to_string());
    let made =
        Code { code: code.to_string(), gateway: gateway.to_string(), expires_at, server, qr };
    Ok((StatusCode::CREATED, Json(made)))
}

/// What a QR code for an enrolment says: a gateway takes it as it is.
pub(crate) fn qr(server: &str, code: &str) -> String {
    format!("hearthwatch:{server}/{code}")
}

/// What a gateway is to do.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommandWish)]
struct CommandRequest {
    order: Name,
    by: Option<String>,
    device: Option<String>,
    text: Option<String>,
    keep_alive_s: Option<u16>,
    monitors: Option<String>,
    delete_records: Option<bool>,
    expires_s: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CommandName)]
enum Name {
    Identify,
    SetClock,
    Prompt,
    Configure,
    RotateCertificate,
    Report,
}

/// What was asked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommandAsked)]
struct Asked {
    number: u64,
    expires_at: i64,
}

async fn command(
    State(shared): State<Shared>,
    pass: Pass,
    Path(id): Path<String>,
    request: Result<Json<CommandRequest>, JsonRejection>,
) -> Result<(StatusCode, Json<Asked>), Problem> {
    let request = bounded::body(request)?;
    let by = pass.by_if_same(request.by.as_deref())?.to_string();
    let expires_s = request.expires_s.unwrap_or(EXPIRES_S);
    if !(1..=EXPIRES_S_MAX).contains(&expires_s) {
        let what = format!("`expires_s` must lie between 1 and {EXPIRES_S_MAX}");
        return Err(Problem::unreadable(what));
    }
    let order = order(&request)?;
    let _numbering = shared.registry.numbering.lock().await;
    let fleet = shared.pipeline.fleet().borrow().clone();
    let (gateway, member) = known(&fleet, &id)?;
    let asked_at = unix_ms(SystemTime::now());
    let waiting =
        member.commands.iter().filter(|it| it.answer.is_none() && asked_at < it.expires_at);
    if waiting.count() >= WAITING_MAX {
        let what = say("problem-commands-many").with("max", WAITING_MAX);
        return Err(Problem::conflict("problem-title-commands-many", what));
    }
    let (number, expires_at) =
        (member.next_number(asked_at), asked_at + i64::from(expires_s) * 1000);
    let change = GatewayChange::Asked { number, asked_at, expires_at, order, by };
    let entry = Entry::Gateway(GatewayFact { gateway, change });
    shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    Ok((StatusCode::ACCEPTED, Json(Asked { number, expires_at })))
}

/// A prompt that comes tomorrow asks for nothing any more.
const EXPIRES_S: u32 = 3600;
const EXPIRES_S_MAX: u32 = 7 * 24 * 3600;
/// Fewer than are remembered.
const WAITING_MAX: usize = 10;
const PROMPT_CHARS_MAX: usize = 200;
const MONITORS_CHARS_MAX: usize = 2000;

fn order(request: &CommandRequest) -> Result<Order, Problem> {
    let CommandRequest { order, device, text, keep_alive_s, monitors, delete_records, .. } =
        request;
    let settings = keep_alive_s.is_some() || monitors.is_some() || delete_records.is_some();
    if (device.is_some() || text.is_some()) && *order != Name::Prompt {
        return Err(Problem::unreadable("`device` and `text` belong to a prompt"));
    }
    if settings != (*order == Name::Configure) {
        let what = "`configure` takes `keep_alive_s`, `monitors` and `delete_records`, one at least, and nothing else does";
        return Err(Problem::unreadable(what));
    }
    Ok(match order {
        Name::Identify => Order::Identify,
        Name::SetClock => Order::SetClock,
        Name::Report => Order::Report,
        Name::RotateCertificate => Order::RotateCertificate,
        Name::Prompt => Order::Prompt {
            device: device
                .as_ref()
                .map(|device| device.parse())
                .transpose()
                .map_err(|error| bad_id("device", &error))?,
            text: bounded::short(text.as_deref().unwrap_or(PROMPT), PROMPT_CHARS_MAX)
                .ok_or_else(|| {
                    Problem::bad_request(say("problem-prompt").with("max", PROMPT_CHARS_MAX))
                })?
                .to_string(),
        },
        Name::Configure => Order::Configure(Settings {
            keep_alive_s: *keep_alive_s,
            monitors: monitors
                .as_ref()
                .map(|text| {
                    let short = bounded::short(text, MONITORS_CHARS_MAX);
                    short.ok_or_else(|| Problem::unreadable("`monitors` is empty or too long"))
                })
                .transpose()?
                .map(|text| text.to_string()),
            delete_records: *delete_records,
        }),
    })
}

const PROMPT: &str = "Please measure again.";

fn known<'a>(fleet: &'a Fleet, id: &str) -> Result<(GatewayId, &'a Member), Problem> {
    let gateway = id.parse::<GatewayId>().ok();
    let found = gateway.and_then(|gateway| fleet.member(&gateway).map(|member| (gateway, member)));
    found.ok_or_else(|| Problem::not_found(say("problem-no-gateway")))
}

fn bad_id(field: &'static str, error: &InvalidId) -> Problem {
    let given = format!("{:?}", error.given);
    Problem::bad_request(say("problem-id").with("field", field).with("given", given))
}

/// Why a gateway is shut out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShutOutWish)]
struct ShutOutRequest {
    by: Option<String>,
    reason: String,
}

/// From now on no certificate that it has counts; its connections end.
async fn shut_out(
    State(shared): State<Shared>,
    pass: Pass,
    Path(id): Path<String>,
    request: Result<Json<ShutOutRequest>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let request = bounded::body(request)?;
    let by = pass.by_if_same(request.by.as_deref())?.to_string();
    let reason = bounded::reason("reason", &request.reason)?.to_string();
    let fleet = shared.pipeline.fleet().borrow().clone();
    let (gateway, member) = known(&fleet, &id)?;
    // Whatever the clock did since: all that there are.
    let newest = member.certificate.map_or(0, |(serial, _)| serial.made_at());
    let upto = unix_ms(SystemTime::now()).max(newest);
    let change = GatewayChange::ShutOut { upto, by, reason };
    let entry = Entry::Gateway(GatewayFact { gateway, change });
    shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: Option<&str>) {
        let request: Result<CommandRequest, _> = serde_json::from_str(json);
        let order = request.ok().and_then(|request| order(&request).ok());
        assert_eq!(order.map(|order| order.name()), expected, "{json}");
    }

    #[test]
    fn each_command_takes_what_belongs_to_it_and_nothing_else() {
        check(r#"{"order":"identify","by":"Sian"}"#, Some("identify"));
        check(r#"{"order":"identify","by":"Sian","text":"x"}"#, None);
        check(r#"{"order":"prompt","by":"Sian"}"#, Some("prompt"));
        check(r#"{"order":"prompt","by":"Sian","device":"cuff 1"}"#, None);
        check(r#"{"order":"prompt","by":"Sian","text":"a\nb"}"#, None);
        check(r#"{"order":"configure","by":"Sian"}"#, None);
        check(r#"{"order":"configure","by":"Sian","keep_alive_s":30}"#, Some("configure"));
        check(r#"{"order":"report","by":"Sian","keep_alive_s":30}"#, None);
        check(r#"{"order":"reboot","by":"Sian"}"#, None);
        check(r#"{"order":"report","by":"Sian","colour":"red"}"#, None);
    }
}
