//! A plan checked whole against the rules: every mistake at once, each with what to do.

use std::collections::BTreeSet;
use std::sync::Arc;

use ingest::entry::condition;
use risk_engine::fact::{CarePlan, PersonalLimit, Scheduled, Spo2Scale};
use risk_engine::held::SIGNS;
use risk_engine::rules::{Direction, LimitInfo, RuleSet};
use vitals::{Glucose, StoredAt, TakenAt, VitalSign};

use super::super::bounded::short;
use super::{LimitJson, PlanJson, ScheduledJson};
use crate::language::{Language, Sentence, say};
use crate::wording;

/// What a plan is checked against.
pub(super) struct Checker<'a> {
    pub(super) rules: &'a RuleSet,
    /// The plan that it takes the place of.
    pub(super) before: &'a CarePlan,
    /// Who settles it.
    pub(super) by: &'a Arc<str>,
    pub(super) now: StoredAt,
}

/// Something that is wrong in a plan: where, by the names of its fields, and what.
#[derive(Debug, PartialEq)]
pub(super) struct Mistake {
    place: String,
    what: Sentence,
}

impl Mistake {
    fn at(place: impl Into<String>, what: Sentence) -> Self {
        Self { place: place.into(), what }
    }

    /// For whoever reads it.
    pub(super) fn in_language(&self, language: Language) -> String {
        format!("{}: {}", self.place, self.what.in_language(language))
    }
}

/// Lists are no longer.
const LIST_MAX: usize = 50;
const WORD_CHARS_MAX: usize = 64;
const REASON_CHARS_MAX: usize = 500;
/// Nobody is asked less often than this.
const EVERY_HOURS_MAX: u16 = 31 * 24;

/// Whether it is this limit of this rule.
pub(super) fn is_of(info: &LimitInfo, rule: &str, name: &str) -> bool {
    *info.rule == *rule && *info.name == *name
}

impl Checker<'_> {
    /// The plan, or everything that is wrong with it.
    pub(super) fn plan(&self, given: &PlanJson) -> Result<CarePlan, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        if !matches!(given.spo2_scale, 1 | 2) {
            let what = say("problem-plan-scale").with("scale", u16::from(given.spo2_scale));
            mistakes.push(Mistake::at("spo2_scale", what));
        }
        if given.discharged_at.is_some_and(|at| at > self.now.unix_ms()) {
            mistakes.push(Mistake::at("discharged_at", say("problem-plan-to-come")));
        }
        let plan = CarePlan {
            spo2_scale: if given.spo2_scale == 2 { Spo2Scale::Two } else { Spo2Scale::One },
            supplemental_oxygen: given.supplemental_oxygen,
            // The register says when somebody was born.
            born_day: self.before.born_day,
            pregnant: given.pregnant,
            conditions: words("conditions", &given.conditions, &mut mistakes),
            medicines: words("medicines", &given.medicines, &mut mistakes),
            discharged_at: given.discharged_at.map(TakenAt::from_unix_ms),
            schedule: schedule(&given.schedule, &mut mistakes),
            limits: self.limits(&given.limits, &mut mistakes),
            paused: self.paused(&given.paused, &mut mistakes),
            priority_off: !given.priority,
        };
        if mistakes.is_empty() { Ok(plan) } else { Err(mistakes) }
    }

    fn paused(&self, given: &[String], mistakes: &mut Vec<Mistake>) -> BTreeSet<Arc<str>> {
        let mut paused = BTreeSet::new();
        for id in given {
            match self.rules.pathway(id) {
                Some(pathway) => {
                    paused.insert(pathway.id.clone());
                }
                None => {
                    let what = say("problem-plan-no-pathway").with("id", id.clone());
                    mistakes.push(Mistake::at("paused", what));
                }
            }
        }
        paused
    }

    fn limits(&self, given: &[LimitJson], mistakes: &mut Vec<Mistake>) -> Vec<PersonalLimit> {
        if given.len() > LIST_MAX {
            mistakes.push(Mistake::at("limits", too_many()));
            return Vec::new();
        }
        let mut limits: Vec<PersonalLimit> = Vec::new();
        for limit in given {
            match self.limit(limit) {
                Ok(own) => {
                    let twice = |other: &PersonalLimit| {
                        (&other.rule, &other.name) == (&own.rule, &own.name)
                    };
                    if limits.iter().any(twice) {
                        mistakes.push(Mistake::at(named(limit), say("problem-plan-twice")));
                    }
                    limits.push(own);
                }
                Err(wrong) => mistakes.push(Mistake::at(named(limit), wrong)),
            }
        }
        limits
    }

    fn limit(&self, given: &LimitJson) -> Result<PersonalLimit, Sentence> {
        let info = self.rules.limits().find(|info| is_of(info, &given.rule, &given.name));
        let info = info.ok_or_else(|| say("problem-plan-no-limit"))?;
        let milli = in_milli(&info, given)?;
        within_floor(&info, milli)?;
        if given.until.is_some_and(|until| until <= self.now.unix_ms()) {
            return Err(say("problem-plan-over"));
        }
        let reason = short(&given.reason, REASON_CHARS_MAX)
            .ok_or_else(|| say("problem-plan-reason").with("max", REASON_CHARS_MAX))?;
        let own = PersonalLimit {
            rule: info.rule.clone(),
            name: info.name.clone(),
            milli,
            by: self.by.clone(),
            reason,
            until: given.until.map(StoredAt::from_unix_ms),
        };
        // One that stays as it was stays its author's.
        let stays = self
            .before
            .limits
            .iter()
            .find(|before| PersonalLimit { by: own.by.clone(), ..(*before).clone() } == own);
        Ok(stays.cloned().unwrap_or(own))
    }
}

