//! `GET` and `PUT /api/patients/{id}/plan`: what clinicians settle about one person's care.

mod change;
mod check;
mod history;
mod trial;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use ingest::entry::{Entry, Revision};
use risk_engine::fact::{CarePlan, Spo2Scale};
use risk_engine::rules::{Direction, LimitInfo, RuleSet};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::MutexGuard;
use utoipa::ToSchema;
use vitals::{PatientId, StoredAt, TakenAt};

use super::bounded;
use super::problem::Problem;
use crate::access::{Authorized, Pass, Right, Routes};
use crate::language::{Language, Words, say};
use crate::openapi::About;
use crate::server::Shared;
use crate::wording;

/// A whole plan, with who settles it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanWish)]
struct Request {
    by: Option<String>,
    /// The plan's version that this one takes the place of.
    version: Option<u32>,
    /// Why. What is left out is the reason of the limits that change.
    reason: Option<String>,
    plan: PlanJson,
}

/// A plan. What is left out is not the case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = Plan)]
struct PlanJson {
    /// 1 or 2.
    spo2_scale: u8,
    supplemental_oxygen: Option<bool>,
    pregnant: bool,
    conditions: Vec<String>,
    medicines: Vec<String>,
    /// Unix ms.
    discharged_at: Option<i64>,
    schedule: Vec<ScheduledJson>,
    limits: Vec<LimitJson>,
    /// Ids of pathways that don't run for this person.
    paused: Vec<String>,
    /// Whether the priority score counts.
    priority: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanScheduled)]
struct ScheduledJson {
    sign: String,
    every_hours: u16,
}

/// A limit of the person's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanLimit)]
struct LimitJson {
    rule: String,
    name: String,
    value: f64,
    unit: String,
    reason: String,
    /// Unix ms; for ever if none.
    until: Option<i64>,
    /// Who set it. The server says; what a page sends back is passed over.
    #[serde(default)]
    by: String,
}

/// The plan, and what can be set.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanSettled)]
struct Answer {
    plan: PlanJson,
    /// Counts what clinicians have settled; 0 while nobody has.
    version: u32,
    /// Who settled it last.
    by: Option<String>,
    at: Option<i64>,
    /// The limits that a person can have their own of, with how far.
    limits: Vec<Settable>,
    /// The pathways that can be paused.
    pathways: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanSettable)]
struct Settable {
    rule: String,
    name: String,
    sign: Option<&'static str>,
    unit: String,
    value: f64,
    floor: f64,
    /// `low`: values under the limit are odd; `high`: over it.
    direction: &'static str,
}

impl Default for PlanJson {
    fn default() -> Self {
        Self::of(&CarePlan::default())
    }
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/patients/{id}/plan", Right::Record, get)
        .says(About::of("Somebody's plan, and what can be set.").gives::<Answer>())
        .put("/api/patients/{id}/plan", Right::Plan, put)
        .says(
            About::of("Settles a whole plan in the place of the version that is named.")
                .takes::<Request>()
                .gives::<Answer>()
                .refuses(&[409, 422]),
        )
        .get("/api/patients/{id}/plan/changes", Right::Record, history::get)
        .says(
            About::of("How the plan became what it is, newest change first.")
                .gives_list::<history::ChangeJson>(),
        )
        .post("/api/patients/{id}/plan/reverts", Right::Plan, history::revert)
        .says(
            About::of("Takes a change of the plan back; that is a change, too.")
                .takes::<history::Revert>()
                .gives::<Answer>()
                .refuses(&[409, 422]),
        )
        .post_while_awaited("/api/patients/{id}/plan/trials", Right::Plan, trial::post)
        .says(
            About::of("What another plan would have changed in the person's last days.")
                .takes::<trial::Request>()
                .gives::<trial::Trial>()
                .refuses(&[422]),
        )
}

