//! Somebody's medicines: what to take today, what was taken, and whether one does them harm.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use ingest::entry::By;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vitals::PatientId;

use super::super::medicines::{self, DoseRequest};
use super::super::problem::Problem;
use super::super::signin::{check_form, html};
use super::super::{answers, messages};
use super::day::Zone;
use super::{Frame, done_at, unread};
use crate::access::{Authorized, Pass};
use crate::circle::medicine::{Line, SIDE_EFFECT, Slot, side_effect_of};
use crate::circle::{self, dues};
use crate::language::{Words, say, written};
use crate::server::Shared;

#[derive(Template)]
#[template(path = "medicines.html")]
struct MedicinesPage {
    words: Words,
    frame: Frame,
    error: Option<String>,
    medicines: Vec<Medicine>,
    /// Asked before a side effect is sent: what rules decide on.
    questions: Vec<(String, String)>,
    /// Why a dose was not taken: as the journal keeps it, and as it is read here.
    reasons: Vec<(&'static str, String)>,
}

struct Medicine {
    id: String,
    name: String,
    dose: String,
    times: String,
    note: String,
    /// Taken when needed, with when it was taken last.
    when_needed: Option<String>,
    doses: Vec<Dose>,
}

/// A dose that is due today.
pub(super) struct Dose {
    pub(super) due_at: i64,
    pub(super) clock: String,
    /// What was said of it.
    pub(super) said: Option<String>,
    pub(super) is_taken: bool,
    /// Whether its time has come.
    pub(super) is_now: bool,
}

/// A dose can be told of so long before it is due.
const EARLY_MS: i64 = 3 * 3_600_000;

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FormDose)]
pub(super) struct Told {
    token: String,
    key: String,
    medicine: String,
    due_at: Option<i64>,
    /// `yes` or `no`.
    taken: String,
    #[serde(default)]
    reason: String,
    /// How long it waited on a phone.
    #[serde(default)]
    waited_s: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FormEffect)]
pub(super) struct Effect {
    token: String,
    key: String,
    medicine: String,
    #[serde(default)]
    text: String,
    /// How long it waited on a phone.
    #[serde(default)]
    waited_s: i64,
    /// Answers by question.
    #[serde(flatten)]
    answers: std::collections::HashMap<String, String>,
}

pub(super) async fn get(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
) -> Result<Response, Problem> {
    page(&shared, (&pass, words), &patient, StatusCode::OK, None).await
}

/// A dose was taken, or not.
pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    form: Result<Form<Told>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(told) = form.map_err(|error| unread(&error))?;
    check_form(pass.actor(), &told.token)?;
    let request = DoseRequest {
        due_at: told.due_at,
        taken: told.taken == "yes",
        reason: if told.taken == "yes" { String::new() } else { told.reason },
        key: Some(told.key),
        said_at: (told.waited_s > 0).then(|| done_at(&shared, told.waited_s)),
    };
    let done = medicines::take(&shared, circle::by(&pass), &patient, told.medicine, request).await;
    let told = |problem: &Problem, words: &Words| match (problem.status(), problem.member("by")) {
        (StatusCode::CONFLICT, Some(by)) => {
            words.say("medicines-told-already").with("name", words.person(by)).to_string()
        }
        _ if problem.detail().contains("reason") => words.say("medicines-no-reason").to_string(),
        _ => words.say("medicines-failed").to_string(),
    };
    answer(&shared, (&pass, words), &patient, done, told).await
}

/// A medicine seems to do harm: what rules ask goes to the rules, and all of it to the team.
pub(super) async fn effect(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    form: Result<Form<Effect>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(effect) = form.map_err(|error| unread(&error))?;
    check_form(pass.actor(), &effect.token)?;
    let done = report(&shared, circle::by(&pass), &patient, &effect).await;
    let told = |problem: &Problem, words: &Words| {
        let is_empty = problem.detail().contains("text");
        let why = if is_empty { "medicines-no-text" } else { "medicines-effect-failed" };
        words.say(why).to_string()
    };
    answer(&shared, (&pass, words), &patient, done, told).await
}

