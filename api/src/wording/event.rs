//! What happened to a person, in words.

use risk_engine::fact::CaseResult;
use risk_engine::outcome::{Alert, Automatic, Change, Decision, StepAction, TakenStep, Undoable};
use vitals::StoredAt;

use super::{Tongue, Wording};
use crate::language::Said;

impl Wording<'_> {
    /// What the automation did, and when (ms since 1970).
    pub(crate) fn automatic(&self, step: &Automatic) -> (i64, String) {
        match step {
            Automatic::Step(taken) => {
                let said = self.words.say("event-automatic").with("step", self.step(taken));
                (taken.at.unix_ms(), said.to_string())
            }
            Automatic::NoAnswer { at_ms } => {
                (*at_ms, self.words.say("event-no-answer").to_string())
            }
        }
    }

    /// What a step of a pathway was.
    pub(crate) fn step(&self, taken: &TakenStep) -> String {
        let words = self.words;
        let said = match &taken.action {
            StepAction::Measure(of) => {
                words.say("event-measure").with("sign", Tongue::sign_within(words, *of))
            }
            StepAction::Ask(id) => {
                let title = self.rules.questionnaire(id).map(|asked| words.written(&asked.title));
                let title = title.unwrap_or_else(|| id.replace('_', " "));
                words.say("event-ask").with("title", title)
            }
            StepAction::Advise => words.say("event-advise").with("say", words.written(&taken.say)),
            StepAction::Remind => words.say("event-remind").with("say", words.written(&taken.say)),
            StepAction::Thank => words.say("event-thank"),
            StepAction::Escalate(_) => words.say("event-escalate"),
            StepAction::End => words.say("event-end"),
        };
        said.to_string()
    }

    /// One line of a person's timeline, with its kind.
    pub(crate) fn decision(&self, decision: &Decision) -> (String, &'static str) {
        let words = self.words;
        match decision {
            Decision::Stepped { problem: of, step: taken, reasons: why } => {
                let why = self.reasons(why).join("; ");
                let said = match why.is_empty() {
                    true => words.say("event-stepped"),
                    false => words.say("event-stepped-why").with("why", why),
                };
                let said = said.with("done", self.step(taken)).with("what", self.problem(of));
                (said.to_string(), "action")
            }
            Decision::Calmed { problem: of } => {
                (words.say("event-calmed").with("what", self.problem(of)).to_string(), "action")
            }
            Decision::Alert { change, alert } => self.alert_changed(*change, alert),
            Decision::Refused { .. } => (words.say("event-refused").to_string(), "acknowledged"),
        }
    }

    fn alert_changed(&self, change: Change, alert: &Alert) -> (String, &'static str) {
        let words = self.words;
        let why = || self.reasons(&alert.reasons).join("; ");
        let owner = || self.person(alert.owner.as_deref());
        let (said, kind) = match change {
            Change::Raised => {
                let said =
                    words.say("event-raised").with("severity", self.severity(alert.severity));
                (said.with("why", why()), "alert")
            }
            Change::Joined => {
                let times = u64::from(alert.triggers);
                (words.say("event-joined").with("n", times).with("why", why()), "alert")
            }
            Change::Acknowledged => {
                let by = self.person(alert.acknowledged.as_ref().map(|by| &*by.by));
                (words.say("event-acknowledged").with("by", by), "acknowledged")
            }
            Change::Escalated => {
                let often = words.say("event-often").with("n", u64::from(alert.escalated));
                let to = self.person(alert.escalated_to.as_deref());
                let said = match (&*alert.escalated_by, &alert.escalated_to) {
                    (Some(passed), _) => words
                        .say("event-escalated-by")
                        .with("by", words.person(&passed.by))
                        .with("to", to)
                        .with("why", passed.reason.to_string()),
                    (None, Some(_)) => words.say("event-escalated-to").with("to", to),
                    (None, None) => words.say("event-escalated"),
                };
                (said.with("often", often.to_string()), "escalated")
            }
            Change::Cleared => (words.say("event-cleared"), "cleared"),
            Change::Assigned => (words.say("event-assigned").with("to", owner()), "acknowledged"),
            Change::Snoozed => {
                let why = alert.snoozed.as_ref().map_or("", |snoozed| &snoozed.reason);
                let said = words.say("event-snoozed").with("by", owner());
                (said.with("why", why.to_owned()), "acknowledged")
            }
            Change::Reopened => (words.say("event-reopened"), "escalated"),
            Change::PutOff => (words.say("event-put-off"), "acknowledged"),
            Change::Undone => (self.undone(alert), "superseded"),
            Change::Closed => (self.closed(alert), "cleared"),
            Change::Superseded => (self.superseded(alert, why()), "superseded"),
        };
        (said.with("what", self.problem(&alert.problem)).to_string(), kind)
    }

    fn person(&self, by: Option<&str>) -> String {
        let somebody = || self.words.say("event-somebody").to_string();
        by.map_or_else(somebody, |by| self.words.person(by))
    }

    fn undone(&self, alert: &Alert) -> Said<'static> {
        let undone = alert.undone.as_ref();
        let act = match undone.map(|undone| undone.what) {
            Some(Undoable::Assigned) => "assigned",
            Some(Undoable::Snoozed) => "snoozed",
            Some(Undoable::Closed) => "closed",
            Some(Undoable::Acknowledged) | None => "acknowledged",
        };
        let by = self.person(undone.map(|undone| &*undone.by));
        self.words.say("event-undone").with("act", act).with("by", by)
    }

    fn closed(&self, alert: &Alert) -> Said<'static> {
        let words = self.words;
        let Some(closed) = &alert.closed else { return words.say("event-closed") };
        let result = match closed.result {
            CaseResult::ActedOn => "acted_on",
            CaseResult::NothingToDo => "nothing_to_do",
            CaseResult::FalseReading => "false_reading",
            CaseResult::Expected => "expected",
        };
        words
            .say("event-closed-by")
            .with("by", words.person(&closed.by))
            .with("result", words.say("event-result").with("result", result).to_string())
            .with("why", closed.reason.to_string())
    }

    /// A late fact takes an alert back, or changes what it says.
    fn superseded(&self, alert: &Alert, why: String) -> Said<'static> {
        let words = self.words;
        let raised = jiff::Timestamp::from_millisecond(StoredAt::unix_ms(alert.raised_at));
        let told = match raised {
            Ok(at) => words.say("event-alert-of").with("at", at.strftime("%H:%M UTC").to_string()),
            Err(_) => words.say("event-alert"),
        };
        let said = match &alert.superseded {
            Some(by) if by.by.is_some() => words.say("event-replaced"),
            Some(_) => words.say("event-taken-back"),
            None => words
                .say("event-corrected")
                .with("severity", self.severity(alert.severity))
                .with("why", why),
        };
        said.with("alert", told.to_string())
    }
}