async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
) -> Result<Json<Answer>, Problem> {
    let plan = standing(&shared, &patient)?;
    let newest = newest(&shared, &patient).await?;
    Ok(Json(Answer::of(&plan, &shared.pipeline.board().rules(), newest)))
}

async fn put(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Answer>, Problem> {
    let request = bounded::body(request)?;
    let by = pass.by_if_same(request.by.as_deref())?;
    // Whom it is about comes first: nobody is told of a version of nobody's plan.
    standing(&shared, &patient)?;
    let version = request.version.ok_or_else(|| Problem::unreadable("`version` is missing"))?;
    let settling = Settling::begin(&shared, &patient, version).await?;
    let plan = checked(&shared, &settling.before, &by, &request.plan, words.language)?;
    if plan == *settling.before {
        return settling.answer();
    }
    let why = why(request.reason.as_deref(), &settling.before, &plan)?;
    settling.commit(&pass, plan, None, why).await
}

/// The reason that is given, else that of the first limit that changes.
fn why(given: Option<&str>, before: &CarePlan, after: &CarePlan) -> Result<String, Problem> {
    let given = given.unwrap_or_default();
    if given.trim().is_empty()
        && let Some(limit) = after.limits.iter().find(|limit| !before.limits.contains(limit))
    {
        return Ok(limit.reason.to_string());
    }
    bounded::reason("reason", given).map(|reason| reason.to_string())
}

/// A plan that is about to be settled. Nobody else settles one meanwhile.
struct Settling<'a> {
    shared: &'a Shared,
    patient: &'a PatientId,
    before: Arc<CarePlan>,
    newest: Option<Newest>,
    _alone: MutexGuard<'a, ()>,
}

/// Who settled a plan last.
struct Newest {
    version: u32,
    by: String,
    at: i64,
}

impl<'a> Settling<'a> {
    /// Refused to whoever has seen another version: they are told who was first.
    async fn begin(
        shared: &'a Shared,
        patient: &'a PatientId,
        version: u32,
    ) -> Result<Self, Problem> {
        let alone = shared.circle.settling.lock().await;
        let newest = newest(shared, patient).await?;
        if let Some(first) = newest.as_ref().filter(|newest| newest.version != version) {
            let ago_min = (shared.clock.now_ms() - first.at).max(0) / 60_000;
            let what = say("problem-plan-changed").with_person("by", &first.by);
            let what = what.with("minutes", ago_min);
            let problem = Problem::conflict("problem-title-changed", what);
            let problem = problem.with("version", first.version.into()).with("at", first.at.into());
            return Err(problem.with("by", first.by.clone().into()));
        }
        if newest.is_none() && version != 0 {
            return Err(Problem::unreadable("`version` is one that the plan doesn't have"));
        }
        let before = standing(shared, patient)?;
        Ok(Self { shared, patient, before, newest, _alone: alone })
    }

    async fn commit(
        mut self,
        pass: &Pass,
        plan: CarePlan,
        reverts: Option<u32>,
        why: String,
    ) -> Result<Json<Answer>, Problem> {
        let version = self.newest.map_or(0, |newest| newest.version).saturating_add(1);
        let (before, plan, by) = (self.before, Arc::new(plan), pass.by().to_string());
        let entry = Entry::Planned {
            patient: self.patient.clone(),
            plan: plan.clone(),
            by,
            revision: Some(Revision { version, before, reverts, why }),
        };
        self.shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
        self.newest = newest(self.shared, self.patient).await?;
        self.before = plan;
        self.answer()
    }

    fn answer(self) -> Result<Json<Answer>, Problem> {
        let rules = self.shared.pipeline.board().rules();
        Ok(Json(Answer::of(&self.before, &rules, self.newest)))
    }
}

