//! One person's state, and what each fact changes about it.

mod record;
mod touched;
mod trend;
mod unless;

use std::collections::BTreeSet;
use std::sync::Arc;

use bincode::{Decode, Encode};
use vitals::{AlertId, HeardAt, PatientId, Reading, ReadingId, StoredAt, TakenAt};

use crate::contract::Occasion;
use crate::fact::{Answers, CarePlan, Fact, PatientFact};
use crate::held::{DAY_MS, Held, horizon_start};
use crate::observation::SCORED;
use crate::outcome::{Change, Decision, Outcome, Problem, Reason, Severity};
use crate::rota::Rota;
use crate::rules::{Odd, Order, RuleSet};
use crate::timeline::{RuleBook, Timeline};
use crate::told::{Hands, Told};
use crate::track::Track;
use crate::view::PatientView;

use record::Record;
use touched::Touched;

/// Everything that the engine knows of one person.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PatientState {
    pub(crate) patient: PatientId,
    record: Record,
    /// What must never count, though it may come again.
    withdrawn: BTreeSet<ReadingId>,
    /// By problem.
    tracks: Vec<Track>,
    told: Told,
    readings: u64,
    /// Readings that came too late to be decided on.
    too_late: u64,
    heard_at: Option<HeardAt>,
    /// The last fact that changed something.
    cause: ReadingId,
    at: StoredAt,
    /// Set when the rules panicked on this person: nothing is decided any more.
    stopped: bool,
}

/// What the whole engine decides by.
#[derive(Debug, Clone, Copy)]
pub struct Standards<'a> {
    /// The rule sets.
    pub book: &'a RuleBook,
    /// Who is on call.
    pub rota: &'a Rota,
    /// Whether to find out what would have kept each alert from being raised.
    pub explain: bool,
}

/// For so many tracks room is made at once: a million people with twenty each have none to spare.
const TRACKS_MORE: usize = 4;

impl PatientState {
    /// Nothing known yet.
    pub fn new(patient: PatientId) -> Self {
        Self {
            patient,
            record: Record::default(),
            withdrawn: BTreeSet::new(),
            tracks: Vec::new(),
            told: Told::default(),
            readings: 0,
            too_late: 0,
            heard_at: None,
            cause: ReadingId { offset: 0, index: 0 },
            at: StoredAt::from_unix_ms(0),
            stopped: false,
        }
    }

    /// Whose state it is.
    pub fn patient(&self) -> &PatientId {
        &self.patient
    }

    /// The care plan that holds.
    pub fn plan(&self) -> &CarePlan {
        self.record.plan()
    }

    /// Reads a little of all that a reading is decided by, and gives something that depends on it.
    ///
    /// Of a hundred thousand people nearly nothing is in the processor's cache. Whoever calls this for many at
    /// once waits for their memory once, and not for each of them again and again.
    pub(crate) fn fetch(&self) -> i64 {
        let newest = SCORED.iter().filter_map(|sign| self.record.held.latest(*sign));
        let newest =
            newest.fold(self.at.unix_ms(), |all, sample| all ^ sample.taken_at().unix_ms());
        self.tracks.iter().fold(newest, |all, track| all ^ track.next_ms().unwrap_or(0))
    }

