//! `hearthwatch replay --at`: what one journal entry caused, with all that it rests on.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Result, bail};
use ingest::replay::{Stretches, activations, entry_at, fact_at, replay_all};
use journal::Reader;
use risk_engine::fact::Fact;
use risk_engine::held::{Sample, for_each_value};
use risk_engine::outcome::{Alert, Decision, ENGINE_VERSION, Outcome, Reason};
use risk_engine::rules::RuleSet;
use risk_engine::rules::tongue::Tongue;
use serde::Serialize;
use store::care::EventId;
use utoipa::ToSchema;
use vitals::named::rfc3339;
use vitals::{ReadingId, StoredAt};

use crate::json::hex;
use crate::language::{Measure, Words};
use crate::wording::{self, Wording};

/// What one entry caused.
#[derive(Debug, Serialize, ToSchema)]
pub struct Moment {
    /// The entry.
    pub offset: u64,
    /// When it entered the journal, RFC 3339.
    pub stored_at: String,
    /// What was decided because of it.
    pub outcomes: Vec<Explained>,
}

/// One outcome with its provenance.
#[derive(Debug, Serialize, ToSchema)]
pub struct Explained {
    /// Its name among those of the person.
    pub id: String,
    /// Whom it is about.
    pub patient: String,
    /// What was decided, in words.
    pub text: String,
    /// The rule, if it is about an alert.
    pub rule: Option<String>,
    /// Where the rule's numbers come from.
    pub source: Option<String>,
    /// Name and version of the rule set, if it is still known.
    pub rule_set: Option<String>,
    /// SHA-256 of the rule set.
    pub rules: String,
    /// The engine's version.
    pub engine: u32,
    /// What it rests on.
    pub inputs: Vec<InputRead>,
    /// What would have kept it from being raised.
    pub unless: Vec<String>,
}

/// A reading that an outcome rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct InputRead {
    /// Its journal entry and its place there.
    pub reading: String,
    /// What was measured, in words.
    pub values: Vec<String>,
    /// When it was measured; empty if the journal no longer has it.
    pub taken_at: String,
    /// When it entered the journal; empty if that no longer has it.
    pub stored_at: String,
}

/// Decides everything up to an entry again, and explains what the entry caused.
pub fn moment(data: &Path, offset: u64, workers: usize) -> Result<Moment> {
    let journal = super::open(data)?;
    let Some(entry) = entry_at(&journal, offset)? else {
        bail!("the journal ends before entry {offset}: its last is {}", last(&journal));
    };
    let caused = caused(Stretches::upto(&journal, offset + 1)?, offset, workers)?;
    let (sets, english) = (sets(&journal)?, Words::english());
    let outcomes = caused.iter().map(|outcome| explained(&journal, outcome, &sets, &english));
    Ok(Moment {
        offset,
        stored_at: rfc3339(StoredAt::unix_ms(entry.stored_at)),
        outcomes: outcomes.collect::<Result<_>>()?,
    })
}

/// Decides one outcome again from the journal's beginning, by what is about that person, and explains it;
/// none if it isn't decided.
pub(crate) fn again(
    journal: &dyn Reader,
    id: &EventId,
    words: &Words,
    stop: &AtomicBool,
) -> Result<Option<(Outcome, Explained)>> {
    let offset = id.cause.offset;
    let stretches = Stretches::upto(journal, offset + 1)?.about(&id.patient).until(stop);
    let caused = caused(stretches, offset, 1)?;
    let mut caused = caused.into_iter();
    let is_it = |outcome: &Outcome| {
        (outcome.cause, &outcome.patient, outcome.place) == (id.cause, &id.patient, id.place)
    };
    let Some(outcome) = caused.find(is_it) else {
        return Ok(None);
    };
    let explained = explained(journal, &outcome, &sets(journal)?, words)?;
    Ok(Some((outcome, explained)))
}

/// The outcomes that an entry causes when everything up to it is decided again.
fn caused(stretches: Stretches<'_>, offset: u64, workers: usize) -> Result<Vec<Outcome>> {
    let mut caused = Vec::new();
    replay_all(stretches, Arc::new(RuleSet::built_in()), workers, |decided| {
        let of_it = decided.outcomes.iter().filter(|outcome| outcome.cause.offset == offset);
        caused.extend(of_it.cloned());
    })?;
    Ok(caused)
}

/// Every rule set that ever decided; the one that is built in comes last.
fn sets(journal: &dyn Reader) -> Result<Vec<Arc<RuleSet>>> {
    let activated = activations(journal)?.into_iter().map(|activation| activation.rules);
    Ok(activated.chain([Arc::new(RuleSet::built_in())]).collect())
}

