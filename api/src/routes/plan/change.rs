//! From what to what a plan was changed; and the plan that takes such a change back.

use std::collections::BTreeSet;
use std::sync::Arc;

use risk_engine::fact::{CarePlan, PersonalLimit, Scheduled, Spo2Scale};
use risk_engine::held::SIGNS;
use risk_engine::rules::RuleSet;
use serde::Serialize;
use utoipa::ToSchema;
use vitals::{StoredAt, VitalSign};

use super::check::is_of;
use crate::language::{self, Sentence, say};
use crate::wording;

/// One part of a plan that became another. What is or isn't the case is 1 or 0, and what is not settled
/// is missing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = PlanPart)]
pub(super) struct PartJson {
    /// `limit`, `pathway` (1: it is stopped), `schedule` (hours), `condition`, `medicine`, `scale`,
    /// `oxygen`, `pregnant`, `discharged` (Unix ms) or `priority`.
    part: &'static str,
    /// Which of them: a limit's rule and name, a pathway, a sign, a word.
    of: String,
    /// Which sign a limit is about.
    sign: Option<&'static str>,
    unit: String,
    before: Option<f64>,
    after: Option<f64>,
    /// Until when a limit counts now, Unix ms.
    until: Option<i64>,
}

type Words = BTreeSet<Arc<str>>;

/// Every part that differs.
pub(super) fn parts(before: &CarePlan, after: &CarePlan, rules: &RuleSet) -> Vec<PartJson> {
    let truth = |is: bool| Some(f64::from(u8::from(is)));
    let scale = |plan: &CarePlan| Some(if plan.spo2_scale == Spo2Scale::Two { 2.0 } else { 1.0 });
    let oxygen = |plan: &CarePlan| plan.supplemental_oxygen.and_then(truth);
    let left = |plan: &CarePlan| plan.discharged_at.map(|at| at.unix_ms() as f64);
    let mut parts = limits(before, after, rules);
    parts.extend(words("pathway", &before.paused, &after.paused));
    parts.extend(schedule(before, after));
    parts.extend(words("condition", &before.conditions, &after.conditions));
    parts.extend(words("medicine", &before.medicines, &after.medicines));
    let single = [
        ("scale", scale(before), scale(after)),
        ("oxygen", oxygen(before), oxygen(after)),
        ("pregnant", truth(before.pregnant), truth(after.pregnant)),
        ("discharged", left(before), left(after)),
        ("priority", truth(!before.priority_off), truth(!after.priority_off)),
    ];
    let single = single.into_iter().filter(|(_, before, after)| before != after);
    parts.extend(single.map(|(part, before, after)| PartJson::of(part, "", before, after)));
    parts
}

/// How a plan stands once a change from `before` to `after` is taken back: what others changed since stays.
/// What has no meaning any more stays away: a limit that is over, or whose rule is gone.
pub(super) fn taken_back(
    standing: &CarePlan,
    (before, after): (&CarePlan, &CarePlan),
    rules: &RuleSet,
    now: StoredAt,
) -> CarePlan {
    let mut plan = standing.clone();
    if before.spo2_scale != after.spo2_scale {
        plan.spo2_scale = before.spo2_scale;
    }
    if before.supplemental_oxygen != after.supplemental_oxygen {
        plan.supplemental_oxygen = before.supplemental_oxygen;
    }
    if before.pregnant != after.pregnant {
        plan.pregnant = before.pregnant;
    }
    if before.discharged_at != after.discharged_at {
        plan.discharged_at = before.discharged_at;
    }
    if before.priority_off != after.priority_off {
        plan.priority_off = before.priority_off;
    }
    restore(&mut plan.conditions, &before.conditions, &after.conditions);
    restore(&mut plan.medicines, &before.medicines, &after.medicines);
    restore(&mut plan.paused, &before.paused, &after.paused);
    plan.paused.retain(|id| rules.pathway(id).is_some());
    for key in signs(before, after) {
        let was = before.schedule.iter().find(|one| one.sign == key.sign);
        plan.schedule.retain(|one| one.sign != key.sign);
        plan.schedule.extend(was);
    }
    for key in keys(before, after) {
        let was = before.limits.iter().find(|one| same(one, key));
        plan.limits.retain(|one| !same(one, key));
        plan.limits.extend(was.cloned());
    }
    plan.limits.retain(|limit| counts(limit, rules, now));
    plan
}

