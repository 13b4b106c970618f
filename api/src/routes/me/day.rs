//! Somebody's day in plain words: tasks, last readings beside what is usual, what was said to them.

use std::cmp::Ordering;

use ingest::entry::{Side, Stand};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use risk_engine::fact::NextStep;
use risk_engine::held::Reach;
use risk_engine::outcome::{Alert, Severity};
use store::readings::ReadingRow;
use vitals::{PatientId, TakenAt, VitalSign};

use super::super::care::{self, Step};
use super::super::problem::Problem;
use super::super::{appointments, medicines, messages};
use super::usual::Usual;
use crate::access::Authorized;
use crate::circle::appointment::ends_at;
use crate::server::Shared;
use crate::wording;

/// One day of one person.
pub(super) struct Day {
    /// What the care team knows and does, if something is open.
    pub(super) news: Option<&'static str>,
    pub(super) tasks: Vec<Task>,
    /// The questions that wait: title and what is said with them.
    pub(super) questions: Option<(String, String)>,
    /// Readings that may be theirs: id, words, when.
    pub(super) claims: Vec<(String, String, String)>,
    pub(super) readings: Vec<Reading>,
    /// What was said to them: when, and what.
    pub(super) said: Vec<(String, String)>,
    /// Since when nothing has come from their monitors, if that is long.
    pub(super) silent: Option<String>,
    /// How many messages wait.
    pub(super) unread: usize,
}

/// Something to do.
pub(super) struct Task {
    pub(super) is_done: bool,
    pub(super) text: String,
    pub(super) more: String,
}

/// The newest value of a sign.
pub(super) struct Reading {
    pub(super) name: &'static str,
    pub(super) value: String,
    /// Words and mark beside what is usual.
    pub(super) words: &'static str,
    pub(super) mark: &'static str,
    pub(super) when: String,
    pub(super) usual: Option<String>,
}

/// What is usual comes from so long.
const MONTH_MS: i64 = 30 * 24 * 3_600_000;
const ROWS_MAX: usize = 20_000;
const SAID_MAX: usize = 8;
/// After so long without anything the page says so.
const SILENT_MS: i64 = 24 * 3_600_000;

impl Day {
    pub(super) async fn of(
        shared: &Shared,
        viewer: Side,
        patient: &Authorized<PatientId>,
    ) -> Result<Self, Problem> {
        let unread = messages::desk(shared, patient, viewer).await?.unread;
        let now = shared.clock.now_ms();
        let zone = Zone::of(shared, patient);
        let care = care::of(shared, patient).await?;
        let (store, of) = (shared.pipeline.readings().clone(), (**patient).clone());
        let since = TakenAt::from_unix_ms(now - MONTH_MS);
        let read = move || store.of_patient(&of, since, ROWS_MAX);
        let rows = tokio::task::spawn_blocking(read).await;
        let rows = rows.map_err(|error| Problem::unavailable(&error))?;
        let rows = rows.map_err(|error| Problem::unavailable(&error))?;
        let (plan, news, heard_at) = shared.pipeline.board().read(|_, people| {
            let person = people.get(&**patient);
            let plan = person.and_then(|it| it.enrolment.as_ref()).map(|it| it.plan.clone());
            let news = person.and_then(|it| news(it.alerts.values()));
            let heard = person.and_then(|it| it.view.as_ref()).and_then(|view| view.heard_at);
            (plan, news, heard.map(vitals::HeardAt::unix_ms))
        });
        let scheduled = plan.iter().flat_map(|plan| &plan.schedule);
        let scheduled = scheduled.map(|it| (it.sign, i64::from(it.every_hours) * 3_600_000));
        let mut tasks: Vec<Task> = asked(&care.steps, &rows, now, &zone);
        tasks.extend(scheduled.map(|(sign, every)| routine(sign, every, &rows, now, &zone)));
        tasks.extend(doses(shared, patient, &zone, now).await?);
        tasks.extend(visits(shared, patient, &zone, now).await?);
        let silent = heard_at.filter(|at| now - at > SILENT_MS).map(|at| zone.when(at, now));
        let claims = care
            .unclaimed
            .into_iter()
            .map(|question| (question.reading, question.text, zone.when(question.taken_at, now)));
        let said = care.steps.iter().take(SAID_MAX);
        Ok(Self {
            news,
            tasks,
            questions: care.questionnaire.map(|waiting| (waiting.title, waiting.text)),
            claims: claims.collect(),
            readings: SHOWN
                .into_iter()
                .filter_map(|sign| reading(sign, &rows, now, &zone))
                .collect(),
            said: said.map(|step| (zone.when(step.at, now), step.text.clone())).collect(),
            silent,
            unread,
        })
    }
}