/// A limit as its mistakes name it.
fn named(limit: &LimitJson) -> String {
    format!("limits: {}.{}", limit.rule, limit.name)
}

fn too_many() -> Sentence {
    say("problem-plan-many").with("max", LIST_MAX)
}

/// Thousandths of the limit's unit.
fn in_milli(info: &LimitInfo, given: &LimitJson) -> Result<i32, Sentence> {
    if info.sign == Some(VitalSign::Glucose) && given.unit == "mg/dL" {
        let glucose = Glucose::from_mg_dl(given.value)
            .map_err(|error| say("problem-plan-value").with_recorded("why", &error.to_string()))?;
        return Ok(glucose.umol_l());
    }
    if given.unit != *info.unit {
        let what = say("problem-plan-unit").with("unit", info.unit.to_string());
        return Err(what.with("given", given.unit.clone()));
    }
    let milli = (given.value * 1000.0).round();
    let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&milli);
    if fits { Ok(milli as i32) } else { Err(say("problem-plan-number")) }
}

fn within_floor(info: &LimitInfo, milli: i32) -> Result<(), Sentence> {
    let floor = info.floor_milli.ok_or_else(|| say("problem-plan-nobody"))?;
    let (crosses, side) = match info.direction {
        Direction::Low => (i64::from(milli) < floor, "under"),
        Direction::High => (i64::from(milli) > floor, "over"),
    };
    if !crosses {
        return Ok(());
    }
    let floor = floor as f64 / 1000.0;
    let what = say("problem-plan-floor").with("side", side).with("floor", floor.to_string());
    Err(what.with("unit", info.unit.to_string()))
}

fn schedule(given: &[ScheduledJson], mistakes: &mut Vec<Mistake>) -> Vec<Scheduled> {
    let mut schedule: Vec<Scheduled> = Vec::new();
    for ScheduledJson { sign: name, every_hours } in given {
        let Some(sign) = SIGNS.into_iter().find(|sign| wording::sign_name(*sign) == name) else {
            let known = SIGNS.map(wording::sign_name).join(", ");
            let what = say("problem-plan-none-of").with("name", name.clone()).with("known", known);
            mistakes.push(Mistake::at("schedule", what));
            continue;
        };
        if !(1..=EVERY_HOURS_MAX).contains(every_hours) {
            let what = say("problem-plan-hours").with("hours", *every_hours);
            let what = what.with("max", EVERY_HOURS_MAX);
            mistakes.push(Mistake::at(format!("schedule: {name}"), what));
        }
        if schedule.iter().any(|other| other.sign == sign) {
            mistakes.push(Mistake::at(format!("schedule: {name}"), say("problem-plan-twice")));
        }
        schedule.push(Scheduled { sign, every_hours: *every_hours });
    }
    schedule
}