async fn report(
    shared: &Shared,
    by: By,
    patient: &Authorized<PatientId>,
    effect: &Effect,
) -> Result<(), Problem> {
    let lines = medicines::lines(shared, patient).await?;
    let line = lines.iter().find(|line| line.medicine.id == effect.medicine);
    let unknown = || Problem::not_found(say("problem-no-medicine"));
    let name = line.ok_or_else(unknown)?.medicine.name.clone();
    let key = circle::key(Some(&effect.key))?;
    if circle::is_done(shared, patient, &key).await? {
        return Ok(());
    }
    let asked = questions(shared);
    let given: Vec<(&String, bool)> = asked
        .iter()
        .filter_map(|(id, text)| {
            let answer = effect.answers.get(&format!("q-{id}"))?;
            Some((text, answer == "yes"))
        })
        .collect();
    let said =
        given.iter().map(|(text, yes)| format!("{text} {}", if *yes { "Yes" } else { "No" }));
    let text: Vec<String> = std::iter::once(effect.text.trim().to_owned()).chain(said).collect();
    let message = messages::Request {
        subject: Some(side_effect_of(&name)),
        text: if effect.text.trim().is_empty() { String::new() } else { text.join("\n") },
        carers: true,
        key: Some(effect.key.clone()),
        ..messages::Request::default()
    };
    messages::check(&message)?;
    let answered_at = done_at(shared, effect.waited_s);
    let is_old = answered_at < shared.clock.now_ms() - answers::BEHIND_MS;
    // Rules decide nothing on answers that are so old: the team reads them in the message.
    if !given.is_empty() && !is_old {
        let given = asked.iter().filter_map(|(id, _)| {
            let answer = effect.answers.get(&format!("q-{id}"))?;
            Some(answers::Given { question: id.clone(), answer: json!(answer == "yes") })
        });
        let request = answers::Request {
            questionnaire: SIDE_EFFECT.into(),
            answered_at: Some(answered_at),
            answers: given.collect(),
        };
        // First what may be urgent.
        answers::take(shared, by.clone(), patient.clone(), request).await?;
    }
    messages::write(shared, by, patient, message).await
}

/// The yes-or-no questions that the active rules ask about side effects.
fn questions(shared: &Shared) -> Vec<(String, String)> {
    let rules = shared.pipeline.board().rules();
    let items = rules.questionnaire(SIDE_EFFECT).map(|of| of.items.clone()).unwrap_or_default();
    let items = items
        .into_iter()
        .filter(|item| item.kind == risk_engine::rules::Kind::YesNo && item.when.is_none());
    items.map(|item| (item.id.to_string(), item.text.to_string())).collect()
}