    /// Takes readings that became known at once, and pushes what was decided because of all of them.
    pub fn observe_together<'a>(
        &mut self,
        by: Standards<'_>,
        facts: impl DoubleEndedIterator<Item = &'a PatientFact> + Clone,
        outcomes: &mut Vec<Outcome>,
    ) {
        let Some(last) = facts.clone().next_back() else {
            return;
        };
        self.begin(by, last.id, last.stored_at);
        let readings = facts.filter_map(|fact| match &fact.fact {
            Fact::Read(reading) => Some((fact.id, reading)),
            _ => None,
        });
        let mut decisions = Vec::new();
        self.read(by, readings, &mut decisions);
        self.emit(by, decisions, outcomes);
    }

    /// Takes one fact and pushes what was decided because of it.
    pub fn observe(&mut self, by: Standards<'_>, fact: &PatientFact, outcomes: &mut Vec<Outcome>) {
        self.begin(by, fact.id, fact.stored_at);
        let mut decisions = Vec::new();
        match &fact.fact {
            Fact::Planned(plan) => self.planned(by, plan, &mut decisions),
            Fact::Read(reading) => self.read(by, [(fact.id, reading)], &mut decisions),
            Fact::Withdrawn(withdrawal) => self.withdraw(by, withdrawal.reading, &mut decisions),
            Fact::Answered(answers) => self.answer(by, fact.id, answers, &mut decisions),
            Fact::Act(act) => decisions.push(self.told.act(act, &self.occasion(by))),
            Fact::Resumed => self.resume(by, &mut decisions),
        }
        self.emit(by, decisions, outcomes);
    }

    /// Takes the time and pushes what was decided because it has come.
    pub fn tick(
        &mut self,
        by: Standards<'_>,
        id: ReadingId,
        now: StoredAt,
        outcomes: &mut Vec<Outcome>,
    ) {
        self.begin(by, id, now);
        let mut decisions = Vec::new();
        if !self.stopped {
            let mut due = self.told.due(now);
            due.extend(
                self.tracks
                    .iter()
                    .filter(|track| track.next_ms().is_some_and(|at| at <= now.unix_ms()))
                    .map(|track| track.problem().clone()),
            );
            for problem in due {
                self.fold(by, &problem, &mut decisions, |track, timeline| {
                    track.pass(timeline, now);
                    false
                });
            }
        }
        let occasion = self.occasion(by);
        self.told.fall_due(&occasion, &mut decisions);
        self.emit(by, decisions, outcomes);
    }

    /// Calls problems by the rules' own names, and keeps a plan once: what a snapshot's reader made anew for each
    /// person, everybody can share.
    pub(crate) fn share(&mut self, rules: &RuleSet) {
        self.tracks.iter_mut().for_each(|track| track.share_name(rules));
        self.record.share_plans();
    }

    /// Judges every problem by rules that have just been activated.
    pub fn judge_anew(
        &mut self,
        by: Standards<'_>,
        id: ReadingId,
        now: StoredAt,
        outcomes: &mut Vec<Outcome>,
    ) {
        self.begin(by, id, now);
        self.share(by.book.newest());
        let mut decisions = Vec::new();
        self.decide_all(by, &mut decisions);
        self.emit(by, decisions, outcomes);
    }

    /// Stops the automation for this person, and says so: the rules panicked.
    pub fn stop(
        &mut self,
        by: Standards<'_>,
        id: ReadingId,
        now: StoredAt,
        outcomes: &mut Vec<Outcome>,
    ) {
        self.begin(by, id, now);
        let already = std::mem::replace(&mut self.stopped, true);
        // What was being folded may be half done: it is folded anew when the automation goes on.
        self.tracks.clear();
        if already {
            return;
        }
        let odd = Odd {
            severity: Some(Severity::Urgent),
            rule: "engine".into(),
            pathway: None,
            confirm: false,
            reasons: vec![Reason::RulesFailed],
            samples: Vec::new(),
            newest: TakenAt::from_unix_ms(now.unix_ms()),
        };
        let problem = Problem::named(Problem::AUTOMATION_STOPPED);
        let occasion = self.occasion(by);
        let raised =
            self.told.raise_apart(&self.patient, &problem, Severity::Urgent, &odd, &occasion);
        self.emit(by, vec![raised], outcomes);
    }

    /// When [`Self::tick`] next has something to do, or the view changes by itself.
    pub fn next_deadline(&self, by: Standards<'_>) -> Option<StoredAt> {
        let tracks = self.tracks.iter().filter_map(Track::next_ms);
        let tracks = tracks.map(StoredAt::from_unix_ms).filter(|_| !self.stopped);
        let rules = by.book.newest();
        // One millisecond past its hold time a value no longer speaks for the person.
        let stale = SCORED.iter().filter_map(|sign| {
            let taken_at = self.record.held.latest(*sign)?.taken_at();
            let until = StoredAt::from_unix_ms(taken_at.unix_ms())
                .later(rules.hold(*sign))
                .later(std::time::Duration::from_millis(1));
            (until > self.at).then_some(until)
        });
        tracks.chain(self.told.next_deadline()).chain(stale).min()
    }

    /// How the person stands.
    pub fn view(&self, by: Standards<'_>) -> PatientView {
        PatientView::of(self, by.book.newest())
    }

    /// The samples that are held.
    pub fn held(&self) -> &Held {
        &self.record.held
    }

    /// The scores of the last day: when (ms since 1970), and the lower bound, oldest first.
    pub fn trend(&self, rules: &RuleSet) -> Vec<(i64, u8)> {
        trend::trend(&self.record.held, self.record.plans(), rules)
    }

    /// The last fact that changed something, and when it entered the journal.
    pub fn last(&self) -> (ReadingId, StoredAt) {
        (self.cause, self.at)
    }

    /// When a gateway last heard from the person.
    pub fn heard_at(&self) -> Option<HeardAt> {
        self.heard_at
    }

    /// How many readings came in, and how many of them too late to be decided on.
    pub fn readings(&self) -> (u64, u64) {
        (self.readings, self.too_late)
    }

    /// Every alert that is kept.
    pub fn alerts(&self) -> impl Iterator<Item = &crate::outcome::Alert> {
        self.told.alerts()
    }

    /// What stands behind its bytes.
    pub(crate) fn hands(&self) -> Vec<(AlertId, Hands)> {
        self.told.hands()
    }

    /// Puts that back. Tells whether it fits.
    pub(crate) fn take_hands(&mut self, hands: Vec<(AlertId, Hands)>) -> bool {
        self.told.take_hands(hands)
    }

    /// What is the case, whatever was told: by problem.
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    fn begin(&mut self, by: Standards<'_>, id: ReadingId, now: StoredAt) {
        if now.unix_ms().div_euclid(DAY_MS) != self.at.unix_ms().div_euclid(DAY_MS) {
            self.forget_old(by, now);
        }
        self.cause = id;
        self.at = now;
    }

    fn occasion<'a>(&self, by: Standards<'a>) -> Occasion<'a> {
        Occasion { cause: self.cause, now: self.at, rules: by.book.newest(), rota: by.rota }
    }

    fn forget_old(&mut self, by: Standards<'_>, now: StoredAt) {
        let timeline = self.record.timeline(by.book);
        for track in &mut self.tracks {
            track.forget_old(&timeline, now);
        }
        self.record.forget_old(now);
    }

    fn planned(&mut self, by: Standards<'_>, plan: &Arc<CarePlan>, decisions: &mut Vec<Decision>) {
        let is_same = self.plan() == &**plan;
        let is_first = self.record.add_plan(self.at, plan.clone());
        if is_same {
            return;
        }
        if is_first && self.readings > 0 && !self.stopped {
            self.rebuild(by, decisions);
        }
        self.decide_all(by, decisions);
    }

    /// Folds every problem of the rules anew.
    fn rebuild(&mut self, by: Standards<'_>, decisions: &mut Vec<Decision>) {
        let now = self.at;
        for problem in by.book.newest().problems() {
            self.fold(by, problem, decisions, |track, timeline| {
                track.rebuild(timeline, now);
                true
            });
        }
    }

    /// Decides on every problem as of now: those of the rules, and those that were before.
    fn decide_all(&mut self, by: Standards<'_>, decisions: &mut Vec<Decision>) {
        let at = TakenAt::from_unix_ms(self.at.unix_ms());
        let ruled = by.book.newest().problems().iter().cloned();
        let problems: BTreeSet<Problem> =
            ruled.chain(self.tracks.iter().map(|track| track.problem().clone())).collect();
        for problem in &problems {
            self.decide_on(by, problem, (at, at), true, decisions);
        }
    }

    /// Takes readings into what is held, and then decides on every problem that they touch.
    fn read<'a>(
        &mut self,
        by: Standards<'_>,
        readings: impl IntoIterator<Item = (ReadingId, &'a Reading)>,
        decisions: &mut Vec<Decision>,
    ) {
        let rules = by.book.newest();
        let as_they_come = rules.order() == Order::Arrival;
        let mut touched = Touched::default();
        for (id, reading) in readings {
            self.readings += 1;
            // A gateway whose clock is ahead must not look alive for ever.
            let heard_at = reading.heard_at.min(HeardAt::from_unix_ms(self.at.unix_ms()));
            self.heard_at = self.heard_at.max(Some(heard_at));
            if self.withdrawn.contains(&id) {
                continue;
            }
            let is_too_late = reading.taken_at < horizon_start(self.at);
            self.too_late += u64::from(is_too_late);
            self.record.held.insert(id, reading, |sign, is_newest| {
                if !is_too_late && (is_newest || !as_they_come) {
                    touched.add(rules.problems_of(sign), reading.taken_at);
                }
            });
        }
        self.decide(by, &touched, decisions);
    }

    fn withdraw(&mut self, by: Standards<'_>, id: ReadingId, decisions: &mut Vec<Decision>) {
        if !self.withdrawn.insert(id) {
            return;
        }
        let rules = by.book.newest();
        let mut touched = Touched::default();
        self.record.held.withdraw(id, |sign, taken_at| {
            touched.add(rules.problems_of(sign), taken_at);
        });
        if rules.order() == Order::Arrival {
            self.decide(by, &touched, decisions);
        } else if !self.stopped {
            let now = self.at;
            for (problem, ..) in touched.problems(rules) {
                self.fold(by, problem, decisions, |track, timeline| {
                    track.take_back(timeline, now);
                    true
                });
            }
        }
    }

    fn answer(
        &mut self,
        by: Standards<'_>,
        id: ReadingId,
        answers: &Answers,
        decisions: &mut Vec<Decision>,
    ) {
        if !self.record.add_answers(id, answers) {
            return;
        }
        let rules = by.book.newest();
        let at = answers.answered_at;
        let mut touched = Touched::default();
        touched.add(rules.problems_of_answers(), at);
        self.decide(by, &touched, decisions);
        // Late answers may be what a pathway waited for that has ended since.
        let ran = self.tracks.iter().filter(|track| !track.steps().is_empty());
        let ran: Vec<Problem> = ran.map(|track| track.problem().clone()).collect();
        let read: Vec<&Problem> = touched.problems(rules).map(|(problem, ..)| problem).collect();
        let others = ran.iter().filter(|problem| !read.contains(problem));
        for problem in others {
            self.decide_on(by, problem, (at, at), false, decisions);
        }
    }

    fn resume(&mut self, by: Standards<'_>, decisions: &mut Vec<Decision>) {
        if !self.stopped {
            return;
        }
        self.rebuild(by, decisions);
        self.stopped = false;
        self.told.clear_apart(&Problem::named(Problem::AUTOMATION_STOPPED), decisions);
    }

    fn decide(&mut self, by: Standards<'_>, touched: &Touched, decisions: &mut Vec<Decision>) {
        for (problem, moments) in touched.problems(by.book.newest()) {
            self.decide_on(by, problem, moments, true, decisions);
        }
    }

    /// Decides on a problem for which something was so from a first moment to a last.
    fn decide_on(
        &mut self,
        by: Standards<'_>,
        problem: &Problem,
        moments: (TakenAt, TakenAt),
        anyway: bool,
        decisions: &mut Vec<Decision>,
    ) {
        if self.stopped {
            return;
        }
        let now = self.at;
        let as_they_come = by.book.newest().order() == Order::Arrival;
        self.fold(by, problem, decisions, |track, timeline| {
            if as_they_come {
                track.take_as_it_came(timeline, moments.1);
                return false;
            }
            track.take(timeline, moments, anyway, now)
        });
    }

    /// Changes one track and tells what is new.
    fn fold(
        &mut self,
        by: Standards<'_>,
        problem: &Problem,
        decisions: &mut Vec<Decision>,
        change: impl FnOnce(&mut Track, &Timeline<'_>) -> bool,
    ) {
        let timeline = self.record.timeline(by.book);
        let place = self.tracks.binary_search_by(|track| track.problem().cmp(problem));
        let mut new = None;
        let track = match place {
            Ok(place) => &mut self.tracks[place],
            Err(_) => new.insert(Track::new(problem.clone())),
        };
        let again = change(track, &timeline);
        let occasion =
            Occasion { cause: self.cause, now: self.at, rules: by.book.newest(), rota: by.rota };
        let already = decisions.len();
        self.told.tell(&self.patient, problem, &track.now(), again, &occasion, decisions);
        if by.explain {
            for decision in &mut decisions[already..] {
                let Decision::Alert { change: Change::Raised, alert } = decision else { continue };
                alert.unless = unless::find(&timeline, track, alert, self.at);
                self.told.explain(alert);
            }
        }
        let is_idle = track.is_idle();
        match (place, new) {
            (Err(place), Some(track)) if !is_idle => {
                if self.tracks.len() == self.tracks.capacity() {
                    self.tracks.reserve_exact(TRACKS_MORE);
                }
                self.tracks.insert(place, track);
            }
            (Ok(place), None) if is_idle => drop(self.tracks.remove(place)),
            _ => {}
        }
    }

    fn emit(&self, by: Standards<'_>, decisions: Vec<Decision>, outcomes: &mut Vec<Outcome>) {
        let rules_hash = by.book.newest().hash();
        outcomes.extend(decisions.into_iter().zip(0..).map(|(decision, place)| Outcome {
            cause: self.cause,
            place,
            at: self.at,
            patient: self.patient.clone(),
            rules_hash,
            decision,
        }));
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod truth;