/// Words of the rule set, from what people write.
fn words(key: &str, given: &[String], mistakes: &mut Vec<Mistake>) -> BTreeSet<Arc<str>> {
    if given.len() > LIST_MAX {
        mistakes.push(Mistake::at(key, too_many()));
        return BTreeSet::new();
    }
    let mut words = BTreeSet::new();
    for text in given {
        match short(text, WORD_CHARS_MAX).map(|text| condition(&text)) {
            Some(word) if !word.is_empty() => {
                words.insert(word);
            }
            _ => {
                let what = say("problem-plan-characters").with("text", text.clone());
                mistakes.push(Mistake::at(key, what.with("max", WORD_CHARS_MAX)));
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A limit of the built-in set that a person can have their own of.
    fn settable() -> LimitInfo {
        let rules = RuleSet::built_in();
        let mut limits = rules.limits();
        let low = |info: &LimitInfo| {
            info.floor_milli.is_some() && info.direction == Direction::Low && info.sign.is_some()
        };
        limits.find(low).expect("the built-in set has a limit with a floor")
    }

    fn own(info: &LimitInfo, milli: i64) -> LimitJson {
        LimitJson {
            rule: info.rule.to_string(),
            name: info.name.to_string(),
            value: milli as f64 / 1000.0,
            unit: info.unit.to_string(),
            reason: "usual for her".into(),
            until: None,
            by: String::new(),
        }
    }

    #[track_caller]
    fn check(change: impl Fn(&mut PlanJson), says: &[&str]) {
        let mut given = PlanJson::default();
        change(&mut given);
        let rules = RuleSet::built_in();
        let (before, by) = (CarePlan::default(), "Dr Evans".into());
        let now = StoredAt::from_unix_ms(1000);
        let checker = Checker { rules: &rules, before: &before, by: &by, now };
        let mistakes = checker.plan(&given).err().unwrap_or_default();
        assert_eq!(mistakes.len(), says.len(), "{mistakes:?}");
        for (mistake, says) in mistakes.iter().zip(says) {
            let mistake = mistake.in_language(Language::English);
            assert!(mistake.contains(says), "{mistake:?} says nothing of {says:?}");
        }
    }

    #[test]
    fn a_plan_that_is_right_is_taken() {
        let info = settable();
        let floor = info.floor_milli.unwrap();
        check(
            |plan| {
                plan.conditions = vec!["COPD".into()];
                plan.schedule = vec![ScheduledJson { sign: "weight".into(), every_hours: 24 }];
                plan.limits = vec![own(&info, floor)];
                plan.paused = vec![RuleSet::built_in().pathways()[0].id.to_string()];
            },
            &[],
        );
    }

    #[test]
    fn nobody_crosses_the_floor() {
        let info = settable();
        let floor = info.floor_milli.unwrap();
        check(|plan| plan.limits = vec![own(&info, floor - 1000)], &["nobody crosses that floor"]);
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let info = settable();
        let strange = LimitJson { unit: "stone".into(), ..own(&info, 0) };
        let unknown = LimitJson { rule: "XX-1".into(), ..own(&info, 0) };
        let over = LimitJson { until: Some(5), ..own(&info, info.default_milli) };
        let silent = LimitJson { reason: " ".into(), ..own(&info, info.default_milli) };
        check(
            |plan| {
                plan.spo2_scale = 3;
                plan.discharged_at = Some(2000);
                plan.conditions = vec!["".into()];
                plan.schedule = vec![
                    ScheduledJson { sign: "mood".into(), every_hours: 1 },
                    ScheduledJson { sign: "weight".into(), every_hours: 0 },
                ];
                plan.limits = vec![strange.clone(), unknown.clone(), over.clone(), silent.clone()];
                plan.paused = vec!["nothing".into()];
            },
            &[
                "spo2_scale",
                "discharged_at",
                "conditions",
                "mood",
                "every 0 h",
                "its unit is",
                "no rule",
                "ends before now",
                "reason",
                "no pathway",
            ],
        );
    }
}
