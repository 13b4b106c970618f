//! What the demo's staff do when the history is there: one patient is to measure each day, and a rule is changed, which
//! is drafted, back-tested on what the homes sent, proposed by one person and approved by another. All by the
//! interface that the pages use.

use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use serde_json::{Value, json};
use tower_service::Service;
use vitals::PatientId;

use super::DemoOptions;
use crate::server::Shared;

/// More people would be back-tested for long, beside all that they send.
const PEOPLE_MAX: usize = 500;
/// Faster than this the homes send without a pause, and a history has no end.
const SPEED_MAX: f64 = 600.0;

/// What is changed: a target that is a little higher spares reviews.
const BEFORE: &str = r#"systolic_target = { value = "135 mmHg""#;
const AFTER: &str = r#"systolic_target = { value = "137 mmHg""#;
const REASON: &str = "fewer reviews: many means lie just above target";
const MANAGER: &str = "Ann Moss";
const CLINICIAN: &str = "Ben Cole";

/// It is looked so often how far things are, on the wall.
const PAUSE: Duration = Duration::from_millis(250);
/// So long nothing more of the history may come before it counts as there.
const QUIET_PAUSES: u32 = 2;
const DAYS: u32 = 30;
/// So often they try, on the wall, before they let it be.
const TRIES_MAX: u32 = 5;
const TRY_PAUSE: Duration = Duration::from_secs(2);
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Whether there is a history that can be back-tested on.
pub(super) fn fits(options: &DemoOptions, people: usize) -> bool {
    options.history_days > 0 && people <= PEOPLE_MAX && options.speed <= SPEED_MAX
}

/// Plans for the guest, and changes the rules if that is wanted.
pub(super) async fn run(shared: Shared, guest: Option<PatientId>, changes: bool) {
    history_is_there(&shared).await;
    for _ in 0..TRIES_MAX {
        match once(&shared, guest.as_ref(), changes).await {
            Ok(()) => return,
            Err(error) => {
                let error = format!("{error:#}");
                tracing::warn!(error, "the demo's staff left something undone, and try it again");
            }
        }
        tokio::time::sleep(TRY_PAUSE).await;
    }
}

/// What was done already isn't done again.
async fn once(shared: &Shared, guest: Option<&PatientId>, changes: bool) -> Result<()> {
    let clinician = Person::of(shared, CLINICIAN).await?;
    if let Some(guest) = guest {
        plan(&clinician, guest).await?;
    }
    if changes { make(shared, &clinician).await } else { Ok(()) }
}

/// Asks somebody to measure each day, unless somebody asks them already.
async fn plan(clinician: &Person, guest: &PatientId) -> Result<()> {
    let path = format!("/api/patients/{guest}/plan");
    let mut answer = clinician.ask("GET", &path, &Value::Null).await?;
    let mut plan = answer["plan"].take();
    if plan["schedule"] == json!([]) {
        let daily = |sign: &str| json!({ "sign": sign, "every_hours": 24 });
        plan["schedule"] = ["weight", "systolic", "spo2"].map(daily).to_vec().into();
        let version = &answer["version"];
        let wish = json!({ "plan": plan, "version": version, "reason": "to know each day" });
        clinician.ask("PUT", &path, &wish).await?;
    }
    Ok(())
}

/// Changes a rule, unless an earlier demo in this folder did, or somebody is at work on a draft.
async fn make(shared: &Shared, clinician: &Person) -> Result<()> {
    let manager = Person::of(shared, MANAGER).await?;
    let rules = manager.ask("GET", "/api/rules", &Value::Null).await?;
    let text = rules["text"].as_str().context("the rules have a text")?;
    let version = rules["version"].as_u64().context("the rules have a version")?;
    let (old, new) = (format!("version = {version}\n"), format!("version = {}\n", version + 1));
    let draft = text.replacen(BEFORE, AFTER, 1).replacen(&old, &new, 1);
    let found = manager.ask("GET", "/api/rules/draft", &Value::Null).await?;
    let is_ours = found["text"] == draft;
    if !text.contains(BEFORE) || !rules["report"].is_null() || !(found.is_null() || is_ours) {
        return Ok(());
    }
    if is_ours {
        // A try was cut short, as by somebody of this name who signed out everywhere: this one begins with a clean desk.
        manager.ask("DELETE", "/api/rules/proposal", &Value::Null).await?;
        manager.ask("DELETE", "/api/rules/draft", &Value::Null).await?;
    }
    manager.ask("PUT", "/api/rules/draft", &json!({ "text": draft, "over": null })).await?;
    carry_out(&manager, clinician, &draft).await
}

/// Back-tests a draft, proposes it and has it approved.
async fn carry_out(manager: &Person, clinician: &Person, draft: &str) -> Result<()> {
    let trial = json!({ "text": draft, "days": DAYS });
    let begun = manager.ask("POST", "/api/rules/backtests", &trial).await?;
    let hash = begun["hash"].as_str().context("a back-test has a hash")?.to_owned();
    loop {
        let found =
            manager.ask("GET", &format!("/api/rules/backtests/{hash}"), &Value::Null).await?;
        match found["state"].as_str() {
            Some("running") => tokio::time::sleep(PAUSE).await,
            Some("done") => break,
            _ => bail!("the back-test failed: {}", found["why"]),
        }
    }
    let proposal = json!({ "text": draft, "reason": REASON });
    manager.ask("PUT", "/api/rules/proposal", &proposal).await?;
    clinician.ask("POST", "/api/rules/activations", &json!({ "hash": hash })).await?;
    Ok(())
}

/// Waits until the monitors' memories are in the journal: then fewer readings come in each moment.
async fn history_is_there(shared: &Shared) {
    let (mut before, mut most, mut quiet) = (0, 0, 0);
    while quiet < QUIET_PAUSES {
        tokio::time::sleep(PAUSE).await;
        let admitted = shared.pipeline.telemetry().figures().admitted;
        let came = admitted - before;
        most = most.max(came);
        let is_quiet = admitted > 0 && came * 10 <= most;
        (before, quiet) = (admitted, if is_quiet { quiet + 1 } else { 0 });
    }
}

/// Somebody of the demo's staff, signed in.
struct Person {
    router: Router,
    cookie: String,
}

impl Person {
    async fn of(shared: &Shared, name: &str) -> Result<Self> {
        let access = &shared.access;
        let account = access.account(name).await?;
        let secret = access.begin(&account, "signed in to the demo", Ipv4Addr::LOCALHOST.into());
        let secret = secret.await.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
        let cookie = format!("{}={}", access.settings.cookie(), secret.reveal());
        Ok(Self { router: crate::routes::router(shared.clone()), cookie })
    }

    /// Asks as their page would.
    async fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::ORIGIN, "http://localhost")
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) })?;
        let answer = self.router.clone().call(request).await?;
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), ANSWER_BYTES_MAX).await?;
        if !status.is_success() {
            bail!(
                "{method} {path} was answered with {status}: {}",
                String::from_utf8_lossy(&bytes)
            );
        }
        Ok(if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes)? })
    }
}
