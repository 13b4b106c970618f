//! The people on both sides: who answers a questionnaire, and the clinician who acknowledges.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use risk_engine::fact::{Act, Action, Answer, Answers, Fact, NextStep};
use risk_engine::outcome::{Alert, Severity};
use risk_engine::rules::{Kind, RuleSet};
use vitals::{AlertId, PatientId, TakenAt};

use super::MINUTE_MS;
use super::fleet::Due;

/// Everybody who is asked something.
pub(super) struct Panel {
    rules: RuleSet,
    seed: u64,
    /// How often each person was asked something.
    asked: BTreeMap<PatientId, u64>,
    answers: BTreeMap<(i64, PatientId, u64), Answers>,
    to_acknowledge: BTreeMap<AlertId, Look>,
}

/// A look at an alert that is going to happen.
struct Look {
    at_ms: i64,
    patient: PatientId,
    version: u32,
}

impl Panel {
    pub(super) fn new(rules: RuleSet, seed: u64) -> Self {
        Self {
            rules,
            seed,
            asked: BTreeMap::new(),
            answers: BTreeMap::new(),
            to_acknowledge: BTreeMap::new(),
        }
    }

    /// What is answered and acknowledged by now.
    pub(super) fn due(&mut self, now_ms: i64) -> Vec<Due> {
        let mut due: Vec<Due> = Vec::new();
        while let Some(first) = self.answers.first_entry()
            && first.key().0 <= now_ms
        {
            let ((_, patient, _), answers) = first.remove_entry();
            due.push((patient, Fact::Answered(answers)));
        }
        self.to_acknowledge.retain(|alert, look| {
            if look.at_ms <= now_ms {
                let action = Action::Acknowledge(NextStep::CallingNow);
                let (alert, version) = (alert.clone(), look.version);
                let act = Act { alert, version, by: "clinician".into(), action };
                due.push((look.patient.clone(), Fact::Act(act)));
            }
            look.at_ms > now_ms
        });
        due
    }

    /// Somebody is asked. Seven in ten answer, in 2 to 4 minutes, and truthfully: yes to what an
    /// illness does if they are ill, else no.
    pub(super) fn ask(
        &mut self,
        patient: &PatientId,
        questionnaire: &str,
        is_ill: bool,
        now_ms: i64,
    ) {
        let asked = self.asked.entry(patient.clone()).or_default();
        *asked += 1;
        let asked = *asked;
        let chance = self.chance(patient, asked);
        let Some(questions) = self.rules.questionnaire(questionnaire) else {
            return;
        };
        if chance % 100 >= ANSWERED_PERCENT {
            return;
        }
        let answered_ms = now_ms + (2 + (chance >> 32) as i64 % 3) * MINUTE_MS;
        let items = questions.items.iter().filter(|item| item.when.is_none() || is_ill);
        let items = items.filter(|item| matches!(item.kind, Kind::YesNo)).map(|item| {
            let yes = is_ill && FELT_WHEN_ILL.contains(&&*item.id);
            (item.id.clone(), if yes { Answer::Yes } else { Answer::No })
        });
        let answers = Answers {
            answered_at: TakenAt::from_unix_ms(answered_ms),
            questionnaire: questions.id.clone(),
            items: items.collect(),
        };
        self.answers.insert((answered_ms, patient.clone(), asked), answers);
    }

    /// The clinician sees an alert, and acknowledges it well within its target.
    pub(super) fn look(&mut self, patient: &PatientId, alert: &Alert, now_ms: i64) {
        let open = alert.acknowledged.is_none() && alert.closed.is_none();
        if !open || alert.superseded.is_some() {
            self.to_acknowledge.remove(&alert.id);
            return;
        }
        let minutes = match alert.severity {
            Severity::Emergency => 3,
            Severity::Urgent => 20,
            Severity::Review => 240,
        };
        let version = alert.version;
        let at_ms = now_ms + minutes * MINUTE_MS;
        let look = Look { at_ms, patient: patient.clone(), version };
        self.to_acknowledge.insert(alert.id.clone(), look);
    }

    /// The same in every run: the hasher's keys are fixed.
    fn chance(&self, patient: &PatientId, asked: u64) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.seed, asked, patient.as_str()).hash(&mut hasher);
        hasher.finish()
    }
}

/// As often as the homes' people answer questions that are due.
const ANSWERED_PERCENT: u64 = 71;
/// What the simulated illnesses would feel like.
const FELT_WHEN_ILL: [&str; 6] =
    ["breathless", "swelling", "more_phlegm", "much_worse", "shivery", "worse_than_then"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_in_ten_answer_and_only_the_ill_say_yes() {
        let check = |is_ill: bool, yes: usize| {
            let mut panel = Panel::new(RuleSet::built_in(), 7);
            for number in 0..200 {
                let patient = format!("p-{number}").parse().unwrap();
                panel.ask(&patient, "copd", is_ill, 0);
            }
            let due = panel.due(10 * MINUTE_MS);
            assert!((120..165).contains(&due.len()), "{}", due.len());
            for (_, fact) in due {
                let Fact::Answered(answers) = fact else { panic!("{fact:?}") };
                let said = answers.items.iter().filter(|(_, answer)| *answer == Answer::Yes);
                assert_eq!(said.count(), yes);
            }
        };
        check(true, 2);
        check(false, 0);
    }
}
