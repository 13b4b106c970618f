//! The board: how each person stands now, in memory, for pages to read.
//!
//! It shows only what is in the care store already.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use risk_engine::dataflow::Decided;
use risk_engine::fact::CarePlan;
use risk_engine::outcome::{Alert, Decision, Outcome};
use risk_engine::rota::Rota;
use risk_engine::rules::RuleSet;
use risk_engine::view::PatientView;
use tokio::sync::broadcast;
use vitals::{AlertId, PatientId};

use crate::entry::{Enrolment, Whereabouts};

/// How one person stands.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Who they are, once enrolled.
    pub enrolment: Option<Enrolment>,
    /// Vital signs and score, once anything is known.
    pub view: Option<PatientView>,
    /// Open alerts.
    pub alerts: BTreeMap<AlertId, Alert>,
    /// Messages from them or their carers that nobody of the team has read, by journal offset.
    pub unread: BTreeSet<u64>,
    /// How they are reached, once somebody has typed it.
    pub whereabouts: Option<Whereabouts>,
}

/// Everybody, each apart: a tree is half empty, and a person is large.
pub type People = BTreeMap<PatientId, Box<Person>>;

/// What has changed on the board.
#[derive(Debug, Clone)]
pub struct Changed {
    /// Counts the changes.
    pub seq: u64,
    /// Whose rows.
    pub patients: Vec<PatientId>,
    /// The outcomes behind it.
    pub outcomes: Vec<Outcome>,
    /// What was decided about synthetic patients, who have no row: it only shows that news comes through.
    pub synthetic: Vec<Outcome>,
}

/// What goes on the board without a decision.
#[derive(Debug, Clone)]
pub(crate) enum Posted {
    /// Who somebody is.
    Enrolled(Enrolment),
    /// What a clinician has planned.
    Planned(PatientId, Arc<CarePlan>),
    /// The rules that decide from now on.
    Rules(Arc<RuleSet>),
    /// Who is on call from now on.
    Rota(Arc<Rota>),
    /// Somebody, or their carer, wrote to the team.
    Wrote(PatientId, u64),
    /// The team has read what was written up to here.
    TeamRead(PatientId, u64),
    /// How somebody is reached from now on.
    Located(PatientId, Whereabouts),
}

/// Everybody, with news for whoever listens.
#[derive(Debug)]
pub struct Board {
    people: RwLock<(u64, People)>,
    standards: RwLock<(Arc<RuleSet>, Arc<Rota>)>,
    news: broadcast::Sender<Arc<Changed>>,
}

/// A listener that is so many changes behind gets told to start over.
const NEWS_MAX: usize = 1024;

impl Board {
    /// Nobody yet, and these rules.
    pub(crate) fn new(rules: Arc<RuleSet>) -> Self {
        let standards = RwLock::new((rules, Arc::default()));
        Self { people: RwLock::default(), standards, news: broadcast::channel(NEWS_MAX).0 }
    }