fn last(journal: &dyn Reader) -> String {
    journal.durable_end().checked_sub(1).map_or("none".into(), |last| last.to_string())
}

impl Moment {
    /// In words.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("entry {}, stored {}", self.offset, self.stored_at)];
        if self.outcomes.is_empty() {
            lines.push("nothing was decided because of it".into());
        }
        for outcome in &self.outcomes {
            lines.push(format!("{} {}: {}", outcome.id, outcome.patient, outcome.text));
            if let Some(rule) = &outcome.rule {
                let source = outcome.source.as_ref().map(|source| format!(", after {source}"));
                lines.push(format!("  rule {rule}{}", source.unwrap_or_default()));
            }
            let set = outcome.rule_set.as_deref().unwrap_or("a rule set that is not known here");
            lines.push(format!("  {set}, SHA-256 {}, engine {}", outcome.rules, outcome.engine));
            lines.extend(outcome.inputs.iter().map(|input| {
                let InputRead { reading, values, taken_at, stored_at } = input;
                let values = values.join(", ");
                format!("  rests on {reading}: {values}, taken {taken_at}, stored {stored_at}")
            }));
            lines.extend(outcome.unless.iter().map(|unless| format!("  {unless}")));
        }
        lines
    }
}

fn explained(
    journal: &dyn Reader,
    outcome: &Outcome,
    sets: &[Arc<RuleSet>],
    words: &Words,
) -> Result<Explained> {
    let rules = sets.iter().find(|rules| rules.hash() == outcome.rules_hash);
    let known = rules.unwrap_or(&sets[sets.len() - 1]); // the one that is built in comes last
    let alert = alert_of(&outcome.decision);
    let rule = alert.map(|alert| alert.rule.to_string());
    let inputs = readings_of(&outcome.decision).into_iter();
    Ok(Explained {
        id: format!("{}-{}-{}", outcome.cause.offset, outcome.cause.index, outcome.place),
        patient: outcome.patient.to_string(),
        text: Wording { words, rules: known }.decision(&outcome.decision).0,
        source: rule.as_deref().and_then(|rule| known.source_of(rule)).map(str::to_owned),
        rule,
        rule_set: rules.map(|rules| format!("{} version {}", rules.name(), rules.version())),
        rules: hex(&outcome.rules_hash),
        engine: ENGINE_VERSION,
        inputs: inputs.map(|id| input(journal, id, words)).collect::<Result<_>>()?,
        unless: alert
            .map_or(&[][..], |alert| &alert.unless)
            .iter()
            .map(|unless| wording::unless(unless, words))
            .collect(),
    })
}

fn alert_of(decision: &Decision) -> Option<&Alert> {
    match decision {
        Decision::Alert { alert, .. } => Some(alert),
        Decision::Refused { current, .. } => current.as_deref(),
        Decision::Stepped { .. } | Decision::Calmed { .. } => None,
    }
}

fn readings_of(decision: &Decision) -> BTreeSet<ReadingId> {
    match decision {
        Decision::Stepped { reasons, .. } => {
            let samples = reasons.iter().filter_map(|reason| match reason {
                Reason::Value { sample, .. } | Reason::Twice { sample, .. } => Some(*sample),
                Reason::Points { sample, .. } => *sample,
                _ => None,
            });
            samples.map(|sample: Sample| sample.reading()).collect()
        }
        _ => alert_of(decision).map_or(&[][..], |alert| &alert.readings).iter().copied().collect(),
    }
}

fn input(journal: &dyn Reader, id: ReadingId, words: &Words) -> Result<InputRead> {
    let reading = format!("{}.{}", id.offset, id.index);
    if id.offset < journal.first() {
        let removed = words.say("reason-removed").with("entry", journal.first());
        let values = vec![removed.to_string()];
        let (taken_at, stored_at) = (String::new(), String::new());
        return Ok(InputRead { reading, values, taken_at, stored_at });
    }
    let Some(fact) = fact_at(journal, id)? else {
        bail!("the journal has no reading {reading}");
    };
    let stored_at = rfc3339(fact.stored_at.unix_ms());
    let Fact::Read(read) = fact.fact else {
        bail!("entry {reading} is no reading");
    };
    let mut values = Vec::new();
    for_each_value(&read, |sign, milli, reach| {
        let name = Tongue::sign(words, sign);
        values.push(format!("{name} {}", words.value(Measure { sign, milli, reach })));
    });
    Ok(InputRead { reading, values, taken_at: rfc3339(read.taken_at.unix_ms()), stored_at })
}