/// A part of a change that was changed again since: taking the change back would undo that, too. None is
/// what is as it was before the change already.
pub(super) fn changed_again(
    standing: &CarePlan,
    (before, after): (&CarePlan, &CarePlan),
    rules: &RuleSet,
    now: StoredAt,
) -> Option<PartJson> {
    let [standing, before, after] = [standing, before, after].map(|plan| {
        let mut plan = plan.clone();
        plan.limits.retain(|limit| counts(limit, rules, now));
        plan
    });
    let is_in = |part: &PartJson, parts: &[PartJson]| {
        parts.iter().any(|one| (one.part, &one.of) == (part.part, &part.of))
    };
    let (since, back) = (parts(&after, &standing, rules), parts(&before, &standing, rules));
    let mut changed = parts(&before, &after, rules).into_iter();
    changed.find(|part| is_in(part, &since) && is_in(part, &back))
}

/// Whether a limit has a meaning still: it isn't over, and its rule is there.
fn counts(limit: &PersonalLimit, rules: &RuleSet, now: StoredAt) -> bool {
    limit.until.is_none_or(|until| until > now)
        && rules.limits().any(|info| is_of(&info, &limit.rule, &limit.name))
}

fn restore(standing: &mut Words, before: &Words, after: &Words) {
    standing.retain(|word| before.contains(word) || !after.contains(word));
    standing.extend(before.difference(after).cloned());
}

fn same(one: &PersonalLimit, other: &PersonalLimit) -> bool {
    (&one.rule, &one.name) == (&other.rule, &other.name)
}

/// The limits that differ: as they were, or as they are where they were not.
fn keys<'a>(before: &'a CarePlan, after: &'a CarePlan) -> Vec<&'a PersonalLimit> {
    let there = |limit: &&PersonalLimit| !after.limits.contains(limit);
    let changed = before.limits.iter().filter(there);
    let was = |limit: &&PersonalLimit| !before.limits.iter().any(|one| same(one, limit));
    changed.chain(after.limits.iter().filter(was)).collect()
}

fn limits(before: &CarePlan, after: &CarePlan, rules: &RuleSet) -> Vec<PartJson> {
    let value = |plan: &CarePlan, key: &PersonalLimit| {
        let limit = plan.limits.iter().find(|one| same(one, key));
        limit.map(|limit| f64::from(limit.milli) / 1000.0)
    };
    let part = |key: &PersonalLimit| {
        let info = rules.limits().find(|info| is_of(info, &key.rule, &key.name));
        let until = after.limits.iter().find(|one| same(one, key)).and_then(|one| one.until);
        PartJson {
            sign: info.as_ref().and_then(|info| info.sign).map(wording::sign_name),
            unit: info.map_or(String::new(), |info| info.unit.to_string()),
            until: until.map(StoredAt::unix_ms),
            ..PartJson::of(
                "limit",
                &format!("{}.{}", key.rule, key.name),
                value(before, key),
                value(after, key),
            )
        }
    };
    keys(before, after).into_iter().map(part).collect()
}

fn signs<'a>(before: &'a CarePlan, after: &'a CarePlan) -> Vec<&'a Scheduled> {
    let changed = before.schedule.iter().filter(|one| !after.schedule.contains(one));
    let was = |one: &&Scheduled| !before.schedule.iter().any(|other| other.sign == one.sign);
    changed.chain(after.schedule.iter().filter(was)).collect()
}

fn schedule(before: &CarePlan, after: &CarePlan) -> Vec<PartJson> {
    let hours = |plan: &CarePlan, key: &Scheduled| {
        let one = plan.schedule.iter().find(|one| one.sign == key.sign);
        one.map(|one| f64::from(one.every_hours))
    };
    let part = |key: &Scheduled| {
        let name = wording::sign_name(key.sign);
        PartJson::of("schedule", name, hours(before, key), hours(after, key))
    };
    signs(before, after).into_iter().map(part).collect()
}

fn words(part: &'static str, before: &Words, after: &Words) -> Vec<PartJson> {
    let gone = before.difference(after).map(|word| (word, Some(1.0), Some(0.0)));
    let new = after.difference(before).map(|word| (word, Some(0.0), Some(1.0)));
    gone.chain(new).map(|(word, was, is)| PartJson::of(part, word, was, is)).collect()
}

impl PartJson {
    /// That it was changed again, for whoever would take an older change of it back.
    pub(super) fn said_again(&self, words: &language::Words) -> Sentence {
        let is_it = |sign: &&VitalSign| wording::sign_name(**sign) == self.of;
        let sign = SIGNS.iter().find(is_it).map(|sign| words.sign_within(*sign));
        let of = sign.unwrap_or_else(|| self.of.clone());
        say("problem-plan-changed-again").with("part", self.part).with("of", of)
    }

