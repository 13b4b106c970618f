//! What a survey needs, from the stores and the board.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use cohort::billing::Programme;
use cohort::burden::{Alert, Automated, Verdict};
use cohort::claims::Contact;
use cohort::day::DAY_MS;
use cohort::panel::{self, LOOKBACK_DAYS, Window};
use cohort::person::{Due, Gravity, Person, Plan};
use cohort::stays::{Leaving, Stay, StayKind};
use ingest::board::Person as OnBoard;
use ingest::entry::{self, Done, Membership};
use risk_engine::fact::{CaseResult, Scheduled};
use risk_engine::outcome::Severity;
use store::care::{AlertBurden, Care, ScheduleRow};
use store::readings::frame::{self as frames, LazyFrame};
use store::readings::{Period, Reader};
use vitals::{PatientId, ReadingId, StoredAt, TakenAt};

use super::{CHANGES_MAX, Origins};
use crate::circle;
use crate::routes::activations;
use crate::server::Shared;

/// What the stores and the board say, apart from readings.
pub(super) struct Facts {
    pub(super) people: Vec<Person>,
    pub(super) withdrawn: Vec<ReadingId>,
    pub(super) contacts: HashMap<String, Vec<Contact>>,
    pub(super) stays: HashMap<String, Vec<Stay>>,
    pub(super) alerts: Vec<Alert>,
    pub(super) automated: Vec<Automated>,
}

/// Asks the stores and the board.
pub(super) async fn facts(shared: &Shared, window: Window) -> Result<Facts> {
    let care = shared.pipeline.care();
    let mut plans = plans(care.schedules().await?);
    let mut teams = teams(care).await?;
    let people = shared.pipeline.board().read(|_, people| {
        let people = people.iter().map(|(id, person)| {
            self::person(id, person, plans.remove(id), teams.remove(id).unwrap_or_default())
        });
        people.collect()
    });
    let since = StoredAt::from_unix_ms(alerts_since(shared, window).await);
    let mut contacts: HashMap<String, Vec<Contact>> = HashMap::new();
    for row in care.contacts_between(window.since_ms(), window.now_ms + 1).await? {
        if row.withdrawn.is_none() {
            let contact = Contact {
                began_ms: row.began_at,
                minutes: row.minutes,
                live: row.live,
                interpretation: row.interpretation,
            };
            contacts.entry(row.patient.to_string()).or_default().push(contact);
        }
    }
    let alerts = care.alerts_since(since).await?;
    let automated = care
        .automated_since(since)
        .await?
        .into_iter()
        .map(|one| Automated { patient: one.patient.to_string(), at_ms: one.at.unix_ms() });
    Ok(Facts {
        people,
        withdrawn: care.withdrawn().await?,
        contacts,
        stays: stays(care).await?,
        alerts: alerts.into_iter().filter(|alert| !alert.superseded).map(alert).collect(),
        automated: automated.collect(),
    })
}

/// Which team looks after whom.
async fn teams(care: &Care) -> Result<HashMap<PatientId, Membership>> {
    let mut teams = HashMap::new();
    for row in care.standing("team", i64::MIN, i64::MAX).await? {
        if let Done::Joined(membership) = circle::deed_of(&row)?.done {
            teams.insert(row.patient, membership);
        }
    }
    Ok(teams)
}

/// Who was in hospital when: as it is known now, without what was taken back.
async fn stays(care: &Care) -> Result<HashMap<String, Vec<Stay>>> {
    let mut stays: HashMap<String, Vec<Stay>> = HashMap::new();
    for row in care.standing("stay", i64::MIN, i64::MAX).await? {
        if let Done::Stayed(stay) = circle::deed_of(&row)?.done
            && !stay.withdrawn
        {
            stays.entry(row.patient.to_string()).or_default().push(self::stay(&stay));
        }
    }
    Ok(stays)
}

fn stay(stay: &entry::Stay) -> Stay {
    let leaving = |leaving| match leaving {
        entry::Leaving::Home => Leaving::Home,
        entry::Leaving::Transferred => Leaving::Transferred,
        entry::Leaving::AgainstAdvice => Leaving::AgainstAdvice,
        entry::Leaving::Died => Leaving::Died,
    };
    Stay {
        kind: match stay.kind {
            entry::StayKind::Unplanned => StayKind::Unplanned,
            entry::StayKind::Planned => StayKind::Planned,
            entry::StayKind::Emergency => StayKind::Emergency,
        },
        admitted: stay.admitted,
        left: stay.left.map(|(day, how)| (day, leaving(how))),
    }
}

/// Alerts are needed from the period's beginning on, and from as long before the activations that are shown.
async fn alerts_since(shared: &Shared, window: Window) -> i64 {
    let days_ms = i64::from(window.days) * DAY_MS;
    // Without the list of activations none is compared.
    let activations = activations(shared).await.unwrap_or_default();
    let shown = activations.iter().rev().take(CHANGES_MAX).map(|one| one.at.unix_ms());
    shown.chain([window.now_ms]).min().map_or(0, |first| first - days_ms - DAY_MS)
}

