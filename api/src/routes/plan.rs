//! `GET` and `PUT /api/patients/{id}/plan`: what clinicians settle about one person's care.

mod check;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use ingest::entry::Entry;
use risk_engine::fact::{CarePlan, Spo2Scale};
use risk_engine::rules::{Direction, LimitInfo, RuleSet};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use vitals::{PatientId, StoredAt, TakenAt};

use super::bounded;
use super::problem::Problem;
use crate::access::{Authorized, Pass};
use crate::language::{Words, say};
use crate::server::Shared;
use crate::wording;

/// A whole plan, with who settles it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanWish)]
pub(super) struct Request {
    by: Option<String>,
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
pub(super) struct Answer {
    plan: PlanJson,
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

pub(super) async fn get(
    State(shared): State<Shared>,
    patient: Authorized<PatientId>,
) -> Result<Json<Answer>, Problem> {
    let plan = standing(&shared, &patient)?;
    Ok(Json(Answer::of(&plan, &shared.pipeline.board().rules())))
}

pub(super) async fn put(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    request: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Answer>, Problem> {
    let request = bounded::body(request)?;
    let by = pass.by_if_same(request.by.as_deref())?;
    let before = standing(&shared, &patient)?;
    let rules = shared.pipeline.board().rules();
    let now = StoredAt::from_unix_ms(shared.clock.now_ms());
    let checker = check::Checker { rules: &rules, before: &before, by: &by, now };
    let plan = checker.plan(&request.plan).map_err(|mistakes| {
        let what = say("problem-plan-mistakes").with("count", mistakes.len());
        let told: Vec<String> =
            mistakes.iter().map(|mistake| mistake.in_language(words.language)).collect();
        Problem::bad_request(what).with("mistakes", json!(told))
    })?;
    let plan = Arc::new(plan);
    let entry =
        Entry::Planned { patient: patient.into_inner(), plan: plan.clone(), by: by.to_string() };
    shared.pipeline.command(entry).await.ok_or_else(Problem::stopping)?;
    Ok(Json(Answer::of(&plan, &rules)))
}

/// The plan that holds for somebody who is enrolled.
fn standing(shared: &Shared, patient: &PatientId) -> Result<Arc<CarePlan>, Problem> {
    let plan = shared.pipeline.board().read(|_, people| {
        people.get(patient).and_then(|person| Some(person.enrolment.as_ref()?.plan.clone()))
    });
    plan.ok_or_else(|| Problem::not_found(say("problem-not-enrolled")))
}

impl Answer {
    fn of(plan: &CarePlan, rules: &RuleSet) -> Self {
        Self {
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
