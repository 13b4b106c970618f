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
use super::how::Kind;
use super::usual::Usual;
use crate::access::Authorized;
use crate::circle::appointment::ends_at;
use crate::language::{Measure, Words, written};
use crate::server::Shared;
use crate::wording;

/// One day of one person.
pub(super) struct Day {
    /// What the care team knows and does, if something is open.
    pub(super) news: Option<String>,
    pub(super) tasks: Vec<Task>,
    /// The pages where they are done: a phone keeps them for a time without a network.
    pub(super) keep: Vec<String>,
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
    /// Whether it is something to do, and not only to know of.
    pub(super) counts: bool,
    pub(super) is_done: bool,
    pub(super) text: String,
    pub(super) more: String,
    /// The page where it is done.
    pub(super) way: Option<String>,
    /// The page that says how to measure it.
    pub(super) how: Option<String>,
}

impl Day {
    /// How many of the things to do are done, and how many there are; none if there is nothing to do.
    pub(super) fn done(&self) -> Option<(usize, usize)> {
        let to_do = || self.tasks.iter().filter(|task| task.counts);
        let count = to_do().count();
        (count > 0).then(|| (to_do().filter(|task| task.is_done).count(), count))
    }
}

/// The newest value of a sign.
pub(super) struct Reading {
    pub(super) name: String,
    pub(super) value: String,
    /// Words and mark beside what is usual.
    pub(super) words: String,
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
        words: &Words,
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
            let news = person.and_then(|it| news(words, it.alerts.values()));
            let heard = person.and_then(|it| it.view.as_ref()).and_then(|view| view.heard_at);
            (plan, news, heard.map(vitals::HeardAt::unix_ms))
        });
        let scheduled = plan.iter().flat_map(|plan| &plan.schedule);
        let scheduled = scheduled.map(|it| (it.sign, i64::from(it.every_hours) * 3_600_000));
        let mut tasks: Vec<Task> = asked(words, patient, &care.steps, &rows, (now, &zone));
        tasks.extend(
            scheduled
                .map(|(sign, every)| routine(words, patient, (sign, every), &rows, (now, &zone))),
        );
        tasks.extend(doses(shared, words, patient, (now, &zone)).await?);
        tasks.extend(visits(shared, words, patient, (now, &zone)).await?);
        let silent = heard_at.filter(|at| now - at > SILENT_MS).map(|at| zone.when(words, at, now));
        let claims = care.unclaimed.into_iter().map(|question| {
            let when = zone.when(words, question.taken_at, now);
            (question.reading, claimed(words, &question.measures), when)
        });
        let said = care.steps.iter().take(SAID_MAX);
        let page = |part: &str| format!("/me/{}/{part}", **patient);
        let questions = care.questionnaire.as_ref().map(|_| page("questions?whole=true"));
        let ways = tasks.iter().filter_map(|task| task.how.clone());
        let mut keep: Vec<String> = questions.into_iter().chain(ways).collect();
        keep.extend([page("medicines"), page("appointments")]);
        keep.sort();
        keep.dedup();
        Ok(Self {
            news,
            tasks,
            keep,
            questions: care
                .questionnaire
                .map(|waiting| (written(words, &waiting.title), written(words, &waiting.text))),
            claims: claims.collect(),
            readings: SHOWN
                .into_iter()
                .filter_map(|sign| reading(words, sign, &rows, (now, &zone)))
                .collect(),
            said: said.map(|step| (zone.when(words, step.at, now), told(words, step))).collect(),
            silent,
            unread,
        })
    }
}

/// What the care team knows, in words that promise nothing.
fn news<'a>(words: &Words, alerts: impl Iterator<Item = &'a Alert>) -> Option<String> {
    let worst = alerts
        .filter(|alert| alert.severity >= Severity::Urgent)
        .max_by_key(|alert| alert.severity)?;
    let said = match worst.acknowledged.as_ref().map(|seen| seen.next) {
        Some(NextStep::CallingNow) => "day-news-calling",
        Some(_) => "day-news-seen",
        None => "day-news-told",
    };
    Some(words.say(said).to_string())
}

/// What the automation said.
fn told(words: &Words, step: &Step) -> String {
    // The rules say nothing themselves when what came after is fine.
    if step.kind == "fine" { words.say("day-fine").to_string() } else { written(words, &step.text) }
}

/// "Was this you? Oxygen 91 %".
fn claimed(words: &Words, measures: &[Measure]) -> String {
    let of = |it: &Measure| format!("{} {}", words.sign(it.sign), words.value(*it));
    let values: Vec<String> = measures.iter().map(of).collect();
    format!("{} {}", words.say("day-claim"), values.join(", "))
}

/// Now, and by whose clock.
type Moment<'a> = (i64, &'a Zone);

