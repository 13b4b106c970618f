//! What a back-test found: figures of both rule sets, and every alert that would change.

mod words;

use std::collections::BTreeMap;

use risk_engine::outcome::{ENGINE_VERSION, Severity};
use risk_engine::rules::RuleSet;
use risk_engine::trial::{Raised, Run, compare, leads};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::{PatientId, StoredAt, TakenAt};

use crate::json::hex;
use crate::wording;

/// A back-test's report. It is kept under the hash of the draft.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// The rules on trial.
    pub draft: RulesId,
    /// The rules that they were compared with.
    pub active: RulesId,
    /// The engine's version.
    pub engine: u32,
    /// Which facts.
    pub period: Period,
    /// People who measured something in it.
    pub patients: u64,
    /// Readings in it.
    pub readings: u64,
    /// Days on which somebody measured something, counted per person.
    pub patient_days: u64,
    /// What the active rules did.
    pub by_active: Figures,
    /// What the draft did.
    pub by_draft: Figures,
    /// Alerts that both raise alike.
    pub same: u64,
    /// Alerts that only the draft raises.
    pub added: Vec<AlertAt>,
    /// Alerts that only the active rules raise.
    pub removed: Vec<AlertAt>,
    /// Alerts that both raise, at another time or with another severity.
    pub moved: Vec<MovedAt>,
}

/// Which rule set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RulesId {
    /// SHA-256 of its text.
    pub hash: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
}

/// Which facts, by when they were stored; of a file, by when they were taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportPeriod)]
pub struct Period {
    /// From, ms since 1970.
    pub from: i64,
    /// To, ms since 1970.
    pub to: i64,
    /// `journal` or `file`.
    pub source: String,
    /// Journal entries, or readings of the file.
    pub entries: u64,
}

/// What an alert costs a clinician, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minutes {
    /// An emergency.
    pub emergency: u32,
    /// An urgent one.
    pub urgent: u32,
    /// A review.
    pub review: u32,
}

/// What one rule set did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrialFigures)]
pub struct Figures {
    /// Alerts.
    pub alerts: u64,
    /// Of them emergencies.
    pub emergency: u64,
    /// Of them urgent.
    pub urgent: u64,
    /// Of them reviews.
    pub review: u64,
    /// Alerts for each day on which a person measured something.
    pub per_patient_day: f64,
    /// Matters that automation ended without a clinician.
    pub automated: u64,
    /// Their share of those and the alerts, 0 to 1.
    pub share_automated: f64,
    /// Steps that automation took with people.
    pub steps: u64,
    /// A clinician's minutes.
    pub minutes: u64,
    /// Alerts by rule.
    pub by_rule: BTreeMap<String, u64>,
    /// Labelled events; none if there was no list.
    pub events: Option<Seen>,
    /// SHA-256 over all outcomes in their order.
    pub outcomes_hash: String,
}

/// How a rule set saw labelled events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportSeen)]
pub struct Seen {
    /// Events in the period.
    pub events: u64,
    /// Of them with an alert in the 48 hours before.
    pub seen: u64,
    /// How long before, in the middle: minutes; none if none was seen.
    pub lead_minutes: Option<i64>,
}

/// An alert, and the moment to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertAt {
    /// Whose.
    pub patient: String,
    /// The problem's name.
    pub problem: String,
    /// The rule.
    pub rule: String,
    /// As grave as it became.
    pub severity: String,
    /// When it was raised, ms since 1970.
    pub raised_at: i64,
    /// When the measurement behind it was taken, ms since 1970.
    pub taken_at: i64,
    /// The journal entry that raised it; of a file, the number of the fact.
    pub offset: u64,
    /// The person's page at that moment.
    pub link: String,
}

/// An alert that both raise, but not alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MovedAt {
    /// By the active rules.
    pub from: AlertAt,
    /// By the draft.
    pub to: AlertAt,
}

