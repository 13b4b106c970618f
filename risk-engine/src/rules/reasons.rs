//! Why a condition holds: the values, figures and answers that make it so.

use std::cmp::Reverse;

use vitals::TakenAt;

use super::condition::{Fact, Figure, FigureKind, Leaf, Test, Value, Which};
use super::evaluate::{Eye, Facts, holds, number};
use super::quantity::shown_milli;
use super::score::SCORED;
use super::sign::words_of;
use super::syntax::Op;
use crate::fact::Answer;
use crate::held::Sample;
use crate::news2::score;
use crate::outcome::{Limit, Reason};

/// No alert needs more samples than this to be understood; a window of a week may hold thousands.
const SAMPLES_MAX: usize = 16;

/// What a condition rests on.
#[derive(Debug, Default)]
pub(crate) struct Grounds {
    pub(crate) reasons: Vec<Reason>,
    /// Newest first.
    pub(crate) samples: Vec<Sample>,
    pub(crate) newest: Option<TakenAt>,
}

/// What a condition that holds rests on.
pub(crate) fn grounds(test: &Test, eye: &Eye<'_>) -> Grounds {
    let mut grounds = Grounds::default();
    grounds.add(test, true, eye);
    grounds.samples.sort_unstable_by(|one, other| other.cmp(one));
    grounds.samples.dedup();
    grounds.samples.truncate(SAMPLES_MAX);
    grounds
}

impl Grounds {
    /// Adds what makes a condition hold, or not hold.
    fn add(&mut self, test: &Test, held: bool, eye: &Eye<'_>) {
        match test {
            Test::Any(parts) | Test::All(parts) | Test::AtLeast(_, parts) => {
                for part in parts.iter().filter(|part| holds(part, eye) == Some(held)) {
                    self.add(part, held, eye);
                }
            }
            Test::Not(inner) => self.add(inner, !held, eye),
            Test::Compare(left, op, right) => {
                let op = if held { *op } else { op.negated() };
                self.add_compared(left, op, right, eye);
            }
            Test::Lasting(watched, _) => self.add(&watched.test, held, eye),
            Test::Fact(fact) => self.add_fact(fact, eye),
        }
    }

    fn seen(&mut self, sample: &Sample) {
        self.newest = self.newest.max(Some(sample.taken_at()));
        self.samples.push(*sample);
    }

