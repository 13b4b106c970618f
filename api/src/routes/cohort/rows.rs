//! The people behind a figure, one row each.

use std::collections::BTreeMap;

use cohort::billing::Standing;
use cohort::claims::Clocks;
use cohort::glucose::{Episodes, Glucose, Shares};
use cohort::person::Gravity;
use cohort::quiet::Quiet;
use cohort::rate::Rate;
use cohort::summary::Member;
use cohort::table;
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::Asked;
use crate::server::Shared;

/// One person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CohortRow)]
pub(super) struct Row {
    patient: String,
    name: String,
    conditions: Vec<String>,
    last_at: Option<i64>,
    slots: Rate,
    by_device: Rate,
    /// Whether the plan schedules anything; else one reading a day is due.
    planned: bool,
    enough: bool,
    days_with_data: u32,
    longest_gap_ms: Option<i64>,
    quiet: Quiet,
    /// The newest blood pressure, mmHg.
    last_pressure: Option<(f64, f64)>,
    /// Its mean over the period, mmHg.
    mean_pressure: Option<(f64, f64)>,
    pressures: u32,
    at_goal: Option<bool>,
    in_range: Rate,
    quality: &'static str,
    /// Continuous glucose; null without a sensor.
    glucose: Option<GlucoseJson>,
    open: Option<Gravity>,
    clocks: Clocks,
    codes: String,
    billing: Standing,
}

/// One person's continuous glucose.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CohortGlucose)]
struct GlucoseJson {
    shares: Shares,
    episodes: Episodes,
    /// Minutes of the last 14 days for which there is a value.
    active: Rate,
    /// mg/dL.
    mean: Option<f64>,
    /// mg/dL.
    sd: Option<f64>,
    cv_pct: Option<f64>,
    gmi_pct: Option<f64>,
    /// Whether every target is met; null without enough values.
    at_target: Option<bool>,
}

/// Everybody's name, as the board has it.
pub(super) fn names(shared: &Shared) -> BTreeMap<String, String> {
    shared.pipeline.board().read(|_, people| {
        let names = people.iter().map(|(id, person)| {
            let id = ToString::to_string(id);
            let name = person.enrolment.as_ref().map(|enrolment| enrolment.name.reveal().clone());
            (id.clone(), name.unwrap_or(id))
        });
        names.collect()
    })
}

/// How many the list has, and the first of them by name.
pub(super) fn of(
    members: &[Member<'_>],
    asked: &Asked,
    names: &BTreeMap<String, String>,
) -> (usize, Vec<Row>) {
    let list = asked.list();
    let mut listed: Vec<(&str, &Member<'_>)> = members
        .iter()
        .filter(|member| list.holds(**member))
        .map(|member| {
            let id = &*member.figures.patient;
            (names.get(id).map_or(id, String::as_str), member)
        })
        .collect();
    listed.sort_by(|a, b| (a.0, &a.1.figures.patient).cmp(&(b.0, &b.1.figures.patient)));
    let rows = listed.iter().take(asked.limit).map(|(name, member)| Row::of(name, member));
    (listed.len(), rows.collect())
}

impl Row {
    fn of(name: &str, member: &Member<'_>) -> Self {
        let Member { figures, clocks } = member;
        let pressure = &figures.pressure;
        let mmhg = |milli: i64| milli as f64 / 1000.0;
        let n = i64::from(pressure.measured.max(1));
        let (systolic, diastolic) = pressure.sum_milli;
        Self {
            patient: figures.patient.clone(),
            name: name.to_owned(),
            conditions: figures.conditions.clone(),
            last_at: figures.last_ms,
            slots: figures.adherence.slots,
            by_device: figures.adherence.by_device,
            planned: figures.adherence.is_planned,
            enough: figures.adherence.slots.is_enough(),
            days_with_data: figures.adherence.days_with_data,
            longest_gap_ms: figures.adherence.longest_gap_ms,
            quiet: figures.quiet,
            last_pressure: pressure
                .last
                .map(|last| (mmhg(i64::from(last.systolic)), mmhg(i64::from(last.diastolic)))),
            mean_pressure: (pressure.measured > 0)
                .then(|| (mmhg(systolic / n), mmhg(diastolic / n))),
            pressures: pressure.measured,
            at_goal: pressure.at_goal,
            in_range: pressure.in_range,
            quality: pressure.quality.name(),
            glucose: figures.glucose.as_ref().map(GlucoseJson::of),
            open: figures.open,
            codes: table::codes(member),
            billing: clocks.overall,
            clocks: (*clocks).clone(),
        }
    }
}

impl GlucoseJson {
    fn of(glucose: &Glucose) -> Self {
        Self {
            shares: glucose.shares,
            episodes: glucose.episodes,
            active: glucose.active,
            mean: glucose.mean(),
            sd: glucose.sd(),
            cv_pct: glucose.cv_pct(),
            gmi_pct: glucose.gmi_pct(),
            at_target: glucose.at_target,
        }
    }
}