/// Back to the page, or the page with what was wrong.
async fn answer(
    shared: &Shared,
    (pass, words): (&Pass, Words),
    patient: &Authorized<PatientId>,
    done: Result<(), Problem>,
    told: impl FnOnce(&Problem, &Words) -> String,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/me/{}/medicines", **patient)).into_response()),
        Err(problem) if problem.is_of_whoever_asks() => {
            let why = told(&problem, &words);
            page(shared, (pass, words), patient, problem.status(), Some(why)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn page(
    shared: &Shared,
    (pass, words): (&Pass, Words),
    patient: &Authorized<PatientId>,
    status: StatusCode,
    error: Option<String>,
) -> Result<Response, Problem> {
    let (zone, now) = (Zone::of(shared, patient), shared.clock.now_ms());
    let lines = medicines::lines(shared, patient).await?;
    let lasting = lines.iter().filter(|line| !line.medicine.stopped);
    let medicines = lasting.map(|line| medicine(&words, line, &zone, now)).collect();
    let frame = Frame::of(shared, pass, patient);
    let questions = questions(shared).into_iter();
    let questions = questions.map(|(id, text)| (id, written(&words, &text))).collect();
    let reasons = REASONS.map(|(kept, _)| (kept, reason(&words, kept))).into();
    let words = words.at(format!("/me/{}/medicines", **patient));
    Ok(html(status, &MedicinesPage { words, frame, error, medicines, questions, reasons }))
}

/// Why somebody may not have taken a dose, as the journal keeps it for the team, and its key.
const REASONS: [(&str, &str); 5] = [
    ("I forgot it", "forgot"),
    ("I felt unwell", "unwell"),
    ("I have none left", "none-left"),
    ("I was told not to", "told-not-to"),
    ("I did not want to", "did-not-want"),
];

/// A reason of ours in the reader's language; another as it was written.
fn reason(words: &Words, kept: &str) -> String {
    let known = REASONS.iter().find(|(ours, _)| *ours == kept);
    known.map_or_else(
        || kept.to_owned(),
        |(_, key)| words.say("medicines-reason").with("reason", key).to_string(),
    )
}

fn medicine(words: &Words, line: &Line, zone: &Zone, now: i64) -> Medicine {
    let of = &line.medicine;
    let times: Vec<String> = of.minutes.iter().map(|minute| dues::clock(*minute)).collect();
    let last = line.doses.iter().filter(|taken| taken.dose.taken).max_by_key(|taken| taken.at);
    let last = last.map_or_else(
        || words.say("medicines-not-yet").to_string(),
        |taken| zone.when(words, taken.at, now),
    );
    Medicine {
        id: of.id.clone(),
        name: of.name.clone(),
        dose: words.dose(&of.dose),
        times: times.join(", "),
        note: of.note.clone(),
        when_needed: of.minutes.is_empty().then_some(last),
        doses: doses(words, line, zone, now),
    }
}

/// What is due today.
pub(super) fn doses(words: &Words, line: &Line, zone: &Zone, now: i64) -> Vec<Dose> {
    let Some((first, last)) = dues::day_around(now, zone.zone()) else {
        return Vec::new();
    };
    let slots = line.slots(zone.zone(), first - 1, last);
    slots.into_iter().map(|slot| dose(words, slot, zone, now)).collect()
}

fn dose(words: &Words, slot: Slot<'_>, zone: &Zone, now: i64) -> Dose {
    let said = slot.taken.map(|taken| {
        let said = match taken.dose.taken {
            true => words.say("medicines-said-taken"),
            false => words
                .say("medicines-said-not-taken")
                .with("reason", reason(words, &taken.dose.reason)),
        };
        let said = said.with("name", words.person(&taken.by));
        said.with("when", zone.when(words, taken.at, now)).to_string()
    });
    Dose {
        due_at: slot.due.at,
        clock: zone.clock(slot.due.at),
        said,
        is_taken: slot.taken.is_some_and(|taken| taken.dose.taken),
        is_now: slot.due.at <= now + EARLY_MS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dose_of_a_medicine_that_staff_entered_can_be_told_without_a_script() {
        let dose = || Dose {
            due_at: 1_790_000_000_000,
            clock: "08:00".into(),
            said: None,
            is_taken: false,
            is_now: true,
        };
        let medicine = |when_needed: Option<&str>| Medicine {
            id: circle::new_id("m"),
            name: "Furosemide".into(),
            dose: "40 mg".into(),
            times: "08:00".into(),
            note: String::new(),
            when_needed: when_needed.map(Into::into),
            doses: if when_needed.is_some() { Vec::new() } else { vec![dose(), dose()] },
        };
        let frame = Frame {
            name: "Dilys Evans".into(),
            is_patient: true,
            patient: "p-0001".into(),
            called: "Dilys".into(),
            token: "t".into(),
            is_blind: false,
            team_phone: None,
            key: circle::new_id("k"),
            made_at: 0,
            zone: Zone::utc(),
        };
        let page = MedicinesPage {
            words: Words::english(),
            frame,
            error: None,
            medicines: vec![medicine(None), medicine(None), medicine(Some("today"))],
            questions: Vec::new(),
            reasons: Vec::new(),
        };
        let page = page.render().unwrap();
        let keys = page.split("name=\"key\" value=\"").skip(1);
        let keys: Vec<&str> = keys.map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(keys.len(), 6, "four doses, one when needed, and harm");
        for key in &keys {
            circle::key(Some(key)).unwrap_or_else(|problem| panic!("{key}: {}", problem.detail()));
        }
        let each: std::collections::BTreeSet<&&str> = keys.iter().collect();
        assert_eq!(each.len(), keys.len(), "{keys:?}");
    }
}