    fn of(part: &'static str, of: &str, before: Option<f64>, after: Option<f64>) -> Self {
        let (sign, unit, until) = (None, String::new(), None);
        Self { part, of: of.to_owned(), sign, unit, before, after, until }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(name: &str, milli: i32) -> PersonalLimit {
        PersonalLimit {
            rule: "O2-1".into(),
            name: name.into(),
            milli,
            by: "Dr Evans".into(),
            reason: "usual".into(),
            until: None,
        }
    }

    #[test]
    fn a_change_that_is_taken_back_leaves_what_others_changed_since() {
        let rules = RuleSet::built_in();
        let pathway = rules.pathways()[0].id.clone();
        let before = CarePlan { limits: vec![limit("urgent", 91_000)], ..CarePlan::default() };
        let after = CarePlan {
            limits: vec![limit("urgent", 89_000), limit("gone", 1)],
            conditions: ["copd".into()].into(),
            ..CarePlan::default()
        };
        let later = CarePlan { paused: [pathway].into(), pregnant: true, ..after.clone() };
        let now = StoredAt::from_unix_ms(0);
        let restored = taken_back(&later, (&before, &after), &rules, now);
        let expected = CarePlan { paused: later.paused, pregnant: true, ..before.clone() };
        assert_eq!(restored, expected);
        assert_eq!(taken_back(&after, (&before, &after), &rules, now), before);
    }

    #[test]
    fn what_was_changed_again_since_is_not_taken_back() {
        let rules = RuleSet::built_in();
        let plan = |milli: Option<i32>, oxygen: Option<bool>| CarePlan {
            limits: milli.map(|milli| limit("urgent", milli)).into_iter().collect(),
            supplemental_oxygen: oxygen,
            ..CarePlan::default()
        };
        let check = |standing: &CarePlan, expected: Option<(&str, &str)>| {
            let (before, after) = (plan(Some(91_000), None), plan(Some(89_000), Some(true)));
            let (of, now) = ((&before, &after), StoredAt::from_unix_ms(9));
            let found = changed_again(standing, of, &rules, now);
            let found = found.as_ref().map(|part| (part.part, part.of.as_str()));
            assert_eq!(found, expected, "{standing:?}");
        };
        check(&plan(Some(89_000), Some(true)), None);
        check(&plan(Some(88_000), Some(true)), Some(("limit", "O2-1.urgent")));
        check(&plan(None, Some(true)), Some(("limit", "O2-1.urgent")));
        check(&plan(Some(89_000), Some(false)), Some(("oxygen", "")));
        // As it was before: there is nothing that it would undo.
        check(&plan(Some(91_000), Some(true)), None);
        let mut said_again = plan(Some(89_000), Some(true));
        said_again.limits[0].reason = "measured again".into();
        check(&said_again, Some(("limit", "O2-1.urgent")));
        // What is over is not there.
        let mut over = plan(Some(91_000), Some(true));
        over.limits[0].until = Some(StoredAt::from_unix_ms(8));
        check(&over, Some(("limit", "O2-1.urgent")));
        let paused = [rules.pathways()[0].id.clone()].into();
        check(&CarePlan { paused, ..plan(Some(89_000), Some(true)) }, None);
    }

    #[test]
    fn each_part_that_differs_is_told_from_what_to_what() {
        let rules = RuleSet::built_in();
        let before = CarePlan { limits: vec![limit("urgent", 91_000)], ..CarePlan::default() };
        let after = CarePlan {
            limits: vec![limit("urgent", 89_000)],
            paused: ["remind".into()].into(),
            spo2_scale: Spo2Scale::Two,
            supplemental_oxygen: Some(false),
            ..CarePlan::default()
        };
        let told: Vec<_> = parts(&before, &after, &rules)
            .into_iter()
            .map(|part| (part.part, part.of, part.before, part.after))
            .collect();
        let expected = [
            ("limit", "O2-1.urgent", Some(91.0), Some(89.0)),
            ("pathway", "remind", Some(0.0), Some(1.0)),
            ("scale", "", Some(1.0), Some(2.0)),
            ("oxygen", "", None, Some(0.0)),
        ];
        let expected =
            expected.map(|(part, of, before, after)| (part, of.to_owned(), before, after));
        assert_eq!(told, expected);
        assert_eq!(parts(&after, &after, &rules), []);
    }
}
