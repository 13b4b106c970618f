//! The questions that wait for somebody: asked on one page, read back, then sent.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use vitals::PatientId;

use super::super::answers;
use super::super::care::{self, Waiting};
use super::super::problem::Problem;
use super::super::signin::{check_form, html};
use super::{Frame, unread};
use crate::access::{Authorized, Pass};
use crate::server::Shared;

#[derive(Template)]
#[template(path = "questions.html")]
struct QuestionsPage {
    frame: Frame,
    error: Option<String>,
    /// None if nothing waits.
    waiting: Option<Asked>,
    /// Whether the answers are read back.
    is_check: bool,
}

struct Asked {
    id: String,
    title: String,
    text: String,
    questions: Vec<AskedQuestion>,
}

struct AskedQuestion {
    id: String,
    text: String,
    kind: &'static str,
    unit: String,
    choices: Vec<String>,
    /// Asked only if an answer before it says so.
    is_optional: bool,
    /// What was answered; empty if nothing.
    answer: String,
}

impl AskedQuestion {
    /// The answer as a person reads it.
    fn spoken(&self) -> String {
        match self.answer.as_str() {
            "" => "No answer".into(),
            "yes" => "Yes".into(),
            "no" => "No".into(),
            other => format!("{other} {}", self.unit).trim_end().to_owned(),
        }
    }
}

pub(super) async fn get(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
) -> Result<Response, Problem> {
    let waiting = care::of(&shared, &patient).await?.questionnaire;
    let waiting = waiting.map(|waiting| asked(waiting, &HashMap::new()));
    let frame = Frame::of(&shared, &pass, &patient);
    let page = QuestionsPage { frame, error: None, waiting, is_check: false };
    Ok(html(StatusCode::OK, &page))
}

/// Reads the answers back first; sends them once somebody has seen them.
pub(super) async fn post(
    State(shared): State<Shared>,
    pass: Pass,
    patient: Authorized<PatientId>,
    form: Result<Form<HashMap<String, String>>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(typed) = form.map_err(|error| unread(&error))?;
    check_form(pass.actor(), typed.get("token").map_or("", String::as_str))?;
    let frame = Frame::of(&shared, &pass, &patient);
    let waiting = care::of(&shared, &patient).await?.questionnaire;
    let waiting = waiting.filter(|waiting| typed.get("questionnaire") == Some(&waiting.id));
    let Some(waiting) = waiting.map(|waiting| asked(waiting, &typed)) else {
        let error = Some("These questions do not wait for you any more.".to_owned());
        let page = QuestionsPage { frame, error, waiting: None, is_check: false };
        return Ok(html(StatusCode::CONFLICT, &page));
    };
    let missing = waiting.questions.iter().any(|it| !it.is_optional && it.answer.is_empty());
    let step = typed.get("step").map_or("check", String::as_str);
    if missing || step != "send" {
        let error = missing.then(|| "Please answer each question.".to_owned());
        let status = if missing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let is_check = !missing && step == "check";
        let page = QuestionsPage { frame, error, waiting: Some(waiting), is_check };
        return Ok(html(status, &page));
    }
    let back = Redirect::to(&format!("/me/{}", *patient)).into_response();
    let given = waiting
        .questions
        .iter()
        .filter(|it| !it.answer.is_empty())
        .map(|it| answers::Given { question: it.id.clone(), answer: value(it) });
    let request = answers::Request {
        questionnaire: waiting.id.clone(),
        answered_at: None,
        answers: given.collect(),
    };
    match answers::take(&shared, patient, request).await {
        Ok(_) => Ok(back),
        Err(problem) if problem.is_of_whoever_asks() => {
            let error = Some("One of the answers can not be right. Please look again.".to_owned());
            let page = QuestionsPage { frame, error, waiting: Some(waiting), is_check: false };
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(problem) => Err(problem),
    }
}

fn asked(waiting: Waiting, typed: &HashMap<String, String>) -> Asked {
    let questions = waiting.items.into_iter().map(|item| {
        let answer = typed.get(&format!("q-{}", item.id)).map_or("", |answer| answer.trim());
        AskedQuestion {
            answer: answer.chars().take(40).collect(),
            id: item.id,
            text: item.text,
            kind: item.kind,
            unit: item.unit.unwrap_or_default(),
            choices: item.choices,
            is_optional: item.when.is_some(),
        }
    });
    Asked {
        id: waiting.id,
        title: waiting.title,
        text: waiting.text,
        questions: questions.collect(),
    }
}

/// As the interface takes it, which checks it.
fn value(question: &AskedQuestion) -> Value {
    match (question.kind, question.answer.as_str()) {
        ("yes_no", "yes") => json!(true),
        ("yes_no", "no") => json!(false),
        ("number", text) => {
            let number = text.replace(',', ".").parse::<f64>().ok();
            number.map_or_else(|| json!(text), |number| json!(number))
        }
        (_, text) => json!(text),
    }
}