/// Measurements that the automation asked for and that haven't come.
fn asked(
    words: &Words,
    patient: &PatientId,
    steps: &[Step],
    rows: &[ReadingRow],
    (now, zone): Moment<'_>,
) -> Vec<Task> {
    let measures = steps.iter().filter(|step| step.kind == "measure");
    let open = measures.filter(|step| step.due_at.is_some_and(|due_at| due_at > now));
    let tasks = open.filter_map(|step| {
        let sign = SHOWN.into_iter().find(|sign| step.sign == Some(wording::sign_name(*sign)))?;
        let done = rows.iter().find(|row| row.sign == sign && row.taken_at.unix_ms() >= step.at);
        let more = match (done, step.due_at) {
            (Some(row), _) => {
                let when = zone.when(words, row.taken_at.unix_ms(), now);
                words.say("day-done-at").with("when", when).to_string()
            }
            (None, Some(due_at)) => {
                let when = zone.when(words, due_at, now);
                words.say("day-before").with("when", when).to_string()
            }
            (None, None) => String::new(),
        };
        let text = words.say("day-measure-again").with("sign", words.sign_within(sign)).to_string();
        Some(Task { text, more, ..measured(patient, sign, done.is_some()) })
    });
    tasks.collect()
}

/// A measurement as a task that links to where it is typed, and to how it is done.
fn measured(patient: &PatientId, sign: VitalSign, is_done: bool) -> Task {
    let how = Kind::of(sign).map(|kind| format!("/me/{patient}/how/{}", kind.word()));
    let way = how.as_ref().map(|how| format!("{how}#type"));
    Task { counts: true, is_done, text: String::new(), more: String::new(), way, how }
}

/// A measurement that the plan wants every so often.
fn routine(
    words: &Words,
    patient: &PatientId,
    (sign, every_ms): (VitalSign, i64),
    rows: &[ReadingRow],
    (now, zone): Moment<'_>,
) -> Task {
    let newest = newest(sign, rows).map(|row| row.taken_at.unix_ms());
    let done = newest.filter(|at| now - at < every_ms);
    let more = match (done, newest) {
        (Some(at), _) => words.say("day-done-at").with("when", zone.when(words, at, now)),
        (None, Some(at)) => words.say("day-last-time").with("when", zone.when(words, at, now)),
        (None, None) => words.say("day-never"),
    };
    let text = words.say("day-measure").with("sign", words.sign_within(sign));
    let (text, more) = (text.to_string(), more.to_string());
    Task { text, more, ..measured(patient, sign, done.is_some()) }
}

/// The doses of today.
async fn doses(
    shared: &Shared,
    words: &Words,
    patient: &PatientId,
    (now, zone): Moment<'_>,
) -> Result<Vec<Task>, Problem> {
    let lines = medicines::lines(shared, patient).await?;
    let mut doses: Vec<(i64, Task)> = Vec::new();
    for line in &lines {
        let medicine = format!("{} {}", line.medicine.name, words.dose(&line.medicine.dose));
        let text = words.say("day-medicine").with("medicine", medicine).to_string();
        doses.extend(super::medicines::doses(words, line, zone, now).into_iter().map(|dose| {
            let more = match &dose.said {
                Some(said) => format!("{said}."),
                None if dose.due_at < now => {
                    words.say("day-was-due").with("clock", dose.clock).to_string()
                }
                None => words.say("day-at").with("clock", dose.clock).to_string(),
            };
            let is_done = dose.said.is_some();
            let way = Some(format!("/me/{patient}/medicines#{}", line.medicine.id));
            let task = Task { counts: true, is_done, text: text.clone(), more, way, how: None };
            (dose.due_at, task)
        }));
    }
    doses.sort_by_key(|(due_at, _)| *due_at);
    Ok(doses.into_iter().map(|(_, task)| task).collect())
}

/// What was offered, and what is fixed for the next days.
async fn visits(
    shared: &Shared,
    words: &Words,
    patient: &PatientId,
    (now, zone): Moment<'_>,
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
        let text = words.say(if is_offer { "day-visit-offer" } else { "day-visit" });
        let more = if of.place.is_empty() {
            words.say("day-visit-with")
        } else {
            words.say("day-visit-with-at").with("place", of.place)
        };
        let more = more.with("when", zone.when(words, of.starts_at, now));
        let more = more.with("with", words.person(&of.with)).to_string();
        let (text, way) = (text.to_string(), Some(format!("/me/{patient}/appointments#{}", of.id)));
        Task { counts: is_offer, is_done: false, text, more, way, how: None }
    });
    Ok(tasks.collect())
}

/// Appointments that come so soon are among the tasks.
const SOON_MS: i64 = 3 * 24 * 3_600_000;