/// A plan that fits the rules.
fn checked(
    shared: &Shared,
    before: &CarePlan,
    by: &Arc<str>,
    wish: &PlanJson,
    language: Language,
) -> Result<CarePlan, Problem> {
    let rules = shared.pipeline.board().rules();
    let now = StoredAt::from_unix_ms(shared.clock.now_ms());
    let checker = check::Checker { rules: &rules, before, by, now };
    checker.plan(wish).map_err(|mistakes| {
        let what = say("problem-plan-mistakes").with("count", mistakes.len());
        let told: Vec<String> =
            mistakes.iter().map(|mistake| mistake.in_language(language)).collect();
        Problem::bad_request(what).with("mistakes", json!(told))
    })
}

async fn newest(shared: &Shared, patient: &PatientId) -> Result<Option<Newest>, Problem> {
    let kept = history::kept(shared, patient, 1).await?.pop();
    Ok(kept.map(|kept| Newest { version: kept.revision.version, by: kept.by, at: kept.at }))
}

/// The plan that holds for somebody who is enrolled.
fn standing(shared: &Shared, patient: &PatientId) -> Result<Arc<CarePlan>, Problem> {
    let plan = shared.pipeline.board().read(|_, people| {
        people.get(patient).and_then(|person| Some(person.enrolment.as_ref()?.plan.clone()))
    });
    plan.ok_or_else(|| Problem::not_found(say("problem-not-enrolled")))
}

impl Answer {
    fn of(plan: &CarePlan, rules: &RuleSet, newest: Option<Newest>) -> Self {
        Self {
            version: newest.as_ref().map_or(0, |newest| newest.version),
            at: newest.as_ref().map(|newest| newest.at),
            by: newest.map(|newest| newest.by),
            plan: PlanJson::of(plan).in_units_of(rules),
            limits: rules.limits().filter_map(|info| Settable::of(&info)).collect(),
            pathways: rules.pathways().iter().map(|pathway| pathway.id.to_string()).collect(),
        }
    }
}

impl PlanJson {
    fn of(plan: &CarePlan) -> Self {
        let texts = |words: &std::collections::BTreeSet<Arc<str>>| {
            words.iter().map(ToString::to_string).collect()
        };
        Self {
            spo2_scale: if plan.spo2_scale == Spo2Scale::Two { 2 } else { 1 },
            supplemental_oxygen: plan.supplemental_oxygen,
            pregnant: plan.pregnant,
            conditions: texts(&plan.conditions),
            medicines: texts(&plan.medicines),
            discharged_at: plan.discharged_at.map(TakenAt::unix_ms),
            schedule: plan
                .schedule
                .iter()
                .map(|scheduled| ScheduledJson {
                    sign: wording::sign_name(scheduled.sign).into(),
                    every_hours: scheduled.every_hours,
                })
                .collect(),
            limits: plan
                .limits
                .iter()
                .map(|limit| LimitJson {
                    rule: limit.rule.to_string(),
                    name: limit.name.to_string(),
                    value: f64::from(limit.milli) / 1000.0,
                    unit: String::new(),
                    reason: limit.reason.to_string(),
                    until: limit.until.map(StoredAt::unix_ms),
                    by: limit.by.to_string(),
                })
                .collect(),
            paused: texts(&plan.paused),
            priority: !plan.priority_off,
        }
    }

    /// A limit's unit is its rule's; one whose rule is gone has none.
    fn in_units_of(mut self, rules: &RuleSet) -> Self {
        for limit in &mut self.limits {
            let info = rules.limits().find(|info| check::is_of(info, &limit.rule, &limit.name));
            limit.unit = info.map_or(String::new(), |info| info.unit.to_string());
        }
        self
    }
}

impl Settable {
    fn of(info: &LimitInfo) -> Option<Self> {
        let number = |milli: i64| milli as f64 / 1000.0;
        Some(Self {
            rule: info.rule.to_string(),
            name: info.name.to_string(),
            sign: info.sign.map(wording::sign_name),
            unit: info.unit.to_string(),
            value: number(info.default_milli),
            floor: number(info.floor_milli?),
            direction: match info.direction {
                Direction::Low => "low",
                Direction::High => "high",
            },
        })
    }
}
