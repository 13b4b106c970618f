//! The fold itself: what each moment's verdict changes about a problem.

mod run;
mod spell;

use bincode::{Decode, Encode};
use vitals::TakenAt;

pub use run::{Run, StepMark};
pub use spell::Spell;

use crate::outcome::{Problem, Reason, Severity};
use crate::rules::pathway::StepEvent;
use crate::rules::{Look, Manner, Odd, RuleSet, Scene, Verdict};
use crate::timeline::Timeline;

/// How one problem stands at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Fold {
    /// The last moment that changed something.
    pub(crate) at_ms: i64,
    /// When the verdict may change though nothing new is known.
    pub(crate) wake_ms: Option<i64>,
    /// The odd measurements that may still confirm another, oldest first: when, and how bad.
    pub(crate) odd: Vec<(i64, Option<Severity>)>,
    /// How many clear measurements there were in a row, and when the last of them was taken.
    pub(crate) clear: Option<(u8, i64)>,
    /// The newest look: whether it was odd, and when what it rests on was measured.
    pub(crate) looked: Option<(bool, i64)>,
    /// The pathway that runs.
    pub(crate) run: Option<Box<Run>>,
    /// When a pathway last ended, until the problem has looked fine since.
    pub(crate) ran_ms: Option<i64>,
    /// The steps that were taken lately, oldest first.
    pub(crate) steps: Vec<StepMark>,
    /// What is raised, or was: oldest first.
    pub(crate) spells: Vec<Spell>,
}

impl Default for Fold {
    fn default() -> Self {
        Self {
            at_ms: i64::MIN,
            wake_ms: None,
            odd: Vec::new(),
            clear: None,
            looked: None,
            run: None,
            ran_ms: None,
            steps: Vec::new(),
            spells: Vec::new(),
        }
    }
}

/// After a pathway has ended it starts again only when the problem has looked fine, or after so long.
const RUN_AGAIN_MS: i64 = 4 * 3600 * 1000;
/// A spell, and a step, is kept for so long: as far back as anything is folded again, and a day.
const KEPT_MS: i64 = 8 * 24 * 3600 * 1000;

/// What the fold of one moment looks at.
struct Moment<'a> {
    at_ms: i64,
    rules: &'a RuleSet,
    scene: Scene<'a>,
    manner: Manner,
}

impl Fold {
    /// A fold to which nothing has happened yet.
    pub(crate) fn beginning(problem: &Problem, timeline: &Timeline<'_>) -> Self {
        let verdict = judge(problem, timeline, i64::MIN).map(|(verdict, _)| verdict);
        let wake_at = verdict.and_then(|verdict| verdict.wake_at);
        Self { wake_ms: wake_at.map(TakenAt::unix_ms), ..Self::default() }
    }

    /// The last moment that changed something, ms since 1970.
    pub fn at_ms(&self) -> i64 {
        self.at_ms
    }

    /// When something changes by itself.
    pub fn next_ms(&self) -> Option<i64> {
        [self.wake_ms, self.run.as_ref().map(|run| run.due_ms)].into_iter().flatten().min()
    }

    /// What is raised, or was in the last days: oldest first.
    pub fn spells(&self) -> &[Spell] {
        &self.spells
    }

    /// The pathway that runs.
    pub fn run(&self) -> Option<&Run> {
        self.run.as_deref()
    }

    /// The steps that were taken lately.
    pub fn steps(&self) -> &[StepMark] {
        &self.steps
    }

    /// Whether the newest look was fine, and rests on something newer than a moment.
    pub fn is_fine_since(&self, at_ms: i64) -> bool {
        self.looked.is_some_and(|(odd, newest_ms)| !odd && newest_ms > at_ms)
    }