    /// The rules that are active.
    pub fn rules(&self) -> Arc<RuleSet> {
        self.standards.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Who is on call.
    pub fn rota(&self) -> Arc<Rota> {
        self.standards.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    /// Puts the rota there that was in force when the server stopped.
    pub(crate) fn restore_rota(&self, rota: Arc<Rota>) {
        self.standards.write().unwrap_or_else(PoisonError::into_inner).1 = rota;
    }

    /// Reads the board as it stands, with the number of its newest change.
    pub fn read<T>(&self, read: impl FnOnce(u64, &People) -> T) -> T {
        let people = self.people();
        read(people.0, &people.1)
    }

    /// News from now on.
    pub fn listen(&self) -> broadcast::Receiver<Arc<Changed>> {
        self.news.subscribe()
    }

    /// Puts people and their views there before anything new has come.
    pub(crate) fn restore(
        &self,
        people: impl Iterator<Item = (Option<Enrolment>, Option<PatientView>)>,
    ) {
        let mut board = self.people_mut();
        for (enrolment, view) in people {
            let id = enrolment.as_ref().map(|enrolment| &enrolment.patient);
            let Some(id) = id.or(view.as_ref().map(|view| &view.patient)).cloned() else {
                continue;
            };
            let person = board.1.entry(id).or_default();
            person.enrolment = enrolment.or(person.enrolment.take());
            person.view = view.or(person.view.take());
        }
    }

    /// Puts an alert there that was open when the server stopped.
    pub(crate) fn restore_alert(&self, patient: PatientId, alert: Alert) {
        self.people_mut().1.entry(patient).or_default().alerts.insert(alert.id.clone(), alert);
    }

    /// Puts a message there that nobody had read when the server stopped.
    pub(crate) fn restore_unread(&self, patient: PatientId, offset: u64) {
        self.people_mut().1.entry(patient).or_default().unread.insert(offset);
    }

    /// Puts there how somebody is reached.
    pub(crate) fn restore_whereabouts(&self, patient: PatientId, known: Whereabouts) {
        self.people_mut().1.entry(patient).or_default().whereabouts = Some(known);
    }

    /// Shows what was posted and decided.
    pub(crate) fn show(&self, posted: &[Posted], decided: &Decided) {
        let mut changed = BTreeSet::new();
        let seq = {
            let mut board = self.people_mut();
            for posted in posted {
                changed.extend(self.post(&mut board.1, posted));
                if let Posted::Rota(_) = posted {
                    // Who is told next is on the rows.
                    let alarmed = board.1.iter().filter(|(_, person)| !person.alerts.is_empty());
                    changed.extend(alarmed.map(|(patient, _)| patient.clone()));
                }
            }
            for view in &decided.views {
                board.1.entry(view.patient.clone()).or_default().view = Some(view.clone());
                changed.insert(view.patient.clone());
            }
            for outcome in &decided.outcomes {
                if let Decision::Alert { alert, .. } = &outcome.decision {
                    let alerts = &mut board.1.entry(outcome.patient.clone()).or_default().alerts;
                    if alert.is_open() {
                        alerts.insert(alert.id.clone(), (**alert).clone());
                    } else {
                        alerts.remove(&alert.id);
                    }
                    changed.insert(outcome.patient.clone());
                }
            }
            if changed.is_empty() && decided.outcomes.is_empty() {
                return;
            }
            board.0 += 1;
            board.0
        };
        let patients = changed.into_iter().collect();
        let outcomes = decided.outcomes.clone();
        // Nobody may be listening.
        let _ =
            self.news.send(Arc::new(Changed { seq, patients, outcomes, synthetic: Vec::new() }));
    }

    /// Tells whoever listens what was decided about synthetic patients. No row changes.
    pub(crate) fn show_synthetic(&self, synthetic: Vec<Outcome>) {
        if synthetic.is_empty() {
            return;
        }
        let seq = self.people().0;
        let (patients, outcomes) = (Vec::new(), Vec::new());
        // Nobody may be listening.
        let _ = self.news.send(Arc::new(Changed { seq, patients, outcomes, synthetic }));
    }

    /// Posts one thing; gives whose row it changes.
    fn post(&self, people: &mut People, posted: &Posted) -> Option<PatientId> {
        match posted {
            Posted::Enrolled(enrolment) => {
                let patient = enrolment.patient.clone();
                people.entry(patient.clone()).or_default().enrolment = Some(enrolment.clone());
                Some(patient)
            }
            Posted::Planned(patient, plan) => {
                people.get_mut(patient)?.enrolment.as_mut()?.plan = plan.clone();
                Some(patient.clone())
            }
            Posted::Rules(rules) => {
                self.standards.write().unwrap_or_else(PoisonError::into_inner).0 = rules.clone();
                None
            }
            Posted::Rota(rota) => {
                self.restore_rota(rota.clone());
                None
            }
            Posted::Located(patient, known) => {
                people.get_mut(patient)?.whereabouts = Some(known.clone());
                Some(patient.clone())
            }
            Posted::Wrote(patient, offset) => {
                people.get_mut(patient)?.unread.insert(*offset);
                Some(patient.clone())
            }
            Posted::TeamRead(patient, upto) => {
                let unread = &mut people.get_mut(patient)?.unread;
                *unread = unread.split_off(&upto.saturating_add(1));
                Some(patient.clone())
            }
        }
    }

    fn people(&self) -> RwLockReadGuard<'_, (u64, People)> {
        self.people.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn people_mut(&self) -> RwLockWriteGuard<'_, (u64, People)> {
        self.people.write().unwrap_or_else(PoisonError::into_inner)
    }
}