impl Period {
    pub(super) fn of(from: StoredAt, to: StoredAt, source: &str, entries: u64) -> Self {
        Self { from: from.unix_ms(), to: to.unix_ms(), source: source.to_owned(), entries }
    }

    pub(super) fn holds(&self, at: TakenAt) -> bool {
        (self.from..=self.to).contains(&at.unix_ms())
    }
}

impl RulesId {
    pub(crate) fn of(rules: &RuleSet) -> Self {
        let (hash, version) = (hex(&rules.hash()), rules.version());
        Self { hash, name: rules.name().to_owned(), version }
    }
}

/// Labelled events, and how long before one an alert may lie.
pub(super) type Labels<'a> = Option<(&'a [(PatientId, TakenAt)], i64)>;

impl Report {
    pub(super) fn of(
        (active, active_run): (&RuleSet, &Run),
        (draft, draft_run): (&RuleSet, &Run),
        period: Period,
        readings: u64,
        minutes: &Minutes,
        labels: Labels<'_>,
    ) -> Self {
        let compared = compare(active_run, draft_run);
        let all = |alerts: &[Raised]| alerts.iter().map(AlertAt::of).collect();
        let moved = compared.moved.iter();
        Self {
            draft: RulesId::of(draft),
            active: RulesId::of(active),
            engine: ENGINE_VERSION,
            period,
            patients: draft_run.patients(),
            readings,
            patient_days: draft_run.patient_days(),
            by_active: Figures::of(active_run, minutes, labels),
            by_draft: Figures::of(draft_run, minutes, labels),
            same: compared.same,
            added: all(&compared.added),
            removed: all(&compared.removed),
            moved: moved
                .map(|moved| MovedAt { from: AlertAt::of(&moved.from), to: AlertAt::of(&moved.to) })
                .collect(),
        }
    }
}

impl Figures {
    fn of(run: &Run, minutes: &Minutes, labels: Labels<'_>) -> Self {
        let graded = |severity| run.alerts().filter(|alert| alert.severity == severity).count();
        let [emergency, urgent, review] =
            [Severity::Emergency, Severity::Urgent, Severity::Review].map(|of| graded(of) as u64);
        let (alerts, automated) = (emergency + urgent + review, run.automated());
        let by_rule = run.by_rule().into_iter().map(|(rule, count)| (rule.to_string(), count));
        Self {
            alerts,
            emergency,
            urgent,
            review,
            per_patient_day: ratio(alerts, run.patient_days()),
            automated,
            share_automated: ratio(automated, automated + alerts),
            steps: run.steps(),
            minutes: emergency * u64::from(minutes.emergency)
                + urgent * u64::from(minutes.urgent)
                + review * u64::from(minutes.review),
            by_rule: by_rule.collect(),
            events: labels.map(|(events, window_ms)| Seen::of(run, events, window_ms)),
            outcomes_hash: hex(&run.digest().finish().0),
        }
    }
}

impl Seen {
    fn of(run: &Run, events: &[(PatientId, TakenAt)], window_ms: i64) -> Self {
        let leads = leads(run, events, window_ms);
        let mut leads_ms: Vec<_> = leads.iter().filter_map(|lead| lead.lead_ms).collect();
        leads_ms.sort_unstable();
        let middle = leads_ms.get(leads_ms.len() / 2).map(|lead_ms| lead_ms / 60_000);
        Self { events: leads.len() as u64, seen: leads_ms.len() as u64, lead_minutes: middle }
    }
}

impl AlertAt {
    pub(crate) fn of(alert: &Raised) -> Self {
        let raised_at = alert.raised_at.unix_ms();
        Self {
            patient: alert.patient.to_string(),
            problem: alert.problem.name().to_owned(),
            rule: alert.rule.to_string(),
            severity: wording::severity(alert.severity).to_owned(),
            raised_at,
            taken_at: alert.taken_at.unix_ms(),
            offset: alert.cause.offset,
            link: format!("/patients/{}?at={raised_at}", alert.patient),
        }
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
