//! The questions that wait for somebody: one on a page, those that the answers before call for; read back, then
//! sent.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use risk_engine::fact::{Answer, Answers};
use risk_engine::rules::{Item, Kind, Questionnaire, RuleSet};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use vitals::{PatientId, TakenAt};

use super::super::answers;
use super::super::care::{self, Waiting};
use super::super::problem::Problem;
use super::super::signin::{check_form, html};
use super::{Frame, done_at, unread};
use crate::access::{Authorized, Pass};
use crate::circle;
use crate::language::{Words, written};
use crate::server::Shared;

#[derive(Template)]
#[template(path = "questions.html")]
struct QuestionsPage {
    words: Words,
    frame: Frame,
    error: Option<String>,
    /// None if nothing waits.
    asked: Option<Asked>,
}

/// How the questions are to be asked.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = QuestionsWay)]
pub(super) struct Way {
    /// All on one page: a phone keeps it for a time without a network.
    #[serde(default)]
    whole: bool,
}

struct Asked {
    id: String,
    title: String,
    text: String,
    /// What was answered so far, in the order in which it is asked.
    given: Vec<Line>,
    /// The one that is asked now; none when all are read back.
    now: Option<Line>,
    /// Its place among those that are asked, from 1.
    place: usize,
    /// All questions, also those that the answers before may leave out, if they stand on one page.
    whole: Vec<Line>,
}

struct Line {
    id: String,
    text: String,
    kind: &'static str,
    unit: String,
    /// As they are sent, and as they are read here.
    choices: Vec<(String, String)>,
    /// What was answered; empty if nothing.
    answer: String,
}

impl Line {
    fn of(words: &Words, item: &Item, answer: &str) -> Self {
        let (kind, unit, choices) = match &item.kind {
            Kind::YesNo => ("yes_no", String::new(), Vec::new()),
            Kind::Number(unit) => ("number", unit.to_string(), Vec::new()),
            Kind::Choice(all) => {
                let choice = |choice: &Arc<str>| (choice.to_string(), written(words, choice));
                ("choice", String::new(), all.iter().map(choice).collect())
            }
        };
        let (id, text) = (item.id.to_string(), written(words, &item.text));
        Self { id, text, kind, unit, choices, answer: answer.to_owned() }
    }

    /// The answer as a person reads it.
    fn spoken(&self, words: &Words) -> String {
        let chosen = self.choices.iter().find(|(kept, _)| *kept == self.answer);
        match (self.answer.as_str(), chosen) {
            (_, Some((_, read))) => read.clone(),
            ("yes", _) => words.say("page-yes").to_string(),
            ("no", _) => words.say("page-no").to_string(),
            (other, _) => format!("{other} {}", self.unit).trim_end().to_owned(),
        }
    }
}

/// What was typed for each question.
#[derive(ToSchema)]
#[schema(as = FormAnswers)]
pub(super) struct Typed(HashMap<String, String>);