/// What the care team knows, in words that promise nothing.
fn news<'a>(alerts: impl Iterator<Item = &'a Alert>) -> Option<&'static str> {
    let worst = alerts
        .filter(|alert| alert.severity >= Severity::Urgent)
        .max_by_key(|alert| alert.severity)?;
    Some(match worst.acknowledged.as_ref().map(|seen| seen.next) {
        Some(NextStep::CallingNow) => {
            "A nurse or doctor has seen your readings and is calling you. Sit down and rest."
        }
        Some(_) => "A nurse or doctor has seen your readings.",
        None => {
            "Your care team has been told about your readings. Nobody has looked at them yet. Sit down and rest."
        }
    })
}

/// Measurements that the automation asked for and that haven't come.
fn asked(steps: &[Step], rows: &[ReadingRow], now: i64, zone: &Zone) -> Vec<Task> {
    let measures = steps.iter().filter(|step| step.kind == "measure");
    let open = measures.filter(|step| step.due_at.is_some_and(|due_at| due_at > now));
    let tasks = open.filter_map(|step| {
        let sign = SHOWN.into_iter().find(|sign| step.sign == Some(wording::sign_name(*sign)))?;
        let done = rows.iter().find(|row| row.sign == sign && row.taken_at.unix_ms() >= step.at);
        let more = match (done, step.due_at) {
            (Some(row), _) => format!("Done {}.", zone.when(row.taken_at.unix_ms(), now)),
            (None, Some(due_at)) => format!("Before {}.", zone.when(due_at, now)),
            (None, None) => String::new(),
        };
        let text = format!("Measure again: {}", name(sign).to_lowercase());
        Some(Task { is_done: done.is_some(), text, more })
    });
    tasks.collect()
}

/// A measurement that the plan wants every so often.
fn routine(sign: VitalSign, every_ms: i64, rows: &[ReadingRow], now: i64, zone: &Zone) -> Task {
    let newest = newest(sign, rows).map(|row| row.taken_at.unix_ms());
    let done = newest.filter(|at| now - at < every_ms);
    let more = match (done, newest) {
        (Some(at), _) => format!("Done {}.", zone.when(at, now)),
        (None, Some(at)) => format!("Last time: {}.", zone.when(at, now)),
        (None, None) => "Not measured yet.".to_owned(),
    };
    Task { is_done: done.is_some(), text: format!("Measure: {}", name(sign).to_lowercase()), more }
}

/// The doses of today.
async fn doses(
    shared: &Shared,
    patient: &PatientId,
    zone: &Zone,
    now: i64,
) -> Result<Vec<Task>, Problem> {
    let lines = medicines::lines(shared, patient).await?;
    let mut doses: Vec<(i64, Task)> = Vec::new();
    for line in &lines {
        let text = format!(
            "Medicine: {} {}",
            line.medicine.name,
            line.medicine.dose.replace(' ', "\u{a0}")
        );
        doses.extend(super::medicines::doses(line, zone, now).into_iter().map(|dose| {
            let more = match &dose.said {
                Some(said) => format!("{said}."),
                None if dose.due_at < now => format!("It was due at {}.", dose.clock),
                None => format!("At {}.", dose.clock),
            };
            let is_done = dose.said.is_some();
            (dose.due_at, Task { is_done, text: text.clone(), more })
        }));
    }
    doses.sort_by_key(|(due_at, _)| *due_at);
    Ok(doses.into_iter().map(|(_, task)| task).collect())
}