    /// Whether a pathway waits for answers.
    pub fn waits_for_answers(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.questionnaire.is_some())
    }

    /// Whether nothing is going on.
    pub fn is_quiet(&self) -> bool {
        self.odd.is_empty()
            && self.run.is_none()
            && self.ran_ms.is_none()
            && self.steps.is_empty()
            && self.spells.is_empty()
    }

    /// Lets time pass up to a moment.
    pub fn pass(&mut self, problem: &Problem, timeline: &Timeline<'_>, until_ms: i64) {
        // Each round moves forward; a rule set that wakes without end can't hold us.
        for _ in 0..ROUNDS_MAX {
            let due_ms = self.run.as_ref().map(|run| run.due_ms);
            let wake_ms = self.wake_ms;
            let Some(next_ms) = [due_ms, wake_ms].into_iter().flatten().min() else {
                return;
            };
            if next_ms > until_ms {
                return;
            }
            if due_ms == Some(next_ms) {
                self.at_ms = self.at_ms.max(next_ms);
                self.run_out(problem, timeline, next_ms);
            } else {
                self.wake_ms = None;
                self.judge_at(problem, timeline, next_ms, true);
                self.wake_ms = self.wake_ms.filter(|again| *again > next_ms);
            }
        }
    }

    /// Whether a fact of a moment changes anything: `anyway`, or because a pathway waits for it.
    pub(crate) fn is_changed_at(
        &mut self,
        problem: &Problem,
        timeline: &Timeline<'_>,
        at_ms: i64,
        anyway: bool,
    ) -> bool {
        if anyway {
            return true;
        }
        self.pass(problem, timeline, at_ms.saturating_sub(1));
        self.waits_for_answers()
    }

    /// Takes what is the case at a moment.
    pub fn moment(&mut self, problem: &Problem, timeline: &Timeline<'_>, at_ms: i64) {
        self.pass(problem, timeline, at_ms.saturating_sub(1));
        self.judge_at(problem, timeline, at_ms, false);
    }

    fn judge_at(
        &mut self,
        problem: &Problem,
        timeline: &Timeline<'_>,
        at_ms: i64,
        by_itself: bool,
    ) {
        self.at_ms = self.at_ms.max(at_ms);
        self.forget_before(at_ms.saturating_sub(KEPT_MS));
        let Some((verdict, moment)) = judge(problem, timeline, at_ms) else {
            // No rule speaks of it any more.
            self.wake_ms = None;
            self.run = None;
            self.end_spell(at_ms);
            return;
        };
        self.wake_ms = verdict.wake_at.map(TakenAt::unix_ms);
        if !by_itself {
            self.answer(&moment);
        }
        match verdict.look {
            Look::Unknown => self.clear = None,
            Look::Between => self.between(&moment),
            Look::Clear { newest } => self.fine(&moment, newest.unix_ms()),
            Look::Odd(odd) => self.odd(&moment, odd),
        }
        self.forget_odd(&moment);
        if self.is_quiet() {
            // A quiet fold keeps nothing, so that one taken from a day's start is like another.
            self.looked = None;
            self.clear = None;
        }
    }

    fn between(&mut self, moment: &Moment<'_>) {
        self.clear = None;
        if moment.manner.each_rise {
            self.end_spell(moment.at_ms);
        }
        self.measured_fine(moment);
    }

    fn fine(&mut self, moment: &Moment<'_>, newest_ms: i64) {
        self.looked = Some((false, newest_ms));
        self.ran_ms = None;
        // Whoever was reminded or advised has done it.
        let waits = self.run.as_ref().filter(|run| run.is_waiting());
        if waits.is_some_and(|run| newest_ms > run.trigger.newest.unix_ms()) {
            self.go(moment, StepEvent::Fine);
        } else {
            self.measured_fine(moment);
        }
        let gap_ms = ms(moment.manner.gap);
        let times = match self.clear {
            Some((times, last_ms)) if newest_ms < last_ms.saturating_add(gap_ms) => {
                self.clear = Some((times, last_ms));
                times
            }
            Some((times, _)) => {
                self.clear = Some((times.saturating_add(1), newest_ms));
                times.saturating_add(1)
            }
            None => {
                self.clear = Some((1, newest_ms));
                1
            }
        };
        if times >= moment.manner.clear_times || moment.manner.each_rise {
            self.end_spell(moment.at_ms);
        }
    }

    /// Tells the pathway that waits for a measurement that one came and was not odd.
    fn measured_fine(&mut self, moment: &Moment<'_>) {
        let Some(run) = &self.run else {
            self.ran_ms = None;
            return;
        };
        if run.is_answered_by(&moment.scene) {
            self.go(moment, StepEvent::Fine);
        }
    }

    fn answer(&mut self, moment: &Moment<'_>) {
        let answered = self.run.as_ref().is_some_and(|run| run.is_questioned(moment));
        if answered {
            self.go(moment, StepEvent::Answered);
        }
    }

    fn odd(&mut self, moment: &Moment<'_>, odd: Odd) {
        self.clear = None;
        let newest_ms = odd.newest.unix_ms();
        self.looked = Some((true, newest_ms));
        // Nothing there waits for another measurement to confirm it.
        if moment.manner.each_rise {
            self.rise(moment, odd);
            return;
        }
        let before = self.gravest_before(moment, newest_ms);
        if self.odd.last().is_none_or(|last| *last != (newest_ms, odd.severity)) {
            self.odd.push((newest_ms, odd.severity));
        }
        // What holds is what both measurements say.
        let holds = if odd.confirm {
            before.map(|before| before.min(odd.severity))
        } else {
            Some(odd.severity)
        };
        let active = self.spells.last().filter(|spell| spell.active).map(|spell| spell.severity);
        match holds {
            Some(Some(severity)) if active.is_some_and(|active| severity <= active) => {
                self.join(moment, severity, odd);
            }
            // Automation asked, and somebody has been told: it tells no more.
            Some(None) if active.is_some() && self.run.is_none() => {
                self.join(moment, Severity::Review, odd);
            }
            Some(held) => self.hold(moment, held, odd),
            None if active.is_some() && odd.severity <= active => {
                let severity = odd.severity.unwrap_or(Severity::Review);
                self.join(moment, severity, odd);
            }
            None => self.suspect(moment, odd),
        }
    }

    /// The gravest of the earlier measurements that this one confirms; none if there is none.
    fn gravest_before(&self, moment: &Moment<'_>, newest_ms: i64) -> Option<Option<Severity>> {
        let (gap_ms, within_ms) = (ms(moment.manner.gap), ms(moment.manner.within));
        let confirms = |at_ms: i64| (gap_ms..=within_ms).contains(&(newest_ms - at_ms));
        self.odd.iter().filter(|(at_ms, _)| confirms(*at_ms)).map(|(_, severity)| *severity).max()
    }

    /// A level holds, as grave as `severity`.
    fn hold(&mut self, moment: &Moment<'_>, severity: Option<Severity>, mut odd: Odd) {
        if odd.confirm {
            odd.severity = severity;
        }
        match &mut self.run {
            Some(run) if odd.confirm => {
                run.trigger = odd;
                self.go(moment, StepEvent::Confirmed);
            }
            Some(run) => run.grow(odd),
            // What is automation's alone goes to somebody only by its pathway.
            None if (odd.confirm && severity.is_some()) || odd.pathway.is_none() => {
                let severity = severity.unwrap_or(Severity::Review);
                self.raise(moment, severity, odd, None);
            }
            None => self.suspect(moment, odd),
        }
    }

    /// Something has to be asked first.
    fn suspect(&mut self, moment: &Moment<'_>, odd: Odd) {
        if let Some(run) = &mut self.run {
            run.grow(odd);
            return;
        }
        let rested = self.ran_ms.is_none_or(|ran_ms| moment.at_ms - ran_ms >= RUN_AGAIN_MS);
        let graver = self.spells.last().is_some_and(|spell| odd.severity > Some(spell.severity));
        if !rested && !graver {
            return;
        }
        self.start(moment, odd);
    }

    fn rise(&mut self, moment: &Moment<'_>, odd: Odd) {
        let Some(severity) = odd.severity else {
            return;
        };
        match self.spells.last_mut().filter(|spell| spell.active) {
            // A fall is silent.
            Some(spell) if severity <= spell.severity => spell.severity = severity,
            _ => self.raise(moment, severity, odd, None),
        }
    }

    fn raise(
        &mut self,
        moment: &Moment<'_>,
        severity: Severity,
        odd: Odd,
        waited: Option<StepMark>,
    ) {
        let merge_ms = ms(moment.manner.merge);
        match self.spells.last_mut() {
            Some(spell) if spell.active || spell.is_taken_up(moment.at_ms, merge_ms) => {
                spell.take_up(severity, odd, waited);
            }
            _ => self.spells.push(Spell::new(moment.at_ms, severity, odd, waited)),
        }
    }

    fn join(&mut self, moment: &Moment<'_>, severity: Severity, odd: Odd) {
        let gap_ms = ms(moment.manner.gap);
        if let Some(spell) = self.spells.last_mut() {
            spell.join(severity, odd, gap_ms);
        }
    }

    fn end_spell(&mut self, at_ms: i64) {
        if let Some(spell) = self.spells.last_mut().filter(|spell| spell.active) {
            spell.end(at_ms);
        }
    }

    fn forget_before(&mut self, oldest_ms: i64) {
        self.steps.retain(|step| step.at_ms >= oldest_ms);
        self.spells.retain(|spell| spell.ended_ms.is_none_or(|ended_ms| ended_ms >= oldest_ms));
    }

    fn forget_odd(&mut self, moment: &Moment<'_>) {
        let oldest_ms = moment.at_ms.saturating_sub(ms(moment.manner.within));
        self.odd.retain(|(at_ms, _)| *at_ms >= oldest_ms);
    }
}

/// More changes by themselves than this in one stretch of time are a mistake of the rule set.
const ROUNDS_MAX: usize = 10_000;

fn judge<'a>(
    problem: &Problem,
    timeline: &Timeline<'a>,
    at_ms: i64,
) -> Option<(Verdict, Moment<'a>)> {
    let rules = timeline.book.at(at_ms);
    let place = rules.place_of(problem)?;
    let scene = timeline.scene(at_ms);
    let verdict = rules.judge(place, &scene);
    Some((verdict, Moment { at_ms, rules, scene, manner: rules.manner(place) }))
}

fn ms(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// The reason that a wait in vain adds.
fn in_vain(waited_ms: i64, measured: bool) -> Reason {
    let waited_ms = u64::try_from(waited_ms).unwrap_or(0);
    if measured { Reason::NoRecovery { waited_ms } } else { Reason::NoAnswer { waited_ms } }
}