impl Typed {
    fn field(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    fn text(&self, question: &str) -> &str {
        let text = self.field(&format!("q-{question}"));
        if text.chars().count() > ANSWER_CHARS_MAX { "" } else { text }
    }

    /// The answer to a question, if it is one.
    fn answer(&self, item: &Item) -> Option<Answer> {
        answers::answer(item, &value(item, self.text(&item.id))).ok()
    }

    fn answers(&self, questionnaire: &Questionnaire) -> Vec<(Arc<str>, Answer)> {
        let given = |item: &Item| Some((item.id.clone(), self.answer(item)?));
        questionnaire.items.iter().filter_map(given).collect()
    }
}

const ANSWER_CHARS_MAX: usize = 40;

/// Which question comes next.
enum To {
    First,
    After(String),
    Before(String),
    /// This one again.
    Same(String),
}

pub(super) async fn get(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    way: Result<Query<Way>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(Way { whole }) = way.map_err(|error| Problem::unreadable(error.body_text()))?;
    let waiting = care::of(&shared, &patient).await?.questionnaire;
    let rules = shared.pipeline.board().rules();
    let typed = Typed(HashMap::new());
    let mut asked = waiting.and_then(|waiting| asked(&words, &waiting, &rules, &typed, &To::First));
    if let Some(asked) = asked.as_mut().filter(|_| whole) {
        let items = rules.questionnaire(&asked.id).map(|of| &of.items);
        asked.whole = items.into_iter().flatten().map(|item| Line::of(&words, item, "")).collect();
    }
    let frame = Frame::of(&shared, &pass, &patient);
    Ok(html(StatusCode::OK, &QuestionsPage { words, frame, error: None, asked }))
}

/// Goes on, goes back, or sends what was read back.
pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    patient: Authorized<PatientId>,
    form: Result<Form<HashMap<String, String>>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(typed) = form.map_err(|error| unread(&error))?;
    let typed = Typed(typed);
    check_form(pass.actor(), typed.field("token"))?;
    let frame = Frame::of(&shared, &pass, &patient);
    let rules = shared.pipeline.board().rules();
    let waited_s = typed.field("waited_s").parse().unwrap_or(0);
    let answered_at = done_at(&shared, waited_s);
    let is_late = typed.field("step") == "send" && waited_s > 0;
    if is_late && answered_at < shared.clock.now_ms() - answers::BEHIND_MS {
        let error = Some(words.say("questions-too-late").to_string());
        let page = QuestionsPage { words, frame, error, asked: None };
        return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    if is_late && is_there(&shared, &patient, &typed, answered_at).await? {
        return Ok(Redirect::to(&format!("/me/{}", *patient)).into_response());
    }
    let is_it = |waiting: &Waiting| typed.field("questionnaire") == waiting.id;
    let waiting = match care::of(&shared, &patient).await?.questionnaire.filter(is_it) {
        // They were answered in time, and have waited on a phone.
        None if is_late => care::asked_at(&shared, &patient, answered_at).await?.filter(is_it),
        waiting => waiting,
    };
    let found = waiting.as_ref().zip(waiting.as_ref().and_then(|it| rules.questionnaire(&it.id)));
    let Some((waiting, questionnaire)) = found else {
        let error = Some(words.say("questions-over").to_string());
        let page = QuestionsPage { words, frame, error, asked: None };
        return Ok(html(StatusCode::CONFLICT, &page));
    };
    let at = typed.field("at").to_owned();
    let answered = typed.answers(questionnaire);
    let is_answered = answered.iter().any(|(id, _)| **id == *at);
    let (to, error) = match typed.field("step") {
        "back" => (To::Before(at), None),
        "change" => (To::First, None),
        "send" => {
            let all = questionnaire.asked(&answered);
            let missing = all.iter().find(|item| !answered.iter().any(|(id, _)| *id == item.id));
            match missing {
                None => {
                    let request = request(questionnaire, &typed, &answered, Some(answered_at));
                    answers::take(&shared, circle::by(&pass), patient.clone(), request).await?;
                    return Ok(Redirect::to(&format!("/me/{}", *patient)).into_response());
                }
                Some(item) => (To::Same(item.id.to_string()), Some(UNANSWERED)),
            }
        }
        _ if is_answered => (To::After(at), None),
        _ if typed.text(&at).is_empty() => (To::Same(at), Some(UNANSWERED)),
        _ => (To::Same(at), Some("questions-wrong")),
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let asked = asked(&words, waiting, &rules, &typed, &to);
    let error = error.map(|why| words.say(why).to_string());
    Ok(html(status, &QuestionsPage { words, frame, error, asked }))
}

/// Whether these answers are there already: they were sent before, and nobody heard that they came.
async fn is_there(
    shared: &Shared,
    patient: &Authorized<PatientId>,
    typed: &Typed,
    answered_at: i64,
) -> Result<bool, Problem> {
    let rules = shared.pipeline.board().rules();
    let Some(questionnaire) = rules.questionnaire(typed.field("questionnaire")) else {
        return Ok(false);
    };
    let mut items = typed.answers(questionnaire);
    let asked = questionnaire.asked(&items);
    let ids: Vec<Arc<str>> = asked.iter().map(|item| item.id.clone()).collect();
    items.retain(|(id, _)| ids.contains(id));
    let answered_at = TakenAt::from_unix_ms(answered_at);
    let same = Answers { answered_at, questionnaire: questionnaire.id.clone(), items };
    care::is_answered(shared, patient, &same).await
}

const UNANSWERED: &str = "questions-unanswered";

/// The question that is asked next, with the answers before it; all of them when none is left.
fn asked(
    words: &Words,
    waiting: &Waiting,
    rules: &RuleSet,
    typed: &Typed,
    to: &To,
) -> Option<Asked> {
    let questionnaire = rules.questionnaire(&waiting.id)?;
    let answers = typed.answers(questionnaire);
    let asked = questionnaire.asked(&answers);
    let place = |id: &str| asked.iter().position(|item| *item.id == *id);
    let now = match to {
        To::First => 0,
        To::After(id) => place(id).map_or(0, |place| place + 1),
        To::Before(id) => place(id).unwrap_or(0).saturating_sub(1),
        To::Same(id) => place(id).unwrap_or(0),
    };
    let line = |item: &&Item| Line::of(words, item, typed.text(&item.id));
    let is_given = |item: &&&Item| answers.iter().any(|(id, _)| *id == item.id);
    let others = asked.iter().enumerate().filter(|(place, _)| *place != now).map(|(_, item)| item);
    Some(Asked {
        id: waiting.id.clone(),
        title: written(words, &waiting.title),
        text: written(words, &waiting.text),
        given: others.filter(is_given).map(line).collect(),
        now: asked.get(now).map(line),
        place: now + 1,
        whole: Vec::new(),
    })
}

/// As the interface takes them: what isn't asked is left out.
fn request(
    questionnaire: &Questionnaire,
    typed: &Typed,
    answered: &[(Arc<str>, Answer)],
    answered_at: Option<i64>,
) -> answers::Request {
    let given = questionnaire.asked(answered).into_iter().map(|item| answers::Given {
        question: item.id.to_string(),
        answer: value(item, typed.text(&item.id)),
    });
    answers::Request {
        questionnaire: questionnaire.id.to_string(),
        answered_at,
        answers: given.collect(),
    }
}

/// As the interface takes it, which checks it.
fn value(item: &Item, text: &str) -> Value {
    match (&item.kind, text) {
        (Kind::YesNo, "yes") => json!(true),
        (Kind::YesNo, "no") => json!(false),
        (Kind::Number(_), text) => {
            let number = text.replace(',', ".").parse::<f64>().ok();
            number.map_or_else(|| json!(text), |number| json!(number))
        }
        (_, text) => json!(text),
    }
}
