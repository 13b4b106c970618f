//! What happened to a person, in words.

use risk_engine::fact::CaseResult;
use risk_engine::outcome::{Alert, Automatic, Change, Decision, StepAction, TakenStep};
use risk_engine::rules::RuleSet;
use vitals::StoredAt;

use super::{in_sentence, problem, reasons, severity, sign};

/// What the automation did, and when (ms since 1970).
pub(crate) fn automatic(step: &Automatic, rules: &RuleSet) -> (i64, String) {
    match step {
        Automatic::Step(taken) => {
            (taken.at.unix_ms(), format!("{} (automatic)", self::step(taken, rules)))
        }
        Automatic::NoAnswer { at_ms } => (*at_ms, "No answer came (automatic)".into()),
    }
}

/// What a step of a pathway was.
pub(crate) fn step(taken: &TakenStep, rules: &RuleSet) -> String {
    match &taken.action {
        StepAction::Measure(of) => format!("Asked to measure again: {}", in_sentence(sign(*of))),
        StepAction::Ask(id) => {
            let title = rules.questionnaire(id).map(|asked| asked.title.to_string());
            format!("Asked questions: {}", title.unwrap_or_else(|| id.replace('_', " ")))
        }
        StepAction::Advise => format!("Advised: {}", taken.say),
        StepAction::Remind => format!("Reminded: {}", taken.say),
        StepAction::Thank => "Thanked".into(),
        StepAction::Escalate(_) => "Brought before a clinician".into(),
        StepAction::End => "Done".into(),
    }
}

/// One line of a person's timeline, with its kind.
pub(crate) fn decision(decision: &Decision, rules: &RuleSet) -> (String, &'static str) {
    match decision {
        Decision::Stepped { problem: of, step: taken, reasons: why } => {
            let (done, of) = (step(taken, rules), problem(of, rules));
            let why = reasons(why, rules).join("; ");
            let colon = if why.is_empty() { "" } else { ": " };
            (format!("{done}{colon}{why} ({of}, automatic)"), "action")
        }
        Decision::Calmed { problem: of } => {
            let of = problem(of, rules);
            (format!("What came after was fine: {of} (automatic)"), "action")
        }
        Decision::Alert { change, alert } => alert_changed(*change, alert, rules),
        Decision::Refused { .. } => {
            ("Somebody acted on an alert that had changed".into(), "acknowledged")
        }
    }
}

fn alert_changed(change: Change, alert: &Alert, rules: &RuleSet) -> (String, &'static str) {
    let what = problem(&alert.problem, rules);
    let why = || reasons(&alert.reasons, rules).join("; ");
    let owner = || alert.owner.as_deref().unwrap_or("somebody");
    match change {
        Change::Raised => {
            (format!("Alert raised, {}, {what}: {}", severity(alert.severity), why()), "alert")
        }
        Change::Joined => (format!("Again, {} times by now: {}", alert.triggers, why()), "alert"),
        Change::Acknowledged => {
            let by = alert.acknowledged.as_ref().map_or("somebody", |by| &by.by);
            (format!("Acknowledged by {by}: {what}"), "acknowledged")
        }
        Change::Escalated => {
            (format!("Not acknowledged in time, {}: {what}", escalated(alert)), "escalated")
        }
        Change::Cleared => (format!("Measurements are fine again: {what}"), "cleared"),
        Change::Assigned => (format!("Given to {}: {what}", owner()), "acknowledged"),
        Change::Snoozed => {
            let why = alert.snoozed.as_ref().map_or("", |snoozed| &snoozed.reason);
            (format!("Silenced for a while by {}: {what} ({why})", owner()), "acknowledged")
        }
        Change::Reopened => (format!("Somebody has to look again: {what}"), "escalated"),
        Change::PutOff => {
            (format!("Looked at lately, so the re-check waits: {what}"), "acknowledged")
        }
        Change::Closed => (closed(alert, &what), "cleared"),
        Change::Superseded => (superseded(alert, &what, &why()), "superseded"),
    }
}

fn escalated(alert: &Alert) -> String {
    let often = match alert.escalated {
        1 => "once".to_owned(),
        times => format!("{times} times"),
    };
    match &alert.escalated_to {
        Some(to) => format!("escalated to {to} ({often})"),
        None => format!("escalated ({often})"),
    }
}

fn closed(alert: &Alert, what: &str) -> String {
    let Some(closed) = &alert.closed else {
        return format!("Closed: {what}");
    };
    let result = match closed.result {
        CaseResult::ActedOn => "acted on",
        CaseResult::NothingToDo => "nothing to do",
        CaseResult::FalseReading => "the reading was wrong",
        CaseResult::Expected => "expected for this person",
    };
    format!("Closed by {}, {result}: {what} ({})", closed.by, closed.reason)
}

/// A late fact takes an alert back, or changes what it says.
fn superseded(alert: &Alert, what: &str, why: &str) -> String {
    let raised = StoredAt::unix_ms(alert.raised_at);
    let raised = jiff::Timestamp::from_millisecond(raised).map(|at| at.strftime("%H:%M UTC"));
    let raised = raised.map_or_else(|_| String::new(), |at| format!(" of {at}"));
    match &alert.superseded {
        Some(by) if by.by.is_some() => {
            format!("Alert{raised} replaced, by what became known later: {what}")
        }
        Some(_) => format!("Alert{raised} taken back, by what became known later: {what}"),
        None => format!(
            "Alert{raised} corrected to {} by what became known later, {what}: {why}",
            severity(alert.severity)
        ),
    }
}