/// Every counting reading that may matter.
pub(super) fn frame(
    readings: &Arc<dyn Reader>,
    withdrawn: &[ReadingId],
    window: Window,
) -> Result<LazyFrame> {
    let period = Period {
        since: TakenAt::from_unix_ms(window.since_ms()),
        until: TakenAt::from_unix_ms(window.now_ms + 1),
    };
    Ok(frames::without(readings.frame(period)?, withdrawn))
}

/// When a device first sent anything of whom. All readings are looked through once, and again when one was
/// taken back; then only what is new.
pub(super) fn origins(
    readings: &Arc<dyn Reader>,
    withdrawn: &[ReadingId],
    known: &Mutex<Origins>,
    window: Window,
) -> Result<HashMap<String, i64>> {
    // What is kept is whole at every moment: a panic elsewhere changes nothing.
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if known.withdrawn != withdrawn.len() {
        *known = Origins { withdrawn: withdrawn.len(), ..Origins::default() };
    }
    let back_ms = (LOOKBACK_DAYS + 2) * DAY_MS;
    let since = known.upto_ms.map_or(i64::MIN, |upto_ms| upto_ms - back_ms);
    let period = Period {
        since: TakenAt::from_unix_ms(since),
        until: TakenAt::from_unix_ms(window.now_ms + 1),
    };
    let frame = frames::without(readings.frame(period)?, withdrawn);
    for (patient, at_ms) in panel::first_by_device(&frame)? {
        let first = known.first.entry(patient).or_insert(at_ms);
        *first = at_ms.min(*first);
    }
    known.upto_ms = Some(window.now_ms);
    Ok(known.first.clone())
}

fn person(
    id: &PatientId,
    on_board: &OnBoard,
    plans: Option<Vec<Plan>>,
    membership: Membership,
) -> Person {
    let enrolment = on_board.enrolment.as_ref();
    let plan = enrolment.map(|enrolment| &enrolment.plan);
    let since_ever = || {
        // A store from before schedules were kept: what holds now is taken as if it always had.
        let schedule = plan.map(|plan| due(&plan.schedule)).unwrap_or_default();
        (!schedule.is_empty()).then_some(Plan { from_ms: 0, schedule }).into_iter().collect()
    };
    Person {
        patient: id.to_string(),
        conditions: plan
            .map_or(Vec::new(), |plan| plan.conditions.iter().map(ToString::to_string).collect()),
        born: enrolment.and_then(|enrolment| crate::json::born(enrolment.born.reveal())),
        zone: enrolment.map_or("UTC".into(), |enrolment| enrolment.zone.clone()),
        pregnant: plan.is_some_and(|plan| plan.pregnant),
        plans: plans.unwrap_or_else(since_ever),
        open: on_board.alerts.values().map(|alert| gravity(alert.severity)).max(),
        open_alerts: u32::try_from(on_board.alerts.len()).unwrap_or(u32::MAX),
        team: membership.team,
        site: membership.site,
        programme: match membership.programme {
            entry::Programme::Physiologic => Programme::Physiologic,
            entry::Programme::TherapyRespiratory => Programme::TherapyRespiratory,
            entry::Programme::TherapyMusculoskeletal => Programme::TherapyMusculoskeletal,
            entry::Programme::TherapyCognitive => Programme::TherapyCognitive,
        },
    }
}

/// What was asked of each person, oldest first.
fn plans(rows: Vec<ScheduleRow>) -> HashMap<PatientId, Vec<Plan>> {
    let mut plans: HashMap<PatientId, Vec<Plan>> = HashMap::new();
    for row in rows {
        let plan = Plan { from_ms: row.at.unix_ms(), schedule: due(&row.schedule) };
        plans.entry(row.patient).or_default().push(plan);
    }
    plans
}

fn due(schedule: &[Scheduled]) -> Vec<Due> {
    let one = |scheduled: &Scheduled| Due {
        sign: frames::sign_name(scheduled.sign).into(),
        every_hours: scheduled.every_hours,
    };
    schedule.iter().map(one).collect()
}

fn alert(row: AlertBurden) -> Alert {
    Alert {
        patient: row.patient.to_string(),
        problem: row.problem,
        rule: row.rule,
        gravity: gravity(row.severity),
        raised_ms: row.raised_at.unix_ms(),
        seen_ms: row.acknowledged_at.map(StoredAt::unix_ms),
        result: row.result.map(|result| match result {
            CaseResult::ActedOn => Verdict::ActedOn,
            CaseResult::NothingToDo => Verdict::NothingToDo,
            CaseResult::FalseReading | CaseResult::Expected => Verdict::NotTrue,
        }),
    }
}

fn gravity(severity: Severity) -> Gravity {
    match severity {
        Severity::Review => Gravity::Review,
        Severity::Urgent => Gravity::Urgent,
        Severity::Emergency => Gravity::Emergency,
    }
}