/// What was offered, and what is fixed for the next days.
async fn visits(
    shared: &Shared,
    patient: &PatientId,
    zone: &Zone,
    now: i64,
) -> Result<Vec<Task>, Problem> {
    let visits = appointments::all(shared, patient).await?.into_iter();
    let near = visits.filter(|visit| {
        let of = &visit.appointment;
        let soon = of.starts_at < now + SOON_MS;
        ends_at(of) > now && (of.stand == Stand::Proposed || of.stand == Stand::Confirmed && soon)
    });
    let tasks = near.map(|visit| {
        let of = visit.appointment;
        let is_offer = of.stand == Stand::Proposed;
        let text = if is_offer { "Appointment: please say if you can come" } else { "Appointment" };
        let place = if of.place.is_empty() { String::new() } else { format!(", {}", of.place) };
        let more = format!("{}, with {}{place}.", zone.when(of.starts_at, now), of.with);
        Task { is_done: false, text: text.to_owned(), more }
    });
    Ok(tasks.collect())
}

/// Appointments that come so soon are among the tasks.
const SOON_MS: i64 = 3 * 24 * 3_600_000;

fn newest(sign: VitalSign, rows: &[ReadingRow]) -> Option<&ReadingRow> {
    let of_sign = rows.iter().filter(|row| row.sign == sign && row.taken_at.unix_ms() > 0);
    of_sign.max_by_key(|row| row.taken_at.unix_ms())
}

fn reading(sign: VitalSign, rows: &[ReadingRow], now: i64, zone: &Zone) -> Option<Reading> {
    let row = newest(sign, rows)?;
    let usual = Usual::of(rows, sign, now);
    let (words, mark) = match (row.reach, usual.map(|usual| usual.compare(row.milli))) {
        (Reach::Below, _) => ("Lower than your monitor can show", "▼"),
        (Reach::Above, _) => ("Higher than your monitor can show", "▲"),
        (_, Some(Ordering::Less)) => ("Lower than usual for you", "▼"),
        (_, Some(Ordering::Greater)) => ("Higher than usual for you", "▲"),
        (_, Some(Ordering::Equal)) => ("As usual for you", "✓"),
        (_, None) => ("We do not know yet what is usual for you", ""),
    };
    Some(Reading {
        name: name(sign),
        value: wording::plain(sign, row.milli, row.reach),
        words,
        mark,
        when: zone.when(row.taken_at.unix_ms(), now),
        usual: usual.map(|usual| between(sign, usual)),
    })
}

/// "94 to 97 %".
fn between(sign: VitalSign, usual: Usual) -> String {
    let plain = |milli| wording::plain(sign, milli, Reach::Within);
    let (low, high) = (plain(usual.low), plain(usual.high));
    let low = low.trim_end_matches(wording::unit(sign)).trim_end_matches('\u{a0}');
    format!("{low} to {high}")
}

/// What patients see, most often asked first.
const SHOWN: [VitalSign; 8] = [
    VitalSign::Spo2,
    VitalSign::Pulse,
    VitalSign::Systolic,
    VitalSign::Diastolic,
    VitalSign::Weight,
    VitalSign::Temperature,
    VitalSign::Glucose,
    VitalSign::Respiration,
];

/// A sign as patients call it.
fn name(sign: VitalSign) -> &'static str {
    match sign {
        VitalSign::Systolic => "Blood pressure, upper number",
        VitalSign::Diastolic => "Blood pressure, lower number",
        VitalSign::Glucose => "Sugar",
        other => wording::sign(other),
    }
}