    fn reason(&mut self, reason: Reason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    fn add_compared(&mut self, left: &Value, op: Op, right: &Value, eye: &Eye<'_>) {
        let (Some(milli), Some(bound)) = (number(left, eye), number(right, eye)) else { return };
        match left {
            Value::Leaf(Leaf::Sign(sign)) => {
                if let Some(sample) = eye.fresh(*sign) {
                    let limit = limit(op, bound, words_of(*sign).step_milli);
                    self.reason(Reason::Value { sign: *sign, sample: *sample, limit });
                    self.seen(sample);
                }
            }
            Value::Leaf(Leaf::Score(of)) => self.add_score(of.which, limit(op, bound, 1000), eye),
            Value::Leaf(Leaf::Answer(question)) => self.add_answer(question, eye),
            Value::Leaf(Leaf::Figure(figure)) => {
                self.add_figure(figure, milli, limit(op, bound, 1), eye);
            }
            Value::Leaf(_) | Value::Const(_) => {}
            Value::Sum(..) | Value::Difference(..) | Value::Scaled(..) => {
                self.add_leaves(left, op, eye);
            }
        }
        self.add_leaves(right, op.mirrored(), eye);
    }

    /// Adds the values and the usual values within a sum.
    fn add_leaves(&mut self, value: &Value, op: Op, eye: &Eye<'_>) {
        value.visit(&mut |part| {
            let super::condition::Part::Leaf(leaf) = part else { return };
            let Some(milli) = eye.leaf(leaf) else { return };
            match leaf {
                Leaf::Sign(sign) => {
                    if let Some(sample) = eye.fresh(*sign) {
                        let limit = limit(op, milli, 0);
                        self.reason(Reason::Value { sign: *sign, sample: *sample, limit });
                        self.seen(sample);
                    }
                }
                Leaf::Figure(figure) => self.add_figure(figure, milli, limit(op, milli, 0), eye),
                _ => {}
            }
        });
    }

    fn add_figure(&mut self, figure: &Figure, milli: i64, limit: Limit, eye: &Eye<'_>) {
        if let FigureKind::Usual(sign, days, same_part) = &figure.kind {
            if let Some(usual) = eye.usual(*sign, *days, *same_part) {
                self.reason(Reason::Usual { sign: *sign, milli: usual.milli, days: usual.days });
            }
            return;
        }
        if matches!(figure.kind, FigureKind::Spread(..) | FigureKind::UsualNews2(_)) {
            return;
        }
        self.reason(Reason::Figure {
            figure: figure.text.clone(),
            milli,
            limit,
            unit: figure.unit.into(),
        });
        match &figure.kind {
            FigureKind::Change(sign, _) => self.add_newest(&[*sign], eye),
            FigureKind::Count(watched, _) | FigureKind::Days(watched, _) => {
                self.add_newest(&watched.signs, eye);
            }
            kind => {
                let window = eye.window_of(kind).unwrap_or_default();
                window.iter().rev().take(SAMPLES_MAX).for_each(|sample| self.seen(sample));
            }
        }
    }

    fn add_newest(&mut self, signs: &[vitals::VitalSign], eye: &Eye<'_>) {
        signs
            .iter()
            .filter_map(|sign| eye.scene.latest(*sign))
            .for_each(|sample| self.seen(sample));
    }

    fn add_score(&mut self, which: Which, limit: Limit, eye: &Eye<'_>) {
        let mut points = match which {
            Which::News2 => self.add_news2(eye),
            Which::Table(place) => self.add_table(place, limit, eye),
        };
        points.sort_by_key(|(_, points, _)| Reverse(*points));
        for (sign, points, sample) in points {
            self.reason(Reason::Points { sign, points, sample });
            if let Some(sample) = sample {
                self.seen(&sample);
            }
        }
    }

    fn add_news2(&mut self, eye: &Eye<'_>) -> Vec<(vitals::VitalSign, u8, Option<Sample>)> {
        let (observation, samples) = eye.observation();
        let scored = score(&observation);
        let known = scored.known() as u8;
        self.reason(Reason::News2 { low: scored.low, high: scored.high, known });
        let parts = SCORED.into_iter().zip(scored.parts).zip(samples);
        parts
            .filter_map(|((sign, points), sample)| {
                Some((sign, points.filter(|points| *points > 0)?, sample))
            })
            .collect()
    }

    fn add_table(
        &mut self,
        place: usize,
        limit: Limit,
        eye: &Eye<'_>,
    ) -> Vec<(vitals::VitalSign, u8, Option<Sample>)> {
        let Some(points) = eye.points(Which::Table(place)) else { return Vec::new() };
        let table = &eye.rules.scores[place];
        let milli = i64::from(points.low) * 1000;
        let figure = format!("score.{}", table.id).into();
        self.reason(Reason::Figure { figure, milli, limit, unit: "{score}".into() });
        let parts = table.parts.iter().filter_map(|part| {
            let points = part.points(eye.value(part.sign)?);
            (points > 0).then_some((part.sign, points, eye.fresh(part.sign).copied()))
        });
        parts.collect()
    }

    fn add_answer(&mut self, question: &str, eye: &Eye<'_>) {
        let Some((answers, answer)) = eye.answer(question) else { return };
        self.newest = self.newest.max(Some(answers.answered_at));
        let answer = match answer {
            Answer::Yes => "yes".into(),
            Answer::No => "no".into(),
            Answer::Milli(milli) => match eye.rules.unit_asked(question) {
                Some(unit) if !unit.is_empty() => {
                    format!("{} {unit}", shown_milli(i64::from(*milli))).into()
                }
                _ => shown_milli(i64::from(*milli)).into(),
            },
            Answer::Choice(choice) => choice.clone(),
        };
        self.reason(Reason::Answered { question: question.into(), answer });
    }

    fn add_fact(&mut self, fact: &Fact, eye: &Eye<'_>) {
        match fact {
            Fact::Yes(question) | Fact::Chose(question, _) => self.add_answer(question, eye),
            Fact::AnySymptom(_) => {
                let told = eye.answers().flat_map(|answers| {
                    let yes = answers.items.iter().filter(|(_, answer)| *answer == Answer::Yes);
                    yes.map(|(id, _)| (answers.questionnaire.clone(), id.clone()))
                });
                for (questionnaire, question) in told.collect::<Vec<_>>() {
                    if eye.rules.is_symptom(&questionnaire, &question) {
                        self.add_answer(&question, eye);
                    }
                }
            }
            Fact::SingleThree(which) => self.add_score(*which, Limit::AtMost(i32::MAX), eye),
            Fact::Silent(sign, ms) => self.add_silence(*sign, *ms, eye),
            Fact::Due(sign, percent) => {
                self.add_silence(*sign, eye.due_ms(*sign, *percent).unwrap_or(0), eye);
            }
            Fact::Pregnant | Fact::OnOxygen | Fact::Condition(_) | Fact::Medicine(_) => {}
        }
    }

    /// A silence counts from the moment at which it became one, whenever it is looked at.
    fn add_silence(&mut self, sign: vitals::VitalSign, ms: i64, eye: &Eye<'_>) {
        let Some(since) = eye.silence_since(sign) else { return };
        let for_ms = u64::try_from(eye.at_ms() - since).unwrap_or(0);
        self.reason(Reason::Silent { sign, for_ms });
        self.newest = self.newest.max(Some(TakenAt::from_unix_ms(since.saturating_add(ms))));
    }
}

/// A limit that a number crossed; numbers lie so many thousandths apart.
fn limit(op: Op, milli: i64, step: i64) -> Limit {
    let saturated = |milli: i64| milli.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
    match op {
        Op::Less => Limit::Below(saturated(milli)),
        Op::AtMost | Op::Equal | Op::Unequal => Limit::AtMost(saturated(milli)),
        Op::More => Limit::Above(saturated(milli)),
        // At least this is over the number just below it.
        Op::AtLeast => Limit::Above(saturated(milli.saturating_sub(step))),
    }
}