fn newest(sign: VitalSign, rows: &[ReadingRow]) -> Option<&ReadingRow> {
    let of_sign = rows.iter().filter(|row| row.sign == sign && row.taken_at.unix_ms() > 0);
    of_sign.max_by_key(|row| row.taken_at.unix_ms())
}

fn reading(
    words: &Words,
    sign: VitalSign,
    rows: &[ReadingRow],
    (now, zone): Moment<'_>,
) -> Option<Reading> {
    let row = newest(sign, rows)?;
    let usual = Usual::of(rows, sign, now);
    let (how, mark) = match (row.reach, usual.map(|usual| usual.compare(row.milli))) {
        (Reach::Below, _) => ("under", "▼"),
        (Reach::Above, _) => ("over", "▲"),
        (_, Some(Ordering::Less)) => ("lower", "▼"),
        (_, Some(Ordering::Greater)) => ("higher", "▲"),
        (_, Some(Ordering::Equal)) => ("usual", "✓"),
        (_, None) => ("unknown", ""),
    };
    Some(Reading {
        name: words.sign(sign),
        value: words.value(Measure { sign, milli: row.milli, reach: row.reach }),
        words: words.say("day-compared").with("how", how).to_string(),
        mark,
        when: zone.when(words, row.taken_at.unix_ms(), now),
        usual: usual.map(|usual| between(words, sign, usual)),
    })
}

/// "Usual: 94 to 97 %".
fn between(words: &Words, sign: VitalSign, usual: Usual) -> String {
    let value = |milli| words.value(Measure { sign, milli, reach: Reach::Within });
    let (low, high) = (value(usual.low), value(usual.high));
    let low = low.trim_end_matches(wording::unit(sign)).trim_end_matches('\u{a0}');
    words.say("day-usual").with("low", low).with("high", high).to_string()
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

    /// For whom nobody knows where they are.
    pub(in crate::routes) fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    pub(in crate::routes) fn zone(&self) -> &TimeZone {
        &self.0
    }

    /// Minutes that clocks there are ahead of UTC then.
    pub(super) fn offset_min(&self, at_ms: i64) -> i16 {
        let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
        // No zone is a day away.
        (self.0.to_offset(at).seconds() / 60) as i16
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
    pub(in crate::routes) fn when(&self, words: &Words, at_ms: i64, now_ms: i64) -> String {
        let local = |ms| Timestamp::from_millisecond(ms).map(|at| at.to_zoned(self.0.clone()));
        match (local(at_ms), local(now_ms)) {
            (Ok(at), Ok(now)) => words.when(&at, &now),
            _ => words.say("times-unknown").to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn what_is_usual_is_said_with_one_unit() {
        let usual = |low, high| Usual { low, high };
        let english = |sign, usual| between(&Words::in_language(Language::English), sign, usual);
        assert_eq!(english(VitalSign::Spo2, usual(94_000, 97_000)), "Usual: 94 to 97\u{a0}%");
        assert_eq!(english(VitalSign::Pulse, usual(63_000, 77_000)), "Usual: 63 to 77/min");
        let weight = usual(55_400, 56_700);
        assert_eq!(english(VitalSign::Weight, weight), "Usual: 55.4 to 56.7\u{a0}kg");
        let german = between(&Words::in_language(Language::German), VitalSign::Weight, weight);
        assert_eq!(german, "Üblich: 55,4 bis 56,7\u{a0}kg");
    }

    #[test]
    fn times_are_said_in_the_person_s_own_zone() {
        let zone = |name: &str| Zone(TimeZone::get(name).unwrap());
        let ms = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        let check_in = |language: Language, name: &str, at: &str, now: &str, said: &str| {
            let words = Words::in_language(language);
            let when = zone(name).when(&words, ms(at), ms(now));
            assert_eq!(when.replace('\u{a0}', " "), said, "{at} in {name}");
        };
        let check = |name: &str, at: &str, now: &str, said: &str| {
            check_in(Language::English, name, at, now, said);
        };
        check("UTC", "2026-11-22T09:41:00Z", "2026-11-22T12:00:00Z", "today 09:41");
        check("UTC", "2026-11-21T18:02:00Z", "2026-11-22T12:00:00Z", "yesterday 18:02");
        check("Europe/Berlin", "2026-11-21T23:30:00Z", "2026-11-22T12:00:00Z", "today 00:30");
        check("UTC", "2026-10-03T10:30:00Z", "2026-11-22T12:00:00Z", "Sat 3 Oct, 10:30");
        let (at, now) = ("2026-03-01T22:05:00Z", "2026-11-22T12:00:00Z");
        check_in(Language::German, "Europe/Berlin", at, now, "So., 1. März, 23:05");
        check_in(Language::Spanish, "Europe/Madrid", at, now, "dom, 1 mar, 23:05");
        check_in(Language::Spanish, "UTC", now, now, "hoy a las 12:00");
    }
}