/// The person's own time.
pub(in crate::routes) struct Zone(TimeZone);

impl Zone {
    pub(in crate::routes) fn of(shared: &Shared, patient: &PatientId) -> Self {
        let zone = shared.pipeline.board().read(|_, people| {
            let enrolment = people.get(patient).and_then(|person| person.enrolment.as_ref());
            enrolment.map(|enrolment| enrolment.zone.clone())
        });
        let zone = zone.and_then(|zone| TimeZone::get(&zone).ok());
        Self(zone.unwrap_or(TimeZone::UTC))
    }

    pub(in crate::routes) fn zone(&self) -> &TimeZone {
        &self.0
    }

    /// "09:41".
    pub(super) fn clock(&self, at_ms: i64) -> String {
        let at = Timestamp::from_millisecond(at_ms).map(|at| at.to_zoned(self.0.clone()));
        at.map_or_else(|_| String::new(), |at| at.strftime("%H:%M").to_string())
    }

    /// As a form's field for a day and a time takes it.
    pub(super) fn form_time(&self, at_ms: i64) -> String {
        let at = Timestamp::from_millisecond(at_ms).map(|at| at.to_zoned(self.0.clone()));
        at.map_or_else(|_| String::new(), |at| at.strftime("%Y-%m-%dT%H:%M").to_string())
    }

    /// The moment that such a field says; none for a time that clocks jump over, or for nothing.
    pub(super) fn moment(&self, text: &str) -> Option<i64> {
        let at: jiff::civil::DateTime = text.trim().parse().ok()?;
        let zoned = at.to_zoned(self.0.clone()).ok()?;
        (zoned.datetime() == at).then(|| zoned.timestamp().as_millisecond())
    }

    /// "today 9:41", "yesterday 18:02", or "Tue 24 Nov, 10:30".
    pub(super) fn when(&self, at_ms: i64, now_ms: i64) -> String {
        let local = |ms| Timestamp::from_millisecond(ms).map(|at| at.to_zoned(self.0.clone()));
        let (Ok(at), Ok(now)) = (local(at_ms), local(now_ms)) else {
            return "at a time that we can't tell".into();
        };
        let clock = at.strftime("%H:%M").to_string();
        let days = now.date().since(at.date()).map(|span| span.get_days());
        match days {
            Ok(0) => format!("today {clock}"),
            Ok(1) => format!("yesterday {clock}"),
            Ok(-1) => format!("tomorrow {clock}"),
            _ => at.strftime("%a %-d %b, %H:%M").to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_is_said_with_one_unit() {
        let usual = |low, high| Usual { low, high };
        assert_eq!(between(VitalSign::Spo2, usual(94_000, 97_000)), "94 to 97\u{a0}%");
        assert_eq!(between(VitalSign::Pulse, usual(63_000, 77_000)), "63 to 77/min");
        assert_eq!(between(VitalSign::Weight, usual(55_400, 56_700)), "55.4 to 56.7\u{a0}kg");
    }

    #[test]
    fn times_are_said_in_the_person_s_own_zone() {
        let zone = |name: &str| Zone(TimeZone::get(name).unwrap());
        let ms = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        let check = |name: &str, at: &str, now: &str, words: &str| {
            assert_eq!(zone(name).when(ms(at), ms(now)), words, "{at} in {name}");
        };
        check("UTC", "2026-11-22T09:41:00Z", "2026-11-22T12:00:00Z", "today 09:41");
        check("UTC", "2026-11-21T18:02:00Z", "2026-11-22T12:00:00Z", "yesterday 18:02");
        check("Europe/Berlin", "2026-11-21T23:30:00Z", "2026-11-22T12:00:00Z", "today 00:30");
        check("UTC", "2026-10-03T10:30:00Z", "2026-11-22T12:00:00Z", "Sat 3 Oct, 10:30");
    }
}
